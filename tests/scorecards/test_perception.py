"""Means, spreads and the perception gap."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from scorecards.perception import Gap, Quadrant, mean_of, one_decimal, quadrant, summary


def test_cannot_say_is_no_zero() -> None:
    found = summary([8, None, 6])
    assert found is not None
    assert (found.mean, found.answers, found.cannot_say) == (Fraction(7), 2, 1)


def test_nobody_can_say() -> None:
    assert summary([None, None]) is None
    assert summary([]) is None


def test_spread_is_the_deviation_of_everybody_who_answered() -> None:
    found = summary([2, 4, 4, 4, 5, 5, 7, 9])
    assert found is not None
    assert (found.mean, found.spread) == (Fraction(5), Decimal(2))
    one = summary([3])
    assert one is not None
    assert one.spread == 0


@pytest.mark.parametrize("score", [-1, 11])
def test_a_score_beyond_the_scale_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        summary([5, score])


@pytest.mark.parametrize(
    ("customer", "ours", "expected"),
    [
        (7, 7, Quadrant.AGREED_STRENGTH),
        (7, 6, Quadrant.UNDERVALUED),
        (6, 7, Quadrant.BLIND_SPOT),
        (6, 6, Quadrant.AGREED_WEAKNESS),
        (None, 6, Quadrant.UNKNOWN),
        (6, None, Quadrant.UNKNOWN),
    ],
)
def test_quadrants(customer: int | None, ours: int | None, expected: Quadrant) -> None:
    found = quadrant(
        customer=None if customer is None else Fraction(customer), ours=None if ours is None else Fraction(ours)
    )
    assert found == expected


def test_the_gap_is_ours_less_theirs() -> None:
    gap = Gap(customer=Fraction(5), ours=Fraction(8), predicted=Fraction(6))
    assert (gap.perception, gap.quadrant) == (Fraction(3), Quadrant.BLIND_SPOT)
    assert Gap(customer=None, ours=Fraction(8), predicted=Fraction(6)).perception is None


def test_a_dimension_is_the_weighted_mean_of_its_questions() -> None:
    assert mean_of([(Fraction(4), 1), (Fraction(7), 2), (None, 5)]) == Fraction(6)
    assert mean_of([(None, 1)]) is None


def test_one_decimal_rounds_half_up() -> None:
    assert one_decimal(Fraction(13, 20)) == Decimal("0.7")
    assert one_decimal(Fraction(20, 3)) == Decimal("6.7")
