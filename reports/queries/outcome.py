"""An outcome's page: its value dimensions, each with its chart, and what they brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.access import may_edit
from accounts.actors import Actor
from accounts.queries import changes_of
from outcomes.counting import is_in_totals
from outcomes.forms.promise import OutcomeForm
from outcomes.models import Measurement, Outcome, Terms, ValueEvent
from outcomes.queries.reading_charts import readings_chart
from reports.queries.customer import goal_row, sums_of
from reports.queries.customer_facts import Claim, claims_of, promises_of
from scorecards.queries.suitability import outcome_asks


def outcome_for(actor: Actor, pk: int) -> Outcome | None:
    found = Outcome.objects.visible_to(actor).select_related("customer__supplier", "supplier")
    return found.filter(pk=pk).first()


def outcome_page(actor: Actor, outcome: Outcome) -> dict[str, Any]:
    """The context of reports/outcome_detail.html; six queries beside the outcome's own."""
    customer = outcome.customer
    claims = claims_of(actor, customer)
    promise = next(one for one in promises_of(actor, customer) if one["pk"] == outcome.pk)
    keys = [one["pk"] for one in promise["dimensions"]]
    terms = {one.dimension_id: one for one in _agreed(actor, keys)}
    readings: dict[int, list[Measurement]] = {}
    for reading in Measurement.objects.visible_to(actor).current().filter(dimension__in=keys):
        readings.setdefault(reading.dimension_id, []).append(reading)
    rows = [
        goal_row(one, [claim for claim in claims if claim.dimension == one["pk"]])
        | {
            "pk": one["pk"],
            "chart_id": f"chart-{one['pk']}",
            "reading_url": reverse("outcomes:measurement_create", args=[one["pk"]]),
            "chart": readings_chart(
                readings.get(one["pk"], []),
                terms.get(one["pk"]),
                name=one["name"],
                unit=one["unit"],
                counted=_counted_spans(claims, one["pk"]),
            ),
            "few": len(readings.get(one["pk"], [])),
        }
        for one in promise["dimensions"]
    ]
    ours = [claim for claim in claims if claim.dimension in keys]
    sums = sums_of(ours)
    amounts = [row[name] for row in [*rows, sums] for name in ("gains_minor", "shortfalls_minor")]
    amounts += [one["minor"] for row in [*rows, sums] for one in row["open"]]
    return {
        "outcome": outcome,
        "customer": customer,
        "currency": customer.currency,
        "rows": rows,
        "sums": sums,
        "whole": notation.are_whole((one, customer.currency) for one in amounts),
        "open_minor": sum(one["minor"] for one in sums["open"]),
        "sentence": _sentence(promise["dimensions"]),
        "changes": changes_of(outcome, OutcomeForm.Meta.labels),
        "can_edit": may_edit(actor),
        "asks": outcome_asks(actor, outcome),
    }


def _counted_spans(claims: Sequence[Claim], dimension: int) -> list[tuple[date, date]]:
    """As `counted_spans` of the chart, of claims that are read already."""
    return [
        (one.start, one.end)
        for one in claims
        if one.dimension == dimension and one.kind == ValueEvent.Kind.MEASURED
        if one.start is not None and one.end is not None
        if is_in_totals(one.state, is_shortfall=(one.claimed or 0) < 0, after_the_fact=one.after_the_fact)
    ]


def _agreed(actor: Actor, keys: Sequence[int]) -> Sequence[Terms]:
    """The agreed terms of these dimensions, oldest first: of each the newest is what stays in a mapping."""
    return list(Terms.objects.visible_to(actor).agreed().filter(dimension__in=keys).order_by("version"))


def _sentence(dimensions: Sequence[Mapping[str, Any]]) -> str:
    """How far it is: "1 of 2 value dimensions has reached its target"; what is missing, where nothing is agreed."""
    agreed = [one for one in dimensions if one["agreed"] is not None]
    if not dimensions:
        return _("No value dimension says yet how one will see it.")
    if not agreed:
        return _("No baseline is agreed, so nothing can be claimed. Each month without one is lost for good.")
    met = sum(_is_met(one) for one in agreed)
    return ngettext(
        "%(met)s of %(count)s value dimension with agreed terms has reached its target.",
        "%(met)s of %(count)s value dimensions with agreed terms have reached their target.",
        len(agreed),
    ) % {"met": met, "count": len(agreed)}


def _is_met(dimension: Mapping[str, Any]) -> bool:
    now, terms = dimension["last"], dimension["agreed"]
    if now is None:
        return False
    lower = terms["direction"] == Terms.Direction.DECREASE
    return bool(now <= terms["target"] if lower else now >= terms["target"])
