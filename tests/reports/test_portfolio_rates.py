"""The base currency: each amount at the rate of its own date, counted once more from the published rates alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from accounts.models import Customer, ExchangeRate
from accounts.refusal import Refused
from outcomes.models import SpendEntry, ValueEvent
from outcomes.services.ledger import adjust, confirm
from reports.queries.portfolio_facts import accounts_of
from tests.cast import Cast, actor, agreed, cast, dimension_of, reading, stated, voice
from tests.factories import CustomerFactory, ExchangeRateFactory, SpendEntryFactory, StakeholderFactory, UserFactory

__all__ = ["cast"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]

RATES = {
    "USD": {date(2025, 1, 1): "0.9", date(2025, 2, 10): "0.95", date(2025, 3, 1): "0.8333333"},
    "JPY": {date(2025, 1, 1): "0.0061", date(2025, 2, 28): "0.00625"},
}
DECIMALS = {"EUR": 2, "USD": 2, "JPY": 0}


def published(cast: Cast) -> None:
    for currency, dated in RATES.items():
        for on, rate in dated.items():
            ExchangeRateFactory(supplier=cast.nordwerk, currency=currency, on=on, rate=Decimal(rate))


def customers(cast: Cast) -> list[Customer]:
    """One in each currency, with spend and decided claims on both sides of a change of rates."""
    made = []
    for currency in ("EUR", "USD", "JPY"):
        customer = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, currency=currency)
        champion = StakeholderFactory(customer=customer, user=UserFactory(), may_agree=True, may_decide=True)
        for day in (date(2025, 1, 31), date(2025, 2, 9), date(2025, 2, 10), date(2025, 4, 7)):
            SpendEntryFactory(customer=customer, on=day, amount_minor=1_234_567 + day.day)
        dimension = dimension_of(customer)
        agreed(dimension, by=champion)
        for month, value in enumerate(("1", "7.31", "33", "12", "41"), start=1):
            event = stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager)
            if value == "7.31":
                adjust(event=event, voice=voice(champion), amount_minor=7_777, reason="Not all of it")
            elif value not in ("12", "41"):
                confirm(event=event, voice=voice(champion))
        made.append(customer)
    return made


def in_base(minor: int, currency: str, day: date) -> int:
    """By the newest published rate of that day, with fractions, rounded half away from zero once."""
    rate = Fraction(1)
    if currency != "EUR":
        rate = Fraction(RATES[currency][max(on for on in RATES[currency] if on <= day)])
    exact = Fraction(minor, 10 ** DECIMALS[currency]) * rate * 100
    whole = int(abs(exact) + Fraction(1, 2))
    return -whole if exact < 0 else whole


def expected(customer: Customer) -> dict[str, int]:
    spend = sum(
        in_base(one.amount_minor, customer.currency, one.on) for one in SpendEntry.objects.filter(customer=customer)
    )
    sums = {"spend": spend, "confirmed": 0, "shortfall": 0, "undecided": 0}
    for event in ValueEvent.objects.filter(customer=customer):
        assert event.period_end is not None and event.claimed_minor is not None
        decided = event.claimed_minor if event.decided_minor is None else event.decided_minor
        amount = in_base(decided, customer.currency, event.period_end)
        name = "shortfall" if amount < 0 else "undecided" if event.state == "stated" else "confirmed"
        sums[name] += abs(amount)
    return sums


def test_every_amount_is_converted_at_the_rate_of_its_own_date(cast: Cast) -> None:
    published(cast)
    made = customers(cast)
    accounts = {one.pk: one for one in accounts_of(actor(cast.administrator))}
    for customer in made:
        base = accounts[customer.pk].base
        assert {name: getattr(base, name) for name in ("spend", "confirmed", "shortfall", "undecided")} == expected(
            customer
        ), customer.currency
        assert base.value == base.confirmed - base.shortfall
        assert base.net == base.value - base.spend


def test_a_rate_that_is_published_later_changes_nothing_that_was_converted(cast: Cast) -> None:
    published(cast)
    made = customers(cast)
    before = {customer.pk: expected(customer) for customer in made}
    ExchangeRate.objects.filter(supplier=cast.nordwerk).update(rate=Decimal(7))
    accounts = {one.pk: one for one in accounts_of(actor(cast.administrator))}
    assert {pk: accounts[pk].base.spend for pk in before} == {pk: sums["spend"] for pk, sums in before.items()}


@pytest.mark.parametrize("what", ["spend", "claim"])
def test_a_missing_rate_is_an_error_that_says_what_to_do(cast: Cast, what: str) -> None:
    ExchangeRateFactory(supplier=cast.nordwerk, on=date(2025, 6, 1))
    customer: Any = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, currency="USD")
    champion = StakeholderFactory(customer=customer, user=UserFactory(), may_agree=True)
    dimension = dimension_of(customer)
    agreed(dimension, by=champion)
    measured = reading(dimension, date(2025, 5, 1), "1")
    acts = {
        "spend": lambda: SpendEntryFactory(customer=customer, on=date(2025, 5, 31)),
        "claim": lambda: stated(measured, by=cast.account_manager),
    }
    with pytest.raises(Refused, match=r"There is no rate from USD to EUR on or before 31 May 2025\. Add one first\."):
        acts[what]()
