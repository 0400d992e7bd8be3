"""A document of many claims: what it costs grows with them, not with their square."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from outcomes.models import ValueDimension, ValueEvent
from outcomes.services import ledger
from reports.freeze import facts, people
from reports.services import request_report
from tests.cast import Cast, agreed, dimension_of, stated, voice
from tests.factories import MeasurementFactory

pytestmark = [pytest.mark.django_db]


class Counted:
    """A field of a model that counts how often it is read."""

    def __init__(self, field: Any) -> None:
        self.field, self.reads = field, 0

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        self.reads += 1
        return self.field.__get__(instance, owner)

    def __set__(self, instance: Any, value: Any) -> None:
        self.field.__set__(instance, value)


def confirmed(dimension: ValueDimension, cast: Cast, days: range) -> None:
    """One confirmed claim on each of these days of 2025, with the reason why it and what shares its effect both count."""
    for number in days:
        day = date(2025, 1, 1) + timedelta(days=number)
        read = MeasurementFactory(dimension=dimension, period_start=day, period_end=day, value=Decimal(1))
        event = stated(read, by=cast.account_manager)
        ledger.confirm(event=event, voice=voice(cast.champion), reason="Both count.")


def test_four_times_the_claims_are_not_sixteen_times_the_work(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = dimension_of(cast.halden), dimension_of(cast.halden)
    for one in (first, second):
        agreed(one, by=cast.champion)
    first.shares_effect_with.add(second)
    counted = {name: Counted(getattr(ValueEvent, name)) for name in ("supersedes_id", "dimension_id")}
    parsed: list[object] = []

    def work() -> dict[str, int]:
        parsed.clear()
        for one in counted.values():
            one.reads = 0
        with monkeypatch.context() as patch:
            for name, one in counted.items():
                patch.setattr(ValueEvent, name, one)
            for module in (facts, people):
                patch.setattr(
                    module, "json", SimpleNamespace(loads=lambda text: parsed.append(text) or json.loads(text))
                )
            request_report(customer=cast.halden, requested_by=None, locale="en")
        return {name: one.reads for name, one in counted.items()} | {"parsed": len(parsed)}

    confirmed(first, cast, range(3))
    confirmed(second, cast, range(3))
    ledger.sign_off_period(customer=cast.halden, voice=voice(cast.cfo), start=date(2025, 1, 1), end=date(2025, 1, 2))
    few = work()
    confirmed(first, cast, range(3, 12))
    confirmed(second, cast, range(3, 12))
    for last in (3, 4, 5):
        ledger.sign_off_period(
            customer=cast.halden, voice=voice(cast.cfo), start=date(2025, 1, 1), end=date(2025, 1, last)
        )
    many = work()

    assert all(many[name] < 6 * few[name] for name in few), (few, many)
