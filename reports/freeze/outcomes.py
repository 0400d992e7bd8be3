"""Outcomes in the customer's order, their dimensions and readings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.fields import exact_text
from outcomes.counting import DECIDED, is_in_totals
from outcomes.models import (
    ClaimLine,
    Measurement,
    Outcome,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.queries.agreed import agreed_lines
from outcomes.queries.periods import UnclaimedPeriod, missing_periods, unclaimed_periods, will_be_stated_on

from .facts import Facts
from .notes import span, text_of
from .terms import terms_of

MEASURED_BY = {"customer": "customer", "supplier": "supplier", "third": "third_party"}


def outcome_of(number: int, outcome: Outcome, facts: Facts) -> dict[str, Any]:
    return {
        "number": number,
        "name": outcome.title,
        "goal": outcome.goal or None,
        "dimensions": [_dimension(one, facts) for one in outcome.dimensions.all()],
    }


def _dimension(dimension: ValueDimension, facts: Facts) -> dict[str, Any]:
    events = [event for event in facts.events if event.dimension_id == dimension.pk]
    versions = list(dimension.terms.all())
    agreed = [one for one in versions if one.state == Terms.State.AGREED]
    current = agreed[-1] if agreed else None
    counts = [amount for event in events if (amount := facts.counts[event.pk]) is not None]
    monetised = any(one.is_monetised for one in agreed)
    lines = agreed_lines(events)
    last = lines[-1] if lines else None
    met = _met_at_last(lines, current) if current is not None else []
    return {
        "key": str(dimension.pk),
        "name": dimension.name,
        "unit": dimension.unit,
        "unit_words": "",
        "direction": current.direction if current else (versions[-1].direction if versions else "decrease"),
        "owner_customer": dimension.owner_theirs.name if dimension.owner_theirs else None,
        "owner_supplier": str(dimension.owner_ours.user) if dimension.owner_ours else None,
        "shares_effect_with": [one.name for one in dimension.shares_effect_with.all()],
        "actual": {"value": exact_text(last.actual), "period": _span(last)}
        if last and last.actual is not None
        else None,
        "target_met": None if current is None or last is None else bool(met),
        "target_met_on": _span(met[-1]) if met else None,
        "target_met_since": _span(met[0]) if met else None,
        "gains": sum(amount for amount in counts if amount > 0) if monetised else None,
        "shortfalls": -sum(amount for amount in counts if amount < 0) if monetised else None,
        "terms": [terms_of(one, events, facts) for one in versions],
        "readings": _readings(dimension, events, current, agreed),
        "missing": [span(one.start, one.end) for one in missing_periods(dimension, facts.as_at, ended=facts.ended)],
        "not_claimed": [_not_claimed(one, facts) for one in unclaimed_periods(dimension, facts.as_at) if one.is_due],
    }


def _not_claimed(period: UnclaimedPeriod, facts: Facts) -> dict[str, Any]:
    states_on = will_be_stated_on(period, facts.customer, facts.as_at)
    return {
        "period": span(period.start, period.end),
        "value": exact_text(period.readings[-1].value),
        "amount": period.amount_minor,
        "worse": period.is_worse,
        "states_on": states_on.isoformat() if states_on is not None else None,
        "reason": _reason(period),
    }


def _reason(period: UnclaimedPeriod) -> str:
    """Why nobody can claim it as it stands, or the product does not; "" where somebody could."""
    if period.is_taken_back:
        return _("the customer's person took it back")
    if period.is_claimable:
        return ""
    if period.is_late:
        return _("the claim on this period stands without it")
    return _("its days are not those of a period that can be claimed")


def _met_at_last(lines: Sequence[ClaimLine], terms: Terms) -> list[ClaimLine]:
    """The agreed readings that meet the target, back from the last to the first of them without one between that does not."""
    met: list[ClaimLine] = []
    for line in reversed(lines):
        assert line.actual is not None
        if not (line.actual <= terms.target if terms.direction == "decrease" else line.actual >= terms.target):
            break
        met.insert(0, line)
    return met


def _span(line: ClaimLine) -> dict[str, str]:
    return span(line.period_start, line.period_end)


def _readings(
    dimension: ValueDimension, events: Sequence[ValueEvent], current: Terms | None, agreed: Sequence[Terms]
) -> list[dict[str, Any]]:
    """Every current reading since the first agreement, and how it stands; earlier values that it replaced with it."""
    since = min((one.agreed_on for one in agreed if one.agreed_on), default=None)
    claims: dict[int, ValueEvent] = {}
    for event in events:
        if event.state not in {"withdrawn", "restated"}:
            claims |= {line.measurement_id: event for line in event.lines.all() if line.measurement_id is not None}
    replaced = {one.supersedes_id for one in dimension.measurements.all() if one.supersedes_id}
    readings = []
    for reading in dimension.measurements.all():
        if reading.pk in replaced:
            continue
        claim = claims.get(reading.pk) or _claim_of_earlier(reading, claims)
        if claim is None and since is not None and reading.period_start < since:
            continue  # it belongs to the time before the agreement, as those of the baseline do
        worse = current is not None and current.is_worse(reading.value)
        readings.append(
            {
                "period": span(reading.period_start, reading.period_end),
                "value": exact_text(reading.value),
                "volume": text_of(reading.volume),
                "source": reading.source,
                "measured_by": MEASURED_BY[reading.source_kind],
                "state": _reading_state(claim),
                "worse": worse,
                "superseded": [exact_text(one.value) for one in _earlier(reading)],
            }
        )
    return readings


def _earlier(reading: Measurement) -> list[Measurement]:
    """What the reading replaced, oldest first."""
    earlier: list[Measurement] = []
    one = reading.supersedes
    while one is not None:
        earlier.insert(0, one)
        one = one.supersedes
    return earlier


def _claim_of_earlier(reading: Measurement, claims: dict[int, ValueEvent]) -> ValueEvent | None:
    return next((claims[one.pk] for one in _earlier(reading) if one.pk in claims), None)


def _reading_state(claim: ValueEvent | None) -> str:
    if claim is None:
        return "not_claimed"
    if is_in_totals(claim.state, is_shortfall=claim.is_shortfall, after_the_fact=claim.after_the_fact):
        return "counted"
    if claim.state in DECIDED:
        return "not_counted"
    return "disputed" if claim.state == "disputed" else "undecided"
