"""Signing in by code, from the request to the portal; and how access ends."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import AccessEvent, MailMessage, User
from tests.cast import Cast
from tests.portal.conftest import words_of

REQUEST, CONFIRM = "/sign-in/code/", "/sign-in/code/confirm/"


def code_in_mail(address: str) -> str:
    """The code of the last mail in the outbox."""
    body = MailMessage.objects.filter(to=address).latest("pk").body
    found = re.search(r"^\s*([A-Z0-9]{4,8}-?[A-Z0-9]{0,6})\s*$", body, re.MULTILINE)
    assert found is not None, body
    return found[1]


def enter(client: Client, code: str) -> Any:
    return client.post(CONFIRM, {"code": code}, follow=True)


def test_sign_in_by_code_leads_to_the_portal(client: Client, cast: Cast) -> None:
    client.get(REQUEST)
    assert client.post(REQUEST, {"email": "Clara.Meier@halden.example"}).headers["Location"] == CONFIRM

    response = enter(client, code_in_mail("clara.meier@halden.example"))

    assert response.redirect_chain[-1] == ("/portal/", 302)
    assert "What we spent, what we got" in words_of(response)


def test_sign_in_by_code_the_mail_expires_with_the_code(client: Client, cast: Cast) -> None:
    client.post(REQUEST, {"email": "clara.meier@halden.example"})

    mail = MailMessage.objects.get()
    assert mail.expires_at is not None
    assert timedelta(minutes=9) < mail.expires_at - timezone.now() <= timedelta(minutes=10)


def test_sign_in_by_code_holds_ten_minutes(client: Client, cast: Cast) -> None:
    client.post(REQUEST, {"email": "clara.meier@halden.example"})
    code = code_in_mail("clara.meier@halden.example")

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        enter(client, code)

    assert "_auth_user_id" not in client.session


def test_sign_in_by_code_five_wrong_ones_end_it(client: Client, cast: Cast) -> None:
    client.post(REQUEST, {"email": "clara.meier@halden.example"})
    code = code_in_mail("clara.meier@halden.example")
    for _wrong in range(5):
        enter(client, "WRONGS")

    enter(client, code)

    assert "_auth_user_id" not in client.session


def test_sign_in_by_code_one_wrong_one_is_forgiven(client: Client, cast: Cast) -> None:
    client.post(REQUEST, {"email": "clara.meier@halden.example"})
    assert client.post(CONFIRM, {"code": "WRONGS"}).status_code == 200

    assert enter(client, code_in_mail("clara.meier@halden.example")).redirect_chain[-1][0] == "/portal/"


@pytest.mark.parametrize("address", ["mara.vogt@nordwerk.example", "nobody@nowhere.example"])
def test_sign_in_by_code_is_not_for_members_nor_strangers_and_looks_the_same(
    client: Client, cast: Cast, address: str
) -> None:
    response = client.post(REQUEST, {"email": address}, follow=True)

    assert response.redirect_chain[-1][0] == CONFIRM
    assert f"If {address} has been invited, a code is on its way there." in words_of(response)
    assert not MailMessage.objects.exists()


def test_sign_in_by_code_of_somebody_who_left_opens_nothing(client: Client, cast: Cast) -> None:
    cast.champion.until = cast.nordwerk.today() - timedelta(days=1)
    cast.champion.save()
    client.post(REQUEST, {"email": cast.champion.email})

    response = enter(client, code_in_mail(cast.champion.email))

    assert response.redirect_chain[-1][0] == "/no-place/"
    assert client.get("/portal/").headers["Location"] == "/no-place/"


def test_access_ends_at_once_when_her_time_at_the_customer_ends(client: Client, cast: Cast) -> None:
    assert cast.champion.user is not None
    client.force_login(cast.champion.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/portal/").status_code == 200

    cast.champion.until = cast.nordwerk.today() - timedelta(days=1)
    cast.champion.save()

    assert client.get("/portal/").headers["Location"] == "/no-place/"


def test_access_ends_at_once_when_the_user_is_switched_off(client: Client, cast: Cast) -> None:
    assert cast.champion.user is not None
    client.force_login(cast.champion.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    User.objects.filter(pk=cast.champion.user.pk).update(is_active=False)

    assert client.get("/portal/").headers["Location"].startswith("/sign-in/")


def test_rights_that_ended_since_the_page_was_opened_are_gone(client: Client, cast: Cast) -> None:
    assert cast.champion.user is not None
    client.force_login(cast.champion.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/portal/cost/new/").status_code == 200

    cast.champion.may_decide = False
    cast.champion.save()

    assert client.post("/portal/cost/new/", {"title": "x"}).status_code == 403


def test_wrong_codes_stand_in_the_history_as_wrong_passwords_do(client: Client, cast: Cast) -> None:
    client.post(REQUEST, {"email": "clara.meier@halden.example"})
    enter(client, "WRONG1")
    failed = AccessEvent.objects.get(kind="failed")
    assert (failed.supplier, failed.user) == (cast.nordwerk, User.objects.get(email="clara.meier@halden.example"))

    stranger = Client()
    stranger.post(REQUEST, {"email": "nobody@halden.example"})
    assert "This code is not right" in words_of(enter(stranger, "WRONG1"))
    assert AccessEvent.objects.filter(kind="failed").count() == 1
