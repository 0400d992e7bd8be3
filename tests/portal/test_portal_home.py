"""GET /portal/ and POST /portal/welcomed/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outcomes.services.ledger import adjust, confirm, dispute, state_cost
from reports.freeze.answer import answer_of
from reports.freeze.facts import read
from reports.freeze.outcomes import outcome_of
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import SpendEntryFactory, TermsFactory
from tests.portal.conftest import Halden, words_of

URL = "/portal/"


def page(client: Client) -> str:
    response = client.get(URL)
    assert response.status_code == 200
    text = response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return " ".join(text.replace('<span class="cur"> ', " ").replace("</span>", "").split())


def test_portal_home_says_that_nothing_is_stated(cast: Cast, sign_in: Callable[..., Client]) -> None:
    text = page(sign_in(cast.champion))

    assert "What we got is not stated." in text
    assert "no spend recorded" in text
    assert "Internal cost: not stated." in text
    assert "Nothing waits for you" in text


def test_portal_home_shows_gains_and_shortfalls_alike(
    champion: Client, halden: Halden, spend: Callable[[int], None]
) -> None:
    spend(10_000)
    confirm(event=halden.claim(1, "1"), voice=voice(halden.cast.champion))
    halden.claim(2, "31")  # one day worse: counts at once

    text = page(champion)

    assert "27,840 EUR" in text and "\N{MINUS SIGN}960 EUR" in text
    assert "We spent 10,000 euros and got 26,880, after what went wrong." in text
    assert "Days to reconcile month-end went from 30 days to 1 in January 2025." in text
    assert "One thing went badly: a shortfall in Month-end in month 2, February 2025." in text
    assert "Of the shortfalls, 960 EUR count without being agreed yet." in text


def test_portal_home_says_who_confirmed_how_much(champion: Client, halden: Halden) -> None:
    confirm(event=halden.claim(1, "1"), voice=voice(halden.cast.champion))
    confirm(event=halden.claim(2, "1"), voice=voice(halden.cast.champion))
    confirm(event=halden.claim(3, "1"), voice=voice(halden.cast.champion))
    confirm(event=halden.claim(4, "1"), voice=voice(halden.cast.cfo))

    assert "Of the gains confirmed: you 75 %, Felix Anders 25 %." in page(champion)


def test_portal_home_lists_what_waits_with_age_and_terms_first(champion: Client, halden: Halden) -> None:
    with time_machine.travel(date(2026, 6, 1), tick=False):
        halden.claim(1, "1")
    with time_machine.travel(date(2026, 6, 13), tick=False):
        other = dimension_of(halden.cast.halden, name="Corrections")
        TermsFactory(dimension=other, asked=halden.cast.champion)
        text = page(champion)

    assert text.count("ne proposal of terms and one claim") == 2  # in the band and at the list, in the same words
    assert "One proposal of terms and one claim wait for you" in text
    assert "waits for 12 days" in text
    assert text.index("Terms of “Corrections”") < text.index("Month-end in month 1")


def test_portal_home_parts_what_she_was_asked_from_what_a_colleague_was(champion: Client, halden: Halden) -> None:
    halden.claim(1, "1")
    his = stated(
        reading(halden.dimension, date(2025, 2, 1), "1"),
        by=halden.cast.account_manager,
        asked=halden.cast.cfo,
        title="Asked of Felix",
    )

    text = page(champion)

    assert "One claim waits for you" in text and "27,840 EUR, about one minute" in text
    mine, also = text.split("You may also decide", 1)
    assert "Asked of Felix" not in mine.split("Waiting for you", 1)[1]
    assert "Asked of Felix, February 2025" in also and "Felix Anders was asked, waits since today" in also
    own = words_of(champion.get(f"/portal/claims/{his.pk}/"))
    assert "Felix Anders was asked. You may decide it too." in own and "Claim 1 of 1" not in own

    # Where he may not decide any more, it waits for her like any other.
    type(halden.cast.cfo).objects.filter(pk=halden.cast.cfo.pk).update(may_decide=False)
    text = page(champion)
    assert "2 claims wait for you" in text and "You may also decide" not in text


def test_portal_home_stands_in_one_order_for_eye_keyboard_and_phone(champion: Client, halden: Halden) -> None:
    halden.claim(1, "1")
    ids = ("answer", "say", "waiting", "reports", "tracks-title", "speak-title", "people-title")

    text = page(champion)

    found = [text.index(f'id="{one}"') for one in ids]
    assert found == sorted(found)
    assert "agreed baseline" in text and "lower is better" in text  # what the signs of the tracks mean


def test_portal_home_does_not_ask_her_to_decide_what_she_stated(champion: Client, halden: Halden) -> None:
    state_cost(
        customer=halden.cast.halden,
        voice=voice(halden.cast.champion),
        title="Overtime in March",
        amount_minor=50_000,
        period_start=date(2025, 3, 1),
        period_end=date(2025, 3, 31),
    )

    text = page(champion)

    assert "Nothing waits for you" in text
    assert "One thing went badly: Overtime in March." in text


def test_portal_home_counts_a_worse_reading_that_nobody_claimed_as_bad(champion: Client, halden: Halden) -> None:
    reading(halden.dimension, date(2025, 5, 1), "33")

    text = page(champion)

    assert "Days to reconcile month-end, May 2025 (worse than agreed)" in text
    assert "worse than the baseline" in text


def test_portal_home_leads_with_the_victory_where_nothing_is_in_money(
    cast: Cast, sign_in: Callable[..., Client]
) -> None:
    dimension = dimension_of(cast.halden, name="Audit findings", unit="findings")
    agreed(dimension, by=cast.champion, rate=None, baseline=Decimal(12), target=Decimal(2))
    confirm(
        event=stated(reading(dimension, date(2025, 1, 1), "3"), by=cast.account_manager), voice=voice(cast.champion)
    )

    text = page(sign_in(cast.champion))

    assert "Audit findings: 3 findings, was 12." in text
    assert "Ratio and payback: not monetised." in text
    assert "0.00" not in text


def test_page_portal_and_document_name_the_latest_agreed_period(cast: Cast, sign_in: Callable[..., Client]) -> None:
    """A month that was forgotten is claimed last, and a newer one is not decided: neither moves the figure that leads."""
    dimension = dimension_of(cast.halden, name="Audit findings", unit="findings")
    agreed(dimension, by=cast.champion, rate=None, baseline=Decimal(12), target=Decimal(2))
    for month, value in ((3, "1"), (1, "5"), (2, "14")):
        event = stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager)
        confirm(event=event, voice=voice(cast.champion))
    stated(reading(dimension, date(2025, 4, 1), "7"), by=cast.account_manager)

    assert "Audit findings: 1, was 12 findings." in page(sign_in(cast.champion))
    shown = sign_in(cast.account_manager).get(f"/customers/{cast.halden.pk}/").content.decode()
    assert "What they got: Audit findings, 1, was 12\u00a0findings." in shown
    facts = read(cast.halden, now=timezone.now())
    (outcome,) = (outcome_of(1, one, facts) for one in facts.outcomes)
    victory = answer_of(facts)["victory"]
    assert victory["value"] == outcome["dimensions"][0]["actual"]["value"] == "1"
    assert victory["period"]["start"] == "2025-03-01"


def test_portal_home_says_too_early_before_a_year_is_over(
    champion: Client, halden: Halden, spend: Callable[[int], None]
) -> None:
    with time_machine.travel(date(2025, 6, 1)):
        spend(10_000)
        confirm(event=halden.claim(1, "1"), voice=voice(halden.cast.champion))
        text = page(champion)

    assert "Ratio and payback: too early" in text
    assert "Days to reconcile month-end: 1 day, was 30." in text


def test_portal_home_says_when_it_was_paid_back(champion: Client, halden: Halden, spend: Callable[[int], None]) -> None:
    spend(20_000)
    confirm(event=halden.claim(2, "1"), voice=voice(halden.cast.champion))

    with time_machine.travel(date(2026, 11, 1)):
        text = page(champion)

    assert "1.39 EUR for each EUR spent. Paid back in February 2025." in text


def test_portal_home_is_paid_back_on_the_day_that_the_document_says(champion: Client, halden: Halden) -> None:
    """Within March value comes after the invoice of the 10th, and in April again: the sums of months would say February."""
    for day, amount in ((date(2025, 1, 10), 20_000), (date(2025, 3, 10), 20_000), (date(2025, 4, 10), 20_000)):
        SpendEntryFactory(customer=halden.cast.halden, on=day, amount_minor=amount * 100)
    for month in (2, 3, 4):
        confirm(event=halden.claim(month, "8"), voice=voice(halden.cast.champion))

    with time_machine.travel(date(2026, 11, 1), tick=False):
        answer = read(halden.cast.halden, now=timezone.now())
        assert answer_of(answer)["payback"]["on"] == "2025-04-30"
        assert "Paid back in April 2025." in page(champion)


def test_portal_home_says_aloud_what_was_confirmed_as_it_was_stated(champion: Client, halden: Halden) -> None:
    """The best claim was adjusted: its reading was not agreed, and nobody is to read it out."""
    by = halden.cast.champion
    confirm(event=halden.claim(2, "8"), voice=voice(by))
    adjust(event=halden.claim(3, "2"), voice=voice(by), amount_minor=100, reason="Use the ledger's figure")
    halden.claim(4, "1")

    text = page(champion)

    assert "Days to reconcile month-end went from 30 days to 8 in February 2025." in text
    assert "30 → 1 day (April 2025, undecided), target" in text  # the same page says why its figure is another
    facts = read(halden.cast.halden, now=timezone.now())
    (outcome,) = (outcome_of(1, one, facts) for one in facts.outcomes)
    assert outcome["dimensions"][0]["actual"]["value"] == "8"
    assert answer_of(facts)["victory"]["value"] == "8"


def test_portal_home_leads_with_the_dimension_whose_gains_come_to_most(champion: Client, halden: Halden) -> None:
    other = dimension_of(halden.cast.halden, name="Overtime", unit="hours")
    agreed(other, by=halden.cast.champion)
    one_large = stated(reading(other, date(2025, 1, 1), "1"), by=halden.cast.account_manager)
    for event in (halden.claim(1, "12"), halden.claim(2, "11"), one_large):
        confirm(event=event, voice=voice(halden.cast.champion))

    assert "Days to reconcile month-end went from 30 days to 11 in February 2025." in page(champion)


def test_portal_home_says_with_whom_the_undecided_rest_lies(champion: Client, halden: Halden) -> None:
    halden.claim(1, "1")
    measured = reading(halden.dimension, date(2025, 2, 1), "25")
    stated(measured, by=halden.cast.account_manager, asked=halden.cast.cfo, title="Month-end")

    assert "27,840 EUR of the undecided with you, 4,800 EUR with Felix Anders." in page(champion)


def test_portal_home_keeps_undecided_and_disputed_apart(champion: Client, halden: Halden) -> None:
    halden.claim(1, "1")
    dispute(event=halden.claim(2, "20"), voice=voice(halden.cast.champion), reason="Not our figures")

    text = page(champion)

    assert "27,840 EUR undecided" in text and "9,600 EUR disputed" in text
    assert "Nothing was stated as bad, but we dispute one claim." in text


def test_portal_home_lists_decided_claims_with_what_they_count_as(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    adjust(event=event, voice=voice(halden.cast.champion), amount_minor=2_300_000, reason="The calendar helped")

    text = page(champion)

    assert "adjusted; claimed: 27,840 EUR" in text and "23,000 EUR" in text


def test_portal_home_names_who_answers_and_who_may_decide(cast: Cast, sign_in: Callable[..., Client]) -> None:
    text = page(sign_in(cast.champion))

    assert "<strong>Mara Vogt</strong>, Account Manager" in text
    assert 'href="mailto:mara.vogt@nordwerk.example"' in text
    assert "Clara Meier, Felix Anders" in text
    assert "felix.anders@" not in text


def test_portal_home_of_a_person_without_rights_offers_no_act(cast: Cast, sign_in: Callable[..., Client]) -> None:
    text = page(sign_in(cast.clerk))

    assert reverse("outcomes:shortfall_state") not in text
    assert "Somebody of your firm who may decide can say it first." in text


def test_portal_home_explains_itself_until_it_is_dismissed(cast: Cast, sign_in: Callable[..., Client]) -> None:
    client = sign_in(cast.champion)
    assert "This page answers one question" in page(client)

    client.post("/portal/welcomed/")

    assert "This page answers one question" not in page(client)
    assert "This page answers one question" in client.get(f"{URL}?how").content.decode()  # "How this works", below


def test_portal_home_does_not_exist_for_the_supplier(cast: Cast, client: Client) -> None:
    client.force_login(cast.account_manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(URL).status_code == 404


def test_portal_home_shows_nothing_of_another_customer(halden: Halden, sign_in: Callable[..., Client]) -> None:
    halden.claim(1, "1")

    text = page(sign_in(halden.cast.other_champion))

    assert "Halden" not in text and "Month-end" not in text
