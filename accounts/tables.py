"""A table that a person sends: its columns and rows, why a cell cannot be taken, and what an import did with them.

Writes nothing. The heading is line 1 of a file without empty lines above it; a row's line is the one on which it begins.
table_reading.py makes one from a file. docs/imports.md has what is read, and how.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.notation import UnreadableNumber, parse_decimal
from accounts.records import Problem

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


def name_key(name: str) -> str:
    """What makes two names the same name: neither case nor spaces nor the way an accent is stored."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
