"""Workings as a person reads them: line by line, and in one line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import notation
from outcomes.models import ClaimLine, Terms, ValueEvent
from outcomes.queries.marks import is_decidable


def working(event: ValueEvent, lines: Sequence[ClaimLine]) -> dict[str, Any] | None:
    """The context of components/working.html for a claim; None where it is words alone."""
    currency = event.customer.currency
    result = _result(event, lines)
    if event.kind != ValueEvent.Kind.MEASURED or event.terms is None or event.dimension is None:
        return {"lines": [], "result": result, "note": "", "mark": ""} if result else None
    if len(lines) == 1:
        rows = _steps(event, lines[0])
    else:
        rows = [
            {"operator": "" if number == 0 else "+", "words": in_one_line(event, one), "figure": _exact(one, currency)}
            for number, one in enumerate(lines)
        ]
    deduction = (
        ""
        if event.terms.rate is None or event.terms.deduction is not None
        else _("What would have happened anyway: not declared, nothing is deducted.")
    )
    return {"lines": rows, "result": result, "note": deduction, "mark": ""}


def _steps(event: ValueEvent, one: ClaimLine) -> list[dict[str, Any]]:
    """One reading, step by step: each figure on its own line."""
    terms, dimension = event.terms, event.dimension
    assert terms is not None and dimension is not None
    assert one.baseline is not None and one.actual is not None and one.difference is not None
    baseline = {
        "words": _("Baseline, %(period)s") % {"period": notation.period(terms.baseline_start, terms.baseline_end)},
        "figure": notation.measured(one.baseline, dimension.unit),
    }
    actual = {
        "words": _("Reading, %(period)s") % {"period": notation.period(one.period_start, one.period_end)},
        "figure": notation.measured(one.actual, dimension.unit),
    }
    first, second = (baseline, actual) if terms.direction == Terms.Direction.DECREASE else (actual, baseline)
    rows = [{"operator": ""} | first, {"operator": notation.MINUS} | second]
    if one.rate is None:
        return rows
    better = _("Better by") if one.difference >= 0 else _("Worse by")
    rows.append({"operator": "=", "words": better, "figure": notation.difference(one.difference, dimension.unit)})
    if one.volume is not None:
        fixed = terms.volume_basis == Terms.VolumeBasis.FIXED
        rows.append(
            {
                "operator": "×",
                "words": _("Agreed volume") if fixed else _("Volume of the period"),
                "figure": notation.measured(one.volume, terms.volume_unit),
            }
        )
    if rate := notation.unit_rate(one.rate, dimension.unit, event.customer.currency):
        rows.append({"operator": "×", "words": _("Agreed rate"), "figure": rate})
    rows += [{"operator": "×", "words": words, "figure": figure} for words, figure in _shares(event, one)]
    return rows


def _shares(event: ValueEvent, one: ClaimLine) -> list[tuple[str, str]]:
    """What part of the effect counts, in words and as a figure: a percentage alone would not say of what."""
    shares = []
    if one.share is not None:
        words = _("Share agreed as %(supplier)s’s") % {"supplier": event.customer.supplier.name}
        shares.append((words, percent(one.share)))
    if one.deduction:
        words = _("After %(share)s that would have happened anyway") % {"share": percent(one.deduction)}
        shares.append((words, percent(1 - one.deduction)))
    return shares


def in_one_line(event: ValueEvent, one: ClaimLine, *, dated: bool = True) -> str:
    """One of several readings: "October 2026: 30 − 1 = 29 days × 1,200 EUR × 80 % (Share agreed as Nordwerk’s)".

    Without its days where not `dated`.
    """
    terms, dimension = event.terms, event.dimension
    assert terms is not None and dimension is not None
    assert one.baseline is not None and one.actual is not None and one.difference is not None
    was, now = notation.exact(one.baseline), notation.exact(one.actual)
    if terms.direction == Terms.Direction.INCREASE:
        was, now = now, was
    parts = [f"{was} {notation.MINUS} {now} = {notation.difference(one.difference, dimension.unit)}"]
    if one.volume is not None:
        parts.append(notation.measured(one.volume, terms.volume_unit))
    if one.rate is not None and (rate := notation.unit_rate(one.rate, dimension.unit, event.customer.currency)):
        parts.append(rate)
    parts += [f"{figure} ({words})" for words, figure in _shares(event, one)]
    words = " × ".join(parts)
    return f"{capfirst(notation.period(one.period_start, one.period_end))}: {words}" if dated else words


def _exact(one: ClaimLine, currency: str) -> str:
    """The line's amount before the one rounding of the claim."""
    if one.amount is None:
        return ""
    digits = notation.minor_digits(currency)
    return f"{notation.exact(one.amount, least_digits=digits)}{notation.NO_BREAK}{currency}"


def _result(event: ValueEvent, lines: Sequence[ClaimLine]) -> dict[str, Any] | None:
    is_open = is_decidable(event)
    if event.claimed_minor is None:
        if not lines or event.terms is None or event.dimension is None:
            return None
        difference = sum((one.difference for one in lines if one.difference is not None), Decimal(0))
        words = _("Better by") if difference >= 0 else _("Worse by")
        return {"words": words, "figure": notation.difference(difference, event.dimension.unit)}
    if event.is_shortfall:
        words = _("Shortfall, counts already") if is_open else _("Shortfall, as stated")
    else:
        asked = is_open and event.state != ValueEvent.State.DISPUTED
        words = _("Gain, if you agree") if asked else _("Gain, as claimed")
    return {"words": words, "minor": event.claimed_minor, "currency": event.customer.currency}


def percent(fraction: Decimal) -> str:
    """A fraction without needless decimals: "80 %"."""
    return f"{notation.exact(fraction * 100)}{notation.NARROW}%"
