"""A customer's story: facts, and acts with their instants, played in order, so that the ledger tells it as it happened.

What would lie on or after the day on which the story ends has not happened: it is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from accounts.models import (
    Accountability,
    Contract,
    Customer,
    Disposition,
    Objection,
    Stakeholder,
    StakeholderLink,
    User,
)
from accounts.services import create_customer, create_stakeholder
from outcomes.models import Evidence, Measurement, Outcome, Terms, ValueDimension, ValueEvent
from outcomes.services import ledger, promises
from outcomes.services.events import draft_value
from outcomes.services.files import store_evidence
from outcomes.services.loading import LoadedReading, LoadedSpend, load_correction, load_measurements, load_spend
from outcomes.services.voice import Voice, of_demonstration, of_paper, of_product
from outcomes.value import grain_period, line, rounded_minor, years_after
from reports.demonstration.days import DAY, Days, Period, after, spans, working
from reports.demonstration.firm import Firm
from reports.demonstration.paper import page

Act = Callable[[datetime], Any]
# The product states what got worse when nobody did, and 30 days have passed since it was measured.
PRODUCT_WAITS = timedelta(days=31)


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


@dataclass
class Story:
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

    # --- Telling ------------------------------------------------------------------------------------------------------
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

    # --- People -------------------------------------------------------------------------------------------------------
    def person(
        self,
        name: str,
        position: str,
        *,
        disposition: str | Sequence[tuple[int, str, str]],
        email: str = "",
        access: bool = False,
        months: int = 30,
        note: str = "",
        **fields: Any,
    ) -> Stakeholder:
        """A stakeholder. Her disposition is one, or a history of (months ago, kind, note), the oldest first."""
        person = create_stakeholder(
            customer=self.customer,
            name=name,
            position=position,
            email=email or f"{_local(name)}@{self.domain}",
            since=self.days.month(months),
            internal_note=note,
            **fields,
        )
        history = [(months, disposition, "")] if isinstance(disposition, str) else disposition
        Disposition.objects.bulk_create(
            Disposition(
                customer=self.customer,
                stakeholder=person,
                kind=kind,
                since=self.days.month(since) + timedelta(days=self.random.randrange(3, 25)) if since else self.ago(6),
                note=words,
            )
            for since, kind, words in history
        )
        if access:
            self.invited.append(person)
        return person

    @property
    def domain(self) -> str:
        return self.customer.mail_domains.values_list("domain", flat=True)[0]

    def link(self, source: Stakeholder, kind: str, target: Stakeholder) -> None:
        StakeholderLink.objects.create(customer=self.customer, source=source, target=target, kind=kind)

    def objects(self, person: Stakeholder, words: str, *, ago: int, answer: str = "", answered_ago: int = 0) -> None:
        """What she holds against the supplier, since so many working days; answered where an answer is given."""
        Objection.objects.create(
            customer=self.customer,
            stakeholder=person,
            words=words,
            since=self.ago(ago),
            owner=self.firm.people[self.by],
            answer=answer,
            answered_on=self.ago(answered_ago) if answer else None,
        )

    def answered_before(self, name: str, *, months: int) -> None:
        """Somebody else answered for the customer until so many months ago."""
        handed = self.days.instant(working(self.days.month(months)), 9, self.random)
        now = Accountability.objects.get(customer=self.customer, until=None)
        Accountability.objects.create(
            customer=self.customer, membership=self.firm.people[name], since=now.since, until=handed
        )
        Accountability.objects.filter(pk=now.pk).update(since=handed)

    # --- What binds ---------------------------------------------------------------------------------------------------
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

    # --- What was measured --------------------------------------------------------------------------------------------
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

    # --- Claims -------------------------------------------------------------------------------------------------------
    def claim(
        self,
        promise: Promise,
        period: Period,
        *,
        by: Stakeholder | None,
        stated: date | None = None,
        days: int = 3,
        decided: date | None = None,
        adjusted: Decimal | int | None = None,
        disputed: str = "",
        settled: int | None = None,
        settled_on: date | None = None,
        reason: str = "",
        withdrawn: str = "",
        note: str = "",
        cause: str = "",
        remedy: str = "",
        attached: str = "",
    ) -> bool:
        """State one period some days after its end, and let the person decide some working days later, or on a day.

        Without a person it stays undecided. `adjusted` is the right amount in minor units, or as a Decimal the part of what was
        claimed; `disputed` the reason of a dispute, `settled` what she adjusted it to later, with `reason`. False where none
        of it has happened yet.
        """
        if not promise.readings(period):
            return False
        stated = working(stated or after(period[1], 4))
        event: list[ValueEvent] = []

        def state(moment: datetime) -> None:
            files = []
            if attached:
                rows = "".join(
                    f"{start},{end},{promise.read[start, end][0]}\r\n" for start, end in promise.readings(period)
                )
                name = f"{attached}-{period[1]:%Y-%m}.csv"
                files = [self.evidence(name, f"from,to,{promise.dimension.unit}\r\n{rows}".encode(), moment)]
            event.append(self._draft(moment, promise, period, note=note, cause=cause, remedy=remedy, files=files))
            promise.events[period] = event[0]
            ledger.state_value(event=event[0], voice=self.ours(moment))

        if not self.at(stated, state, hour=self.random.randrange(9, 12)):
            return False
        day = working(decided) if decided is not None else after(stated, days)
        hour = self.random.randrange(13, 17) if day == stated else self.random.randrange(8, 17)
        if withdrawn:
            self.at(
                day,
                lambda moment: ledger.withdraw(event=event[0], voice=self.ours(moment), reason=withdrawn),
                hour=hour,
            )
        elif by is not None and disputed:
            person = by
            self.at(
                day,
                lambda moment: ledger.dispute(event=event[0], voice=self.theirs(person, moment), reason=disputed),
                hour=hour,
            )
            if settled is not None or settled_on is not None:
                self.at(
                    settled_on or after(day, 10),
                    lambda moment: self._decide(moment, event[0], person, settled, reason),
                    hour=15,
                )
        elif by is not None:
            person = by
            self.at(day, lambda moment: self._decide(moment, event[0], person, adjusted, reason), hour=hour)
        return True

    def _draft(
        self, moment: datetime, promise: Promise, period: Period, *, files: Sequence[Evidence] = (), **texts: str
    ) -> ValueEvent:
        note = texts.pop("note", "")
        draft = draft_value(
            actor=self.firm.actor(self.by),
            dimension=promise.dimension,
            period_start=period[0],
            period_end=period[1],
            note=note,
            evidence=files,
        )
        if any(texts.values()):
            ValueEvent.objects.filter(pk=draft.pk).update(**texts)
        self._begun(draft, moment)
        return draft

    def _begun(self, event: ValueEvent, moment: datetime) -> None:
        event.created_at = moment
        self.begun.append(event)

    def _decide(
        self,
        moment: datetime,
        event: ValueEvent,
        person: Stakeholder,
        adjusted: Decimal | int | None,
        reason: str,
    ) -> None:
        """Confirm or adjust. A part of a claim is rounded down to whole hundreds, as people do."""
        voice = self.theirs(person, moment)
        amount: int | None = adjusted if isinstance(adjusted, int) else None
        if isinstance(adjusted, Decimal):
            event.refresh_from_db(fields=["claimed_minor"])
            claimed = event.claimed_minor or 0
            amount = int(claimed * adjusted) // 10_000 * 10_000 if claimed > 20_000 else None
        if amount is None:
            ledger.confirm(event=event, voice=voice, reason=reason if not isinstance(adjusted, Decimal) else "")
        else:
            ledger.adjust(event=event, voice=voice, amount_minor=amount, reason=reason)

    def draft(self, promise: Promise, period: Period, *, ago: int, note: str = "") -> None:
        """A claim that was begun and not sent."""
        if promise.readings(period):
            self.at(self.ago(ago), lambda moment: self._draft(moment, promise, period, note=note), hour=16)

    def product_states(self, promise: Promise, period: Period, *, by: Stakeholder | None, days: int = 4) -> None:
        """Nobody stated what got worse: the product does, when its patience ends; the person then decides."""
        event: list[ValueEvent] = []

        def state(moment: datetime) -> None:
            event.append(
                ValueEvent.objects.create(
                    supplier=self.firm.supplier,
                    customer=self.customer,
                    dimension=promise.dimension,
                    title=promise.dimension.name,
                    note=PRODUCT_SAYS[self.customer.locale],
                    period_start=period[0],
                    period_end=period[1],
                    asked=promise.owner,
                    created_at=moment,
                )
            )
            promise.events[period] = event[0]
            ledger.state_value(event=event[0], voice=of_product(self.firm.supplier, recorded_at=moment))

        day = after(period[1], 2) + PRODUCT_WAITS
        if promise.readings(period) and self.at(day, state, hour=7) and by is not None:
            person = by
            self.at(after(day, days), lambda moment: self._decide(moment, event[0], person, None, ""), hour=10)

    def restate(
        self, promise: Promise, period: Period, *, on: date, reason: str, by: Stakeholder | None, days: int = 5
    ) -> None:
        """Work a decided claim out again; the person decides, or it waits."""
        made: list[ValueEvent] = []

        def act(moment: datetime) -> None:
            event = ValueEvent.objects.get(pk=promise.events[period].pk)
            decision = ledger.restate(event=event, voice=self.ours(moment), reason=reason)
            assert decision.event is not None
            self._begun(decision.event, moment)
            made.append(decision.event)

        if self.at(on, act, hour=11) and by is not None:
            person = by
            self.at(after(on, days), lambda moment: self._decide(moment, made[0], person, None, ""), hour=14)

    def words(self, title: str, *, on: date, by: Stakeholder | None, note: str, days: int = 1) -> None:
        """A victory in words, not in money."""
        event: list[ValueEvent] = []

        def state(moment: datetime) -> None:
            event.append(
                ValueEvent.objects.create(
                    supplier=self.firm.supplier,
                    customer=self.customer,
                    kind=ValueEvent.Kind.WORDS,
                    title=title,
                    note=note,
                    period_start=on - DAY,
                    period_end=on - DAY,
                    drafted_by=self.firm.people[self.by],
                    asked=by,
                    created_at=moment,
                )
            )
            ledger.state_value(event=event[0], voice=self.ours(moment))

        if self.at(on, state, hour=10) and by is not None:
            person = by
            self.at(after(on, days), lambda moment: self._decide(moment, event[0], person, None, ""), hour=13)

    def cost(
        self,
        title: str,
        *,
        minor: int,
        period: Period,
        on: date,
        by: Stakeholder,
        cause: str,
        confirmed_by: Stakeholder | None = None,
    ) -> None:
        """What the customer's firm bore, in its own words; a week later somebody else of it may confirm that."""
        made: list[ValueEvent] = []

        def act(moment: datetime) -> None:
            decision = ledger.state_cost(
                customer=self.customer,
                voice=self.theirs(by, moment),
                title=title,
                amount_minor=minor,
                period_start=period[0],
                period_end=period[1],
                cause=cause,
            )
            assert decision.event is not None
            made.append(decision.event)
            self._begun(decision.event, moment)

        if self.at(on, act, hour=11) and confirmed_by is not None:
            person = confirmed_by
            self.at(after(on, 5), lambda moment: self._decide(moment, made[0], person, None, ""), hour=9)

    # --- Spend --------------------------------------------------------------------------------------------------------
    def spend(self, on: date, kind: str, minor: int, words: str, source: str, *, currency: str = "") -> None:
        """What was paid or borne; what would lie in the future has not been invoiced yet."""
        day = working(on)
        if day <= self.days.last:
            moment = self.days.instant(day, 12, self.random)
            self.invoices.append(LoadedSpend(day, kind, minor, words, source, moment, currency))

    def confirm_spend(self, person: Stakeholder, *, until: date, on: date) -> None:
        if any(one.on <= until for one in self.invoices):
            self.at(
                on,
                lambda moment: ledger.confirm_spend(
                    customer=self.customer, voice=self.theirs(person, moment), until=until
                ),
                hour=10,
            )

    def sign_off(self, person: Stakeholder, *, period: Period, on: date) -> None:
        """The customer's finance has reviewed a period."""
        self.at(
            on,
            lambda moment: ledger.sign_off_period(
                customer=self.customer, voice=self.theirs(person, moment), start=period[0], end=period[1]
            ),
            hour=16,
        )


PRODUCT_SAYS = {
    "en": "Stated by the product: the period is over, it got worse, and nobody stated it within 30 days.",
    "de": "Vom Produkt angegeben: Der Zeitraum ist vorbei, es wurde schlechter, und 30 Tage lang gab niemand es an.",
}


def begin(firm: Firm, by: str, name: str, domain: str, *, team: str, months: int = 30, **fields: Any) -> Story:
    """A new customer, there since so many months."""
    random = Random(name)
    customer = create_customer(
        actor=firm.actor(by),
        domains=[domain],
        name=name,
        team=firm.teams[team],
        created_at=firm.days.instant(working(firm.days.month(months)), 9, random),
        **{"currency": "EUR"} | fields,
    )
    Accountability.objects.filter(customer=customer).update(since=customer.created_at)
    return Story(firm, customer, by, random)


def minor_of(amount: Decimal) -> int:
    return rounded_minor([amount], 2)


def months_of(period: Period) -> list[Period]:
    return spans(period)


def _local(name: str) -> str:
    """The part before the @: jana.riedel."""
    plain = name.lower().removeprefix("dr. ").removeprefix("prof. ")
    for letter, other in {"ø": "o", "é": "e", "è": "e", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "a"}.items():
        plain = plain.replace(letter, other)
    return plain.replace("’", "").replace("'", "").replace(" ", ".")
