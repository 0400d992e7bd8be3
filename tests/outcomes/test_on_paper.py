"""What was agreed or confirmed on paper: with its document, recorded by the supplier, and outside the headline."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from accounts.models import Customer
from outcomes.models import CustomerTotal, Decision, ValueDimension, ValueEvent
from outcomes.services import ledger
from outcomes.services.voice import of_paper
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import EvidenceFactory, TermsFactory
from tests.outcomes.ledger_cases import assert_sound, evidence
from tests.outcomes.test_ledger_decide import GAIN, JANUARY, SHORTFALL, correct, refused, sums

pytestmark = [pytest.mark.both, pytest.mark.django_db]
SIGNED = date(2025, 3, 1)


def record(cast: Cast, **change: Any) -> Decision:
    arguments: dict[str, Any] = {
        "voice": of_paper(membership=cast.account_manager, said_on=SIGNED),
        "said_by": cast.champion,
        "document": change.pop("document", None) or evidence(cast),
    }
    return ledger.record_on_paper(**arguments | change)


def test_a_gain_on_paper_stands_in_its_own_sum(cast: Cast, gain: ValueEvent) -> None:
    decision = record(cast, event=gain)
    assert sums(cast.halden) == {"on_paper": GAIN}
    assert CustomerTotal.objects.get(customer=cast.halden).value == 0
    said = json.loads(decision.payload)
    assert (decision.origin, decision.said_on, decision.by_stakeholder) == ("paper", SIGNED, None)
    assert (decision.by_membership, said["paper"]["said_by"]) == (cast.account_manager, cast.champion.pk)
    assert said["paper"]["document"]["digest"] in {item["digest"] for item in said["event"]["evidence"]}
    assert_sound(cast.halden)


def test_her_own_decision_moves_it_into_the_headline(cast: Cast, gain: ValueEvent) -> None:
    record(cast, event=gain, amount_minor=5, reason="so the letter says")
    assert sums(cast.halden) == {"on_paper": 5}
    ledger.confirm(event=gain, voice=voice(cast.champion))
    assert sums(cast.halden) == {"confirmed": GAIN}
    refused("already_decided", ledger.confirm, event=gain, voice=voice(cast.champion))
    assert_sound(cast.halden)


def test_her_own_dispute_takes_it_out(cast: Cast, gain: ValueEvent) -> None:
    record(cast, event=gain)
    ledger.dispute(event=gain, voice=voice(cast.champion), reason="I never signed that")
    assert sums(cast.halden) == {"disputed": GAIN}
    assert_sound(cast.halden)


def test_paper_makes_no_shortfall_smaller(cast: Cast, dimension: ValueDimension) -> None:
    event = stated(reading(dimension, JANUARY, "31"), by=cast.account_manager)
    record(cast, event=event, amount_minor=-5, reason="so the letter says")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL, "shortfall_open": -SHORTFALL}
    assert_sound(cast.halden)


def test_paper_makes_a_shortfall_larger(cast: Cast, dimension: ValueDimension) -> None:
    event = stated(reading(dimension, JANUARY, "31"), by=cast.account_manager)
    record(cast, event=event, amount_minor=SHORTFALL * 2, reason="so the letter says")
    assert sums(cast.halden) == {"shortfall": -SHORTFALL * 2, "shortfall_open": -SHORTFALL * 2}
    assert_sound(cast.halden)


def test_what_rests_on_terms_agreed_on_paper_stays_out_too(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    terms = TermsFactory(dimension=dimension)
    record(cast, terms=terms, voice=of_paper(membership=cast.account_manager, said_on=date(2024, 12, 31)))
    terms.refresh_from_db()
    assert (terms.state, terms.on_paper, terms.agreed_on) == ("agreed", True, date(2024, 12, 31))
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    assert sums(cast.halden) == {"on_paper": GAIN}
    worse = stated(reading(dimension, date(2025, 2, 1), "31"), by=cast.account_manager)
    ledger.adjust(event=worse, voice=voice(cast.champion), amount_minor=-5, reason="ours")
    assert sums(cast.halden) == {"on_paper": GAIN, "shortfall": 5}
    assert_sound(cast.halden)


def test_a_letter_that_turns_up_later_changes_no_figure(cast: Cast, dimension: ValueDimension) -> None:
    cheap = TermsFactory(dimension=dimension, version=2, rate=1)
    record(cast, terms=cheap, voice=of_paper(membership=cast.account_manager, said_on=date(2024, 12, 31)))
    event = stated(reading(dimension, JANUARY, "31"), by=cast.account_manager)
    assert event.claimed_minor == SHORTFALL


def test_a_restatement_keeps_the_terms_of_its_claim(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    late = agreed(dimension, by=cast.champion, on=date(2025, 1, 2))
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    letter = TermsFactory(dimension=dimension, version=2, rate=1)
    record(cast, terms=letter, voice=of_paper(membership=cast.account_manager, said_on=date(2024, 12, 31)))
    correct(cast, event, "11")
    restated = ledger.restate(event=event, voice=voice(cast.account_manager), reason="miscounted").event
    assert restated is not None and (restated.terms, restated.claimed_minor) == (late, 1_824_000)


def test_recording_has_its_refusals(cast: Cast, gain: ValueEvent) -> None:
    refused("only_the_supplier", record, cast=cast, event=gain, voice=voice(cast.champion), document=evidence(cast))
    refused("no_day", record, cast=cast, event=gain, voice=voice(cast.account_manager), document=evidence(cast))
    refused("not_theirs", record, cast=cast, event=gain, said_by=cast.other_champion, document=evidence(cast))
    foreign = EvidenceFactory(customer=cast.orlik)
    refused("not_theirs", record, cast=cast, event=gain, document=foreign)
    refused("gain_upwards", record, cast=cast, event=gain, amount_minor=GAIN + 1, reason="r", document=evidence(cast))
    refused("no_reason", record, cast=cast, event=gain, amount_minor=1, document=evidence(cast))
    future = of_paper(membership=cast.account_manager, said_on=date(2999, 1, 1))
    refused("future", record, cast=cast, event=gain, voice=future, document=evidence(cast))


def test_paper_is_of_whoever_may_decide_and_from_after_the_period(cast: Cast, gain: ValueEvent) -> None:
    early = of_paper(membership=cast.account_manager, said_on=date(2025, 1, 30))
    words = refused("before_the_period", record, cast=cast, event=gain, voice=early)
    assert "ended on 31 Jan 2025" in str(words)
    refused("no_right", record, cast=cast, event=gain, said_by=cast.clerk)
    refused("no_right", record, cast=cast, terms=TermsFactory(dimension=dimension_of(cast.halden)), said_by=cast.cfo)
    cast.champion.until = date(2025, 2, 28)
    refused("had_left", record, cast=cast, event=gain)
    record(cast, event=gain, voice=of_paper(membership=cast.account_manager, said_on=date(2025, 2, 28)))
    assert sums(cast.halden) == {"on_paper": GAIN}


def test_a_document_from_before_her_dispute_overturns_nothing(cast: Cast, gain: ValueEvent) -> None:
    disputed = ledger.dispute(event=gain, voice=voice(cast.champion), reason="another project did that")
    refused("disputed_since", record, cast=cast, event=gain, document=evidence(cast))
    assert sums(cast.halden) == {"disputed": GAIN}
    settled = of_paper(membership=cast.account_manager, said_on=disputed.said_on)
    record(cast, event=gain, voice=settled)
    assert sums(cast.halden) == {"on_paper": GAIN}


def test_a_correction_is_decided_by_herself_alone(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    correct(cast, gain, "11")
    restated = ledger.restate(event=gain, voice=voice(cast.account_manager), reason="miscounted").event
    refused("only_the_customer", record, cast=cast, event=restated, document=evidence(cast))


def test_where_finance_is_asked_no_paper_settles_a_shortfall(cast: Cast, dimension: ValueDimension) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(finance_signs_smaller_shortfalls=True)
    event = stated(reading(dimension, JANUARY, "31"), by=cast.account_manager)
    refused("only_the_customer", record, cast=cast, event=event, document=evidence(cast))
