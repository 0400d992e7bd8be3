"""What agreed changes of scope make of a contract: which holds until when, and what it adds. Pure; dates are business dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.tables import name_key
from outcomes.value import grain_period


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


def expected(changes: Iterable[Any], *, today: date) -> int:
    """What agreed changes cost to date: the price of each period that has begun, and what they settle."""
    return sum(one.minor(today) or 0 for one in amendments(list(changes)))
