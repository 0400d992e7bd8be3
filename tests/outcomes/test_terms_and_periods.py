"""Which terms hold for a period, what may be claimed, and what two claims may not both count."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from accounts.refusal import Refused
from outcomes.models import ClaimLine, CustomerTotal, Decision, Terms, ValueDimension, ValueEvent
from outcomes.services import ledger
from outcomes.services.claims import terms_for, work_out
from outcomes.services.events import discard_draft
from outcomes.services.records import record_measurement, record_spend
from outcomes.services.voice import of_actor
from tests.cast import Cast, actor, agreed, dimension_of, on_day, reading, stated, voice
from tests.factories import ExchangeRateFactory, MeasurementFactory, TermsFactory, ValueEventFactory
from tests.outcomes.ledger_cases import assert_sound
from tests.outcomes.test_ledger_decide import refused, sums

pytestmark = [pytest.mark.both, pytest.mark.django_db]

JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in range(1, 5))


def state(cast: Cast, dimension: ValueDimension, start: date, end: date) -> Decision:
    draft = ValueEventFactory(dimension=dimension, period_start=start, period_end=end, title="Drafted")
    try:
        return ledger.state_value(event=draft, voice=voice(cast.account_manager))
    except Refused:
        discard_draft(event=draft)
        raise


# --- Agreeing ---------------------------------------------------------------------------------------------------------
def test_only_her_own_act_agrees_terms(cast: Cast) -> None:
    terms = TermsFactory(dimension=dimension_of(cast.halden))
    for person in (cast.account_manager, cast.administrator, cast.other_champion):
        refused("only_the_customer", ledger.agree_terms, terms=terms, voice=voice(person))
    words = refused("no_right", ledger.agree_terms, terms=terms, voice=voice(cast.cfo))
    assert words.startswith("You have no right to agree terms.")
    ledger.agree_terms(terms=terms, voice=voice(cast.champion))
    terms.refresh_from_db()
    assert (terms.state, terms.agreed_on) == ("agreed", cast.nordwerk.today())
    words = refused("not_proposed", ledger.agree_terms, terms=terms, voice=voice(cast.champion))
    assert words == "These terms are agreed; there is nothing to agree."


def test_declining_needs_a_reason_and_leaves_no_entry(cast: Cast) -> None:
    terms = TermsFactory(dimension=dimension_of(cast.halden))
    refused("no_reason", ledger.decline_terms, terms=terms, voice=voice(cast.champion), reason="")
    refused("no_right", ledger.decline_terms, terms=terms, voice=voice(cast.clerk), reason="too high")
    ledger.decline_terms(terms=terms, voice=voice(cast.champion), reason="too high")
    terms.refresh_from_db()
    assert (terms.state, terms.declined_reason, Decision.objects.count()) == ("declined", "too high", 0)
    refused("not_proposed", ledger.agree_terms, terms=terms, voice=voice(cast.champion))


def test_the_version_that_was_agreed_before_the_period_holds(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    first = agreed(dimension, by=cast.champion, on=date(2024, 12, 31))
    second = agreed(dimension, by=cast.champion, on=FEBRUARY, rate=Decimal(2400))
    third = agreed(dimension, by=cast.champion, on=date(2025, 3, 2), rate=Decimal(9))
    chosen = {month: terms_for(dimension, month) for month in (date(2024, 6, 1), JANUARY, FEBRUARY, MARCH, APRIL)}
    assert chosen == {date(2024, 6, 1): first, JANUARY: first, FEBRUARY: second, MARCH: second, APRIL: third}


def test_a_new_version_leaves_old_claims_as_they_are(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    first = agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    agreed(dimension, by=cast.champion, on=FEBRUARY, rate=Decimal(2400))
    later = stated(reading(dimension, MARCH, "1"), by=cast.account_manager)
    event.refresh_from_db()
    assert (event.terms, event.decided_minor, later.claimed_minor) == (first, 2_784_000, 5_568_000)
    line = ClaimLine.objects.get(event=event)
    assert (line.rate, line.amount) == (Decimal(1200), Decimal(27840))
    assert_sound(cast.halden)


def test_what_was_agreed_after_the_fact_stands_apart(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, on=date(2025, 1, 2))
    good = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    assert good.after_the_fact
    ledger.confirm(event=good, voice=voice(cast.champion))
    assert sums(cast.halden) == {"after_the_fact": 2_784_000}
    total = CustomerTotal.objects.get(customer=cast.halden)
    assert (total.value, total.net) == (0, 0)
    assert_sound(cast.halden)


def test_a_shortfall_after_the_fact_counts_all_the_same(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, on=date(2025, 1, 2))
    stated(reading(dimension, JANUARY, "31"), by=cast.account_manager)
    assert sums(cast.halden) == {"shortfall": 96_000, "shortfall_open": 96_000}


def test_agreed_on_the_first_day_is_in_time(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, on=JANUARY)
    assert not stated(reading(dimension, JANUARY, "1"), by=cast.account_manager).after_the_fact


# --- What may be claimed ----------------------------------------------------------------------------------------------
def test_without_terms_there_are_words_and_units_but_no_money(cast: Cast) -> None:
    event = stated(reading(dimension_of(cast.halden), JANUARY, "1"), by=cast.account_manager)
    line = ClaimLine.objects.get(event=event)
    assert (event.claimed_minor, event.terms, line.actual, line.amount) == (None, None, Decimal(1), None)
    ledger.confirm(event=event, voice=voice(cast.champion))
    assert not CustomerTotal.objects.exists()
    assert_sound(cast.halden)


def test_a_dimension_without_a_rate_counts_in_its_own_unit(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, rate=None)
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    line = ClaimLine.objects.get(event=event)
    assert (event.claimed_minor, line.difference, line.share) == (None, Decimal(29), None)
    assert_sound(cast.halden)


def test_the_working_is_exact_and_rounded_once(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(
        dimension, by=cast.champion, grain="quarter", rate=Decimal("0.005"), share=Decimal(1), volume_basis="actual",
        deduction=Decimal(0),
    )  # fmt: skip
    for month in (JANUARY, FEBRUARY, MARCH):
        reading(dimension, month, "29", "1")
    decision = state(cast, dimension, JANUARY, date(2025, 3, 31))
    # Three halves of a cent: 1.5 cents become 2; rounded by line they would be 3.
    assert decision.amount_minor == 2
    assert_sound(cast.halden)


@pytest.mark.parametrize(
    ("volume", "cap", "amount"), [("0", None, 0), ("10", None, 27_840_000), ("10", "4", 11_136_000)]
)
def test_volume_zero_is_a_volume_and_a_cap_is_one(volume: str, cap: str | None, amount: int, cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, volume_basis="actual", volume_cap=Decimal(cap) if cap else None)
    event = stated(reading(dimension, JANUARY, "1", volume), by=cast.account_manager)
    assert event.claimed_minor == amount
    assert_sound(cast.halden)


def test_a_missing_volume_is_not_zero(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, volume_basis="actual")
    reading(dimension, JANUARY, "1")
    words = refused("missing_volume", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 31))
    assert "Record the reading again with its volume" in words


def test_one_claim_covers_what_the_terms_say(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, grain="quarter")
    reading(dimension, JANUARY, "1")
    words = refused("grain", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 31))
    assert "calendar quarter" in words
    assert state(cast, dimension, JANUARY, date(2025, 3, 31)).amount_minor == 2_784_000


def test_by_reading_a_claim_is_neither_many_readings_nor_part_of_one(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    reading(dimension, JANUARY, "1")
    reading(dimension, FEBRUARY, "40")
    refused("grain", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 2, 28))
    refused("grain", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 2, 27))
    refused("no_reading", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 30))
    assert state(cast, dimension, FEBRUARY, date(2025, 2, 28)).amount_minor == -960_000


def test_the_baseline_is_claimed_against_until_its_last_day(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, claimable_until=date(2025, 1, 31))
    reading(dimension, JANUARY, "1")
    reading(dimension, FEBRUARY, "1")
    assert state(cast, dimension, JANUARY, date(2025, 1, 31)).amount_minor == 2_784_000
    words = refused("baseline_expired", state, cast=cast, dimension=dimension, start=FEBRUARY, end=date(2025, 2, 28))
    assert "31 Jan 2025" in words and "Propose new terms" in words


def test_the_days_of_the_baseline_are_not_claimed(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    reading(dimension, date(2024, 12, 1), "1")
    refused("in_baseline", state, cast=cast, dimension=dimension, start=date(2024, 12, 1), end=date(2024, 12, 31))


def test_an_amount_beyond_all_measure_is_refused_in_words(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, direction="increase", target=Decimal(31))
    reading(dimension, JANUARY, "9" * 30)
    words = refused("too_large", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 31))
    assert "Check the reading" in words


# --- Two claims -------------------------------------------------------------------------------------------------------
def test_days_are_claimed_once(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    words = refused("overlap", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 31))
    assert "Jan" in words and "27,840.00" in words and "restate" in words
    ledger.dispute(event=event, voice=voice(cast.champion), reason="no")
    refused("overlap", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 31))


def test_a_one_off_effect_is_claimed_once_whenever_it_was(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, recurrence="one_off")
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    reading(dimension, APRIL, "1")
    refused("overlap", state, cast=cast, dimension=dimension, start=APRIL, end=date(2025, 4, 30))
    agreed(dimension, by=cast.champion, on=date(2025, 3, 31))  # now recurring: the one-off effect is claimed already
    refused("overlap", state, cast=cast, dimension=dimension, start=APRIL, end=date(2025, 4, 30))
    ledger.withdraw(event=event, voice=voice(cast.account_manager), reason="wrong")
    assert state(cast, dimension, APRIL, date(2025, 4, 30)).kind == "stated"


def test_words_are_in_nobodys_way(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    words = ValueEventFactory(dimension=dimension, kind="words", title="Settled in a day")
    ledger.state_value(event=words, voice=voice(cast.account_manager))
    assert stated(reading(dimension, JANUARY, "1"), by=cast.account_manager).state == "stated"


def test_a_shared_effect_is_confirmed_with_a_reason_that_is_printed(cast: Cast) -> None:
    one, other = dimension_of(cast.halden), dimension_of(cast.halden)
    one.shares_effect_with.add(other)
    for dimension in (one, other):
        agreed(dimension, by=cast.champion)
    first = stated(reading(one, JANUARY, "1"), by=cast.account_manager, title="First")
    ledger.confirm(event=first, voice=voice(cast.champion))
    second = stated(reading(other, JANUARY, "1"), by=cast.account_manager)
    words = refused("shared_effect", ledger.confirm, event=second, voice=voice(cast.champion))
    assert "First" in words
    decision = ledger.confirm(event=second, voice=voice(cast.champion), reason="different people")
    assert decision.reason == "different people"
    assert_sound(cast.halden)


# --- Days and currencies ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("Pacific/Auckland", datetime(2025, 1, 30, 11, 30, tzinfo=UTC), date(2025, 1, 31)),
        ("Pacific/Honolulu", datetime(2025, 2, 1, 9, 30, tzinfo=UTC), date(2025, 1, 31)),
    ],
)
def test_today_is_the_suppliers_today(zone: str, now: datetime, today: date, cast: Cast) -> None:
    type(cast.nordwerk).objects.update(time_zone=zone)
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    dimension = ValueDimension.objects.get(pk=dimension.pk)
    customer = dimension.customer
    next_day = date.fromordinal(today.toordinal() + 1)
    her = of_actor(actor(type(cast.champion).objects.get(pk=cast.champion.pk)))
    with time_machine.travel(now, tick=False):
        with pytest.raises(Refused, match="lies in the future"):
            record_measurement(
                dimension=dimension, period_start=JANUARY, period_end=next_day, value=Decimal(1), source="s", by=None
            )
        with pytest.raises(Refused, match="lies in the future"):
            record_spend(customer=customer, on=next_day, kind="licence", amount_minor=1, source="s", by=None)
        record_measurement(
            dimension=dimension, period_start=JANUARY, period_end=today, value=Decimal(1), source="s", by=None
        )
        with pytest.raises(Refused, match="ends in the future"):
            work_out(dimension=dimension, period_start=JANUARY, period_end=next_day, today=customer.supplier.today())
        event = stated(dimension.measurements.get(), by=cast.account_manager)
        decision = ledger.confirm(event=event, voice=her)
    assert (decision.said_on, decision.recorded_at) == (today, now)
    assert_sound(cast.halden)


def test_a_currency_without_a_rate_is_an_error_that_says_what_to_do(cast: Cast) -> None:
    type(cast.nordwerk).objects.update(base_currency="USD")
    dimension = ValueDimension.objects.get(pk=dimension_of(cast.halden).pk)
    agreed(dimension, by=cast.champion)
    reading(dimension, JANUARY, "1")
    words = refused("missing_rate", state, cast=cast, dimension=dimension, start=JANUARY, end=date(2025, 1, 31))
    assert words == "There is no rate from EUR to USD on or before 31 Jan 2025. Add one first."
    ExchangeRateFactory(supplier=cast.nordwerk, currency="EUR", base="USD", on=JANUARY, rate=Decimal("1.0833"))
    decision = state(cast, dimension, JANUARY, date(2025, 1, 31))
    ledger.confirm(event=decision.event, voice=voice(cast.champion))  # type: ignore[arg-type]
    total = CustomerTotal.objects.get(customer=cast.halden)
    assert (total.confirmed, total.confirmed_base) == (2_784_000, 3_015_907)  # 27,840 x 1.0833 = 30,159.072
    assert_sound(cast.halden)


def test_credits_reduce_spend_and_nothing_else(cast: Cast) -> None:
    for on, kind, minor in ((JANUARY, "licence", 500_000), (FEBRUARY, "credit", -20_000)):
        record_spend(customer=cast.halden, on=on, kind=kind, amount_minor=minor, source="R", by=None)
    for kind, minor in (("licence", -1), ("credit", 1)):
        with pytest.raises(Refused) as said:
            record_spend(customer=cast.halden, on=JANUARY, kind=kind, amount_minor=minor, source="R", by=None)
        assert said.value.code == "sign"
    total = CustomerTotal.objects.get(customer=cast.halden)
    assert (total.spend, total.value, total.net) == (480_000, 0, -480_000)
    assert_sound(cast.halden)


def test_a_corrected_invoice_moves_with_its_month(cast: Cast) -> None:
    entry = record_spend(customer=cast.halden, on=JANUARY, kind="licence", amount_minor=500_000, source="R", by=None)
    record_spend(
        customer=cast.halden, on=FEBRUARY, kind="licence", amount_minor=400_000, source="R", by=None, supersedes=entry
    )
    months = {row.month: row.spend for row in cast.halden.months.all()}
    assert months == {JANUARY: 0, FEBRUARY: 400_000}
    assert_sound(cast.halden)


# --- Spend and periods that the customer confirms ---------------------------------------------------------------------
def test_she_confirms_what_was_spent(cast: Cast) -> None:
    def confirm(**change: Any) -> Decision:
        arguments = {"customer": cast.halden, "voice": voice(cast.champion), "until": FEBRUARY} | change
        return ledger.confirm_spend(**arguments)

    refused("no_spend", confirm)
    record_spend(customer=cast.halden, on=JANUARY, kind="licence", amount_minor=500_000, source="R", by=None)
    record_spend(customer=cast.halden, on=MARCH, kind="licence", amount_minor=7, source="R", by=None)
    refused("only_the_customer", confirm, voice=voice(cast.account_manager))
    refused("future", confirm, until=date(2999, 1, 1))
    assert confirm().amount_minor == 500_000
    assert_sound(cast.halden)


def test_finance_signs_a_period_off(cast: Cast) -> None:
    import json

    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    ledger.confirm(event=event, voice=voice(cast.champion))
    stated(reading(dimension, FEBRUARY, "31"), by=cast.account_manager)
    stated(reading(dimension, APRIL, "1"), by=cast.account_manager)

    def sign(**change: Any) -> Decision:
        arguments = {"customer": cast.halden, "voice": voice(cast.cfo), "start": JANUARY, "end": date(2025, 3, 31)}
        return ledger.sign_off_period(**arguments | change)

    words = refused("no_right", sign, voice=voice(cast.champion))
    assert words == "This needs somebody who may sign for finance at your firm."
    refused("only_the_customer", sign, voice=voice(cast.account_manager))
    refused("future", sign, end=date(2999, 1, 1))
    refused("order", sign, end=date(2024, 1, 1))
    refused("nothing", sign, start=date(2025, 5, 1), end=date(2025, 5, 31))
    decision = sign()
    said = json.loads(decision.payload)
    assert decision.amount_minor == 2_784_000 - 96_000
    assert said["sums"] | {"confirmed": 2_784_000, "shortfall": 96_000, "undecided": 0} == said["sums"]
    assert_sound(cast.halden)


def test_terms_kept_immutable_by_the_service_too(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    first = agreed(dimension, by=cast.champion)
    with on_day(date(2025, 6, 1)):
        refused("not_proposed", ledger.decline_terms, terms=first, voice=voice(cast.champion), reason="too late")
    assert Terms.objects.get(pk=first.pk).state == "agreed"


def test_a_reading_of_another_customer_cannot_be_claimed_here(cast: Cast) -> None:
    foreign = MeasurementFactory(dimension=dimension_of(cast.orlik)).dimension
    draft = ValueEvent.objects.create(
        supplier=cast.nordwerk,
        customer=cast.halden,
        dimension=foreign,
        period_start=JANUARY,
        period_end=date(2025, 1, 31),
    )
    refused("no_dimension", ledger.state_value, event=draft, voice=voice(cast.account_manager))
