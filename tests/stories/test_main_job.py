"""The main job, by three people in three browsers: agree, measure, log, confirm, adjust, dispute, take it upstairs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from pypdf import PdfReader

from outcomes.models import CustomerTotal, Decision, ValueEvent
from reports.models import Report
from tests.cast import Cast, agreed, dimension_of, reading
from tests.stories.conftest import PHONE, Person

JANUARY, FEBRUARY, MARCH = (date(2025, month, 1) for month in (1, 2, 3))


@pytest.mark.long
@pytest.mark.timeout(300)
def test_main_job(
    committed_db: object,
    broker: str,
    cast: Cast,
    person: Callable[..., Person],
    start_process: Callable[..., object],
    tmp_path: Path,
) -> None:
    close = dimension_of(cast.halden, name="Days to close the month", unit="days")
    agreed(close, by=cast.champion, baseline=Decimal(30), target=Decimal(3), rate=Decimal(1200), share=Decimal("0.8"))
    for month, value in ((JANUARY, "1"), (FEBRUARY, "2"), (MARCH, "3")):
        reading(close, month, value)
    start_process("manage.py", "dispatch")
    start_process("celery", "--app", "config", "worker", "--queues", "mail,reports", "--concurrency", "1")

    mara = person("mara")
    mara.sign_in_with_password(cast.account_manager)
    propose_new_terms(mara, cast)
    clara = person("clara", PHONE)
    clara.sign_in_by_code(cast.champion)
    agree_terms(clara)
    measure_today(mara)
    for month in ("January 2025", "February 2025", "March 2025"):
        log(mara, "Days to close the month", month)
    log(mara, "Calls about late payments", None)
    assert ValueEvent.objects.filter(state="stated").count() == 4

    confirm_claim(clara, "27,840.00 EUR")
    felix = person("felix")
    felix.sign_in_by_code(cast.cfo)
    adjust_claim(felix, "20000")
    dispute_claim(clara, "Half of it was our own clean-up.")
    total = CustomerTotal.objects.get(customer=cast.halden)
    assert (total.confirmed, total.disputed) == (2_784_000 + 2_000_000, 2_592_000)

    clara_takes_it_upstairs(clara, tmp_path)
    call_command("verify_ledger")
    call_command("check_totals")
    assert [mara.complaints, clara.complaints, felix.complaints] == [[], [], []]


def propose_new_terms(mara: Person, cast: Cast) -> None:
    page = mara.page
    mara.picture("today")
    page.goto("/customers/")
    page.get_by_role("link", name="Halden Bank").first.click()
    mara.picture("customer")
    page.goto(f"/customers/{cast.halden.pk}/outcomes/new/")
    page.locator("#id_title").fill("Fewer questions from customers")
    page.locator("main form button.btn-primary").click()
    mara.picture("outcome")
    outcome = cast.halden.outcomes.get(title="Fewer questions from customers")
    page.goto(f"/outcomes/{outcome.pk}/dimensions/new/")
    page.locator("#id_name").fill("Calls about late payments")
    page.locator("#id_unit").fill("calls a day")
    page.locator("main form button.btn-primary").click()
    dimension = outcome.dimensions.get()
    page.goto(f"/dimensions/{dimension.pk}/terms/new/")
    today = cast.nordwerk.today()
    page.locator("input[name=direction]").first.check(force=True)
    for name, text in (
        ("baseline", "40"),
        ("baseline_start", (today - timedelta(days=40)).isoformat()),
        ("baseline_end", (today - timedelta(days=10)).isoformat()),
        ("baseline_source", "Telephone system"),
        ("target", "20"),
        ("target_on", (today + timedelta(days=200)).isoformat()),
        ("share", "100"),
    ):
        page.locator(f"#id_{name}").fill(text)
    page.locator("#id_asked").select_option(label=cast.champion.name)
    mara.picture("terms")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**/dimensions/{dimension.pk}/")
    mara.picture("dimension")


def agree_terms(clara: Person) -> None:
    page = clara.page
    clara.picture("portal")
    page.locator("a[href^='/portal/terms/']").first.click()
    clara.picture("terms")
    clara.read()
    page.get_by_role("button", name="Agree these terms").click()
    page.wait_for_load_state()
    clara.picture("agreed")
    assert Decision.objects.filter(kind="terms_agreed").count() == 2


def measure_today(mara: Person) -> None:
    page = mara.page
    page.goto(page.url.rstrip("/") + "/measurements/new/")
    today = datetime.now(tz=UTC).date().isoformat()
    for name, text in (("period_start", today), ("period_end", today), ("value", "25"), ("source", "Telephone system")):
        page.locator(f"#id_{name}").fill(text)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/dimensions/*/")
    mara.picture("measured")


def log(mara: Person, dimension: str, month: str | None) -> None:
    """Log value: the working is there before anything is sent, and it is the one that is stated."""
    page = mara.page
    page.goto("/log/")
    value = page.locator("#id_dimension option", has_text=dimension).first.get_attribute("value")
    page.locator("#id_dimension").select_option(value)
    page.locator("#period").get_by_text(month or "Period").first.wait_for()
    if month is not None and page.locator("#period input[type=radio]").count():
        page.locator("#period").get_by_label(month).check(force=True)
        page.locator("#working").get_by_text("Agreed rate").first.wait_for()
    mara.picture("log")
    page.locator("[data-send-button]").click()
    page.wait_for_url("**/events/*/")
    mara.picture("stated")


def confirm_claim(clara: Person, amount: str) -> None:
    open_claim(clara, amount)
    clara.picture("claim")
    clara.read()
    clara.page.get_by_role("button", name="Confirm").click()
    clara.page.wait_for_load_state()
    clara.picture("confirmed")
    assert ValueEvent.objects.get(claimed_minor=2_784_000).state == "confirmed"


def adjust_claim(felix: Person, amount: str) -> None:
    open_claim(felix, "26,880.00 EUR")
    felix.page.get_by_role("link", name="Adjust").click()
    felix.page.locator("#id_amount").fill("30000")
    felix.page.locator("#id_reason").fill("The new calendar helped too.")
    felix.page.locator("main form button.btn-primary").click()
    felix.page.get_by_text("A gain can only be made smaller").first.wait_for()
    felix.picture("too-much")
    felix.page.locator("#id_amount").fill(amount)
    felix.page.locator("main form button.btn-primary").click()
    felix.page.wait_for_url("**/portal/**")
    felix.picture("adjusted")
    assert ValueEvent.objects.get(claimed_minor=2_688_000).decided_minor == 2_000_000


def dispute_claim(clara: Person, reason: str) -> None:
    open_claim(clara, "25,920.00 EUR")
    clara.page.get_by_role("link", name="Dispute").click()
    clara.page.locator("#id_reason").fill(reason)
    clara.picture("dispute")
    clara.page.locator("main form button.btn-primary").click()
    clara.page.wait_for_load_state()
    assert ValueEvent.objects.get(claimed_minor=2_592_000).state == "disputed"


def open_claim(somebody: Person, amount: str) -> None:
    """The claim of this amount, found as she would: on the page of what waits for her."""
    page = somebody.page
    page.goto("/portal/claims/")
    page.locator("main li, main tr", has_text=amount.replace(" ", "\u00a0")).or_(
        page.locator("main li, main tr", has_text=amount.removesuffix(".00 EUR"))
    ).first.get_by_role("link").first.click()
    page.wait_for_url("**/portal/claims/*/")


def clara_takes_it_upstairs(clara: Person, folder: Path) -> None:
    """She orders the report, watches it being made, and takes it away; its first page states the decided figures."""
    page = clara.page
    page.goto("/portal/")
    clara.picture("answer")
    page.locator("form[action$='/reports/new/'] button").first.click()
    page.wait_for_url("**/reports/*/")
    clara.picture("being-made")
    link = page.locator("a[href$='/download/']")
    link.wait_for(timeout=90_000)
    clara.picture("ready")
    with page.expect_download() as download:
        link.click()
    file = folder / "report.pdf"
    download.value.save_as(file)
    answer = PdfReader(io.BytesIO(file.read_bytes())).pages[1].extract_text()
    squeezed = "".join(answer.split())
    for figure in ("47,840.00", "25,920.00"):
        assert figure in squeezed, answer
    assert "notmonetised" not in squeezed
    report = Report.objects.get()
    page.goto(f"/check/{report.code}/")
    clara.picture("check")
    assert report.file_digest in page.content()
