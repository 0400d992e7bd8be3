"""The picture of the four fields: marks that can be read, names within their fields."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.lettering import text_width
from scorecards.four_fields import INSET, LEFT, LETTERS, RADIUS, SIDE, FourFields, box_of, four_fields
from scorecards.perception import GOOD, Quadrant, quadrant

ENGLISH = ("Agreed strength", "Agreed weakness", "Blind spot", "Undervalued strength")
GERMAN = ("Gemeinsam gesehene Stärke", "Gemeinsam gesehene Schwäche", "Blinder Fleck", "Unterschätzte Stärke")
KINDS = (Quadrant.AGREED_STRENGTH, Quadrant.AGREED_WEAKNESS, Quadrant.BLIND_SPOT, Quadrant.UNDERVALUED)
NAMES = dict(zip(KINDS, ENGLISH, strict=True))


def test_nothing_scored_by_both_is_no_picture() -> None:
    assert four_fields([], NAMES) is None


def test_a_mark_that_covers_nobody_stands_where_its_figures_say() -> None:
    found = four_fields([(1, "Trust", Fraction(5), Fraction(8))], NAMES)
    assert found is not None
    assert [(one.x, one.y) for one in found.places] == [(LEFT + 240, 160)]


@pytest.mark.parametrize("at", [Fraction(7), Fraction(10), Fraction(0), Fraction(86, 10)])
def test_marks_of_the_same_figures_step_aside_and_stay_near(at: Fraction) -> None:
    found = four_fields([(n, str(n), at, at) for n in range(1, 9)], NAMES)
    assert found is not None
    for a, b in combinations(found.places, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= 22**2
    true = (LEFT + int(at * 30), 310 - int(at * 30))
    assert max(abs(one.x - true[0]) + abs(one.y - true[1]) for one in found.places) <= 110


def stand(figures: list[tuple[Fraction, Fraction]]) -> FourFields:
    found = four_fields([(n, str(n), theirs, ours) for n, (theirs, ours) in enumerate(figures, start=1)], NAMES)
    assert found is not None
    for one in found.places:
        theirs, ours = figures[one.number - 1]
        (left, top), (right, bottom) = box_of(quadrant(customer=theirs, ours=ours))
        assert left + RADIUS <= one.x <= right - RADIUS and top + RADIUS <= one.y <= bottom - RADIUS, one
        assert left <= one.at[0] <= right and top <= one.at[1] <= bottom, one
    for a, b in combinations(found.places, 2):
        assert (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= 22**2
    return found


tenths = st.integers(0, 100) | st.integers(66, 74)
crowded = st.tuples(tenths, tenths).map(lambda one: (Fraction(one[0], 10), Fraction(one[1], 10)))


@given(
    st.lists(crowded, min_size=1, max_size=12)
    | st.tuples(crowded, st.integers(1, 12)).map(lambda one: [one[0]] * one[1])
)
def test_every_mark_lies_in_its_field_and_on_no_other(figures: list[tuple[Fraction, Fraction]]) -> None:
    found = stand(figures)
    assert [one.number for one in found.places] == list(range(1, len(figures) + 1))


def test_numbers_for_which_a_field_has_no_room_are_named() -> None:
    found = stand([(Fraction(72, 10), Fraction(72, 10))] * 18)
    assert len(found.places) == 16 and found.left_out == [17, 18]


def test_a_mark_led_out_of_a_crowd_says_where_its_figures_are() -> None:
    found = stand([(Fraction(72, 10), Fraction(72, 10))] * 8)
    assert {one.at for one in found.places} == {(LEFT + 216, 310 - 216)}
    assert sum(one.is_led for one in found.places) == 7


@pytest.mark.parametrize("names", [ENGLISH, GERMAN])
def test_names_stay_within_their_fields(names: tuple[str, ...]) -> None:
    found = four_fields([(1, "Trust", Fraction(5), Fraction(8))], dict(zip(KINDS, names, strict=True)))
    assert found is not None
    line = LEFT + SIDE * GOOD // 10
    for one in found.names:
        wide = text_width(one.words, LETTERS)
        if one.anchor == "end":
            assert one.x - wide >= line, one.words
        else:
            assert one.x + wide <= line - INSET, one.words
    assert " ".join(one.words for one in found.names if one.anchor == "end" and one.y < 100) == names[0]
