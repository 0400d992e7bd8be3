"""Which of a customer's contracts counts, until when it is bound, and what still asks. Pure; dates are business dates.

Every page, list, export and reminder that speaks of the end of a contract asks here: a contract that another one follows has
said all that it had to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

# The next contract begins about when the one that it renews ends: at most so many days before, or after. One that begins
# earlier runs beside it: an extension of something else does not renew what ends.
FOLLOWS_FROM, FOLLOWS_UNTIL = timedelta(days=92), timedelta(days=31)


class Term(Protocol):
    """What is asked of a contract."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def notice_on(self) -> date | None: ...
    @property
    def renews_on(self) -> date | None: ...


T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class Contract:
    """The days of one contract, as they are read along with something else."""

    pk: int
    name: str
    starts_on: date
    ends_on: date | None
    notice_on: date | None
    renews_on: date | None = None


@dataclass(frozen=True)
class Outlook:
    """What the contracts of one customer say on a day.

    contract: the one that counts; None where none is recorded
    day: the next day on which it ends or renews; None where it has no end, or is over
    notice: the nearest day until which notice can be given, of any contract that nothing follows
    ended: when the last one ended, where none runs and none is to come
    is_renewed: it follows a contract that still runs
    """

    contract: Any = None
    day: date | None = None
    notice: date | None = None
    ended: date | None = None
    is_renewed: bool = False

    @property
    def has_no_end(self) -> bool:
        return self.contract is not None and self.day is None and self.ended is None

    @property
    def renews(self) -> bool:
        """Whether the day is one of renewal before the end, or without one."""
        return self.day is not None and self.day != self.contract.ends_on


def is_renewed(contract: Term, contracts: Iterable[Term]) -> bool:
    """Whether another contract follows it."""
    return bool(following(contract, contracts))


def following(contract: Term, contracts: Iterable[T]) -> list[T]:
    """Those that begin later, about when it ends, and end later or never."""
    end = contract.ends_on or contract.renews_on
    return [
        one
        for one in contracts
        if end is not None
        and one is not contract
        and contract.starts_on < one.starts_on
        and end - FOLLOWS_FROM <= one.starts_on <= end + FOLLOWS_UNTIL
        and (one.ends_on is None or one.ends_on > end)
    ]


def outlook(contracts: Iterable[Term], today: date) -> Outlook:
    """The contract that ends or renews next counts; then one without an end; then the one that ended last.

    Where one was renewed, the one that follows it counts instead, and nothing is asked for the old one any more.
    """
    every = list(contracts)
    last = [one for one in every if not is_renewed(one, every)]
    if not last:
        return Outlook()
    counts = min(last, key=lambda one: _order(one, today))
    is_over = counts.ends_on is not None and counts.ends_on < today
    return Outlook(
        contract=counts,
        day=next_day(counts, today),
        notice=min((one.notice_on for one in last if one.notice_on and one.notice_on >= today), default=None),
        ended=counts.ends_on if is_over and next_day(counts, today) is None else None,
        is_renewed=counts.starts_on > today and any(_runs(one, today) for one in every if one not in last),
    )


def next_day(contract: Term, today: date) -> date | None:
    """The next day, today or later, on which it ends or renews."""
    days = (contract.ends_on, contract.renews_on)
    return min((day for day in days if day is not None and day >= today), default=None)


def _order(contract: Term, today: date) -> tuple[int, int]:
    day = next_day(contract, today)
    if day is not None:
        return 0, day.toordinal()
    return (1, 0) if contract.ends_on is None else (2, -contract.ends_on.toordinal())


def _runs(contract: Term, today: date) -> bool:
    return contract.starts_on <= today and (contract.ends_on is None or contract.ends_on >= today)
