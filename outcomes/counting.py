"""Which sums an event counts in. Pure: states and amounts in minor units in, buckets out.

A gain counts when the customer confirmed it; a shortfall from the day it is stated, decided or not; undecided and disputed
gains stand apart; a gain whose terms were agreed after its period had begun stands apart too. While a restatement waits, the
lower of both figures counts.
"""

from __future__ import annotations

from dataclasses import dataclass

DECIDED = {"confirmed", "adjusted"}
OPEN = {"stated", "disputed"}


@dataclass(frozen=True)
class Standing:
    """How one event stands: its state, what was claimed and what was decided, in minor units (None: not in money)."""

    state: str
    claimed: int | None
    decided: int | None
    after_the_fact: bool = False


def counted(standing: Standing) -> int:
    """The signed amount that is in the value: decided gains and every shortfall that stands."""
    if standing.state in DECIDED:
        return standing.decided or 0
    if standing.state in OPEN and (standing.claimed or 0) < 0:
        return standing.claimed or 0
    return 0


def buckets(standing: Standing, pending: Standing | None = None) -> dict[str, int]:
    """What the event adds to each sum; `pending` is a restatement of it that is not decided yet."""
    sums = {"confirmed": 0, "shortfall": 0, "shortfall_open": 0, "undecided": 0, "disputed": 0, "after_the_fact": 0}
    amount = counted(standing)
    waits = standing if standing.state in OPEN else None
    if pending is not None and pending.state in OPEN and pending.claimed is not None:
        waits, amount = pending, min(amount, pending.claimed)
    if amount >= 0:
        sums["after_the_fact" if standing.after_the_fact else "confirmed"] = amount
    else:
        sums["shortfall"] = -amount
    if waits is not None:
        if amount < 0 and amount == waits.claimed:
            sums["shortfall_open"] = -amount
        more = max(waits.claimed or 0, 0) - max(counted(standing), 0)
        if more > 0:
            sums["undecided" if waits.state == "stated" else "disputed"] = more
    return sums
