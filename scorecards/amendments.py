"""What agreed changes of scope make of a contract: which holds until when, and what it adds. Pure; dates are business dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.tables import name_key
from outcomes.value import grain_period


@dataclass(frozen=True)
class Paid:
    """What agreed changes cost to date, what was invoiced for them and what is still to be; in minor units.

    `ahead` is what was invoiced beyond what is agreed to date, `beyond` the part of it that is beyond what was agreed at all,
    until the end. One change that is invoiced ahead leaves no less to be invoiced for another: agreed + ahead = invoiced +
    open.
    """

    agreed: int = 0
    invoiced: int = 0
    open: int = 0
    ahead: int = 0
    beyond: int = 0

    def __add__(self, other: Paid) -> Paid:
        return Paid(
            self.agreed + other.agreed,
            self.invoiced + other.invoiced,
            self.open + other.open,
            self.ahead + other.ahead,
            self.beyond + other.beyond,
        )


@dataclass(frozen=True)
class Amendment:
    """An agreed change. `until` is the last day on which it holds: before a later one, else the contract's; None: no end."""

    change: Any
    until: date | None

    def periods(self, until: date | None = None) -> int | None:
        """How many periods begin while it holds, up to `until`; None where neither has an end."""
        last = min((day for day in (self.until, until) if day is not None), default=None)
        if last is None:
            return None
        start, count = self.change.since, 0
        while start <= last:
            count += 1
            start = grain_period(self.change.rhythm, start)[1] + timedelta(days=1)
        return count

    def paid(self, today: date) -> Paid:
        """What of it is agreed to date: of each period that has begun, and what it settles; and what was invoiced for it."""
        agreed, invoiced, whole = self.minor(today) or 0, self.change.invoiced_minor, self.minor()
        return Paid(
            agreed=agreed,
            invoiced=invoiced,
            open=max(agreed - invoiced, 0),
            ahead=max(invoiced - agreed, 0),
            beyond=max(invoiced - whole, 0) if whole is not None else 0,
        )

    def minor(self, until: date | None = None) -> int | None:
        """The price of those periods, and what it settles; in minor units, None where they have no end."""
        periods = self.periods(until)
        if periods is None:
            return None
        return int(periods * self.change.price_minor + (self.change.settles_minor or 0))


@dataclass(frozen=True)
class Amended:
    """A contract with its amendments, oldest first. Amounts are minor units; None where nobody knows, or it has no end."""

    original: int | None
    amendments: Sequence[Amendment]

    @property
    def added(self) -> int | None:
        parts = [one.minor() for one in self.amendments]
        return None if None in parts else sum(one or 0 for one in parts)

    @property
    def value(self) -> int | None:
        """Of the whole term: what was agreed at first, and what the changes add until its end."""
        return None if self.original is None or self.added is None else self.original + self.added


def amendments(changes: Sequence[Any]) -> list[Amendment]:
    """`changes` are agreed ones of a customer, oldest first, with their contract: a later one of a function takes the place."""
    found = []
    for index, change in enumerate(changes):
        ends = [change.contract.ends_on] if change.contract.ends_on is not None else []
        ends += [
            later.since - timedelta(days=1)
            for later in changes[index + 1 :]
            if name_key(later.function) == name_key(change.function) and later.unit == change.unit
        ]
        found.append(Amendment(change, min(ends, default=None)))
    return found


def amended(contract: Any, changes: Sequence[Any]) -> Amended:
    """The contract with those of the customer's agreed changes that amend it."""
    return Amended(contract.value_minor, [one for one in amendments(changes) if one.change.contract_id == contract.pk])


def paid(changes: Sequence[Any], *, today: date) -> Paid | None:
    """Of all these changes together; None without one."""
    return sum((one.paid(today) for one in amendments(changes)), Paid()) if changes else None
