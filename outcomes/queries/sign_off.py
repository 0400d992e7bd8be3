"""What the customer's finance has signed off, and the sums of a period before it does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from outcomes.models import Decision
from outcomes.queries.claims import people_who_may, signed
from outcomes.queries.marks import Kind
from outcomes.services.ledger import period_sums, sums_key

SIGNED_SHOWN = 24


def signed_page(actor: Actor) -> dict[str, Any]:
    """The context of outcomes/sign_off.html, but for the forms and the sums of a period."""
    assert actor.stakeholder is not None
    customer = actor.stakeholder.customer
    said = Decision.objects.visible_to(actor).filter(kind=Kind.PERIOD_SIGNED_OFF).select_related("signature")
    may_sign = actor.stakeholder.may_sign_finance
    rows = list(said.order_by("-seq")[:SIGNED_SHOWN])
    return {
        "currency": customer.currency,
        "signed": [_signed_row(one) for one in rows],
        "next_period": _next_period([_period_of(one) for one in rows], actor.supplier.today()),
        "may_sign": may_sign,
        "ask": [] if may_sign else people_who_may(customer, "may_sign_finance"),
        "back_url": reverse("reports:portal_home"),
    }


def period_page(actor: Actor, start: date, end: date) -> dict[str, Any]:
    """The sums of a period as they stand now, and in one word (`shown`) for the form that signs them."""
    assert actor.stakeholder is not None
    sums, counted = period_sums(actor.stakeholder.customer, start, end)
    since = (
        Decision.objects.visible_to(actor)
        .filter(Q(event__period_end__range=(start, end)) & ~Q(kind=Kind.PERIOD_SIGNED_OFF))
        .order_by("-seq")
        .first()
    )
    return {
        "period_words": notation.period(start, end),
        "sums": _sum_rows(sums) if counted else [],
        "counted": counted,
        "shown": sums_key(sums, counted),
        "last_words": _("The last entry about it is %(seq)s, of %(day)s.")
        % {"seq": since.seq, "day": notation.date_long(since.said_on)}
        if since is not None
        else "",
    }


def _sum_rows(sums: dict[str, int]) -> list[dict[str, Any]]:
    """Gains, shortfalls and the value that they make; below it spend, which is no part of it, and what stands apart."""
    value = sums["confirmed"] - sums["shortfall"]
    apart = [
        ("shortfall_open", _("of the shortfalls, not yet agreed")),
        ("undecided", _("Undecided, not counted")),
        ("disputed", _("Disputed, not counted")),
        ("after_the_fact", _("Agreed after the fact, apart")),
        ("on_paper", _("On paper only, apart")),
    ]
    return [
        {"words": _("Gains, confirmed"), "minor": sums["confirmed"], "result": False},
        {"words": _("Shortfalls"), "minor": -sums["shortfall"], "result": False},
        {"words": _("Value"), "minor": value, "result": True},
        {"words": _("Spent"), "minor": sums["spend"], "result": False},
        *({"words": words, "minor": sums[name], "result": False} for name, words in apart if sums[name]),
    ]


def _period_of(decision: Decision) -> tuple[date, date]:
    start, end = (date.fromisoformat(day) for day in json.loads(decision.payload)["period"])
    return start, end


def _next_period(signed: Sequence[tuple[date, date]], today: date) -> dict[str, date]:
    """What finance would sign next, {start, end}: since the last day that is signed, to the end of last month.

    Without `start` where nothing is signed; empty where all of it is.
    """
    end = today.replace(day=1) - timedelta(days=1)
    if not signed:
        return {"end": end}
    start = max(until for _since, until in signed) + timedelta(days=1)
    return {"start": start, "end": end} if start <= end else {}


def _signed_row(decision: Decision) -> dict[str, Any]:
    said = json.loads(decision.payload)
    start, end = _period_of(decision)
    signature = getattr(decision, "signature", None)
    who = ", ".join(part for part in (signed(decision), signature.position if signature is not None else "") if part)
    number = _("recorded as number %(seq)s") % {"seq": decision.seq}
    spent = notation.money(said["sums"]["spend"], said["currency"], whole=True)
    parts = [
        _("spend %(amount)s") % {"amount": spent},
        notation.quoted(decision.reason) if decision.reason else "",
        number,
    ]
    return {
        "date": decision.said_on,
        "with_year": True,
        "mark": "confirmed",
        "word": capfirst(notation.period(start, end)),
        "words": _("by %(who)s") % {"who": who} if who else "",
        "working": "; ".join(part for part in parts if part),
        "minor": decision.amount_minor,
        "currency": said["currency"],
    }
