"""Reading a CSV file that a person sends: whole, row by row, with every reason why it cannot be taken. Writes nothing.

UTF-8 with or without a byte order mark is read as it stands. Windows-1252, and semicolons or tabs between the cells,
are read too, and the answer says so. The heading is line 1; a row's line is the one on which it begins.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.notation import UnreadableNumber, parse_decimal

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 250_000
SEPARATORS = (",", ";", "\t")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Marks that reorder or hide text: a name with one of them is not the name that people see.
INVISIBLE = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Problem:
    """Why a row, or the file (line 0), cannot be taken. `column` is empty where it is about the whole row."""

    line: int
    column: str
    message: str
    code: str

    def __str__(self) -> str:
        where = [_("Line %(line)s") % {"line": self.line}] if self.line else []
        where += [self.column] if self.column else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


@dataclass
class Result:
    """What an import did, or, where `written` is false, what it would do, or why it cannot.

    `created`, `changed` (edited, with history), `superseded` (replaced by a new fact) and `unchanged` count rows. Where
    there are problems nothing was written. `notes` are sentences about how the file was read.
    """

    created: int = 0
    changed: int = 0
    superseded: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    written: bool = False

    @property
    def is_good(self) -> bool:
        return not self.problems


@dataclass
class Row:
    """One row. Each reading of a cell adds what is wrong to the file's problems and returns what is empty instead."""

    line: int
    cells: dict[str, str]
    problems: list[Problem]
    is_good: bool = True

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
        if any(unicodedata.category(character) in {"Cc", "Cs"} or character in INVISIBLE for character in cell):
            self.refuse(column, _("There are characters in it that cannot be seen. Type it anew."), "invisible")
            return ""
        return cell

    def day(self, column: str, *, needed: bool = True) -> date | None:
        cell = self.text(column, needed=needed)
        if not cell:
            return None
        if not ISO_DAY.fullmatch(cell):
            self.refuse(column, _("Write dates as 2026-01-31."), "not_a_date")
            return None
        try:
            return date.fromisoformat(cell)
        except ValueError:
            self.refuse(column, _("There is no such day: %(day)s.") % {"day": cell}, "no_such_day")
            return None

    def number(
        self, column: str, *, locale: str, digits: int | None = None, needed: bool = True, too_precise: str = ""
    ) -> Decimal | None:
        """A figure in the notation of `locale`; `too_precise` is said where it has more than `digits` decimals."""
        cell = self.cells.get(column, "")
        if not cell:
            if needed:
                self.refuse(column, _("Missing. Leave the row out where there is no figure."), "missing")
            return None
        try:
            return parse_decimal(cell, locale, digits=digits)
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


@dataclass
class Sheet:
    """A file that was read: its headings, its rows, and what there is to say about it."""

    headings: list[str]
    rows: list[Row]
    problems: list[Problem]
    notes: list[str]

    def result(self) -> Result:
        return Result(problems=self.problems, notes=self.notes)


def name_key(name: str) -> str:
    """What makes two names the same name: neither case nor spaces nor the way an accent is stored."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def read_csv(data: bytes, *, needed: Sequence[str], optional: Sequence[str]) -> Sheet:
    """The rows of a file with these columns, in any order. Where the file as a whole is wrong there are no rows."""
    sheet = Sheet([], [], [], [])
    text = _decoded(data, sheet)
    if text is not None:
        separator = _separator(text, {*needed, *optional}, sheet)
        _read_rows(text, separator, sheet, needed=needed, optional=optional)
    return sheet


# --- From bytes to text -----------------------------------------------------------------------------------------------
def _decoded(data: bytes, sheet: Sheet) -> str | None:
    def refuse(line: int, message: str, code: str) -> None:
        sheet.problems.append(Problem(line, "", message, code))

    if len(data) > MOST_BYTES:
        refuse(0, _("At most %(most)s MB. Send it in several files.") % {"most": MOST_BYTES // 1024**2}, "too_large")
        return None
    if not data.strip():
        refuse(0, _("The file is empty."), "empty")
        return None
    if data.startswith(UTF_16):
        refuse(0, _("The file is not in UTF-8. Save it as “CSV UTF-8”."), "not_utf8")
        return None
    if kind := filetype.guess(data):
        refuse(0, _("This is not a text file but %(kind)s. Save it as CSV.") % {"kind": kind.mime}, "not_text")
        return None
    if (nul := data.find(b"\0")) >= 0:
        refuse(_line_at(data, nul), _("There is a NUL byte here: this is not a text file."), "nul")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        refuse(_line_at(data, error.start), _("This is not in UTF-8. Save the file as “CSV UTF-8”."), "not_utf8")
        return None
    sheet.notes.append(
        _("Read as Windows-1252, because it is not UTF-8. See whether line %(line)s reads well: %(text)s")
        % {"line": line, "text": text.splitlines()[line - 1][:200]}
    )
    return text


def _line_at(data: bytes, position: int) -> int:
    before = data[:position]
    return before.count(b"\n") + before.replace(b"\r\n", b"").count(b"\r") + 1


# --- From text to rows ------------------------------------------------------------------------------------------------
def _separator(text: str, known: set[str], sheet: Sheet) -> str:
    """What parts the cells: that by which most of the headings are known; a comma where none is."""
    head = text.lstrip("\r\n").splitlines()[0] if text.strip() else ""

    def known_by(separator: str) -> int:
        return len(known.intersection(_headings(next(csv.reader([head], delimiter=separator), []))))

    best = max(SEPARATORS, key=known_by)
    if best != ",":
        words = {";": _("The cells are parted by semicolons."), "\t": _("The cells are parted by tabs.")}
        sheet.notes.append(words[best])
    return best


def _headings(cells: list[str]) -> list[str]:
    return [cell.strip().lower() for cell in cells]


def _records(text: str, separator: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """(line on which it begins, cells) of every record that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            message = _("A quotation mark is not closed, or stands inside a cell. Double it there.")
            sheet.problems.append(Problem(line, "", message, "quotation"))
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _read_rows(text: str, separator: str, sheet: Sheet, *, needed: Sequence[str], optional: Sequence[str]) -> None:
    records = _records(text, separator, sheet)
    first = next(records, None)
    if first is None:
        return
    line, cells = first
    sheet.headings = _headings(cells)
    if not _check_headings(line, sheet, needed=needed, optional=optional):
        return
    for line, cells in records:
        if len(sheet.rows) == MOST_ROWS:
            message = _("At most %(most)s rows. Send them in several files.") % {"most": MOST_ROWS}
            sheet.problems.append(Problem(line, "", message, "too_many_rows"))
            return
        row = Row(line, {}, sheet.problems)
        if len(cells) != len(sheet.headings):
            row.refuse("", _cells_under_headings(len(cells), len(sheet.headings)), "cells")
        else:
            row.cells = dict(zip(sheet.headings, (cell.strip() for cell in cells), strict=True))
        sheet.rows.append(row)
    if not sheet.rows and not sheet.problems:
        sheet.problems.append(Problem(0, "", _("There are no rows under the heading."), "no_rows"))


def _cells_under_headings(cells: int, headings: int) -> str:
    counted = ngettext("%(cells)s cell", "%(cells)s cells", cells) % {"cells": cells}
    return _("%(counted)s under %(headings)s headings.") % {"counted": counted, "headings": headings}


def _check_headings(line: int, sheet: Sheet, *, needed: Sequence[str], optional: Sequence[str]) -> bool:
    def refuse(message: str, code: str, **values: Any) -> None:
        sheet.problems.append(Problem(line, "", message % values, code))

    twice = sorted({name for name in sheet.headings if name and sheet.headings.count(name) > 1})
    for name in twice:
        refuse(_("The heading “%(name)s” stands there twice."), "heading_twice", name=name[:80])
    found = ", ".join(name[:40] for name in sheet.headings[:40])
    for name in needed:
        if name not in sheet.headings:
            refuse(
                _("The column “%(name)s” is missing. These were found: %(found)s."),
                "missing_column",
                name=name,
                found=found,
            )
    unread = [name for name in sheet.headings if name not in {*needed, *optional}]
    if unread:
        names = ", ".join(name[:40] for name in unread[:40])
        sheet.notes.append(_("These columns are not read: %(names)s.") % {"names": names})
    return not sheet.problems
