"""What slides are made of. Every text is already in the reader's notation; nothing here knows PDF, PPTX or HTML.

Lengths are points of a slide of 960 by 540: those of the PDF and of the PPTX, and hundredths of the wall's own unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

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
LEAST_TOGETHER, FEW_ROWS = 96.0, 3
"""With a table of so few rows under it a chart may be flatter: alone on a slide they would leave it empty."""
GAP = 14.0
FEWEST_POINTS = 2
"""A chart of fewer is none."""
ROWS_MEASURED = 60
OTHER_FONTS = 1.18  # a slide is shown with the fonts of whoever opens it, and shortfalls are strong
WIDER = 1.1
"""Other letters than those that are measured: Arial in a presentation, Inter on a wall."""
STRONG = 1.06
BROKEN = 0.94
"""Of a line, what a piece of a broken word fills at least."""
SPACES = re.compile("[ \t]+")
PADDING, AFTER_NUMBER = 10, 12
LEAST_WORDS = 96.0
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
    axis: Decimal = Decimal(0)
    """Where the axis stands: at zero, or at 100 above percentages (outcomes.charts.axis)."""
    unit: str = ""
    """Of the figures, where the axis is named."""


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

    def insides(self) -> list[float]:
        """What the columns leave to a text: beside a number, words begin farther away, so that the two do not touch."""
        before = [False, *(one.number for one in self.columns)]
        return [
            wide - (PADDING if one.number or not after_number else PADDING + AFTER_NUMBER)
            for one, wide, after_number in zip(self.columns, self.widths(), before, strict=False)
        ]

    @property
    def head_height(self) -> float:
        size = self.sizes[1]
        wraps = [lines(one.head, size, wide) for one, wide in zip(self.columns, self.insides(), strict=True)]
        return (CAPTION_HEIGHT if self.name else 0) + max(wraps, default=1) * size * FOLLOWS + 8

    def row_height(self, row: Sequence[Cell]) -> float:
        size, second = self.sizes
        tall = 0.0
        for cell, wide in zip(row, self.insides(), strict=True):
            here = lines(cell.text, size, wide) * size + lines(cell.second, second, wide) * second
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
    def fill(self) -> float:
        """How much of its room the tables take, beside the least of its chart."""
        least = 0.0
        if self.chart is not None:
            least = CAPTION_HEIGHT + (LEAST_SHARES if self.chart.shape == Shape.SHARES else LEAST_TOGETHER)
        return (sum(one.height + GAP for one in self.tables) + least) / max(self.room, 1)

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


def width_of(text: str, size: float) -> float:
    """How wide a column has to be for the text to stay on one line."""
    return charts.text_width(text, size) * WIDER + PADDING


@lru_cache(maxsize=20_000)
def lines(text: str, size: float, width: float) -> int:
    """How many lines a text takes at most, filled word by word; a word that is wider than its column is broken within it."""
    if not text:
        return 0
    width = max(width, size)
    space = charts.text_width(" ", size) * WIDER
    return sum(
        _filled([charts.text_width(word, size) * WIDER for word in SPACES.split(one)], space, width)
        for one in text.split("\n")
    )


def _filled(words: Sequence[float], space: float, width: float) -> int:
    count, used = 1, 0.0
    for word in words:
        needed = word if not used else used + space + word
        if needed <= width:
            used = needed
            continue
        # It begins a line of its own; what is wider than a line goes on on the next ones, a letter short in each.
        count += 1 if used else 0
        whole = int(word // (width * BROKEN)) if word > width else 0
        count += whole
        used = max(word - whole * width * BROKEN, 0.0)
    return count


def settled(table: Table) -> Table:
    """The table with its columns as wide as they stay, on however many slides.

    What a column lacks for its longest number, or its longest word, is taken from columns of words that have more than that.
    """
    if not table.rows:
        return table
    wide = table.widths()
    needed = [_least(table, place) for place in range(len(table.columns))]
    lack = [max(need - here, 0.0) for need, here in zip(needed, wide, strict=True)]
    spare = [
        0.0 if column.number else max(here - max(need, LEAST_WORDS), 0.0)
        for column, here, need in zip(table.columns, wide, needed, strict=True)
    ]
    if not sum(lack) or not sum(spare):
        return table
    given = min(sum(lack), sum(spare))
    shares = [
        here + given * (short / sum(lack)) - given * (free / sum(spare))
        for here, short, free in zip(wide, lack, spare, strict=True)
    ]
    return replace(table, columns=_shared(table.columns, shares))


def _least(table: Table, place: int) -> float:
    """What a column of numbers needs to keep each on a line, and one of words to break none; within bounds."""
    size = table.sizes[0]
    texts = [row[place].text for row in table.rows]
    if table.columns[place].number:
        return min(max(width_of(text, size) for text in texts) * STRONG, TEXT_WIDTH / 4)
    return min(max(width_of(word, size) for text in texts for word in SPACES.split(text)), TEXT_WIDTH / 2.5)


def fitted(slide: Slide) -> list[Slide]:
    """The slide, or as many as it needs: a table that is too long goes on on the next one, under the same title.

    A row is never cut. Lead, figures and words stand on the first slide; a chart that would be too flat has it to itself.
    """
    slide = replace(slide, tables=[settled(one) for one in slide.tables])
    if slide.chart is None:
        return _spread(slide, slide.tables) or [_with(slide, ())]
    few = sum(len(one.rows) for one in slide.tables) <= FEW_ROWS
    least = LEAST_SHARES if slide.chart.shape == Shape.SHARES else LEAST_TOGETHER if few else LEAST_CHART
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
    """As many rows as fit; one alone before a sum takes the sum with it, no sum stands alone, and no row or two on a slide."""
    left -= table.head_height
    count = 0
    for row in rows:
        left -= table.row_height(row)
        if left < 0:
            break
        count += 1
    if table.sum_row and count == len(rows) - 1 and count > 1:
        count -= 1
    left_over = len(rows) - count
    if 0 < left_over < FEW_ROWS < count:
        count -= FEW_ROWS - left_over
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
