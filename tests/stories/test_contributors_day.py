"""The contributor's day: a reading and, for a claim that was stated already, the evidence that came later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from outcomes.models import Measurement
from tests.cast import Cast, agreed, dimension_of, reading, stated
from tests.stories.conftest import PHONE, Person


@pytest.mark.timeout(120)
def test_contributors_day(committed_db: object, cast: Cast, person: Callable[..., Person], tmp_path: Path) -> None:
    close = dimension_of(cast.halden, name="Days to close the month", unit="days")
    agreed(close, by=cast.champion)
    claim = stated(reading(close, date(2025, 1, 1), "1"), by=cast.account_manager)
    file = tmp_path / "close-report.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj<<>>endobj\n" * 100)

    ines = person("ines", PHONE)
    ines.sign_in_with_password(cast.contributor)
    page = ines.page
    ines.picture("today")
    page.goto(f"/customers/{cast.halden.pk}/")
    ines.picture("customer")
    page.get_by_role("link", name="Days to close the month").first.click()
    page.wait_for_url("**/dimensions/*/")
    page.get_by_role("link", name="Add a reading").click()
    for name, text in (
        ("period_start", "2025-02-01"),
        ("period_end", "2025-02-28"),
        ("value", "many"),
        ("source", "Ledger"),
    ):
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="Record the reading").click()
    page.locator("#errors").wait_for()
    ines.picture("not-a-figure")
    assert page.locator("#id_source").input_value() == "Ledger"
    page.locator("#id_value").fill("2.5")
    page.get_by_role("button", name="Record the reading").click()
    page.locator("main table").get_by_text("February 2025").first.wait_for()
    ines.picture("reading")
    assert str(Measurement.objects.get(period_start=date(2025, 2, 1)).value.normalize()) == "2.5"

    page.goto(f"/events/{claim.pk}/")
    assert page.get_by_role("link", name="Withdraw").count() == 0  # hers is to add, not to take out
    page.get_by_role("link", name="Add evidence").click()
    page.locator("[data-drop] input[type=file]").set_input_files(file)
    page.locator("[data-drop-list]").get_by_text("close-report.pdf").wait_for()
    ines.picture("evidence")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(f"**/events/{claim.pk}/**")
    page.get_by_text("close-report.pdf").first.wait_for()
    ines.picture("added-later")
    assert [one.name for one in claim.evidence.all()] == ["close-report.pdf"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ines.complaints == []
