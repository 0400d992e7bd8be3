"""Which sums an event counts in. Pure: states and amounts in minor units in, buckets out.

A gain counts when the customer confirmed it; a shortfall from the day it is stated, decided or not; undecided and disputed
gains stand apart. So does a gain whose terms were agreed after its period had begun, and one that rests on paper; a
shortfall that was made smaller on paper counts as it was stated. While a restatement waits, the lower of both figures counts.
"""

from __future__ import annotations

from dataclasses import dataclass

DECIDED = {"confirmed", "adjusted"}
OPEN = {"stated", "disputed"}


def is_in_totals(state: str, *, is_shortfall: bool, after_the_fact: bool) -> bool:
    """Whether the readings on which an event rests stand in the totals: what was decided, and each shortfall once stated."""
    if is_shortfall:
        return state in DECIDED | OPEN
    return state in DECIDED and not after_the_fact


@dataclass(frozen=True)
class Standing:
    """How one event stands: its state, what was claimed and what was decided, in minor units (None: not in money).

    `on_paper`: the decision was recorded from paper; `terms_on_paper`: the terms were.
    """

    state: str
    claimed: int | None
    decided: int | None
    after_the_fact: bool = False
    on_paper: bool = False
    terms_on_paper: bool | None = False


def agreed(standing: Standing) -> int:
    """The signed amount on which the customer has decided."""
    return (standing.decided or 0) if standing.state in DECIDED else 0


def counted(standing: Standing) -> int:
    """The signed amount that is in the value, or would be if it stood on nothing but her own word."""
    stated = min(standing.claimed or 0, 0)
    if standing.state in OPEN or (standing.state in DECIDED and standing.on_paper and stated < 0):
        return min(stated, agreed(standing))
    return agreed(standing)


def buckets(standing: Standing, pending: Standing | None = None) -> dict[str, int]:
    """What the event adds to each sum; `pending` is a restatement of it that is not decided yet."""
    sums = dict.fromkeys(
        ("confirmed", "shortfall", "shortfall_open", "undecided", "disputed", "after_the_fact", "on_paper"), 0
    )
    before = counted(standing)
    amount = before
    waits = standing if standing.state in OPEN else None
    if pending is not None and pending.state in OPEN and pending.claimed is not None:
        waits, amount = pending, min(before, pending.claimed)
    if amount < 0:
        sums["shortfall"] = -amount
        by_herself = 0 if standing.on_paper else agreed(standing)
        sums["shortfall_open"] = -min(amount - min(by_herself, 0), 0)
    elif standing.on_paper or standing.terms_on_paper:
        sums["on_paper"] = amount
    else:
        sums["after_the_fact" if standing.after_the_fact else "confirmed"] = amount
    if waits is not None:
        more = max(waits.claimed or 0, 0) - max(before, 0)
        if more > 0:
            sums["undecided" if waits.state == "stated" else "disputed"] = more
    return sums
