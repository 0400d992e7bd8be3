"""The charts, as SVG text: the same functions serve the PDF and the page.

Why not a chart library: steps with named ends, labels that give way to lines, interrupted lines and one stroke per event are
what these pictures consist of, and no specification language that we looked at draws them. Coordinates are points (1/72 inch).

Colours and fonts come in as a `Palette` and are written as attributes (a strict Content-Security-Policy has nothing to refuse);
every mark also carries a class (`value`, `shortfall`, `spend`, ...) by which a page can recolour it, for example in the dark.
All texts are already in the reader's notation. The first child of each picture is its `<title>`, the alternative text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from html import escape
from itertools import pairwise
from typing import Literal

from .fonts import STACK

MM = 72 / 25.4
CAPTION = 7.4
NEAR = 1.0
"""How near to a line a label may stand, in points: lines are up to 2 points thick."""


@dataclass(frozen=True)
class Palette:
    """Colours (any CSS colour) and font families of a picture."""

    ink: str = "#14181C"
    second: str = "#565D64"
    hairline: str = "#C4C8CC"
    value: str = "#0B5A5E"
    shortfall: str = "#C4552D"
    spend: str = "#7A8187"
    paper: str = "#FFFFFF"
    font: str = STACK


PRINT = Palette()


@dataclass(frozen=True)
class Mark:
    """A shortfall that is named in the chart of spend against value; `name` is plain text."""

    on: date
    name: str


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


@cache
def _advances(file: str) -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont

    from .fonts import FOLDER

    with TTFont(FOLDER / file, lazy=True) as font:
        widths, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {point: widths[name][0] for point, name in font.getBestCmap().items()}, units


def text_width(text: str, size: float, file: str = "IBMPlexSans-Regular.ttf") -> float:
    """Width of `text` in points, without kerning; characters that the font lacks count as 0.6 em."""
    advances, units = _advances(file)
    return sum(advances.get(ord(character), units * 0.6) for character in text) * size / units


def ticks(low: Decimal, high: Decimal, most: int = 6) -> list[Decimal]:
    """At most `most` round values from at or below `low` to at or above `high`; zero is among them."""
    low, high = min(low, Decimal()), max(high, Decimal())
    if low == high:
        high = Decimal(1)
    step = Decimal(1).scaleb((high - low).adjusted() - 1)
    while True:
        for factor in (Decimal(1), Decimal(2), Decimal(5)):
            size = step * factor
            first = (low / size).to_integral_value(ROUND_FLOOR)
            last = (high / size).to_integral_value(ROUND_CEILING)
            if last - first < most:
                return [size * index for index in range(int(first), int(last) + 1)]
        step *= 10


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, kind: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="{kind}" d="M{_number(x1)} {_number(y1)}L{_number(x2)} {_number(y2)}" fill="none" '
        f'stroke="{colour}" stroke-width="{width}"{dashes}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    palette: Palette,
    *,
    size: float = CAPTION,
    weight: int = 400,
    anchor: Literal["start", "middle", "end"] = "start",
    colour: str = "",
    kind: str = "label",
) -> str:
    return (
        f'<text class="{kind}" x="{_number(x)}" y="{_number(y)}" font-family="{palette.font}" font-size="{size}" '
        f'font-weight="{weight}" text-anchor="{anchor}" fill="{colour or palette.ink}">{escape(words)}</text>'
    )


def _picture(width: float, height: float, title: str, parts: Iterable[str], name: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{name}" width="{_number(width)}pt" '
        f'height="{_number(height)}pt" viewBox="0 0 {_number(width)} {_number(height)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def strokes(
    amounts: Sequence[int],
    *,
    title: str,
    palette: Palette = PRINT,
    width: float = 210 * MM,
    margin: float = 18 * MM,
    height: float = 105 * MM,
) -> str:
    """One stroke per amount (minor units, signed) in the given order, gains above a line that runs off both edges."""
    high, low = max([*amounts, 0]), min([*amounts, 0])
    scale = (height - 2) / ((high - low) or 1)
    zero = 1 + high * scale if high or low else height / 2
    slot = (width - 2 * margin) / max(len(amounts), 1)
    thick = max(min(16.0, slot * 0.66), 0.25)
    # The first stroke starts at the left margin and the last one ends at the right one, as the text does.
    pitch = (width - 2 * margin - thick) / max(len(amounts) - 1, 1)
    parts = []
    for index, amount in enumerate(amounts):
        tall = max(abs(amount) * scale, 0.4)
        x, y = margin + index * pitch, zero - tall if amount >= 0 else zero
        colour, kind = (palette.value, "value") if amount >= 0 else (palette.shortfall, "shortfall")
        parts.append(
            f'<rect class="{kind}" x="{_number(x)}" y="{_number(y)}" width="{_number(thick)}" height="{_number(tall)}" '
            f'fill="{colour}"/>'
        )
    parts.append(_line(0, zero, width, zero, palette.ink, 0.5, "axis"))
    return _picture(width, height, title, parts, "strokes")


def _cumulated(flows: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    totals: dict[date, int] = {}
    running = 0
    for day, amount in sorted(flows):
        running += amount
        totals[day] = running
    return list(totals.items())


def _at(steps: Sequence[tuple[date, int]], day: date) -> int:
    """The level of cumulated steps at the end of `day`."""
    level = 0
    for on, total in steps:
        if on > day:
            break
        level = total
    return level


_Box = tuple[float, float, float, float]


def _crosses(box: _Box, segments: Iterable[_Box]) -> bool:
    """Whether a label's box (left, top, right, bottom) meets any of the horizontal or vertical segments."""
    left, top, right, bottom = box[0] - NEAR, box[1] - NEAR, box[2] + NEAR, box[3] + NEAR
    return any(
        min(x1, x2) < right and max(x1, x2) > left and min(y1, y2) < bottom and max(y1, y2) > top
        for x1, y1, x2, y2 in segments
    )


def _outline(box: _Box) -> list[_Box]:
    """The four sides of a box and a line through its middle, which no other label may meet."""
    left, top, right, bottom = box
    middle = (top + bottom) / 2
    return [
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
        (left, middle, right, middle),
    ]


class _Labels:
    """Finds places for labels beside dots: a label never crosses a line; it keeps off the grid where that is possible.

    Where it is not, the grid is to be interrupted at the boxes in `placed`.
    """

    def __init__(self, frame: _Box, lines: Sequence[_Box], grid: Sequence[_Box]) -> None:
        self.frame, self.lines, self.grid = frame, list(lines), list(grid)
        self.placed: list[_Box] = []

    def place(self, cx: float, cy: float, words: Sequence[str], *, drop: float = 0) -> tuple[float, float] | None:
        """The top left corner for a label of these lines, or None where there is no room: the table has it.

        `drop` is the length of a line that falls from the dot: the label may stand anywhere beside it.
        """
        wide, tall = max(text_width(line, CAPTION) for line in words) + 2, 10.0 * len(words)
        spots = [(cx + 4, cy + 4), (cx - wide - 4, cy + 4), (cx - wide - 4, cy - tall - 4), (cx + 4, cy - tall - 4)]
        spots += [(cx - wide / 2, cy - tall - 6), (cx - wide / 2, cy + 7)]
        for far in (10.0, 14.0, 20.0, 26.0):
            spots += [(cx - wide - 4, cy - tall - far), (cx - wide - 4, cy + far), (cx + 4, cy + far)]
        for down in range(30, int(drop - tall), 4):
            spots += [(cx + 4, cy + down), (cx - wide - 4, cy + down)]
        left, top, right, bottom = self.frame
        inside = [
            (x, y, x + wide, y + tall)
            for x, y in spots
            if x >= left and x + wide <= right and y >= top and y + tall <= bottom
        ]
        for forbidden in ([*self.lines, *self.grid], self.lines):
            for box in inside:
                if not _crosses(box, forbidden):
                    self.lines += _outline(box)
                    self.placed.append(box)
                    return box[:2]
        return None


def _steps(
    flows: Sequence[tuple[date, int]], x: Callable[[date], float], y: Callable[[float], float], right: float
) -> list[tuple[float, float]]:
    """Corners of cumulated steps: level until the date, then up or down."""
    corners = [(x(date.min), y(0))]
    for day, total in flows:
        corners += [(x(day), corners[-1][1]), (x(day), y(total))]
    return [*corners, (right, corners[-1][1])]


def _path(corners: Iterable[tuple[float, float]], colour: str, width: float, kind: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    path = "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in corners)
    return f'<path class="{kind}" d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'


def _dot(x: float, y: float, radius: float, fill: str, stroke: str, kind: str) -> str:
    return (
        f'<circle class="{kind}" cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="1"/>'
    )


def _apart(
    ends: list[tuple[float, str, str, str]], gap: float, low: float, high: float
) -> list[tuple[float, str, str, str]]:
    """Labels at the right (height, name, figure, colour), at least `gap` apart and within `low` to `high`."""
    ends = sorted(ends)
    if len(ends) == 2 and ends[1][0] - ends[0][0] < gap:
        middle = min(max((ends[0][0] + ends[1][0]) / 2, low + gap / 2), high - gap / 2)
        ends = [(middle - gap / 2, *ends[0][1:]), (middle + gap / 2, *ends[1][1:])]
    return [(min(max(end[0], low), high), *end[1:]) for end in ends]


def spend_against_value(
    spend: Sequence[tuple[date, int]],
    value: Sequence[tuple[date, int]],
    *,
    start: date,
    end: date,
    title: str,
    names: tuple[str, str],
    totals: tuple[str, str],
    axis: Callable[[Decimal], str],
    month: Callable[[date], str],
    marks: Sequence[Mark] = (),
    payback: tuple[date, str, str] | None = None,
    palette: Palette = PRINT,
    width: float = 129.4 * MM,
    height: float = 46 * MM,
) -> str:
    """Cumulated spend (dashed) and value (solid) as steps from `start` to `end`.

    `spend` and `value` are flows in minor units; `names` and `totals` are (spend, value); `axis` writes a tick of minor units,
    `month` the first date. `payback` is (date, name, date as text). An empty name of value draws spend alone.
    """
    right, top, bottom = width - 30 * MM, 5.0, height - 15
    paid, gained = _cumulated(spend), _cumulated(value)
    levels = [Decimal(total) for _, total in (*paid, *gained)]
    scale = ticks(min([*levels, Decimal()]), max([*levels, Decimal()]))
    low, high = float(scale[0]), float(scale[-1])
    left = max(26.0, 6 + max(text_width(axis(tick), CAPTION) for tick in scale))
    days = max((end - start).days, 1)

    def x(day: date) -> float:
        return left + (right - left) * min(max((day - start).days, 0), days) / days

    def y(level: float) -> float:
        return bottom - (bottom - top) * (level - low) / (high - low)

    parts = _dates(start, end, x, bottom, month, palette)
    spent = _steps(paid, x, y, right)
    parts.append(_path(spent, palette.spend, 1.2, "spend", "3.2 1.8"))
    ends = [(spent[-1][1], names[0], totals[0], palette.second)]
    corners = [spent]
    if names[1]:
        earned = _steps(gained, x, y, right)
        parts.append(_path(earned, palette.value, 2, "value"))
        ends.append((earned[-1][1], names[1], totals[1], palette.value))
        corners.append(earned)
    segments = [(*a, *b) for steps in corners for a, b in pairwise(steps)]
    zero = (left, y(0), right, y(0))
    labels = _Labels(
        (left, 0, right, bottom + 1), [*segments, zero], [(left, y(float(t)), right, y(float(t))) for t in scale]
    )

    if payback:
        cx, cy = x(payback[0]), y(_at(gained, payback[0]))
        parts.append(_line(cx, cy, cx, y(0), palette.ink, 0.5, "drop"))
        labels.lines.append((cx, cy, cx, y(0)))
        parts.append(_dot(cx, cy, 3.4, palette.paper, palette.ink, "payback"))
        if spot := labels.place(cx, cy, payback[1:], drop=y(0) - cy):
            parts.append(_text(spot[0], spot[1] + 8, payback[1], palette, weight=600))
            parts.append(_text(spot[0], spot[1] + 17.5, payback[2], palette))
    for mark in marks[:2]:
        cx, cy = x(mark.on), y(_at(gained, mark.on))
        parts.append(_dot(cx, cy, 2, palette.shortfall, palette.shortfall, "shortfall"))
        if spot := labels.place(cx, cy, (mark.name,)):
            parts.append(_text(spot[0], spot[1] + 8, mark.name, palette))
    for level, name, total, colour in _apart(ends, 22, 4, height - 14):
        parts.append(_text(right + 7, level + 2, name, palette, weight=600, colour=colour, kind="name"))
        parts.append(_text(right + 7, level + 12, total, palette))
    grid = _grid(scale, left, right, y, axis, palette, labels.placed)
    return _picture(width, height, title, [*grid, *parts], "steps")


def _grid(
    scale: Sequence[Decimal],
    left: float,
    right: float,
    y: Callable[[float], float],
    axis: Callable[[Decimal], str],
    palette: Palette,
    boxes: Sequence[_Box] = (),
) -> list[str]:
    """Lines and figures of the ticks, and the zero line; where a label stands in one of `boxes` the grid is interrupted."""
    parts = []
    for tick in scale:
        height = y(float(tick))
        if tick:
            from_x = left
            for box in sorted(box for box in boxes if box[1] < height < box[3]):
                if box[0] > from_x:
                    parts.append(_line(from_x, height, box[0], height, palette.hairline, 0.35, "grid"))
                from_x = max(from_x, box[2])
            if from_x < right:
                parts.append(_line(from_x, height, right, height, palette.hairline, 0.35, "grid"))
        parts.append(
            _text(left - 5, height + 2.6, axis(tick), palette, anchor="end", colour=palette.second, kind="tick")
        )
    return [*parts, _line(left, y(0), right, y(0), palette.ink, 0.5, "axis")]


def _dates(
    start: date,
    end: date,
    x: Callable[[date], float],
    bottom: float,
    month: Callable[[date], str],
    palette: Palette,
) -> list[str]:
    """The first month, then the years; a small mark at each quarter where there are few."""
    parts = [_text(x(start), bottom + 11, month(start), palette, colour=palette.second, kind="tick")]
    free = x(start) + text_width(month(start), CAPTION) + 8
    every = max((end.year - start.year) // 8 + 1, 1)
    for year in range(start.year + 1, end.year + 1):
        here = date(year, 1, 1)
        if not start < here <= end:
            continue
        parts.append(_line(x(here), bottom, x(here), bottom + 3, palette.ink, 0.35, "axis"))
        half = text_width(str(year), CAPTION) / 2
        if x(here) - half > free and (year - start.year) % every == 0:
            parts.append(
                _text(x(here), bottom + 11, str(year), palette, anchor="middle", colour=palette.second, kind="tick")
            )
            free = x(here) + half + 8
    if end.year - start.year <= 6:
        for year in range(start.year, end.year + 1):
            for first in (date(year, 4, 1), date(year, 7, 1), date(year, 10, 1)):
                if start < first <= end:
                    parts.append(_line(x(first), bottom, x(first), bottom + 2, palette.ink, 0.35, "axis"))
    return parts


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
    parts = [_line(left, y(0), right, y(0), palette.ink, 0.5, "axis")]
    for level, dash in ((baseline, ""), (target, "0.7 1.8")):
        if level:
            parts.append(_line(left, y(level.value), right, y(level.value), palette.ink, 0.7, "level", dash))
    segments: list[_Box] = [(left, y(level.value), right, y(level.value)) for level in levels]
    run: list[tuple[float, float]] = []
    for cx, point in [*spots, (right, Point(None, "", "", ""))]:
        if point.value is not None:
            run.append((cx, y(point.value)))
            continue
        if len(run) > 1:
            parts.append(_path(run, palette.value, 1.4, "value"))
            segments += [(*a, *b) for a, b in pairwise(run)]
        run = []
    read = [(cx, y(point.value), point) for cx, point in spots if point.value is not None]
    parts += _readings_dots(read, pitch, palette)
    parts += _readings_numbers(read, pitch, segments, (left, right, bottom), palette)
    parts += _readings_axis(spots, pitch >= 17, bottom, palette)
    ends = [(y(level.value) - 3.5, level.name, level.text, "") for level in levels]
    for level_y, name, text, _colour in _apart(ends, 22, 4, height - 14):
        size = CAPTION if text_width(text, CAPTION) <= width - right - 6 else 7
        parts.append(_text(right + 6, level_y + 2, name, palette, weight=600))
        parts.append(_text(right + 6, level_y + 12, text, palette, size=size))
    return _picture(width, height, title, parts, "readings")


_Read = tuple[float, float, Point]


def _readings_dots(read: Sequence[_Read], pitch: float, palette: Palette) -> list[str]:
    """A dot for each reading while there is room for it: open where it is not counted, in the other colour where worse."""
    radius = 3.0 if pitch >= 17 else min(3.0, pitch * 0.3)
    parts = []
    for cx, cy, point in read:
        colour, kind = (palette.shortfall, "shortfall") if point.worse else (palette.value, "value")
        if radius >= 1:
            fill = palette.paper if point.open else colour
            parts.append(_dot(cx, cy, radius, fill, colour, kind + " open" * point.open))
    return parts


def _readings_numbers(
    read: Sequence[_Read], pitch: float, segments: Sequence[_Box], frame: tuple[float, float, float], palette: Palette
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
    parts, taken = [], list[_Box]()
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
            _text(centre, box[3] - 1, point.text, palette, size=8.2, weight=500, anchor="middle", kind="reading")
        )
    return parts


def _overlaps(box: _Box, others: Iterable[_Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)


def _crossings(box: _Box, segments: Iterable[_Box]) -> int:
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


def _readings_axis(spots: Sequence[tuple[float, Point]], few: bool, bottom: float, palette: Palette) -> list[str]:
    """Names of the periods where there is room, and the year where it changes."""
    parts = []
    free, year = 0.0, ""
    for cx, point in spots:
        if few:
            parts.append(
                _text(cx, bottom + 11, point.short, palette, anchor="middle", colour=palette.second, kind="tick")
            )
        if point.year == year or not point.year:
            continue
        year = point.year
        half = text_width(year, CAPTION) / 2
        if cx - half >= free:
            row = bottom + (19.5 if few else 11)
            parts.append(_text(cx, row, year, palette, anchor="middle", colour=palette.second, kind="tick"))
            free = cx + half + 4
    return parts


def code(matrix: Iterable[Iterable[int]], *, title: str, palette: Palette = PRINT, side: float = 40.4 * MM) -> str:
    """A QR code from its rows of modules (1 is dark), without the quiet zone: the page around it is that."""
    rows = [list(row) for row in matrix]
    unit = side / len(rows)
    # One path: separate squares would leave hairlines between them on screen.
    path = "".join(
        f"M{_number(column * unit)} {_number(line * unit)}h{_number(unit)}v{_number(unit)}h-{_number(unit)}z"
        for line, row in enumerate(rows)
        for column, dark in enumerate(row)
        if dark
    )
    return _picture(side, side, title, [f'<path class="code" d="{path}" fill="{palette.ink}"/>'], "qr")
