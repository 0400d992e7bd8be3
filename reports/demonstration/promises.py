"""What binds a customer and a supplier, and what was measured: contracts, outcomes, agreed terms and readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from accounts.models import Contract, Stakeholder
from outcomes.models import Evidence, Measurement, Outcome, Terms, ValueDimension, ValueEvent
from outcomes.services import ledger, promises
from outcomes.services.files import store_evidence
from outcomes.services.loading import LoadedReading, load_correction, load_measurements
from outcomes.services.voice import of_paper
from outcomes.value import grain_period, line, years_after
from reports.demonstration.days import DAY, Period, after
from reports.demonstration.paper import page
from reports.demonstration.telling import Telling


@dataclass
class Promise:
    """A dimension with its terms, and the readings that its claims rest on."""

    dimension: ValueDimension
    terms: Terms
    owner: Stakeholder
    read: dict[Period, tuple[Decimal, Decimal | None]] = field(default_factory=dict)
    events: dict[Period, ValueEvent] = field(default_factory=dict)

    def readings(self, period: Period) -> list[Period]:
        return [one for one in self.read if one[0] >= period[0] and one[1] <= period[1]]

    def comes_to(self, period: Period) -> Decimal:
        """What a claim on the period would come to, exactly, in the customer's currency; 0 where it is not monetised."""
        amounts = [
            line(self.terms, period_start=start, period_end=end, actual=value, volume=volume).amount
            for (start, end) in self.readings(period)
            for value, volume in [self.read[start, end]]
        ]
        return sum((one for one in amounts if one is not None), Decimal(0))


class Promises(Telling):
    """The part of a story in which something is agreed and measured."""

    def contract(self, name: str, starts: date, ends: date, *, minor: int, notice_days: int = 90) -> None:
        Contract.objects.create(
            supplier=self.firm.supplier,
            customer=self.customer,
            name=name,
            starts_on=starts,
            ends_on=ends,
            notice_on=max(starts, ends - timedelta(days=notice_days)),
            renews_on=ends + DAY,
            value_minor=minor,
        )

    def outcome(self, title: str, goal: str = "") -> Outcome:
        return promises.create_outcome(
            customer=self.customer, title=title, goal=goal, created_at=self.customer.created_at
        )

    def bare(self, outcome: Outcome, name: str, unit: str, owner: Stakeholder, *, on: date) -> ValueDimension:
        """A dimension that was added on that day, and on which nothing is agreed."""
        dimension = promises.create_dimension(
            outcome=outcome, name=name, unit=unit, owner_ours=self.firm.people[self.by], owner_theirs=owner
        )
        dimension.created_at = self.days.instant(on, 9, self.random)
        dimension.save(update_fields=["created_at"])
        return dimension

    def propose(self, dimension: ValueDimension, owner: Stakeholder, on: date, **terms: Any) -> Terms:
        """Terms that were proposed on that day; defaults for what a story does not care about."""
        baseline_start, baseline_end = grain_period("month", on.replace(day=1) - DAY)
        fields = {
            "direction": Terms.Direction.DECREASE,
            "baseline_start": baseline_start,
            "baseline_end": baseline_end,
            "target_on": years_after(on, 1),
            "claimable_until": promises.claimable_until(on),
            "grain": Terms.Grain.MONTH,
            "deduction": Decimal(0),
        } | terms
        proposed = promises.propose_terms(dimension=dimension, actor=self.firm.actor(self.by), asked=owner, **fields)
        proposed.proposed_at = self.days.instant(on, 10, self.random)
        Terms.objects.filter(pk=proposed.pk).update(proposed_at=proposed.proposed_at)
        return proposed

    def agree(
        self,
        outcome: Outcome,
        name: str,
        unit: str,
        *,
        owner: Stakeholder,
        agreed: date,
        paper: bool = False,
        **terms: Any,
    ) -> Promise:
        """A dimension whose terms the owner agreed on that working day; with `paper`, by a letter that was recorded."""
        dimension = self.bare(outcome, name, unit, owner, on=agreed - timedelta(days=9))
        proposed = self.propose(dimension, owner, agreed - timedelta(days=6), **terms)
        words = [f"{self.customer.name}: {name}", f"{owner.name}, {owner.position}", f"{agreed:%d.%m.%Y}"]
        if paper:
            self.at(agreed, lambda moment: self._on_paper(moment, proposed, owner, words), hour=11)
        else:
            self.at(agreed, lambda moment: self._agree(moment, proposed, owner), hour=9)
        return Promise(dimension, proposed, owner)

    def _agree(self, moment: datetime, terms: Terms, owner: Stakeholder) -> None:
        ledger.agree_terms(terms=terms, voice=self.theirs(owner, moment))

    def _on_paper(self, moment: datetime, terms: Terms, owner: Stakeholder, words: Sequence[str]) -> None:
        letter = self.evidence("agreement-signed.pdf", page("Agreement", words), moment)
        voice = of_paper(
            membership=self.firm.people[self.by], said_on=self._day(moment) - timedelta(days=4), recorded_at=moment
        )
        ledger.record_on_paper(voice=voice, said_by=owner, document=letter, terms=terms)

    def evidence(self, name: str, content: bytes, moment: datetime, *, grade: str = "A") -> Evidence:
        return store_evidence(
            actor=self.firm.actor(self.by),
            customer=self.customer,
            file=BytesIO(content),
            name=name,
            grade=grade,
            recorded_at=moment,
        )

    def read(
        self,
        promise: Promise,
        periods: Sequence[Period],
        values: Sequence[str | Decimal | None],
        *,
        volumes: Sequence[str | Decimal] | None = None,
        source: str,
        kind: str = "customer",
        came_in: dict[int, date] | None = None,
    ) -> None:
        """Readings of these periods, each some days after its end; None leaves a period without one.

        `came_in` names another day for the reading of that place in the list.
        """
        readings = []
        for number, (period, value) in enumerate(zip(periods, values, strict=True)):
            day = (came_in or {}).get(number) or after(period[1], 2)
            if value is None or not period[1] < day <= self.days.last:
                continue
            volume = Decimal(volumes[number]) if volumes else None
            promise.read[period] = (Decimal(value), volume)
            moment = self.days.instant(day, 8, self.random)
            readings.append(LoadedReading(*period, Decimal(value), volume, moment))
        load_measurements(
            dimension=promise.dimension,
            readings=readings,
            source=source,
            source_kind=kind,
            by=self.firm.people[self.by],
        )

    def correct(self, promise: Promise, period: Period, value: str, *, on: date, reason: str) -> None:
        """The reading of a period turned out to be another."""

        def act(moment: datetime) -> None:
            reading = Measurement.objects.get(
                dimension=promise.dimension, period_start=period[0], period_end=period[1], superseded_by=None
            )
            load_correction(
                reading=reading,
                value=Decimal(value),
                volume=reading.volume,
                reason=reason,
                by=self.firm.people[self.by],
                recorded_at=moment,
            )

        self.at(on, act, hour=8)
