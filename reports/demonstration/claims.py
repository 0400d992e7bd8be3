"""What is claimed, and what people decide: by whom, on which working day, and in whose words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from accounts.models import Stakeholder
from outcomes.models import Evidence, ValueEvent
from outcomes.services import ledger
from outcomes.services.answers import answer_dispute
from outcomes.services.events import draft_value
from outcomes.services.voice import of_product
from reports.demonstration.days import DAY, Period, after, working
from reports.demonstration.promises import Promise, Promises

# The product states what got worse when nobody did, and 30 days have passed since it was measured.
PRODUCT_WAITS = timedelta(days=31)
PRODUCT_SAYS = {
    "en": "Stated by the product: the period is over, it got worse, and nobody stated it within 30 days.",
    "de": "Vom Produkt angegeben: Der Zeitraum ist vorbei, es wurde schlechter, und 30 Tage lang gab niemand es an.",
}


class Claims(Promises):
    """The part of a story in which value and shortfalls are stated and decided."""

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
        answered: str = "",
        reason: str = "",
        withdrawn: str = "",
        note: str = "",
        cause: str = "",
        remedy: str = "",
        attached: str = "",
    ) -> bool:
        """State one period some days after its end, and let the person decide some working days later, or on a day.

        Without a person it stays undecided. `adjusted` is the right amount in minor units, or as a Decimal the part of what was
        claimed; `disputed` the reason of a dispute, `settled` what she adjusted it to later, with `reason`, and
        `answered` what we said to the dispute on the working day after it. False where none
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
            if answered:
                self.at(after(day, 1), lambda moment: self._answer(moment, event[0], answered), hour=10)
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

    def _answer(self, moment: datetime, event: ValueEvent, words: str) -> None:
        answer_dispute(event=event, actor=self.firm.actor(self.by), words=words, at=moment)

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
