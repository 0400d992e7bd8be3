"""The arithmetic of a relationship benchmark: means, spreads, the perception gap and its four fields. Pure; exact.

Scores are whole numbers from 0 to 10, or None where somebody cannot say, which is no score and never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

LOWEST, HIGHEST = 0, 10
# From here on a score says "good": a dimension with less is one to work on.
GOOD = 7
# Below this a respondent is asked what she recommends.
LOW = 5
# A difference of means that is worth a word.
NOTABLE = Fraction(1)


class Quadrant(StrEnum):
    """How we see it beside how they see it."""

    AGREED_STRENGTH = "agreed_strength"
    AGREED_WEAKNESS = "agreed_weakness"
    BLIND_SPOT = "blind_spot"
    UNDERVALUED = "undervalued_strength"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Summary:
    """The mean and the standard deviation of some scores; `spread` is 0 for one answer. `answers` counts the scores alone."""

    mean: Fraction
    spread: Decimal
    answers: int
    cannot_say: int


@dataclass(frozen=True)
class Gap:
    """One dimension: how they see it, how we see it, and how we thought that they would. None: nobody says, or it is hidden."""

    customer: Fraction | None
    ours: Fraction | None
    predicted: Fraction | None

    @property
    def perception(self) -> Fraction | None:
        """Ours less theirs: above zero where we think better of it than they do."""
        return None if self.customer is None or self.ours is None else self.ours - self.customer

    @property
    def quadrant(self) -> Quadrant:
        return quadrant(customer=self.customer, ours=self.ours)


def summary(scores: Iterable[int | None]) -> Summary | None:
    """None where nobody gave a score. The deviation is that of the whole population: everybody who answered."""
    given = list(scores)
    known = [check_score(score) for score in given if score is not None]
    if not known:
        return None
    mean = Fraction(sum(known), len(known))
    variance = sum(((score - mean) ** 2 for score in known), Fraction(0)) / len(known)
    return Summary(mean=mean, spread=_root(variance), answers=len(known), cannot_say=len(given) - len(known))


def check_score(score: int) -> int:
    """The score; ValueError where it is none."""
    if not LOWEST <= score <= HIGHEST:
        raise ValueError(f"a score is {LOWEST} to {HIGHEST}, not {score}")
    return score


def mean_of(means: Sequence[tuple[Fraction | None, int]]) -> Fraction | None:
    """The mean of a dimension from those of its questions, each with its weight. Questions that nobody can answer are left out.

    Made from the questions' means, never from single answers: it tells nothing that they don't.
    """
    known = [(mean, weight) for mean, weight in means if mean is not None]
    total = sum(weight for _mean, weight in known)
    return sum((mean * weight for mean, weight in known), Fraction(0)) / total if total else None


def quadrant(*, customer: Fraction | None, ours: Fraction | None) -> Quadrant:
    if customer is None or ours is None:
        return Quadrant.UNKNOWN
    if customer >= GOOD:
        return Quadrant.AGREED_STRENGTH if ours >= GOOD else Quadrant.UNDERVALUED
    return Quadrant.BLIND_SPOT if ours >= GOOD else Quadrant.AGREED_WEAKNESS


def is_red(mean: Fraction | None) -> bool:
    """Whether a dimension is one to work on: the customer's mean is below GOOD. What is hidden or not known is not red."""
    return mean is not None and mean < GOOD


Ends = tuple[Fraction, Fraction]


def improved(before: Mapping[str, Ends | None], now: Mapping[str, Ends | None]) -> bool:
    """Whether a round is better than the one before: some dimension by a notable difference, and none worse by one.

    A mean is given as from where to where it may be, which is one figure twice where it is told exactly. What may be worse is
    no better: it counts wherever in its step a figure lies.
    """
    changes = [ends[0] - earlier[1] for key, ends in now.items() if ends and (earlier := before.get(key))]
    return any(one >= NOTABLE for one in changes) and all(one > -NOTABLE for one in changes)


def one_decimal(mean: Fraction) -> Decimal:
    """As it is printed: rounded half up to one decimal."""
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _root(value: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()
