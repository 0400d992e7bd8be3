"""Importing performance and work volumes: who may, what supersedes, what is refused, and what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tables import Result
from scorecards.imports import import_performance, import_volumes
from scorecards.models import Commitment, PerformanceReading, WorkVolume
from tests.cast import Cast, actor
from tests.factories import CommitmentFactory, PerformanceReadingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def performance(*rows: str, heading: str = "customer,commitment,month,actual,source") -> bytes:
    return "\n".join([heading, *rows]).encode()


def volumes(
    *rows: str, heading: str = "customer,function,unit,month,planned,in_scope,out_of_scope,effort_hours,source"
) -> bytes:
    return "\n".join([heading, *rows]).encode()


def codes(result: Result) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in result.problems]


@pytest.fixture
def uptime(cast: Cast) -> Commitment:
    made: Commitment = CommitmentFactory(customer=cast.halden, name="Uptime")
    return made


def test_performance_is_taken_once_and_corrected_by_a_new_reading(cast: Cast, uptime: Commitment) -> None:
    manager = actor(cast.account_manager)
    data = performance("Halden Bank,uptime,2025-01,79.5,Monitoring", "Halden Bank,uptime,2025-02,81,Monitoring")
    assert import_performance(data=data, actor=manager).created == 2
    assert import_performance(data=data, actor=manager).unchanged == 2
    changed = import_performance(data=data.replace(b"79.5", b"80.5"), actor=manager, reason="Outages left out")
    assert (changed.superseded, changed.unchanged) == (1, 1)
    corrected = PerformanceReading.objects.current().get(period_start="2025-01-01")
    assert (corrected.value, corrected.reason, corrected.supersedes.value) == (
        Decimal("80.5"),
        "Outages left out",
        Decimal("79.5"),
    )


def test_contributor_imports_performance_and_volumes(cast: Cast, uptime: Commitment) -> None:
    contributor = actor(cast.contributor)
    assert import_performance(data=performance("Halden Bank,Uptime,2025-01,80,M"), actor=contributor).created == 1
    assert import_volumes(data=volumes("Halden Bank,Cases,cases,2025-01,,5,0,,T"), actor=contributor).created == 1


@pytest.mark.parametrize("who", ["second_account_manager", "foreign_administrator", "champion"])
def test_customers_of_others_do_not_exist(who: str, cast: Cast, uptime: Commitment) -> None:
    result = import_performance(data=performance("Halden Bank,Uptime,2025-01,80,M"), actor=actor(getattr(cast, who)))
    assert not result.is_good
    result = import_volumes(data=volumes("Halden Bank,Cases,cases,2025-01,,5,0,,T"), actor=actor(getattr(cast, who)))
    assert not result.is_good
    assert not PerformanceReading.objects.exists() and not WorkVolume.objects.exists()


def test_one_bad_row_and_nothing_is_written(cast: Cast, uptime: Commitment) -> None:
    data = performance(
        "Halden Bank,Uptime,2025-01,80,Monitoring",
        "Halden Bank,Downtime,2025-02,80,Monitoring",
        "Halden Bank,Uptime,2099-01,80,Monitoring",
        "Halden Bank,Uptime,2025-01,81,Monitoring",
        "Halden Bank,Uptime,2025-03,,Monitoring",
    )
    result = import_performance(data=data, actor=actor(cast.account_manager))
    assert codes(result) == [
        (3, "commitment", "unknown_commitment"),
        (4, "period_end", "future"),
        (5, "period_start", "two_values"),
        (6, "actual", "missing"),
    ]
    assert not PerformanceReading.objects.exists()


def test_no_day_counts_twice(cast: Cast, uptime: Commitment) -> None:
    manager = actor(cast.account_manager)
    # As one could be entered before a period had to be the commitment's own.
    PerformanceReadingFactory(commitment=uptime, period_start=date(2025, 1, 15), period_end=date(2025, 2, 14))
    data = performance("Halden Bank,Uptime,2025-01,80,Monitoring")
    assert codes(import_performance(data=data, actor=manager)) == [(2, "period_start", "overlap")]


def test_a_quantity_is_zero_or_more(cast: Cast) -> None:
    data = volumes("Halden Bank,Cases,cases,2025-01,100,-5,0,,Tickets")
    assert codes(import_volumes(data=data, actor=actor(cast.account_manager))) == [(2, "in_scope", "negative")]


def test_a_function_keeps_its_spelling(cast: Cast) -> None:
    manager = actor(cast.account_manager)
    import_volumes(data=volumes("Halden Bank,Cases handled,cases,2025-01,100,90,0,,Tickets"), actor=manager)
    data = volumes(
        "Halden Bank,CASES  handled,cases,2025-01,100,95,0,,Tickets",
        "Halden Bank,cases handled,cases,2025-02,100,95,7,12.5,Tickets",
    )
    result = import_volumes(data=data, actor=manager)
    assert (result.superseded, result.created) == (1, 1)
    assert set(WorkVolume.objects.values_list("function", flat=True)) == {"Cases handled"}
    assert WorkVolume.objects.current().count() == 2


def test_queries_do_not_grow_with_the_rows(cast: Cast, uptime: Commitment) -> None:
    def cost(rows: list[str]) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert import_performance(data=performance(*rows), actor=actor(cast.account_manager)).is_good
        return len(seen)

    months = [f"Halden Bank,Uptime,{year}-{month:02},80,Monitoring" for year in (2021, 2022) for month in range(1, 13)]
    assert cost(months[:1]) == cost(months[1:])
