"""The executive's day. One has no account: a mail, a button, the document, its number, and a link that is dead the next day.
The other has one: her question is answered on her first screen, and she signs a period for finance."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from accounts.models import MailMessage
from outcomes.models import Decision
from outcomes.services.ledger import confirm
from reports.models import Report, ReportAccess, ReportLink
from reports.services import request_report
from tests.access.world import finish_report
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import SpendEntryFactory
from tests.stories.conftest import PHONE, Person


@pytest.fixture
def report(committed_db: object, cast: Cast) -> Report:
    """Two months confirmed and what was paid for them; the document is there, as if a worker had made it."""
    close = dimension_of(cast.halden, name="Days to close the month", unit="days")
    agreed(close, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(1200), share=Decimal("0.8"))
    for month in (1, 2):
        confirm(
            event=stated(reading(close, date(2025, month, 1), "2"), by=cast.account_manager), voice=voice(cast.champion)
        )
    SpendEntryFactory(customer=cast.halden, amount_minor=4_000_000, on=date(2025, 2, 1))
    made = request_report(customer=cast.halden, requested_by=None, locale="en")
    finish_report(made)
    return made


@pytest.mark.timeout(300)
def test_executives_day_without_an_account(
    report: Report, cast: Cast, person: Callable[..., Person], tmp_path: Path
) -> None:
    clara = person("clara-wide")
    clara.sign_in_by_code(cast.champion)
    clara.page.get_by_role("link", name="Make a link for somebody").click()
    clara.page.locator("#id_for_name").fill("Karl Thoma, CFO")
    clara.page.locator("#id_email").fill("karl.thoma@holding.example")
    clara.page.get_by_role("button", name="Make the link").click()
    clara.page.get_by_text("The link is on its way to karl.thoma@holding.example.").first.wait_for()
    clara.picture("mailed")

    mail = MailMessage.objects.get(to="karl.thoma@holding.example")
    address = re.search(r"^http\S+/document/\S+$", mail.body, re.MULTILINE)
    assert address is not None and "Clara Meier gives you a document" in mail.subject
    karl = person("karl", PHONE)
    file = take_the_document(karl, urlsplit(address[0]).path, tmp_path)
    assert karl.page.context.cookies() == []
    check_it(karl, report, file)
    assert ReportAccess.objects.get(report=report).link == ReportLink.objects.get()

    revoke(clara)
    karl.page.goto(urlsplit(address[0]).path)
    karl.page.get_by_text("This link opens no document").first.wait_for()
    karl.picture("the-day-after")
    assert karl.page.locator("button.btn-primary").count() == 0
    karl.complaints = [one for one in karl.complaints if "404" not in one]  # the answer that he came for
    assert [clara.complaints, karl.complaints] == [[], []]


def take_the_document(karl: Person, path: str, folder: Path) -> Path:
    """The link shows who gives what; only the button opens it."""
    page = karl.page
    page.goto(path)
    page.get_by_text("A document for Karl Thoma, CFO").wait_for()
    assert not ReportAccess.objects.exists()
    karl.picture("given")
    with page.expect_download() as download:
        page.get_by_role("button", name="Open the document").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name.startswith("Past Value Delivered, Halden Bank") and file.read_bytes().startswith(b"%PDF-")
    return file


def check_it(karl: Person, report: Report, file: Path) -> None:
    """By the number of its first page, then by the file itself, which does not leave the phone."""
    page = karl.page
    page.goto("/check/")
    page.locator("#code").fill(report.code.lower())
    page.get_by_role("button", name="Check the document").click()
    page.get_by_text("This number is genuine.").wait_for()
    page.get_by_text("It is the latest edition.").wait_for()
    page.locator("#check-file").set_input_files(file)
    page.get_by_text("Unaltered: this is the file as it was issued.").wait_for()
    karl.picture("genuine")
    other = file.with_name("passed on.pdf")
    other.write_bytes(file.read_bytes() + b"more")
    page.locator("#check-file").set_input_files(other)
    page.get_by_text("Altered, or another file").wait_for()


def revoke(clara: Person) -> None:
    clara.page.reload()
    clara.page.get_by_text("opened once").wait_for()
    clara.page.get_by_role("link", name="Revoke").click()
    clara.picture("revoke")
    clara.read()
    clara.page.get_by_role("button", name="Revoke the link").click()
    clara.page.get_by_text("by Clara Meier").first.wait_for()
    clara.picture("revoked")


@pytest.mark.timeout(300)
def test_executives_day_with_the_right_to_sign(report: Report, cast: Cast, person: Callable[..., Person]) -> None:
    for felix in (person("felix", PHONE), person("felix-wide")):
        felix.sign_in_by_code(cast.cfo)
        first = felix.page.evaluate(
            "[...document.querySelectorAll('.home-answer .sheet > *, #say li')]"
            ".filter((one) => one.getBoundingClientRect().bottom <= innerHeight).map((one) => one.innerText).join('\\n')"
        )
        for words in ("Spent", "Gains, confirmed", "Shortfalls", "Net of what we spent", "has signed no period off"):
            assert words in first, (felix.name, words)
        felix.picture("answer")
    page = felix.page
    page.locator(".home-answer").get_by_role("link", name="Sign a period off").click()
    page.locator("#id_start").fill("2025-01-01")
    page.get_by_role("button", name="Show what stands in it").click()
    page.get_by_text("Gains, confirmed").wait_for()
    felix.picture("sums")
    felix.read()
    page.get_by_role("button", name="Sign these sums off").click()
    page.locator("ol.timeline li").first.wait_for()
    signed = Decision.objects.get(kind=Decision.Kind.PERIOD_SIGNED_OFF)
    assert (signed.by_stakeholder, signed.amount_minor) == (cast.cfo, 2 * 28 * 96_000)
    page.goto("/portal/")
    page.locator(".home-answer").get_by_text("Your finance last signed a period off on").first.wait_for()
    felix.picture("signed")
    assert felix.complaints == []
