"""What was spent and what was got, customer by customer.

`Sums` is where value, net and ratio of a customer, or of several, come from: for the page, its exports and the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from django.db.models import QuerySet

from accounts.fields import exact_text
from accounts.models import Customer
from accounts.notation import from_minor, minor_digits
from outcomes.finance import npv
from outcomes.flows import Flows, contract_starts, flows_of, in_units, start_of_discounting
from outcomes.models import CustomerTotal
from outcomes.models.money import BUCKETS
from outcomes.value import rounded_minor

RATIO_STEP = Decimal("0.0001")


@dataclass(frozen=True)
class Sums:
    """The sums of one customer, or of several in one currency, in its minor units. The shortfall is positive."""

    spend: int = 0
    confirmed: int = 0
    shortfall: int = 0
    shortfall_open: int = 0
    undecided: int = 0
    disputed: int = 0
    after_the_fact: int = 0
    on_paper: int = 0

    @classmethod
    def of(cls, row: Mapping[str, int | None], *, prefix: str = "", suffix: str = "") -> Self:
        """From the columns `<prefix><name><suffix>`: a customer without totals has none of anything."""
        return cls(**{name: row[f"{prefix}{name}{suffix}"] or 0 for name in BUCKETS})

    @classmethod
    def added(cls, several: Iterable[Sums]) -> Self:
        every = list(several)
        return cls(**{name: sum(getattr(one, name) for one in every) for name in BUCKETS})

    @property
    def value(self) -> int:
        return self.confirmed - self.shortfall

    @property
    def net(self) -> int:
        return self.value - self.spend

    @property
    def ratio(self) -> Decimal | None:
        """Value / spend; None where nothing was spent, or credits outweigh what was."""
        return Decimal(self.value) / Decimal(self.spend) if self.spend > 0 else None

    @property
    def net_share(self) -> Decimal | None:
        """Net as a fraction of spend; None as for the ratio."""
        return Decimal(self.net) / Decimal(self.spend) if self.spend > 0 else None


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
    """A line for each of these customers, by supplier and name. Three queries, however many customers there are."""
    dated = flows_of(customers)
    starts = contract_starts(customers)
    ordered = customers.select_related("supplier", "total").order_by("supplier__name", "supplier", "name", "pk")
    return [_line(customer, dated.get(customer.pk, Flows()), starts.get(customer.pk)) for customer in ordered]


def _line(customer: Customer, dated: Flows, contract_start: date | None) -> Line:
    currency = customer.currency
    total: CustomerTotal | None = getattr(customer, "total", None)
    sums = Sums(**{name: getattr(total, name) for name in BUCKETS}) if total is not None else Sums()
    costs, benefits = in_units(dated.spend, currency), in_units(dated.value, currency)
    start = start_of_discounting(contract_start, dated.days)
    rate = customer.supplier.discount_rate
    worth = npv(costs, benefits, start=start, rate=rate) if start is not None else None
    payback = dated.payback(currency)

    def text(minor: int) -> str:
        return format(from_minor(minor, currency), "f")

    return Line(
        supplier=customer.supplier.name,
        customer=customer.name,
        currency=currency,
        spend=text(sums.spend),
        confirmed=text(sums.confirmed),
        shortfall=text(sums.shortfall),
        shortfall_open=text(sums.shortfall_open),
        value=text(sums.value),
        undecided=text(sums.undecided),
        disputed=text(sums.disputed),
        after_the_fact=text(sums.after_the_fact),
        on_paper=text(sums.on_paper),
        net=text(sums.net),
        ratio=_ratio_text(sums.ratio),
        npv=text(rounded_minor([worth], minor_digits(currency))) if worth is not None else None,
        discount_rate=exact_text(rate),
        discounting_from=start.isoformat() if start is not None else None,
        payback_state=payback.state.value,
        payback_date=payback.date.isoformat() if payback.date is not None else None,
        payback_lost_on=payback.lost_on.isoformat() if payback.lost_on is not None else None,
    )


def _ratio_text(ratio: Decimal | None) -> str | None:
    """Four decimals, rounded half up."""
    return None if ratio is None else format(ratio.quantize(RATIO_STEP, rounding=ROUND_HALF_UP), "f")


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
