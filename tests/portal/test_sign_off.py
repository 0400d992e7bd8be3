"""GET /portal/sign-off/ and POST /portal/sign-off/sign/: finance signs the sums that it has seen, in person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from outcomes.models import Decision
from outcomes.services.ledger import confirm
from tests.cast import voice
from tests.portal.conftest import Halden, words_of
from tests.reading import seen

URL = "/portal/sign-off/"
FIRST_QUARTER = {"start": "2025-01-01", "end": "2025-03-31"}


@pytest.fixture
def cfo(halden: Halden, spend: Callable[[int], None], sign_in: Callable[..., Client]) -> Client:
    """Of Halden Bank, with 10,000 EUR spent and 27,840 EUR confirmed in January."""
    spend(10_000)
    confirm(event=halden.claim(1, "1"), voice=voice(halden.cast.champion))
    return sign_in(halden.cast.cfo)


def shown(client: Client) -> dict[str, Any]:
    """What the form would send after she has looked at the quarter."""
    page = client.get(URL, FIRST_QUARTER).content.decode()
    found = re.search(r'name="shown" value="(\w{64})"', page)
    assert found is not None
    return FIRST_QUARTER | {"shown": found[1], "reason": "As in our books", "token": "a-token"} | seen("sign-off-")


def test_sign_off_shows_the_sums_before_they_are_signed(cfo: Client) -> None:
    text = words_of(cfo.get(URL, FIRST_QUARTER))

    assert "Spent 10,000 EUR" in text and "Value 27,840 EUR" in text
    assert "2 amounts of spend and claims stand in it." in text
    assert not Decision.objects.filter(kind="period_signed_off").exists()


def test_sign_off_is_an_entry_in_her_name(cfo: Client, halden: Halden) -> None:
    assert cfo.post(f"{URL}sign/", shown(cfo)).status_code == 302

    entry = Decision.objects.get(kind="period_signed_off")
    assert (entry.by_stakeholder, entry.amount_minor) == (halden.cast.cfo, 2_784_000)
    assert json.loads(entry.payload)["sums"]["spend"] == 1_000_000
    text = words_of(cfo.get(URL))
    assert "by Felix Anders, CFO" in text and "As in our books" in text


def test_sign_off_of_sums_that_changed_meanwhile_is_refused_and_shows_them_again(cfo: Client, halden: Halden) -> None:
    read = shown(cfo)
    confirm(event=halden.claim(2, "1"), voice=voice(halden.cast.champion))

    answer = cfo.post(f"{URL}sign/", read)

    assert answer.status_code == 422
    text = words_of(answer)
    assert "The figures have changed since you opened this page." in text and "Value 55,680 EUR" in text
    assert "As in our books" in text
    again = re.search(r'name="shown" value="(\w{64})"', answer.content.decode())
    assert again is not None
    assert cfo.post(f"{URL}sign/", read | {"shown": again[1]}).status_code == 302


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"start": "2025-03-31", "end": "2025-01-01"}, "This day lies before the first one."),
        ({"start": "2025-01-01", "end": "2199-01-01"}, "The period ends in the future."),
        ({"start": "soon", "end": ""}, "Write the day as 2026-10-31."),
    ],
)
def test_sign_off_of_an_impossible_period_says_what_is_wrong(cfo: Client, period: dict[str, str], words: str) -> None:
    answer = cfo.get(URL, period)

    assert answer.status_code == 422 and words in words_of(answer)


def test_sign_off_of_an_empty_period_offers_nothing_to_sign(cfo: Client) -> None:
    text = words_of(cfo.get(URL, {"start": "2024-01-01", "end": "2024-01-31"}))

    assert "There is neither spend nor a claim in that period." in text and "Sign these sums off" not in text


def test_sign_off_is_read_by_everybody_and_signed_by_finance_alone(halden: Halden, champion: Client) -> None:
    assert "At your firm these people may: Felix Anders." in words_of(champion.get(URL))
    assert champion.post(f"{URL}sign/", FIRST_QUARTER).status_code == 403
