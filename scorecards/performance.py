"""The arithmetic of performance: kept or missed, trend, and whether an explanation holds. Pure; exact figures only.

A period without a reading is neither met nor missed. An explanation ("the volume was above plan") is tested on the data: the
share of missed periods in which it was so, beside the same share of the periods that were met. It is printed either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import comb

# Chance alone makes a difference as large as this one in at most one of twenty cases (Fisher's exact test, one-sided).
UNLIKELY = Fraction(1, 20)
TREND_PERIODS = 3


class Kept(StrEnum):
    MET = "met"
    MISSED = "missed"
    NO_DATA = "no_data"


class Direction(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Verdict(StrEnum):
    """Does the explanation hold? `TOO_FEW`: one of the four numbers' sums is zero, so that nothing can be compared."""

    EXPLAINS = "explains"
    DOES_NOT = "does_not"
    NOT_SHOWN = "not_shown"
    TOO_FEW = "too_few"


class Trend(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    LEVEL = "level"
    TOO_SHORT = "too_short"


@dataclass(frozen=True)
class Volume:
    """How much work there was of one function, in its own unit; `planned` is None where nobody planned it."""

    planned: Decimal | None
    done: Decimal


@dataclass(frozen=True)
class Period:
    """One period of a commitment: what was promised, what was read, and the work of each function in it."""

    start: date
    end: date
    target: Decimal
    direction: str
    actual: Decimal | None = None
    volumes: Sequence[Volume] = ()
    weight: int = 1

    @property
    def kept(self) -> Kept:
        return kept(self.actual, target=self.target, direction=self.direction)

    @property
    def above_plan(self) -> bool | None:
        """Whether at least one function was above its own plan: unlike units are never added.

        None where nobody counted the work, or a function had no plan: a part of them would look like all.
        """
        if not self.volumes or any(one.planned is None for one in self.volumes):
            return None
        return any(one.planned is not None and one.done > one.planned for one in self.volumes)


@dataclass(frozen=True)
class Counted:
    """How many periods were met, missed, and without a reading."""

    met: int
    missed: int
    no_data: int

    @property
    def read(self) -> int:
        return self.met + self.missed


@dataclass(frozen=True)
class Explanation:
    """Missed and met periods, split by whether the volume was above plan. Only periods with a plan and a reading count."""

    missed_above: int
    missed: int
    met_above: int
    met: int

    @property
    def missed_share(self) -> Fraction | None:
        return Fraction(self.missed_above, self.missed) if self.missed else None

    @property
    def met_share(self) -> Fraction | None:
        return Fraction(self.met_above, self.met) if self.met else None

    @property
    def by_chance(self) -> Fraction | None:
        """How likely at least so many of the misses are above plan if plan and miss have nothing to do with each other."""
        if not self.missed or not self.met:
            return None
        return by_chance(self.missed_above, self.missed, self.missed_above + self.met_above, self.missed + self.met)

    @property
    def verdict(self) -> Verdict:
        if self.missed_share is None or self.met_share is None or self.by_chance is None:
            return Verdict.TOO_FEW
        if self.missed_share <= self.met_share:
            return Verdict.DOES_NOT
        return Verdict.EXPLAINS if self.by_chance <= UNLIKELY else Verdict.NOT_SHOWN


def kept(actual: Decimal | None, *, target: Decimal, direction: str) -> Kept:
    """A reading on the target has met it."""
    if actual is None:
        return Kept.NO_DATA
    good = actual >= target if direction == Direction.AT_LEAST else actual <= target
    return Kept.MET if good else Kept.MISSED


def count(periods: Iterable[Period]) -> Counted:
    found = [one.kept for one in periods]
    return Counted(met=found.count(Kept.MET), missed=found.count(Kept.MISSED), no_data=found.count(Kept.NO_DATA))


def weighted_met(periods: Iterable[Period]) -> Fraction | None:
    """The share of the periods with a reading that were met, each with the weight of its commitment then.

    None where nothing was read, or all weigh the same: then the counts say it.
    """
    read = [one for one in periods if one.kept != Kept.NO_DATA]
    if len({one.weight for one in read}) < 2:
        return None
    met = sum(one.weight for one in read if one.kept == Kept.MET)
    return Fraction(met, sum(one.weight for one in read))


def explain(periods: Iterable[Period]) -> Explanation:
    missed_above = missed = met_above = met = 0
    for one in periods:
        above = one.above_plan
        if above is None or one.kept == Kept.NO_DATA:
            continue
        if one.kept == Kept.MISSED:
            missed, missed_above = missed + 1, missed_above + above
        else:
            met, met_above = met + 1, met_above + above
    return Explanation(missed_above=missed_above, missed=missed, met_above=met_above, met=met)


def not_compared(periods: Iterable[Period]) -> Counted:
    """Periods with a reading that no explanation is tested on, since nobody knows whether they were above plan."""
    return count(one for one in periods if one.above_plan is None and one.kept != Kept.NO_DATA)


def by_chance(marked_drawn: int, drawn: int, marked: int, total: int) -> Fraction:
    """Drawing `drawn` of `total`, of which `marked` are marked: how likely at least `marked_drawn` of them are marked.

    The upper tail of the hypergeometric distribution: R. A. Fisher, The Design of Experiments, 1935, chapter II.
    """
    most = min(drawn, marked)
    ways = sum(comb(marked, k) * comb(total - marked, drawn - k) for k in range(marked_drawn, most + 1))
    return Fraction(ways, comb(total, drawn))


def trend(periods: Sequence[Period]) -> Trend:
    """The mean distance to the target of the last three periods with a reading, beside that of the three before."""
    distances = [_distance(one) for one in periods if one.actual is not None]
    if len(distances) < 2 * TREND_PERIODS:
        return Trend.TOO_SHORT
    now = sum(distances[-TREND_PERIODS:], Decimal(0))
    before = sum(distances[-2 * TREND_PERIODS : -TREND_PERIODS], Decimal(0))
    if now == before:
        return Trend.LEVEL
    return Trend.BETTER if now > before else Trend.WORSE


def _distance(one: Period) -> Decimal:
    """How far on the good side of its target; negative on the bad side."""
    assert one.actual is not None
    better = one.actual - one.target
    return better if one.direction == Direction.AT_LEAST else -better
