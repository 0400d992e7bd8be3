"""The arithmetic of suitability: each side's mean on a criterion, the gap, and the weighted mean. Pure; exact figures only.

Each person's newest score counts, once. Nobody's score is not zero: a side that has not scored every criterion has no whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

LOWEST, HIGHEST = 0, 10
OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True)
class Given:
    """One score of one person, on one criterion."""

    criterion: Hashable
    side: str
    person: Hashable
    score: int


@dataclass(frozen=True)
class Line:
    """A criterion: its weight, and what each side makes of it; None where nobody of that side has scored it."""

    weight: int
    ours: Fraction | None
    theirs: Fraction | None

    @property
    def gap(self) -> Fraction | None:
        """Above zero: the supplier thinks better of itself than the customer does."""
        return None if self.ours is None or self.theirs is None else self.ours - self.theirs

    def of(self, side: str) -> Fraction | None:
        return self.ours if side == OURS else self.theirs


def newest(given: Iterable[Given]) -> list[Given]:
    """Of `given`, oldest first, the last one of each person on each criterion."""
    last: dict[tuple[Hashable, str, Hashable], Given] = {}
    for one in given:
        key = (one.criterion, one.side, one.person)
        last.pop(key, None)
        last[key] = one
    return list(last.values())


def mean(given: Iterable[Given], criterion: Hashable, side: str) -> Fraction | None:
    """Of the newest scores of that side on that criterion; None where there is none."""
    found = [one.score for one in given if one.criterion == criterion and one.side == side]
    return Fraction(sum(found), len(found)) if found else None


def whole(lines: Sequence[Line], side: str) -> Fraction | None:
    """The weighted mean over all criteria; None where one of them is not scored by that side, or there is none."""
    scored = [(line.weight, value) for line in lines if (value := line.of(side)) is not None]
    if not lines or len(scored) < len(lines):
        return None
    return sum((weight * value for weight, value in scored), Fraction(0)) / sum(weight for weight, _value in scored)
