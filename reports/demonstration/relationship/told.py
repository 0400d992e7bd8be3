"""A customer while its relationship is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from accounts.models import Membership, Stakeholder
from reports.demonstration.days import Days, working
from reports.demonstration.relationship.words import Texts
from reports.demonstration.story import Story


@dataclass
class Told:
    """A customer while its relationship is told. `random` is its own: what else is told of the customer stays as it was."""

    story: Story
    people: list[Stakeholder]
    decider: Stakeholder
    random: Random
    words: Texts
    facts: frozenset[str]

    @property
    def days(self) -> Days:
        return self.story.days

    @property
    def ours(self) -> Membership:
        return self.story.firm.people[self.story.by]

    def instant(self, day: date, hour: int = 10) -> datetime:
        return self.days.instant(working(day), hour, self.random)

    def has(self, fact: str) -> bool:
        return fact in self.facts
