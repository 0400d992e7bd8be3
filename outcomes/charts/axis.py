"""Where the axis of a picture of readings begins. Pure.

It begins at zero. Percentages that all lie close together and far from zero are the exception: 99.4 beside 99.5 is a miss
beside a promise, and cannot be seen on an axis of a hundred. Then the axis is broken, and whoever draws it says so in words.
Bars and areas always stand on zero: their length is what is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

HALF = Decimal(50)
"""A reading below it, and the axis begins at zero."""
SPARE = Decimal("0.3")
"""Below the lowest, so much of the distance from it to the highest is left free at least."""
TICKS = 5
ROUND = tuple(Decimal(one) for one in ("0.1", "0.2", "0.5", "1", "2", "5", "10"))


def begins_at(values: Iterable[Decimal], unit: str) -> Decimal:
    """Zero; of percentages of 50 and more a round value below the lowest of the readings and of what was promised."""
    known = list(values)
    if unit.strip() != "%" or not known or min(known) < HALF:
        return Decimal(0)
    low, high = min(known), max(known)
    apart = high - low or Decimal(1)
    step = next((one for one in ROUND if one * 4 >= apart), ROUND[-1])
    return max(((low - apart * SPARE) / step).to_integral_value(ROUND_FLOOR) * step, Decimal(0))


def ends_at(begins: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Where a broken axis ends above its highest value, and the distance of its ticks; at 100 at most, if none is above."""
    step = next((one for one in ROUND if one * TICKS >= high - begins), ROUND[-1])
    end = begins + ((high - begins) / step).to_integral_value(ROUND_CEILING) * step
    return (min(end, Decimal(100)) if high <= 100 else end), step
