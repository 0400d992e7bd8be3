"""What was spent and what was got, customer by customer: exact figures for programs and for a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from accounts.fields import exact_text
from accounts.models import Customer
from accounts.notation import from_minor, minor_digits
from outcomes.finance import npv, payback_date
from outcomes.flows import Flows, contract_starts, flows_of, in_units, start_of_discounting
from outcomes.value import rounded_minor

RATIO_STEP = Decimal("0.0001")


@dataclass(frozen=True)
class Line:
    """One customer. Amounts are text with the currency's decimals, dates ISO; None where there is no such figure.

    `shortfall_open` is the part of the shortfall that is not yet agreed; gains `after_the_fact` and `on_paper` stand
    apart from the value.
    """

    supplier: str
    customer: str
    currency: str
    spend: str
    confirmed: str
    shortfall: str
    shortfall_open: str
    value: str
    undecided: str
    disputed: str
    after_the_fact: str
    on_paper: str
    net: str
    ratio: str | None
    npv: str | None
    discount_rate: str
    discounting_from: str | None
    payback_state: str
    payback_date: str | None
    payback_lost_on: str | None

    def as_dict(self) -> dict[str, str | None]:
        return asdict(self)


def portfolio(customers: QuerySet[Customer]) -> list[Line]:
    """A line for each of these customers, by supplier and name. Four queries, however many customers there are."""
    dated = flows_of(customers)
    starts = contract_starts(customers)
    ordered = customers.select_related("supplier").order_by("supplier__name", "supplier", "name", "pk")
    return [_line(customer, dated.get(customer.pk, Flows()), starts.get(customer.pk)) for customer in ordered]


def _line(customer: Customer, dated: Flows, contract_start: date | None) -> Line:
    currency, sums = customer.currency, dated.sums
    value = sums["confirmed"] - sums["shortfall"]
    costs, benefits = in_units(dated.spend, currency), in_units(dated.value, currency)
    start = start_of_discounting(contract_start, dated.days)
    rate = customer.supplier.discount_rate
    worth = npv(costs, benefits, start=start, rate=rate) if start is not None else None
    payback = payback_date(costs, benefits)

    def text(minor: int) -> str:
        return format(from_minor(minor, currency), "f")

    return Line(
        supplier=customer.supplier.name,
        customer=customer.name,
        currency=currency,
        spend=text(sums["spend"]),
        confirmed=text(sums["confirmed"]),
        shortfall=text(sums["shortfall"]),
        shortfall_open=text(sums["shortfall_open"]),
        value=text(value),
        undecided=text(sums["undecided"]),
        disputed=text(sums["disputed"]),
        after_the_fact=text(sums["after_the_fact"]),
        on_paper=text(sums["on_paper"]),
        net=text(value - sums["spend"]),
        ratio=_ratio(value, sums["spend"]),
        npv=text(rounded_minor([worth], minor_digits(currency))) if worth is not None else None,
        discount_rate=exact_text(rate),
        discounting_from=start.isoformat() if start is not None else None,
        payback_state=payback.state.value,
        payback_date=payback.date.isoformat() if payback.date is not None else None,
        payback_lost_on=payback.lost_on.isoformat() if payback.lost_on is not None else None,
    )


def _ratio(value: int, spend: int) -> str | None:
    """Value / spend to four decimals; None where nothing was spent, or credits outweigh what was."""
    if spend <= 0:
        return None
    return format((Decimal(value) / Decimal(spend)).quantize(RATIO_STEP, rounding=ROUND_HALF_UP), "f")


def table(lines: list[Line]) -> str:
    """The lines as columns of text, words to the left and figures to the right; a hyphen where there is none."""
    names = [field.name for field in fields(Line)]
    rows = [names] + [["-" if cell is None else cell for cell in line.as_dict().values()] for line in lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = {"supplier", "customer", "currency", "payback_state"}
    return "\n".join(
        "  ".join(
            cell.ljust(width) if name in left else cell.rjust(width)
            for name, cell, width in zip(names, row, widths, strict=True)
        ).rstrip()
        for row in rows
    )
