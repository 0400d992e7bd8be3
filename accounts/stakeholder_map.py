"""The stakeholder map: influence by disposition, as SVG without style attributes. Pure: it is given people and links.

Up to twelve people stand with name and position; a label stands where it meets no other label, no person and as few lines as
possible, and gives way (to the table beside it) where it would need more than three lines or finds no room. Beyond twelve, or
where one place holds more than three, people are numbered dots: the table is the key, reporting lines are left to it too.

Coordinates are in the picture's own units, about pixels at full width. Colours are classes of app.css.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import hypot

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.lettering import in_lines, text_width
from accounts.worries import Bond

MOST_NAMED = 12
MOST_IN_ONE_PLACE = 3
COLUMNS = ("detractor", "sceptic", "neutral", "supporter", "champion")
UNKNOWN = ""
"""The disposition of somebody of whom nobody said where she stands: a column of its own, at the right."""

WIDTH, LEFT, RIGHT, TOP, FOOT = 640.0, 52.0, 8.0, 34.0, 30.0
NAMED_RADIUS, NUMBERED_RADIUS = 13.0, 12.0
ROW = 70.0
NAME_SIZE, POSITION_SIZE, LEADING = 12.0, 11.0, 13.5
Box = tuple[float, float, float, float]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Face:
    """One person of the map. `words` are her alternative text; `url` is "" for who may not open her page."""

    pk: int
    number: int
    name: str
    position: str
    initials: str
    disposition: str
    influence: int
    flagged: bool
    words: str
    url: str = ""


@dataclass(frozen=True)
class Words:
    """The texts of the picture, in the reader's language; `columns` as COLUMNS, then UNKNOWN."""

    title: str
    columns: tuple[str, ...]
    high: str
    some: str
    low: str


@dataclass
class _Plan:
    faces: Sequence[Face]
    named: bool
    columns: Sequence[str]
    heights: dict[int, float] = field(default_factory=dict)
    at: dict[int, Spot] = field(default_factory=dict)
    height: float = 0.0

    @property
    def radius(self) -> float:
        return NAMED_RADIUS if self.named else NUMBERED_RADIUS

    @property
    def column_width(self) -> float:
        return (WIDTH - LEFT - RIGHT) / len(self.columns)

    def centre(self, disposition: str) -> float:
        return LEFT + self.column_width * (self.columns.index(disposition) + 0.5)


def is_named(faces: Sequence[Face]) -> bool:
    """Whether the map has room for names: else it shows numbers, and the table is the key."""
    places: dict[tuple[str, int], int] = {}
    for one in faces:
        places[one.disposition, one.influence] = places.get((one.disposition, one.influence), 0) + 1
    return len(faces) <= MOST_NAMED and max(places.values(), default=0) <= MOST_IN_ONE_PLACE


def draw(faces: Sequence[Face], bonds: Iterable[Bond], words: Words) -> SafeString:
    """The picture; people in the order that they are given in, which is the order of focus too."""
    plan = _planned(faces)
    shown = [one for one in bonds if one.source in plan.at and one.target in plan.at]
    if not plan.named:
        shown = [one for one in shown if one.kind != "reports_to"]
    pairs = [frozenset((one.source, one.target)) for one in shown]
    lines = [_Line(one, plan, beside=pairs[:number].count(pairs[number])) for number, one in enumerate(shown)]
    parts = [_ground(plan, words), *(line.drawn() for line in lines)]
    parts += [_person(one, plan, lines) for one in plan.faces]
    if plan.named:
        parts.append(_labels(plan, lines))
    return format_html(
        '<svg class="people-map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>',
        _n(WIDTH),
        _n(plan.height),
        words.title,
        SafeString("".join(parts)),
    )


# --- Where everybody stands -------------------------------------------------------------------------------------------


def _planned(faces: Sequence[Face]) -> _Plan:
    columns = [*COLUMNS, UNKNOWN] if any(one.disposition == UNKNOWN for one in faces) else list(COLUMNS)
    plan = _Plan(faces, is_named(faces), columns)
    y = TOP
    for level in (5, 4, 3, 2, 1):
        cells = [
            [one for one in faces if one.influence == level and one.disposition == disposition]
            for disposition in columns
        ]
        rows = _rows_of_level(plan, cells)
        pitch = ROW if plan.named else plan.radius * 2 + 6
        for cell in cells:
            for index, one in enumerate(cell):
                plan.at[one.pk] = _place(plan, one, index, len(cell), y, pitch)
        plan.heights[level] = y + NAMED_RADIUS
        y += max(rows * pitch, ROW if plan.named else 48.0)
    plan.height = y + FOOT
    return plan


def _per_row(plan: _Plan) -> int:
    return max(int((plan.column_width - 8) // (plan.radius * 2 + 4)), 1)


def _rows_of_level(plan: _Plan, cells: Sequence[Sequence[Face]]) -> int:
    most = max((len(cell) for cell in cells), default=0)
    return most if plan.named else -(-most // _per_row(plan))


def _place(plan: _Plan, one: Face, index: int, count: int, top: float, pitch: float) -> Spot:
    x = plan.centre(one.disposition)
    if plan.named:
        return x, top + NAMED_RADIUS + index * pitch
    row, column = divmod(index, _per_row(plan))
    here = min(count - row * _per_row(plan), _per_row(plan))
    wide = plan.radius * 2 + 4
    return x + (column - (here - 1) / 2) * wide, top + NAMED_RADIUS + row * pitch


# --- Lines ------------------------------------------------------------------------------------------------------------


class _Line:
    """From the edge of one person to the edge of another; bent where it would run through a third, or along one of the
    `beside` lines that join the two already."""

    def __init__(self, bond: Bond, plan: _Plan, *, beside: int = 0) -> None:
        self.kind = bond.kind
        start, end = plan.at[bond.source], plan.at[bond.target]
        others = [spot for pk, spot in plan.at.items() if pk not in (bond.source, bond.target)]
        self.bend = _bend(start, end, others, plan.radius + 5, forced=beside > 0)
        gap = plan.radius + 2
        self.start = _towards(start, self.bend or end, gap)
        self.end = _towards(end, self.bend or start, gap + (4 if bond.kind == "influences" else 0))

    def points(self) -> list[Spot]:
        if self.bend is None:
            return [self.start, self.end]
        return [_on_curve(self.start, self.bend, self.end, step / 8) for step in range(9)]

    def drawn(self) -> SafeString:
        way = f"M{_n(self.start[0])} {_n(self.start[1])}"
        way += f"Q{_n(self.bend[0])} {_n(self.bend[1])} " if self.bend else "L"
        way += f"{_n(self.end[0])} {_n(self.end[1])}"
        line = format_html('<path class="map-{}" d="{}"/>', self.kind, way)
        if self.kind == "influences":
            return line + self._arrow()
        return line + self._cross() if self.kind == "conflicts_with" else line

    def _arrow(self) -> SafeString:
        tip, back = self.end, self.bend or self.start
        length = hypot(tip[0] - back[0], tip[1] - back[1]) or 1
        ux, uy = (tip[0] - back[0]) / length, (tip[1] - back[1]) / length
        corners = [
            (tip[0] + ux * 4, tip[1] + uy * 4),
            (tip[0] - ux * 4 - uy * 3.6, tip[1] - uy * 4 + ux * 3.6),
            (tip[0] - ux * 4 + uy * 3.6, tip[1] - uy * 4 - ux * 3.6),
        ]
        return format_html('<path class="map-arrow" d="M{}z"/>', "L".join(f"{_n(x)} {_n(y)}" for x, y in corners))

    def _cross(self) -> SafeString:
        x, y = _on_curve(self.start, self.bend or _between(self.start, self.end, 0.5), self.end, 0.36)
        return format_html(
            '<g class="map-cross"><circle cx="{0}" cy="{1}" r="7"/><path d="M{2} {3}l5 5m0 -5l-5 5"/></g>',
            _n(x),
            _n(y),
            _n(x - 2.5),
            _n(y - 2.5),
        )


def _bend(start: Spot, end: Spot, others: Iterable[Spot], near: float, *, forced: bool) -> Spot | None:
    """The point that a curve is pulled to, so that it passes the people in its way; None where nobody is."""
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    in_the_way = [spot for spot in others if _distance(spot, start, end) < near]
    if not in_the_way and not forced:
        return None
    nx, ny = -(end[1] - start[1]) / length, (end[0] - start[0]) / length
    middle = _between(start, end, 0.5)
    best, fewest = None, 10**9.0
    for pull in (44.0, -44.0, 80.0, -80.0, 120.0, -120.0):
        point = (middle[0] + nx * pull, middle[1] + ny * pull)
        if not (LEFT < point[0] < WIDTH):
            continue
        curve = [_on_curve(start, point, end, step / 10) for step in range(1, 10)]
        met = sum(hypot(x - spot[0], y - spot[1]) < near for x, y in curve for spot in others)
        if met < fewest:
            best, fewest = point, met
    return best


def _distance(spot: Spot, start: Spot, end: Spot) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((spot[0] - start[0]) * dx + (spot[1] - start[1]) * dy) / ((dx * dx + dy * dy) or 1)
    x, y = _between(start, end, min(max(along, 0), 1))
    return hypot(spot[0] - x, spot[1] - y)


def _between(start: Spot, end: Spot, part: float) -> Spot:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _towards(start: Spot, end: Spot, by: float) -> Spot:
    return _between(start, end, by / (hypot(end[0] - start[0], end[1] - start[1]) or 1))


def _on_curve(start: Spot, bend: Spot, end: Spot, part: float) -> Spot:
    return _between(_between(start, bend, part), _between(bend, end, part), part)


# --- What is drawn ----------------------------------------------------------------------------------------------------


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _ground(plan: _Plan, words: Words) -> SafeString:
    bottom = plan.height - FOOT
    edges = [LEFT + plan.column_width * index for index in range(len(plan.columns) + 1)]
    rules = format_html_join(
        "", '<line class="map-rule" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>', ((_n(x), "16", _n(bottom)) for x in edges)
    )
    feet = format_html_join(
        "",
        '<text class="map-axis" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_n(plan.centre(kind)), _n(bottom + 20), words.columns[index]) for index, kind in enumerate(plan.columns)),
    )
    sides = format_html_join(
        "",
        '<text class="map-axis" x="{}" y="{}" text-anchor="end">{}</text>',
        ((_n(LEFT - 8), _n(plan.heights[level] + 4), text)
         for level, text in ((5, words.high), (3, words.some), (1, words.low))),
    )  # fmt: skip
    return format_html('<g aria-hidden="true">{}{}{}</g>', rules, feet, sides)


def _person(one: Face, plan: _Plan, lines: Sequence[_Line]) -> SafeString:
    x, y = plan.at[one.pk]
    shape = format_html(
        '<circle class="map-face" cx="{0}" cy="{1}" r="{2}"/><text class="map-initials" x="{0}" y="{3}" '
        'text-anchor="middle" aria-hidden="true">{4}</text>',
        _n(x), _n(y), _n(plan.radius), _n(y + 3.4), one.initials if plan.named else one.number,
    )  # fmt: skip
    if one.flagged:
        shape += format_html(
            '<path class="map-flag" d="M{} {}v-11h8l-2 2.8 2 2.8h-6.4v5.4z"/>', _n(x + plan.radius - 5), _n(y - 6)
        )
    if one.url:
        return format_html('<a class="map-person" href="{}" aria-label="{}">{}</a>', one.url, one.words, shape)
    return format_html('<g class="map-person" role="img" aria-label="{}">{}</g>', one.words, shape)


# --- Labels that give way ---------------------------------------------------------------------------------------------


def _labels(plan: _Plan, lines: Sequence[_Line]) -> SafeString:
    radius = plan.radius
    taken: list[Box] = [(x - radius, y - radius - 3, x + radius + 6, y + radius) for x, y in plan.at.values()]
    runs = [spot for line in lines for spot in _dense(line.points())]
    drawn = []
    for one in plan.faces:
        name = [(text, "map-name", NAME_SIZE) for text in in_lines(one.name, NAME_SIZE, most=3)]
        if not name:
            continue
        position = [(text, "map-position", POSITION_SIZE) for text in in_lines(one.position, POSITION_SIZE)]
        placed = []
        for rows in ([*name, *position], name) if position else (name,):
            found = _place_label(plan.at[one.pk], rows, taken, runs, plan)
            placed += [(found, rows)] if found is not None else []
        if not placed:
            continue
        # A name alone that no line crosses is better than one with its position that lines run through.
        (crossed, box, anchor), rows = min(placed, key=lambda one: one[0][0])
        taken.append(box)
        drawn.append(_label(rows, box, anchor))
    return format_html('<g aria-hidden="true">{}</g>', SafeString("".join(drawn)))


def _dense(points: Sequence[Spot]) -> list[Spot]:
    """Places along a line, about every four units."""
    found = []
    for start, end in zip(points, points[1:], strict=False):
        steps = max(int(hypot(end[0] - start[0], end[1] - start[1]) / 4), 1)
        found += [_between(start, end, step / steps) for step in range(steps + 1)]
    return found


def _place_label(
    spot: Spot, rows: Sequence[tuple[str, str, float]], taken: Sequence[Box], runs: Sequence[Spot], plan: _Plan
) -> tuple[int, Box, str] | None:
    """(how many places of lines it covers, box, anchor): where fewest lines run; None where other people or labels stand."""
    wide = max(text_width(text, size) for text, _kind, size in rows)
    found = []
    for order, (box, anchor) in enumerate(_places(spot, wide, LEADING * len(rows), plan.radius + 4)):
        if box[0] < LEFT - 6 or box[2] > WIDTH or box[1] < 0 or box[3] > plan.height - FOOT + 4:
            continue
        if any(box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3] for other in taken):
            continue
        crossed = sum(box[0] - 2 < rx < box[2] + 2 and box[1] - 1 < ry < box[3] + 1 for rx, ry in runs)
        found.append((crossed, order, box, anchor))
    if not found:
        return None
    crossed, _order, box, anchor = min(found)
    return crossed, box, anchor


def _places(spot: Spot, wide: float, tall: float, gap: float) -> list[tuple[Box, str]]:
    """Where a label may stand: below, above, right, left of the person; then at her four corners, close and further off."""
    x, y = spot
    found: list[tuple[Box, str]] = [
        ((x - wide / 2, y + gap, x + wide / 2, y + gap + tall), "middle"),
        ((x - wide / 2, y - gap - tall, x + wide / 2, y - gap), "middle"),
        ((x + gap + 4, y - tall / 2, x + gap + 4 + wide, y + tall / 2), "start"),
        ((x - gap - 4 - wide, y - tall / 2, x - gap - 4, y + tall / 2), "end"),
    ]
    for side, rise in ((gap - 4, 2.0), (gap - 4, gap - 6), (4.0, gap)):
        for top in (y + rise, y - rise - tall):
            found.append(((x + side, top, x + side + wide, top + tall), "start"))
            found.append(((x - side - wide, top, x - side, top + tall), "end"))
    return found


def _label(rows: Sequence[tuple[str, str, float]], box: Box, anchor: str) -> SafeString:
    x = {"middle": (box[0] + box[2]) / 2, "start": box[0], "end": box[2]}[anchor]
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (kind, _n(x), _n(box[1] + LEADING * index + 10.5), anchor, text)
            for index, (text, kind, _size) in enumerate(rows)
        ),
    )
