"""What waits for her word is said on her page, opens at its row, and leads on to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Stakeholder
from scorecards.models import PerformanceReading
from scorecards.queries.performance import facts_of
from scorecards.queries.said import waiting
from scorecards.services.performance import challenge, withdraw_reading
from tests.cast import Cast, actor
from tests.factories import (
    CommitmentFactory,
    CommitmentLevelFactory,
    PerformanceReadingFactory,
    ReadingAnswerFactory,
    ReadingReplyFactory,
)
from tests.portal.conftest import Halden, words_of
from tests.reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def readings(cast: Cast) -> list[PerformanceReading]:
    """Of three commitments, in 2024 and 2025; the oldest is of the second one."""
    found = []
    for name, year in (("Uptime", 2025), ("Answered", 2024), ("Restored", 2025)):
        made = CommitmentFactory(customer=cast.halden, name=name, ends_on=date(year, 1, 31), position=len(found))
        CommitmentLevelFactory(commitment=made, since=date(year, 1, 1))
        span = {"period_start": date(year, 1, 1), "period_end": date(year, 1, 31)}
        found.append(PerformanceReadingFactory(commitment=made, value=Decimal(79), **span))
    return found


def test_home_leads_to_the_oldest_reading_and_answering_to_the_next(
    champion: Client, readings: list[PerformanceReading]
) -> None:
    uptime, answered, _restored = readings
    home = champion.get("/portal/")
    assert "3 readings wait for your word, the first: Answered, January 2024" in words_of(home)
    place = f"/portal/scorecard/?year=2024&commitment={answered.commitment_id}#reading-{answered.pk}"
    assert place.replace("&", "&amp;") in home.content.decode()
    assert f'id="reading-{answered.pk}"' in champion.get(place).content.decode()
    response = champion.post(f"/portal/performance/{answered.pk}/acknowledge/", seen("scorecard-"))
    assert response["Location"].endswith("#next")
    page = champion.get(response["Location"])
    assert "Next: Uptime, January 2025" in words_of(page)
    assert f"#reading-{uptime.pk}" in page.content.decode()


def test_nothing_waits_once_all_is_answered(champion: Client, readings: list[PerformanceReading]) -> None:
    for one in readings:
        champion.post(f"/portal/performance/{one.pk}/acknowledge/", seen("scorecard-"))
    assert "your word" not in words_of(champion.get("/portal/"))
    assert "Next:" not in words_of(champion.get("/portal/scorecard/"))


def test_a_colleague_reads_that_it_waits(
    sign_in: Callable[[Stakeholder], Client], halden: Halden, readings: list[PerformanceReading]
) -> None:
    assert "3 readings wait for a word" in words_of(sign_in(halden.cast.clerk).get("/portal/"))


def test_the_database_and_the_page_agree_on_what_waits(cast: Cast, readings: list[PerformanceReading]) -> None:
    hers = actor(cast.champion)

    def both() -> list[str]:
        cards = facts_of(hers, cast.halden).of().cards
        paged = sorted(card.commitment.name for card in cards for row in [*card.rows, *card.apart] if row.waits)
        found = waiting(PerformanceReading.objects.visible_to(hers))
        assert sorted(one.commitment.name for one in found) == paged
        return paged

    uptime, answered, restored = readings
    assert both() == ["Answered", "Restored", "Uptime"]
    ReadingAnswerFactory(reading=uptime, stakeholder=cast.champion)
    challenge(reading=answered, actor=hers, reason="No.")
    assert both() == ["Restored"]
    ReadingReplyFactory(reading=answered)
    withdraw_reading(reading=restored, by=cast.account_manager, reason="Of somebody else.")
    assert both() == ["Answered"]
    challenge(reading=answered, actor=hers, reason="Still no.")
    assert both() == []
    withdraw_reading(reading=answered, by=cast.account_manager, reason="True.")
    assert both() == ["Answered"]
