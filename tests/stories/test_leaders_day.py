"""The sales leader's day, wide and on a phone: her teams, the portfolio by exposure, a view, a workbook, a flag mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from accounts.models import Customer
from outcomes.services.ledger import confirm
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import CustomerFactory, SpendEntryFactory
from tests.stories.conftest import PHONE, Person

FIGURES = ("Spent", "Gains", "Shortfalls", "Value", "Net", "Undecided")


@pytest.mark.timeout(200)
def test_leaders_day(committed_db: object, cast: Cast, person: Callable[..., Person], tmp_path: Path) -> None:
    close = dimension_of(cast.halden, name="Days to close the month", unit="days")
    agreed(close, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(1200), share=Decimal("0.8"))
    claims = [stated(reading(close, date(2025, month, 1), str(month)), by=cast.account_manager) for month in (1, 2, 3)]
    confirm(event=claims[0], voice=voice(cast.champion))
    stated(reading(close, date(2025, 4, 1), "31"), by=cast.account_manager)
    SpendEntryFactory(customer=cast.halden, amount_minor=5_000_050)
    SpendEntryFactory(customer=cast.orlik, amount_minor=900_000)
    for number in range(1, 6):
        more = CustomerFactory(
            supplier=cast.nordwerk, team=cast.north, accountable=cast.account_manager, name=f"Weber {number}"
        )
        SpendEntryFactory(customer=more, amount_minor=number * 1_234_567)

    lena = person("lena")
    lena.sign_in_with_password(cast.leader)
    lena.picture("today")
    page = lena.page
    page.get_by_role("link", name="Portfolio", exact=True).first.click()
    page.locator("tfoot .sum").wait_for()
    assert page.locator("th[aria-sort]").inner_text().startswith("Exposure")
    assert page.get_by_text("Orlik Foods").count() == 0  # another leader's team
    lena.picture("portfolio")
    keep_a_view(lena)
    take_the_workbook(lena, tmp_path / "portfolio.xlsx")
    mend_a_flag(lena, cast.halden)
    page.goto(f"/customers/{cast.halden.pk}/people/")
    page.get_by_text("Clara Meier").first.wait_for()
    lena.picture("people")

    phone = person("lena-phone", PHONE)
    phone.sign_in_with_password(cast.leader)
    phone.picture("today")
    for path, step in (("/portfolio/", "portfolio"), (f"/customers/{cast.halden.pk}/people/", "people")):
        phone.page.goto(path)
        phone.picture(step)
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert [lena.complaints, phone.complaints] == [[], []]


def keep_a_view(lena: Person) -> None:
    page = lena.page
    page.get_by_role("searchbox", name="Customer, industry, accountable person").fill("Weber")
    page.get_by_text("Sum of 5").wait_for()
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of the view").fill("The Webers")
    lena.picture("save-a-view")
    page.get_by_role("button", name="Save the view").click()
    page.get_by_role("link", name="The Webers 5").wait_for()
    page.goto("/portfolio/")
    page.get_by_role("link", name="The Webers 5").click()
    page.get_by_text("Sum of 5").wait_for()
    lena.picture("saved-view")
    page.goto("/portfolio/")


def take_the_workbook(lena: Person, file: Path) -> None:
    """Its last row has, to the cent, what the page's last row says in whole units."""
    page = lena.page
    with page.expect_download() as download:
        page.get_by_role("link", name="Export XLSX").click()
    download.value.save_as(file)
    sheet = openpyxl.load_workbook(file).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sums = dict(zip(heads, (cell.value for cell in sheet[sheet.max_row]), strict=True))
    for head in FIGURES:
        named = f"{head}, EUR"
        column = [row[heads.index(named)].value for row in sheet.iter_rows(min_row=2, max_row=sheet.max_row - 1)]
        added = sum(Decimal(str(value)) for value in column if isinstance(value, int | float))
        assert Decimal(str(sums[named])) == added, head
        shown = page.locator(f"tfoot td[data-label='{head}']").inner_text().split("\n")[0]
        whole = int("".join(one for one in shown.replace("−", "-") if one in "-0123456789") or 0)
        assert abs(whole - added) < 1, (head, shown, added)


def mend_a_flag(lena: Person, customer: Customer) -> None:
    page = lena.page
    flag = page.locator("tbody tr", has_text=customer.name).locator("td.flags a").first
    anchor = str(flag.get_attribute("href")).partition("#")[2]
    flag.click()
    page.wait_for_url(f"**/customers/{customer.pk}/#{anchor}")
    assert page.locator(f"#{anchor}").is_visible()
    lena.picture("where-it-is-mended")
