"""Every reading of a dimension against its baseline and target."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from .drawing import CAPTION, MM, PRINT, Palette, dot, line, path, picture, text, text_width
from .labels import Box, apart


@dataclass(frozen=True)
class Point:
    """One period of a readings chart. `value` is None where there is no reading."""

    value: Decimal | None
    text: str
    short: str
    year: str
    open: bool = False
    worse: bool = False


@dataclass(frozen=True)
class Level:
    """A horizontal line of a readings chart with its name and its figure."""

    value: Decimal
    name: str
    text: str


_Read = tuple[float, float, Point]


def readings(
    points: Sequence[Point],
    *,
    title: str,
    baseline: Level | None = None,
    target: Level | None = None,
    palette: Palette = PRINT,
    width: float = 129.4 * MM,
    height: float = 46 * MM,
) -> str:
    """Every reading of a dimension in order of time, against its baseline and target; the axis includes zero."""
    left, right, top, bottom = 3.0, width - 31 * MM, 14.0, height - 20
    levels = [level for level in (baseline, target) if level]
    values = [*(point.value for point in points if point.value is not None), *(level.value for level in levels)]
    low, high = float(min([*values, Decimal()])), float(max([*values, Decimal()]))
    high = high if high > low else low + 1

    def y(value: Decimal | int) -> float:
        return bottom - (bottom - top) * (float(value) - low) / (high - low)

    pad = 10.0
    pitch = (right - left - 2 * pad) / max(len(points) - 1, 1)
    spots = [(left + pad + index * pitch, point) for index, point in enumerate(points)]
    parts = [line(left, y(0), right, y(0), palette.ink, 0.5, "axis")]
    for level, dash in ((baseline, ""), (target, "0.7 1.8")):
        if level:
            parts.append(line(left, y(level.value), right, y(level.value), palette.ink, 0.7, "level", dash))
    segments: list[Box] = [(left, y(level.value), right, y(level.value)) for level in levels]
    run: list[tuple[float, float]] = []
    for cx, point in [*spots, (right, Point(None, "", "", ""))]:
        if point.value is not None:
            run.append((cx, y(point.value)))
            continue
        if len(run) > 1:
            parts.append(path(run, palette.value, 1.4, "value"))
            segments += [(*a, *b) for a, b in pairwise(run)]
        run = []
    read = [(cx, y(point.value), point) for cx, point in spots if point.value is not None]
    parts += _dots(read, pitch, palette)
    parts += _numbers(read, pitch, segments, (left, right, bottom), palette)
    parts += _axis(spots, pitch >= 17, bottom, palette)
    ends = [(y(level.value) - 3.5, level.name, level.text, "") for level in levels]
    for level_y, name, said, _colour in apart(ends, 22, 4, height - 14):
        size = CAPTION if text_width(said, CAPTION) <= width - right - 6 else 7
        parts.append(text(right + 6, level_y + 2, name, palette, weight=600))
        parts.append(text(right + 6, level_y + 12, said, palette, size=size))
    return picture(width, height, title, parts, "readings")


def _dots(read: Sequence[_Read], pitch: float, palette: Palette) -> list[str]:
    """A dot for each reading while there is room for it: open where it is not counted, in the other colour where worse."""
    radius = 3.0 if pitch >= 17 else min(3.0, pitch * 0.3)
    parts = []
    for cx, cy, point in read:
        colour, kind = (palette.shortfall, "shortfall") if point.worse else (palette.value, "value")
        if radius >= 1:
            fill = palette.paper if point.open else colour
            parts.append(dot(cx, cy, radius, fill, colour, kind + " open" * point.open))
    return parts


def _numbers(
    read: Sequence[_Read], pitch: float, segments: Sequence[Box], frame: tuple[float, float, float], palette: Palette
) -> list[str]:
    """The figure of each reading, above or below its dot; where they are close, of the first, last, highest and lowest."""
    left, right, bottom = frame
    everyone = range(len(read))
    widest = max((text_width(point.text, 8.2) for _x, _y, point in read), default=0)
    named: Iterable[int] = everyone
    if widest + 3 > pitch and read:
        named = dict.fromkeys(
            (0, len(read) - 1, max(everyone, key=lambda i: read[i][1]), min(everyone, key=lambda i: read[i][1]))
        )
    parts, taken = [], list[Box]()
    for index in named:
        cx, cy, point = read[index]
        half = text_width(point.text, 8.2) / 2
        centre = min(max(cx, left + half), right - half)
        before, after = read[max(index - 1, 0)][1], read[min(index + 1, len(read) - 1)][1]
        valley = cy >= before and cy >= after and (cy > before or cy > after)
        # A valley has its figure below, all others above, unless a line runs there.
        heights = [cy + 12, cy - 6] if valley else [cy - 6, cy + 12]
        boxes = [(centre - half - 1, foot - 6.5, centre + half + 1, foot + 1) for foot in heights]
        free = [box for box in boxes if box[3] < bottom and not _overlaps(box, taken)]
        if not free:
            continue
        box = min(free, key=lambda box: _crossings(box, segments))
        taken.append(box)
        parts.append(
            text(centre, box[3] - 1, point.text, palette, size=8.2, weight=500, anchor="middle", kind="reading")
        )
    return parts


def _overlaps(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)


def _crossings(box: Box, segments: Iterable[Box]) -> int:
    """How many of the segments, sloping ones too, run through the box; sampled at nine places of its width."""
    left, top, right, bottom = box
    count = 0
    for x1, y1, x2, y2 in segments:
        for step in range(9):
            x = left + (right - left) * step / 8
            if x1 < x2 and x1 <= x <= x2 and top < y1 + (y2 - y1) * (x - x1) / (x2 - x1) < bottom:
                count += 1
                break
    return count


def _axis(spots: Sequence[tuple[float, Point]], few: bool, bottom: float, palette: Palette) -> list[str]:
    """Names of the periods where there is room, and the year where it changes."""
    parts = []
    free, year = 0.0, ""
    for cx, point in spots:
        if few:
            parts.append(
                text(cx, bottom + 11, point.short, palette, anchor="middle", colour=palette.second, kind="tick")
            )
        if point.year == year or not point.year:
            continue
        year = point.year
        half = text_width(year, CAPTION) / 2
        if cx - half >= free:
            row = bottom + (19.5 if few else 11)
            parts.append(text(cx, row, year, palette, anchor="middle", colour=palette.second, kind="tick"))
            free = cx + half + 4
    return parts
