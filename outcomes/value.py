"""The arithmetic of value: from agreed terms and readings to an amount, with its working. Pure; exact decimals only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Protocol

# Wide enough that no product of agreed figures is ever rounded before the one rounding per event.
EXACT = Context(prec=120, rounding=ROUND_HALF_UP)


class AgreedTerms(Protocol):
    """What the arithmetic needs of terms (outcomes.models.Terms has it)."""

    direction: str
    baseline: Decimal
    rate: Decimal | None
    share: Decimal
    deduction: Decimal | None
    volume_basis: str
    fixed_volume: Decimal | None
    volume_cap: Decimal | None


@dataclass(frozen=True)
class Line:
    """One line of a working. `difference` is positive where it got better; `amount` is exact, None without a rate."""

    period_start: date
    period_end: date
    baseline: Decimal
    actual: Decimal
    difference: Decimal
    volume: Decimal | None
    rate: Decimal | None
    share: Decimal | None
    deduction: Decimal | None
    amount: Decimal | None


class MissingVolume(ValueError):
    """The terms count by the period's volume, and the reading has none."""


def line(terms: AgreedTerms, *, period_start: date, period_end: date, actual: Decimal, volume: Decimal | None) -> Line:
    """The line of one reading.

    amount = difference x volume x rate x share x (1 - deduction). MissingVolume where the terms count by the period's
    volume and there is none; a volume of zero is a volume.
    """
    with localcontext(EXACT):
        better = terms.baseline - actual if terms.direction == "decrease" else actual - terms.baseline
        counted = _volume(terms, volume)
        amount = None
        if terms.rate is not None:
            amount = better * terms.rate * terms.share
            if counted is not None:
                amount *= counted
            if terms.deduction is not None:
                amount *= 1 - terms.deduction
    return Line(
        period_start=period_start,
        period_end=period_end,
        baseline=terms.baseline,
        actual=actual,
        difference=better,
        volume=counted,
        rate=terms.rate,
        share=terms.share if terms.rate is not None else None,
        deduction=terms.deduction if terms.rate is not None else None,
        amount=amount,
    )


def _volume(terms: AgreedTerms, measured: Decimal | None) -> Decimal | None:
    if terms.volume_basis == "none":
        return None
    volume = terms.fixed_volume if terms.volume_basis == "fixed" else measured
    if volume is None:
        raise MissingVolume
    return volume if terms.volume_cap is None else min(volume, terms.volume_cap)


def rounded_minor(amounts: Iterable[Decimal], digits: int) -> int:
    """The sum, rounded half up (away from zero) once to the minor unit: 12.345 and 2 digits -> 1235."""
    with localcontext(EXACT):
        total = sum(amounts, Decimal(0))
        return int(total.scaleb(digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def converted_minor(minor: int, rate: Decimal, *, digits: int, to_digits: int) -> int:
    """An amount in another currency's minor units, rounded half up once."""
    with localcontext(EXACT):
        return rounded_minor([Decimal(minor).scaleb(-digits) * rate], to_digits)


def grain_period(grain: str, day: date) -> tuple[date, date]:
    """First and last day of the calendar month, quarter or year in which the day lies; the day itself for a reading."""
    if grain == "reading":
        return day, day
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    first_month = (day.month - 1) // months * months + 1
    start = date(day.year, first_month, 1)
    after = first_month + months
    next_start = date(day.year + (after - 1) // 12, (after - 1) % 12 + 1, 1)
    return start, next_start - timedelta(days=1)


def last_period(grain: str, today: date) -> tuple[date, date]:
    """First and last day of the last calendar month, quarter or year that is over."""
    return grain_period(grain, grain_period(grain, today)[0] - timedelta(days=1))


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February for a 29 February that year does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
