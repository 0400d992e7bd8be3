"""GET /portal/spend/ and POST /portal/spend/confirm/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from outcomes.models import Decision
from tests.factories import SpendEntryFactory
from tests.portal.conftest import Halden, words_of
from tests.reading import seen

CONFIRM = "/portal/spend/confirm/"


@pytest.fixture
def entries(halden: Halden) -> None:
    for month in (1, 2):
        SpendEntryFactory(
            customer=halden.cast.halden, on=date(2025, month, 15), words=f"Licence {month}", source=f"Invoice {month}"
        )


def test_portal_spend_empty_says_that_nothing_recorded_is_not_nothing_spent(champion: Client) -> None:
    assert "Nothing recorded is not the same as nothing spent." in words_of(champion.get("/portal/spend/"))


def test_portal_spend_confirm_covers_what_lies_before_the_day(champion: Client, entries: None) -> None:
    response = champion.post(CONFIRM, {"until": "2025-01-31", "token": "one"} | seen("spend-"), follow=True)

    assert Decision.objects.get(kind="spend_confirmed").amount_minor == 100_000
    text = words_of(response)
    assert "Clara Meier confirmed the spend up to 31 January 2025" in text
    assert text.index("Licence 2") < text.index("Not confirmed") < text.index("Licence 1")


def test_portal_spend_entered_later_is_not_confirmed(champion: Client, halden: Halden, entries: None) -> None:
    champion.post(CONFIRM, {"until": "2025-12-31"} | seen("spend-"))
    SpendEntryFactory(customer=halden.cast.halden, on=date(2025, 1, 20), words="Late invoice")

    text = words_of(champion.get("/portal/spend/"))

    assert text.count("Not confirmed") == 1


def test_portal_spend_confirm_twice_confirms_once(champion: Client, entries: None) -> None:
    for _again in range(2):
        champion.post(CONFIRM, {"until": "2025-12-31", "token": "same"} | seen("spend-"))

    assert Decision.objects.filter(kind="spend_confirmed").count() == 1


@pytest.mark.parametrize(
    ("until", "words"),
    [("2024-01-01", "There is no spend up to that day."), ("31.12.", "Write the day as"), ("", "Still missing.")],
)
def test_portal_spend_confirm_refused_says_why(champion: Client, entries: None, until: str, words: str) -> None:
    response = champion.post(CONFIRM, {"until": until} | seen("spend-"))

    assert response.status_code == 422
    assert words in words_of(response)


def test_portal_spend_confirm_never_reaches_into_the_future(champion: Client, halden: Halden, entries: None) -> None:
    today = halden.cast.nordwerk.today()

    champion.post(CONFIRM, {"until": (today + timedelta(days=30)).isoformat()} | seen("spend-"))

    assert f'"until":"{today.isoformat()}"' in Decision.objects.get(kind="spend_confirmed").payload


def test_portal_spend_without_the_right_can_be_read_only(
    halden: Halden, entries: None, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(halden.cast.clerk)

    assert "You can read this, but not confirm it." in words_of(client.get("/portal/spend/"))
    assert client.post(CONFIRM, {"until": "2025-12-31"}).status_code == 403
