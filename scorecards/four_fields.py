"""The four fields of a round as a picture: to the right how we see a dimension, upwards how the customer does. Pure.

In its own units: 10 is at the right and at the top. What the figures are, says the table beside it.

A mark lies wholly within its field, on no other mark, as near to its figures as that allows. Where it could not stand on them,
a dot does, and a thin line leads to it; where a field is full, a mark is left out and the picture says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from accounts.lettering import in_lines
from scorecards.perception import GOOD, Quadrant, quadrant

LEFT, TOP, SIDE, RADIUS = 34, 10, 300, 11
LETTERS, LINE, INSET = 12, 15, 8
APART = 2 * RADIUS
# From the edge of a field to the middle of a mark: its outline stays inside too. The smallest field holds four by four.
MARGIN = RADIUS + 1
# How far a number steps aside at most, and in what steps: nearest first, then to the right and up.
ASIDE = sorted(
    ((x, y) for x in range(-88, 89, 2) for y in range(-88, 89, 2)),
    key=lambda one: (one[0] ** 2 + one[1] ** 2, one[1], -one[0]),
)
Spot = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """A dimension's number, and where its mark stands. `at` is where its figures are."""

    number: int
    name: str
    x: int
    y: int
    at: Spot

    @property
    def is_led(self) -> bool:
        """Whether the mark leaves its figures in the open, so that a dot has to say where they are."""
        return _apart((self.x, self.y), self.at) > RADIUS**2


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
    left_out: list[int]
    right: int = LEFT + SIDE
    bottom: int = TOP + SIDE
    good_x: int = LEFT + SIDE * GOOD // 10
    good_y: int = TOP + SIDE - SIDE * GOOD // 10


def four_fields(
    scored: Iterable[tuple[int, str, Fraction, Fraction]], names: Mapping[Quadrant, str]
) -> FourFields | None:
    """`scored`: number, name, the customer's mean, ours; None where nothing is scored by both."""
    fields: dict[Quadrant, list[tuple[int, str, Spot]]] = {}
    for number, name, theirs, ours in scored:
        at = LEFT + int(ours * SIDE / 10), TOP + SIDE - int(theirs * SIDE / 10)
        fields.setdefault(quadrant(customer=theirs, ours=ours), []).append((number, name, at))
    places: list[Place] = []
    left_out: list[int] = []
    for field, found in fields.items():
        spots = _stand(field, [at for _number, _name, at in found])
        places += [Place(number, name, *spots[i], at) for i, (number, name, at) in enumerate(found) if i in spots]
        left_out += [number for i, (number, _name, _at) in enumerate(found) if i not in spots]
    by_number = sorted(places, key=lambda one: one.number)
    return FourFields(by_number, _named(names), sorted(left_out)) if places else None


def box_of(field: Quadrant) -> tuple[Spot, Spot]:
    """The corners of a field: left and top, right and bottom."""
    good_x, good_y = LEFT + SIDE * GOOD // 10, TOP + SIDE - SIDE * GOOD // 10
    is_right = field in {Quadrant.AGREED_STRENGTH, Quadrant.BLIND_SPOT}
    is_above = field in {Quadrant.AGREED_STRENGTH, Quadrant.UNDERVALUED}
    left, right = (good_x, LEFT + SIDE) if is_right else (LEFT, good_x)
    top, bottom = (TOP, good_y) if is_above else (good_y, TOP + SIDE)
    return (left, top), (right, bottom)


def _stand(field: Quadrant, figures: Sequence[Spot]) -> dict[int, Spot]:
    """Where the middle of each mark stands, by its place among the figures; those for which there is no room are missing.

    Each takes the nearest free place in turn. Where somebody finds none, all of them stand in rows and columns: they hold more.
    """
    (left, top), (right, bottom) = box_of(field)
    columns, rows = range(left + MARGIN, right - MARGIN + 1), range(top + MARGIN, bottom - MARGIN + 1)
    found: dict[int, Spot] = {}
    for i, at in enumerate(figures):
        inside = min(max(at[0], columns[0]), columns[-1]), min(max(at[1], rows[0]), rows[-1])
        near = ((inside[0] + x, inside[1] + y) for x, y in ASIDE)
        free = (one for one in near if one[0] in columns and one[1] in rows)
        spot = next((one for one in free if all(_apart(one, other) >= APART**2 for other in found.values())), None)
        if spot is None:
            return _in_rows([(x, y) for x in columns[::APART] for y in rows[::APART]], figures)
        found[i] = spot
    return found


def _in_rows(free: list[Spot], figures: Sequence[Spot]) -> dict[int, Spot]:
    """The nearest of these places for each in turn, as long as there are any."""
    found: dict[int, Spot] = {}
    for i, at in enumerate(figures[: len(free)]):
        found[i] = min(free, key=lambda one: (_apart(one, at), one[1], -one[0]))
        free.remove(found[i])
    return found


def _apart(one: Spot, other: Spot) -> int:
    """How far two places are from one another, squared."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


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
    for field, (wide, anchor, above) in corners.items():
        lines = in_lines(names[field], LETTERS, most=4, widest=wide - 2 * INSET) or names[field].split()
        first = (TOP if above else TOP + SIDE) - INSET - LINE * (len(lines) - 1)
        x = LEFT + INSET if anchor == "start" else LEFT + SIDE - INSET
        found += [Line(words, x, first + LINE * at, anchor) for at, words in enumerate(lines)]
    return found
