"""`manage.py reset_second_factors`, secrets that a new SECRET_KEY made unreadable, and where passkeys work."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory

from accounts.models import AccessEvent, UserSession
from accounts.second_factor import passkey_address
from tests.accounts.test_second_factor import add_app, code_of
from tests.accounts.test_sessions import enter
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("counted_anew")]


def run(email: str, *more: str) -> str:
    out = StringIO()
    call_command("reset_second_factors", email, *more, stdout=out)
    return out.getvalue()


def test_all_go_with_the_sessions_and_it_stands_in_the_history(client: Client, cast: Cast) -> None:
    add_app(client, cast.account_manager)
    user = cast.account_manager.user
    said = run(user.email.upper(), "--yes")
    assert said.startswith(f"{user.email}: 1 second factor removed, with the recovery codes.")
    assert not Authenticator.objects.filter(user=user).exists() and not UserSession.objects.filter(user=user).exists()
    event = AccessEvent.objects.get(kind="factor_removed", user=user)
    assert (event.supplier, event.object_kind) == (cast.nordwerk, "reset_second_factors")
    assert enter(Client(), user.email).headers["Location"] == "/"


def test_it_asks_first(client: Client, cast: Cast, monkeypatch: Any) -> None:
    add_app(client, cast.account_manager)
    user = cast.account_manager.user
    monkeypatch.setattr("builtins.input", lambda: "yes")
    with pytest.raises(CommandError, match="Nothing was removed"):
        run(user.email)
    assert Authenticator.objects.filter(user=user).exists()
    monkeypatch.setattr("builtins.input", lambda: user.email)
    run(user.email)
    assert not Authenticator.objects.filter(user=user).exists()


def test_nobody_and_nothing_are_said(cast: Cast) -> None:
    with pytest.raises(CommandError, match="Nobody signs in with"):
        run("nobody@nowhere.example", "--yes")
    assert "Nothing was removed" in run(cast.leader.user.email, "--yes")
    assert not AccessEvent.objects.exists()


def test_after_a_new_secret_key_every_code_is_wrong_and_nothing_fails(
    client: Client, cast: Cast, settings: Any
) -> None:
    secret, codes = add_app(client, cast.account_manager)
    settings.SECRET_KEY = "another" * 10
    fresh = Client()
    enter(fresh, cast.account_manager.user.email)
    for code in (code_of(secret), codes[0]):
        response = fresh.post("/sign-in/second-factor/", {"code": code})
        assert "This code is not right" in response.content.decode()
    assert "_auth_user_id" not in fresh.session


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1:8000", "http://localhost:8000"),
        ("[::1]:8000", "http://localhost:8000"),
        ("localhost:8000", ""),
        ("proof.nordwerk.example", ""),
        ("192.0.2.7", "http://127.0.0.1:8000"),
    ],
)
def test_passkeys_need_a_name_as_host(host: str, address: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "http://127.0.0.1:8000"
    assert passkey_address(RequestFactory().get("/", HTTP_HOST=host)) == address
