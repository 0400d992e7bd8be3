"""From the bytes of a workbook (.xlsx) to the rows of one of its sheets.

A workbook is an archive of XML that strangers send: before a reader sees it, its parts are counted and weighed, and none
may declare entities. Figures and days that are typed as such come out exactly; a formula is refused, because what it last
came to is not what stands in the file.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import Any
from xml.etree.ElementTree import ParseError

import filetype
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from accounts.records import Cell, Problem, Records, Refusal

MOST_PARTS = 1000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_STRINGS = 50 * 1024 * 1024  # the workbook's list of texts, which its reader keeps whole
MOST_RATIO = 200  # spreadsheets are packed to a tenth; a bomb to a thousandth
LAST_ROW = 1_048_576  # of a sheet, in every spreadsheet that writes .xlsx
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = ("vbaproject.bin", "xlmacrosheet", "macrosheets/")


class NotTaken(ValueError):
    """Why the file cannot be read: words and a code."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def is_workbook(data: bytes) -> bool:
    """Whether it is an archive or an old Office file: nothing that a reader of text should see."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", OLD_OFFICE))


def xlsx_records(data: bytes, *, sheet: str, most_columns: int) -> Records:
    """The rows of the first sheet that is not hidden, or of the one that is named."""
    records = Records(is_workbook=True)
    try:
        _look_inside(data)
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except NotTaken as error:
        records.problems.append(Problem(0, "", str(error), error.code))
        return records
    except Exception:  # openpyxl raises whatever its parts raise; to the person it is one thing
        records.problems.append(Problem(0, "", _("This workbook cannot be read. Save it anew as .xlsx."), "broken"))
        return records
    records.close = book.close
    shown = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
    records.sheets = [one.title for one in shown]
    chosen = next((one for one in book.worksheets if one.title == sheet), None) if sheet else next(iter(shown), None)
    if chosen is None:
        names = ", ".join(records.sheets[:20])
        records.problems.append(
            Problem(0, "", _("There is no such sheet. These are there: %(names)s.") % {"names": names}, "no_sheet")
        )
        return records
    if len(shown) > 1:
        records.notes.append(_("Read from the sheet “%(name)s”.") % {"name": chosen.title})
    records.lines = _lines(chosen, records, most_columns)
    return records


def _look_inside(data: bytes) -> None:
    """NotTaken where it is no workbook, has macros, is protected, or unpacks to more than a table can be."""
    if data.startswith(OLD_OFFICE):
        raise NotTaken(
            _("This is an old Excel file, or one with a password. Save it as .xlsx without a password."), "old_office"
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            _weigh(parts)
            names = {part.filename.lower() for part in parts}
            if any(mark in name for name in names for mark in MACROS):
                raise NotTaken(_("This workbook has macros. Save it as .xlsx, without them."), "macros")
            if "xl/workbook.xml" not in names:
                raise NotTaken(_other_archive(data, names), "not_a_workbook")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as opened:
                        # Entities are declared before the root: its first element is as far as one has to look.
                        next(iter(iterparse(opened, events=("start",), forbid_dtd=True)), None)
    except (DefusedXmlException, ParseError):
        raise NotTaken(_("This workbook is not as Excel writes it. Save it anew as .xlsx."), "broken") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        raise NotTaken(_("This workbook cannot be read. Save it anew as .xlsx."), "broken") from None


def _weigh(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    bomb = any(part.file_size > 1024**2 and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts)
    bomb |= any(part.filename.endswith("sharedStrings.xml") and part.file_size > MOST_STRINGS for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or bomb:
        raise NotTaken(
            _("This workbook unpacks to more than a table can be. Copy the sheet into a new workbook."), "bomb"
        )


def _other_archive(data: bytes, names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return _("This is a binary workbook (.xlsb). Save it as .xlsx.")
    if "content.xml" in names:
        return _("This is an OpenDocument file. Save it as .xlsx or as CSV.")
    kind = filetype.guess_mime(data) or "application/zip"
    return _("This is not a text file but %(kind)s. Save it as CSV.") % {"kind": kind}


def _lines(sheet: Any, records: Records, most_columns: int) -> Iterator[tuple[int, list[Cell]]]:
    """The rows, each as wide as the heading: what stands to the right of it under no heading is too much."""
    # What a file says of its own size would be believed, and filled up with empty cells.
    sheet.reset_dimensions()
    try:
        filled = _filled(sheet, most_columns)
        first = next(filled, None)
        if first is None:
            records.problems.append(Problem(0, "", _("The sheet is empty."), "empty"))
            return
        width = _width(first[1])
        if width > most_columns:
            message = _("At most %(most)s columns.") % {"most": most_columns}
            records.problems.append(Problem(first[0], "", message, "too_many_columns"))
            return
        for number, row in chain([first], filled):
            cells = [_cell(one) for one in row[: max(width, _width(row))]]
            yield number, cells + [""] * (width - len(cells))
    except Exception:
        records.problems.append(Problem(0, "", _("This workbook cannot be read. Save it anew as .xlsx."), "broken"))


def _filled(sheet: Any, most_columns: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold something, with their numbers. ValueError where a row is numbered beyond what a sheet can have.

    A row says itself which one it is, and the reader makes up those before it: a small file could ask for billions. What it
    makes up in one gap is one and the same row, which is looked at once.
    """
    empty = None
    for number, row in enumerate(sheet.iter_rows(max_col=most_columns + 1), start=1):
        if number > LAST_ROW:
            raise ValueError("no sheet has so many rows")
        if row is empty:
            continue
        if any(cell.value not in (None, "") for cell in row):
            yield number, list(row)
        else:
            empty = row


def _width(row: list[Any]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell.value not in (None, "")), default=0)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Refusal(
            str(getattr(value, "text", value))[:300],
            _("There is a formula in this cell. Copy the column and paste it as values."),
            "formula",
        )
    if cell.data_type == "e":
        return Refusal(str(value)[:300], _("There is an error of the spreadsheet in this cell."), "cell_error")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        # The shortest text that is this very figure: what the person typed.
        return Decimal(repr(value))
    if isinstance(value, datetime):
        if value.time() != time():
            return Refusal(value.isoformat(sep=" "), _("This is a time of day. A day alone is needed."), "time")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return value
    return Refusal(str(value)[:300], _("This is a time of day. A day alone is needed."), "time")
