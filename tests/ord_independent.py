"""The O'Hare scenario of tests/data/ord/README.md, calculated a second time.

It imports nothing of the project, reads measurements.csv itself and computes with fractions, so that it shares neither
code nor method with the product: no decimals, no rounding before the places where the scenario asks for it.

`python tests/ord_independent.py [DIRECTORY]` writes the table.
"""

import csv
import sys
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).parent / "data" / "ord"

RATE = Fraction(74)
SHARE = Fraction(1, 2)
PRICE = Fraction(41)
DISCOUNT = Fraction(1, 10)
START = date(2017, 1, 1)


@dataclass(frozen=True)
class Line:
    """One customer. Amounts are text with two decimals ("-1234.50"), the ratio text with four, dates ISO or None."""

    customer: str
    currency: str
    baseline: str | None
    events: int
    spend: str
    confirmed: str
    shortfall: str
    value: str
    undecided: str
    disputed: str
    net: str
    ratio: str | None
    npv: str
    payback_state: str
    payback_date: str | None
    payback_lost_on: str | None


@dataclass(frozen=True)
class Month:
    """One row of measurements.csv."""

    first: date
    last: date
    value: Fraction
    flights: int

    @property
    def quarter_end(self) -> date:
        """The last day of the calendar quarter in which the month lies."""
        after = 3 * ((self.first.month - 1) // 3) + 4
        return date(self.first.year + after // 13, (after - 1) % 12 + 1, 1) - timedelta(days=1)


def rounded(value: Fraction, digits: int) -> Fraction:
    """`value` to so many decimals; a half moves away from zero."""
    scaled = abs(value) * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(-units if value < 0 else units, 10**digits)


def written(value: Fraction, digits: int = 2) -> str:
    """`value`, which has at most so many decimals, as text with just as many."""
    units = value * 10**digits
    if units.denominator != 1:
        raise ValueError(f"{value} has more than {digits} decimals")
    text = str(abs(units.numerator)).rjust(digits + 1, "0")
    return f"{'-' if units < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def read(directory: Path) -> dict[str, list[Month]]:
    """The months of every customer, in the order of their dates."""
    customers: dict[str, list[Month]] = {}
    with (directory / "measurements.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            month = Month(
                first=date.fromisoformat(row["period_start"]),
                last=date.fromisoformat(row["period_end"]),
                value=Fraction(row["value"]),
                flights=int(row["volume"]),
            )
            customers.setdefault(row["customer"], []).append(month)
    return {name: sorted(months, key=lambda month: month.first) for name, months in sorted(customers.items())}


def baseline_of(months: list[Month]) -> Fraction | None:
    """The mean of 2016 weighted by flights, to four decimals; None where 2016 has no month."""
    year = [month for month in months if month.first.year == 2016]
    if not year:
        return None
    weighted = sum((month.value * month.flights for month in year), Fraction(0))
    return rounded(weighted / sum(month.flights for month in year), 4)


def by_quarter(months: list[Month]) -> dict[date, list[Month]]:
    """The months of 2017 and later, by the last day of their quarter."""
    quarters: dict[date, list[Month]] = {}
    for month in months:
        if month.first >= START:
            quarters.setdefault(month.quarter_end, []).append(month)
    return quarters


def present_value(flows: dict[date, Fraction]) -> Fraction:
    """Each flow divided by 1.1 for every year that has begun since the start; a flow on the start as it is."""
    total = Fraction(0)
    for day, amount in flows.items():
        years = 0
        while day > date(START.year + years, START.month, START.day):
            years += 1
        total += amount / (1 + DISCOUNT) ** years
    return total


def payback(costs: dict[date, Fraction], benefits: dict[date, Fraction]) -> tuple[str, str | None, str | None]:
    """(state, date of the last crossing, date on which it was lost), looked up backwards from the last day."""
    days = sorted(costs.keys() | benefits.keys())
    covered = {
        day: sum(amount for on, amount in benefits.items() if on <= day)
        >= sum(amount for on, amount in costs.items() if on <= day)
        for day in days
    }
    remaining = list(days)
    lost_on = None
    while remaining and not covered[remaining[-1]]:
        lost_on = remaining.pop()
    if not remaining:
        return "not reached", None, None
    crossing = remaining[-1]
    while remaining and covered[remaining[-1]]:
        crossing = remaining.pop()
    if lost_on is None:
        return "reached", crossing.isoformat(), None
    return "reached, then lost", crossing.isoformat(), lost_on.isoformat()


def line_of(customer: str, months: list[Month]) -> Line:
    """Everything about one customer. All events are confirmed, so nothing is undecided or disputed."""
    baseline = baseline_of(months)
    quarters = by_quarter(months)
    costs = {day: PRICE * sum(month.flights for month in quarter) for day, quarter in quarters.items()}
    events: dict[date, Fraction] = {}
    if baseline is not None:
        for day, quarter in quarters.items():
            effect = sum(((baseline - month.value) * month.flights for month in quarter), Fraction(0))
            events[day] = rounded(effect * RATE * SHARE, 2)
    spend = sum(costs.values(), Fraction(0))
    gains = sum((amount for amount in events.values() if amount > 0), Fraction(0))
    shortfalls = -sum((amount for amount in events.values() if amount < 0), Fraction(0))
    value = gains - shortfalls
    state, reached, lost_on = payback(costs, events)
    return Line(
        customer=customer,
        currency="USD",
        baseline=None if baseline is None else written(baseline, 4),
        events=len(events),
        spend=written(spend),
        confirmed=written(gains),
        shortfall=written(shortfalls),
        value=written(value),
        undecided="0.00",
        disputed="0.00",
        net=written(value - spend),
        ratio=written(rounded(value / spend, 4), 4) if spend else None,
        npv=written(rounded(present_value(events) - present_value(costs), 2)),
        payback_state=state,
        payback_date=reached,
        payback_lost_on=lost_on,
    )


def portfolio(directory: Path = DATA) -> dict[str, Line]:
    """Every customer of `directory`/measurements.csv, by name."""
    return {customer: line_of(customer, months) for customer, months in read(directory).items()}


def table(lines: dict[str, Line]) -> str:
    """The lines as columns of text."""
    rows = [[field.name for field in fields(Line)]]
    rows += [["-" if cell is None else str(cell) for cell in astuple(line)] for line in lines.values()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


if __name__ == "__main__":
    sys.stdout.write(table(portfolio(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)) + "\n")
