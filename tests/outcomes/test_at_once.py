"""Two real connections at once: one wins, the other is told in words. Reading totals costs the same, however many events."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.refusal import Refused
from outcomes.models import CustomerMonth, CustomerTotal, Decision, ValueDimension, ValueEvent
from outcomes.services import ledger
from outcomes.services.entries import locked
from tests import threads
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import ValueEventFactory
from tests.outcomes.ledger_cases import assert_sound
from tests.settings import ENGINE

pytestmark = pytest.mark.both
JANUARY = date(2025, 1, 1)


def at_once(cast: Cast, *acts: Callable[[], Any]) -> list[Any]:
    """What each of them returns or is refused with; the customer's ledger is held until all wait."""
    return threads.at_once(locked(cast.halden), *acts)


def one_wins(results: list[Any], code: str) -> str:
    """The refusal's words; the others decided."""
    refusals = [one for one in results if isinstance(one, Refused)]
    assert [type(one) for one in results if one not in refusals] == [Decision] * (len(results) - 1), results
    assert [one.code for one in refusals] == [code]
    return str(refusals[0].messages[0])


@pytest.fixture
def gain(committed_db: Any, cast: Cast) -> ValueEvent:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    return stated(reading(dimension, JANUARY, "1"), by=cast.account_manager)


def test_confirm_against_withdraw(gain: ValueEvent, cast: Cast) -> None:
    us, her = voice(cast.account_manager), voice(cast.champion)
    results = at_once(
        cast,
        lambda: ledger.confirm(event=gain, voice=her),
        lambda: ledger.withdraw(event=gain, voice=us, reason="wrong month"),
    )
    words = one_wins(results, "already_decided")
    assert words.startswith(("It is already confirmed, by Clara Meier", "It is already withdrawn, by Mara Vogt"))
    assert_sound(cast.halden)


def test_confirm_against_confirm(gain: ValueEvent, cast: Cast) -> None:
    her, finance = voice(cast.champion), voice(cast.cfo)
    results = at_once(
        cast,
        lambda: ledger.confirm(event=gain, voice=her),
        lambda: ledger.confirm(event=gain, voice=finance),
    )
    assert one_wins(results, "already_decided").startswith("It is already confirmed, by ")
    assert CustomerTotal.objects.get(customer=cast.halden).confirmed == 2_784_000
    assert_sound(cast.halden)


def test_the_same_click_twice(gain: ValueEvent, cast: Cast) -> None:
    her = voice(cast.champion)
    once, twice = at_once(cast, *[lambda: ledger.confirm(event=gain, voice=her, request_key="k")] * 2)
    assert once == twice
    assert Decision.objects.filter(kind="confirmed").count() == 1


def test_overlapping_claims(gain: ValueEvent, cast: Cast) -> None:
    ledger.withdraw(event=gain, voice=voice(cast.account_manager), reason="again")
    drafts = [ValueEventFactory(dimension=gain.dimension) for _ in range(2)]
    us = voice(cast.account_manager)
    results = at_once(cast, *[lambda draft=draft: ledger.state_value(event=draft, voice=us) for draft in drafts])
    assert "already claimed" in one_wins(results, "overlap")
    assert ValueEvent.objects.live().count() == 1
    assert_sound(cast.halden)


def test_many_at_once_leave_no_gap(gain: ValueEvent, cast: Cast) -> None:
    her = voice(cast.champion)

    def cost(number: int) -> Callable[[], Decision]:
        return lambda: ledger.state_cost(
            customer=cast.halden, voice=her, title=f"cost {number}", amount_minor=number + 1, period_start=JANUARY,
            period_end=date(2025, number + 1, 1),
        )  # fmt: skip

    results = at_once(cast, *[cost(number) for number in range(6)])
    assert [type(one) for one in results] == [Decision] * 6, results
    assert CustomerTotal.objects.get(customer=cast.halden).shortfall == 21
    assert_sound(cast.halden)


def test_the_first_two_entries_of_a_ledger(committed_db: Any, cast: Cast) -> None:
    """No head is there yet to be locked."""
    results: list[Any] = []
    her = voice(cast.champion)

    def cost() -> None:
        try:
            results.append(
                ledger.state_cost(
                    customer=cast.halden, voice=her, title="t", amount_minor=5, period_start=JANUARY, period_end=JANUARY
                )
            )
        finally:
            connections.close_all()

    four = [threading.Thread(target=cost) for _ in range(4)]
    for thread in four:
        thread.start()
    for thread in four:
        thread.join(30)
    assert sorted(one.seq for one in results) == [1, 2, 3, 4]
    assert_sound(cast.halden)


# --- Cost -------------------------------------------------------------------------------------------------------------
def read_totals(cast: Cast) -> tuple[list[str], int]:
    """The statements of a page that shows a customer's totals by month, and how many rows they brought."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rows = list(CustomerTotal.objects.filter(customer=cast.halden))
        rows += list(CustomerMonth.objects.filter(customer=cast.halden))  # type: ignore[arg-type]
    return [one["sql"] for one in captured], len(rows)


def add_events(dimension: ValueDimension, count: int) -> None:
    """So many confirmed events of one minor unit, in the twelve months of 2025, with their totals, by SQL alone."""
    numbers = (
        f"SELECT n FROM generate_series(1, {count}) AS s(n)"
        if ENGINE == "postgresql"
        else f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s"
    )
    names = "supplier_id, customer_id, kind, state, title, period_start, period_end, note, cause, remedy, "
    names += "claimed_minor, decided_minor, after_the_fact, on_paper, created_at"
    day = (
        "DATE '2025-01-01' + (n % 365)" if ENGINE == "postgresql" else "date('2025-01-01', '+' || (n % 365) || ' days')"
    )
    no = "false" if ENGINE == "postgresql" else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO outcomes_valueevent ({names}) SELECT {dimension.supplier_id}, {dimension.customer_id}, 'measured', "
            f"'confirmed', 'event', {day}, {day}, '', '', '', 1, 1, {no}, {no}, CURRENT_TIMESTAMP FROM ({numbers}) AS x"
        )
    CustomerTotal.objects.filter(customer=dimension.customer).update(confirmed=count)


@pytest.mark.django_db
def test_reading_and_deciding_cost_the_same_with_ten_and_with_a_hundred_thousand_events(cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    events = [stated(reading(dimension, date(2025, month, 1), "1"), by=cast.account_manager) for month in range(1, 13)]
    with CaptureQueriesContext(connection) as first:
        ledger.confirm(event=events[0], voice=voice(cast.champion))
    few = read_totals(cast)
    add_events(dimension, 100_000)
    assert ValueEvent.objects.filter(customer=cast.halden).count() == 100_012
    assert read_totals(cast) == few
    assert not any("valueevent" in sql or "decision" in sql or "spendentry" in sql for sql in few[0])
    with CaptureQueriesContext(connection) as second:
        ledger.confirm(event=events[1], voice=voice(cast.champion))
    assert len(second) == len(first)


@pytest.mark.django_db
def test_a_decision_takes_so_many_queries(cast: Cast) -> None:
    """A POST of the ledger has 20: session, user, actor and its claim take four, and here are the others."""
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    events = [stated(reading(dimension, date(2025, month, 1), "1"), by=cast.account_manager) for month in (1, 2)]
    ledger.confirm(event=events[0], voice=voice(cast.champion), request_key="k1")
    her, event = voice(cast.champion), ValueEvent.objects.get(pk=events[1].pk)
    with CaptureQueriesContext(connection) as captured:
        ledger.confirm(event=event, voice=her, request_key="k2")
    statements = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(statements) == 13, "\n".join(statements)
