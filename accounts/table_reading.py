"""Reading a table from a file, CSV or a workbook: whole, or its first rows to see how it seems to be written.

What the file is, is told by what is in it, never by its name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.csv_reading import csv_records
from accounts.fields import exact_text
from accounts.records import Cell, Problem, Records, Refusal
from accounts.tables import OTHER_DAY, PLAIN, Columns, How, Row, Sheet, Tick, name_key
from accounts.xlsx_reading import is_workbook, xlsx_records

MOST_BYTES = 50 * 1024 * 1024
MOST_ROWS = 250_000
MOST_COLUMNS = 200


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
