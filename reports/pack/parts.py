"""What slides are made of. Every text is already in the reader's notation; nothing here knows PDF, PPTX or HTML.

Lengths are points of a slide of 960 by 540: those of the PDF and of the PPTX, and hundredths of the wall's own unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from math import ceil

from reports.document import charts

WIDTH, HEIGHT = 960, 540
MARGIN = 44
TEXT_WIDTH = WIDTH - 2 * MARGIN
TEXT, SECOND = 14.0, 11.0
DENSE, DENSE_SECOND = 12.0, 9.5
FOLLOWS = 1.27
"""Height of a line by the size of its letters."""
BODY_TOP, BODY_BOTTOM = 82, 492
FIGURES_HEIGHT = 76.0
LEAD_SIZE = 20.0
LONG_TITLE = 58
CAPTION_HEIGHT = 24.0
LEAST_CHART, LEAST_SHARES = 130.0, 92.0  # 130 points are the 46 mm of the report's charts
GAP = 14.0
FEWEST_POINTS = 2
"""A chart of fewer is none."""
ROWS_MEASURED = 60
OTHER_FONTS = 1.18  # a slide is shown with the fonts of whoever opens it, and shortfalls are strong
MIDDLE_PARTS = range(6, 15)  # twentieths of the middle that the first of its two columns may have


class Role(StrEnum):
    """What a series is: it gives its colour, and in the PDF and on the wall how it is drawn."""

    VALUE = "value"
    SHORTFALL = "shortfall"
    LEVEL = "level"


class Shape(StrEnum):
    """`LINE`: readings against a level. `COLUMNS`: quantities, beside a plan or signed. `SHARES`: lying bars of percentages."""

    LINE = "line"
    COLUMNS = "columns"
    SIGNED = "signed"
    SHARES = "shares"


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[Decimal | None]
    role: Role


@dataclass(frozen=True)
class Chart:
    """`categories` name the points in full; `ticks` are (short, year) for an axis; `texts` are the figures of the points."""

    shape: Shape
    name: str
    alternative: str
    categories: Sequence[str]
    ticks: Sequence[tuple[str, str]]
    series: Sequence[Series]
    texts: Sequence[str]
    digits: int = 0
    worse: frozenset[int] = frozenset()
    level: tuple[str, str] | None = None
    """Name and figure of the level at the end of the axis."""


@dataclass(frozen=True)
class Figure:
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Cell:
    text: str
    second: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Column:
    """`share` is its part of the table's width, beside those of the others."""

    head: str
    share: float = 1.0
    number: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    sum_row: bool = False
    """The last row is the sum of those above it."""
    dense: bool = False

    @property
    def sizes(self) -> tuple[float, float]:
        return (DENSE, DENSE_SECOND) if self.dense else (TEXT, SECOND)

    def widths(self) -> list[float]:
        whole = sum(column.share for column in self.columns)
        return [TEXT_WIDTH * column.share / whole for column in self.columns]

    @property
    def head_height(self) -> float:
        size = self.sizes[1]
        wraps = [lines(one.head, size, wide - 10) for one, wide in zip(self.columns, self.widths(), strict=True)]
        return (CAPTION_HEIGHT if self.name else 0) + max(wraps, default=1) * size * FOLLOWS + 8

    def row_height(self, row: Sequence[Cell]) -> float:
        size, second = self.sizes
        tall = 0.0
        for cell, wide in zip(row, self.widths(), strict=True):
            here = lines(cell.text, size, wide - 10) * size + lines(cell.second, second, wide - 10) * second
            tall = max(tall, here * FOLLOWS)
        return tall + (6 if self.dense else 9)

    @property
    def height(self) -> float:
        return self.head_height + sum(self.row_height(row) for row in self.rows)


@dataclass(frozen=True)
class Slide:
    """One page of the PDF, one slide of the PPTX, one screen of the wall. `section` is 1 to 7."""

    section: int
    title: str
    lead: str = ""
    figures: Sequence[Figure] = ()
    chart: Chart | None = None
    tables: Sequence[Table] = ()
    words: Sequence[str] = ()
    """Paragraphs under everything else: how it was counted, where it comes from."""
    continued: bool = False
    """More of the slide before: its title repeats."""

    @property
    def is_long(self) -> bool:
        """Its title is set smaller."""
        return len(self.title) > LONG_TITLE

    @property
    def more_title(self) -> float:
        """What a title takes beyond its first line."""
        size = 21.0 if self.is_long else 28.0
        return (lines(self.title, size * 0.95, TEXT_WIDTH - (60 if self.continued else 0)) - 1) * size * FOLLOWS

    @property
    def lead_height(self) -> float:
        # The serif of the lead is narrower than what lines() measures.
        return lines(self.lead, LEAD_SIZE * 0.93, TEXT_WIDTH) * LEAD_SIZE * FOLLOWS + GAP if self.lead else 0.0

    @property
    def words_height(self) -> float:
        return sum(lines(one, SECOND, TEXT_WIDTH) * SECOND * FOLLOWS + 3 for one in self.words) + (
            6 if self.words else 0
        )

    @property
    def room(self) -> float:
        """What lead, figures and words leave to chart and tables."""
        figures = FIGURES_HEIGHT + GAP if self.figures else 0.0
        return BODY_BOTTOM - BODY_TOP - self.more_title - self.lead_height - figures - self.words_height

    @property
    def chart_height(self) -> float:
        tables = sum(one.height + GAP for one in self.tables)
        most = 150.0 if self.chart is not None and self.chart.shape == Shape.SHARES else 330.0
        return min(self.room - tables - CAPTION_HEIGHT, most)


@dataclass
class Deck:
    """Everything that is shown, in order: the cover, then the slides by section."""

    title: str
    us: str
    them: str
    period: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[tuple[int, str]]
    slides: list[Slide] = field(default_factory=list)
    notice: str = ""
    """That it is a demonstration; empty where it is none."""
    foot: str = ""


PADDING = 10


def width_of(text: str, size: float) -> float:
    """How wide a column has to be for the text to stay on one line."""
    return charts.text_width(text, size) * 1.12 + PADDING


def lines(text: str, size: float, width: float) -> int:
    """How many lines a text takes at most; words do not fill a line to its end, and other fonts are wider: hence the 12 %."""
    if not text:
        return 0
    return sum(max(1, ceil(charts.text_width(one, size) * 1.12 / max(width, 1))) for one in text.split("\n"))


def fitted(slide: Slide) -> list[Slide]:
    """The slide, or as many as it needs: a table that is too long goes on on the next one, under the same title.

    A row is never cut. Lead, figures and words stand on the first slide; a chart that would be too flat has it to itself.
    """
    if slide.chart is None:
        return _spread(slide, slide.tables) or [_with(slide, ())]
    least = LEAST_SHARES if slide.chart.shape == Shape.SHARES else LEAST_CHART
    if slide.room - CAPTION_HEIGHT - least >= sum(one.height + GAP for one in slide.tables):
        return [slide]
    # The picture has a slide to itself; how it was counted stands with the table.
    alone = replace(slide, tables=(), words=())
    return [alone, *_spread(replace(_continued(slide), words=slide.words), slide.tables)]


def _spread(slide: Slide, tables: Sequence[Table]) -> list[Slide]:
    found: list[Slide] = []
    here: list[Table] = []
    left = slide.room
    for table in tables:
        rows = list(table.rows)
        while rows:
            taken = _taken(table, rows, left)
            if not taken and here:
                found.append(_with(slide, here))
                slide, here = _continued(slide), []
                left = slide.room
                continue
            count = max(len(taken), 1)  # a row that is taller than a slide: the renderer makes it smaller
            part = replace(table, rows=rows[:count], sum_row=table.sum_row and count == len(rows))
            here.append(part)
            left -= part.height + GAP
            rows = rows[count:]
    if here or not found:
        found.append(_with(slide, here))
    return found if tables else []


def _taken(table: Table, rows: Sequence[Sequence[Cell]], left: float) -> Sequence[Sequence[Cell]]:
    """As many rows as fit; one alone before a sum takes the sum with it, and no sum stands alone."""
    left -= table.head_height
    count = 0
    for row in rows:
        left -= table.row_height(row)
        if left < 0:
            break
        count += 1
    if table.sum_row and count == len(rows) - 1 and count > 1:
        count -= 1
    return rows[:count]


def _with(slide: Slide, tables: Sequence[Table]) -> Slide:
    return replace(slide, tables=tables)


def _continued(slide: Slide) -> Slide:
    return Slide(slide.section, slide.title, continued=True)


def divided(table: Table) -> Table:
    """The table with its room divided between its two middle columns so that it is least high.

    Its first and last column take what their texts need, so that neither a date nor an amount is broken.
    """
    sample = replace(table, rows=table.rows[:ROWS_MEASURED])
    first, last = _needed(sample, 0), _needed(sample, -1)
    rest = TEXT_WIDTH - first - last
    tried = [
        replace(sample, columns=_shared(table.columns, (first, rest * part / 20, rest * (20 - part) / 20, last)))
        for part in MIDDLE_PARTS
    ]
    return replace(table, columns=min(tried, key=lambda one: one.height).columns)


def _needed(table: Table, column: int) -> float:
    size, second = table.sizes
    cells = [row[column] for row in table.rows]
    wide = [width_of(one.text, size) for one in cells] + [width_of(one.second, second) for one in cells]
    head = width_of(table.columns[column].head, second)
    return min(max([head, *wide]) * OTHER_FONTS, TEXT_WIDTH / 5)


def _shared(columns: Sequence[Column], shares: Sequence[float]) -> Sequence[Column]:
    return [replace(one, share=share) for one, share in zip(columns, shares, strict=True)]
