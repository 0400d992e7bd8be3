"""The supplier sheet: frozen from the ledger, one page whatever stands on it, the same bytes for the same figures."""

from __future__ import annotations

import io
import time
from datetime import date
from decimal import Decimal
from typing import Any

import page
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from outcomes.models import CustomerTotal
from reports import sheet
from reports.models import Report
from reports.queries.sheet import customer_for_sheet, sheet_page
from reports.services import request_report
from reports.sheet.render import check
from reports.workbooks import height_of, lines_of
from scorecards.services.suitability import (
    add_risk,
    agree_criteria,
    draft_criteria,
    give_score,
    propose_criteria,
    record_direction,
)
from tests.cast import Cast, actor
from tests.factories import (
    CommitmentFactory,
    CommitmentLevelFactory,
    PerformanceReadingFactory,
    ProblemFactory,
    ProblemNoticeFactory,
    ReadingAnswerFactory,
)
from tests.reports.cases import with_decided_claims

ORDER = ["spend", "value", "commitments", "suitability", "risks", "problems"]


def furnished(cast: Cast) -> None:
    """A commitment met once and missed once (challenged), criteria scored by both, a shared risk and a private one."""
    with_decided_claims(cast)
    commitment = CommitmentFactory(customer=cast.halden, name="Uptime", ends_on=date(2025, 2, 28))
    CommitmentLevelFactory(commitment=commitment)
    PerformanceReadingFactory(commitment=commitment, value=Decimal(81))
    missed = PerformanceReadingFactory(
        commitment=commitment, period_start=date(2025, 2, 1), period_end=date(2025, 2, 28), value=Decimal(79)
    )
    ReadingAnswerFactory(reading=missed, kind="challenged", reason="Outage.", stakeholder=cast.champion)
    ours = actor(cast.account_manager)
    record_direction(
        customer=cast.halden,
        by=cast.account_manager,
        words="=Instant payments",
        said_by="Carla Thoma, CFO",
        said_on=date(2025, 1, 15),
        source="Board minutes",
    )
    made = draft_criteria(customer=cast.halden, actor=ours, asked=cast.champion, lines=[("Speed", 60), ("Cost", 40)])
    agree_criteria(criteria=propose_criteria(criteria=made, actor=ours), actor=actor(cast.champion))
    speed, cost = made.lines.all()
    give_score(criterion=speed, actor=actor(cast.champion), score=6, reason="It grows.")
    give_score(criterion=cost, actor=actor(cast.champion), score=7, reason="It falls.")
    give_score(criterion=speed, actor=ours, score=9, reason="It runs.")
    for words, shared in (("Two engineers know it", True), ("She leaves in May", False)):
        add_risk(
            customer=cast.halden,
            by="Mara",
            words=words,
            plan="Train two",
            owner=cast.account_manager,
            due_on=date(2035, 1, 31),
            shared=shared,
        )
        problem = ProblemFactory(customer=cast.halden, title=words, shared=shared)
        ProblemNoticeFactory(problem=problem, next_on=date(2025, 3, 5))
        ProblemNoticeFactory(problem=problem, said_on=date(2025, 3, 6), next_on=date(2025, 3, 9))


def frozen(cast: Cast) -> dict[str, Any]:
    report = request_report(
        customer=cast.halden, requested_by=None, locale="en", edition=Report.Edition.SHEET, format=Report.Format.XLSX
    )
    return report.snapshot.frozen()


@pytest.mark.django_db
def test_figures_are_those_of_the_ledger_and_of_both_sides(cast: Cast) -> None:
    furnished(cast)
    figures = frozen(cast)
    check(figures)  # type: ignore[arg-type]
    total = CustomerTotal.objects.get(customer=cast.halden)
    value = figures["value"]
    assert (figures["spend"]["spent"], figures["spend"]["internal"], figures["spend"]["credits"]) == (
        950_000,
        None,
        -50_000,
    )
    assert (value["net"], value["gains"], value["shortfalls"]) == (total.net, total.confirmed, total.shortfall)
    assert (value["undecided"], value["disputed"]) == (total.undecided, total.disputed)
    kept = figures["commitments"]
    assert (kept["met"], kept["missed"], kept["no_data"]) == (1, 1, 0)
    suited = figures["suitability"]
    assert (suited["theirs"], suited["ours"], suited["gap"]) == ("6.4", None, None)
    assert suited["rows"][0] | {"name": ""} == {"name": "", "weight": 60, "theirs": "6", "ours": "9", "gap": "3"}
    assert [one["words"] for one in figures["risks"]] == ["Two engineers know it"]
    register = figures["register"]
    assert [one["title"] for one in register["rows"]] == ["Two engineers know it"]
    assert (register["recorded"], register["since"], register["due"], register["kept"]) == (1, "2025-03-03", 2, 0)
    assert [one["kind"] for one in figures["problems"]] == ["disputed", "shortfall", "reading"]


@pytest.mark.django_db
def test_the_page_says_what_the_document_says(cast: Cast) -> None:
    furnished(cast)
    figures = frozen(cast)
    for person in (cast.account_manager, cast.champion):
        who = actor(person)
        shown = sheet_page(who, customer_for_sheet(who, cast.halden.pk))["sections"]
        made = sheet.sections(figures, "en")
        assert [one["key"] for one in shown] == ORDER
        assert [
            [(row["label"], row["note"], [cell["text"] for cell in row["cells"]]) for row in one["rows"]]
            for one in shown
        ] == [[(row.label, row.note, [value.text for value in row.values]) for row in one.rows] for one in made]


@pytest.mark.django_db
def test_the_page_has_no_foreign_customer(cast: Cast) -> None:
    assert customer_for_sheet(actor(cast.champion), cast.orlik.pk) is None


@pytest.mark.django_db
def test_what_is_missing_is_said_and_never_zero(cast: Cast) -> None:
    made = {one.key: one for one in sheet.sections(frozen(cast), "en")}
    assert made["spend"].rows[0].values[0].text == "not stated"
    assert {row.values[0].text for row in made["value"].rows if not row.apart} == {"no baseline agreed"}
    assert made["commitments"].empty == "no commitment recorded" and not made["commitments"].rows
    assert made["suitability"].lead == "The customer’s direction: not stated"
    assert made["suitability"].empty == "no criteria agreed"
    assert made["problems"].empty == "none recorded here"


@pytest.mark.django_db
def test_the_workbook_has_numbers_neutral_texts_and_the_same_bytes(cast: Cast) -> None:
    furnished(cast)
    figures = frozen(cast)
    made = sheet.render_workbook(figures, locale="de")
    time.sleep(1.1)  # a clock that is looked at would show
    assert sheet.render_workbook(figures, locale="de") == made
    [cells] = load_workbook(io.BytesIO(made)).worksheets
    rows = {row[0]: row[1:] for row in cells.iter_rows(values_only=True) if row[0]}
    # Figures are the workbook's own, in whichever language it is.
    numbers = [value for row in rows.values() for value in row if isinstance(value, int | float)]
    assert {9500, 36420, 60, 6.4} <= set(numbers)
    assert "'=Instant payments" in rows
    assert not any(str(cell.value).startswith("=") for row in cells.iter_rows() for cell in row)


@pytest.mark.parametrize(("locale", "date_shape"), [("en", "[$-809]d mmm yyyy"), ("de", "dd.mm.yyyy")])
def test_the_workbook_prints_one_page_wide_keeps_its_title_in_sight_and_writes_dates_as_the_reader_does(
    locale: str, date_shape: str
) -> None:
    [cells] = load_workbook(io.BytesIO(sheet.render_workbook(usual(), locale=locale))).worksheets
    assert (cells.freeze_panes, cells.print_title_rows, cells.page_setup.fitToWidth) == ("A2", "$1:$1", 1)
    assert cells.print_area == f"'{cells.title}'!$A$1:$E${cells.max_row}"
    written = [cell for row in cells.iter_rows() for cell in row if cell.value is not None]
    assert {cell.number_format for cell in written if cell.is_date} == {date_shape}
    (spent,) = [cell for cell in written if cell.number_format.startswith("#,##0.00") and cell.font.bold][:1]
    assert spent.number_format == "#,##0.00;−#,##0.00" and spent.alignment.horizontal == "right"
    assert all(cell.alignment.horizontal == "left" for cell in written if cell.value == "Per Lindgren")


def test_each_row_of_the_workbook_is_as_high_as_its_words() -> None:
    """Not every program finds that by itself: rows that wrap lay over each other."""
    figures = usual()
    figures["suitability"]["direction"]["words"] = "Instant payments in every market. " * 12
    [cells] = load_workbook(io.BytesIO(sheet.render_workbook(figures, locale="en"))).worksheets
    (row,) = [cell.row for cell in cells["A"] if str(cell.value).startswith("Instant payments in every market. I")]
    assert f"A{row}:E{row}" in {merged.coord for merged in cells.merged_cells.ranges}
    assert cells.row_dimensions[row].height == 4 * 17
    assert all(cells.row_dimensions[number].height >= 17 for number in range(1, cells.max_row + 1))


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [("", 10, 1), ("one two", 10, 1), ("one two three", 10, 2), ("x" * 25, 10, 3), ("円" * 8, 10, 2),
     ("x" * 20 + " y", 10, 3), ("one\ntwo", 10, 2), ("one\n\ntwo three four", 10, 4)],
)  # fmt: skip
def test_lines_are_counted_as_words_are_broken(text: str, room: float, lines: int) -> None:
    assert lines_of(text, room) == lines


def test_no_row_is_higher_than_a_workbook_may_say() -> None:
    assert height_of("word " * 2000, 20) == 409


# --- Paper ------------------------------------------------------------------------------------------------------------
def longest() -> dict[str, Any]:
    """Every text as long as its field allows, more rows than fit, and amounts of a state's budget."""

    def words(length: int) -> str:
        return ("Donaudampfschifffahrtsgesellschaft und Söhne " * 20)[:length].strip()

    period = {"start": "2017-01-01", "end": "2026-09-30"}
    money = 123_456_789_012_345
    firm = {"name": words(200), "short_name": words(200)}
    return {
        "version": 2,
        "document": {
            "code": "7QK4-M2ZP-9TRD-X6HA",
            "edition": 12,
            "issued_at": "2026-10-14T07:12:00Z",
            "as_at": "2026-10-14",
            "time_zone": "Europe/Berlin",
            "locale": "de",
            "demonstration": True,
            "prepared_for": None,
            "check_url": "https://proven.example/check/7QK4-M2ZP-9TRD-X6HA/",
            "base_url": "https://proven.example/check/",
        },
        "supplier": firm | {"colour": "#b8892b", "logo": None},
        "customer": firm | {"currency": "EUR", "minor_digits": 2},
        "spend": {"spent": money, "internal": money, "credits": -money, "confirmed_on": "2026-09-30"},
        "value": {
            "state": "counted",
            "net": -money - 100,
            "value": -100,
            "gains": money,
            "shortfalls": money + 100,
            "shortfalls_not_agreed": money,
            "undecided": money,
            "disputed": money,
        },
        "commitments": {
            "period": period,
            "met": 600,
            "missed": 300,
            "no_data": 100,
            "rows": [
                {
                    "name": words(200),
                    "unit": words(60),
                    "rhythm": "quarter",
                    "direction": "at_least",
                    "target": "99.95",
                    "met": 20,
                    "missed": number,
                    "no_data": 3,
                }
                for number in range(30)
            ],
        },
        "suitability": {
            "direction": {
                "words": words(500),
                "said_by": words(200),
                "said_on": "2026-09-09",
                "source": words(300),
            },
            "changed": True,
            "agreed": {"by": words(200), "position": words(200), "on": "2026-01-31"},
            "theirs": "7.5",
            "ours": "10",
            "gap": "2.5",
            "rows": [
                {"name": words(120), "weight": 100, "theirs": None, "ours": "10", "gap": None} for _one in range(8)
            ],
        },
        "risks": [
            {
                "words": words(300),
                "plan": words(500),
                "owner": words(200),
                "due_on": "2026-12-31",
                "state": "happened",
            }
            for _one in range(12)
        ],
        "problems": [
            {"kind": "shortfall", "words": words(300), "period": period, "amount": -money} for _one in range(40)
        ],
        "register": {
            "recorded": 60,
            "since": "2024-02-29",
            "due": 300,
            "kept": 290,
            "rows": [
                {"title": words(200), "weight": "hinders", "state": "workaround", "since": "2024-02-29"}
                for _one in range(40)
            ],
        },
    }


def usual() -> dict[str, Any]:
    """As `longest`, with names and texts of a common length, and few rows."""
    figures = longest()
    for side, name in (("supplier", "Arvenly"), ("customer", "Castor Milling Group plc")):
        figures[side] |= {"name": name, "short_name": name}
    figures["commitments"]["rows"] = [
        one | {"name": "Uptime", "unit": "%"} for one in figures["commitments"]["rows"][:3]
    ]
    figures["suitability"]["direction"] = {
        "words": "Mill at night, on wind.",
        "said_by": "The board",
        "said_on": "2026-09-09",
        "source": "Annual report",
    }
    figures["suitability"]["agreed"] |= {"by": "Marit Okafor", "position": "Head of Planning"}
    figures["suitability"]["rows"] = [one | {"name": "Runs at night"} for one in figures["suitability"]["rows"][:3]]
    short = {"words": "Two engineers know the mill", "plan": "Train two", "owner": "Per Lindgren"}
    figures["risks"] = [one | short for one in figures["risks"][:2]]
    figures["register"]["rows"] = [one | {"title": "Payments late"} for one in figures["register"]["rows"][:2]]
    figures["problems"] = [one | {"words": "Interface late", "amount": -958_400} for one in figures["problems"][:2]]
    return figures


def problems_of(figures: dict[str, Any]) -> list[tuple[str, ...]]:
    made = {one.key: one for one in sheet.sections(figures, "en")}["problems"]
    rows = [(row.label, *(value.text for value in row.values), row.note) for row in made.rows]
    return [tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in row) for row in rows]


def test_reported_problems_are_counted_with_the_oldest_and_the_words_that_came() -> None:
    figures = usual()
    assert problems_of(figures)[:2] == [
        ("2 reported problems are open", "", "since 29 Feb 2024", "", "290 of 300 promised notices came by their day."),
        ("Payments late", "worked around, not solved", "since 29 Feb 2024", "not in money", "hinders the work"),
    ]
    figures["register"] |= {"rows": [], "since": None}
    assert problems_of(figures)[0][:2] == ("Reported problems", "none is open")
    figures["register"] |= {"recorded": 0, "due": 0}
    assert problems_of(figures)[0][:2] == ("Reported problems", "none recorded")
    assert problems_of(figures | {"problems": []}) == []


def test_a_sheet_that_was_frozen_before_there_was_a_register_says_what_it_said() -> None:
    figures = usual()
    del figures["register"]
    old = {one.key: one for one in sheet.sections(figures | {"version": 1}, "en")}["problems"]
    assert old.note.endswith("no other problems are recorded here.") and len(old.rows) == 2
    check(figures | {"version": 1})  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [usual, longest])
def test_it_is_one_accessible_page(make: Any) -> None:
    made = sheet.render(make(), locale="de")
    reader = PdfReader(io.BytesIO(made))
    assert len(reader.pages) == 1
    assert list(page.validate_pdf_bytes(made, profile=page.ValidationProfile.PDF_UA_1).failures) == []


def test_the_same_figures_give_the_same_bytes_and_print_in_order() -> None:
    made = sheet.render(usual(), locale="en")
    assert sheet.render(usual(), locale="en") == made
    text = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    places = [text.index(one) for one in ("Spent, EUR", "Net: value less spend", "Commitments", "Suitability",
                                          "Risks to delivery", "Open problems", "7QK4")]  # fmt: skip
    assert places == sorted(places)
    assert "1,234,567,890,123.45" in text


def test_figures_that_do_not_add_up_are_refused() -> None:
    figures = usual()
    figures["value"]["net"] += 1
    with pytest.raises(sheet.Inconsistent):
        sheet.render(figures, locale="en")
