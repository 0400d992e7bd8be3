"""What explains the misses, tested function by function, also where a commitment is read by the quarter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from scorecards.performance import Explanation
from scorecards.queries.performance import scorecard
from tests.cast import Cast, actor
from tests.factories import CommitmentFactory, CommitmentLevelFactory, PerformanceReadingFactory, WorkVolumeFactory
from tests.portal.conftest import words_of

pytestmark = pytest.mark.django_db
MONTH_ENDS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30}


def work(cast: Cast, month: int, done: int, **more: object) -> None:
    """So many cases of 100 planned in a month of 2025."""
    span = {"period_start": date(2025, month, 1), "period_end": date(2025, month, MONTH_ENDS[month])}
    given = {"planned": Decimal(100), "in_scope": Decimal(done)} | span | more
    WorkVolumeFactory(customer=cast.halden, **given)


def test_months_of_work_are_put_together_to_the_quarter(cast: Cast, manager: Client) -> None:
    made = CommitmentFactory(customer=cast.halden, rhythm="quarter", ends_on=date(2025, 6, 30))
    CommitmentLevelFactory(commitment=made)
    for start, end, value in ((1, 3, 70), (4, 6, 90)):
        PerformanceReadingFactory(
            commitment=made, period_start=date(2025, start, 1), period_end=date(2025, end, MONTH_ENDS[end]), value=value
        )
    for month in range(1, 6):
        work(cast, month, 101)
    found = scorecard(actor(cast.account_manager), cast.halden)
    assert found.explanation == Explanation(missed_above=1, missed=1, met_above=0, met=0)
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/"))
    assert "1 period that was met is left out: no plan to be compared with." in text
    work(cast, 6, 98)  # 101, 101, 98: on plan
    assert scorecard(actor(cast.account_manager), cast.halden).explanation == Explanation(1, 1, 0, 1)


def test_above_plan_is_one_function_above_its_own(cast: Cast, manager: Client) -> None:
    made = CommitmentFactory(customer=cast.halden, ends_on=date(2025, 1, 31))
    CommitmentLevelFactory(commitment=made)
    PerformanceReadingFactory(commitment=made, value=Decimal(70))
    work(cast, 1, 80)
    work(cast, 1, 14, function="Requests", unit="requests", planned=Decimal(10))
    assert scorecard(actor(cast.account_manager), cast.halden).explanation == Explanation(1, 1, 0, 0)
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/scorecard/"))
    assert "Above plan: at least one function was above its own plan. Unlike units are never added." in text
