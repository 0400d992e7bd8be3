"""GET /portal/terms/<pk>/, POST .../agree/, GET and POST .../decline/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import MailMessage
from outcomes.models import Decision, Terms
from tests.cast import Cast, dimension_of
from tests.factories import TermsFactory
from tests.portal.conftest import Halden, words_of
from tests.reading import seen


@pytest.fixture
def proposal(cast: Cast) -> Terms:
    dimension = dimension_of(cast.halden, name="Corrections", unit="per 10,000", outcome__title="Clean books")
    made: Terms = TermsFactory(
        dimension=dimension,
        asked=cast.champion,
        proposed_by=cast.account_manager,
        baseline=Decimal(42),
        target=Decimal(10),
        volume_basis="actual",
        volume_unit="bookings",
        volume_cap=Decimal(50_000),
        other_shares=[{"who": "new staff (Halden)", "share": "0.15"}],
        method="Counted in the ledger at each month's end",
    )
    return made


def test_portal_terms_says_everything_in_words(cast: Cast, proposal: Terms, sign_in: Callable[..., Client]) -> None:
    text = words_of(sign_in(cast.champion).get(f"/portal/terms/{proposal.pk}/"))

    for words in (
        "How we will count “Corrections”",
        "Clean books",
        "Baseline 42 per 10,000, 2024",
        "Ledger of the customer's back office supplied by the customer",
        "Target 10 per 10,000 by 31 December 2026 lower is better",
        "Rate 1,200 EUR for each of “per 10,000” and each of “bookings” Cost accounting",
        "the volume of the period, as measured, at most 50,000 bookings",
        "Share agreed as Nordwerk’s 80 %",
        "new staff (Halden) 15 %",
        "What would have happened anyway not declared",
        "One claim covers one reading",
        "May be claimed until 31 December 2099",
        "Counted in the ledger at each month's end",
    ):
        assert words in text
    assert "Nothing is declared about what would have happened anyway." in text


def test_portal_terms_agree_is_her_own_act(cast: Cast, proposal: Terms, sign_in: Callable[..., Client]) -> None:
    response = sign_in(cast.champion).post(
        f"/portal/terms/{proposal.pk}/agree/", seen(f"terms-{proposal.pk}") | {"token": "one"}, follow=True
    )

    decision = Decision.objects.get(terms=proposal)
    assert decision.by_stakeholder == cast.champion and decision.kind == "terms_agreed"
    assert f"version 1. Recorded as number {decision.seq}." in words_of(response)
    assert Terms.objects.get(pk=proposal.pk).state == "agreed"


def test_portal_terms_agree_twice_agrees_once(cast: Cast, proposal: Terms, sign_in: Callable[..., Client]) -> None:
    client = sign_in(cast.champion)
    for _again in range(2):
        client.post(f"/portal/terms/{proposal.pk}/agree/", seen(f"terms-{proposal.pk}") | {"token": "one"})

    assert Decision.objects.filter(terms=proposal).count() == 1


def test_portal_terms_agreed_shows_who_and_when_and_no_button(champion: Client, halden: Halden) -> None:
    text = words_of(champion.get(f"/portal/terms/{halden.terms.pk}/"))

    assert "Agreed by Clara Meier on 31 December 2024. Recorded as number 1." in text
    assert "Agree these terms" not in text


def test_portal_terms_shows_what_changes_against_the_version_before(champion: Client, halden: Halden) -> None:
    new = TermsFactory(dimension=halden.dimension, version=2, asked=halden.cast.champion, share=Decimal("0.7"))

    text = words_of(champion.get(f"/portal/terms/{new.pk}/"))

    assert "Share agreed as Nordwerk’s 80 % → 70 %" in text
    assert text.count("→") == 1


def test_portal_terms_decline_tells_the_supplier_why(
    cast: Cast, proposal: Terms, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(cast.champion)
    assert "What has to change" in words_of(client.get(f"/portal/terms/{proposal.pk}/decline/"))

    client.post(f"/portal/terms/{proposal.pk}/decline/", {"reason": "The baseline is last year's"})

    assert Terms.objects.get(pk=proposal.pk).declined_reason == "The baseline is last year's"
    mail = MailMessage.objects.get(to="mara.vogt@nordwerk.example")
    assert "“The baseline is last year's”" in mail.body
    assert "Declined: “The baseline is last year's”" in words_of(client.get(f"/portal/terms/{proposal.pk}/"))


def test_portal_terms_decline_needs_a_reason(cast: Cast, proposal: Terms, sign_in: Callable[..., Client]) -> None:
    assert sign_in(cast.champion).post(f"/portal/terms/{proposal.pk}/decline/", {"reason": ""}).status_code == 422


def test_portal_terms_replaced_meanwhile_is_told(cast: Cast, proposal: Terms, sign_in: Callable[..., Client]) -> None:
    Terms.objects.filter(pk=proposal.pk).update(state="withdrawn")

    response = sign_in(cast.champion).post(f"/portal/terms/{proposal.pk}/agree/", seen(f"terms-{proposal.pk}"))

    assert response.status_code == 422
    assert "another proposal has replaced it" in words_of(response)


def test_portal_terms_without_the_right_says_whom_to_ask(
    cast: Cast, proposal: Terms, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(cast.cfo)

    text = words_of(client.get(f"/portal/terms/{proposal.pk}/"))

    assert "At your firm these people may: Clara Meier." in text and "Agree these terms" not in text
    assert client.post(f"/portal/terms/{proposal.pk}/agree/", seen(f"terms-{proposal.pk}")).status_code == 403
    assert client.post(f"/portal/terms/{proposal.pk}/decline/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("act", ["", "agree/", "decline/"])
def test_portal_terms_of_another_customer_do_not_exist(
    cast: Cast, proposal: Terms, sign_in: Callable[..., Client], act: str
) -> None:
    client = sign_in(cast.other_champion)
    method = client.post if act else client.get

    assert method(f"/portal/terms/{proposal.pk}/{act}", {"reason": "x"}).status_code == 404


def test_portal_terms_draft_does_not_exist(cast: Cast, proposal: Terms, sign_in: Callable[..., Client]) -> None:
    draft = TermsFactory(dimension=proposal.dimension, version=2, state="draft", target_on=date(2026, 6, 30))

    assert sign_in(cast.champion).get(f"/portal/terms/{draft.pk}/").status_code == 404
