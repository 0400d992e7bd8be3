"""Exports of the portfolio: exactly what the filter shows, exact, safe to open, and explained."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import Customer
from reports import exports
from reports.portfolio import Sums
from reports.queries.portfolio import Portfolio
from tests.cast import Cast, agreed, dimension_of, on_day, reading, stated
from tests.factories import ContractFactory, CustomerFactory, ExchangeRateFactory, SpendEntryFactory
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture
def leader(cast: Cast, client_of: ClientOf) -> Any:
    """A browser of the administrator's on that day, with three customers in two currencies."""
    with on_day(TODAY):
        ExchangeRateFactory(supplier=cast.nordwerk, currency="JPY", on=date(2025, 1, 1), rate=Decimal("0.0061"))
        SpendEntryFactory(customer=cast.halden, amount_minor=123_456)
        ContractFactory(customer=cast.halden, renews_on=date(2027, 1, 31))
        dimension = dimension_of(cast.halden)
        agreed(dimension, by=cast.champion)
        stated(reading(dimension, date(2025, 1, 1), "31"), by=cast.account_manager)
        yen = CustomerFactory(
            supplier=cast.nordwerk, accountable=cast.account_manager, currency="JPY", name="=HYPERLINK(1) 東京"
        )
        SpendEntryFactory(customer=yen, amount_minor=1_000_001)
        yield client_of(cast.administrator)


def lines(client: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = client.get(f"/portfolio/export.csv?{query}")
    body = b"".join(answer.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def book(client: Client, query: str = "") -> Any:
    answer = client.get(f"/portfolio/export.xlsx?{query}")
    name = {"": "", "currency=JPY": "jpy-", "q=halden": "halden-", "view=below": "net-below-zero-"}.get(query)
    if name is not None:
        assert answer["Content-Disposition"] == f'attachment; filename="portfolio-{name}2026-11-25.xlsx"'
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_csv_has_exact_amounts_iso_dates_and_words(cast: Cast, leader: Client) -> None:
    halden = lines(leader, "q=Halden")[0]
    assert (halden["Spent, EUR"], halden["Shortfalls, EUR"], halden["Net, EUR"]) == ("1234.56", "-960.00", "-2194.56")
    assert (halden["Renewal"], halden["Days to renewal"], halden["Last proof"]) == ("2027-01-31", "67", "never")
    assert halden["Exposure"].startswith("net below zero; no proof 90 d; renews < 120 d")
    assert lines(leader, "q=Orlik")[0]["Value, EUR"] == "none claimed"


def test_csv_keeps_both_currencies_and_no_formula(cast: Cast, leader: Client) -> None:
    yen = lines(leader, "currency=JPY")[0]
    assert yen["Customer"] == "'=HYPERLINK(1) 東京"
    assert (yen["Spent, EUR"], yen["Own currency"], yen["Spent, own currency"]) == ("6100.01", "JPY", "1000001")


def test_exports_show_exactly_what_the_page_shows(cast: Cast, leader: Client) -> None:
    for query in ("", "sort=-name", "view=below", "stage=delivery&q=o"):
        shown = [row["account"].name for row in leader.get(f"/portfolio/?{query}").context["rows"]]
        assert [one["Customer"].removeprefix("'") for one in lines(leader, query)] == shown
        sheet = book(leader, query).worksheets[0]
        assert [
            row[0].value.removeprefix("'") for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row - 1)
        ] == shown


def test_exports_are_not_paged(cast: Cast, leader: Client) -> None:
    CustomerFactory.create_batch(25, supplier=cast.nordwerk, accountable=cast.account_manager)
    assert len(lines(leader, "page=2")) == 28


def test_workbook_has_figures_dates_and_sums_as_values(cast: Cast, leader: Client) -> None:
    sheet = book(leader).worksheets[0]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:{sheet[1][-1].column_letter}4")
    last = sheet.max_row
    for head in ("Spent, EUR", "Value, EUR", "Net, EUR", "Undecided, EUR"):
        column = heads[head]
        cells = [sheet[f"{column}{row}"].value for row in range(2, last)]
        added = sum(Decimal(str(value)) for value in cells if not isinstance(value, str))
        assert Decimal(str(sheet[f"{column}{last}"].value)) == added, head
    assert sheet[f"{heads['Spent, EUR']}{last}"].number_format == "#,##0.00"
    value, spent = (Decimal(str(sheet[f"{heads[head]}{last}"].value)) for head in ("Value, EUR", "Spent, EUR"))
    ratio = sheet[f"{heads['Ratio']}{last}"]
    assert (Decimal(str(ratio.value)), ratio.number_format) == (round(value / spent, 4), "0.00")
    assert datetime(2027, 1, 31) in [cell.value for cell in sheet[heads["Renewal"]]]
    assert {cell.number_format for cell in sheet[heads["Spent, own currency"]]} >= {"#,##0", "#,##0.00"}
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_workbook_says_what_it_shows_and_what_columns_mean(cast: Cast, leader: Client) -> None:
    chosen = book(leader, f"view=below&team={cast.north.pk}&q=bank")
    about = {row[0].value: row[1].value for row in chosen["About"].iter_rows()}
    assert about["Portfolio of"] == "Nordwerk"
    assert about["As at"].startswith("25 November 2026, ")
    assert about["Shows"] == "View: Net below zero; Search: bank; Team: North"
    assert "at the rate that was valid on its own date" in about["Rates"]
    heads = [cell.value for cell in chosen.worksheets[0][1]]
    assert all(about[head] for head in heads)


def test_workbook_prints_with_its_names_on_each_page_and_rows_as_high_as_their_words(
    cast: Cast, leader: Client
) -> None:
    sheet, about = book(leader).worksheets
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, about.page_setup.fitToWidth) == (
        "landscape",
        3,
        1,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and about.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.row_dimensions[1].height >= 3 * 17  # "Word about a problem owed since" in a column of dates
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Arial"}


def test_a_sum_that_differs_from_its_column_is_refused(cast: Cast, leader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(Portfolio, "sums", Sums(spend=1))
    with pytest.raises(ValueError, match="the lines come to"):
        book(leader)


def test_control_characters_do_not_break_the_workbook(cast: Cast, leader: Client) -> None:
    Customer.objects.filter(pk=cast.orlik.pk).update(name="Orlik\x0b\x1f Foods")
    assert "Orlik Foods" in [row[0].value for row in book(leader).worksheets[0].iter_rows()]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_nothing_to_export_leads_back_and_says_so(cast: Cast, leader: Client, ending: str) -> None:
    answer = leader.get(f"/portfolio/export.{ending}?q=nobody&tier=strategic", follow=True)
    assert answer.redirect_chain == [("/portfolio/?q=nobody&tier=strategic", 302)]
    assert "Nothing to export: no customer fits." in answer.content.decode()


def test_heads_speak_the_language_of_the_page(cast: Cast, leader: Client) -> None:
    assert len({str(column.head) for column in exports.COLUMNS}) == len(exports.COLUMNS)
