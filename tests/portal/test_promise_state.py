"""GET and POST /portal/promise/new/: a promise that was not kept, with or without an amount."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from outcomes.models import CustomerTotal, ValueEvent
from tests.portal.conftest import Halden, words_of
from tests.reading import seen

URL = "/portal/promise/new/"


def said(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Answers within a day",
        "period_start": "2025-03-01",
        "period_end": "2025-03-31",
        "cause": "It took a week each time.",
        "amount": "",
        "token": "a-token",
    } | changes


def test_promise_without_an_amount_stands_without_one(champion: Client, halden: Halden) -> None:
    assert champion.post(URL, said()).status_code == 302

    event = ValueEvent.objects.get()
    assert (event.title, event.claimed_minor, event.state) == ("Promise not kept: Answers within a day", None, "stated")
    home = words_of(champion.get("/portal/"))
    assert "One thing went badly: Promise not kept: Answers within a day." in home
    page = words_of(champion.get(f"/portal/claims/{event.pk}/"))
    assert "It took a week each time." in page and "Take it back" in page


def test_promise_is_no_victory_when_it_is_confirmed(
    champion: Client, halden: Halden, sign_in: Callable[..., Client]
) -> None:
    champion.post(URL, said())
    event = ValueEvent.objects.get()
    cfo = sign_in(halden.cast.cfo)
    assert cfo.post(f"/portal/claims/{event.pk}/confirm/", seen(f"claim-{event.pk}")).status_code == 302

    home = words_of(cfo.get("/portal/"))

    assert "No victory is confirmed yet" in home and "One thing went badly: Promise not kept" in home


def test_promise_with_an_amount_counts_as_a_shortfall(champion: Client, halden: Halden) -> None:
    champion.post(URL, said(amount="1,200"))

    assert CustomerTotal.objects.get(customer=halden.cast.halden).shortfall == 120_000


def test_promise_refused_says_so_at_the_field_and_keeps_what_was_typed(champion: Client, halden: Halden) -> None:
    answer = champion.post(URL, said(amount="-5", period_end="2025-02-01"))

    assert answer.status_code == 422
    text = words_of(answer)
    assert "Write the amount without a minus." in text and "This day lies before the first one." in text
    assert 'value="Answers within a day"' in answer.content.decode()


def test_promise_is_written_in_the_language_of_the_customer(champion: Client, halden: Halden) -> None:
    halden.cast.halden.locale = "de"
    halden.cast.halden.save()

    champion.post(URL, said())

    assert ValueEvent.objects.get().title.endswith(": Answers within a day")


def test_promise_without_the_right_is_forbidden(halden: Halden, sign_in: Callable[..., Client]) -> None:
    assert sign_in(halden.cast.clerk).get(URL).status_code == 403
