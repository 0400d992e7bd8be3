"""The four fields of a round as a picture: to the right how we see a dimension, upwards how the customer does. Pure.

In its own units: 10 is at the right and at the top. What the figures are, says the table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from accounts.lettering import in_lines
from scorecards.perception import GOOD, Quadrant

LEFT, TOP, SIDE, RADIUS = 34, 10, 300, 11
LETTERS, LINE, INSET = 12, 15, 8
# How far a number steps aside at most, and in what steps: nearest first, then to the right and up.
STEPS = sorted(
    ((x, y) for x in range(-66, 67, 3) for y in range(-66, 67, 3)),
    key=lambda one: (one[0] ** 2 + one[1] ** 2, one[1], -one[0]),
)


@dataclass(frozen=True)
class Place:
    """A dimension's number, and where its mark stands."""

    number: int
    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """One line of a field's name."""

    words: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True)
class FourFields:
    places: list[Place]
    names: list[Line]
    right: int = LEFT + SIDE
    bottom: int = TOP + SIDE
    good_x: int = LEFT + SIDE * GOOD // 10
    good_y: int = TOP + SIDE - SIDE * GOOD // 10


def four_fields(
    scored: Iterable[tuple[int, str, Fraction, Fraction]], names: Mapping[Quadrant, str]
) -> FourFields | None:
    """`scored`: number, name, the customer's mean, ours; None where nothing is scored by both.

    A number that would cover another one steps aside, no further than it must.
    """
    places: list[Place] = []
    for number, name, theirs, ours in scored:
        x, y = LEFT + int(ours * SIDE / 10), TOP + SIDE - int(theirs * SIDE / 10)
        x, y = next((free for free in _near(x, y) if _is_free(*free, places)), (x, y))
        places.append(Place(number, name, x, y))
    return FourFields(places, _named(names)) if places else None


def _near(x: int, y: int) -> Iterable[tuple[int, int]]:
    for aside, down in STEPS:
        if LEFT <= x + aside <= LEFT + SIDE and TOP <= y + down <= TOP + SIDE:
            yield x + aside, y + down


def _is_free(x: int, y: int, places: Iterable[Place]) -> bool:
    return all((x - one.x) ** 2 + (y - one.y) ** 2 >= (2 * RADIUS) ** 2 for one in places)


def _named(names: Mapping[Quadrant, str]) -> list[Line]:
    """The names over the upper fields, where most marks stand, and in the lower ones; in as many lines as they need."""
    good = SIDE * GOOD // 10
    corners = {
        Quadrant.UNDERVALUED: (good, "start", True),
        Quadrant.AGREED_STRENGTH: (SIDE - good, "end", True),
        Quadrant.AGREED_WEAKNESS: (good, "start", False),
        Quadrant.BLIND_SPOT: (SIDE - good, "end", False),
    }
    found = []
    for quadrant, (wide, anchor, above) in corners.items():
        lines = in_lines(names[quadrant], LETTERS, most=4, widest=wide - 2 * INSET) or names[quadrant].split()
        first = (TOP if above else TOP + SIDE) - INSET - LINE * (len(lines) - 1)
        x = LEFT + INSET if anchor == "start" else LEFT + SIDE - INSET
        found += [Line(words, x, first + LINE * at, anchor) for at, words in enumerate(lines)]
    return found
