"""Performance against commitment, the work that was done, and what explains what. Six queries, whatever was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import Customer
from accounts.tables import name_key
from outcomes.value import grain_period
from scorecards import performance
from scorecards.models import (
    Commitment,
    CommitmentLevel,
    PerformanceReading,
    ScopeChange,
    ScopeLine,
    WorkVolume,
)
from scorecards.performance import Counted, Explanation, Kept, Period, Trend, Volume
from scorecards.queries.said import Story, with_stories
from scorecards.queries.scope import lines_of
from scorecards.querysets import as_seen

ANSWER_MARKS = {"": "undecided", "acknowledged": "confirmed", "challenged": "disputed"}


@dataclass(frozen=True)
class Row:
    """One period of a commitment, with the reading that stands and what the customer said to it."""

    period: Period
    reading: PerformanceReading | None
    story: Story = field(default_factory=Story)
    withdrawn: PerformanceReading | None = None

    @property
    def newest(self) -> PerformanceReading | None:
        """The reading, or what says that there is none any more."""
        return self.reading or self.withdrawn

    @property
    def answer(self) -> str:
        return self.story.answer

    @property
    def answered_by(self) -> str:
        return self.story.stands.who if self.story.stands is not None else ""

    @property
    def answer_reason(self) -> str:
        return self.story.stands.words if self.story.stands is not None else ""

    @property
    def waits(self) -> bool:
        """It waits for the customer's word."""
        return (self.reading is not None and self.story.waits) or self.story.replied

    @property
    def kept(self) -> Kept:
        return self.period.kept

    @property
    def mark(self) -> str:
        return ANSWER_MARKS[self.answer]


@dataclass(frozen=True)
class Card:
    """One commitment over a span of time: its level of today, its periods oldest first, and what they come to."""

    commitment: Commitment
    level: CommitmentLevel | None
    rows: Sequence[Row]
    trend: Trend
    apart: Sequence[Row] = ()
    """Withdrawn readings of days that are no period of it: entered by mistake, and in no count."""

    @property
    def counted(self) -> Counted:
        return performance.count(row.period for row in self.rows)

    @property
    def unanswered(self) -> int:
        return sum(1 for row in [*self.rows, *self.apart] if row.waits)


@dataclass
class Work:
    """What was done of one function over a span of time. Quantities are None where nobody stated any."""

    function: str
    unit: str
    planned: Decimal | None = None
    in_scope: Decimal = Decimal(0)
    out_of_scope: Decimal = Decimal(0)
    effort_hours: Decimal | None = None
    periods: int = 0

    def add(self, one: WorkVolume, planned: Decimal | None) -> None:
        self.periods += 1
        self.in_scope += one.in_scope
        self.out_of_scope += one.out_of_scope
        for name, value in (("planned", planned), ("effort_hours", one.effort_hours)):
            if value is not None:
                setattr(self, name, (getattr(self, name) or Decimal(0)) + value)

    @property
    def done(self) -> Decimal:
        return self.in_scope + self.out_of_scope


@dataclass(frozen=True)
class Scorecard:
    """A customer's performance in a span of time; `years` are those, within it or not, in which
    anything that was promised was read, or anything was done."""

    cards: Sequence[Card]
    work: Sequence[Work]
    explanation: Explanation
    not_compared: Counted
    years: Sequence[int] = field(default_factory=list)

    @property
    def unanswered(self) -> int:
        return sum(card.unanswered for card in self.cards)

    @property
    def weighted_met(self) -> Fraction | None:
        return performance.weighted_met(row.period for card in self.cards for row in card.rows)

    @property
    def counted(self) -> Counted:
        found = [card.counted for card in self.cards]
        return Counted(
            met=sum(one.met for one in found),
            missed=sum(one.missed for one in found),
            no_data=sum(one.no_data for one in found),
        )


@dataclass(frozen=True)
class Facts:
    """All that was promised, read, said and done at a customer; a span of it is cut out by `of`.

    `changes` are those of scope that are agreed, oldest first; `proposed` wait for somebody of the customer.
    """

    today: date
    commitments: Sequence[Commitment]
    readings: Sequence[PerformanceReading]
    volumes: Sequence[WorkVolume]
    changes: Sequence[ScopeChange]
    lines: Sequence[ScopeLine]
    proposed: Sequence[ScopeChange] = ()

    def of(self, since: date | None = None, until: date | None = None) -> Scorecard:
        """Everything from `since` to `until`, both included; without them, everything there is."""

        def within(start: date, end: date) -> bool:
            return (since is None or start >= since) and (until is None or end <= until)

        work = WorkOf(self.volumes, lambda one: Volume(planned_of(one, self.changes), one.in_scope + one.out_of_scope))
        by_commitment: dict[int, list[PerformanceReading]] = defaultdict(list)
        for one in self.readings:
            by_commitment[one.commitment_id].append(one)
        cards, years = [], {one.period_start.year for one in self.volumes}
        for commitment in self.commitments:
            levels = list(commitment.levels.all())
            rows = _rows(commitment, levels, by_commitment[commitment.pk], work, today=self.today)
            years |= {row.period.start.year for row in rows if row.reading is not None}
            shown = [row for row in rows if within(row.period.start, row.period.end)]
            apart = [
                row
                for row in _apart(commitment, levels, by_commitment[commitment.pk])
                if within(row.period.start, row.period.end)
            ]
            trend = performance.trend([row.period for row in shown])
            cards.append(Card(commitment, levels[-1] if levels else None, shown, trend, apart))
        return Scorecard(
            cards=cards,
            work=_work((one for one in self.volumes if within(one.period_start, one.period_end)), self.changes),
            explanation=performance.explain(row.period for card in cards for row in card.rows),
            not_compared=performance.not_compared(row.period for card in cards for row in card.rows),
            years=sorted(years),
        )


def scorecard(actor: Actor, customer: Customer, *, since: date | None = None, until: date | None = None) -> Scorecard:
    """Everything from `since` to `until`, both included; without them, everything there is."""
    return facts_of(actor, customer).of(since, until)


def facts_of(actor: Actor, customer: Customer) -> Facts:
    """Six queries, whatever was read."""
    commitments = with_levels(Commitment.objects.visible_to(actor).filter(customer=customer))
    readings = with_stories(PerformanceReading.objects.visible_to(actor).filter(customer=customer))
    volumes = list(WorkVolume.objects.visible_to(actor).filter(customer=customer).current().order_by("period_start"))
    changes = ScopeChange.objects.visible_to(actor).filter(customer=customer, state__in=["agreed", "proposed"])
    by_state: dict[str, list[ScopeChange]] = defaultdict(list)
    for change in changes.select_related("asked").order_by("since", "pk"):
        by_state[change.state].append(change)
    return Facts(
        today=actor.supplier.today(),
        commitments=commitments,
        readings=readings,
        volumes=volumes,
        changes=by_state["agreed"],
        lines=lines_of(actor, customer),
        proposed=by_state["proposed"],
    )


@dataclass(frozen=True)
class Promised:
    """A commitment with its levels and its periods over all time: what it promises, and how often it was kept."""

    commitment: Commitment
    levels: Sequence[CommitmentLevel]
    rows: Sequence[Row]
    apart: Sequence[Row] = ()

    @property
    def counted(self) -> Counted:
        return performance.count(row.period for row in self.rows)


def promised_by(actor: Actor | None, customer: Customer, *, only: Commitment | None = None) -> list[Promised]:
    """Every commitment over all time, or `only` this one, with what the customer said to each reading, and without work
    volumes; two queries."""
    one_of = {"customer": customer} if only is None else {"customer": customer, "commitment": only}
    levels: dict[int, list[CommitmentLevel]] = defaultdict(list)
    seen = as_seen(CommitmentLevel, actor).filter(commitment__withdrawn_at=None, **one_of)
    seen = seen.select_related("commitment__contract")
    for one in seen.order_by("commitment__position", "commitment", "since"):
        levels[one.commitment_id].append(one)
    read: dict[int, list[PerformanceReading]] = defaultdict(list)
    for reading in with_stories(as_seen(PerformanceReading, actor).filter(**one_of)):
        read[reading.commitment_id].append(reading)
    today = (actor or customer).supplier.today()
    return [
        Promised(
            ones[0].commitment,
            ones,
            _rows(ones[0].commitment, ones, read[pk], WorkOf(), today=today),
            _apart(ones[0].commitment, ones, read[pk]),
        )
        for pk, ones in levels.items()
    ]


def counted_of(actor: Actor, customer: Customer) -> Counted:
    """Periods met, missed and without a reading, of every commitment over all time; two queries."""
    return performance.count(row.period for one in promised_by(actor, customer) for row in one.rows)


def cards_of(customer: Customer, today: date) -> Sequence[Card]:
    """Every commitment with all of its periods, for a document of this customer. Three queries."""
    return Facts(
        today=today,
        commitments=with_levels(Commitment.objects.held().filter(customer=customer)),
        readings=with_stories(PerformanceReading.objects.filter(customer=customer)),
        volumes=[],
        changes=[],
        lines=[],
    ).of().cards  # fmt: skip


def with_levels(commitments: QuerySet[Commitment]) -> list[Commitment]:
    found = commitments.select_related("contract").prefetch_related("levels")
    return list(found.order_by("position", "pk"))


def plan_of(one: WorkVolume, changes: Iterable[ScopeChange]) -> tuple[Decimal | None, ScopeChange | None]:
    """What was planned for this period, and the last agreed change of scope that says so; None: it was stated then.

    `changes` are agreed ones, oldest first. A change speaks of whole periods of its own rhythm.
    """
    span = (one.period_start, one.period_end)
    found = None
    for change in changes:
        same = name_key(change.function) == name_key(one.function) and change.unit == one.unit
        if same and change.since <= one.period_start and grain_period(change.rhythm, one.period_start) == span:
            found = change
    return (one.planned, None) if found is None else (found.planned, found)


def planned_of(one: WorkVolume, changes: Iterable[ScopeChange]) -> Decimal | None:
    """The plan that holds for this period: of a change of scope where one covers it."""
    return plan_of(one, changes)[0]


Span = tuple[date, date]


class WorkOf:
    """The work of a period, function by function. Months are put together to the quarter or year that they fill.

    `told` says what of a row of work is compared: its plan, and what was done.
    """

    def __init__(
        self,
        volumes: Iterable[WorkVolume] = (),
        told: Callable[[WorkVolume], Volume] = lambda one: Volume(one.planned, one.in_scope + one.out_of_scope),
    ) -> None:
        self._by_function: dict[tuple[str, str], list[tuple[Span, Volume]]] = defaultdict(list)
        for one in sorted(volumes, key=lambda one: one.period_start):
            row = ((one.period_start, one.period_end), told(one))
            self._by_function[name_key(one.function), one.unit].append(row)
        self._found: dict[Span, tuple[Volume, ...]] = {}

    def of(self, span: Span) -> tuple[Volume, ...]:
        """One for each function that has work in it; without a plan where not all of its days are there."""
        if span not in self._found:
            each = (_together(rows, span) for rows in self._by_function.values())
            self._found[span] = tuple(one for one in each if one is not None)
        return self._found[span]


def _together(rows: Sequence[tuple[Span, Volume]], span: Span) -> Volume | None:
    """What rows of one function come to in the span; None where there is none within it."""
    within = [(days, volume) for days, volume in rows if span[0] <= days[0] and days[1] <= span[1]]
    if not within:
        return None
    done = sum((volume.done for _days, volume in within), Decimal(0))
    plans = [volume.planned for _days, volume in within]
    ends = [span[0] - timedelta(days=1), *(days[1] for days, _volume in within)]
    starts = [*(days[0] for days, _volume in within), span[1] + timedelta(days=1)]
    whole = all(start == end + timedelta(days=1) for end, start in zip(ends, starts, strict=True))
    if not whole or None in plans:
        return Volume(None, done)
    return Volume(sum((one for one in plans if one is not None), Decimal(0)), done)


def _rows(
    commitment: Commitment,
    levels: Sequence[CommitmentLevel],
    readings: Sequence[PerformanceReading],
    work: WorkOf,
    *,
    today: date,
) -> list[Row]:
    """The periods of the commitment from its first level on, oldest first; those over without a reading are there too."""
    if not levels:
        return []
    read = {(one.period_start, one.period_end): one for one in readings if not one.withdrawn}
    withdrawn = {(one.period_start, one.period_end): one for one in readings if one.withdrawn}
    spans = set(read)
    last = min(today, commitment.last_day) if commitment.last_day is not None else today
    start, end = grain_period(commitment.rhythm, levels[0].since)
    if start < levels[0].since:  # a period that had begun before is no whole one
        start, end = grain_period(commitment.rhythm, end + timedelta(days=1))
    while end <= last:
        if not any(one_start <= end and start <= one_end for one_start, one_end in read):
            spans.add((start, end))
        start, end = grain_period(commitment.rhythm, end + timedelta(days=1))
    rows = []
    for span in sorted(spans):
        level = next((one for one in reversed(levels) if one.since <= span[0]), None)
        if level is None:
            continue  # read before anything was promised
        reading = read.get(span) or withdrawn.get(span)
        rows.append(_row(span, level, reading, work.of(span)))
    return rows


def _row(
    span: tuple[date, date],
    level: CommitmentLevel,
    reading: Any,
    volumes: Sequence[Volume] = (),
) -> Row:
    period = Period(
        start=span[0],
        end=span[1],
        target=level.target,
        direction=level.direction,
        actual=reading.value if reading is not None and not reading.withdrawn else None,
        volumes=volumes,
        weight=level.weight,
    )
    if reading is None:
        return Row(period, None)
    if reading.withdrawn:
        return Row(period, None, reading.story, reading)
    return Row(period, reading, reading.story)


def _apart(
    commitment: Commitment, levels: Sequence[CommitmentLevel], readings: Sequence[PerformanceReading]
) -> list[Row]:
    """Withdrawn readings of days that are no period of the commitment, newest first."""
    found = []
    for one in readings:
        span = (one.period_start, one.period_end)
        level = next((level for level in reversed(levels) if level.since <= span[0]), None)
        if one.withdrawn and level is not None and grain_period(commitment.rhythm, span[0]) != span:
            found.append(_row(span, level, one))
    return found[::-1]


def _work(volumes: Iterable[WorkVolume], changes: Sequence[ScopeChange]) -> list[Work]:
    found: dict[tuple[str, str], Work] = {}
    for one in volumes:
        found.setdefault((one.function, one.unit), Work(one.function, one.unit)).add(one, planned_of(one, changes))
    return list(found.values())
