"""POST /portal/claims/<pk>/confirm/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import MailMessage
from outcomes.models import CustomerTotal, Decision, ValueEvent
from outcomes.services.ledger import confirm, dispute
from tests.cast import agreed, dimension_of, reading, stated, voice
from tests.portal.conftest import Halden, words_of


def url(event: ValueEvent) -> str:
    return f"/portal/claims/{event.pk}/confirm/"


def test_claim_confirm_counts_and_says_what_was_recorded(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    response = champion.post(url(event), {"token": "one"}, follow=True)

    decision = Decision.objects.get(event=event, kind="confirmed")
    assert response.redirect_chain == [("/portal/", 302)]
    assert f"Recorded: confirmed. Entry {decision.seq}, digest {decision.digest[:4]}…" in words_of(response)
    assert CustomerTotal.objects.get(customer=halden.cast.halden).confirmed == 2_784_000
    assert decision.by_stakeholder == halden.cast.champion and decision.origin == "portal"


def test_claim_confirm_goes_on_to_what_waits_next(champion: Client, halden: Halden) -> None:
    first, second = halden.claim(1, "1"), halden.claim(2, "1")

    assert champion.post(url(first)).headers["Location"] == f"/portal/claims/{second.pk}/"


def test_claim_confirm_same_request_twice_decides_once(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    for _again in range(2):
        assert champion.post(url(event), {"token": "same"}).status_code == 302

    assert Decision.objects.filter(event=event, kind="confirmed").count() == 1
    assert MailMessage.objects.filter(to="mara.vogt@nordwerk.example").count() == 1


def test_claim_confirm_tells_the_accountable_person(champion: Client, halden: Halden) -> None:
    champion.post(url(halden.claim(1, "1")))

    mail = MailMessage.objects.get(to="mara.vogt@nordwerk.example")
    assert mail.subject == "Halden Bank: confirmed"
    assert "Clara Meier, Head of Settlement, of Halden Bank has decided." in mail.body
    assert "27,840\N{NO-BREAK SPACE}EUR" in mail.body


def test_claim_confirm_decided_meanwhile_shows_that_decision(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    dispute(event=event, voice=voice(halden.cast.champion), reason="First thought")
    confirm(event=event, voice=voice(halden.cast.cfo))

    response = champion.post(url(event), {"token": "late"})

    assert response.status_code == 422
    text = words_of(response)
    assert "It is already confirmed, by Felix Anders" in text and "by Felix Anders, CFO" in text
    assert Decision.objects.filter(event=event, kind="confirmed").count() == 1


def test_claim_confirm_a_shared_effect_needs_the_reason(champion: Client, halden: Halden) -> None:
    other = dimension_of(halden.cast.halden, name="Overtime", unit="hours")
    agreed(other, by=halden.cast.champion)
    other.shares_effect_with.add(halden.dimension)
    stated(reading(other, date(2025, 1, 1), "5"), by=halden.cast.account_manager, title="Less overtime")
    event = halden.claim(1, "1")

    refused = champion.post(url(event), {"token": "one"})
    assert refused.status_code == 422
    assert "“Less overtime” may count the same effect." in words_of(refused)
    assert 'aria-invalid="true"' in refused.content.decode()

    assert champion.post(url(event), {"token": "two", "reason": "Different people"}).status_code == 302
    assert Decision.objects.get(event=event, kind="confirmed").reason == "Different people"


def test_claim_confirm_without_the_right_is_forbidden(halden: Halden, sign_in: Callable[..., Client]) -> None:
    event = halden.claim(1, "1")

    assert sign_in(halden.cast.clerk).post(url(event)).status_code == 403
    assert ValueEvent.objects.get(pk=event.pk).state == "stated"


@pytest.mark.parametrize("act", ["confirm", "adjust", "adjust/preview", "dispute", "withdraw"])
def test_claim_acts_on_another_customers_claim_do_not_exist(
    halden: Halden, sign_in: Callable[..., Client], act: str
) -> None:
    event = halden.claim(1, "31")

    response = sign_in(halden.cast.other_champion).post(f"/portal/claims/{event.pk}/{act}/", {"reason": "x"})

    assert response.status_code == 404


def test_claim_confirm_answers_no_get(champion: Client, halden: Halden) -> None:
    assert champion.get(url(halden.claim(1, "1"))).status_code == 405
