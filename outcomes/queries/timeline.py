"""Decisions as lines of a timeline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from outcomes.models import (
    Decision,
    ValueEvent,
)
from outcomes.queries.claims import signed
from outcomes.queries.marks import DECISION_MARKS, Kind
from outcomes.queries.workings import percent


def decisions_for(actor: Actor, **lookup: Any) -> QuerySet[Decision]:
    """The ledger's entries, newest first, with what a line of the timeline needs; one query."""
    return (
        Decision.objects.visible_to(actor)
        .filter(**lookup)
        .select_related("signature", "event__dimension", "event__terms", "terms__dimension", "customer")
        .order_by("-seq")
    )


def timeline_rows(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Rows of components/timeline_row.html. The working comes from the entry itself: no further query."""
    rows = [_timeline_row(one) for one in decisions]
    exact = not notation.are_whole((one["minor"], one["currency"]) for one in rows)
    return [one | {"exact": exact} for one in rows]


def _timeline_row(decision: Decision) -> dict[str, Any]:
    said = json.loads(decision.payload)
    event = decision.event
    shortfall = event is not None and event.is_shortfall
    mark = "shortfall" if shortfall and decision.kind == Kind.STATED else DECISION_MARKS[decision.kind]
    return {
        "date": decision.said_on,
        "with_year": decision.said_on.year != timezone.now().year,
        "mark": mark,
        "word": capfirst(decision.get_kind_display()),
        "words": _who_and_what(decision, said),
        "working": _beneath(decision, said),
        "minor": decision.amount_minor,
        "currency": decision.customer.currency,
        "superseded": False,
        "url": _where(decision),
    }


def _where(decision: Decision) -> str:
    if decision.event_id is not None:
        return reverse("outcomes:event_detail", args=[decision.event_id])
    if decision.terms is not None:
        return reverse("outcomes:dimension_detail", args=[decision.terms.dimension_id])
    return reverse("outcomes:spend_list", args=[decision.customer_id])


def _who_and_what(decision: Decision, said: Mapping[str, Any]) -> str:
    who = signed(decision) or (_("the product itself") if decision.origin == Decision.Origin.PRODUCT else _("somebody"))
    if decision.event is not None:
        what = event_title(decision.event)
    elif decision.terms is not None:
        what = _("%(dimension)s, version %(version)s") % {
            "dimension": decision.terms.dimension.name,
            "version": decision.terms.version,
        }
    else:
        what = (
            _("up to %(day)s") % {"day": notation.date_long(date.fromisoformat(said["until"]))}
            if "until" in said
            else ""
        )
    words = _("by %(who)s: %(what)s") % {"who": who, "what": what} if what else _("by %(who)s") % {"who": who}
    # That all of it is demonstration data, the strip above every page says once.
    if decision.origin in {Decision.Origin.MIGRATION, Decision.Origin.PAPER}:
        words = f"{words} ({decision.get_origin_display()})"
    return words


def event_title(event: ValueEvent) -> str:
    """What a claim is about: "Days to reconcile month-end, October 2026"."""
    if event.period_start is None or event.period_end is None:
        return event.title
    return f"{event.title}, {notation.period(event.period_start, event.period_end)}"


def _beneath(decision: Decision, said: Mapping[str, Any]) -> str:
    """The reason where there is one, else the calculation."""
    parts = []
    if decision.kind in {Kind.STATED, Kind.CONFIRMED} and decision.event is not None:
        parts.append(formula(said, decision.event))
    if decision.reason:
        parts.append(notation.quoted(decision.reason))
    if decision.kind == Kind.ADJUSTED and decision.event is not None and decision.event.claimed_minor is not None:
        claimed = notation.money(decision.event.claimed_minor, decision.customer.currency, whole=True)
        parts.append(_("claimed: %(amount)s") % {"amount": claimed})
    return "; ".join(part for part in parts if part)


def formula(said: Mapping[str, Any], event: ValueEvent) -> str:
    """The calculation in one line: "30 → 1 days = 29 × 1,200 EUR × 80 % = 27,840 EUR"; "" without one."""
    content = said.get("event") or {}
    lines = content.get("lines") or []
    unit = event.dimension.unit if event.dimension is not None else ""
    if not lines or lines[0].get("baseline") is None:
        return ""
    if len(lines) > 1:
        return ngettext("%(count)s reading", "sum of %(count)s readings", len(lines)) % {"count": len(lines)}
    line = {name: Decimal(lines[0][name]) if lines[0].get(name) is not None else None for name in FORMULA_PARTS}
    change = f"{notation.exact(line['baseline'])} → {notation.measured(line['actual'], unit)}"  # type: ignore[arg-type]
    if line["rate"] is None:
        return change
    assert line["difference"] is not None
    # Beside the readings a unit need not be said again, but a difference of percentages has another one.
    of = unit if notation.is_percentage(unit) or " " not in unit else ""
    factors = [notation.difference(line["difference"], of)]
    if line["volume"] is not None:
        factors.append(notation.measured(line["volume"], event.terms.volume_unit if event.terms is not None else ""))
    if rate := notation.unit_rate(line["rate"], of, content["claimed"]["currency"]):
        factors.append(rate)
    if line["share"] is not None:
        factors.append(percent(line["share"]))
    if line["deduction"]:
        factors.append(percent(1 - line["deduction"]))
    result = notation.money(content["claimed"]["minor"], content["claimed"]["currency"], whole=True)
    return f"{change}: {' × '.join(factors)} = {result}"


FORMULA_PARTS = ("baseline", "actual", "difference", "volume", "rate", "share", "deduction")
