"""GET and POST /portal/shortfall/new/ and /portal/cost/new/: the customer speaks first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import MailMessage
from outcomes.models import CustomerTotal, Decision, ValueEvent
from tests.portal.conftest import Halden, words_of

COST = {
    "title": "Overtime in March",
    "amount": "1,250.50",
    "period_start": "2025-03-01",
    "period_end": "2025-03-31",
    "cause": "The export failed twice",
    "token": "one",
}


@pytest.mark.parametrize("url", ["/portal/shortfall/new/", "/portal/cost/new/"])
def test_cost_state_counts_from_the_day_it_is_said(champion: Client, halden: Halden, url: str) -> None:
    assert champion.get(url).status_code == 200

    response = champion.post(url, COST, follow=True)

    event = ValueEvent.objects.get(kind="cost")
    assert (event.claimed_minor, event.state, event.cause) == (-125_050, "stated", "The export failed twice")
    assert CustomerTotal.objects.get(customer=halden.cast.halden).shortfall == 125_050
    assert "It counts from today." in words_of(response)
    assert MailMessage.objects.filter(to="mara.vogt@nordwerk.example").count() == 1


def test_cost_state_without_its_last_day_is_of_one_day(champion: Client) -> None:
    champion.post("/portal/shortfall/new/", COST | {"period_end": ""})

    event = ValueEvent.objects.get(kind="cost")
    assert event.period_end == event.period_start


def test_cost_state_twice_states_once(champion: Client) -> None:
    for _again in range(2):
        champion.post("/portal/cost/new/", COST)

    assert ValueEvent.objects.filter(kind="cost").count() == 1


def test_cost_state_takes_evidence_into_the_entry(champion: Client) -> None:
    file = SimpleUploadedFile("hours.csv", b"who,hours\nA,3\n")

    champion.post("/portal/cost/new/", COST | {"evidence": file})

    evidence = ValueEvent.objects.get(kind="cost").evidence.get()
    assert evidence.stated_by is not None
    assert evidence.digest in Decision.objects.get(kind="stated").payload


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "What happened: Still missing."),
        ({"amount": "0"}, "State the cost as an amount above zero."),
        ({"amount": "-3"}, "Write the amount without a minus."),
        ({"period_end": "2025-02-01"}, "This day lies before the first one."),
        ({"title": "x" * 301}, "at most 300 characters"),
    ],
)
def test_cost_state_refuses_at_the_field_and_keeps_what_was_typed(
    champion: Client, changes: dict[str, Any], words: str
) -> None:
    response = champion.post("/portal/cost/new/", COST | changes)

    assert response.status_code == 422
    text = words_of(response)
    assert words in text and "The export failed twice" in text
    assert not ValueEvent.objects.filter(kind="cost").exists()


def test_cost_state_refuses_the_future_of_the_suppliers_zone(champion: Client, halden: Halden) -> None:
    tomorrow = (halden.cast.nordwerk.today() + timedelta(days=1)).isoformat()

    response = champion.post("/portal/cost/new/", COST | {"period_end": tomorrow})

    assert response.status_code == 422 and "This day lies in the future." in words_of(response)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("drawing.svg", b"<svg onload='x()'></svg>", "SVG drawings are not taken"),
        ("page.pdf", b"<!doctype html><script></script>", "it is a web page"),
    ],
)
def test_cost_state_refuses_files_by_content(champion: Client, name: str, content: bytes, words: str) -> None:
    response = champion.post("/portal/cost/new/", COST | {"evidence": SimpleUploadedFile(name, content)})

    assert response.status_code == 422 and words in words_of(response)
    assert not ValueEvent.objects.filter(kind="cost").exists()


def test_cost_state_refuses_a_file_that_is_too_large(champion: Client, settings: Any) -> None:
    settings.EVIDENCE_LIMIT = 2_000_000
    file = SimpleUploadedFile("large.csv", b"a" * 2_100_000)

    response = champion.post("/portal/cost/new/", COST | {"evidence": file})

    assert response.status_code == 422 and "The file is larger than 2 MB." in words_of(response)


def test_cost_state_own_statement_can_be_agreed_changed_or_taken_back(champion: Client) -> None:
    champion.post("/portal/cost/new/", COST)
    event = ValueEvent.objects.get(kind="cost")

    html = champion.get(f"/portal/claims/{event.pk}/").content.decode()

    for act in ("confirm", "adjust", "withdraw"):
        assert f"/portal/claims/{event.pk}/{act}/" in html
    assert f"/portal/claims/{event.pk}/dispute/" not in html


def test_cost_state_without_the_right_is_forbidden(halden: Halden, sign_in: Callable[..., Client]) -> None:
    client = sign_in(halden.cast.clerk)

    assert client.get("/portal/shortfall/new/").status_code == 403
    assert client.post("/portal/cost/new/", COST).status_code == 403
