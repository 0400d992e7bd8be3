"""The administrator's day: a colleague joins, somebody leaves, a second factor, a session ended, history, an import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from accounts.models import Customer, MailMessage, Membership, Team
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.stories.conftest import PHONE, Person

HEADINGS = "name,currency,accountable,team\n"


@pytest.mark.timeout(200)
def test_administrators_day(
    committed_db: object,
    broker: str,
    cast: Cast,
    person: Callable[..., Person],
    start_process: Callable[..., object],
    tmp_path: Path,
) -> None:
    start_process("manage.py", "dispatch")
    start_process("celery", "--app", "config", "worker", "--queues", "mail,reports", "--concurrency", "1")
    ada = person("ada")
    ada.sign_in_with_password(cast.administrator)
    invite(ada)
    join(person("jonas"))
    make_a_team(ada)
    let_leave(ada, cast)
    assert Customer.objects.get(pk=cast.halden.pk).accountable.user.name == "Jonas Feld"
    secret = add_an_app(ada)
    sign_in_with_it(person("ada-phone", PHONE), cast, secret)
    end_the_other_session(ada)
    import_customers(ada, tmp_path)
    assert Customer.objects.filter(name__startswith="Ferner").count() == 2
    look_back(ada, tmp_path)
    assert ada.complaints == []


def invite(ada: Person) -> None:
    page = ada.page
    page.goto("/set-up/")
    ada.picture("set-up")
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("E-mail").fill("jonas.feld@nordwerk.example")
    page.get_by_label("Name", exact=True).fill("Jonas Feld")
    page.get_by_label("Role", exact=True).select_option("account_manager")
    ada.picture("invites")
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text("Jonas Feld").first.wait_for()
    ada.picture("invited")


def join(jonas: Person) -> None:
    """By the address in his mail, with a password of his own, to the page where his day begins."""
    path = re.search(r"/join/\w+/", MailMessage.objects.get(to="jonas.feld@nordwerk.example").body)
    assert path is not None
    page = jonas.page
    page.goto(path[0])
    page.locator("#id_password1").fill(PASSWORD)
    page.locator("#id_password2").fill(PASSWORD)
    jonas.picture("join")
    page.get_by_role("button", name="Set the password and begin").click()
    page.wait_for_url("**/today/")
    jonas.picture("in")
    assert jonas.complaints == []


def make_a_team(ada: Person) -> None:
    page = ada.page
    page.goto("/set-up/teams/")
    page.get_by_role("link", name="Add a team").click()
    page.locator("#id_name").fill("West")
    page.get_by_role("group", name="Members").get_by_label("Jonas Feld").check(force=True)
    ada.picture("team")
    page.locator("main form button.btn-primary").first.click()
    page.get_by_text("West").first.wait_for()
    assert Team.objects.get(name="West").members.get().user.name == "Jonas Feld"


def let_leave(ada: Person, cast: Cast) -> None:
    page = ada.page
    page.goto(f"/set-up/people/{cast.account_manager.pk}/leave/")
    page.locator("#id_successor").select_option(label="Jonas Feld")
    ada.picture("leaves")
    page.get_by_role("button", name="End this person’s access now").click()
    page.wait_for_url(re.compile(r"/set-up/people/(\d+/)?(\?.*)?$"))
    ada.picture("left")
    assert Membership.objects.get(pk=cast.account_manager.pk).deactivated_at is not None


def code_of(secret: str) -> str:
    """What her app shows now."""
    _before, now, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now)))


def add_an_app(ada: Person) -> str:
    page = ada.page
    page.goto("/account/")
    page.get_by_role("link", name="Add an app").click()
    if page.locator("input[type=password]").count():
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
    page.locator(".key-text").wait_for()
    secret: str = page.locator(".key-text").inner_text().strip()
    ada.picture("app")
    page.locator("#id_code").fill(code_of(secret))
    page.get_by_role("button", name="Add the app").click()
    page.locator("ul.codes li").first.wait_for()
    assert page.locator("ul.codes li").count() == 10
    ada.picture("recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_text("10 left").wait_for()
    ada.picture("account")
    return secret


def sign_in_with_it(ada: Person, cast: Cast, secret: str) -> None:
    """On her phone. A code counts once: this one is of half a minute later."""
    page = ada.page
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(cast.administrator.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/second-factor/**")
    ada.picture("second-factor")
    with later():
        page.locator("#id_code").fill(code_of(secret))
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/today/")
    page.goto("/set-up/")
    ada.picture("set-up")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ada.complaints == []


def later() -> Any:
    """The server's clock half a minute on: the site runs in this process."""
    return time_machine.travel(datetime.now(UTC) + timedelta(seconds=31), tick=True)


def end_the_other_session(ada: Person) -> None:
    page = ada.page
    page.goto("/account/")
    ada.picture("sessions")
    page.get_by_role("button", name="End all others").click()
    page.wait_for_load_state()
    assert page.get_by_role("button", name="End all others").count() == 0


def import_customers(ada: Person, folder: Path) -> None:
    """A file with one refused row: nothing is written, and the line says what is wrong; then the mended one."""
    good = "Ferner Bau,EUR,tom.brandt@nordwerk.example,South\n"
    send(ada, folder / "customers.csv", HEADINGS + good + "Ferner Holz,Euro,tom.brandt@nordwerk.example,South\n")
    page = ada.page
    page.get_by_text("1 of 2 rows is refused: nothing can be written").wait_for(timeout=60_000)
    ada.picture("refused")
    assert not Customer.objects.filter(name__startswith="Ferner").exists()
    page.get_by_role("link", name="Send the mended file").click()
    page.wait_for_url("**/imports/new/customers/")
    send(ada, folder / "mended.csv", HEADINGS + good + "Ferner Holz,EUR,tom.brandt@nordwerk.example,South\n")
    write = page.get_by_role("button", name="Write these rows")
    write.wait_for(timeout=60_000)
    ada.picture("would-be-written")
    write.click()
    page.get_by_text("Written: 2 new rows").wait_for(timeout=60_000)
    ada.picture("written")


def send(ada: Person, file: Path, content: str) -> None:
    file.write_text(content)
    page = ada.page
    page.goto("/imports/new/customers/")
    page.locator("[data-drop] input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()
    page.wait_for_url("**/columns/**")
    ada.picture("columns")
    page.get_by_role("button", name="Check the file").click()
    page.wait_for_url(re.compile(r"/imports/\d+/$"))


def look_back(ada: Person, folder: Path) -> None:
    page = ada.page
    page.goto("/set-up/history/")
    page.get_by_text("Jonas Feld").first.wait_for()
    ada.picture("history")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    download.value.save_as(folder / "history.csv")
    lines = (folder / "history.csv").read_text("utf-8-sig")
    assert "Ada Winter" in lines and "Mara Vogt" in lines
