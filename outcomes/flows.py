"""What was spent and what counts as value, by date: for the report, the portfolio, the charts and finance.py.

Spend stands at its date (credits negative); value at the last day of the event's period: decided gains positive, every
shortfall that stands negative. The sums equal the running totals, but are counted from the events themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BigIntegerField, BooleanField, CharField, F, Min, QuerySet, Value

from accounts.models import Contract, Customer
from accounts.notation import from_minor
from outcomes.counting import OPEN, Standing, buckets
from outcomes.finance import Flow, Payback, payback_date
from outcomes.models import SpendEntry, ValueEvent
from outcomes.models.money import BUCKETS

# A date with a signed amount in minor units of the customer's currency.
Dated = tuple[date, int]


@dataclass
class Flows:
    """The dated flows of one customer, in order, and their sums by bucket (outcomes.models.money.BUCKETS)."""

    spend: list[Dated] = field(default_factory=list)
    value: list[Dated] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BUCKETS, 0))

    @property
    def days(self) -> list[date]:
        return [day for day, _minor in [*self.spend, *self.value]]

    def add_spend(self, day: date, minor: int) -> None:
        self.spend.append((day, minor))
        self.sums["spend"] += minor

    def add_event(self, day: date, sums: Mapping[str, int]) -> None:
        """What an event adds to each bucket; only what counts as value is a flow."""
        for name, minor in sums.items():
            self.sums[name] += minor
        if counted := sums.get("confirmed", 0) - sums.get("shortfall", 0):
            self.value.append((day, counted))

    def payback(self, currency: str) -> Payback:
        """When it was paid back, to the day: the one answer of every page, document, export and command.

        Never from the sums of months: an invoice of the 9th and the value of that month's end would meet on one day.
        """
        return payback_date(in_units(self.spend, currency), in_units(self.value, currency))


def flows(customer: Customer) -> Flows:
    """The flows of one customer: one query."""
    return flows_of(Customer.objects.filter(pk=customer.pk)).get(customer.pk, Flows())


def flows_of(customers: QuerySet[Customer]) -> dict[int, Flows]:
    """The flows by customer's id, of those that have any: one query, however many customers there are."""
    found: dict[int, Flows] = {}
    chosen = customers.order_by().values("pk")
    rows = list(_spend_rows(chosen).union(_value_rows(chosen), all=True).order_by("day", "pk"))
    # A restatement that waits is no event of its own yet: it holds down the one that it corrects.
    pending = {row[4]: Standing(*row[5:]) for row in rows if row[4] is not None and row[5] in OPEN}
    for customer, day, pk, spent, supersedes, *standing in rows:
        if spent is not None:
            found.setdefault(customer, Flows()).add_spend(day, spent)
            continue
        if supersedes is not None and standing[0] in OPEN:
            continue
        found.setdefault(customer, Flows()).add_event(day, buckets(Standing(*standing), pending.get(pk)))
    return found


STANDS = ("state", "claimed_minor", "decided_minor", "after_the_fact", "on_paper", "terms__on_paper")


def _spend_rows(chosen: QuerySet) -> QuerySet:
    """(customer, day, pk, amount, then what an event has and an invoice has not): the columns of `_value_rows`."""
    number, words, yes = BigIntegerField(null=True), CharField(null=True), BooleanField(null=True)
    nothing = {
        "supersedes_event": Value(None, output_field=number),
        "state": Value(None, output_field=words),
        "claimed": Value(None, output_field=number),
        "decided": Value(None, output_field=number),
        "afterwards": Value(None, output_field=yes),
        "paper": Value(None, output_field=yes),
        "terms_paper": Value(None, output_field=yes),
    }
    entries = SpendEntry.objects.filter(customer__in=chosen).current().order_by()
    return entries.annotate(day=F("on"), **nothing).values_list("customer", "day", "pk", "amount_minor", *nothing)


def _value_rows(chosen: QuerySet) -> QuerySet:
    events = ValueEvent.objects.filter(customer__in=chosen).exclude(state=ValueEvent.State.DRAFT).order_by()
    spent = Value(None, output_field=BigIntegerField(null=True))
    return events.annotate(day=F("period_end"), spent=spent).values_list(
        "customer", "day", "pk", "spent", "supersedes", *STANDS
    )


def spend_flows(entries: Iterable[SpendEntry]) -> list[Dated]:
    """The same for entries that were read already."""
    return [(entry.on, entry.amount_minor) for entry in entries]


def in_units(dated: Iterable[Dated], currency: str) -> list[Flow]:
    """Minor units as exact amounts, as finance.py takes them."""
    return [(day, from_minor(minor, currency)) for day, minor in dated]


def contract_starts(customers: QuerySet[Customer]) -> dict[int, date]:
    """The first day of each customer's earliest contract, by the customer's id."""
    starts = Contract.objects.filter(customer__in=customers.order_by().values("pk")).order_by()
    return dict(starts.values("customer").annotate(first=Min("starts_on")).values_list("customer", "first"))


def start_of_discounting(contract_start: date | None, days: Iterable[date]) -> date | None:
    """From when flows are discounted: the earliest contract's first day, else the first of the first flow's month.

    So too where something was spent before the contract began. None where there is neither.
    """
    first = min(days, default=None)
    if contract_start is not None and (first is None or contract_start <= first):
        return contract_start
    return first.replace(day=1) if first is not None else None


def discounting_start(customer: Customer, days: Iterable[date]) -> date:
    """`start_of_discounting` of one customer. ValueError where it has neither a contract nor a flow."""
    start = start_of_discounting(contract_starts(Customer.objects.filter(pk=customer.pk)).get(customer.pk), days)
    if start is None:
        raise ValueError("neither a contract nor a flow: nothing to discount")
    return start
