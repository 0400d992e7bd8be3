"""A table that a person sends, CSV or a workbook: read whole, row by row, with every reason why it cannot be taken.

Writes nothing. The heading is line 1 of a file without empty lines above it; a row's line is the one on which it begins.
What the file is, is told by what is in it, never by its name. docs/imports.md has what is read, and how.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.csv_reading import csv_records
from accounts.fields import exact_text
from accounts.notation import UnreadableNumber, parse_decimal
from accounts.records import Cell, Problem, Records, Refusal
from accounts.xlsx_reading import is_workbook, xlsx_records

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 250_000
MOST_COLUMNS = 200
TICK_EVERY = 1000
# Marks that reorder or hide text: a name with one of them is not the name that people see.
INVISIBLE = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
OTHER_DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})", re.ASCII)
MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})[./-]([0-9]{4})", re.ASCII)

Tick = Callable[[int, int], None]
"""Told how many rows were checked, and of how many; may raise to end the check."""


@dataclass(frozen=True)
class Columns:
    """What a kind of import reads. `instead`: a needed column -> the one that may stand in its place."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> tuple[str, ...]:
        return self.needed + self.optional


@dataclass(frozen=True)
class How:
    """How a person says that her file is to be read.

    columns: our column -> her heading ("": not read); those that are not named are found by our own names.
    same: our column -> what stands in every row, for a file that has no such column.
    locale: how figures are written. dates: "" (2026-01-31 only), "dmy" or "mdy". sheet: a workbook's, "" for the first.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en"
    dates: str = ""
    sheet: str = ""


PLAIN = How()


@dataclass
class Result:
    """What an import did, or, where `written` is false, what it would do, or why it cannot.

    `created`, `changed` (edited, with history), `superseded` (replaced by a new fact) and `unchanged` count rows. Where
    there are problems nothing was written. `notes` are sentences about how the file was read. `overtaken`: the data is
    no longer what was expected, and so nothing was written. `customers` are the keys of those of whom something is written.
    """

    created: int = 0
    changed: int = 0
    superseded: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: bool = False
    overtaken: bool = False
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    customers: set[int] = field(default_factory=set)

    @property
    def is_good(self) -> bool:
        return not self.problems

    @property
    def refused(self) -> int:
        return sum(not row.is_good for row in self.rows)

    def count(
        self, row: Row, outcome: str, *, basis: object = "", detail: str = "", customer: int | None = None
    ) -> None:
        """Say what becomes of a row, of which customer. While `basis`, on which it rests, is the same, so is the outcome."""
        row.outcome, row.basis, row.detail = outcome, str(basis), detail
        if customer is not None and outcome != "unchanged":
            self.customers.add(customer)
        setattr(self, outcome, getattr(self, outcome) + 1)

    def plan(self) -> str:
        """A digest of what would happen to which row, and of what that rests on."""
        digest = hashlib.sha256()
        for row in self.rows:
            digest.update(f"{row.line}\t{row.outcome}\t{row.basis}\n".encode())
        return digest.hexdigest()

    def goes_ahead(self, *, check_only: bool, expect: str) -> bool:
        """Whether it is to be written now; where something else was expected it is `overtaken`."""
        if check_only or not self.is_good:
            return False
        self.overtaken = bool(expect) and expect != self.plan()
        self.written = not self.overtaken
        return self.written


@dataclass(slots=True)
class Row:
    """One row. Each reading of a cell adds what is wrong to the file's problems and returns what is empty instead.

    `typed` has those cells that a workbook holds as a figure or a day: they are taken exactly.
    """

    line: int
    cells: dict[str, str]
    problems: list[Problem]
    is_good: bool = True
    typed: dict[str, Decimal | date] = field(default_factory=dict)
    dates: str = ""
    outcome: str = ""
    basis: str = ""
    detail: str = ""

    def refuse(self, column: str, message: str, code: str) -> None:
        self.is_good = False
        self.problems.append(Problem(self.line, column, message, code))

    def refuse_for(self, error: ValidationError, column: str) -> None:
        """What a service's check refused, at its own field where the file has a column of that name."""
        name = getattr(error, "field", None)
        self.refuse(name if name in self.cells else column, " ".join(error.messages), getattr(error, "code", "") or "")

    def text(self, column: str, *, most: int = 300, needed: bool = True) -> str:
        cell = self.cells.get(column, "")
        if not cell:
            if needed:
                self.refuse(column, _("Missing."), "missing")
            return ""
        if len(cell) > most:
            self.refuse(
                column,
                _("At most %(most)s characters; this has %(length)s.") % {"most": most, "length": len(cell)},
                "too_long",
            )
            return ""
        if not (cell.isascii() and cell.isprintable()) and any(map(_is_invisible, cell)):
            self.refuse(column, _("There are characters in it that cannot be seen. Type it anew."), "invisible")
            return ""
        return cell

    def day(self, column: str, *, needed: bool = True) -> date | None:
        typed = self.typed.get(column)
        if isinstance(typed, date):
            return typed
        cell = self.text(column, needed=needed)
        if not cell:
            return None
        if isinstance(typed, Decimal):
            self.refuse(column, _("This is a number, no date. Give the cell the format of a date."), "not_a_date")
            return None
        iso = self._iso(column, cell)
        if iso is None:
            return None
        try:
            return date.fromisoformat(iso)
        except ValueError:
            self.refuse(column, _("There is no such day: %(day)s.") % {"day": cell}, "no_such_day")
            return None

    def _iso(self, column: str, cell: str) -> str | None:
        if ISO_DAY.fullmatch(cell):
            return cell
        other = OTHER_DAY.fullmatch(cell)
        if other is None:
            self.refuse(column, _("Write dates as 2026-01-31."), "not_a_date")
            return None
        if not self.dates:
            self.refuse(
                column,
                _("%(day)s: say which comes first, the day or the month, or write dates as 2026-01-31.")
                % {"day": cell},
                "date_order",
            )
            return None
        first, second, year = other[1], other[3], other[4]
        day, month = (first, second) if self.dates == "dmy" else (second, first)
        return f"{year}-{month:0>2}-{day:0>2}"

    def month(self, column: str, year_column: str) -> tuple[date, date] | None:
        """First and last day of a month: "2026-01", "1/2026", any day of it, or its number beside a column of the year."""
        typed = self.typed.get(column)
        cell = typed.isoformat()[:7] if isinstance(typed, date) else self.text(column, most=40)
        if not cell:
            return None
        year = self.text(year_column, most=40, needed=False)
        match = MONTH.fullmatch(cell) or MONTH.fullmatch(f"{year}-{cell}")
        if match is None and ISO_DAY.fullmatch(cell):
            match = MONTH.fullmatch(cell[:7])
        if match is None:
            self.refuse(column, _("Write months as 2026-01, or 1 beside a column with the year."), "not_a_month")
            return None
        number, of_year = int(match[2] or match[3]), int(match[1] or match[4])
        try:
            start = date(of_year, number, 1)
        except ValueError:
            self.refuse(column, _("There is no such month: %(month)s.") % {"month": cell}, "no_such_month")
            return None
        after = date(of_year + number // 12, number % 12 + 1, 1) if of_year < 9999 else date.max
        return start, after - timedelta(days=1)

    def number(
        self, column: str, *, locale: str, digits: int | None = None, needed: bool = True, too_precise: str = ""
    ) -> Decimal | None:
        """A figure in the notation of `locale`; `too_precise` is said where it has more than `digits` decimals."""
        typed = self.typed.get(column)
        cell = self.cells.get(column, "")
        if not cell:
            if needed:
                self.refuse(column, _("Missing. Leave the row out where there is no figure."), "missing")
            return None
        if isinstance(typed, date):
            self.refuse(column, _("This is a date, no number."), "not_a_number")
            return None
        try:
            # A figure of a workbook has no notation: its text is ours.
            return parse_decimal(cell, "en" if typed is not None else locale, digits=digits)
        except UnreadableNumber as error:
            message = str(error)
            if error.code == "too many decimals" and too_precise:
                message = too_precise
            self.refuse(column, message, error.code.replace(" ", "_"))
            return None

    def choice(self, column: str, choices: type[models.TextChoices], *, default: str | None = None) -> str:
        """One of the choices by its value; `default` where the cell is empty, and without a default it is missing."""
        cell = self.text(column, needed=default is None)
        if not cell:
            return default or ""
        if cell.lower() not in choices.values:
            self.refuse(column, _("Write one of: %(choices)s.") % {"choices": ", ".join(choices.values)}, "no_choice")
            return default or ""
        return cell.lower()


def _is_invisible(character: str) -> bool:
    return character in INVISIBLE or unicodedata.category(character) in {"Cc", "Cs"}


@dataclass
class Sheet:
    """A table that was read: its headings as they stand, our columns, its rows, and what there is to say about it."""

    headings: list[str]
    rows: list[Row]
    problems: list[Problem]
    notes: list[str]
    columns: list[str] = field(default_factory=list)
    tick: Tick | None = None

    def readable(self) -> Iterator[Row]:
        """Rows with as many cells as there are headings; the others are refused already."""
        for number, row in enumerate(self.rows):
            if self.tick is not None and number % TICK_EVERY == 0:
                self.tick(number, len(self.rows))
            if row.is_good:
                yield row

    def result(self) -> Result:
        return Result(problems=self.problems, notes=self.notes, columns=self.columns, rows=self.rows)


@dataclass(frozen=True)
class Survey:
    """What a file seems to be, before anybody says how it is to be read: from its first rows."""

    is_workbook: bool
    sheets: list[str]
    headings: list[str]
    samples: list[list[str]]
    notes: list[str]
    problems: list[Problem]
    decimal_comma: bool | None
    date_orders: list[str]
    """Which orders fit all days that are not written as 2026-01-31; empty where there is none."""


def name_key(name: str) -> str:
    """What makes two names the same name: neither case nor spaces nor the way an accent is stored."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def open_records(data: bytes, *, sheet: str = "", known: Iterable[str] = ()) -> Records:
    """The file's rows, whatever it is; where it is nothing that can be read, its problems say why."""
    if len(data) > MOST_BYTES:
        problem = _("At most %(most)s MB. Send it in several files.") % {"most": MOST_BYTES // 1024**2}
        return Records(problems=[Problem(0, "", problem, "too_large")])
    if is_workbook(data):
        return xlsx_records(data, sheet=sheet, most_columns=MOST_COLUMNS)
    return csv_records(data, known=set(known))


def read_table(data: bytes, columns: Columns, how: How = PLAIN, tick: Tick | None = None) -> Sheet:
    """The rows of a file with these columns, in any order. Where the file as a whole is wrong there are no rows."""
    named = {name_key(heading) for heading in how.columns.values() if heading}
    records = open_records(data, sheet=how.sheet, known={*columns.all, *named})
    sheet = Sheet([], [], records.problems, records.notes, tick=tick)
    _read_rows(records, sheet, columns, how)
    return sheet


def survey(data: bytes, columns: Columns, *, sheet: str = "", most: int = 1000) -> Survey:
    """The headings, the first rows, and how figures and days seem to be written in the first `most` rows."""
    records = open_records(data, sheet=sheet, known=columns.all)
    headings: list[str] = []
    samples: list[list[str]] = []
    seen: list[str] = []
    for _line, cells in islice(records, most + 1):
        texts = [_text_of(cell) for cell in cells]
        if not headings:
            headings = [text.strip() for text in texts]
            continue
        if len(samples) < 3:
            samples.append([text[:80] for text in texts])
        seen += [text for text, cell in zip(texts, cells, strict=True) if isinstance(cell, str) and text]
    records.close()
    return Survey(
        records.is_workbook,
        records.sheets,
        headings,
        samples,
        records.notes,
        records.problems,
        _decimal_comma(seen),
        _date_orders(seen),
    )


def guess_columns(
    headings: Sequence[str], columns: Columns, *, other_words: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Our column -> the heading that seems to be meant: our own name, a word that people use for it, or a near miss."""
    free = {name_key(heading): heading for heading in reversed(headings) if heading}
    found: dict[str, str] = {}
    for wanted in ({ours: [ours] for ours in columns.all}, other_words):
        for ours in columns.all:
            hit = next((word for word in wanted.get(ours, ()) if name_key(word) in free), None)
            if ours not in found and hit is not None:
                found[ours] = free.pop(name_key(hit))
    for ours in columns.needed:
        near = difflib.get_close_matches(ours, free, n=1, cutoff=0.8)
        if ours not in found and near:
            found[ours] = free.pop(near[0])
    return found


def _decimal_comma(texts: list[str]) -> bool | None:
    """Whether figures have a decimal comma; None where nothing tells."""
    comma = any(re.fullmatch(r"[-−]?[0-9.\s'’]*[0-9],([0-9]{1,2}|[0-9]{4,})", text) for text in texts)
    point = any(re.fullmatch(r"[-−]?[0-9,\s'’]*[0-9]\.([0-9]{1,2}|[0-9]{4,})", text) for text in texts)
    return comma if comma != point else None


def _date_orders(texts: list[str]) -> list[str]:
    days = [match for text in texts if (match := OTHER_DAY.fullmatch(text))]
    fits = {
        "dmy": all(int(day[3]) <= 12 and int(day[1]) <= 31 for day in days),
        "mdy": all(int(day[1]) <= 12 and int(day[3]) <= 31 for day in days),
    }
    return [order for order, fit in fits.items() if fit and days]


def _text_of(cell: Cell) -> str:
    if isinstance(cell, Refusal):
        return cell.text
    if isinstance(cell, Decimal):
        return exact_text(cell)
    return cell.isoformat() if isinstance(cell, date) else cell.strip()


# --- From records to rows ---------------------------------------------------------------------------------------------
def _read_rows(records: Records, sheet: Sheet, columns: Columns, how: How) -> None:
    first = next(records, None)
    if first is None:
        return
    line, cells = first
    sheet.headings = [_text_of(cell) for cell in cells]
    places = _places(line, sheet, columns, how)
    if sheet.problems:
        return
    for line, cells in records:
        if len(sheet.rows) == MOST_ROWS:
            message = _("At most %(most)s rows. Send them in several files.") % {"most": MOST_ROWS}
            sheet.problems.append(Problem(line, "", message, "too_many_rows"))
            return
        sheet.rows.append(_row(line, cells, places, sheet, how))
    if not sheet.rows and not sheet.problems:
        sheet.problems.append(Problem(0, "", _("There are no rows under the heading."), "no_rows"))


def _row(line: int, cells: list[Cell], places: dict[str, int], sheet: Sheet, how: How) -> Row:
    row = Row(line, {}, sheet.problems, dates=how.dates)
    if len(cells) != len(sheet.headings):
        row.refuse("", _cells_under_headings(len(cells), len(sheet.headings)), "cells")
        return row
    for ours, place in places.items():
        cell = cells[place]
        row.cells[ours] = _text_of(cell)
        if isinstance(cell, Refusal):
            row.refuse(ours, cell.message, cell.code)
        elif not isinstance(cell, str):
            row.typed[ours] = cell
    for ours in sheet.columns:
        if ours not in places:
            row.cells[ours] = how.same[ours].strip()
    return row


def _cells_under_headings(cells: int, headings: int) -> str:
    counted = ngettext("%(cells)s cell", "%(cells)s cells", cells) % {"cells": cells}
    return _("%(counted)s under %(headings)s headings.") % {"counted": counted, "headings": headings}


def _places(line: int, sheet: Sheet, columns: Columns, how: How) -> dict[str, int]:
    """Our column -> its place in the file. What is missing or stands there twice becomes a problem, what is unread a note."""

    def refuse(message: str, code: str, **values: Any) -> None:
        sheet.problems.append(Problem(line, "", message % values, code))

    keys = [name_key(heading) for heading in sheet.headings]
    for name in sorted({key for key in keys if key and keys.count(key) > 1}):
        refuse(_("The heading “%(name)s” stands there twice."), "heading_twice", name=name[:80])
    places = {}
    for ours in columns.all:
        wanted = name_key(how.columns.get(ours, ours))
        if wanted and wanted in keys:
            places[ours] = keys.index(wanted)
        elif ours in how.columns and wanted:
            refuse(_("There is no heading “%(name)s” in the file."), "missing_column", name=how.columns[ours][:80])
    found = ", ".join(heading[:40] for heading in sheet.headings[:40])
    given = {*places, *(ours for ours, text in how.same.items() if text.strip())}
    sheet.columns = [ours for ours in columns.all if ours in given]
    for ours in columns.needed:
        if ours not in given and columns.instead.get(ours) not in given:
            refuse(
                _("The column “%(name)s” is missing. These were found: %(found)s."),
                "missing_column",
                name=ours,
                found=found,
            )
    _note_unread(sheet, columns, set(places.values()))
    return places


def _note_unread(sheet: Sheet, columns: Columns, read: set[int]) -> None:
    unread = [heading for place, heading in enumerate(sheet.headings) if place not in read]
    if not unread:
        return
    names = ", ".join(heading[:40] for heading in unread[:40])
    sheet.notes.append(_("These columns are not read: %(names)s.") % {"names": names})
    free = [ours for ours in columns.all if ours not in sheet.columns]
    for heading in unread[:40]:
        near = difflib.get_close_matches(name_key(heading).replace(" ", "_"), free, n=1, cutoff=0.75)
        if near:
            said = {"heading": heading[:40], "name": near[0]}
            sheet.notes.append(_("“%(heading)s” is not read. Is “%(name)s” meant?") % said)
