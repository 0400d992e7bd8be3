"""GET and POST /portal/claims/<pk>/adjust/, POST .../adjust/preview/, .../dispute/ and .../withdraw/."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from outcomes.models import CustomerTotal, Decision, ValueEvent
from outcomes.services.ledger import confirm
from tests.cast import voice
from tests.portal.conftest import Halden, words_of


def url(event: ValueEvent, act: str = "adjust") -> str:
    return f"/portal/claims/{event.pk}/{act}/"


def totals(halden: Halden) -> CustomerTotal:
    return CustomerTotal.objects.get(customer=halden.cast.halden)


def test_claim_adjust_counts_the_smaller_amount(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    response = champion.post(url(event), {"amount": "23,000.50", "reason": "The new calendar did two days"})

    assert response.status_code == 302
    assert totals(halden).confirmed == 2_300_050
    assert Decision.objects.get(event=event, kind="adjusted").reason == "The new calendar did two days"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("27,840.01", "At most 27,840 EUR. A gain can only be made smaller."),
        ("-5", "Write the amount without a minus."),
        ("many", "This is not a number."),
        ("1.234", "At most 2 decimals."),
        ("", "Still missing."),
        ("99999999999999999999", "too large"),
    ],
)
def test_claim_adjust_refuses_at_the_field_and_keeps_what_was_typed(
    champion: Client, halden: Halden, amount: str, words: str
) -> None:
    event = halden.claim(1, "1")

    response = champion.post(url(event), {"amount": amount, "reason": "Because of the calendar"})

    assert response.status_code == 422
    text = words_of(response)
    assert words in text and "Because of the calendar" in text
    assert f'value="{amount}"' in response.content.decode() or not amount
    assert ValueEvent.objects.get(pk=event.pk).state == "stated"


def test_claim_adjust_needs_a_reason(champion: Client, halden: Halden) -> None:
    response = champion.post(url(halden.claim(1, "1")), {"amount": "20000", "reason": " "})

    assert response.status_code == 422
    assert "Counts as 20,000 EUR" in words_of(response)


def test_claim_adjust_a_shortfall_larger_and_smaller(champion: Client, halden: Halden) -> None:
    larger, smaller = halden.claim(1, "31"), halden.claim(2, "31")

    champion.post(url(larger), {"amount": "2000", "reason": "Two teams were idle"})
    champion.post(url(smaller), {"amount": "500", "reason": "Half of it was ours"})

    assert totals(halden).shortfall == 250_000 and totals(halden).shortfall_open == 0


def test_claim_adjust_a_smaller_shortfall_needs_finance_where_the_customer_asks(
    halden: Halden, sign_in: Callable[..., Client]
) -> None:
    halden.cast.halden.finance_signs_smaller_shortfalls = True
    halden.cast.halden.save()
    event = halden.claim(1, "31")
    data = {"amount": "500", "reason": "Half of it was ours"}

    refused = sign_in(halden.cast.champion).post(url(event), data)
    assert refused.status_code == 422
    assert "This needs somebody who may sign for finance at your firm." in words_of(refused)

    assert sign_in(halden.cast.cfo).post(url(event), data).status_code == 302


def test_claim_adjust_decided_meanwhile_shows_it_and_keeps_what_was_typed(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    confirm(event=event, voice=voice(halden.cast.cfo))

    response = champion.post(url(event), {"amount": "23000", "reason": "My long explanation"})

    assert response.status_code == 422
    text = words_of(response)
    assert "It is decided meanwhile" in text and "by Felix Anders, CFO" in text and "My long explanation" in text
    assert "Adjust to" not in text


def test_claim_adjust_of_a_decided_claim_leads_to_its_page(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    confirm(event=event, voice=voice(halden.cast.cfo))

    assert champion.get(url(event)).headers["Location"] == f"/portal/claims/{event.pk}/"


def test_claim_adjust_preview_says_what_it_counts_as_and_changes_nothing(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    text = words_of(champion.post(url(event, "adjust/preview"), {"amount": "23000"}))

    assert "Changed by you \N{MINUS SIGN}4,840 EUR" in text and "Counts as 23,000 EUR" in text
    assert "Adjust to 23,000 EUR" in text
    assert ValueEvent.objects.get(pk=event.pk).state == "stated"


def test_claim_adjust_without_the_right_is_forbidden(halden: Halden, sign_in: Callable[..., Client]) -> None:
    event = halden.claim(1, "1")

    assert sign_in(halden.cast.clerk).get(url(event)).status_code == 403


def test_claim_dispute_puts_a_gain_below_the_line(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    assert "What is wrong with it?" in words_of(champion.get(url(event, "dispute")))

    champion.post(url(event, "dispute"), {"reason": "The close took three days"})

    assert (totals(halden).confirmed, totals(halden).disputed) == (0, 2_784_000)


def test_claim_dispute_a_shortfall_goes_on_counting(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "31")

    champion.post(url(event, "dispute"), {"reason": "It was worse than that"})

    assert totals(halden).shortfall == 96_000


def test_claim_dispute_needs_a_reason(champion: Client, halden: Halden) -> None:
    response = champion.post(url(halden.claim(1, "1"), "dispute"), {"reason": ""})

    assert response.status_code == 422
    assert "Not disputed. One thing needs a change" in words_of(response)


def test_claim_dispute_forgets_the_draft_once_it_is_recorded(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    response = champion.post(url(event, "dispute"), {"reason": "No"}, follow=True)

    assert f'data-draft-done="dispute-{event.pk}-s{halden.cast.champion.pk}"' in response.content.decode()


def test_claim_withdraw_takes_a_shortfall_back(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "31")

    assert champion.get(url(event, "withdraw")).status_code == 200
    champion.post(url(event, "withdraw"), {"reason": "Stated by mistake"})

    assert totals(halden).shortfall == 0
    assert ValueEvent.objects.get(pk=event.pk).state == "withdrawn"


def test_claim_withdraw_is_not_for_gains(champion: Client, halden: Halden) -> None:
    assert champion.get(url(halden.claim(1, "1"), "withdraw")).status_code == 404
