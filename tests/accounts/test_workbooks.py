"""Workbooks: what is typed is taken exactly, formulas are refused, and no reader sees what is no plain workbook."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from accounts.table_reading import read_table, survey
from accounts.tables import Columns, How, Sheet

COLUMNS = Columns(("name", "on", "amount"), ("words",))
HEADING = ["name", "on", "amount"]


def workbook(*rows: list[Any], title: str = "First", others: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for other in others:
        book.create_sheet(other).append(HEADING)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same archive with parts replaced or added; "__" stands for "/" and "_dot_" for "."."""
    content = io.BytesIO()
    wanted = {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in wanted:
                new.writestr(part, old.read(part))
        for name, text in wanted.items():
            new.writestr(name, text)
    return content.getvalue()


def read(data: bytes, **how: Any) -> Sheet:
    return read_table(data, COLUMNS, How(**how))


def said(sheet: Sheet) -> list[str]:
    return [str(problem) for problem in sheet.problems]


def test_typed_days_and_figures_are_taken_exactly() -> None:
    sheet = read(
        workbook(HEADING, ["Halden", datetime(2026, 1, 31), 1204.1], ["Orlik", date(2026, 2, 1), -7]), locale="de"
    )
    rows = [(row.day("on"), row.number("amount", locale="de")) for row in sheet.readable()]
    assert rows == [(date(2026, 1, 31), Decimal("1204.1")), (date(2026, 2, 1), Decimal(-7))]
    assert said(sheet) == []


def test_figure_with_three_decimals_is_not_ambiguous() -> None:
    sheet = read(workbook(HEADING, ["Halden", date(2026, 1, 31), 1.234]))
    assert sheet.rows[0].number("amount", locale="de") == Decimal("1.234")


def test_figures_and_days_typed_as_text_are_read_as_text() -> None:
    sheet = read(workbook(HEADING, ["Halden", "31.01.2026", "1.204,50"]), locale="de", dates="dmy")
    assert sheet.rows[0].day("on") == date(2026, 1, 31)
    assert sheet.rows[0].number("amount", locale="de") == Decimal("1204.50")


def test_formula_is_refused_with_its_row() -> None:
    sheet = read(workbook(HEADING, ["Halden", date(2026, 1, 31), 4], ["Orlik", date(2026, 1, 31), "=2*3"]))
    assert said(sheet) == ["Line 3, amount: There is a formula in this cell. Copy the column and paste it as values."]


def test_formula_in_a_column_that_is_not_read_does_not_matter() -> None:
    sheet = read(workbook([*HEADING, "sum"], ["Halden", date(2026, 1, 31), 4, "=C2*2"]))
    assert said(sheet) == []


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(HEADING)
    book.active.append(["x", date(2026, 1, 31), 4])
    book.active["A2"].value, book.active["A2"].data_type = "=cmd|' /C calc'!A0", "s"
    content = io.BytesIO()
    book.save(content)
    sheet = read(content.getvalue())
    assert sheet.rows[0].text("name") == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("cell", "column", "words"),
    [
        (datetime(2026, 1, 31, 12, 30), "on", "This is a time of day. A day alone is needed."),
        (45000, "on", "This is a number, no date. Give the cell the format of a date."),
        ("#N/A", "amount", "There is an error of the spreadsheet in this cell."),
        (date(2026, 1, 31), "amount", "This is a date, no number."),
    ],
)
def test_cell_of_another_type(cell: Any, column: str, words: str) -> None:
    given = {"name": "Halden", "on": date(2026, 1, 31), "amount": 4} | {column: cell}
    sheet = read(workbook(HEADING, [given[name] for name in HEADING]))
    for row in sheet.rows:
        row.day("on")
        row.number("amount", locale="en")
    assert f"Line 2, {column}: {words}" in said(sheet)


def test_first_sheet_or_the_named_one() -> None:
    data = workbook(HEADING, ["Halden", date(2026, 1, 31), 4], title="Spend", others=("Notes",))
    first = read(data)
    assert (len(first.rows), first.notes) == (1, ["Read from the sheet “Spend”."])
    assert said(read(data, sheet="Notes")) == ["There are no rows under the heading."]
    assert said(read(data, sheet="None")) == ["There is no such sheet. These are there: Spend, Notes."]
    assert survey(data, COLUMNS).sheets == ["Spend", "Notes"]


def test_empty_rows_keep_the_count_of_lines() -> None:
    sheet = read(workbook([], HEADING, [], ["Halden", date(2026, 1, 31), 4]))
    assert [row.line for row in sheet.rows] == [4]


def test_cell_under_no_heading_is_too_much() -> None:
    sheet = read(workbook(HEADING, ["Halden", date(2026, 1, 31), 4, None, "stray"]))
    assert said(sheet) == ["Line 2: 5 cells under 3 headings."]


def test_size_that_a_sheet_claims_is_not_believed() -> None:
    data = workbook(HEADING, ["Halden", date(2026, 1, 31), 4])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    huge = repacked(data, xl__worksheets__sheet1_dot_xml=xml.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"'))
    assert len(read(huge).rows) == 1


@pytest.mark.timeout(60)
@pytest.mark.parametrize("number", [200_000, 10**12])
def test_row_that_claims_a_far_place_is_reached_or_refused(number: int) -> None:
    data = workbook(HEADING, ["Halden", date(2026, 1, 31), 4])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    far = re.sub(rb'r="([ABC]?)2"', rb'r="\g<1>%d"' % number, xml)
    sheet = read(repacked(data, xl__worksheets__sheet1_dot_xml=far))
    if number < 1_048_576:
        assert [row.line for row in sheet.rows] == [number]
    else:
        assert said(sheet) == ["This workbook cannot be read. Save it anew as .xlsx."]


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (repacked(workbook(HEADING), xl__vbaProject_dot_bin=b"x"), "has macros"),
        (repacked(workbook(HEADING), xl__worksheets__sheet1_dot_xml=BOMB), "not as Excel writes it"),
        (repacked(workbook(HEADING), xl__big_dot_xml=b"<a>" + b" " * 30_000_000 + b"</a>"), "more than a table can be"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (b"PK\x03\x04" + b"broken" * 40, "cannot be read"),
        (repacked(workbook(HEADING))[:-200], "cannot be read"),
        (workbook(), "The sheet is empty"),
    ],
    ids=["macros", "entities", "bomb", "old", "broken", "cut off", "empty"],
)
def test_what_is_no_plain_workbook_is_refused(data: bytes, words: str) -> None:
    assert words in " ".join(said(read(data)))


def test_other_archives_are_named() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert said(read(content.getvalue())) == ["This is an OpenDocument file. Save it as .xlsx or as CSV."]


def test_many_parts_are_refused() -> None:
    parts = {f"xl__{number}_dot_xml": b"<a/>" for number in range(1100)}
    assert "more than a table can be" in said(read(repacked(workbook(HEADING), **parts)))[0]
