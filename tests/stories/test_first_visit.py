"""Somebody who has never seen it: from the sign-in page to a confirmed claim and its PDF, without reading anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outcomes.models import Decision
from reports import demonstration
from tests.stories.conftest import PHONE, Person


@pytest.mark.timeout(300)
def test_first_visit(
    committed_db: object,
    broker: str,
    settings: Any,
    person: Callable[..., Person],
    start_process: Callable[..., object],
    tmp_path: Path,
) -> None:
    demonstration.load(only_by_hand=True)
    settings.DEMO_SIGN_IN = True
    start_process("manage.py", "dispatch")
    start_process("celery", "--app", "config", "worker", "--queues", "mail,reports", "--concurrency", "1")
    ines = person("ines", PHONE)
    page = ines.page

    page.goto("/")
    ines.picture("who")
    page.get_by_role("button", name="Ines Okafor").click()
    page.wait_for_url("**/portal/")
    ines.picture("portal")
    page.get_by_role("link", name="wait for you").first.click()
    page.wait_for_url("**/portal/claims/**")
    ines.picture("claim")
    ines.read()
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Recorded").first.wait_for()
    ines.picture("confirmed")
    assert Decision.objects.filter(kind="confirmed", origin="portal").count() == 1

    page.goto("/portal/")
    page.get_by_role("button", name="Make the report").click()
    link = page.locator("a[href$='/download/']")
    link.wait_for(timeout=90_000)
    ines.picture("report")
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert ines.complaints == []
