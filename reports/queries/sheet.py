"""The supplier sheet as of now, for both sides: the same parts as the document has, from the running totals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Subquery, Sum
from django.db.models.functions import JSONObject
from django.utils.translation import get_language, ngettext

from accounts.actors import Actor
from accounts.models import Customer
from accounts.notation import minor_digits
from engagements.queries.problems.register import problems_within, told_in
from outcomes.models import Decision, SpendEntry, Terms, ValueEvent
from reports import sheet
from reports.freeze.sheet import (
    OPEN_STATES,
    commitments_part,
    problems_part,
    register_part,
    risks_part,
    spend_part,
    suitability_part,
    value_part,
)
from scorecards.models import Direction
from scorecards.queries.performance import promised_by
from scorecards.queries.suitability import risks_of, suitability_of

DIRECTION = ("pk", "words", "said_by", "said_on", "source")


def customer_for_sheet(actor: Actor, pk: int) -> Customer | None:
    """The customer with everything that one query can tell of it; None where the actor does not see it."""

    def spend(kind: str) -> Subquery:
        entries = SpendEntry.objects.filter(customer=OuterRef("pk"), kind=kind).current().order_by()
        return Subquery(entries.values("customer").annotate(sum=Sum("amount_minor")).values("sum"))

    confirmed = Decision.objects.filter(customer=OuterRef("pk"), kind=Decision.Kind.SPEND_CONFIRMED).order_by()
    agreed = Terms.objects.filter(dimension__customer=OuterRef("pk"), state=Terms.State.AGREED)
    direction = Direction.objects.filter(customer=OuterRef("pk")).current()
    found = (
        Customer.objects.visible_to(actor)
        .select_related("supplier", "total")
        .annotate(
            internal=spend(SpendEntry.Kind.INTERNAL),
            credits=spend(SpendEntry.Kind.CREDIT),
            has_spend=Exists(SpendEntry.objects.filter(customer=OuterRef("pk")).current()),
            spend_confirmed_on=Subquery(confirmed.values("customer").annotate(on=Max("said_on")).values("on")),
            has_terms=Exists(agreed),
            has_rates=Exists(agreed.filter(rate__isnull=False)),
            register=problems_within(actor.supplier.today(), customer=OuterRef("pk")),
            direction=Subquery(
                direction.annotate(as_json=JSONObject(**{name: name for name in DIRECTION})).values("as_json")[:1]
            ),
        )
    )
    return found.filter(pk=pk).first()


def sheet_page(actor: Actor, customer: Any) -> dict[str, Any]:
    """The context of reports/sheet.html; `customer` is of `customer_for_sheet`. Six queries more."""
    parts = _parts(actor, customer)
    return {
        "customer": customer,
        "as_at": actor.supplier.today(),
        "answer": _answer(parts, customer),
        "state": parts["value"]["state"],
        "kept": _kept(parts["commitments"]),
        "sections": [_section(one) for one in sheet.sections(parts, get_language() or "en")],
    }


def _answer(parts: dict[str, Any], customer: Any) -> dict[str, Any] | None:
    """For the sentence of the page; None where there is no money to speak of."""
    if parts["value"]["state"] != "counted":
        return None
    return {
        "customer": customer.name,
        "currency": customer.currency,
        "spend_minor": parts["spend"]["spent"],
        "gains_minor": parts["value"]["gains"],
        "shortfalls_minor": parts["value"]["shortfalls"],
    }


def _kept(commitments: Any) -> str:
    """ "29 of 30 periods met what was promised"; empty where nothing was read."""
    read = commitments["met"] + commitments["missed"]
    words = ngettext(
        "%(met)s of %(read)s period met what was promised", "%(met)s of %(read)s periods met what was promised", read
    )
    return words % {"met": commitments["met"], "read": read} if read else ""


def _section(section: sheet.Section) -> dict[str, Any]:
    """As the template draws it: each cell knows the head of its column, which a phone shows beside it."""
    heads = section.heads[1:]
    return vars(section) | {
        "rows": [
            vars(row) | {"cells": [vars(value) | {"head": head} for value, head in zip(row.values, heads, strict=True)]}
            for row in section.rows
        ]
    }


def _parts(actor: Actor, customer: Any) -> dict[str, Any]:
    total = getattr(customer, "total", None)
    promised = promised_by(actor, customer)
    events = ValueEvent.objects.visible_to(actor).filter(customer=customer, state__in=[*OPEN_STATES, "confirmed"])
    return {
        "document": {"time_zone": customer.supplier.time_zone},
        "supplier": {"short_name": customer.supplier.name},
        "customer": {
            "short_name": customer.name,
            "currency": customer.currency,
            "minor_digits": minor_digits(customer.currency),
        },
        "spend": spend_part(
            spent=(total.spend if total is not None else 0) if customer.has_spend else None,
            internal=customer.internal,
            credits=customer.credits,
            confirmed_on=customer.spend_confirmed_on,
        ),
        "value": value_part(
            state=_state(customer, total),
            spent=total.spend if total is not None else 0,
            gains=total.confirmed if total is not None else 0,
            shortfalls=total.shortfall if total is not None else 0,
            not_agreed=total.shortfall_open if total is not None else 0,
            undecided=total.undecided if total is not None else 0,
            disputed=total.disputed if total is not None else 0,
        ),
        "commitments": commitments_part(promised),
        "suitability": suitability_part(
            suitability_of(actor, customer, directions=_directions(customer)), customer.supplier
        ),
        "risks": risks_part(risks_of(actor, customer)),
        "problems": problems_part(events.select_related("dimension"), promised, customer.supplier),
        "register": register_part(told_in(customer.register)),
    }


def _state(customer: Any, total: Any) -> str:
    """As a document's answer says it."""
    if total is not None and (total.confirmed or total.shortfall):
        return "counted"
    if customer.has_rates:
        return "nothing_counted"
    return "not_monetised" if customer.has_terms else "no_baseline"


def _directions(customer: Any) -> list[Direction]:
    if customer.direction is None:
        return []
    known = customer.direction | {"said_on": date.fromisoformat(customer.direction["said_on"])}
    return [Direction(customer=customer, **known)]
