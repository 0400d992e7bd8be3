"""Dated flows: what counts, where it stands, from when it is discounted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from outcomes.flows import discounting_start, flows, start_of_discounting
from outcomes.services.ledger import confirm
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import SpendEntryFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_flows_stand_at_invoice_date_and_period_end(cast: Cast, django_assert_num_queries: Any) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    gain, _undecided, _shortfall = (
        stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager)
        for month, value in ((1, "20"), (2, "20"), (3, "31"))
    )
    confirm(event=gain, voice=voice(cast.champion))
    SpendEntryFactory(customer=cast.halden, on=date(2025, 1, 15), amount_minor=500)
    SpendEntryFactory(customer=cast.halden, on=date(2025, 1, 20), kind="credit", amount_minor=-100)
    with django_assert_num_queries(1):
        found = flows(cast.halden)
    assert found.spend == [(date(2025, 1, 15), 500), (date(2025, 1, 20), -100)]
    assert found.value == [(date(2025, 1, 31), 960_000), (date(2025, 3, 31), -96_000)]
    assert (found.sums["spend"], found.sums["undecided"]) == (400, 960_000)


def test_flows_of_a_customer_without_any(cast: Cast) -> None:
    found = flows(cast.halden)
    assert (found.spend, found.value, set(found.sums.values())) == ([], [], {0})
    with pytest.raises(ValueError, match="nothing to discount"):
        discounting_start(cast.halden, [])


@pytest.mark.parametrize(
    ("contract", "days", "start"),
    [
        (date(2025, 1, 10), [date(2025, 2, 3)], date(2025, 1, 10)),
        (date(2025, 1, 10), [], date(2025, 1, 10)),
        (None, [date(2025, 3, 9), date(2025, 2, 3)], date(2025, 2, 1)),
        (date(2025, 2, 10), [date(2025, 2, 3)], date(2025, 2, 1)),
        (None, [], None),
    ],
)
def test_start_of_discounting(contract: date | None, days: list[date], start: date | None) -> None:
    assert start_of_discounting(contract, days) == start
