"""A year of months on one page: each reading has its own answer, and what is left open stays open."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from django.test import Client

from scorecards.models import Commitment, PerformanceReading, ReadingAnswer
from scorecards.services.performance import reply_to_challenge
from tests.cast import Cast, actor
from tests.factories import CommitmentFactory, CommitmentLevelFactory, PerformanceReadingFactory
from tests.portal.conftest import Halden, words_of
from tests.reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def uptime(cast: Cast) -> Commitment:
    """Six months of 2025, promised at 80 %; the third one missed."""
    made: Commitment = CommitmentFactory(customer=cast.halden, name="Uptime", unit="%", ends_on=date(2025, 6, 30))
    CommitmentLevelFactory(commitment=made, since=date(2025, 1, 1))
    for month, value in enumerate((81, 82, 79, 84, 85, 86), start=1):
        end = date(2025, month, calendar.monthrange(2025, month)[1])
        PerformanceReadingFactory(commitment=made, value=value, period_start=end.replace(day=1), period_end=end)
    return made


def months(commitment: Commitment) -> list[PerformanceReading]:
    return list(commitment.readings.order_by("period_start"))


def sent(commitment: Commitment, *answers: str, ago: timedelta = timedelta(minutes=1)) -> dict[str, str]:
    """One answer a month from January on; "" leaves it open, other words than a kind challenge with them."""
    data = seen(f"answers-{commitment.pk}", ago)
    for reading, answer in zip(months(commitment), answers, strict=False):
        plain = answer in {"", "acknowledged", "challenged"}
        data[f"answer_{reading.pk}"] = answer if plain else "challenged"
        data[f"reason_{reading.pk}"] = "" if plain else answer
    return data


def test_each_month_is_answered_by_itself_and_what_is_left_open_waits(champion: Client, uptime: Commitment) -> None:
    url = f"/portal/commitments/{uptime.pk}/answers/"
    assert f'href="{url}"' in champion.get("/portal/scorecard/").content.decode()
    page = champion.get(url)
    assert "March 2025 missed 79 % reached, 80 % promised" in words_of(page)
    assert page.content.decode().count(" checked>") == 6 and ">Leave open<" in page.content.decode()
    response = champion.post(url, sent(uptime, "acknowledged", "acknowledged", "The 12th is missing.", "acknowledged"))
    assert response["Location"].endswith("#next")
    said = ReadingAnswer.objects.order_by("reading__period_start").values_list("kind", "reason", "name")
    assert [*said] == [
        ("acknowledged", "", "Clara Meier"),
        ("acknowledged", "", "Clara Meier"),
        ("challenged", "The 12th is missing.", "Clara Meier"),
        ("acknowledged", "", "Clara Meier"),
    ]
    assert "4 readings are answered, each by itself." in words_of(champion.get(response["Location"]))
    page = words_of(champion.get(url))
    assert "May 2025" in page and "June 2025" in page and "March 2025" not in page


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (("", ""), "Nothing is answered yet."),
        (("acknowledged", "challenged"), "Say what is wrong with it"),
        (("acknowledged", "x" * 2001), "at most 2000 characters"),
    ],
)
def test_all_or_none_of_them_and_nothing_typed_is_lost(
    champion: Client, uptime: Commitment, answers: tuple[str, ...], words: str
) -> None:
    response = champion.post(f"/portal/commitments/{uptime.pk}/answers/", sent(uptime, *answers))
    assert response.status_code == 422 and words in words_of(response)
    assert not ReadingAnswer.objects.exists()
    assert response.content.decode().count(" checked>") == 6
    assert answers[-1][:30] in response.content.decode()


def test_a_page_that_she_has_only_just_opened_says_nothing(champion: Client, uptime: Commitment) -> None:
    data = sent(uptime, "acknowledged", ago=timedelta())
    response = champion.post(f"/portal/commitments/{uptime.pk}/answers/", data)
    assert "You have only just come to this page" in words_of(response) and not ReadingAnswer.objects.exists()


def test_what_was_corrected_meanwhile_stops_all_of_it_and_twice_is_once(champion: Client, uptime: Commitment) -> None:
    url, data = f"/portal/commitments/{uptime.pk}/answers/", sent(uptime, "acknowledged", "acknowledged")
    first, second, *_rest = months(uptime)
    assert champion.post(url, data).status_code == champion.post(url, data).status_code == 302
    assert ReadingAnswer.objects.count() == 2
    april = months(uptime)[3]
    days = {"period_start": april.period_start, "period_end": april.period_end}
    PerformanceReadingFactory(commitment=uptime, supersedes=april, value=70, reason="Corrected", **days)
    late = sent(uptime, "", "", "acknowledged") | {f"answer_{april.pk}": "acknowledged"}
    response = champion.post(url, late)
    assert response.status_code == 422 and "corrected or answered meanwhile" in words_of(response)
    assert ReadingAnswer.objects.count() == 2
    # Changing her mind about one that she answered is an act of its own.
    response = champion.post(url, data | {f"answer_{first.pk}": "challenged", f"reason_{first.pk}": "No."})
    assert response.status_code == 422 and second.answers.count() == 1


def test_after_our_words_it_is_answered_anew(champion: Client, halden: Halden, uptime: Commitment) -> None:
    url = f"/portal/commitments/{uptime.pk}/answers/"
    champion.post(url, sent(uptime, "The 12th is missing."))
    reading = months(uptime)[0]
    reply_to_challenge(reading=reading, actor=actor(halden.cast.account_manager), words="It was planned.")
    assert "It was planned." in words_of(champion.get(url))
    champion.post(url, sent(uptime, "acknowledged"))
    assert [*reading.answers.values_list("kind", flat=True)] == ["challenged", "acknowledged"]


def test_readings_of_another_commitment_are_not_answered_along(
    champion: Client, uptime: Commitment, cast: Cast
) -> None:
    foreign = PerformanceReadingFactory(commitment=CommitmentFactory(customer=cast.halden, name="Restored"))
    data = sent(uptime, "acknowledged") | {f"answer_{foreign.pk}": "acknowledged"}
    assert champion.post(f"/portal/commitments/{uptime.pk}/answers/", data).status_code == 422
    assert not ReadingAnswer.objects.exists()


def test_a_year_takes_few_queries(champion: Client, uptime: Commitment, django_assert_max_num_queries: object) -> None:
    url = f"/portal/commitments/{uptime.pk}/answers/"
    with django_assert_max_num_queries(22):  # type: ignore[operator]  # for six readings as for two
        assert champion.post(url, sent(uptime, *["acknowledged"] * 6)).status_code == 302
    assert "No reading of this commitment waits" in words_of(champion.get(url))


def test_more_than_a_year_is_folded_and_each_month_keeps_its_answer(champion: Client, uptime: Commitment) -> None:
    """Seven earlier months make thirteen: the first year open, the other says what is in it."""
    CommitmentLevelFactory(commitment=uptime, since=date(2024, 6, 1))
    for month in range(6, 13):
        end = date(2024, month, calendar.monthrange(2024, month)[1])
        PerformanceReadingFactory(commitment=uptime, value=85, period_start=end.replace(day=1), period_end=end)
    page = champion.get(f"/portal/commitments/{uptime.pk}/answers/")
    assert page.content.decode().count('<details class="reading-year" open>') == 1
    assert page.content.decode().count(" checked>") == 13
    assert "2024: 7 readings, none missed" in words_of(page) and "2025: 6 readings, 1 missed" in words_of(page)
    refused = champion.post(f"/portal/commitments/{uptime.pk}/answers/", sent(uptime, "challenged"))
    assert refused.status_code == 422 and refused.content.decode().count('<details class="reading-year" open>') == 2
