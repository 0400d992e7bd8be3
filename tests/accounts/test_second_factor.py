"""Second factors: an app with codes, passkeys, recovery codes that are shown once; and a firm that insists on one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from accounts.models import AccessEvent, Membership
from tests.accounts.test_sessions import enter
from tests.cast import Cast
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("counted_anew")]


def code_of(secret: str) -> str:
    """The code of this half minute: the one before, which is taken too, is late as soon as the next begins."""
    counters = list(yield_hotp_counters_from_time())
    counter = counters[len(counters) // 2]
    return str(format_hotp_value(hotp_value(secret, counter)))


def add_app(client: Client, member: Membership) -> tuple[str, list[str]]:
    """Sign in, add an app, and read the recovery codes: its secret and the codes."""
    enter(client, member.user.email)
    client.post("/account/again/", {"password": PASSWORD})
    secret = str(client.get("/account/app/add/").context["form"].secret)
    response = client.post("/account/app/add/", {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"<code>(\d+)</code>", response.content.decode())
    cache.clear()
    return secret, codes


def test_an_app_is_added_and_asked_for_when_signing_in(client: Client, cast: Cast) -> None:
    secret, _codes = add_app(client, cast.account_manager)
    fresh = Client()
    assert enter(fresh, cast.account_manager.user.email).headers["Location"] == "/sign-in/second-factor/"
    assert "_auth_user_id" not in fresh.session
    asked = fresh.get("/sign-in/second-factor/").content.decode()
    assert "Enter the code of your app" in asked and "Use a passkey" not in asked, "she has none"
    assert fresh.post("/sign-in/second-factor/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in fresh.session
    cache.clear()
    fresh.post("/sign-in/second-factor/", {"code": code_of(secret)})
    assert "_auth_user_id" in fresh.session


def test_a_passkey_is_offered_to_who_has_one(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    add_app(client, cast.account_manager)
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    hers = AttestedCredentialData.create(bytes(16), b"her key", key)
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [hers])
    fresh = Client()
    enter(fresh, cast.account_manager.user.email)
    assert "Use a passkey" in fresh.get("/sign-in/second-factor/").content.decode()


def test_the_secret_is_not_readable_in_the_database(client: Client, cast: Cast) -> None:
    secret, codes = add_app(client, cast.account_manager)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored and not any(code in stored for code in codes)


def test_recovery_codes_are_shown_once_and_open_once(client: Client, cast: Cast) -> None:
    _secret, codes = add_app(client, cast.account_manager)
    assert len(codes) == 10
    again = client.get("/account/codes/").content.decode()
    assert not any(code in again for code in codes)
    for holds in (True, False):
        fresh = Client()
        enter(fresh, cast.account_manager.user.email)
        fresh.post("/sign-in/second-factor/", {"code": codes[0]})
        assert ("_auth_user_id" in fresh.session) is holds
        cache.clear()


def test_wrong_codes_of_the_app_are_counted(client: Client, cast: Cast) -> None:
    secret, _codes = add_app(client, cast.account_manager)
    fresh = Client()
    enter(fresh, cast.account_manager.user.email)
    for _wrong in range(6):
        fresh.post("/sign-in/second-factor/", {"code": "000000"})
    fresh.post("/sign-in/second-factor/", {"code": code_of(secret)})
    assert "_auth_user_id" not in fresh.session
    assert AccessEvent.objects.filter(kind="failed", user=cast.account_manager.user).exists()


def test_removing_asks_who_one_is_again(client: Client, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        add_app(client, cast.account_manager)
    fresh = Client()
    fresh.force_login(cast.account_manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = fresh.get("/account/app/remove/")
    assert response.status_code == 302 and "/account/again/" in response.headers["Location"]
    assert "Enter your password again" in fresh.get("/account/again/").content.decode()
    fresh.post("/account/again/", {"password": "A wrong passphrase"})
    assert fresh.get("/account/app/remove/").status_code == 302
    fresh.post("/account/again/?next=/account/app/remove/", {"password": PASSWORD, "next": "/account/app/remove/"})
    fresh.post("/account/app/remove/")
    assert not Authenticator.objects.filter(type="totp").exists()
    kinds = AccessEvent.objects.filter(user=cast.account_manager.user).values_list("kind", flat=True)
    assert {"factor_added", "factor_removed"} <= set(kinds)


def test_a_firm_that_insists_opens_nothing_but_the_account(client: Client, cast: Cast) -> None:
    cast.nordwerk.second_factor_required = True
    cast.nordwerk.save()
    enter(client, cast.leader.user.email)
    for page in ("/customers/", f"/customers/{cast.halden.pk}/", "/log/"):
        assert client.get(page).headers["Location"] == "/account/"
    assert "asks for a second factor in your role" in client.get("/account/").content.decode()
    add_app(client, cast.leader)
    assert client.get("/customers/").status_code == 200


def test_account_managers_are_not_bound(client: Client, cast: Cast) -> None:
    cast.nordwerk.second_factor_required = True
    cast.nordwerk.save()
    enter(client, cast.account_manager.user.email)
    assert client.get("/customers/").status_code == 200


def test_the_last_factor_stays_where_the_firm_insists(client: Client, cast: Cast) -> None:
    cast.nordwerk.second_factor_required = True
    cast.nordwerk.save()
    add_app(client, cast.leader)
    response = client.get("/account/app/remove/")
    assert "Your firm asks for a second factor." in response.content.decode()
    client.post("/account/app/remove/")
    assert Authenticator.objects.filter(user=cast.leader.user, type="totp").exists()


def test_a_passkey_of_somebody_else_does_not_exist(client: Client, cast: Cast) -> None:
    other: Any = Authenticator.objects.create(user=cast.leader.user, type="webauthn", data={"name": "Hers"})
    enter(client, cast.account_manager.user.email)
    assert client.get(f"/account/passkeys/{other.pk}/remove/").status_code == 404
