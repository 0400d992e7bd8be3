"""Cumulated spend against value, as steps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from outcomes.charts.boxes import Box

from .drawing import CAPTION, MM, PRINT, Palette, dot, line, path, picture, text, text_width, ticks
from .labels import Labels, apart


@dataclass(frozen=True)
class Mark:
    """A shortfall that is named in the chart of spend against value; `name` is plain text."""

    on: date
    name: str


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


def _steps(
    flows: Sequence[tuple[date, int]], x: Callable[[date], float], y: Callable[[float], float], right: float
) -> list[tuple[float, float]]:
    """Corners of cumulated steps: level until the date, then up or down."""
    corners = [(x(date.min), y(0))]
    for day, total in flows:
        corners += [(x(day), corners[-1][1]), (x(day), y(total))]
    return [*corners, (right, corners[-1][1])]


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
    caption: float = CAPTION,
) -> str:
    """Cumulated spend (dashed) and value (solid) as steps from `start` to `end`.

    `spend` and `value` are flows in minor units; `names` and `totals` are (spend, value); `axis` writes a tick of minor units,
    `month` the first date. `payback` is (date, name, date as text). An empty name of value draws spend alone.
    `caption` is the size in which captions are shown, where a stylesheet sets another than theirs: lines and room grow with it.
    """
    grown = caption / CAPTION
    right = width - max(30 * MM, 12 + max(text_width(words, caption) for words in (*names, *totals)))
    top, bottom = 5.0, height - 15 * grown
    paid, gained = _cumulated(spend), _cumulated(value)
    levels = [Decimal(total) for _, total in (*paid, *gained)]
    scale = ticks(min([*levels, Decimal()]), max([*levels, Decimal()]))
    low, high = float(scale[0]), float(scale[-1])
    left = max(26.0, 6 + max(text_width(axis(tick), caption) for tick in scale))
    days = max((end - start).days, 1)

    def x(day: date) -> float:
        return left + (right - left) * min(max((day - start).days, 0), days) / days

    def y(level: float) -> float:
        return bottom - (bottom - top) * (level - low) / (high - low)

    parts = _dates(start, end, x, bottom, month, palette, caption)
    spent = _steps(paid, x, y, right)
    parts.append(path(spent, palette.spend, 1.2, "spend", "3.2 1.8"))
    ends = [(spent[-1][1], names[0], totals[0], palette.second)]
    corners = [spent]
    if names[1]:
        earned = _steps(gained, x, y, right)
        parts.append(path(earned, palette.value, 2, "value"))
        ends.append((earned[-1][1], names[1], totals[1], palette.value))
        corners.append(earned)
    segments = [(*a, *b) for steps in corners for a, b in pairwise(steps)]
    paid_lines = [(*a, *b) for a, b in pairwise(spent)]
    zero = (left, y(0), right, y(0))
    labels = Labels(
        (left, 0, right, bottom + 1), [*segments, zero], [(left, y(float(t)), right, y(float(t))) for t in scale]
    )

    names_at = apart(ends, 22 * grown, 4 * grown, height - 14 * grown)
    labels.taken = [
        (right + 7, at - 8 * grown, right + 7 + max(text_width(one, caption) for one in (name, total)), at + 14 * grown)
        for at, name, total, _colour in names_at
    ]
    places = [(mark.name, x(mark.on), y(_at(gained, mark.on))) for mark in marks[:2]]
    labels.dots = [(cx, cy) for _name, cx, cy in places]
    strip = (left, 0.0, width, bottom + 1)
    if payback:
        cx, cy = x(payback[0]), y(_at(gained, payback[0]))
        parts.append(line(cx, cy, cx, y(0), palette.ink, 0.5, "drop"))
        labels.lines.append((cx, cy, cx, y(0)))
        parts.append(dot(cx, cy, 3.4, palette.paper, palette.ink, "payback"))
        if spot := labels.place(cx, cy, payback[1:], drop=y(0) - cy, size=caption, frame=strip):
            parts.append(text(spot[0], spot[1] + 8 * grown, payback[1], palette, weight=600))
            parts.append(text(spot[0], spot[1] + 17.5 * grown, payback[2], palette))
    for name, cx, cy in places:
        parts.append(dot(cx, cy, 2, palette.shortfall, palette.shortfall, "shortfall"))
        if spot := labels.place(cx, cy, (name,), size=caption, strangers=paid_lines):
            parts.append(text(spot[0], spot[1] + 8 * grown, name, palette))
    for level, name, total, colour in names_at:
        parts.append(text(right + 7, level + 2 * grown, name, palette, weight=600, colour=colour, kind="name"))
        parts.append(text(right + 7, level + 12 * grown, total, palette))
    grid = _grid(scale, left, right, y, axis, palette, labels.placed, grown)
    return picture(width, height, title, [*grid, *parts], "steps")


def _grid(
    scale: Sequence[Decimal],
    left: float,
    right: float,
    y: Callable[[float], float],
    axis: Callable[[Decimal], str],
    palette: Palette,
    boxes: Sequence[Box] = (),
    grown: float = 1.0,
) -> list[str]:
    """Lines and figures of the ticks, and the zero line; where a label stands in one of `boxes` the grid is interrupted."""
    parts = []
    for tick in scale:
        height = y(float(tick))
        if tick:
            from_x = left
            for box in sorted(box for box in boxes if box[1] < height < box[3]):
                if box[0] > from_x:
                    parts.append(line(from_x, height, min(box[0], right), height, palette.hairline, 0.35, "grid"))
                from_x = max(from_x, box[2])
            if from_x < right:
                parts.append(line(from_x, height, right, height, palette.hairline, 0.35, "grid"))
        parts.append(
            text(left - 5, height + 2.6 * grown, axis(tick), palette, anchor="end", colour=palette.second, kind="tick")
        )
    return [*parts, line(left, y(0), right, y(0), palette.ink, 0.5, "axis")]


def _dates(
    start: date,
    end: date,
    x: Callable[[date], float],
    bottom: float,
    month: Callable[[date], str],
    palette: Palette,
    caption: float,
) -> list[str]:
    """The first month, then the years; a small mark at each quarter where there are few."""
    below = bottom + 11 * caption / CAPTION
    parts = [text(x(start), below, month(start), palette, colour=palette.second, kind="tick")]
    free = x(start) + text_width(month(start), caption) + 8
    every = max((end.year - start.year) // 8 + 1, 1)
    for year in range(start.year + 1, end.year + 1):
        here = date(year, 1, 1)
        if not start < here <= end:
            continue
        parts.append(line(x(here), bottom, x(here), bottom + 3, palette.ink, 0.35, "axis"))
        half = text_width(str(year), caption) / 2
        if x(here) - half > free and (year - start.year) % every == 0:
            parts.append(text(x(here), below, str(year), palette, anchor="middle", colour=palette.second, kind="tick"))
            free = x(here) + half + 8
    if end.year - start.year <= 6:
        for year in range(start.year, end.year + 1):
            for first in (date(year, 4, 1), date(year, 7, 1), date(year, 10, 1)):
                if start < first <= end:
                    parts.append(line(x(first), bottom, x(first), bottom + 2, palette.ink, 0.35, "axis"))
    return parts
