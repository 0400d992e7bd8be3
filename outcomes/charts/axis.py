"""Where the axis of a picture of readings stands: one rule for pages, documents and packs. Pure.

It stands at zero. Percentages that, with what they are held against, all lie between 50 and 100 are the exception: from zero
99.81 and 99.98 are one line, and a miss of 99.4 where 99.5 was promised cannot be seen. They are read from 100 %: the axis
stands there, above them, what lies between is what is missing to it, in true proportion, and whoever draws it says so in
words. An axis that began at 99 would be cut off; this one is whole. Bars, areas and money always stand on zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from accounts import notation

from .readings import Level

FULL = Decimal(100)
HALF = Decimal(50)
"""Nearer to 100 than to zero: a percentage below it is read from zero, and with it all others of its picture."""
STEPS = tuple(Decimal(one) for one in ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10"))
MOST_STEPS = 5


def stands_at(values: Iterable[Decimal], unit: str) -> Decimal:
    """100 for percentages between 50 and 100, readings and levels; else zero."""
    found = list(values)
    near = bool(found) and min(found) >= HALF and max(found) <= FULL
    return FULL if near and notation.is_percentage(unit.strip()) else Decimal(0)


def with_axis(levels: Sequence[Level], at: Decimal, unit: str, *, locale: str | None = None) -> list[Level]:
    """The levels, and the axis named among them where it is not at zero."""
    named = Level("zero", at, _("Axis"), notation.quantity(at, unit, locale=locale))
    return [*levels, named] if at else list(levels)


def said(at: Decimal) -> str:
    """What stands beside a picture whose axis is not at zero."""
    return _("The axis is 100 %, above the readings: what lies between is what is missing to it.") if at else ""


def reaches_down_to(lowest: Decimal) -> tuple[Decimal, Decimal]:
    """Where a picture that hangs from 100 ends, at a round value below its lowest; and the distance of its ticks."""
    step = next((one for one in STEPS if one * MOST_STEPS >= FULL - lowest), STEPS[-1])
    return FULL - ((FULL - lowest) / step).to_integral_value(ROUND_CEILING) * step, step
