"""Importing spend and measurements: who may, what supersedes, what never changes, what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.tables import Result
from outcomes.imports.measurements import import_measurements
from outcomes.imports.spend import import_spend
from outcomes.models import CustomerMonth, CustomerTotal, Measurement, SpendEntry, ValueDimension
from outcomes.services.records import record_spend
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated
from tests.factories import ExchangeRateFactory, ScopeChangeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def measurements(*rows: str, heading: str = "customer,dimension,period_start,period_end,value,volume,source") -> bytes:
    return "\n".join([heading, *rows]).encode()


def spend(*rows: str, heading: str = "external_id,customer,on,kind,amount,currency,source") -> bytes:
    return "\n".join([heading, *rows]).encode()


def said(result: Result) -> list[str]:
    return [str(problem) for problem in result.problems]


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    return dimension_of(cast.halden, name="Days")


# --- Measurements -----------------------------------------------------------------------------------------------------
def test_changed_measurement_changes_no_claim(cast: Cast, dimension: ValueDimension) -> None:
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, date(2025, 1, 1), "20"), by=cast.account_manager)
    data = measurements("Halden Bank,Days,2025-01-01,2025-01-31,10,,Report")
    assert import_measurements(data=data, actor=actor(cast.account_manager)).superseded == 1
    claimed = event.claimed_minor
    event.refresh_from_db()
    assert event.claimed_minor == claimed
    assert [line.actual for line in event.lines.all()] == [Decimal(20)]


def test_contributor_adds_measurements(cast: Cast, dimension: ValueDimension) -> None:
    data = measurements("Halden Bank,Days,2025-01-01,2025-01-31,10,,Report")
    assert import_measurements(data=data, actor=actor(cast.contributor), source_kind="third").created == 1
    made = Measurement.objects.get()
    assert (made.source_kind, made.recorded_by) == ("third", cast.contributor)


def test_other_account_managers_customer_does_not_exist(cast: Cast, dimension: ValueDimension) -> None:
    data = measurements("Halden Bank,Days,2025-01-01,2025-01-31,10,,Report")
    for person in (cast.second_account_manager, cast.foreign_administrator):
        result = import_measurements(data=data, actor=actor(person))
        assert said(result) == ["Line 2, customer: You have no customer of this name."]


def test_stakeholder_imports_nothing(cast: Cast, dimension: ValueDimension) -> None:
    data = measurements("Halden Bank,Days,2025-01-01,2025-01-31,10,,Report")
    assert not import_measurements(data=data, actor=actor(cast.champion)).written
    assert not import_spend(
        data=spend("I-1,Halden Bank,2025-01-31,licence,1,,Book"), actor=actor(cast.champion)
    ).written


def test_overlap_with_a_recorded_reading(cast: Cast, dimension: ValueDimension) -> None:
    reading(dimension, date(2025, 1, 1), "20")
    data = measurements("Halden Bank,Days,2025-01-15,2025-02-14,10,,Report")
    result = import_measurements(data=data, actor=actor(cast.account_manager))
    assert said(result) == ["Line 2, period_start: There is already a reading for January 2025."]


def test_changed_source_supersedes(cast: Cast, dimension: ValueDimension) -> None:
    for source, superseded in (("One", 0), ("Two", 1), ("Two", 0)):
        data = measurements(f"Halden Bank,Days,2025-01-01,2025-01-31,10,,{source}")
        result = import_measurements(data=data, actor=actor(cast.account_manager))
        assert result.superseded == superseded
    assert Measurement.objects.count() == 2


def test_the_suppliers_day_decides_what_is_future(cast: Cast, dimension: ValueDimension, time_machine: Any) -> None:
    time_machine.move_to("2025-01-31T22:00:00Z", tick=False)
    data = measurements("Halden Bank,Days,2025-01-01,2025-02-01,10,,Report")
    for zone, is_good in (("Pacific/Honolulu", False), ("Pacific/Auckland", True)):
        cast.nordwerk.time_zone = zone
        cast.nordwerk.save()
        person = type(cast.account_manager).objects.get(pk=cast.account_manager.pk)
        assert import_measurements(data=data, actor=actor(person), check_only=True).is_good is is_good


def test_queries_do_not_grow_with_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        dimension_of(cast.halden, name=f"D{number}")
    few = [f"Halden Bank,D0,2025-01-{day:02},2025-01-{day:02},1,,Report" for day in range(1, 3)]
    many = [
        f"Halden Bank,D{number},2024-01-{day:02},2024-01-{day:02},1,,Report"
        for number in range(10)
        for day in range(1, 7)
    ]
    for rows in (few, many):
        with django_assert_max_num_queries(9):
            result = import_measurements(data=measurements(*rows), actor=actor(cast.account_manager))
        assert result.created == len(rows)


# --- Spend ------------------------------------------------------------------------------------------------------------
def test_changed_spend_supersedes_and_moves_the_totals(cast: Cast) -> None:
    person = actor(cast.account_manager)
    import_spend(data=spend("I-1,Halden Bank,2025-01-31,licence,100.00,,Book"), actor=person)
    result = import_spend(data=spend("I-1,Halden Bank,2025-02-28,licence,150.00,,Book"), actor=person)
    assert (result.superseded, CustomerTotal.objects.get().spend) == (1, 15_000)
    assert {month.month: month.spend for month in CustomerMonth.objects.all()} == {
        date(2025, 1, 1): 0,
        date(2025, 2, 1): 15_000,
    }
    assert [entry.amount_minor for entry in SpendEntry.objects.current()] == [15_000]


def test_spend_names_the_amendment_that_it_pays_for_and_keeps_it(cast: Cast) -> None:
    change = ScopeChangeFactory(contract__customer=cast.halden, state="agreed", decided_at=timezone.now())
    heading = "external_id,customer,on,kind,amount,currency,source,amendment"
    rows = [f"R-{number},Halden Bank,2025-02-01,service,10,EUR,SAP,{number}" for number in (1, 2)]
    who = actor(cast.account_manager)
    wrong = import_spend(data=spend(*rows, heading=heading), actor=who)
    assert [(one.line, one.column, one.code) for one in wrong.problems] == [(3, "amendment", "no_amendment")]
    assert import_spend(data=spend(rows[0], heading=heading), actor=who).created == 1
    # A file without the column corrects the amount and takes nothing else away; one with it empty does.
    assert import_spend(data=spend("R-1,Halden Bank,2025-02-01,service,12,EUR,SAP"), actor=who).superseded == 1
    stands = SpendEntry.objects.filter(superseded_by=None)
    assert [one.amendment for one in stands] == [change.amends.amendment]
    assert import_spend(
        data=spend("R-1,Halden Bank,2025-02-01,service,12,EUR,SAP,", heading=heading), actor=who
    ).superseded
    assert stands.get().amendment is None


def test_spend_in_another_currency_keeps_its_original(cast: Cast) -> None:
    ExchangeRateFactory(supplier=cast.nordwerk, currency="USD", base="EUR", rate=Decimal("0.9"))
    ExchangeRateFactory(supplier=cast.nordwerk, currency="USD", base="EUR", rate=Decimal("0.8"), on=date(2025, 2, 1))
    data = spend("I-1,Halden Bank,2025-01-31,licence,100.00,USD,Book", "I-2,Halden Bank,2025-02-01,licence,1,USD,Book")
    assert import_spend(data=data, actor=actor(cast.account_manager)).created == 2
    first, second = SpendEntry.objects.order_by("on")
    assert (first.amount_minor, first.original_minor, first.original_rate) == (9_000, 10_000, Decimal("0.9"))
    assert second.amount_minor == 80
    ExchangeRateFactory(supplier=cast.nordwerk, currency="USD", base="EUR", rate=Decimal("0.7"), on=date(2025, 1, 15))
    assert import_spend(data=data, actor=actor(cast.account_manager)).unchanged == 2


def test_entry_that_was_taken_back_stays_so(cast: Cast) -> None:
    person, data = actor(cast.account_manager), spend("I-1,Halden Bank,2025-01-31,licence,100.00,,Book")
    import_spend(data=data, actor=person)
    entry = SpendEntry.objects.get()
    record_spend(
        customer=cast.halden,
        on=entry.on,
        kind=entry.kind,
        amount_minor=entry.amount_minor,
        source=entry.source,
        by=cast.account_manager,
        supersedes=entry,
        is_void=True,
        external_id="I-1",
    )
    assert import_spend(data=data, actor=person).unchanged == 1
    assert CustomerTotal.objects.get().spend == 0


def test_external_id_of_another_customers_entry(cast: Cast) -> None:
    import_spend(
        data=spend("I-1,Orlik Foods,2025-01-31,licence,100.00,,Book"), actor=actor(cast.second_account_manager)
    )
    result = import_spend(
        data=spend("I-1,Halden Bank,2025-01-31,licence,100.00,,Book"), actor=actor(cast.account_manager)
    )
    assert said(result) == ["Line 2, external_id: This external_id belongs to another customer's entry."]


def test_contributor_imports_no_spend(cast: Cast) -> None:
    result = import_spend(data=spend("I-1,Halden Bank,2025-01-31,licence,1,,Book"), actor=actor(cast.contributor))
    assert said(result) == ["Line 2, customer: You have no customer of this name."]


def test_spend_queries_do_not_grow_with_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    first = spend("I-0,Halden Bank,2025-01-31,licence,1,,Book")
    import_spend(data=first, actor=actor(cast.account_manager))
    for count in (1, 30):
        rows = [f"I-{count}-{number},Halden Bank,2025-01-31,licence,1,,Book" for number in range(count)]
        with django_assert_max_num_queries(11):
            assert import_spend(data=spend(*rows), actor=actor(cast.account_manager)).created == count
    assert CustomerTotal.objects.get().spend == 3_200
