"""The portfolio: exact figures, the same as the totals, in a constant number of queries."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Customer
from accounts.notation import from_minor
from outcomes.models import CustomerTotal, ValueEvent
from outcomes.services.ledger import adjust, confirm, dispute, restate
from outcomes.services.records import record_measurement
from reports.portfolio import Line, portfolio, table
from tests.cast import Cast, actor, agreed, cast, dimension_of, reading, stated, voice
from tests.factories import ContractFactory, SpendEntryFactory

__all__ = ["actor", "cast"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def line(customer: Customer) -> Line:
    return portfolio(Customer.objects.filter(pk=customer.pk))[0]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("portfolio", *arguments, stdout=out)
    return out.getvalue()


def claims(cast: Cast, *values: str) -> list[ValueEvent]:
    """Claims on January, February ... 2025 with these readings against 30 days at 1,200 and 80 %: 960 a day."""
    dimension = dimension_of(cast.halden, name="Days")
    agreed(dimension, by=cast.champion)
    return [
        stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager)
        for month, value in enumerate(values, start=1)
    ]


def test_customer_without_anything(cast: Cast) -> None:
    empty = line(cast.halden)
    assert (empty.spend, empty.value, empty.net) == ("0.00", "0.00", "0.00")
    assert (empty.ratio, empty.npv, empty.discounting_from) == (None, None, None)
    assert (empty.payback_state, empty.payback_date) == ("not reached", None)


def test_every_kind_of_event_stands_in_its_place(cast: Cast) -> None:
    gain, smaller, disputed, waiting, shortfall = claims(cast, "10", "10", "20", "25", "31")
    champion = voice(cast.champion)
    confirm(event=gain, voice=champion)
    adjust(event=smaller, voice=champion, amount_minor=1_000_000, reason="Half of it was ours")
    dispute(event=disputed, voice=champion, reason="Not so")
    SpendEntryFactory(customer=cast.halden, on=date(2025, 1, 15), amount_minor=2_000_000)
    figures = line(cast.halden)
    assert (figures.spend, figures.confirmed, figures.shortfall) == ("20000.00", "29200.00", "960.00")
    assert (figures.shortfall_open, figures.disputed, figures.undecided) == ("960.00", "9600.00", "4800.00")
    assert (figures.value, figures.net, figures.ratio) == ("28240.00", "8240.00", "1.4120")
    # 20,000 on 15 January; 19,200 on 31 January, 10,000 more on 28 February.
    assert (figures.payback_state, figures.payback_date) == ("reached", "2025-02-28")
    # No contract: from the first of the month of the first flow; all flows lie in the first year: 8,240 / 1.1.
    assert (figures.discounting_from, figures.npv) == ("2025-01-01", "7490.91")


def test_restatement_that_waits_holds_down_what_it_corrects(cast: Cast) -> None:
    (event,) = claims(cast, "10")
    confirm(event=event, voice=voice(cast.champion))
    measured = event.lines.get().measurement
    assert measured is not None
    record_measurement(
        dimension=measured.dimension,
        period_start=measured.period_start,
        period_end=measured.period_end,
        value=measured.value + 5,
        source="Corrected",
        by=cast.account_manager,
        supersedes=measured,
        reason="Counted anew",
    )
    restate(event=ValueEvent.objects.get(pk=event.pk), voice=voice(cast.account_manager), reason="Counted anew")
    assert (line(cast.halden).confirmed, line(cast.halden).undecided) == ("14400.00", "0.00")


def test_amounts_equal_the_totals(cast: Cast) -> None:
    test_every_kind_of_event_stands_in_its_place(cast)
    figures, total = line(cast.halden).as_dict(), CustomerTotal.objects.get(customer=cast.halden)
    for name in ("spend", "confirmed", "shortfall", "shortfall_open", "undecided", "disputed", "after_the_fact"):
        assert figures[name] == format(from_minor(getattr(total, name), "EUR"), "f"), name
    assert (figures["value"], figures["net"]) == (f"{total.value / 100:.2f}", f"{total.net / 100:.2f}")


def test_discounting_starts_with_the_earliest_contract(cast: Cast) -> None:
    for start in (date(2024, 1, 1), date(2023, 1, 1)):
        ContractFactory(customer=cast.halden, starts_on=start)
    SpendEntryFactory(customer=cast.halden, on=date(2024, 1, 1), amount_minor=110_000)
    assert (line(cast.halden).discounting_from, line(cast.halden).npv) == ("2023-01-01", "-1000.00")


def test_spend_before_the_contract_is_no_error(cast: Cast) -> None:
    ContractFactory(customer=cast.halden, starts_on=date(2024, 6, 1))
    SpendEntryFactory(customer=cast.halden, on=date(2024, 3, 15), amount_minor=110_000)
    assert (line(cast.halden).discounting_from, line(cast.halden).npv) == ("2024-03-01", "-1000.00")


def test_credits_above_spend_have_no_ratio(cast: Cast) -> None:
    SpendEntryFactory(customer=cast.halden, kind="credit", amount_minor=-1)
    assert line(cast.halden).ratio is None


def test_yen_have_no_decimals(cast: Cast) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(currency="JPY")
    assert line(cast.halden).spend == "0"


def test_queries_do_not_grow_with_customers(cast: Cast, django_assert_num_queries: Any) -> None:
    for customers in (Customer.objects.filter(pk=cast.halden.pk), Customer.objects.all()):
        for customer in customers:
            SpendEntryFactory(customer=customer)
            ContractFactory(customer=customer)
        with django_assert_num_queries(3):
            assert len(portfolio(customers)) == customers.count()


def test_command_prints_json_of_one_supplier(cast: Cast) -> None:
    lines = json.loads(run("--format", "json", "--supplier", "Nordwerk"))
    assert [one["customer"] for one in lines] == ["Halden Bank", "Orlik Foods"]
    assert {"currency", "spend", "confirmed", "shortfall", "value", "undecided", "disputed", "net"} <= lines[0].keys()
    assert {"ratio", "npv", "payback_date", "payback_state"} <= lines[0].keys()


def test_command_prints_a_table(cast: Cast) -> None:
    rows = run("--format", "table").splitlines()
    assert rows == table(portfolio(Customer.objects.all())).splitlines()
    assert len(rows) == 1 + Customer.objects.count()


def test_command_without_such_a_supplier(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is no supplier named “Nobody”"):
        run("--supplier", "Nobody")
