"""The readings of a dimension as a picture of a page: SVG with classes of app.css, no colours and no style attributes.

Pure: it is given points and levels whose texts are in the reader's notation. The axis includes zero; a period without a reading
interrupts the line and shows an empty square; worse than the baseline is a triangle, everything else a disc, what lies in the
baseline's own period an open ring. Every reading has its figure while there is room; then the first, last, highest and lowest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.lettering import text_width

HEIGHT, TOP, BOTTOM = 210.0, 22.0, 168.0
FIGURE, LABEL = 11.0, 10.5
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """How wide the picture is, and from where to where the periods run."""

    width: float
    left: float
    right: float
    kind: str

    @property
    def key_below(self) -> bool:
        """The names of the levels stand below the picture, where there is no room beside it."""
        return self.width - self.right < 100

    @property
    def height(self) -> float:
        return HEIGHT + (34 if self.key_below else 0)


WIDE = Frame(640.0, 10.0, 506.0, "wide-only")
PHONE = Frame(340.0, 4.0, 336.0, "phone-only")


@dataclass(frozen=True)
class Point:
    """One period; `value` is None where there is no reading. `text` is the figure, `period` and `year` stand below it."""

    value: Decimal | None
    text: str
    period: str
    year: str
    worse: bool = False
    in_baseline: bool = False


@dataclass(frozen=True)
class Level:
    """The baseline or the target, a line across with its name and figure at the right."""

    kind: str
    value: Decimal
    name: str
    text: str


def readings(points: Sequence[Point], *, title: str, levels: Sequence[Level] = ()) -> SafeString:
    """The picture, once for a wide page and once for a phone, of which one is shown.

    `title` is its alternative text; the table beside it has the same figures.
    """
    return _picture(WIDE, points, title, levels) + _picture(PHONE, points, title, levels)


def _picture(frame: Frame, points: Sequence[Point], title: str, levels: Sequence[Level]) -> SafeString:
    known = [one.value for one in points if one.value is not None] + [one.value for one in levels]
    low, high = float(min([*known, Decimal(0)])), float(max([*known, Decimal(0)]))
    high = high if high > low else low + 1

    def y(value: Decimal) -> float:
        return BOTTOM - (BOTTOM - TOP) * (float(value) - low) / (high - low)

    pitch = (frame.right - frame.left - 40) / max(len(points) - 1, 1)
    spots = [(frame.left + 20 + pitch * index, one) for index, one in enumerate(points)]
    read = [(x, y(one.value), one) for x, one in spots if one.value is not None]
    parts = [_rule(frame, "chart-zero", y(Decimal(0)))]
    parts += [_rule(frame, f"chart-{one.kind}", y(one.value)) for one in levels]
    parts += [_run(run) for run in _runs(spots, y)]
    parts += [_missing(x) for x, one in spots if one.value is None]
    parts += [_shape(x, height, one, pitch) for x, height, one in read]
    parts += [_figures(frame, read, [y(one.value) for one in levels], pitch)]
    parts += [_periods(spots, pitch), _names(frame, levels, y)]
    return format_html(
        '<svg class="chart-readings {}" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>',
        frame.kind,
        _n(frame.width),
        _n(frame.height),
        title,
        SafeString("".join(parts)),
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _rule(frame: Frame, kind: str, height: float) -> SafeString:
    return format_html('<path class="{}" d="M{} {}H{}"/>', kind, _n(frame.left), _n(height), _n(frame.right))


def _runs(spots: Iterable[tuple[float, Point]], y: object) -> list[list[tuple[float, float]]]:
    """Readings that follow each other without a gap."""
    assert callable(y)
    runs: list[list[tuple[float, float]]] = [[]]
    for x, one in spots:
        if one.value is None:
            runs.append([])
        else:
            runs[-1].append((x, y(one.value)))
    return [run for run in runs if len(run) > 1]


def _run(run: Iterable[tuple[float, float]]) -> SafeString:
    return format_html('<path class="chart-value" d="M{}"/>', "L".join(f"{_n(x)} {_n(y)}" for x, y in run))


def _missing(x: float) -> SafeString:
    return format_html(
        '<rect class="chart-missing" x="{}" y="{}" width="9" height="9"/>', _n(x - 4.5), _n(BOTTOM - 4.5)
    )


def _shape(x: float, y: float, one: Point, pitch: float) -> SafeString:
    size = min(4.5, max(pitch * 0.32, 1.2))
    if one.worse and not one.in_baseline:
        side = size * 1.4
        return format_html(
            '<path class="chart-worse" d="M{} {}h{}L{} {}z"/>',
            _n(x - side), _n(y - side * 0.8), _n(side * 2), _n(x), _n(y + side),
        )  # fmt: skip
    kind = "chart-ring" if one.in_baseline else "chart-dot"
    return format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', kind, _n(x), _n(y), _n(size))


def _figures(
    frame: Frame, read: Sequence[tuple[float, float, Point]], levels: Sequence[float], pitch: float
) -> SafeString:
    everyone = range(len(read))
    named: Iterable[int] = everyone
    if read and max(text_width(one.text, FIGURE) for _x, _y, one in read) + 4 > pitch:
        highest, lowest = min(everyone, key=lambda i: read[i][1]), max(everyone, key=lambda i: read[i][1])
        named = dict.fromkeys((0, len(read) - 1, highest, lowest))
    rows: list[tuple[str, str, str]] = []
    taken: list[Box] = []
    for index in named:
        x, y, one = read[index]
        half = text_width(one.text, FIGURE) / 2
        neighbours = (read[max(index - 1, 0)][1], read[min(index + 1, len(read) - 1)][1])
        valley = y >= max(neighbours) and y > min(neighbours)
        for foot in (y + 18, y - 8) if valley else (y - 8, y + 18):
            box = (x - half - 3, foot - 10, x + half + 3, foot + 2)  # two figures must not read as one
            clear = not any(box[1] < height < box[3] for height in levels)
            last = foot == (y - 8 if valley else y + 18)
            if foot < BOTTOM + 2 and (clear or last) and not _meets(box, taken):
                taken.append(box)
                rows.append((_n(min(max(x, frame.left + half), frame.right - half)), _n(foot), one.text))
                break
    return format_html_join("", '<text class="chart-figure" x="{}" y="{}" text-anchor="middle">{}</text>', rows)


def _meets(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)


def _periods(spots: Sequence[tuple[float, Point]], pitch: float) -> SafeString:
    """Names of the periods where they fit, each second, third ... where not; the year where it changes."""
    widest = max((text_width(one.period, LABEL) for _x, one in spots), default=0) + 6
    every = max(int(-(-widest // max(pitch, 0.1))), 1)
    rows = [(_n(x), _n(BOTTOM + 16), one.period) for index, (x, one) in enumerate(spots) if index % every == 0]
    free, year = 0.0, ""
    for x, one in spots:
        if one.year and one.year != year:
            year = one.year
            if x - 14 >= free:
                rows.append((_n(x), _n(BOTTOM + 31), year))
                free = x + 20
    return format_html_join("", '<text class="chart-tick" x="{}" y="{}" text-anchor="middle">{}</text>', rows)


def _names(frame: Frame, levels: Sequence[Level], y: object) -> SafeString:
    """Baseline and target: beside their lines, at least two lines apart, or as a key below."""
    assert callable(y)
    if frame.key_below:
        rows = [(one, HEIGHT + 10 + 17 * index) for index, one in enumerate(levels)]
        return format_html_join(
            "",
            '<path class="chart-{}" d="M{} {}h24"/><text class="chart-tick" x="{}" y="{}">{}</text>',
            (
                (one.kind, _n(frame.left), _n(foot - 4), _n(frame.left + 32), _n(foot), f"{one.name} {one.text}")
                for one, foot in rows
            ),
        )
    ends = sorted(((y(one.value) - 2, one.name, one.text) for one in levels), key=lambda one: one[0])
    if len(ends) == 2 and ends[1][0] - ends[0][0] < 29:
        middle = min(max((ends[0][0] + ends[1][0]) / 2, TOP + 14), BOTTOM - 12)
        ends = [(middle - 14.5, *ends[0][1:]), (middle + 14.5, *ends[1][1:])]
    return format_html_join(
        "",
        '<text class="chart-name" x="{0}" y="{1}">{2}</text><text class="chart-tick" x="{0}" y="{3}">{4}</text>',
        ((_n(frame.right + 8), _n(height), name, _n(height + 13), text) for height, name, text in ends),
    )
