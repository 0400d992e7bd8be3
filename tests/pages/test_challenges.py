"""A challenge stands until the customer answers anew: over corrections, words and imports, on both sides and in documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import MailMessage
from reports.freeze.pack import challenges_of
from reports.freeze.pack_value import Span
from reports.freeze.sheet import problems_part
from scorecards.imports import import_performance
from scorecards.models import PerformanceReading, ReadingReply
from scorecards.queries.performance import facts_of, promised_by
from scorecards.queries.said import waiting
from scorecards.queries.standing import standings
from scorecards.services.performance import acknowledge, challenge, record_reading
from scorecards.standing import Standing
from tests.cast import Cast, actor
from tests.factories import CommitmentFactory, CommitmentLevelFactory, PerformanceReadingFactory
from tests.pages.conftest import ClientOf, errors_of
from tests.portal.conftest import words_of

pytestmark = pytest.mark.django_db
HER_WORDS = "The outage of the 12th is missing."
IN_2025 = Span(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def challenged(cast: Cast) -> PerformanceReading:
    """Uptime of January 2025, promised at 80 %: 99.6 % was read, and the champion does not agree."""
    commitment = CommitmentFactory(customer=cast.halden, name="Uptime", ends_on=None)
    CommitmentLevelFactory(commitment=commitment)
    reading: PerformanceReading = PerformanceReadingFactory(commitment=commitment, value=Decimal("99.6"))
    challenge(reading=reading, actor=actor(cast.champion), reason=HER_WORDS)
    return reading


def correct(cast: Cast, reading: PerformanceReading, value: str, reason: str = "It is in now.") -> PerformanceReading:
    return record_reading(
        commitment=reading.commitment,
        period_start=reading.period_start,
        period_end=reading.period_end,
        value=Decimal(value),
        source="Monitoring",
        by=cast.account_manager,
        supersedes=reading,
        reason=reason,
    )


def standing(cast: Cast) -> Standing:
    return standings([cast.halden.pk], cast.nordwerk.today())[cast.halden.pk]


def page_of(client: Client, address: str) -> str:
    return words_of(client.get(f"{address}?year=2025"))


def both_pages(cast: Cast, client_of: ClientOf) -> tuple[str, str]:
    ours = page_of(client_of(cast.account_manager), f"/customers/{cast.halden.pk}/scorecard/")
    return ours, page_of(client_of(cast.champion), "/portal/scorecard/")


def told_in_documents(cast: Cast) -> tuple[dict[str, Any], dict[str, Any]]:
    """The challenge as the pack and as the sheet freeze it."""
    facts = facts_of(actor(cast.account_manager), cast.halden)
    (in_pack,) = challenges_of(facts, cast.halden, IN_2025)
    (in_sheet,) = problems_part([], promised_by(None, cast.halden), cast.nordwerk)
    return in_pack, in_sheet


def test_a_correction_to_the_same_value_is_refused_in_words(manager: Client, challenged: PerformanceReading) -> None:
    given = {"value": "99.60", "source": "Monitoring", "reason": "We looked."}
    response = manager.post(f"/performance/{challenged.pk}/correct/", given)
    assert response.status_code == 422
    assert "It is 99.6 already." in errors_of(response)["value"][0]
    assert f"/performance/{challenged.pk}/answer/" in response.content.decode()
    assert PerformanceReading.objects.count() == 1


def test_our_answer_stands_beside_the_challenge_which_waits_for_her(
    cast: Cast, manager: Client, client_of: ClientOf, challenged: PerformanceReading
) -> None:
    url = f"/performance/{challenged.pk}/answer/"
    assert HER_WORDS in words_of(manager.get(url))
    assert manager.post(url, {"words": " "}).status_code == 422
    manager.post(url, {"words": "It was planned, on the 3rd."})
    manager.post(url, {"words": "It was planned, on the 3rd."})
    assert ReadingReply.objects.count() == 1
    for text in both_pages(cast, client_of):
        assert HER_WORDS in text and "answered on" in text and "“It was planned, on the 3rd.”" in text
    found = standing(cast)
    assert not found.contract_green and [one.replied for one in found.challenges] == [True]
    mail = MailMessage.objects.get()
    assert mail.to == cast.champion.email and "It was planned, on the 3rd." in mail.body and HER_WORDS in mail.body
    in_pack, in_sheet = told_in_documents(cast)
    assert (in_pack["outcome"], in_pack["waits"], in_pack["answer"]) == (
        "answered",
        True,
        "It was planned, on the 3rd.",
    )
    assert in_sheet["challenge"]["answered"] and in_sheet["challenge"]["words"] == HER_WORDS
    acknowledge(reading=challenged, actor=actor(cast.champion))
    found = standing(cast)
    assert found.contract_green and not found.challenges
    for text in both_pages(cast, client_of):
        assert HER_WORDS in text and "acknowledged by Clara Meier" in text


def test_a_challenge_that_is_answered_waits_on_today_for_her(
    cast: Cast, manager: Client, challenged: PerformanceReading
) -> None:
    assert "Clara Meier challenges a reading: Uptime, January 2025" in words_of(manager.get("/today/"))
    manager.post(f"/performance/{challenged.pk}/answer/", {"words": "It was planned."})
    assert "Answered, waits for Clara Meier: Uptime, January 2025" in words_of(manager.get("/today/"))


def test_a_correction_says_so_and_her_words_stay(
    cast: Cast, client_of: ClientOf, challenged: PerformanceReading
) -> None:
    corrected = correct(cast, challenged, "99.4")
    for text in both_pages(cast, client_of):
        assert "Was 99.6 %, corrected to 99.4 % on" in text and "because “It is in now.”" in text
        assert HER_WORDS in text and "challenged by Clara Meier" in text
    found = standing(cast)
    assert not found.contract_green and [(one.reading, one.replied) for one in found.challenges] == [
        (corrected.pk, True)
    ]
    again = correct(cast, corrected, "99.5", "Once more.")
    assert [one.reading for one in standing(cast).challenges] == [again.pk]
    assert [one.to for one in MailMessage.objects.all()] == [cast.champion.email] * 2
    in_pack, in_sheet = told_in_documents(cast)
    assert (in_pack["value"], in_pack["corrected_to"], in_pack["waits"]) == ("99.6", "99.5", True)
    assert [one["kind"] for one in in_pack["told"]] == ["challenged", "corrected", "corrected"]
    assert in_sheet["challenge"]["correction"]["words"] == "Once more."
    challenge(reading=again, actor=actor(cast.champion), reason="Still wrong.")
    assert [one.replied for one in standing(cast).challenges] == [False]
    acknowledge(reading=again, actor=actor(cast.champion))
    assert standing(cast).contract_green
    in_pack = challenges_of(facts_of(actor(cast.champion), cast.halden), cast.halden, IN_2025)[0]
    assert (in_pack["outcome"], in_pack["waits"]) == ("acknowledged", False)


def test_an_imported_correction_leaves_the_challenge_standing(cast: Cast, challenged: PerformanceReading) -> None:
    data = b"customer,commitment,month,actual,source\nHalden Bank,Uptime,2025-01,99.6,Another log"
    assert import_performance(data=data, actor=actor(cast.account_manager)).superseded == 1
    found = standing(cast)
    assert not found.contract_green and found.challenges[0].by == cast.champion.name
    assert MailMessage.objects.get().to == cast.champion.email


@pytest.mark.both
def test_a_challenge_that_was_corrected_before_the_rule_counts_by_its_history(
    cast: Cast, challenged: PerformanceReading
) -> None:
    """Corrections on record that say nothing of the challenge which they follow, two of them."""
    newest = challenged
    for value in (99, 98):
        newest = PerformanceReadingFactory(
            commitment=newest.commitment, period_start=newest.period_start, period_end=newest.period_end,
            value=Decimal(value), supersedes=newest, reason="Counted anew",
        )  # fmt: skip
    found = standing(cast)
    assert [(one.reading, one.reason, one.replied) for one in found.challenges] == [(newest.pk, HER_WORDS, True)]
    assert [one.challenged for one in found.read] == [True]
    seen = PerformanceReading.objects.visible_to(actor(cast.champion))
    assert [one.pk for one in waiting(seen)] == [newest.pk]
    acknowledge(reading=newest, actor=actor(cast.champion))
    later = correct(cast, newest, "97")
    found = standing(cast)  # what she acknowledged was another figure: nothing is contested, and it waits for her
    assert (found.challenges, [one.challenged for one in found.read]) == ([], [False])
    assert [one.pk for one in waiting(seen)] == [later.pk]


def test_what_she_acknowledged_is_not_acknowledged_of_another_figure(
    cast: Cast, challenged: PerformanceReading
) -> None:
    acknowledge(reading=challenged, actor=actor(cast.champion))
    correct(cast, challenged, "99.4")
    (row,) = [
        row
        for card in facts_of(actor(cast.champion), cast.halden).of(IN_2025.start, date(2025, 1, 31)).cards
        for row in card.rows
    ]
    assert (row.answer, row.waits, len(row.story.told)) == ("", True, 3)
