"""Every reading of a dimension against its baseline and its target: the one definition that page, PDF and pack draw.

The axis stands at zero or, by the one rule of `axis.py`, at 100 above percentages: then it is a level with a name. A period
without a reading interrupts the line and has a hollow square over its name; a reading that is not counted is an open ring; a
worse one is a triangle of another colour. Every reading has its figure while there is room, then the first, last, highest and
lowest. A figure never stands on the line of the readings: it moves, and where there is no place it is left to the table.
Baseline and target give way to a figure that has no other place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from .boxes import Box, in_lines, is_crossed, meets, stacked
from .marks import Disc, Mark, Stroke, Words

FEW = 16
"""So many readings have their figures close together too, where each has room right above or below."""


@dataclass(frozen=True)
class Point:
    """One period; `value` is None where there is no reading. `text` is the figure, `short` and `year` stand below it.

    `open` is not counted in any total; `worse` is worse than the baseline, or stated as a shortfall.
    """

    value: Decimal | None
    text: str
    short: str
    year: str
    open: bool = False
    worse: bool = False


@dataclass(frozen=True)
class Level:
    """The "baseline" or the "target": a line across, with its name and its figure and date at its end.

    "zero" is the axis, where it stands elsewhere than at zero: then it has a name too.
    """

    kind: str
    value: Decimal
    name: str
    text: str


@dataclass(frozen=True)
class Sheet:
    """What a drawing is given: its size, that of its letters and marks, and how wide its letters set a text.

    `strip` is the room at the right in which the levels are named; without one they are named below the picture.
    """

    width: float
    height: float
    strip: float
    label: float
    figure: float
    radius: float
    text_width: Callable[[str, float], float]

    @property
    def row(self) -> float:
        return self.label * 1.34

    @property
    def frame(self) -> Box:
        """Where the readings stand: below the highest there is room for a figure, above the lowest the periods begin."""
        right = self.width - (self.strip or self.radius)
        return self.radius, self.figure * 1.75, right, self.height - self.label * 2.75


@dataclass(frozen=True)
class Read:
    """A reading in its place."""

    x: float
    y: float
    point: Point


def readings(points: Sequence[Point], levels: Sequence[Level], sheet: Sheet) -> tuple[list[Mark], float]:
    """The marks of the picture in the order in which they are drawn, and how high it is."""
    left, top, right, bottom = sheet.frame
    values = [*(one.value for one in points if one.value is not None), *(one.value for one in levels)]
    axis = next((one.value for one in levels if one.kind == "zero"), Decimal())
    low, high = float(min([*values, axis]) - axis), float(max([*values, axis]) - axis)
    high = high if high > low else low + 1

    # What lies below the axis has its figure below it.
    foot = bottom - (sheet.radius + sheet.figure * 1.3 if low < 0 else 0)

    def y(value: Decimal) -> float:
        return foot - (foot - top) * (float(value - axis) - low) / (high - low)

    pad = sheet.figure * 1.3
    pitch = (right - left - 2 * pad) / max(len(points) - 1, 1)
    spots = [(left + pad + index * pitch, one) for index, one in enumerate(points)]
    read = [Read(x, y(one.value), one) for x, one in spots if one.value is not None]
    runs = _runs(spots, y)
    gaps = _missing(spots, pitch, sheet)
    rules = [("zero", y(axis)), *((one.kind, y(one.value)) for one in levels if one.kind != "zero")]
    figures, boxes = _figures(
        read, runs, [_box(one.corners) for one in gaps], [height for _, height in rules], pitch, sheet
    )
    marks: list[Mark] = [stroke for kind, height in rules for stroke in _interrupted(kind, left, right, height, boxes)]
    marks += [Stroke("value", tuple(run)) for run in runs]
    marks += gaps
    marks += _shapes(read, pitch, sheet)
    marks += figures
    marks += _periods(spots, pitch, sheet)
    named, height = _names(levels, y, sheet)
    return [*marks, *named], height


def _runs(spots: Iterable[tuple[float, Point]], y: Callable[[Decimal], float]) -> list[list[tuple[float, float]]]:
    """Readings that follow each other without a gap; one alone needs no line."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, one in spots:
        if one.value is None:
            runs.append([])
        else:
            runs[-1].append((x, y(one.value)))
    return [run for run in runs if len(run) > 1]


def _box(corners: Sequence[tuple[float, float]]) -> Box:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)


def _missing(spots: Iterable[tuple[float, Point]], pitch: float, sheet: Sheet) -> list[Stroke]:
    """Squares at the foot of the picture, clear of the names of the periods: none of them is a reading of zero."""
    half, foot = min(sheet.radius, pitch * 0.3), sheet.frame[3]
    if half < sheet.radius / 3:
        return []
    return [
        Stroke(
            "missing",
            ((x - half, foot - 2 * half), (x + half, foot - 2 * half), (x + half, foot), (x - half, foot)),
            True,
        )
        for x, one in spots
        if one.value is None
    ]


def _shapes(read: Iterable[Read], pitch: float, sheet: Sheet) -> list[Mark]:
    """A mark for each reading while there is room for it; worse ones keep theirs, however small."""
    radius = min(sheet.radius, pitch * 0.3)
    marks: list[Mark] = []
    for one in read:
        if one.point.worse:
            side = max(radius, sheet.radius * 0.45) * 1.4
            corners = ((one.x - side, one.y - side * 0.8), (one.x + side, one.y - side * 0.8), (one.x, one.y + side))
            marks.append(Stroke("worse-open" if one.point.open else "worse", corners, True))
        elif radius >= sheet.radius / 3:
            marks.append(Disc("ring" if one.point.open else "dot", one.x, one.y, radius))
    return marks


def _figures(
    read: Sequence[Read],
    runs: Iterable[Sequence[tuple[float, float]]],
    gaps: Sequence[Box],
    rules: Sequence[float],
    pitch: float,
    sheet: Sheet,
) -> tuple[list[Words], list[Box]]:
    """The figures, and the boxes of those at which a line across has to be interrupted.

    Of all readings where there is room; where they are close, of the first, last, highest and lowest.
    """
    segments: list[Box] = [(*a, *b) for run in runs for a, b in pairwise(run)]
    radius = min(sheet.radius, pitch * 0.3)
    shapes: list[Box] = [(one.x - radius, one.y - radius, one.x + radius, one.y + radius) for one in read]
    everyone = range(len(read))
    widest = max((sheet.text_width(one.point.text, sheet.figure) for one in read), default=0) + sheet.figure * 0.4

    def placed(indexes: Iterable[int], most: int | None = None) -> list[tuple[int, Box, bool]]:
        return _placed(read, indexes, segments, shapes, list(gaps), rules, sheet, most)

    if widest <= pitch or len(read) < 2:
        found = placed(everyone)
    elif len(read) > FEW or len(found := placed(everyone, most=2)) < len(read):
        highest, lowest = min(everyone, key=lambda i: read[i].y), max(everyone, key=lambda i: read[i].y)
        # What the last reading says already is not said again close to it.
        last = len(read) - 1
        extremes = [one for one in (highest, lowest) if read[one].point.text != read[last].point.text]
        found = placed(dict.fromkeys((0, last, *extremes)))
    figures = [
        Words("figure", (box[0] + box[2]) / 2, box[3] - sheet.figure * 0.12, read[i].point.text, sheet.figure, True)
        for i, box, _clear in found
    ]
    return figures, [box for _i, box, is_clear in found if not is_clear]


def _placed(
    read: Sequence[Read],
    indexes: Iterable[int],
    segments: Sequence[Box],
    shapes: Sequence[Box],
    taken: list[Box],
    rules: Sequence[float],
    sheet: Sheet,
    most: int | None,
) -> list[tuple[int, Box, bool]]:
    """Which readings found one of their `most` best places, where, and whether it is clear of every line across."""
    left, _top, right, bottom = sheet.frame
    found = []
    for index in indexes:
        others = [*shapes[:index], *shapes[index + 1 :]]
        free = [
            box
            for box in _places(read, index, sheet)[:most]
            if box[0] >= left - 1 and box[2] <= right + 1 and box[1] >= 0 and box[3] < bottom
            if not meets(box, taken) and not meets(box, others) and not is_crossed(box, segments)
        ]
        clear = [box for box in free if not any(box[1] < height < box[3] for height in rules)]
        if not free:
            continue
        box = (clear or free)[0]
        # Two figures side by side must not read as one.
        taken.append((box[0] - sheet.figure * 0.3, box[1], box[2] + sheet.figure * 0.3, box[3]))
        found.append((index, box, bool(clear)))
    return found


def _places(read: Sequence[Read], index: int, sheet: Sheet) -> list[Box]:
    """Boxes for the figure of a reading, the best first: below a valley, above all others, then to the sides and farther."""
    left, _top, right, _bottom = sheet.frame
    one, size = read[index], sheet.figure
    half = sheet.text_width(one.point.text, size) / 2 + 1
    before, after = read[max(index - 1, 0)].y, read[min(index + 1, len(read) - 1)].y
    above, below = one.y - sheet.radius * 1.25 - size * 0.3, one.y + sheet.radius * 1.25 + size * 1.05
    feet = (below, above) if one.y >= max(before, after) and one.y > min(before, after) else (above, below)
    middle = min(max(one.x, left + half), right - half)
    aside = half + sheet.radius * 0.6
    places = [(middle, foot) for foot in feet]
    places += [(one.x + side, foot) for foot in feet for side in (-aside, aside)]
    places += [(one.x + side, one.y + size * 0.35) for side in (aside + sheet.radius, -aside - sheet.radius)]
    places += [(middle, foot + far) for far in (size * 0.8, size * 1.7) for foot, far in ((above, -far), (below, far))]
    return [(x - half, foot - size * 0.78, x + half, foot + size * 0.12) for x, foot in places]


def _interrupted(kind: str, left: float, right: float, height: float, boxes: Iterable[Box]) -> list[Stroke]:
    """A line across, without the places of figures that found no other."""
    strokes, start = [], left
    for box in sorted(box for box in boxes if box[1] < height < box[3]):
        if box[0] > start:
            strokes.append(Stroke(kind, ((start, height), (box[0], height))))
        start = max(start, box[2])
    return [*strokes, Stroke(kind, ((start, height), (right, height)))] if start < right else strokes


def _periods(spots: Sequence[tuple[float, Point]], pitch: float, sheet: Sheet) -> list[Words]:
    """Names of the periods where they fit, each second, third ... where not; below them the year where it changes."""
    size, foot = sheet.label, sheet.frame[3]
    widest = max((sheet.text_width(one.short, size) for _x, one in spots), default=0) + size * 0.5
    every = max(int(-(-widest // max(pitch, 0.1))), 1)
    marks = [
        Words("tick", max(x, sheet.text_width(one.short, size) / 2), foot + size * 1.5, one.short, size, True)
        for index, (x, one) in enumerate(spots)
        if index % every == 0 and one.short
    ]
    row = foot + size * (2.65 if marks else 1.5)
    free, year = 0.0, ""
    for x, one in spots:
        if not one.year or one.year == year:
            continue
        year, half = one.year, sheet.text_width(one.year, size) / 2
        if x - half >= free:
            marks.append(Words("tick", max(x, half), row, year, size, True))
            free = x + half + size * 0.5
    return marks


def _names(levels: Sequence[Level], y: Callable[[Decimal], float], sheet: Sheet) -> tuple[list[Mark], float]:
    """Baseline and target, named beside their lines or as a key below; and the height of the picture with them."""
    if not sheet.strip:
        return _key(levels, sheet)
    right, size = sheet.frame[2] + sheet.label * 0.75, sheet.label
    rows = [
        (y(one.value), one.name, in_lines(one.text, sheet.width - right, lambda text: sheet.text_width(text, size)))
        for one in levels
    ]
    rows.sort(key=lambda one: one[0])
    tops = stacked([(height, (1.6 + len(said)) * sheet.row) for height, _, said in rows], 0, sheet.frame[3] + sheet.row)
    marks: list[Mark] = []
    for top, (_height, name, said) in zip(tops, rows, strict=True):
        for index, text in enumerate([name, *said]):
            if not text:
                continue
            kind = "said" if index else "name"
            marks.append(Words(kind, right, top + size + index * sheet.row, text, size))
    return marks, sheet.height


def _key(levels: Sequence[Level], sheet: Sheet) -> tuple[list[Mark], float]:
    """A piece of each line, and what it is."""
    left, size = sheet.radius, sheet.label
    marks: list[Mark] = []
    foot = sheet.height + size * 1.7
    for one in levels:
        marks.append(Stroke(one.kind, ((left, foot - size * 0.35), (left + size * 2, foot - size * 0.35))))
        start = left + size * 2.7
        for line in in_lines(f"{one.name} {one.text}", sheet.width - start, lambda text: sheet.text_width(text, size)):
            marks.append(Words("said", start, foot, line, size))
            foot += sheet.row
    return marks, foot - sheet.row + size * 0.6 if levels else sheet.height
