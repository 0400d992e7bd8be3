"""How a file says what it means: headings that are mapped, days and figures in several notations, what is guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.table_reading import guess_columns, read_table, survey
from accounts.tables import Columns, How, Row

COLUMNS = Columns(("customer", "on", "amount"), ("words", "external_id"))


def read(text: str, encoding: str = "utf-8", **how: Any) -> Any:
    return read_table(text.encode(encoding), COLUMNS, How(**how))


def said(sheet: Any) -> list[str]:
    return [str(problem) for problem in sheet.problems]


def day(text: str, dates: str) -> tuple[date | None, list[str]]:
    row = Row(2, {"on": text}, [], dates=dates)
    return row.day("on"), [problem.code for problem in row.problems]


@pytest.mark.parametrize(
    ("text", "dates", "expected"),
    [
        ("2026-01-31", "", date(2026, 1, 31)),
        ("01/02/2026", "dmy", date(2026, 2, 1)),
        ("01/02/2026", "mdy", date(2026, 1, 2)),
        ("1.2.2026", "dmy", date(2026, 2, 1)),
        ("2026-02-01", "mdy", date(2026, 2, 1)),
        ("01/02/2026", "", "date_order"),
        ("31.01.2026", "", "date_order"),
        ("31/01/2026", "mdy", "no_such_day"),
        ("01/02-2026", "dmy", "not_a_date"),
        ("01/02/26", "dmy", "not_a_date"),
    ],
)
def test_day_is_read_only_where_its_order_is_known(text: str, dates: str, expected: Any) -> None:
    found, problems = day(text, dates)
    assert (found or problems[0]) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"month": "2026-02"}, (date(2026, 2, 1), date(2026, 2, 28))),
        ({"month": "12/2025"}, (date(2025, 12, 1), date(2025, 12, 31))),
        ({"month": "2", "year": "2024"}, (date(2024, 2, 1), date(2024, 2, 29))),
        ({"month": "13", "year": "2024"}, None),
        ({"month": "May", "year": "2024"}, None),
        ({"month": "5"}, None),
    ],
)
def test_month_stands_for_its_days(cells: dict[str, str], expected: Any) -> None:
    assert Row(2, cells, []).month("month", "year") == expected


def test_headings_are_mapped_and_the_rest_is_named() -> None:
    sheet = read(
        "Kunde;Tag;Betrag;Laune\nHalden;2026-01-31;5;gut\n",
        columns={"customer": "kunde", "on": "TAG", "amount": "Betrag"},
    )
    assert sheet.rows[0].cells == {"customer": "Halden", "on": "2026-01-31", "amount": "5"}
    assert "These columns are not read: Laune." in sheet.notes


def test_what_stands_in_every_row_needs_no_column() -> None:
    sheet = read("on,amount\n2026-01-31,5\n", same={"customer": "Halden Bank"})
    assert (sheet.rows[0].cells["customer"], said(sheet)) == ("Halden Bank", [])


def test_heading_that_is_nearly_ours_is_suggested() -> None:
    sheet = read("customer,on,amount,wrods\nHalden,2026-01-31,5,x\n")
    assert "“wrods” is not read. Is “words” meant?" in sheet.notes


def test_heading_that_is_not_there_is_said() -> None:
    sheet = read("customer,on,amount\nHalden,2026-01-31,5\n", columns={"words": "Text"})
    assert said(sheet) == ["Line 1: There is no heading “Text” in the file."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    lines = ["customer,on,amount", "Zürcher Käse,2026-01-31,5"]
    sheet = read("\r\n".join(lines).replace(",", separator), encoding)
    assert (sheet.rows[0].cells["customer"], said(sheet)) == ("Zürcher Käse", [])


def test_survey_knows_what_the_first_rows_show() -> None:
    found = survey(b"Kunde;Datum;Betrag\nA;31.01.2026;1.200,50\n", COLUMNS)
    assert (found.decimal_comma, found.date_orders) == (True, ["dmy"])
    both = survey(b"customer,on,amount\nA,01/02/2026,1200.50\n", COLUMNS)
    assert (both.decimal_comma, both.date_orders) == (False, ["dmy", "mdy"])
    mixed = survey(b"customer,on,amount\nA,31/01/2026,5\nB,01/31/2026,5\n", COLUMNS)
    assert (mixed.decimal_comma, mixed.date_orders) == (None, [])


def test_columns_are_guessed_by_name_by_other_words_and_by_a_near_miss() -> None:
    guessed = guess_columns(
        ["Kunde", "amonut", "on", "Text"], COLUMNS, other_words={"customer": ["kunde"], "words": ["text"]}
    )
    assert guessed == {"on": "on", "customer": "Kunde", "words": "Text", "amount": "amonut"}
