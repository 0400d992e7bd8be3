"""The account manager's day, from the keyboard: what waits, several periods in one go, a reminder sent and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import MailMessage
from outcomes.models import Decision, Reminder, ValueEvent
from tests.cast import Cast, agreed, dimension_of, on_day, reading
from tests.factories import ValueEventFactory
from tests.stories.conftest import PHONE, Person


@pytest.mark.timeout(300)
def test_account_managers_day(committed_db: object, cast: Cast, person: Callable[..., Person]) -> None:
    today = cast.nordwerk.today()
    before = (today.replace(day=1) - timedelta(days=100)).replace(day=1)
    with on_day(before):
        close = dimension_of(cast.halden, name="Days to close the month", unit="days", owner_theirs=cast.champion)
    agreed(close, by=cast.champion, on=before)
    months = [(today.replace(day=1) - timedelta(days=days)).replace(day=1) for days in (70, 40, 10)]
    for month, value in zip(months, ("12", "31", "8"), strict=True):
        reading(close, month, value)
    ValueEventFactory(
        dimension=dimension_of(cast.halden, name="Call-backs"),
        title="Fewer call-backs",
        drafted_by=cast.account_manager,
    )

    mara = person("mara")
    mara.sign_in_with_password(cast.account_manager)
    page = mara.page
    page.get_by_text("State the shortfall").wait_for()
    mara.picture("today")
    log_all(mara)
    assert Decision.objects.filter(kind="stated").count() == 3
    remind_and_take_back(mara)
    assert not Reminder.objects.exists()
    assert not MailMessage.objects.filter(subject__contains="wait").exists()
    discard_and_bring_back(mara)
    assert ValueEvent.objects.filter(state="draft").count() == 1
    find(mara, "call")
    with on_day(before):
        hours = dimension_of(cast.halden, name="Hours of overtime", unit="hours", owner_theirs=cast.champion)
    agreed(hours, by=cast.champion, on=before)
    reading(hours, months[0], "12")
    log_from_the_keyboard(mara)
    assert ValueEvent.objects.get(dimension=hours).state == "stated"
    on_the_phone(person("mara-phone", PHONE), cast)
    assert mara.complaints == []


def log_all(mara: Person) -> None:
    page = mara.page
    focused = page.locator("[data-act]:focus")
    while "Log all" not in (focused.text_content() if focused.count() else ""):
        page.keyboard.press("j")
    mara.picture("line")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dimensions/*/log/")
    mara.picture("several")
    page.locator("[data-send-button]").click()
    page.wait_for_url("**/today/")
    page.get_by_text("Clara Meier decides.").wait_for()
    assert page.get_by_text("measured, not claimed").count() == 0
    mara.picture("stated")


def remind_and_take_back(mara: Person) -> None:
    page = mara.page
    page.get_by_role("button", name=re.compile("^Remind")).click()
    page.get_by_text("Clara Meier is reminded by mail.").wait_for()
    assert page.get_by_text("Reminded today.").is_visible()
    mara.picture("reminded")
    page.keyboard.press("z")
    page.get_by_text("Taken back. Nothing is sent.").wait_for()
    mara.picture("taken-back")


def discard_and_bring_back(mara: Person) -> None:
    page = mara.page
    page.goto(f"/events/{ValueEvent.objects.get(state='draft').pk}/")
    page.get_by_role("button", name="Discard the draft").click()
    page.get_by_text("Draft “Fewer call-backs” discarded.").wait_for()
    mara.picture("discarded")
    page.keyboard.press("z")
    page.get_by_text("The draft is back.").wait_for()


def find(mara: Person, words: str) -> None:
    page = mara.page
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    assert page.locator("mark").first.is_visible()
    mara.picture("found")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/today/")


def log_from_the_keyboard(mara: Person) -> None:
    page = mara.page
    page.keyboard.press("l")
    page.wait_for_url("**/log/**")
    dimension = page.locator("#id_dimension")
    dimension.focus()
    while "Hours of overtime" not in dimension.evaluate("one => one.selectedOptions[0].text"):
        page.keyboard.press("ArrowDown")
    page.locator("#working").get_by_text("Agreed rate").first.wait_for()
    mara.picture("log")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/events/*/")


def on_the_phone(mara: Person, cast: Cast) -> None:
    mara.sign_in_with_password(cast.account_manager)
    mara.page.locator(".phone-bar .count").wait_for()
    mara.picture("today")
    assert mara.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
