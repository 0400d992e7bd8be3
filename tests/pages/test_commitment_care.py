"""What was entered by mistake can be left: periods, readings, commitments; and what ended asks for nothing more."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from scorecards.imports import import_performance
from scorecards.models import Commitment, PerformanceReading
from scorecards.queries.performance import counted_of, facts_of
from scorecards.queries.standing import standings
from scorecards.services.performance import acknowledge, challenge
from tests.cast import Cast, actor
from tests.factories import CommitmentFactory, CommitmentLevelFactory, ContractFactory, PerformanceReadingFactory
from tests.pages.conftest import ClientOf, errors_of
from tests.portal.conftest import words_of

pytestmark = pytest.mark.django_db
STRAY = {"period_start": "2025-10-03", "period_end": "2025-10-05", "value": "99", "source": "Log"}
OCTOBER = STRAY | {"period_start": "2025-10-01", "period_end": "2025-10-31"}


@pytest.fixture
def uptime(cast: Cast) -> Commitment:
    made: Commitment = CommitmentFactory(customer=cast.halden, name="Uptime", ends_on=date(2025, 12, 31))
    CommitmentLevelFactory(commitment=made)
    return made


def stray(uptime: Commitment) -> PerformanceReading:
    """As it could be entered before a period had to be the commitment's own."""
    days = {"period_start": date(2025, 10, 3), "period_end": date(2025, 10, 5)}
    made: PerformanceReading = PerformanceReadingFactory(commitment=uptime, value=Decimal(70), **days)
    return made


def test_a_period_is_the_commitments_own(cast: Cast, manager: Client, uptime: Commitment) -> None:
    url = f"/commitments/{uptime.pk}/readings/new/"
    response = manager.post(url, STRAY)
    assert response.status_code == 422
    assert errors_of(response)["period_start"] == ["It is read by the month: write 1 October 2025 to 31 October 2025."]
    assert manager.post(url, OCTOBER).status_code == 302
    data = b"customer,commitment,period_start,period_end,actual,source\nHalden Bank,Uptime,2025-11-03,2025-11-05,99,Log"
    (problem,) = import_performance(data=data, actor=actor(cast.account_manager)).problems
    assert (problem.line, problem.column, problem.code) == (2, "period_start", "not_own_period")
    assert "1 November 2025 to 30 November 2025" in problem.message


def test_a_reading_entered_by_mistake_is_withdrawn_and_makes_way(
    cast: Cast, manager: Client, client_of: ClientOf, uptime: Commitment
) -> None:
    mistaken = stray(uptime)
    url = f"/performance/{mistaken.pk}/withdraw/"
    assert manager.post(url, {"reason": " "}).status_code == 422
    manager.post(url, {"reason": "It is of no month."})
    assert manager.post(f"/commitments/{uptime.pk}/readings/new/", OCTOBER).status_code == 302
    told = "3–5 October 2025: withdrawn, in no count Was 70 %, withdrawn on"
    for client, page in (
        (manager, f"/customers/{cast.halden.pk}/scorecard/?year=2025"),
        (client_of(cast.champion), "/portal/scorecard/?year=2025"),
    ):
        text = words_of(client.get(page))
        assert "withdrawn, in no count Was 70 %, withdrawn on" in text and "“It is of no month.”" in text, told
    assert counted_of(actor(cast.champion), cast.halden).missed == 0


def test_a_withdrawn_month_is_read_anew_by_form_and_by_file(cast: Cast, manager: Client, uptime: Commitment) -> None:
    manager.post(f"/commitments/{uptime.pk}/readings/new/", OCTOBER)
    for again in ("form", "file"):
        reading = PerformanceReading.objects.current().get()
        manager.post(f"/performance/{reading.pk}/withdraw/", {"reason": "Of another customer."})
        assert not PerformanceReading.objects.current().exists()
        if again == "form":
            assert manager.post(f"/commitments/{uptime.pk}/readings/new/", OCTOBER).status_code == 302
        else:
            data = b"customer,commitment,month,actual,source\nHalden Bank,Uptime,2025-10,98,Log"
            assert import_performance(data=data, actor=actor(cast.account_manager)).created == 1
    (card,) = facts_of(actor(cast.champion), cast.halden).of(date(2025, 10, 1), date(2025, 10, 31)).cards
    assert [str(one.kind) for one in card.rows[0].story.steps] == ["withdrawn", "corrected", "withdrawn", "corrected"]


def test_withdrawing_neither_hides_a_challenge_nor_undoes_her_word(
    cast: Cast, manager: Client, uptime: Commitment
) -> None:
    Commitment.objects.update(ends_on=None)
    good = PerformanceReadingFactory(commitment=uptime, value=Decimal(99))
    acknowledge(reading=good, actor=actor(cast.champion))
    assert manager.post(f"/performance/{good.pk}/withdraw/", {"reason": "So."}).status_code == 422
    mistaken = stray(uptime)
    challenge(reading=mistaken, actor=actor(cast.champion), reason="That is no month.")
    manager.post(f"/performance/{mistaken.pk}/withdraw/", {"reason": "True."})
    found = standings([cast.halden.pk], cast.nordwerk.today())[cast.halden.pk]
    assert not found.contract_green and [one.replied for one in found.challenges] == [True]
    acknowledge(reading=PerformanceReading.objects.newest().get(withdrawn=True), actor=actor(cast.champion))
    assert standings([cast.halden.pk], cast.nordwerk.today())[cast.halden.pk].contract_green


def test_a_commitment_ends_with_its_contract_unless_stated_otherwise(
    cast: Cast, manager: Client, uptime: Commitment
) -> None:
    contract = ContractFactory(customer=cast.halden, starts_on=date(2025, 1, 1), ends_on=date(2025, 3, 31))
    Commitment.objects.update(ends_on=None, contract=contract)
    champion = actor(cast.champion)
    assert counted_of(champion, cast.halden).no_data == 3
    url = f"/commitments/{uptime.pk}/end/"
    assert manager.post(url, {"ends_on": "2025-06-30", "reason": ""}).status_code == 422
    manager.post(url, {"ends_on": "2025-06-30", "reason": "Goes on under the next contract."})
    assert counted_of(champion, cast.halden).no_data == 6
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/?year=2025"))
    assert "The commitment ended on 30 June 2025. “Goes on under the next contract.”" in text


def test_a_commitment_is_renamed_with_history_and_withdrawn_while_unread(
    cast: Cast, manager: Client, uptime: Commitment
) -> None:
    manager.post(f"/commitments/{uptime.pk}/", {"name": "Availability", "contract": ""})
    text = words_of(manager.get(f"/commitments/{uptime.pk}/"))
    assert "Uptime" in text and "Availability" in text and "Withdraw the commitment" in text
    reading = PerformanceReadingFactory(commitment=uptime)
    assert manager.post(f"/commitments/{uptime.pk}/withdraw/").status_code == 422
    other = CommitmentFactory(customer=cast.halden, name="A mistake")
    CommitmentLevelFactory(commitment=other)
    assert manager.post(f"/commitments/{other.pk}/withdraw/").status_code == 302
    assert [one.commitment for one in facts_of(actor(cast.champion), cast.halden).of().cards] == [reading.commitment]
    assert manager.get(f"/commitments/{other.pk}/").status_code == 404
    CommitmentFactory(customer=cast.halden, name="A mistake")


def test_both_sides_read_contract_source_weight_and_consequence(
    cast: Cast, manager: Client, client_of: ClientOf, uptime: Commitment
) -> None:
    Commitment.objects.update(contract=ContractFactory(customer=cast.halden, name="Platform", ends_on=None))
    PerformanceReadingFactory(commitment=uptime)
    missed = CommitmentFactory(customer=cast.halden, name="Restored")
    CommitmentLevelFactory(commitment=missed, weight=3, consequence="A credit of 2 %")
    PerformanceReadingFactory(commitment=missed, value=Decimal(70))
    for client, page in (
        (manager, f"/customers/{cast.halden.pk}/scorecard/"),
        (client_of(cast.champion), "/portal/scorecard/"),
    ):
        text = words_of(client.get(f"{page}?year=2025"))
        assert "Contract: Platform. Agreed in: Appendix 2. Weight 1." in text
        assert "Agreed in: Appendix 2. Weight 3." in text and "What follows from a miss: A credit of 2 %" in text
        assert "Weighted by commitment, 25.0 % of the periods that were read met it." in text
