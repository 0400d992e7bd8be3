"""The pictures of a pack as SVG, for the PDF and the wall: drawn by the report's own means, in its units of points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts import notation
from outcomes.charts.axis import with_axis
from reports.document import charts
from reports.document.charts.drawing import CAPTION, Palette, line, number, picture, text, text_width, ticks

from .parts import WIDER, Chart, Role, Shape

FIGURE = 8.2
BAR = 15.0


@dataclass(frozen=True)
class Frame:
    left: float
    right: float
    top: float
    bottom: float


def drawn(chart: Chart, *, width: float, height: float, palette: Palette) -> str:
    """The picture, `width` by `height` points of its own: whoever shows it larger makes its letters larger."""
    if chart.shape == Shape.LINE:
        return _readings(chart, width, height, palette)
    if chart.shape == Shape.SHARES:
        return _shares(chart, width, height, palette)
    return _columns(chart, width, height, palette)


def _readings(chart: Chart, width: float, height: float, palette: Palette) -> str:
    points = [
        charts.Point(value, words, short, year, worse=index in chart.worse)
        for index, (value, words, (short, year)) in enumerate(
            zip(chart.series[0].values, chart.texts, chart.ticks, strict=True)
        )
    ]
    promised = [value for value in chart.series[1].values if value is not None][-1:]
    levels = [charts.Level("target", value, *chart.level) for value in promised if chart.level is not None]
    levels = with_axis(levels, chart.axis, chart.unit)
    return charts.readings(points, title=chart.alternative, levels=levels, palette=palette, width=width, height=height)


# --- Columns: quantities beside their plan; gains and shortfalls ------------------------------------------------------
def _columns(chart: Chart, width: float, height: float, palette: Palette) -> str:
    shown = [one for one in chart.series if one.role != Role.LEVEL]
    plans = next((one for one in chart.series if one.role == Role.LEVEL), None)
    together = zip(*(one.values for one in shown), strict=True)
    merged = [next((value for value in values if value is not None), None) for values in together]
    known = [value for value in (*merged, *(plans.values if plans else ())) if value is not None]
    scale = ticks(min([*known, Decimal()]), max([*known, Decimal()]), most=5)
    # On a wall the letters are wider than those that are measured.
    left = 6 + WIDER * max(text_width(_tick(one), CAPTION) for one in scale)
    # The figure of a column below the line stands under it.
    below = 10 if any(value is not None and value < 0 for value in merged) else 0
    frame = Frame(left, width - (4 if plans is None else 62), 14.0, height - 20 - below)

    def y(value: Decimal) -> float:
        share = float((value - scale[0]) / (scale[-1] - scale[0]))
        return frame.bottom - (frame.bottom - frame.top) * share

    parts = []
    for tick in scale:
        if tick:
            parts.append(line(left, y(tick), frame.right, y(tick), palette.hairline, 0.35, "grid"))
        parts.append(
            text(left - 5, y(tick) + 2.6, _tick(tick), palette, anchor="end", colour=palette.second, kind="tick")
        )
    slot = (frame.right - left) / max(len(merged), 1)
    thick = max(min(26.0, slot * 0.66), 0.5)
    for index, value in enumerate(merged):
        middle = left + slot * (index + 0.5)
        if value is not None:
            parts.append(_bar(middle - thick / 2, y(value), thick, y(Decimal()), palette, bad=value < 0))
        plan = plans.values[index] if plans else None
        if plan is not None:
            # Wider than its column, so that it shows before and behind it.
            reach = min(slot * 0.46, thick * 0.8)
            parts.append(line(middle - reach, y(plan), middle + reach, y(plan), palette.ink, 1.1, "plan"))
    parts.append(line(left, y(Decimal()), frame.right, y(Decimal()), palette.ink, 0.5, "axis"))
    beside = zip(merged, plans.values if plans else merged, strict=True)
    tops = [max((one for one in pair if one is not None), default=None) for pair in beside]
    parts += _named(chart, merged, tops, slot, frame, y, palette)
    parts += _axis(chart.ticks, slot, left, frame.bottom + below, palette)
    if plans is not None:
        parts += _key(shown[0].name, plans.name, frame, palette)
    return picture(width, height, chart.alternative, parts, "columns")


def _tick(value: Decimal) -> str:
    return notation.exact(value.normalize() if value else Decimal(0))


def _bar(x: float, top: float, thick: float, zero: float, palette: Palette, *, bad: bool) -> str:
    kind, colour = ("shortfall", palette.shortfall) if bad else ("value", palette.value)
    height = max(abs(zero - top), 0.4)
    return (
        f'<rect class="{kind}" x="{number(x)}" y="{number(min(top, zero))}" width="{number(thick)}" '
        f'height="{number(height)}" fill="{colour}"/>'
    )


def _named(
    chart: Chart,
    values: Sequence[Decimal | None],
    tops: Sequence[Decimal | None],
    slot: float,
    frame: Frame,
    y: Callable[[Decimal], float],
    palette: Palette,
) -> list[str]:
    """The figure of each column where there is room; else of the largest, and of the smallest where it is below the line.

    It stands clear of column and plan, and the grid is interrupted behind it.
    """
    known = [index for index, value in enumerate(values) if value is not None]
    if not known:
        return []
    widest = max(text_width(chart.texts[index], FIGURE) for index in known)
    shown = known
    if widest + 4 > slot:
        largest, smallest = max(known, key=lambda i: values[i] or 0), min(known, key=lambda i: values[i] or 0)
        shown = sorted({largest, smallest}) if chart.shape == Shape.SIGNED else [largest]
    parts = []
    for index in shown:
        value, top = values[index] or Decimal(), tops[index] or Decimal()
        half = text_width(chart.texts[index], FIGURE) / 2
        middle = min(max(frame.left + slot * (index + 0.5), frame.left + half), frame.right - half)
        foot = y(top) - 4 if value >= 0 else y(value) + 9
        parts.append(
            f'<rect class="paper" x="{number(middle - half - 1)}" y="{number(foot - 6.5)}" width="{number(2 * half + 2)}" '
            f'height="7.5" fill="{palette.paper}"/>'
        )
        parts.append(
            text(middle, foot, chart.texts[index], palette, size=FIGURE, weight=500, anchor="middle", kind="reading")
        )
    return parts


def _axis(names: Sequence[tuple[str, str]], slot: float, left: float, bottom: float, palette: Palette) -> list[str]:
    """Names of the periods where there is room, and the year where it changes."""
    few = slot >= max((text_width(short, CAPTION) for short, _year in names), default=0) + 4
    parts, free, before = [], 0.0, ""
    for index, (short, year) in enumerate(names):
        middle = left + slot * (index + 0.5)
        if few and short:
            parts.append(text(middle, bottom + 10, short, palette, anchor="middle", colour=palette.second, kind="tick"))
        if year == before:
            continue
        before, half = year, text_width(year, CAPTION) / 2
        if middle - half >= free:
            row = bottom + (18.5 if few and short else 10)
            parts.append(text(middle, row, year, palette, anchor="middle", colour=palette.second, kind="tick"))
            free = middle + half + 4
    return parts


def _key(done: str, planned: str, frame: Frame, palette: Palette) -> list[str]:
    """Which is which, at the right: a piece of a column, and of the line across it."""
    x, y = frame.right + 8, frame.top + 8
    return [
        f'<rect class="value" x="{number(x)}" y="{number(y - 6)}" width="8" height="7" fill="{palette.value}"/>',
        text(x + 12, y, done, palette),
        line(x - 1, y + 11.5, x + 9, y + 11.5, palette.ink, 1.1, "plan"),
        text(x + 12, y + 14, planned, palette),
    ]


# --- Lying bars of shares ---------------------------------------------------------------------------------------------
def _shares(chart: Chart, width: float, height: float, palette: Palette) -> str:
    """The whole of an axis is 100 %: what is compared may not be drawn larger than it is."""
    rows = list(zip(chart.categories, chart.series[0].values, chart.texts, strict=True))
    left = 10 + max((text_width(name, 9.5) for name, _value, _words in rows), default=0)
    right = width - 46
    pitch = height / max(len(rows), 1)
    thick = min(BAR, pitch * 0.6)
    parts = []
    for index, (name, value, words) in enumerate(rows):
        middle = pitch * (index + 0.5)
        parts.append(text(left - 8, middle + 3.2, name, palette, size=9.5, anchor="end"))
        parts.append(line(left, middle + thick / 2, right, middle + thick / 2, palette.hairline, 0.5, "grid"))
        reach = (right - left) * float(value or 0)
        bad = index in chart.worse
        colour, kind = (palette.shortfall, "shortfall") if bad else (palette.value, "value")
        parts.append(
            f'<rect class="{kind}" x="{number(left)}" y="{number(middle - thick / 2)}" width="{number(max(reach, 0.5))}" '
            f'height="{number(thick)}" fill="{colour}"/>'
        )
        parts.append(text(left + reach + 6, middle + 3.4, words, palette, size=10, weight=600))
    parts.append(line(left, 2, left, height - 2, palette.ink, 0.7, "axis"))
    return picture(width, height, chart.alternative, parts, "shares")
