"""How often something may be tried, by whom it is counted, and that nobody learns whether an address is known."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AccessEvent, MailMessage
from tests.accounts.test_sessions import enter, is_signed_in
from tests.cast import Cast
from tests.settings import ENGINE, RUN_DIR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counted_anew")]
WRONG = "A wrong passphrase"
LOGIN = "/sign-in/"


# --- Passwords --------------------------------------------------------------------------------------------------------


def test_five_wrong_passwords_lock_the_account_for_everybody_and_five_minutes(cast: Cast) -> None:
    email = cast.account_manager.user.email
    for number in range(5):
        enter(Client(REMOTE_ADDR=f"192.0.2.{number}"), email, WRONG)
    late = Client(REMOTE_ADDR="192.0.2.99")
    enter(late, email)
    assert not is_signed_in(late)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        enter(late, email)
    assert is_signed_in(late)


def test_ten_wrong_passwords_lock_the_address_for_a_minute(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(10):
        enter(client, f"nobody.{number}@nowhere.example", WRONG)
    enter(client, cast.account_manager.user.email)
    assert not is_signed_in(client)
    enter(client, cast.account_manager.user.email, REMOTE_ADDR="192.0.2.2")
    assert is_signed_in(client)


@pytest.mark.parametrize(("proxies", "locked"), [(0, False), (1, True)])
def test_addresses_are_counted_behind_our_own_proxies_only(
    cast: Cast, settings: Any, proxies: int, locked: bool
) -> None:
    """Without a proxy of ours the header is anybody's invention: the peer is counted, wherever it says it comes from."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for number in range(10):
        client = Client(REMOTE_ADDR="10.0.0.1" if proxies else f"192.0.2.{number}")
        enter(client, f"nobody.{number}@nowhere.example", WRONG, HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9")
    late = Client(REMOTE_ADDR="10.0.0.1")
    enter(late, cast.account_manager.user.email, HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9")
    assert is_signed_in(late) is not locked


def test_an_invented_header_does_not_escape_the_limit(cast: Cast) -> None:
    for number in range(10):
        client = Client(REMOTE_ADDR="192.0.2.1")
        enter(client, f"nobody.{number}@nowhere.example", WRONG, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    late = Client(REMOTE_ADDR="192.0.2.1")
    enter(late, cast.account_manager.user.email, HTTP_X_FORWARDED_FOR="203.0.113.77")
    assert not is_signed_in(late)


def test_a_failure_is_recorded_for_known_people_by_id_and_for_strangers_not_at_all(cast: Cast) -> None:
    enter(Client(), cast.account_manager.user.email, WRONG)
    enter(Client(), "nobody@nowhere.example", WRONG)
    failed = AccessEvent.objects.get(kind="failed")
    assert (failed.supplier, failed.user) == (cast.nordwerk, cast.account_manager.user)


# --- Codes and links --------------------------------------------------------------------------------------------------


def test_three_codes_in_ten_minutes_are_enough(cast: Cast) -> None:
    for number in range(4):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/sign-in/code/", {"email": cast.champion.email})
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 3
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        Client().post("/sign-in/code/", {"email": cast.champion.email})
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 4


def test_three_links_for_a_new_password_in_ten_minutes_are_enough(cast: Cast) -> None:
    email = cast.account_manager.user.email
    for number in range(4):
        Client(REMOTE_ADDR=f"192.0.2.{number}").post("/sign-in/password/", {"email": email})
    assert MailMessage.objects.filter(to=email).count() == 3


def test_a_link_for_a_new_password_holds_one_hour(client: Client, cast: Cast) -> None:
    client.post("/sign-in/password/", {"email": cast.account_manager.user.email})
    body = MailMessage.objects.get().body
    path = "/" + next(word for word in body.split() if "/sign-in/password/" in word).split("/", 3)[3]
    assert "no longer" not in client.get(path, follow=True).content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=2)):
        assert "This link holds no longer" in Client().get(path, follow=True).content.decode()


# --- The same answer --------------------------------------------------------------------------------------------------

ADDRESSES = ["mara.vogt@nordwerk.example", "clara.meier@halden.example", "nobody@nowhere.example"]


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("/sign-in/code/", {"email": "{}"}),
        ("/sign-in/password/", {"email": "{}"}),
        ("/sign-in/", {"login": "{}", "password": WRONG}),
    ],
)
def test_the_answer_is_the_same_whether_the_address_is_known(cast: Cast, page: str, data: dict[str, str]) -> None:
    answers = set()
    for email in ADDRESSES:
        client = Client()
        response = client.post(page, {name: value.format(email) for name, value in data.items()}, follow=True)
        text = response.content.decode().replace(email, "ADDRESS").replace(email[0].upper(), email[0])
        answers.add((response.status_code, str(response.redirect_chain), len(text)))
    assert len(answers) == 1


@pytest.mark.parametrize("page", ["/sign-in/code/", "/sign-in/password/"])
def test_the_answer_takes_similar_time(cast: Cast, settings: Any, page: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "999/m/ip", "reset_password": "999/m/ip"}

    def median(email: str) -> float:
        times = []
        for _time in range(9):
            client, before = Client(), time.perf_counter()
            client.post(page, {"email": email})
            times.append(time.perf_counter() - before)
        return statistics.median(times)

    known = ADDRESSES[1] if page == "/sign-in/code/" else ADDRESSES[0]
    median(known)  # loads templates
    fast, slow = sorted([median(known), median("nobody@nowhere.example")])
    assert slow < 2.5 * fast + 0.02


# --- Across processes -------------------------------------------------------------------------------------------------

COUNT = """
import django; django.setup()
from django.test import RequestFactory
from allauth.core import ratelimit
from allauth.core.context import request_context
request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
with request_context(request):
    used = [bool(ratelimit.consume(request, action="login_failed", key="somebody")) for _time in range(3)]
print(used)
"""


@pytest.mark.skipif(ENGINE == "sqlite", reason="a first run has one process, and its memory counts")
def test_limits_are_counted_for_all_processes() -> None:
    environment = os.environ | {"CACHE_URL": f"rediscache://{RUN_DIR}/redis.sock?db=9"}
    answers = [
        subprocess.run(
            [sys.executable, "-c", COUNT],
            env=environment,
            cwd=Path(__file__).parent.parent.parent,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout.strip()
        for _process in range(2)
    ]
    assert answers == ["[True, True, True]", "[True, True, False]"]
