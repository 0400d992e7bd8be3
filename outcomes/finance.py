"""Present value, NPV, ROI, IRR and payback of dated flows: pure functions that know neither Django nor the database.

A flow is `(date, Decimal)`, in units of one currency. Costs are spend, positive, and credits are costs with a minus;
benefits are value: gains positive, shortfalls negative. Results are unrounded; whoever prints them rounds once.

Everything is `Decimal`, in a context of its own (50 digits, half to even), whatever the caller's context says. Anything
else, floats above all, raises TypeError; NaN and infinities raise ValueError.

Discounting follows published economic-impact studies, such as the financial appendix of Forrester's Total Economic
Impact studies: what is paid at "time 0" is not discounted, every other flow as if it came at the end of its year.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from enum import StrEnum

Flow = tuple[date, Decimal]
_Date = date  # `Payback` has a field of that name

PRECISION = 50
IRR_STEP = Decimal(1).scaleb(-20)
ZERO = Decimal(0)
ONE = Decimal(1)


class PaybackState(StrEnum):
    """Whether cumulated value covers cumulated cost on the last date of the flows, or ever did."""

    REACHED = "reached"
    NOT_REACHED = "not reached"
    LOST = "reached, then lost"


@dataclass(frozen=True, slots=True)
class Payback:
    """`date` is the last crossing (None where not reached), `lost_on` the day on which it was lost for good."""

    state: PaybackState
    date: _Date | None = None
    lost_on: _Date | None = None


@contextmanager
def _arithmetic(precision: int = PRECISION) -> Iterator[None]:
    traps = [InvalidOperation, DivisionByZero, Overflow]
    with localcontext(Context(prec=precision, rounding=ROUND_HALF_EVEN, traps=traps)):
        yield


def _number(value: Decimal) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError(f"a Decimal is needed, not {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    return value


def _day(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError(f"a date is needed, not {type(day).__name__}")
    return day


def _years_after(day: date, start: date) -> int:
    """The n with start + (n-1) years < day <= start + n years; 0 on `start`.

    Where `start` is 29 February, its anniversaries in common years are 28 February.
    """
    if _day(day) < _day(start):
        raise ValueError(f"a flow on {day} lies before the start, {start}")
    try:
        anniversary = start.replace(year=day.year)
    except ValueError:
        anniversary = date(day.year, 2, 28)
    return day.year - start.year + (day > anniversary)


def _by_year(flows: Iterable[Flow], start: date, sign: int = 1) -> dict[int, Decimal]:
    """The sum of the flows by the number of years by which they are discounted."""
    sums: dict[int, Decimal] = {}
    for day, value in flows:
        years = _years_after(day, start)
        sums[years] = sums.get(years, ZERO) + sign * _number(value)
    return sums


def _discounted(sums: dict[int, Decimal], rate: Decimal) -> Decimal:
    if _number(rate) <= -1:
        raise ValueError("a discount rate lies above −100 %")
    return sum((value / (ONE + rate) ** years for years, value in sorted(sums.items())), ZERO)


def present_value(flows: Iterable[Flow], *, start: date, rate: Decimal) -> Decimal:
    """The flows' worth on `start`, at a yearly `rate` (Decimal("0.10") is 10 %).

    A flow on `start` is undiscounted; a flow in (start + (n-1) years, start + n years] is divided by (1 + rate)^n.
    Source: see the module. Raises ValueError for a flow before `start` and for a rate of −100 % or less.
    """
    with _arithmetic():
        return _discounted(_by_year(flows, start), rate)


def npv(costs: Iterable[Flow], benefits: Iterable[Flow], *, start: date, rate: Decimal) -> Decimal:
    """Net present value: present value of the benefits less present value of the costs.

    Source: Brealey, Myers, Allen, Principles of Corporate Finance, on net present value. Raises as `present_value`.
    """
    costs_now = present_value(costs, start=start, rate=rate)
    benefits_now = present_value(benefits, start=start, rate=rate)
    with _arithmetic():
        return benefits_now - costs_now


def roi(costs: Iterable[Flow], benefits: Iterable[Flow], *, start: date, rate: Decimal) -> Decimal | None:
    """Return on investment on present values: (benefits - costs) / costs, a fraction: Decimal("0.5") is 50 %.

    None where the costs' present value is zero or, through credits, negative: nothing was invested, and a figure would
    say nothing (or the opposite). Source: see the module. Raises as `present_value`.
    """
    costs_now = present_value(costs, start=start, rate=rate)
    benefits_now = present_value(benefits, start=start, rate=rate)
    if costs_now <= 0:
        return None
    with _arithmetic():
        return (benefits_now - costs_now) / costs_now


def irr(costs: Iterable[Flow], benefits: Iterable[Flow], *, start: date) -> Decimal | None:
    """Internal rate of return: the yearly rate at which `npv` is zero, a fraction rounded to 20 decimals.

    Flows are summed by year as they are discounted. The rate is defined only where these yearly net flows change their
    sign exactly once, from minus to plus: by Descartes' rule of signs there is then exactly one such rate above −100 %.
    None otherwise: never a sign change, several (several rates or none), or money received first and paid later (a cost
    of borrowing, no return). Source: Brealey, Myers, Allen, as for `npv`, on the pitfalls of the rate of return.

    Raises ValueError for a flow before `start`.
    """
    with _arithmetic():
        nets = _by_year(benefits, start)
        for years, cost in _by_year(costs, start, sign=-1).items():
            nets[years] = nets.get(years, ZERO) + cost
        nets = {years: net for years, net in nets.items() if net}
        signs = [nets[years] > 0 for years in sorted(nets)]
        if not signs or signs[0] or sum(before != after for before, after in zip(signs, signs[1:], strict=False)) != 1:
            return None
        rate = ONE / _crossing(nets) - ONE
    with _arithmetic(precision=200):
        rounded = rate.quantize(IRR_STEP)
        return rounded if rounded else ZERO


def _crossing(nets: dict[int, Decimal]) -> Decimal:
    """The only x > 0 with sum(net x^years) = 0, by bisection to the last digit; the sum is negative below x."""
    first = min(nets)

    def positive(x: Decimal) -> bool:
        return sum((net * x ** (years - first) for years, net in nets.items()), ZERO) > 0

    low = high = ONE
    while positive(low):
        low /= 2
    while not positive(high):
        high *= 2
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if positive(middle):
            high = middle
        else:
            low = middle


def payback_date(costs: Iterable[Flow], benefits: Iterable[Flow]) -> Payback:
    """The last crossing after which cumulated value stays at or above cumulated cost. Nothing is discounted.

    Flows of one date are taken together: what arrives on the day of an invoice counts on that day. Three answers:

    - reached, on `date`: at or above since then. Where value was never behind, the date is that of the first cost.
    - not reached: never at or above while there was a cost. So too where nothing was spent: nothing is paid back.
    - reached, then lost: above or level from `date`, its last crossing, and below since `lost_on`.
    """
    with _arithmetic():
        costs_by_day, benefits_by_day = _by_day(costs), _by_day(benefits)
        cost = value = ZERO
        spent = False
        crossed: date | None = None
        lost_on: date | None = None
        for day in sorted(costs_by_day.keys() | benefits_by_day.keys()):
            cost += costs_by_day.get(day, ZERO)
            value += benefits_by_day.get(day, ZERO)
            spent = spent or cost > 0
            covered = value >= cost
            if not spent:
                continue
            if covered and (crossed is None or lost_on is not None):
                crossed, lost_on = day, None
            elif not covered and crossed is not None and lost_on is None:
                lost_on = day
    if crossed is None:
        return Payback(PaybackState.NOT_REACHED)
    if lost_on is not None:
        return Payback(PaybackState.LOST, crossed, lost_on)
    return Payback(PaybackState.REACHED, crossed)


def _by_day(flows: Iterable[Flow]) -> dict[date, Decimal]:
    sums: dict[date, Decimal] = {}
    for day, value in flows:
        sums[_day(day)] = sums.get(day, ZERO) + _number(value)
    return sums
