"""Acts with their instants, played in order, so that the ledger tells a customer's story as it happened.

What would lie on or after the day on which the story ends has not happened: it is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from accounts.models import Customer, Stakeholder, User
from outcomes.models import ValueEvent
from outcomes.services.loading import LoadedSpend, load_spend
from outcomes.services.voice import Voice, of_demonstration
from reports.demonstration.days import Days, working
from reports.demonstration.firm import Firm

Act = Callable[[datetime], Any]


@dataclass
class Telling:
    """Whose story is told, and by whom; what happens is gathered here until it is played."""

    firm: Firm
    customer: Customer
    by: str
    random: Random
    acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    invoices: list[LoadedSpend] = field(default_factory=list)
    invited: list[Stakeholder] = field(default_factory=list)
    begun: list[ValueEvent] = field(default_factory=list)

    @property
    def days(self) -> Days:
        return self.firm.days

    def ago(self, count: int) -> date:
        return self.days.ago(count)

    def at(self, day: date, act: Act, *, hour: int) -> bool:
        """Let it happen on that day, or on the next working day; False where that is not over yet."""
        day = working(day)
        if day > self.days.last:
            return False
        self.acts.append((self.days.instant(day, hour, self.random), len(self.acts), act))
        return True

    def play(self) -> None:
        """Everything, in order; access to the portal last: before it nobody can be mailed."""
        if self.invoices:
            load_spend(
                customer=self.customer, entries=self.invoices, by=self.firm.people[self.by], rates=self.firm.rates
            )
        for moment, _number, act in sorted(self.acts, key=lambda one: one[:2]):
            act(moment)
        ValueEvent.objects.bulk_update(self.begun, ["created_at"])
        for person in self.invited:
            person.user = User.objects.create_user(person.email, name=person.name)
            person.save(update_fields=["user"])

    def ours(self, moment: datetime) -> Voice:
        return of_demonstration(membership=self.firm.people[self.by], said_on=self._day(moment), recorded_at=moment)

    def theirs(self, person: Stakeholder, moment: datetime) -> Voice:
        return of_demonstration(stakeholder=person, said_on=self._day(moment), recorded_at=moment)

    def _day(self, moment: datetime) -> date:
        return self.firm.supplier.today(moment)
