"""Spend: its entries, sums, and who confirmed it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from outcomes.models import Decision, SpendEntry
from outcomes.queries.claims import signed
from outcomes.queries.marks import Kind

SPEND_A_PAGE = 100


def spend_entries(actor: Actor, customer: Customer, search: str) -> QuerySet[SpendEntry]:
    """Every entry, corrected and void ones too, newest first."""
    entries = SpendEntry.objects.visible_to(actor).filter(customer=customer)
    for word in search.split()[:6]:
        entries = entries.filter(
            Q(source__icontains=word)
            | Q(words__icontains=word)
            | Q(external_id__icontains=word)
            | Q(kind__icontains=word)
        )
    return entries.select_related("superseded_by", "recorded_by__user", "amendment").order_by("-on", "-pk")


def spend_sums(actor: Actor, customer: Customer) -> dict[str, int]:
    """Sums of what counts, by kind; one query."""
    rows = (
        SpendEntry.objects.visible_to(actor).filter(customer=customer).current().values("kind")
        .annotate(minor=Sum("amount_minor")).order_by("kind")
    )  # fmt: skip
    return {row["kind"]: row["minor"] for row in rows}


def last_spend_confirmation(actor: Actor, customer: Customer) -> str:
    """Who confirmed the spend up to when, in words; "" where nobody did."""
    last = (
        Decision.objects.visible_to(actor)
        .filter(customer=customer, kind=Kind.SPEND_CONFIRMED)
        .select_related("signature")
        .order_by("-seq")
        .first()
    )
    if last is None:
        return ""
    until = date.fromisoformat(json.loads(last.payload)["until"])
    return _("%(name)s confirmed it up to %(day)s.") % {
        "name": signed(last) or _("Somebody"),
        "day": notation.date_long(until),
    }


def spend_page(actor: Actor, entries: Sequence[SpendEntry]) -> dict[str, Any]:
    """Who confirmed the spend until when, and which of these entries that covers."""
    confirmations = list(
        Decision.objects.visible_to(actor)
        .filter(kind=Kind.SPEND_CONFIRMED)
        .select_related("signature")
        .order_by("-seq")[:5]
    )
    covered: set[tuple[int, int]] = set()
    for one in confirmations:
        covered |= {(item["id"], item["minor"]) for item in json.loads(one.payload)["spend"]}
    last = confirmations[0] if confirmations else None
    return {
        "total_minor": SpendEntry.objects.visible_to(actor).current().aggregate(total=Sum("amount_minor"))["total"],
        "entries": [{"entry": entry, "confirmed": (entry.pk, entry.amount_minor) in covered} for entry in entries],
        "confirmed_words": _spend_words(last),
    }


def _spend_words(last: Decision | None) -> str:
    if last is None:
        return _("Nobody of your firm has confirmed the spend yet.")
    until = json.loads(last.payload)["until"]
    return _("%(name)s confirmed the spend up to %(until)s, on %(day)s.") % {
        "name": signed(last) or _("Somebody"),
        "until": notation.date_long(date.fromisoformat(until)),
        "day": notation.date_long(last.said_on),
    }
