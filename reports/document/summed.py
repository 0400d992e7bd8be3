"""Of many events the largest and all bad ones are told one by one, the others by quarter: one rule of report and pack."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from .figures import Period
from .wording import day

QUARTERS, MONTHS = 4, 3
LARGEST = 12

Told = TypeVar("Told")


def largest_and_bad(
    events: Sequence[Told], *, count: int, rank: Callable[[Told], Any], bad: Callable[[Told], bool]
) -> tuple[list[Told], list[Told]]:
    """Those told one by one, and the others, each in the order given: the `count` first by `rank`, and whatever is `bad`."""
    largest = {id(one) for one in sorted(events, key=rank)[:count]}
    told = [one for one in events if id(one) in largest or bad(one)]
    kept = {id(one) for one in told}
    return told, [one for one in events if id(one) not in kept]


def by_quarter(events: Sequence[Told], end: Callable[[Told], str]) -> list[tuple[Period, list[Told]]]:
    """The quarters in which the periods of the events end, oldest first, each with its events in the order given."""
    quarters: dict[tuple[int, int], list[Told]] = defaultdict(list)
    for event in events:
        ended = day(end(event))
        quarters[ended.year, (ended.month - 1) // MONTHS].append(event)
    return [(_span(year, quarter), group) for (year, quarter), group in sorted(quarters.items())]


def _span(year: int, quarter: int) -> Period:
    first = date(year, quarter * MONTHS + 1, 1)
    following = date(year + (quarter + 1) // QUARTERS, (quarter + 1) % QUARTERS * MONTHS + 1, 1)
    return {"start": first.isoformat(), "end": (following - timedelta(days=1)).isoformat()}
