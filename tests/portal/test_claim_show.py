"""GET /portal/claims/ and GET /portal/claims/<pk>/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Membership
from outcomes.models import ValueEvent
from outcomes.queries.claims import decide_context
from outcomes.services.answers import answer_dispute
from outcomes.services.ledger import confirm, dispute, restate, state_value
from outcomes.services.records import record_measurement
from tests.cast import actor, agreed, dimension_of, on_day, reading, stated, voice
from tests.factories import EvidenceFactory, ValueEventFactory
from tests.portal.conftest import Halden, words_of


def test_claim_show_prints_the_working_line_by_line(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")

    text = words_of(champion.get(f"/portal/claims/{event.pk}/"))

    assert "Nordwerk says," in text
    assert "Days to reconcile month-end in January 2025: 1 day; agreed baseline: 30 days." in text
    for line in (
        "Baseline, 2024 30 days",
        "\N{MINUS SIGN} Reading, January 2025 1",
        "= Better by 29 days",
        "× Agreed rate 1,200 EUR",
        "× Share agreed as Nordwerk’s 80 %",
        "= Gain, if you agree 27,840 EUR",
    ):
        assert line in text
    assert "What would have happened anyway: not declared" in text
    assert "You agreed these terms on 31 December 2024. Terms, version 1" in text
    assert "No evidence was given." in text


def test_claim_show_offers_three_equal_answers_and_none_preselected(champion: Client, halden: Halden) -> None:
    html = champion.get(f"/portal/claims/{halden.claim(1, '1').pk}/").content.decode()

    decide = html[html.index('class="decide') :]
    assert decide.count('class="btn"') == 3
    assert "btn-primary" not in decide and "autofocus" not in html


def test_claim_show_says_how_many_there_are_and_leads_on(champion: Client, halden: Halden) -> None:
    first, second, third = (halden.claim(month, "1") for month in (1, 2, 3))

    text = champion.get(f"/portal/claims/{second.pk}/").content.decode()

    assert "Claim 2 of 3" in text
    assert f'class="later" href="/portal/claims/{third.pk}/"' in text
    last = champion.get(f"/portal/claims/{third.pk}/").content.decode()
    assert f'class="later" href="/portal/claims/{first.pk}/"' in last


def test_claim_show_several_readings_add_up(champion: Client, halden: Halden) -> None:
    dimension = dimension_of(halden.cast.halden, name="Corrections", unit="corrections")
    agreed(dimension, by=halden.cast.champion, grain="quarter", baseline=Decimal(50), target=Decimal(10))
    for month, value in ((1, "40"), (2, "45"), (3, "52")):
        reading(dimension, date(2025, month, 1), value)
    draft = ValueEventFactory(dimension=dimension, period_end=date(2025, 3, 31), drafted_by=halden.cast.account_manager)
    state_value(event=draft, voice=voice(halden.cast.account_manager))

    text = words_of(champion.get(f"/portal/claims/{draft.pk}/"))

    assert (
        "January 2025: 50 \N{MINUS SIGN} 40 = 10 corrections × 1,200 EUR × 80 % (Share agreed as Nordwerk’s) 9,600.00 EUR"
        in text
    )
    assert "+ March 2025: 50 \N{MINUS SIGN} 52 = \N{MINUS SIGN}2 corrections" in text
    assert "= Gain, if you agree 12,480 EUR" in text
    assert "3 readings, the last 52 corrections; agreed baseline: 50 corrections." in text


def test_claim_show_a_shortfall_says_that_it_counts(champion: Client, halden: Halden) -> None:
    text = words_of(champion.get(f"/portal/claims/{halden.claim(1, '31').pk}/"))

    assert "= Worse by \N{MINUS SIGN}1" in text
    assert "= Shortfall, counts already \N{MINUS SIGN}960 EUR" in text
    assert "It counts already, marked “not yet agreed”." in text
    assert "Agree 960 EUR" in text


def test_claim_show_decided_says_who_and_when_and_asks_nothing(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    decision = confirm(event=event, voice=voice(halden.cast.cfo))

    text = words_of(champion.get(f"/portal/claims/{event.pk}/"))

    assert "by Felix Anders, CFO" in text
    assert f"Recorded as number {decision.seq}." in text and decision.digest[:4] not in text
    assert "Your decision" not in text and "Later" not in text


def test_claim_show_disputed_can_be_confirmed_or_adjusted_only(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    dispute(event=event, voice=voice(halden.cast.champion), reason="Not our figures")

    html = champion.get(f"/portal/claims/{event.pk}/").content.decode()

    assert "“Not our figures”" in html
    assert f"/portal/claims/{event.pk}/adjust/" in html and f"/portal/claims/{event.pk}/dispute/" not in html


def test_a_claim_whose_dispute_was_answered_waits_again_with_the_answer_and_three_ways_on(
    champion: Client, halden: Halden
) -> None:
    event = halden.claim(1, "1")
    dispute(event=event, voice=voice(halden.cast.champion), reason="Not our figures")
    assert "Nothing waits for you" in champion.get("/portal/").content.decode()
    answer_dispute(event=event, actor=actor(halden.cast.account_manager), words="They are from your own log.")

    home, url = champion.get("/portal/").content.decode(), f"/portal/claims/{event.pk}/"
    assert "answered: “They are from your own log.”" in home and url in home
    html = champion.get(url).content.decode()
    assert html.index("“Not our figures”") < html.index("“They are from your own log.”")
    for act in ("confirm", "adjust", "dispute"):
        assert f"{url}{act}/" in html

    champion.post(f"{url}dispute/", {"reason": "The log is of another team.", "token": "t1"})

    assert "Nothing waits for you" in champion.get("/portal/").content.decode()
    kinds = [one.kind for one in event.decisions.order_by("seq")]
    assert kinds == ["stated", "disputed", "disputed"]


def test_claim_show_a_correction_says_what_it_corrects(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    confirm(event=event, voice=voice(halden.cast.champion))
    old = event.lines.get().measurement
    assert old is not None
    record_measurement(
        dimension=halden.dimension,
        period_start=old.period_start,
        period_end=old.period_end,
        value=Decimal(2),
        source="Corrected",
        by=halden.cast.account_manager,
        supersedes=old,
        reason="Counted wrongly",
    )
    correction = restate(event=event, voice=voice(halden.cast.account_manager), reason="Counted wrongly").event
    assert correction is not None

    text = words_of(champion.get(f"/portal/claims/{correction.pk}/"))

    assert "This corrects a claim that was decided as 27,840 EUR. Until you decide, the lower figure counts." in text


def test_claim_show_lists_evidence_with_digest_and_grade(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    evidence = EvidenceFactory(customer=halden.cast.halden, name="close-report.pdf", grade="A")
    event.evidence.add(evidence)

    html = champion.get(f"/portal/claims/{event.pk}/").content.decode()

    assert "close-report.pdf" in html and f"/evidence/{evidence.code}/" in html
    assert "A: from your own system" in html


def test_claim_show_without_the_right_says_whom_to_ask(halden: Halden, sign_in: Callable[..., Client]) -> None:
    event = halden.claim(1, "1")

    text = words_of(sign_in(halden.cast.clerk).get(f"/portal/claims/{event.pk}/"))

    assert "You can read this, but not decide it. At your firm these people may: Clara Meier, Felix Anders." in text
    assert "= Gain, if you agree 27,840 EUR" in text
    assert "Confirm 27,840" not in text


@pytest.mark.parametrize("person", ["other_champion", "foreign_champion"])
def test_claim_show_of_another_customer_does_not_exist(
    halden: Halden, sign_in: Callable[..., Client], person: str
) -> None:
    event = halden.claim(1, "1")

    assert sign_in(getattr(halden.cast, person)).get(f"/portal/claims/{event.pk}/").status_code == 404


def test_claim_show_a_draft_does_not_exist(champion: Client, halden: Halden) -> None:
    draft = ValueEventFactory(dimension=halden.dimension)

    assert draft.state == ValueEvent.State.DRAFT
    assert champion.get(f"/portal/claims/{draft.pk}/").status_code == 404


def test_claim_show_is_not_for_the_supplier(client: Client, halden: Halden) -> None:
    manager: Membership = halden.cast.account_manager
    client.force_login(manager.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(f"/portal/claims/{halden.claim(1, '1').pk}/").status_code == 404


def test_claim_show_words_alone_need_no_money(champion: Client, halden: Halden) -> None:
    dimension = dimension_of(halden.cast.halden, name="Peace of mind", unit="points")
    event = stated(reading(dimension, date(2025, 1, 1), "7"), by=halden.cast.account_manager)

    text = words_of(champion.get(f"/portal/claims/{event.pk}/"))

    assert "Peace of mind in January 2025: 7 points. No baseline is agreed." in text
    assert "No terms are agreed for it, so it counts as no money." in text
    assert "Adjust" not in text


def test_claim_list_shows_the_good_and_the_bad_with_their_state(champion: Client, halden: Halden) -> None:
    confirm(event=halden.claim(1, "1"), voice=voice(halden.cast.champion))
    halden.claim(2, "31")

    text = words_of(champion.get("/portal/claims/"))

    assert "Month-end in month 1, January 2025 confirmed" in text
    assert "Month-end in month 2, February 2025 counts, not yet agreed" in text


def test_claim_list_stands_in_the_order_of_the_days_that_it_shows(champion: Client, halden: Halden) -> None:
    with on_day(date(2026, 3, 1)):
        early, late, open_one = (halden.claim(month, "1") for month in (1, 2, 3))
    with on_day(date(2026, 3, 5)):
        confirm(event=early, voice=voice(halden.cast.champion))
    with on_day(date(2026, 3, 3)):
        confirm(event=late, voice=voice(halden.cast.champion))

    text = words_of(champion.get("/portal/claims/"))

    shown = [text.index(f"Month-end in month {month}") for month in (1, 2, 3)]
    assert shown == sorted(shown) and open_one.decided_at is None
    assert "confirmed, 5 Mar 2026" in text and "confirmed, 3 Mar 2026" in text


def test_claim_show_says_below_the_answers_that_one_can_decide_anew(champion: Client, halden: Halden) -> None:
    html = champion.get(f"/portal/claims/{halden.claim(1, '1').pk}/").content.decode()

    assert "You can decide anew later, with a reason." in html[html.index('class="decide') :]


def test_claim_show_puts_the_answers_below_one_another_where_the_amount_is_long(halden: Halden) -> None:
    event = halden.claim(1, "1")
    assert not decide_context(event)["long"]  # 27,840 EUR

    event.claimed_minor = 123_456_789_012
    for language in ("en", "de"):
        with translation.override(language):
            found = decide_context(event)
        assert found["long"] and (found["minor"], found["currency"]) == (123_456_789_012, "EUR")


def test_claim_list_empty_says_that_nothing_is_not_zero(champion: Client) -> None:
    assert "That is not the same as zero." in words_of(champion.get("/portal/claims/"))


def test_claim_evidence_shows_each_file_whole(champion: Client, halden: Halden) -> None:
    event = halden.claim(1, "1")
    url = f"/portal/claims/{event.pk}/evidence/"
    assert "No evidence was given" in words_of(champion.get(url))
    file = EvidenceFactory(
        customer=halden.cast.halden, name="close-report.pdf", grade="A", digest="0123456789abcdef" * 4
    )
    event.evidence.add(file)

    page = champion.get(url)

    assert url in champion.get(f"/portal/claims/{event.pk}/").content.decode()
    assert "One file shows it" in (words := words_of(page)) and "01234567 89abcdef" in words
    assert "A: from your own system" in words and f'href="/evidence/{file.code}/"' in page.content.decode()
