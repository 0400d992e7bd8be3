"""Work beyond the agreed scope that no agreed change pays: the figure, and the pages about changes of scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.models import Contract, Customer
from accounts.tables import name_key
from outcomes.value import EXACT, grain_period
from scorecards.models import ScopeChange, ScopeLine, WorkVolume
from scorecards.queries.proposals import MARKS


@dataclass
class Unpaid:
    """What was done of one function outside the scope and is settled by no agreed change. `minor` is None without a price."""

    function: str
    unit: str
    quantity: Decimal = Decimal(0)
    exact: Decimal | None = Decimal(0)
    currency: str = ""

    @property
    def minor(self) -> int | None:
        """Rounded half up to the minor unit, once."""
        if self.exact is None:
            return None
        scaled = self.exact * 10 ** notation.minor_digits(self.currency)
        return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def words(self) -> str:
        return f"{self.function}: {notation.quantity(self.quantity, self.unit)}"


def unpaid_of(
    volumes: Iterable[WorkVolume], changes: Sequence[ScopeChange], lines: Sequence[ScopeLine], *, currency: str
) -> list[Unpaid]:
    """By function, to date. `changes` are agreed ones; `lines` have their contract.

    A period is settled up to the day that an agreed change names. From a change's first day on, only what exceeds its planned
    volume is unpaid, and never more than was recorded as out of scope. A period without a price leaves the function without an
    amount: a part of it would look like the whole.
    """
    found: dict[tuple[str, str], Unpaid] = {}
    for one in volumes:
        quantity = beyond(one, changes)
        if quantity <= 0:
            continue
        entry = found.setdefault((name_key(one.function), one.unit), Unpaid(one.function, one.unit, currency=currency))
        price = _price(one, lines)
        entry.quantity += quantity
        if price is None or entry.exact is None:
            entry.exact = None
        else:
            entry.exact += EXACT.multiply(quantity, price)
    return list(found.values())


def beyond(one: WorkVolume, changes: Sequence[ScopeChange]) -> Decimal:
    """How much of a period's work is outside the scope and settled by none of these agreed changes."""
    quantity = one.out_of_scope
    span = (one.period_start, one.period_end)
    for change in changes:
        if name_key(change.function) != name_key(one.function) or change.unit != one.unit:
            continue
        if change.settles_until is not None and one.period_end <= change.settles_until:
            return Decimal(0)
        if change.since <= one.period_start and grain_period(change.rhythm, one.period_start) == span:
            quantity = min(one.out_of_scope, max(one.in_scope + one.out_of_scope - change.planned, Decimal(0)))
    return quantity


def _price(one: WorkVolume, lines: Sequence[ScopeLine]) -> Decimal | None:
    """Of the scope line of the contract that ran when the period began."""
    for line in lines:
        runs = line.contract.starts_on <= one.period_start and (
            line.contract.ends_on is None or line.contract.ends_on >= one.period_start
        )
        same = name_key(line.function) == name_key(one.function) and line.unit == one.unit
        if runs and same and line.unit_price is not None:
            return line.unit_price
    return None


def unpaid_words(unpaid: Sequence[Unpaid]) -> str:
    """ "Done out of scope, without an agreed change: Cases handled: 120 cases, 1,200.00 EUR."; empty where nothing was."""
    if not unpaid:
        return ""
    parts = []
    for one in unpaid:
        minor = one.minor
        parts.append(one.words if minor is None else f"{one.words}, {notation.money(minor, one.currency)}")
    return _("Done out of scope, without an agreed change: %(what)s.") % {"what": "; ".join(parts)}


def expected_minor(changes: Sequence[ScopeChange], *, today: date) -> int:
    """What agreed changes add to the spend, to date: the price of each period that has begun, and what they settle.

    `changes` are agreed ones, oldest first, with their contract. A later one of a function takes the earlier one's place.
    """
    total = 0
    for index, change in enumerate(changes):
        last = min(today, change.contract.ends_on or today)
        for later in changes[index + 1 :]:
            if name_key(later.function) == name_key(change.function) and later.unit == change.unit:
                last = min(last, later.since - timedelta(days=1))
        start = change.since
        while start <= last:
            total += change.price_minor
            start = grain_period(change.rhythm, start)[1] + timedelta(days=1)
        total += change.settles_minor or 0
    return total


# --- The pages --------------------------------------------------------------------------------------------------------
def price_words(change: ScopeChange) -> str:
    """ "2,000.00 EUR a month"."""
    said = {"amount": notation.money(change.price_minor, change.customer.currency)}
    return {
        "month": _("%(amount)s a month"),
        "quarter": _("%(amount)s a quarter"),
        "year": _("%(amount)s a year"),
    }[change.rhythm] % said


def planned_words(change: ScopeChange) -> str:
    """ "120 cases a month"."""
    said = {"quantity": notation.quantity(change.planned, change.unit)}
    return {
        "month": _("%(quantity)s a month"),
        "quarter": _("%(quantity)s a quarter"),
        "year": _("%(quantity)s a year"),
    }[change.rhythm] % said


def change_line(change: ScopeChange) -> dict[str, Any]:
    return {
        "change": change,
        "mark": MARKS[change.state],
        "state": change.get_state_display(),
        "planned": planned_words(change),
        "price": price_words(change),
    }


def changes_of(actor: Actor, customer: Customer) -> list[ScopeChange]:
    """Every change of scope that the actor sees, newest first; one query."""
    seen = ScopeChange.objects.visible_to(actor).filter(customer=customer)
    return list(seen.select_related("customer", "contract", "asked").order_by("-since", "-pk"))


def lines_of(actor: Actor, customer: Customer) -> list[ScopeLine]:
    """What the customer's contracts include; one query."""
    seen = ScopeLine.objects.visible_to(actor).filter(customer=customer)
    return list(seen.select_related("contract").order_by("contract__starts_on", "position", "pk"))


def scope_page(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/scope.html."""
    changes, lines = changes_of(actor, customer), lines_of(actor, customer)
    agreed = [one for one in reversed(changes) if one.state == ScopeChange.State.AGREED]
    volumes = WorkVolume.objects.visible_to(actor).filter(customer=customer).current().order_by("period_start", "pk")
    contracts = Contract.objects.visible_to(actor).filter(customer=customer).order_by("starts_on", "pk")
    return {
        "customer": customer,
        "unpaid": unpaid_of(volumes, agreed, lines, currency=customer.currency),
        "changes": [change_line(one) for one in changes],
        "expected_minor": expected_minor(agreed, today=actor.supplier.today()) if agreed else None,
        "contracts": [
            {"contract": contract, "lines": _priced([one for one in lines if one.contract_id == contract.pk], customer)}
            for contract in contracts
        ],
    }


def _priced(lines: Sequence[ScopeLine], customer: Customer) -> list[dict[str, Any]]:
    """Each line with its price in words ("" without one), all of one precision."""
    digits = notation.rate_decimals((one.unit_price for one in lines), customer.currency)
    return [
        {
            "line": one,
            "price": ""
            if one.unit_price is None
            else notation.rate(one.unit_price, customer.currency, least_digits=digits),
        }
        for one in lines
    ]
