"""POST /portal/claims/<pk>/confirm/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import MailMessage
from outcomes.models import CustomerTotal, Decision, ValueEvent
from outcomes.services.ledger import confirm, dispute
from tests.cast import agreed, dimension_of, reading, stated, voice
from tests.portal.conftest import Halden, words_of
from tests.reading import seen


def url(event: ValueEvent) -> str:
    return f"/portal/claims/{event.pk}/confirm/"


def read(event: ValueEvent, ago: timedelta = timedelta(minutes=1), **more: str) -> dict[str, str]:
    """What the form of a claim sends that was opened so long ago."""
    return seen(f"claim-{event.pk}", ago) | more


def test_claim_confirm_counts_and_says_what_was_decided_with_its_period_and_amount(
    champion: Client, halden: Halden
) -> None:
    event = halden.claim(1, "1")

    response = champion.post(url(event), read(event, token="one"), follow=True)

    decision = Decision.objects.get(event=event, kind="confirmed")
    assert response.redirect_chain == [(f"/portal/claims/{event.pk}/decided/?done=1", 302)]
    text = words_of(response)
    said = f"Confirmed: Month-end in month 1, January 2025, 27,840 EUR. Recorded as number {decision.seq}."
    assert said in text and "digest" not in text
    # In the page, above what comes next: the way upstairs, for nothing waits any more, so the report is made there.
    html = response.content.decode()
    assert html.index('class="said"') < html.index("Take it upstairs") and "data-toast" not in html
    assert html.count("btn-primary") == 1 and 'href="/portal/#reports"' in html
    home = champion.get("/portal/").content.decode()
    assert "Nothing waits for you" in home
    assert home.count("btn-primary") == 1 and f'action="/customers/{event.customer_id}/reports/' in home
    assert CustomerTotal.objects.get(customer=halden.cast.halden).confirmed == 2_784_000
    assert decision.by_stakeholder == halden.cast.champion and decision.origin == "portal"


def test_claim_confirm_shows_what_was_decided_and_leads_to_what_waits_next(champion: Client, halden: Halden) -> None:
    first, second, third = halden.claim(1, "1"), halden.claim(2, "1"), halden.claim(3, "1")
    assert "Claim 2 of 3" in words_of(champion.get(f"/portal/claims/{second.pk}/"))

    # She begins with the second: the third comes next, then the one that she left out.
    response = champion.post(url(second), read(second), follow=True)
    assert response.redirect_chain == [(f"/portal/claims/{second.pk}/decided/?done=1", 302)]
    html, text = response.content.decode(), words_of(response)
    assert "1 decided, 2 left" in text and "Confirmed: Month-end in month 2, February 2025, 27,840 EUR." in text
    # Nothing here decides: the next claim is behind an act of her own, which has the focus.
    assert 'class="decide' not in html and "/confirm/" not in html and 'class="reach"' not in html
    assert f'href="/portal/claims/{third.pk}/?done=1" autofocus>Next claim, 2 left<' in html

    html = champion.get(f"/portal/claims/{third.pk}/?done=1").content.decode()
    assert "1 decided, 2 left" in html and '<input type="hidden" name="done" value="1">' in html
    assert f'/portal/claims/{third.pk}/adjust/?done=1"' in html

    response = champion.post(f"/portal/claims/{third.pk}/dispute/", {"reason": "Not ours", "done": "1"}, follow=True)
    assert response.redirect_chain == [(f"/portal/claims/{third.pk}/decided/?done=2", 302)]
    assert "Disputed: Month-end in month 3, March 2025, claimed: 27,840 EUR. It is not counted." in words_of(response)
    html = response.content.decode()
    assert f'href="/portal/claims/{first.pk}/?done=2" autofocus>Next claim, the last one<' in html


def test_claim_decided_page_of_what_is_not_decided_is_the_claim(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    assert champion.get(f"/portal/claims/{event.pk}/decided/").headers["Location"] == f"/portal/claims/{event.pk}/"


@pytest.mark.parametrize(
    ("seen_as", "said"),
    [
        ({}, "Open this page again, and read it first. Nothing was decided."),
        (seen("claim-0"), "Open this page again, and read it first. Nothing was decided."),
        ({"seen": "claim-1:1"}, "Open this page again, and read it first. Nothing was decided."),
        (None, "You have only just come to this page: read it first. Nothing was decided."),
    ],
)
def test_claim_confirm_is_for_who_can_have_read_it(
    champion: Client, halden: Halden, seen_as: dict[str, str] | None, said: str
) -> None:
    event = halden.claim(1, "1")

    response = champion.post(url(event), read(event, timedelta(milliseconds=350)) if seen_as is None else seen_as)

    assert response.status_code == 422 and said in words_of(response)
    assert ValueEvent.objects.get(pk=event.pk).state == "stated"
    assert champion.post(url(event), read(event, timedelta(seconds=1))).status_code == 302


def test_claim_confirm_after_a_dispute_needs_the_reason_at_its_field(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    dispute(event=event, voice=voice(halden.cast.champion), reason="Not our figures")

    page = champion.get(f"/portal/claims/{event.pk}/")
    assert f'href="/portal/claims/{event.pk}/confirm/again/"' in page.content.decode()
    assert "To decide" not in words_of(page) and "Later" not in words_of(page)
    assert "“Not our figures”" in words_of(champion.get(f"/portal/claims/{event.pk}/confirm/again/"))

    for address in (url(event), f"{url(event)}again/"):
        refused = champion.post(address, read(event, reason=""))
        assert refused.status_code == 422 and "Not confirmed." in words_of(refused)
        assert 'aria-invalid="true"' in refused.content.decode()
    with pytest.raises(ValidationError, match="reason"):
        confirm(event=event, voice=voice(halden.cast.champion))

    response = champion.post(f"{url(event)}again/", {"reason": "They are after all"}, follow=True)
    assert response.redirect_chain == [(f"/portal/claims/{event.pk}/", 302)]
    assert "“They are after all”" in words_of(response) and "“Not our figures”" in words_of(response)
    assert "To decide" not in words_of(response)


@pytest.mark.parametrize("done", ["-1", "a lot", "9" * 30, "\N{SUPERSCRIPT TWO}"])
def test_claim_count_of_a_row_is_harmless_whatever_the_address_says(
    champion: Client, halden: Halden, done: str
) -> None:
    event = halden.claim(1, "1")

    assert "Claim 1 of 1" in words_of(champion.get(f"/portal/claims/{event.pk}/", {"done": done}))


def test_claim_confirm_same_request_twice_decides_once(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    for _again in range(2):
        assert champion.post(url(event), read(event, token="same")).status_code == 302

    assert Decision.objects.filter(event=event, kind="confirmed").count() == 1
    assert MailMessage.objects.filter(to="mara.vogt@nordwerk.example").count() == 1


def test_claim_confirm_tells_the_accountable_person(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    champion.post(url(event), read(event))

    mail = MailMessage.objects.get(to="mara.vogt@nordwerk.example")
    assert mail.subject == "Halden Bank: confirmed, Month-end in month 1, January 2025"
    assert f"/events/{event.pk}/" in mail.body
    assert "Clara Meier, Head of Settlement, of Halden Bank has decided." in mail.body
    assert "27,840\N{NO-BREAK SPACE}EUR" in mail.body


def test_claim_confirm_decided_meanwhile_shows_that_decision(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    confirm(event=event, voice=voice(halden.cast.cfo))

    response = champion.post(url(event), read(event, token="late"))

    assert response.status_code == 422
    text = words_of(response)
    assert "It is already confirmed, by Felix Anders" in text and "by Felix Anders, CFO" in text
    assert Decision.objects.filter(event=event, kind="confirmed").count() == 1


def test_claim_confirm_a_shared_effect_needs_the_reason(champion: Client, halden: Halden) -> None:
    other = dimension_of(halden.cast.halden, name="Overtime", unit="hours")
    agreed(other, by=halden.cast.champion)
    other.shares_effect_with.add(halden.dimension)
    stated(reading(other, date(2025, 1, 1), "5"), by=halden.cast.account_manager, title="Less overtime")
    event = halden.claim(1, "1")

    refused = champion.post(url(event), read(event, token="one"))
    assert refused.status_code == 422
    assert "“Less overtime” may count the same effect." in words_of(refused)
    assert 'aria-invalid="true"' in refused.content.decode()

    assert champion.post(url(event), read(event, token="two", reason="Different people")).status_code == 302
    assert Decision.objects.get(event=event, kind="confirmed").reason == "Different people"


def test_claim_confirm_without_the_right_is_forbidden(halden: Halden, sign_in: Callable[..., Client]) -> None:
    event = halden.claim(1, "1")

    assert sign_in(halden.cast.clerk).post(url(event), read(event)).status_code == 403
    assert ValueEvent.objects.get(pk=event.pk).state == "stated"


@pytest.mark.parametrize("act", ["confirm", "adjust", "adjust/preview", "dispute", "withdraw"])
def test_claim_acts_on_another_customers_claim_do_not_exist(
    halden: Halden, sign_in: Callable[..., Client], act: str
) -> None:
    event = halden.claim(1, "31")

    response = sign_in(halden.cast.other_champion).post(f"/portal/claims/{event.pk}/{act}/", {"reason": "x"})

    assert response.status_code == 404


def test_claim_confirm_answers_no_get(champion: Client, halden: Halden) -> None:
    assert champion.get(url(halden.claim(1, "1"))).status_code == 405
