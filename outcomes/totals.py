"""The running totals: kept in the transaction that changes what they count. `recount.py` checks them from the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import Customer
from accounts.notation import minor_digits
from outcomes.counting import Standing, buckets
from outcomes.models import CustomerMonth, CustomerTotal, ValueEvent
from outcomes.models.money import BUCKETS
from outcomes.value import converted_minor


def standing(event: ValueEvent) -> Standing:
    on_paper = event.terms is not None and event.terms.on_paper
    return Standing(
        event.state, event.claimed_minor, event.decided_minor, event.after_the_fact, event.on_paper, on_paper
    )


def event_sums(event: ValueEvent, pending: ValueEvent | None) -> dict[str, int]:
    """What the event adds to the sums as it stands now, in both currencies."""
    sums = buckets(standing(event), standing(pending) if pending is not None else None)
    return in_both_currencies(sums, customer=event.customer, base_rate=event.base_rate)


def in_both_currencies(sums: Mapping[str, int], *, customer: Customer, base_rate: Decimal | None) -> dict[str, int]:
    """The sums and, under `<name>_base`, the same in the supplier's base currency."""
    base = customer.supplier.base_currency
    rate = Decimal(1) if base_rate is None else base_rate
    digits, to_digits = minor_digits(customer.currency), minor_digits(base)
    return dict(sums) | {
        f"{name}_base": converted_minor(amount, rate, digits=digits, to_digits=to_digits)
        for name, amount in sums.items()
    }


def move(*, customer: Customer, on: date, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    """Add the difference to the month's row and to the customer's row."""
    names = [name + suffix for name in BUCKETS for suffix in ("", "_base")]
    change = {name: after.get(name, 0) - before.get(name, 0) for name in names}
    change = {name: amount for name, amount in change.items() if amount}
    if not change:
        return
    increments = {name: F(name) + amount for name, amount in change.items()}
    # The customer's row first: it is the lock, so that no two transactions wait for each other's months.
    _add(CustomerTotal, customer, change, increments)
    _add(CustomerMonth, customer, change, increments, month=on.replace(day=1))


def _add(
    model: type[CustomerTotal | CustomerMonth],
    customer: Customer,
    change: dict[str, int],
    increments: dict[str, Any],
    **lookup: date,
) -> None:
    rows = model._default_manager.filter(customer=customer, **lookup)
    if rows.update(**increments):
        return
    try:
        with transaction.atomic():
            model._default_manager.create(customer=customer, supplier_id=customer.supplier_id, **lookup, **change)
    except IntegrityError:  # somebody else has made the same row meanwhile
        rows.update(**increments)
