"""The customer's side of the scorecard: what she reads, and what she says to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Stakeholder
from scorecards.models import PerformanceReading, ReadingAnswer, ScopeChange
from tests.cast import Cast
from tests.factories import (
    CommitmentFactory,
    CommitmentLevelFactory,
    ContractFactory,
    PerformanceReadingFactory,
    ScopeChangeFactory,
)
from tests.portal.conftest import Halden, words_of
from tests.reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(halden: Halden) -> PerformanceReading:
    """Uptime of January 2025, promised at 80 %: 79 %."""
    made = CommitmentFactory(customer=halden.cast.halden, name="Uptime", ends_on=date(2025, 1, 31))
    CommitmentLevelFactory(commitment=made, since=date(2025, 1, 1))
    read: PerformanceReading = PerformanceReadingFactory(commitment=made, value=79)
    return read


def proposed(cast: Cast) -> ScopeChange:
    made: ScopeChange = ScopeChangeFactory(
        contract=ContractFactory(customer=cast.halden),
        asked=cast.champion,
        proposed_by=cast.account_manager,
        state="proposed",
    )
    return made


def test_home_leads_to_the_scorecard(champion: Client) -> None:
    assert 'href="/portal/scorecard/"' in champion.get("/portal/").content.decode()


def test_nothing_promised_says_whom_to_ask(champion: Client) -> None:
    assert "What is your supplier held to?" in words_of(champion.get("/portal/scorecard/"))


def test_a_missed_month_is_acknowledged(champion: Client, reading: PerformanceReading) -> None:
    text = words_of(champion.get("/portal/scorecard/"))
    assert "One period was read: it missed what was promised." in text
    assert "One reading waits for your word." in text
    refused = champion.post(f"/portal/performance/{reading.pk}/acknowledge/", seen("scorecard-", timedelta()))
    assert "You have only just come to this page" in words_of(refused) and not ReadingAnswer.objects.exists()
    champion.post(f"/portal/performance/{reading.pk}/acknowledge/", seen("scorecard-"))
    text = words_of(champion.get("/portal/scorecard/"))
    assert "acknowledged by Clara Meier" in text and "waits for your word" not in text


def test_a_challenge_stands_with_its_reason(champion: Client, reading: PerformanceReading) -> None:
    assert champion.post(f"/portal/performance/{reading.pk}/challenge/", {"reason": " "}).status_code == 422
    assert not ReadingAnswer.objects.exists()
    champion.post(f"/portal/performance/{reading.pk}/challenge/", {"reason": "The 12th is missing."})
    assert "challenged by Clara Meier “The 12th is missing.”" in words_of(champion.get("/portal/scorecard/"))


def test_a_corrected_reading_is_not_acknowledged_by_an_old_page(champion: Client, reading: PerformanceReading) -> None:
    PerformanceReadingFactory(commitment=reading.commitment, supersedes=reading, reason="Corrected")
    response = champion.post(f"/portal/performance/{reading.pk}/acknowledge/", seen("scorecard-"))
    assert response.status_code == 422
    assert "This reading was corrected meanwhile." in words_of(response)


def test_the_one_who_was_asked_agrees_with_two_equal_buttons(champion: Client, halden: Halden) -> None:
    change = proposed(halden.cast)
    assert "Clara Meier decides" in words_of(champion.get("/portal/scorecard/"))
    assert "Agree or not: Cases handled" in words_of(champion.get("/portal/scope/"))
    page = champion.get(f"/portal/scope/{change.pk}/")
    assert page.content.decode().count('class="btn"') == 2 and "btn-primary" not in page.content.decode()
    assert champion.post(f"/portal/scope/{change.pk}/agree/").status_code == 422  # nobody agrees by half a double tap
    champion.post(f"/portal/scope/{change.pk}/agree/", seen(f"scope-{change.pk}"))
    change.refresh_from_db()
    assert (change.state, change.decided_by) == ("agreed", "Clara Meier")
    assert "Agree this change" not in words_of(champion.get(f"/portal/scope/{change.pk}/"))


def test_declining_needs_a_reason(champion: Client, halden: Halden) -> None:
    change = proposed(halden.cast)
    assert champion.post(f"/portal/scope/{change.pk}/decline/", {"reason": ""}).status_code == 422
    champion.post(f"/portal/scope/{change.pk}/decline/", {"reason": "Too dear."})
    assert "“Too dear.”" in words_of(champion.get(f"/portal/scope/{change.pk}/"))


def test_a_colleague_reads_it_and_does_not_decide(sign_in: Callable[[Stakeholder], Client], halden: Halden) -> None:
    change = proposed(halden.cast)
    clerk = sign_in(halden.cast.clerk)
    assert "Clara Meier was asked and decides this." in words_of(clerk.get(f"/portal/scope/{change.pk}/"))
    assert clerk.post(f"/portal/scope/{change.pk}/agree/", seen(f"scope-{change.pk}")).status_code == 403
    change.refresh_from_db()
    assert change.state == "proposed"


def test_a_draft_does_not_exist_for_her(champion: Client, halden: Halden) -> None:
    change = ScopeChangeFactory(contract__customer=halden.cast.halden, asked=halden.cast.champion)
    assert change.state == "draft"
    assert champion.get(f"/portal/scope/{change.pk}/").status_code == 404


def test_what_was_proposed_to_her_waits_on_her_page(champion: Client, halden: Halden) -> None:
    change = proposed(halden.cast)
    text = champion.get("/portal/").content.decode()
    assert f'href="/portal/scope/{change.pk}/"' in text
    assert "Nothing waits for you" not in text
