"""What nobody has spoken of: periods measured and not claimed, shortfalls that are overdue, periods without a reading."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs

from accounts.models import MailMessage, Stakeholder
from outcomes.models import Decision, Measurement, ValueDimension
from outcomes.queries.periods import Span, missing_periods, product_states_on, unclaimed_periods
from outcomes.services import ledger
from outcomes.services.overdue import state_overdue_shortfalls
from outcomes.services.records import record_measurement
from tests.cast import Cast, agreed, dimension_of, on_day, reading, refused, stated, voice
from tests.factories import ExchangeRateFactory, MeasurementFactory
from tests.outcomes.ledger_cases import assert_sound
from tests.outcomes.test_ledger_decide import correct, sums

pytestmark = [pytest.mark.both, pytest.mark.django_db]

JANUARY, FEBRUARY, MARCH, APRIL = (date(2025, month, 1) for month in range(1, 5))
MARCH_ENDS = date(2025, 3, 31)
TODAY = date(2025, 7, 10)


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    made = dimension_of(cast.halden, name="Days to settle")
    agreed(made, by=cast.champion, grain="quarter", claimable_until=date(2026, 12, 31))
    return made


def read_on(day: date, dimension: ValueDimension, month: date, value: str) -> Measurement:
    with on_day(day):
        return reading(dimension, month, value)


def overdue(cast: Cast, today: date) -> list[Decision]:
    with on_day(today):
        return state_overdue_shortfalls(supplier=cast.nordwerk)


def test_the_day_that_is_announced_is_the_day_on_which_the_product_states_it(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    read_on(date(2025, 2, 5), dimension, JANUARY, "31")
    (waiting,) = unclaimed_periods(dimension, date(2025, 2, 6))
    day = product_states_on(waiting, cast.nordwerk)
    assert day is not None and day == date(2025, 3, 8)
    assert overdue(cast, day - timedelta(days=1)) == [] and len(overdue(cast, day)) == 1


# --- Measured, not claimed --------------------------------------------------------------------------------------------
def test_measured_and_not_claimed_by_claim_grain(dimension: ValueDimension, cast: Cast) -> None:
    for month, value in ((JANUARY, "1"), (FEBRUARY, "31"), (APRIL, "40"), (date(2025, 7, 1), "2")):
        reading(dimension, month, value)
    found = unclaimed_periods(dimension, date(2025, 8, 1))
    assert [(one.start, one.end, one.amount_minor, one.is_closed, one.is_complete) for one in found] == [
        (JANUARY, date(2025, 3, 31), 2_784_000 - 96_000, True, False),
        (APRIL, date(2025, 6, 30), -960_000, True, False),
        (date(2025, 7, 1), date(2025, 7, 31), 2_688_000, False, False),
    ]


def test_what_is_claimed_is_not_listed_and_what_was_withdrawn_is_again(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)
    assert unclaimed_periods(dimension, TODAY) == []
    ledger.confirm(event=event, voice=voice(cast.champion))
    correct(cast, event, "7")
    assert unclaimed_periods(dimension, TODAY) == []
    other = stated(reading(dimension, FEBRUARY, "1"), by=cast.account_manager)
    ledger.withdraw(event=other, voice=voice(cast.account_manager), reason="not yet")
    assert [one.start for one in unclaimed_periods(dimension, TODAY)] == [FEBRUARY]


def test_what_was_before_the_agreement_is_not_listed(dimension: ValueDimension) -> None:
    reading(dimension, date(2024, 12, 1), "1")
    MeasurementFactory(dimension=dimension, period_start=JANUARY, period_end=JANUARY)
    assert [one.start for one in unclaimed_periods(dimension, TODAY)] == [JANUARY]


def test_without_agreed_terms_nothing_is_listed(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    reading(dimension, JANUARY, "1")
    assert unclaimed_periods(dimension, TODAY) == []


def test_a_reading_that_came_after_the_claim_is_listed_as_late(dimension: ValueDimension, cast: Cast) -> None:
    first = reading(dimension, JANUARY, "1")
    stated(first, by=cast.account_manager, period_end=date(2025, 3, 31))
    reading(dimension, MARCH, "31")
    [late] = unclaimed_periods(dimension, TODAY)
    assert (late.start, late.end, late.amount_minor, late.is_late) == (MARCH, date(2025, 3, 31), -96_000, True)


def test_a_reading_that_fits_no_claim_period_is_listed_by_itself(dimension: ValueDimension) -> None:
    MeasurementFactory(dimension=dimension, period_start=MARCH, period_end=date(2025, 4, 15), value=Decimal(31))
    [found] = unclaimed_periods(dimension, TODAY)
    assert (found.start, found.end, found.amount_minor) == (MARCH, date(2025, 4, 15), -96_000)


def test_an_amount_needs_a_rate_a_volume_and_a_baseline_that_still_holds(cast: Cast) -> None:
    for fields in ({"rate": None}, {"volume_basis": "actual"}, {"claimable_until": date(2025, 1, 30)}):
        dimension = dimension_of(cast.halden)
        agreed(dimension, by=cast.champion, **fields)
        reading(dimension, JANUARY, "1")
        assert [one.amount_minor for one in unclaimed_periods(dimension, TODAY)] == [None]


def test_no_reading_is_kept_from_an_amount_by_leaving_its_volume_out(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, volume_basis="actual", grain="quarter")
    agreed(dimension, by=cast.champion, on=date(2025, 2, 10), grain="quarter")  # February and March belong to a quarter
    said = {
        "dimension": dimension,
        "value": Decimal(40),
        "source": "Report",
        "by": cast.account_manager,
    }  # of the first
    with on_day(date(2025, 7, 5)):
        for month, end in ((JANUARY, date(2025, 1, 31)), (MARCH, date(2025, 3, 31))):
            refused("missing_volume", record_measurement, period_start=month, period_end=end, **said)
        first = record_measurement(period_start=JANUARY, period_end=date(2025, 1, 31), volume=Decimal(2), **said)
        without = {
            "period_start": JANUARY,
            "period_end": date(2025, 1, 31),
            "supersedes": first,
            "reason": "typed wrongly",
        }
        refused("missing_volume", record_measurement, **without, **said)
        record_measurement(period_start=APRIL, period_end=date(2025, 4, 30), **said)
    assert [one.amount_minor for one in overdue(cast, date(2025, 9, 1))] == [-1_920_000, -960_000]


# --- Missing ----------------------------------------------------------------------------------------------------------
def test_missing_months_from_the_agreement_to_today(dimension: ValueDimension) -> None:
    for month in (JANUARY, APRIL):
        reading(dimension, month, "1")
    assert [one.start for one in missing_periods(dimension, TODAY)] == [
        FEBRUARY, MARCH, date(2025, 5, 1), date(2025, 6, 1),
    ]  # fmt: skip


def test_without_readings_the_claim_grain_is_the_rhythm(dimension: ValueDimension) -> None:
    wanted = [Span(JANUARY, date(2025, 3, 31)), Span(APRIL, date(2025, 6, 30))]
    assert missing_periods(dimension, TODAY) == wanted


def test_where_nothing_is_agreed_only_gaps_are_missing(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    assert missing_periods(dimension, TODAY) == []
    for month in (JANUARY, APRIL):
        reading(dimension, month, "1")
    assert [one.start for one in missing_periods(dimension, TODAY)] == [FEBRUARY, MARCH]


def test_nothing_is_missing_after_the_last_claimable_day_nor_of_a_one_off(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, grain="month", claimable_until=date(2025, 2, 28))
    assert [one.start for one in missing_periods(dimension, TODAY)] == [JANUARY, FEBRUARY]
    once = dimension_of(cast.halden)
    agreed(once, by=cast.champion, recurrence="one_off", grain="month")
    assert missing_periods(once, TODAY) == []


def test_of_an_odd_rhythm_the_gaps_are_listed(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    for start in (date(2025, 1, 6), date(2025, 1, 13), date(2025, 1, 27)):
        MeasurementFactory(dimension=dimension, period_start=start, period_end=start + timedelta(days=6))
    assert missing_periods(dimension, TODAY) == [Span(date(2025, 1, 20), date(2025, 1, 26))]


def test_nothing_is_missing_once_the_last_contract_has_ended(dimension: ValueDimension) -> None:
    for month in (JANUARY, MARCH):
        reading(dimension, month, "20")
    after = date(2025, 9, 30)
    assert [one.start for one in missing_periods(dimension, after, ended=date(2025, 4, 30))] == [
        FEBRUARY,
        date(2025, 4, 1),
    ]
    # Somebody went on measuring: what lies between is missing all the same.
    reading(dimension, date(2025, 7, 1), "20")
    missing = missing_periods(dimension, after, ended=date(2025, 4, 30))
    assert [one.start for one in missing] == [FEBRUARY, *(date(2025, month, 1) for month in (4, 5, 6))]


# --- The product speaks -----------------------------------------------------------------------------------------------
def test_a_shortfall_that_nobody_states_is_stated_by_the_product(dimension: ValueDimension, cast: Cast) -> None:
    for month in (JANUARY, FEBRUARY, MARCH):
        read_on(date(2025, 4, 2), dimension, month, "31")
    [waits] = unclaimed_periods(dimension, date(2025, 5, 2))
    assert product_states_on(waits, cast.nordwerk) == date(2025, 5, 3)  # what a document says of it until then
    assert overdue(cast, date(2025, 5, 2)) == []
    [said] = overdue(cast, date(2025, 5, 3))
    assert (said.origin, said.kind, said.amount_minor, said.by_membership) == ("product", "stated", -288_000, None)
    assert not hasattr(said, "signature")
    assert said.event is not None and said.event.asked == cast.champion
    assert sums(cast.halden) == {"shortfall": 288_000, "shortfall_open": 288_000}
    assert overdue(cast, date(2025, 5, 4)) == []
    assert_sound(cast.halden)


def test_what_she_took_back_herself_the_product_leaves(dimension: ValueDimension, cast: Cast) -> None:
    january = read_on(date(2025, 2, 2), dimension, JANUARY, "31")
    for month in (FEBRUARY, MARCH):
        read_on(date(2025, 4, 2), dimension, month, "31")
    [said] = overdue(cast, TODAY)
    assert said.event is not None
    ledger.withdraw(event=said.event, voice=voice(cast.champion), reason="ours, not yours")
    assert overdue(cast, TODAY) == []
    [waits] = unclaimed_periods(dimension, TODAY)
    assert waits.is_worse and waits.is_taken_back and product_states_on(waits, cast.nordwerk) is None
    with on_day(date(2025, 5, 2)):
        record_measurement(
            dimension=dimension, period_start=january.period_start, period_end=january.period_end, value=Decimal(33),
            source="Audit", by=cast.account_manager, supersedes=january, reason="miscounted",
        )  # fmt: skip
    assert len(overdue(cast, TODAY)) == 1


def test_the_product_leaves_gains_and_what_is_stated_to_people(dimension: ValueDimension, cast: Cast) -> None:
    for month, value in ((JANUARY, "1"), (FEBRUARY, "31"), (MARCH, "31")):
        read_on(date(2025, 4, 2), dimension, month, value)
    assert overdue(cast, TODAY) == []
    other = dimension_of(cast.halden)
    agreed(other, by=cast.champion)
    stated(read_on(date(2025, 2, 2), other, JANUARY, "31"), by=cast.account_manager)
    assert overdue(cast, TODAY) == []


def test_an_incomplete_period_is_closed_thirty_days_after_its_end(dimension: ValueDimension, cast: Cast) -> None:
    read_on(date(2025, 2, 2), dimension, JANUARY, "31")
    assert overdue(cast, date(2025, 5, 30)) == []
    assert [said.amount_minor for said in overdue(cast, date(2025, 5, 31))] == [-96_000]


def test_a_correction_buys_no_time_and_a_late_reading_does(dimension: ValueDimension, cast: Cast) -> None:
    for month in (JANUARY, FEBRUARY):
        read_on(date(2025, 4, 2), dimension, month, "31")
    march = read_on(date(2025, 6, 1), dimension, MARCH, "31")
    with on_day(date(2025, 6, 20)):
        record_measurement(
            dimension=dimension, period_start=march.period_start, period_end=march.period_end, value=Decimal(32),
            source="Audit", by=cast.account_manager, supersedes=march, reason="miscounted",
        )  # fmt: skip
    assert overdue(cast, date(2025, 7, 1)) == []
    assert [said.amount_minor for said in overdue(cast, date(2025, 7, 2))] == [-384_000]


def test_the_product_claims_nothing_after_the_fact_and_nothing_in_units(cast: Cast) -> None:
    late = dimension_of(cast.halden)
    agreed(late, by=cast.champion, on=date(2025, 1, 2))
    units = dimension_of(cast.halden)
    agreed(units, by=cast.champion, rate=None)
    for dimension in (late, units):
        read_on(date(2025, 2, 2), dimension, JANUARY, "31")
    assert overdue(cast, TODAY) == []


def test_a_claim_that_became_worse_is_restated_by_the_product(dimension: ValueDimension, cast: Cast) -> None:
    first = read_on(date(2025, 4, 2), dimension, JANUARY, "1")
    event = stated(first, by=cast.account_manager, period_end=date(2025, 3, 31))
    ledger.confirm(event=event, voice=voice(cast.champion))
    read_on(date(2025, 5, 1), dimension, MARCH, "31")
    assert overdue(cast, date(2025, 5, 31)) == []
    [said] = overdue(cast, date(2025, 6, 1))
    assert (said.origin, said.amount_minor) == ("product", 2_784_000 - 96_000)
    assert sums(cast.halden) == {"confirmed": 2_784_000 - 96_000}
    assert overdue(cast, date(2025, 6, 2)) == []
    assert_sound(cast.halden)


def test_a_restatement_that_she_took_back_is_not_made_again(dimension: ValueDimension, cast: Cast) -> None:
    event = stated(read_on(date(2025, 4, 2), dimension, JANUARY, "1"), by=cast.account_manager, period_end=MARCH_ENDS)
    ledger.confirm(event=event, voice=voice(cast.champion))
    read_on(date(2025, 5, 1), dimension, MARCH, "31")
    [said] = overdue(cast, TODAY)
    assert said.event is not None
    ledger.withdraw(event=said.event, voice=voice(cast.champion), reason="March was ours")
    assert overdue(cast, TODAY) == [] and sums(cast.halden) == {"confirmed": 2_784_000}
    read_on(date(2025, 5, 2), dimension, FEBRUARY, "32")
    assert [one.amount_minor for one in overdue(cast, TODAY)] == [2_784_000 - 96_000 - 192_000]
    assert_sound(cast.halden)


@pytest.mark.parametrize("said_to_it", ["nothing", "disputed"])
def test_what_nobody_decided_shields_no_later_readings(dimension: ValueDimension, cast: Cast, said_to_it: str) -> None:
    cast.halden.finance_signs_smaller_shortfalls = True
    cast.halden.save()
    event = stated(
        read_on(date(2025, 4, 2), dimension, JANUARY, "29"), by=cast.account_manager, period_end=MARCH_ENDS, cause="new team",
        asked=cast.champion,
    )  # fmt: skip
    if said_to_it == "disputed":
        ledger.dispute(event=event, voice=voice(cast.champion), reason="and the other months?")
    for month in (FEBRUARY, MARCH):
        read_on(date(2025, 4, 12), dimension, month, "31")
    assert overdue(cast, date(2025, 5, 12)) == []
    [said] = overdue(cast, date(2025, 5, 13))
    assert said.event is not None
    assert (said.origin, said.kind, said.amount_minor, said.event.cause) == ("product", "stated", -96_000, "new team")
    event.refresh_from_db()
    taken_back = event.decisions.get(kind="withdrawn")
    assert (event.state, taken_back.origin, taken_back.reason) == ("withdrawn", "product", said.reason)
    assert sums(cast.halden) == {"shortfall": 96_000, "shortfall_open": 96_000}
    told = set(MailMessage.objects.filter(subject__contains="got worse").values_list("to", flat=True))
    assert told == {cast.champion.email, cast.account_manager.user.email}
    assert overdue(cast, date(2025, 5, 14)) == []
    reading_corrected(MARCH, "40", dimension, cast)
    Stakeholder.objects.filter(pk=cast.champion.pk).update(until=date(2025, 5, 31))
    [again] = overdue(cast, TODAY)
    assert again.event is not None and (again.amount_minor, again.event.asked) == (-96_000 * 10, cast.cfo)
    told = MailMessage.objects.filter(subject__contains="got worse").order_by("-pk").values_list("to", flat=True)
    assert set(told[:2]) == {cast.cfo.email, cast.account_manager.user.email}
    assert_sound(cast.halden)


def test_a_restatement_that_waits_shields_nothing_either(dimension: ValueDimension, cast: Cast) -> None:
    event = stated(read_on(date(2025, 4, 2), dimension, JANUARY, "1"), by=cast.account_manager, period_end=MARCH_ENDS)
    ledger.confirm(event=event, voice=voice(cast.champion))
    read_on(date(2025, 4, 3), dimension, FEBRUARY, "31")
    with on_day(date(2025, 4, 4)):
        ledger.restate(event=event, voice=voice(cast.account_manager), reason="February came")
    read_on(date(2025, 4, 5), dimension, MARCH, "60")
    [said] = overdue(cast, TODAY)
    assert said.event is not None and said.event.supersedes == event
    assert said.amount_minor == 2_784_000 - 96_000 - 30 * 96_000
    assert sums(cast.halden)["shortfall"] == 96_000 * 2
    ledger.confirm(event=said.event, voice=voice(cast.champion))
    assert_sound(cast.halden)


def reading_corrected(month: date, value: str, dimension: ValueDimension, cast: Cast) -> Measurement:
    reading = dimension.measurements.get(period_start=month)
    with on_day(date(2025, 5, 21)):
        return record_measurement(
            dimension=dimension, period_start=month, period_end=reading.period_end, value=Decimal(value), source="Audit",
            by=cast.account_manager, supersedes=reading, reason="miscounted",
        )  # fmt: skip


def test_corrections_of_what_became_worse_buy_no_time(dimension: ValueDimension, cast: Cast) -> None:
    last = read_on(date(2025, 4, 2), dimension, JANUARY, "1")
    event = stated(last, by=cast.account_manager, period_end=date(2025, 3, 31))
    ledger.confirm(event=event, voice=voice(cast.champion))
    for day, value in ((date(2025, 5, 1), "30"), (date(2025, 5, 30), "31"), (date(2025, 5, 31), "32")):
        with on_day(day):
            last = record_measurement(
                dimension=dimension, period_start=last.period_start, period_end=last.period_end, value=Decimal(value),
                source="Audit", by=cast.account_manager, supersedes=last, reason="miscounted",
            )  # fmt: skip
    assert overdue(cast, date(2025, 5, 31)) == []
    assert [said.amount_minor for said in overdue(cast, date(2025, 6, 1))] == [-192_000]


def test_a_claim_that_became_better_is_for_people_to_restate(dimension: ValueDimension, cast: Cast) -> None:
    first = read_on(date(2025, 4, 2), dimension, JANUARY, "11")
    event = stated(first, by=cast.account_manager, period_end=date(2025, 3, 31))
    ledger.confirm(event=event, voice=voice(cast.champion))
    read_on(date(2025, 5, 1), dimension, MARCH, "1")
    assert overdue(cast, TODAY) == []


def test_a_refusal_that_keeps_the_product_silent_is_logged(dimension: ValueDimension, cast: Cast) -> None:
    for month in (JANUARY, FEBRUARY, MARCH):
        read_on(date(2025, 4, 2), dimension, month, "31")
    cast.halden.currency = "USD"
    cast.halden.save()
    with capture_logs() as told:
        assert overdue(cast, TODAY) == []
    assert told == [
        {"event": "shortfall_not_stated", "log_level": "warning", "dimension": dimension.pk, "code": "missing_rate"}
    ]
    assert not dimension.events.exists()
    ExchangeRateFactory(supplier=cast.nordwerk, on=date(2025, 3, 31))
    assert [said.amount_minor for said in overdue(cast, TODAY)] == [-288_000]


def test_the_product_announces_nothing_that_the_ledger_would_refuse(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion, grain="month")
    with on_day(date(2025, 2, 2)):
        MeasurementFactory(dimension=dimension, period_start=JANUARY, period_end=date(2025, 2, 5), value=Decimal(31))
    (waiting,) = unclaimed_periods(dimension, TODAY)
    assert waiting.is_worse and product_states_on(waiting, cast.nordwerk) is None
    with capture_logs() as told:
        assert overdue(cast, TODAY) == [] and told == []


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_what_is_overdue_costs_the_same_for_any_number_of_dimensions(cast: Cast, count: int) -> None:
    for _number in range(count):
        dimension = dimension_of(cast.halden)
        agreed(dimension, by=cast.champion)
        first = read_on(date(2025, 2, 2), dimension, JANUARY, "1")
        ledger.confirm(event=stated(first, by=cast.account_manager), voice=voice(cast.champion))
        for supersedes, value in ((first, "0.5"), (read_on(date(2025, 7, 1), dimension, FEBRUARY, "31"), "32")):
            for more in (1, 2):  # a correction of a correction
                with on_day(TODAY - timedelta(days=5 - more)):
                    supersedes = record_measurement(
                        dimension=dimension, period_start=supersedes.period_start, period_end=supersedes.period_end,
                        value=Decimal(value) + more, source="Audit", by=None, supersedes=supersedes, reason="miscounted",
                    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        assert overdue(cast, TODAY) == []
    assert len(asked) == 6


def test_who_finds_an_entry_of_the_product_was_told_of_it(
    dimension: ValueDimension, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (JANUARY, FEBRUARY, MARCH):
        read_on(date(2025, 4, 2), dimension, month, "31")
    with monkeypatch.context() as patch:
        patch.setattr("outcomes.services.overdue.queue_template", Mock(side_effect=RuntimeError))
        with pytest.raises(RuntimeError):
            overdue(cast, TODAY)
    assert not Decision.objects.filter(origin="product").exists()
    assert len(overdue(cast, TODAY)) == MailMessage.objects.filter(to=cast.champion.email).count() == 1
