"""GET and POST /invitation/<code>/: a link alone does nothing, a button sends a code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, MailMessage
from tests.cast import Cast
from tests.factories import InvitationFactory
from tests.portal.conftest import words_of
from tests.portal.test_sign_in_by_code import code_in_mail, enter

GONE = "This invitation does not hold"


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    return InvitationFactory(stakeholder=cast.champion, email=cast.champion.email, invited_by=cast.account_manager)


def test_invitation_get_says_who_invites_and_does_nothing(client: Client, invitation: Invitation) -> None:
    response = client.get(f"/invitation/{invitation.code}/")

    text = words_of(response)
    assert "Nordwerk invites you" in text and "Clara Meier, Mara Vogt of Nordwerk asks you" in text
    assert not MailMessage.objects.exists()
    assert "_auth_user_id" not in client.session


def test_invitation_button_sends_a_code_that_opens_the_portal(client: Client, invitation: Invitation) -> None:
    response = client.post(f"/invitation/{invitation.code}/")

    assert response.headers["Location"] == "/sign-in/code/confirm/"
    assert enter(client, code_in_mail("clara.meier@halden.example")).redirect_chain[-1][0] == "/portal/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ["unknown", "expired", "left", "no longer hers"])
def test_invitation_that_does_not_hold_answers_the_same(
    client: Client, cast: Cast, invitation: Invitation, kind: str, method: str
) -> None:
    code = invitation.code
    if kind == "unknown":
        code = "0" * 26
    elif kind == "expired":
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    elif kind == "left":
        cast.champion.until = cast.nordwerk.today() - timedelta(days=1)
        cast.champion.save()
    else:
        cast.champion.user = None
        cast.champion.save()

    response = getattr(client, method)(f"/invitation/{code}/")

    assert response.status_code == 404
    assert GONE in words_of(response)
    assert "Nordwerk" not in words_of(response) and "Clara" not in words_of(response)
    assert not MailMessage.objects.exists()


def test_invitation_expires_after_its_day(client: Client, cast: Cast) -> None:
    invitation = InvitationFactory(
        stakeholder=cast.champion, email=cast.champion.email, expires_at=datetime(2026, 6, 1, tzinfo=UTC)
    )
    with time_machine.travel(datetime(2026, 5, 31, 23, 59, tzinfo=UTC)):
        assert client.get(f"/invitation/{invitation.code}/").status_code == 200
    with time_machine.travel(datetime(2026, 6, 1, 0, 1, tzinfo=UTC)):
        assert client.get(f"/invitation/{invitation.code}/").status_code == 404


def test_invitation_of_a_person_with_a_password_looks_the_same_and_sends_no_code(
    client: Client, cast: Cast, invitation: Invitation
) -> None:
    cast.champion.user = cast.of_two.user
    cast.champion.save()
    Invitation.objects.filter(pk=invitation.pk).update(email=cast.of_two.user.email)

    response = client.post(f"/invitation/{invitation.code}/")

    assert response.headers["Location"] == "/sign-in/code/confirm/"
    assert words_of(client.get("/sign-in/code/confirm/")).startswith("Enter the code") or "Enter the code" in words_of(
        client.get("/sign-in/code/confirm/")
    )
    mail = MailMessage.objects.get()
    assert mail.subject == "Sign in with your password to see Nordwerk" and "/sign-in/" in mail.body


def test_invitation_opened_by_herself_leads_home(client: Client, cast: Cast, invitation: Invitation) -> None:
    assert cast.champion.user is not None
    client.force_login(cast.champion.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(f"/invitation/{invitation.code}/").headers["Location"] == "/"


def test_invitation_opened_by_somebody_else_says_who_is_signed_in(
    client: Client, cast: Cast, invitation: Invitation
) -> None:
    client.force_login(cast.account_manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.post(f"/invitation/{invitation.code}/")

    assert "On this device Mara Vogt is signed in." in words_of(response)
    assert not MailMessage.objects.exists()


def test_invitation_asked_too_often_waits(client: Client, invitation: Invitation, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/m/key"}

    client.post(f"/invitation/{invitation.code}/")
    response = Client().post(f"/invitation/{invitation.code}/")

    assert response.status_code == 429
    assert "A code was asked for too often." in words_of(response)


def test_invitation_code_may_be_typed_in_small_letters(client: Client, invitation: Invitation) -> None:
    assert client.get(f"/invitation/{invitation.code.lower()}/").status_code == 200
