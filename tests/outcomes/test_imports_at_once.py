"""Two people who import at the same time: nothing twice, nothing lost, nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from accounts.imports.customers import import_customers
from accounts.models import Customer
from accounts.tables import Result
from outcomes.imports.measurements import import_measurements
from outcomes.imports.spend import import_spend
from outcomes.models import CustomerMonth, CustomerTotal, Measurement, SpendEntry
from tests.cast import Cast, actor, dimension_of

pytestmark = pytest.mark.both
TIMES = 4


@pytest.fixture
def at_once(committed_db: Any, cast: Cast) -> Callable[[Callable[[int], Result]], list[Result]]:
    def run(work: Callable[[int], Result]) -> list[Result]:
        together = Barrier(TIMES)

        def one(number: int) -> Result:
            together.wait(20)
            try:
                return work(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(TIMES) as threads:
            return list(threads.map(one, range(TIMES)))

    return run


def outcomes_of(results: list[Result]) -> list[tuple[int, int]]:
    assert [str(problem) for result in results for problem in result.problems] == []
    return sorted((result.created, result.unchanged) for result in results)


def test_same_customers_at_once(at_once: Any, cast: Cast) -> None:
    results = at_once(
        lambda _number: import_customers(data=b"name,currency\nCastor,EUR\n", actor=actor(cast.administrator))
    )
    assert outcomes_of(results) == [(0, 1)] * (TIMES - 1) + [(1, 0)]
    assert Customer.objects.filter(name="Castor").count() == 1


def test_same_measurements_at_once(at_once: Any, cast: Cast) -> None:
    dimension_of(cast.halden, name="Days")
    data = b"customer,dimension,period_start,period_end,value,source\nHalden Bank,Days,2025-01-01,2025-01-31,1,Report\n"
    results = at_once(lambda _number: import_measurements(data=data, actor=actor(cast.account_manager)))
    assert outcomes_of(results) == [(0, 1)] * (TIMES - 1) + [(1, 0)]
    assert Measurement.objects.count() == 1


def test_same_spend_at_once(at_once: Any, cast: Cast) -> None:
    data = b"external_id,customer,on,kind,amount,source\nI-1,Halden Bank,2025-01-31,licence,1.00,Book\n"
    results = at_once(lambda _number: import_spend(data=data, actor=actor(cast.account_manager)))
    assert outcomes_of(results) == [(0, 1)] * (TIMES - 1) + [(1, 0)]
    assert (SpendEntry.objects.count(), CustomerTotal.objects.get().spend) == (1, 100)


def test_first_spend_of_several_months_at_once(at_once: Any, cast: Cast) -> None:
    def work(number: int) -> Result:
        months = ["2025-01-31", "2025-02-28"]
        rows = [f"I-{number}-{month},Halden Bank,{month},licence,1.00,Book" for month in months[:: 1 - number % 2 * 2]]
        data = "\n".join(["external_id,customer,on,kind,amount,source", *rows]).encode()
        return import_spend(data=data, actor=actor(cast.account_manager))

    assert outcomes_of(at_once(work)) == [(2, 0)] * TIMES
    assert CustomerTotal.objects.get().spend == 200 * TIMES
    assert [month.spend for month in CustomerMonth.objects.all()] == [100 * TIMES] * 2
