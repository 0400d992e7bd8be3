"""The champion's day on her phone: the answer, every kind of decision, her own words, finance, the report upstairs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from outcomes.models import CustomerTotal, Decision, ValueEvent
from tests.cast import Cast, agreed, dimension_of, reading, stated
from tests.factories import SpendEntryFactory
from tests.stories.conftest import PHONE, Person


@pytest.mark.timeout(300)
def test_champions_day(
    committed_db: object,
    broker: str,
    cast: Cast,
    person: Callable[..., Person],
    start_process: Callable[..., object],
    tmp_path: Path,
) -> None:
    cast.champion.may_sign_finance = True
    cast.champion.save()
    close = dimension_of(cast.halden, name="Days to close the month", unit="days")
    agreed(close, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(1200), share=Decimal("0.8"))
    for month in (1, 2, 3):
        stated(reading(close, date(2025, month, 1), str(month)), by=cast.account_manager)
    SpendEntryFactory(customer=cast.halden, amount_minor=4_000_000, on=date(2025, 2, 1))
    start_process("manage.py", "dispatch")
    start_process("celery", "--app", "config", "worker", "--queues", "mail,reports", "--concurrency", "1")

    clara = person("clara", PHONE)
    clara.sign_in_by_code(cast.champion)
    clara.page.get_by_text("3 claims wait for you").first.wait_for()
    assert clara.page.locator("#say li").count() == 3
    clara.picture("answer")
    decide_each_way(clara)
    total = CustomerTotal.objects.get(customer=cast.halden)
    assert (total.confirmed, total.disputed, total.undecided) == (2_784_000 + 2_000_000, 2_592_000, 0)
    speak_first(clara)
    assert ValueEvent.objects.filter(claimed_minor__in=(-150_000, -90_000)).count() == 2
    answer_for_the_money(clara)
    take_the_report(clara, tmp_path / "report.pdf")
    give_it_to_the_board(clara, person("karl", PHONE))
    change_her_mind(clara)
    clara.page.goto("/portal/")
    clara.page.get_by_text("Overtaken: something was stated or decided since.").wait_for()
    clara.picture("overtaken")
    assert clara.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    wide = person("clara-wide")
    wide.sign_in_by_code(cast.champion)
    wide.page.get_by_text("Overtaken: something was stated or decided since.").wait_for()
    wide.picture("answer")
    assert [clara.complaints, wide.complaints] == [[], []]


def tap_twice(page: Any, button: Any) -> None:
    """A thumb that trembles: the second tap lands where the button was."""
    box = button.bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(*at)
    page.wait_for_timeout(300)
    page.touchscreen.tap(*at)


def decide_each_way(clara: Person) -> None:
    page = clara.page
    page.get_by_role("link", name="wait for you").first.click()
    page.get_by_text("Claim 1 of 3").first.wait_for()
    clara.picture("claim")
    clara.read()
    tap_twice(page, page.get_by_role("button", name="Confirm 27,840"))
    page.get_by_text("1 decided, 2 left").first.wait_for()
    page.wait_for_timeout(500)
    assert ValueEvent.objects.filter(state="confirmed").count() == 1 and page.url.endswith("/decided/?done=1")
    clara.picture("decided")
    page.reload()  # the second tap took the focus with it
    assert page.evaluate("document.activeElement.textContent") == "Next claim, 2 left"
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Adjust").wait_for()
    clara.picture("next-claim")
    page.get_by_role("link", name="Adjust").click()
    page.locator("#id_amount").fill("30000")
    page.locator("#id_reason").fill("The new calendar helped too.")
    page.locator("form#adjust button.btn-primary").click()
    page.get_by_text("A gain can only be made smaller").first.wait_for()
    clara.picture("too-much")
    assert page.locator("#id_reason").input_value() == "The new calendar helped too."
    page.locator("#id_amount").fill("20000")
    page.locator("#counts").get_by_text("20,000").wait_for()
    clara.picture("adjust")
    page.locator("form#adjust button.btn-primary").click()
    page.get_by_role("link", name="Next claim").click()
    page.get_by_role("link", name="Dispute").click()
    page.locator("#id_reason").fill("Half of it was our own clean-up.")
    clara.picture("dispute")
    page.get_by_role("button", name="Dispute it").click()
    page.get_by_role("link", name="Take it upstairs").click()
    page.get_by_text("Nothing waits for you").wait_for()
    clara.picture("all-decided")


def speak_first(clara: Person) -> None:
    for link, title, amount, button in (
        ("State a shortfall", "Two nights of overtime", "1500", "State this shortfall"),
        ("State a cost we bore", "Our own training days", "900", "State this cost"),
    ):
        page = clara.page
        page.goto("/portal/")
        page.get_by_role("link", name=link).click()
        page.locator("#id_title").fill(title)
        page.locator("#id_amount").fill(amount)
        page.locator("#id_period_start").fill("2025-03-01")
        page.locator("#id_period_end").fill("2025-03-31")
        page.locator("#id_cause").fill("The release of March failed twice.")
        page.get_by_role("button", name=button).click()
        page.get_by_text(title).first.wait_for()
        clara.picture(button.split()[-1])


def answer_for_the_money(clara: Person) -> None:
    page = clara.page
    page.goto("/portal/spend/")
    clara.picture("spend")
    page.locator("#id_until").fill("2025-03-31")
    clara.read()
    page.get_by_role("button", name="Confirm the spend").click()
    page.wait_for_load_state()
    assert Decision.objects.filter(kind="spend_confirmed").count() == 1
    page.goto("/portal/sign-off/?start=2025-01-01&end=2025-03-31")
    page.get_by_text("Gains, confirmed").wait_for()
    clara.picture("sign-off")
    clara.read()
    page.get_by_role("button", name="Sign these sums off").click()
    page.locator("ol.timeline li").first.wait_for()
    clara.picture("signed-off")


def take_the_report(clara: Person, file: Path) -> None:
    page = clara.page
    page.goto("/portal/")
    page.get_by_role("button", name="Make the report").click()
    link = page.locator("a[href$='/download/']")
    link.wait_for(timeout=90_000)
    clara.picture("report")
    with page.expect_download() as download:
        link.click()
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF-")


def give_it_to_the_board(clara: Person, karl: Person) -> None:
    """A link for one reader, who has no account: he opens the document with two clicks, and she sees that he did."""
    page = clara.page
    page.goto("/portal/")
    page.get_by_role("link", name="Make a link for somebody").click()
    page.locator("#id_for_name").fill("Karl Thoma, chairman")
    page.get_by_role("button", name="Make the link").click()
    address = page.locator("#new-link").inner_text()
    clara.picture("link")
    karl.page.goto(urlsplit(address).path)
    karl.page.get_by_text("A document for Karl Thoma, chairman").wait_for()
    karl.picture("given")
    with karl.page.expect_download() as download:
        karl.page.get_by_role("button", name="Open the document").click()
    assert download.value.suggested_filename.startswith("Past Value Delivered, Halden Bank")
    assert karl.page.context.cookies() == [] and karl.complaints == []
    page.get_by_role("link", name="Back to the document").click()
    page.get_by_text("opened once").wait_for()
    clara.picture("links")


def change_her_mind(clara: Person) -> None:
    """What she confirmed in the morning is disputed after all: both decisions stay in sight."""
    page = clara.page
    event = ValueEvent.objects.get(claimed_minor=2_784_000)
    page.goto("/portal/claims/")
    page.get_by_role("link", name="January 2025").first.click()
    page.get_by_text("Changed your mind?").wait_for()
    page.get_by_role("link", name="Dispute").click()
    page.locator("#id_reason").fill("January was closed by hand, as ever.")
    clara.picture("changes-her-mind")
    page.get_by_role("button", name="Dispute it").click()
    page.wait_for_url(f"**/portal/claims/{event.pk}/")
    page.locator(".said").get_by_text("January 2025, claimed: 27,840 EUR. It is not counted.").wait_for()
    assert page.locator("ol.timeline li").count() == 3  # stated, confirmed, disputed
    clara.picture("both-stay")
    event.refresh_from_db()
    assert event.state == "disputed"
