"""Whatever people do, in whatever order: the ledger verifies, and the totals are what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.refusal import Refused
from outcomes.models import Evidence, SpendEntry, ValueDimension, ValueEvent
from outcomes.services import ledger
from outcomes.services.records import record_spend
from outcomes.services.voice import of_paper
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import ExchangeRateFactory
from tests.outcomes.ledger_cases import assert_sound, evidence
from tests.outcomes.test_ledger_decide import correct

ACTS = (
    "state",
    "confirm",
    "adjust",
    "dispute",
    "withdraw",
    "she withdraws",
    "restate",
    "paper",
    "cost",
    "spend",
    "void",
)
# Which claim or month, which act, and a number for whatever needs one.
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(-40, 80)), min_size=3, max_size=14)


class Undone(Exception):
    """Takes one example back."""


def act(cast: Cast, dimensions: list[ValueDimension], document: Evidence, name: str, which: int, number: int) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    month = date(2025, 1 + which, 1)
    events = list(ValueEvent.objects.filter(customer=cast.halden).order_by("pk"))
    event = events[which % len(events)] if events else None
    if name == "state":
        dimension = dimensions[number % 2]
        read = dimension.measurements.filter(superseded_by=None, period_start=month).first()
        stated(read or reading(dimension, month, str(number)), by=cast.account_manager)
        return
    if name == "cost":
        ledger.state_cost(
            customer=cast.halden, voice=her, title="cost", amount_minor=number, period_start=month, period_end=month
        )
        return
    if name == "spend":
        kind = "credit" if number < 0 else "licence"
        record_spend(customer=cast.halden, on=month, kind=kind, amount_minor=number * 7, source="R", by=None)
        return
    if name == "void":
        entry = SpendEntry.objects.filter(customer=cast.halden).current().first()
        if entry is not None:
            record_spend(
                customer=cast.halden, on=entry.on, kind=entry.kind, amount_minor=entry.amount_minor, source="R", by=None,
                supersedes=entry, is_void=number > 0,
            )  # fmt: skip
        return
    if event is None:
        return
    amount = (event.claimed_minor or 0) * number // 40
    acts: dict[str, Callable[[], Any]] = {
        "confirm": lambda: ledger.confirm(event=event, voice=her, reason="both"),
        "adjust": lambda: ledger.adjust(event=event, voice=her, amount_minor=amount, reason="so"),
        "dispute": lambda: ledger.dispute(event=event, voice=her, reason="no"),
        "withdraw": lambda: ledger.withdraw(event=event, voice=us, reason="oops"),
        "she withdraws": lambda: ledger.withdraw(event=event, voice=her, reason="ours"),
        "paper": lambda: ledger.record_on_paper(
            event=event, voice=of_paper(membership=cast.account_manager, said_on=date(2025, 12, 1)), document=document,
            said_by=cast.champion, amount_minor=amount if number % 2 else None, reason="letter",
        ),
    }  # fmt: skip
    if name == "restate":
        if event.dimension is None:
            return
        correct(cast, event, str(number))
        ledger.restate(event=event, voice=us, reason="miscounted")
        return
    acts[name]()


@pytest.mark.both
@pytest.mark.django_db
@settings(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_order(cast: Cast, steps: list[tuple[str, int, int]]) -> None:
    with suppress(Undone), transaction.atomic():
        cast.nordwerk.base_currency = "JPY"
        cast.nordwerk.save()
        ExchangeRateFactory(
            supplier=cast.nordwerk, currency="EUR", base="JPY", on=date(2024, 1, 1), rate=Decimal("161.37")
        )
        dimensions = [dimension_of(cast.halden), dimension_of(cast.halden)]
        agreed(dimensions[0], by=cast.champion)
        agreed(dimensions[1], by=cast.champion, on=date(2025, 3, 2))
        document = evidence(cast)
        for name, which, number in steps:
            with suppress(Refused), transaction.atomic():
                act(cast, dimensions, document, name, which, number)
        assert_sound(cast.halden)
        raise Undone
