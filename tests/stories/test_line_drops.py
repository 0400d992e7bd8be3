"""In a car park: the line drops while value is logged. Nothing typed is lost, nothing is sent by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from outcomes.models import ValueEvent
from tests.cast import Cast, agreed, dimension_of, reading
from tests.stories.conftest import PHONE, Person


@pytest.mark.timeout(120)
def test_line_drops(committed_db: object, cast: Cast, person: Callable[..., Person], tmp_path: Path) -> None:
    close = dimension_of(cast.halden, name="Days to close the month", owner_theirs=cast.champion)
    agreed(close, by=cast.champion)
    reading(close, date(2025, 1, 1), "1")
    file = tmp_path / "close-report.pdf"
    file.write_bytes(b"%PDF-1.7\n1 0 obj<<>>endobj\n" * 100)
    mara = person("mara", PHONE)
    mara.sign_in_with_password(cast.account_manager)
    page = mara.page
    page.goto(f"/log/?dimension={close.pk}")
    page.wait_for_load_state("networkidle")

    page.context.set_offline(True)
    page.locator("textarea[name=note]").fill("Typed in the car park")
    page.locator("[data-drop] input[type=file]").set_input_files(file)
    page.get_by_text("With the files, in number: 1.").wait_for()
    page.locator("[data-send-button]").click()
    page.get_by_text("Not sent: no connection.").wait_for()
    mara.picture("no-line")
    assert not ValueEvent.objects.exists()

    page.context.set_offline(False)
    page.goto(f"/log/?dimension={close.pk}")  # as after the phone had closed the page
    page.get_by_text("What you typed on this device is back").wait_for()
    page.locator("[data-drop-list]").get_by_text("close-report.pdf").wait_for()
    assert page.locator("textarea[name=note]").input_value() == "Typed in the car park"
    mara.picture("back")
    assert not ValueEvent.objects.exists()

    page.locator("[data-send-button]").click()
    page.wait_for_url("**/events/*/")
    event = ValueEvent.objects.get()
    assert (event.state, event.note) == ("stated", "Typed in the car park")
    assert [one.name for one in event.evidence.all()] == ["close-report.pdf"]

    page.goto(f"/log/?dimension={close.pk}")  # it has left the device
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-drop-list]").inner_text() == ""
    assert page.locator("textarea[name=note]").input_value() == ""
