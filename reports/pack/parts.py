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
TOPIC_TOP, TITLE_TOP = 37, 56
BODY_TOP, BODY_BOTTOM = 66, 492
"""Below a title without lines: what stands under it begins so much lower as the title is high."""
FIGURES_HEIGHT = 76.0
LEAD_SIZE = 18.0
TITLES = (30.0, 26.0, 22.0)
"""The largest where it takes one line; the next where it takes two; else the last."""
CONTINUED_TITLE, STATEMENTS, STATEMENT_FROM = 20.0, (40.0, 30.0), 64.0
"""A slide that has nothing but its title says it in the middle, in letters that fill it."""
TITLE_FOLLOWS = 1.22
SERIF = 1.06
"""The letters of titles may be wider than those that are measured: whoever opens a presentation may lack its own."""
SCALES = (1.8, 1.5, 1.35, 1.2, 1.1)
"""How much larger tables are set where a slide has room for it: what is shown is read from the back of a room."""
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
PADDING, AFTER_NUMBER, NARROW = 10, 12, 5
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
    scale: float = 1.0
    """1, or one of `SCALES`."""

    @property
    def sizes(self) -> tuple[float, float]:
        if self.dense:  # what stands below its numbers has no more room than they have
            return DENSE * self.scale, DENSE_SECOND * (1 + (self.scale - 1) / 3)
        return TEXT * self.scale, SECOND * self.scale

    @property
    def breaks_nothing(self) -> bool:
        """Every number keeps to one line, in a dense table also what stands below it, and every word to its column."""
        size, second = self.sizes
        for place, (column, wide) in enumerate(zip(self.columns, self.insides(), strict=True)):
            if any(lines(word, second, wide) > 1 for word in SPACES.split(column.head)):
                return False
            for cell in (row[place] for row in self.rows):
                strong = size * STRONG if column.number or cell.strong else size
                whole = [(part, strong) for part in ([cell.text] if column.number else SPACES.split(cell.text))]
                stays = column.number and self.dense
                whole += [(part, second) for part in ([cell.second] if stays else SPACES.split(cell.second))]
                if any(lines(part, of, wide) > 1 for part, of in whole):
                    return False
        return True

    def widths(self) -> list[float]:
        whole = sum(column.share for column in self.columns)
        return [TEXT_WIDTH * column.share / whole for column in self.columns]

    def insides(self) -> list[float]:
        """What the columns leave to a text: beside a number, words begin farther away, so that the two do not touch."""
        before = [False, *(one.number for one in self.columns)]
        return [
            wide
            - (
                NARROW
                if self.dense and one.number
                else PADDING + (AFTER_NUMBER if after_number and not one.number else 0)
            )
            for one, wide, after_number in zip(self.columns, self.widths(), before, strict=False)
        ]

    @property
    def head_height(self) -> float:
        size = self.sizes[1]
        wraps = [lines(one.head, size, wide) for one, wide in zip(self.columns, self.insides(), strict=True)]
        return (CAPTION_HEIGHT if self.name else 0) + max(wraps, default=1) * size * FOLLOWS + 8 * self.scale

    def row_height(self, row: Sequence[Cell]) -> float:
        size, second = self.sizes
        tall = 0.0
        for cell, wide in zip(row, self.insides(), strict=True):
            here = lines(cell.text, size, wide) * size + lines(cell.second, second, wide) * second
            tall = max(tall, here * FOLLOWS)
        return tall + (6 if self.dense else 9) * self.scale

    @property
    def height(self) -> float:
        return self.head_height + sum(self.row_height(row) for row in self.rows)


@dataclass(frozen=True)
class Slide:
    """One page of the PDF, one slide of the PPTX, one screen of the wall. `section` is 1 to 7."""

    section: int
    topic: str
    """What it is about: the section, and what of it. A small line above the title."""
    title: str
    """What it says: an answer, good or bad."""
    lead: str = ""
    """A sentence more."""
    figures: Sequence[Figure] = ()
    chart: Chart | None = None
    tables: Sequence[Table] = ()
    words: Sequence[str] = ()
    """Paragraphs under everything else: how it was counted, where it comes from."""
    continued: bool = False
    """More of the slide before: its title repeats."""

    @property
    def is_statement(self) -> bool:
        """It has nothing but its sentence."""
        return not (self.figures or self.tables or self.chart is not None)

    @property
    def title_size(self) -> float:
        if self.is_statement:
            large, small = STATEMENTS
            return large if self._title_lines(large) <= 3 else small
        if self.continued:
            return CONTINUED_TITLE
        most = range(1, len(TITLES) + 1)
        return next(
            (size for size, count in zip(TITLES, most, strict=True) if self._title_lines(size) <= count), TITLES[-1]
        )

    def _title_lines(self, size: float) -> int:
        return lines(self.title, size * SERIF, TEXT_WIDTH - (90 if self.continued else 0))

    @property
    def title_height(self) -> float:
        return self._title_lines(self.title_size) * self.title_size * TITLE_FOLLOWS

    @property
    def lead_height(self) -> float:
        return lines(self.lead, LEAD_SIZE, TEXT_WIDTH) * LEAD_SIZE * FOLLOWS + GAP if self.lead else 0.0

    @property
    def words_height(self) -> float:
        return sum(lines(one, SECOND, TEXT_WIDTH) * SECOND * FOLLOWS + 3 for one in self.words) + (
            6 if self.words else 0
        )

    @property
    def room(self) -> float:
        """What lead, figures and words leave to chart and tables."""
        figures = FIGURES_HEIGHT + GAP if self.figures else 0.0
        return BODY_BOTTOM - BODY_TOP - self.title_height - self.lead_height - figures - self.words_height

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

    What a column lacks for its longest number, or its longest word, is taken from columns that have more than that.
    """
    if not table.rows:
        return table
    wide = table.widths()
    needed = [_least(table, place) for place in range(len(table.columns))]
    lack = [max(need - here, 0.0) for need, here in zip(needed, wide, strict=True)]
    spare = [max(here - max(need, LEAST_WORDS), 0.0) for here, need in zip(wide, needed, strict=True)]
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
    size, second = table.sizes
    texts = [row[place].text for row in table.rows]
    head = max(width_of(word, second) for word in SPACES.split(table.columns[place].head))
    if table.columns[place].number:
        return min(max(head, max(width_of(text, size) for text in texts) * STRONG), TEXT_WIDTH / 4)
    after = AFTER_NUMBER if place and table.columns[place - 1].number else 0
    words = [width_of(word, size) for text in texts for word in SPACES.split(text)]
    return min(max(head, *words) + after, TEXT_WIDTH / 2.5)


def fitted(slide: Slide) -> list[Slide]:
    """The slide, or as many as it needs: a table that is too long goes on on the next one, under the same title.

    A row is never cut. Lead, figures and words stand on the first slide; a chart that would be too flat has it to itself.
    """
    slide = replace(slide, tables=[settled(one) for one in slide.tables])
    if slide.chart is None:
        return [_read_from_afar(one) for one in _spread(slide, slide.tables)] or [_with(slide, ())]
    few = sum(len(one.rows) for one in slide.tables) <= FEW_ROWS
    least = LEAST_SHARES if slide.chart.shape == Shape.SHARES else LEAST_TOGETHER if few else LEAST_CHART
    if slide.room - CAPTION_HEIGHT - least >= sum(one.height + GAP for one in slide.tables):
        return [_read_from_afar(slide)]
    # The picture has a slide to itself; how it was counted stands with the table.
    alone = replace(slide, tables=(), words=())
    rest = _spread(replace(_continued(slide), words=slide.words), slide.tables)
    return [alone, *(_read_from_afar(one) for one in rest)]


def _read_from_afar(slide: Slide) -> Slide:
    """The slide with its tables in the largest letters for which it has room; all of its tables in the same.

    A chart stays high enough for that to stand alone.
    """
    chart = 0.0
    if slide.chart is not None:
        chart = CAPTION_HEIGHT + (LEAST_SHARES if slide.chart.shape == Shape.SHARES else LEAST_CHART)
    for scale in SCALES:
        tables = [settled(replace(one, scale=scale)) for one in slide.tables]
        if sum(one.height + GAP for one in tables) <= slide.room - chart and all(one.breaks_nothing for one in tables):
            return _with(slide, tables)
    return slide


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
    return Slide(slide.section, slide.topic, slide.title, continued=True)


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
