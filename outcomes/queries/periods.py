"""What is missing in the proof: periods that were measured and not claimed, and periods without a reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Customer, Supplier
from accounts.notation import minor_digits
from outcomes.models import ClaimLine, Decision, Measurement, Terms, ValueDimension, ValueEvent
from outcomes.services.claims import version_for
from outcomes.value import MissingVolume, grain_period, line, rounded_minor

DAY = timedelta(days=1)
LIVE = ("stated", "confirmed", "adjusted", "disputed")  # as ValueEventQuerySet.live
RHYTHMS = ("month", "quarter", "year")
PATIENCE = timedelta(days=30)
"""How long a closed and measured period that got worse waits for somebody to state it."""


@dataclass(frozen=True)
class Span:
    """A period, both days included."""

    start: date
    end: date


@dataclass(frozen=True)
class UnclaimedPeriod(Span):
    """A period that was measured and that no claim covers.

    `amount_minor` is what it would come to under `terms`, signed, in minor units; None where they have no rate, a volume is
    missing, or the baseline may no longer be claimed against. `measured_at`: when the last of them came in, where of a
    corrected one the first counts. `is_closed`: the whole claim period is over (otherwise start
    and end are those of the readings); `is_complete`: its readings leave no gap; `is_late`: a claim on the period stands
    that was made without these readings; `is_taken_back`: the customer's person withdrew what rested on each of them.
    """

    readings: Sequence[Measurement]
    measured_at: datetime
    terms: Terms
    amount_minor: int | None
    is_closed: bool
    is_complete: bool
    is_late: bool
    is_taken_back: bool

    @property
    def is_after_the_fact(self) -> bool:
        return self.terms.is_after_the_fact(self.start)

    @property
    def is_worse(self) -> bool:
        """Whether it would be a shortfall; not in money where its last reading is worse than the baseline."""
        if self.amount_minor is not None:
            return self.amount_minor < 0
        return self.terms.is_worse(self.readings[-1].value)

    @property
    def is_due(self) -> bool:
        """Whether it is owed: a claim period that is over and may still be claimed. Pages and documents list these alone:
        what is not over may yet come to be claimed whole, and what may be claimed no more is owed by nobody."""
        return self.is_closed and self.end <= self.terms.claimable_until

    @property
    def is_claimable(self) -> bool:
        """Whether a claim on it would be taken as it stands: due, untouched, of the agreed length."""
        terms = self.terms
        in_baseline = self.start <= terms.baseline_end and self.end >= terms.baseline_start
        fits = terms.grain == Terms.Grain.READING or grain_period(terms.grain, self.start) == (self.start, self.end)
        return self.is_due and not self.is_late and fits and not in_baseline


def product_states_on(period: UnclaimedPeriod, supplier: Supplier) -> date | None:
    """The day on which the product states a shortfall that nobody else has stated; None where it will not.

    A period is closed when all its readings are there, or 30 days after its end where some are missing; 30 days after it was
    closed and measured the patience is over. What the customer's person took back it leaves, until there are other readings.
    """
    worse = period.amount_minor is not None and period.amount_minor < 0
    if not worse or not period.is_claimable or period.is_after_the_fact or period.is_taken_back:
        return None
    closed = period.end if period.is_complete else period.end + PATIENCE
    return max(closed, supplier.today(period.measured_at)) + PATIENCE + DAY


def will_be_stated_on(period: UnclaimedPeriod, customer: Customer, today: date) -> date | None:
    """As pages and documents print it: today at the earliest; of a customer that was put away the product says nothing."""
    day = product_states_on(period, customer.supplier) if customer.archived_at is None else None
    return max(day, today) if day is not None else None


def taken_back() -> Exists:
    """Of a reading: whether the customer's person withdrew a claim that rests on it."""
    withdrawn = Decision.Kind.WITHDRAWN
    hers = Decision.objects.filter(event=OuterRef("event"), kind=withdrawn, by_stakeholder__isnull=False)
    lines = ClaimLine.objects.filter(Exists(hers), measurement=OuterRef("pk"), event__state=ValueEvent.State.WITHDRAWN)
    return Exists(lines)


@dataclass(frozen=True)
class Agreement:
    """What `unclaimed_of_many` has to know of a dimension: its agreed versions in order, its currency's decimals, and
    whether any live claim stands on it."""

    versions: Sequence[Terms]
    digits: int
    is_claimed: bool


def unclaimed_periods(dimension: ValueDimension, today: date) -> list[UnclaimedPeriod]:
    """The periods by claim grain, from the agreement to today, whose current readings no live claim rests on.

    A reading that was corrected after it had been claimed is claimed: the correction is for a restatement. Three queries.
    """
    versions = list(Terms.objects.filter(dimension=dimension).agreed().order_by("version"))
    if not versions:
        return []
    agreed_on = min(one.agreed_on for one in versions if one.agreed_on is not None)
    rows = Measurement.objects.filter(dimension=dimension).annotate(taken_back=taken_back())
    readings = list(rows.order_by("period_start", "pk"))
    before = {one.pk: one.supersedes_id for one in readings}
    superseded = set(before.values())
    used, claims = _claimed(dimension)
    claimed = {_first(pk, before) for pk in used}
    if claims and all(one.recurrence == Terms.Recurrence.ONE_OFF for one in versions):
        return []
    groups: dict[tuple[date, date], list[Measurement]] = {}
    for one in readings:
        measured = one.pk not in superseded and one.period_start >= agreed_on and one.period_end <= today
        if measured and _first(one.pk, before) not in claimed:
            groups.setdefault(_claim_period(versions, one), []).append(one)
    digits = minor_digits(dimension.customer.currency)
    came_in = {one.pk: one.recorded_at for one in readings}
    first = {one.pk: came_in[_first(one.pk, before)] for one in readings}
    return [_unclaimed(versions, period, ones, first, claims, today, digits) for period, ones in sorted(groups.items())]


def unclaimed_of_many(
    readings: QuerySet[Measurement], agreements: Mapping[int, Agreement], today: date
) -> dict[int, list[UnclaimedPeriod]]:
    """The same as `unclaimed_periods`, for all dimensions of `agreements` (by primary key) at once. One query.

    `readings` are those that may be looked at; only the ones that nobody claimed are read. A correction is of the same
    period as what it corrects, so that claimed is what has a live claim's line of its days.
    """
    live = ValueEvent.objects.filter(kind=ValueEvent.Kind.MEASURED).live()
    lines = ClaimLine.objects.filter(event__kind=ValueEvent.Kind.MEASURED, event__state__in=LIVE)
    # Almost all are first readings: one look into an index tells of each whether it is claimed, whatever the database
    # knows of its tables. Only corrections are looked for by their days.
    its_own = lines.filter(measurement=OuterRef("pk"))
    of_its_days = lines.filter(
        event__dimension=OuterRef("dimension"),
        period_start=OuterRef("period_start"),
        period_end=OuterRef("period_end"),
    )
    same = live.filter(dimension=OuterRef("dimension"))
    # Claims do not overlap: the nearest ones tell whether any reaches into the period around the reading.
    before = same.filter(period_start__lte=OuterRef("period_end")).order_by("-period_end")
    after = same.filter(period_end__gte=OuterRef("period_start")).order_by("period_start")
    # A correction does not buy time: the reading counts that it corrects in the end, of which there is one.
    of_the_same_days = Measurement.objects.filter(
        dimension=OuterRef("dimension"),
        period_start=OuterRef("period_start"),
        period_end=OuterRef("period_end"),
        supersedes=None,
    )
    agreed = Terms.objects.filter(dimension=OuterRef("dimension"), agreed_on__lte=OuterRef("period_start")).agreed()
    wanted = readings.current().filter(  # type: ignore[attr-defined]
        Q(supersedes=None) | ~Exists(of_its_days), Exists(agreed), ~Exists(its_own), period_end__lte=today
    )
    rows = wanted.annotate(
        claimed_before=Subquery(before.values("period_end")[:1]),
        claimed_after=Subquery(after.values("period_start")[:1]),
        first_recorded_at=Subquery(of_the_same_days.values("recorded_at")[:1]),
        taken_back=taken_back(),
    ).order_by("dimension_id", "period_start", "pk")
    groups: dict[int, dict[tuple[date, date], list[Measurement]]] = {}
    for one in rows:
        agreement = agreements.get(one.dimension_id)
        if agreement is None or not agreement.versions:
            continue
        if agreement.is_claimed and all(_is_one_off(terms) for terms in agreement.versions):
            continue
        period = _claim_period(agreement.versions, one)
        groups.setdefault(one.dimension_id, {}).setdefault(period, []).append(one)
    return {
        dimension: [
            _unclaimed(
                agreements[dimension].versions,
                period,
                ones,
                {one.pk: one.first_recorded_at for one in ones},  # type: ignore[attr-defined]
                _near(ones),
                today,
                agreements[dimension].digits,
            )
            for period, ones in sorted(periods.items())
        ]
        for dimension, periods in groups.items()
    }


def _near(readings: Sequence[Measurement]) -> list[Span]:
    """The nearest claims before and after these readings, as far as they reach towards them."""
    spans = []
    for one in readings:
        before, after = getattr(one, "claimed_before"), getattr(one, "claimed_after")  # noqa: B009 (annotations)
        spans += [Span(date.min, before)] if before is not None else []
        spans += [Span(after, date.max)] if after is not None else []
    return spans


def missing_periods(dimension: ValueDimension, today: date, *, ended: date | None = None) -> list[Span]:
    """The calendar periods of the measuring rhythm without a reading, from the agreement to today.

    Where nothing is agreed nobody promised to measure: then from the first reading to the last.
    The rhythm is that of the readings where they all are calendar months, quarters or years, else that of the claim grain;
    where neither has one, the gaps between readings are listed as they are. Nothing is missing where a reading is the
    only one wanted (one-off terms), nor after the last day until which the baseline may be claimed against, nor after the
    last contract `ended`, unless somebody went on measuring.
    """
    versions = list(Terms.objects.filter(dimension=dimension).agreed().order_by("version"))
    spans = [
        Span(start, end)
        for start, end in Measurement.objects.filter(dimension=dimension)
        .current()
        .order_by("period_start")
        .values_list("period_start", "period_end")
    ]
    if not (versions or spans) or (versions and all(_is_one_off(one) for one in versions)):
        return []
    start = min((one.agreed_on for one in versions if one.agreed_on is not None), default=None) or spans[0].start
    until = max(one.claimable_until for one in versions) if versions else max(one.end for one in spans)
    last = min(today, until)
    if ended is not None:
        last = min(last, max([ended, *(one.end for one in spans)]))
    rhythm = _rhythm(spans) or next((one.grain for one in versions if one.grain in RHYTHMS), None)
    if rhythm is None:
        gaps = [Span(one.end + DAY, other.start - DAY) for one, other in pairwise(spans) if one.end + DAY < other.start]
        return [gap for gap in gaps if gap.start >= start and gap.end <= last]
    return [
        wanted
        for wanted in _calendar(rhythm, start, last)
        if not any(one.start <= wanted.end and one.end >= wanted.start for one in spans)
    ]


def work_out_amount(terms: Terms, readings: Sequence[Measurement], digits: int) -> int | None:
    """What these readings come to, in minor units; None without a rate or with a volume missing."""
    exact: list[Decimal] = []
    for one in readings:
        try:
            worked = line(
                terms,
                period_start=one.period_start,
                period_end=one.period_end,
                actual=one.value,
                volume=one.volume,
            )
        except MissingVolume:
            return None
        if worked.amount is None:
            return None
        exact.append(worked.amount)
    return rounded_minor(exact, digits)


def _claimed(dimension: ValueDimension) -> tuple[set[int], list[Span]]:
    """Ids of the readings on which live claims rest, and the periods of these claims."""
    events = ValueEvent.objects.filter(dimension=dimension, kind=ValueEvent.Kind.MEASURED).live()
    rows = ClaimLine.objects.filter(event__in=events).values_list(
        "measurement", "event__period_start", "event__period_end"
    )
    used: set[int] = set()
    periods: set[tuple[date, date]] = set()
    for measurement, start, end in rows:
        assert measurement is not None and start is not None and end is not None
        used.add(measurement)
        periods.add((start, end))
    return used, [Span(*one) for one in sorted(periods)]


def _first(pk: int, before: dict[int, int | None]) -> int:
    """The reading that this one corrects in the end; itself where it corrects none."""
    while (earlier := before.get(pk)) is not None:
        pk = earlier
    return pk


def _claim_period(versions: Sequence[Terms], reading: Measurement) -> tuple[date, date]:
    """The period in which the reading would be claimed: by the grain, or its own where it fits into none."""
    own = (reading.period_start, reading.period_end)
    terms = version_for(versions, reading.period_start)
    if terms is None or terms.grain == Terms.Grain.READING:
        return own
    period = grain_period(terms.grain, reading.period_start)
    return period if reading.period_end <= period[1] else own


def _unclaimed(
    versions: Sequence[Terms],
    period: tuple[date, date],
    readings: Sequence[Measurement],
    came_in: Mapping[int, datetime],
    claims: Sequence[Span],
    today: date,
    digits: int,
) -> UnclaimedPeriod:
    start, end = period
    terms = version_for(versions, start) or versions[0]
    is_closed = end <= today
    is_late = any(one.start <= end and one.end >= start for one in claims)
    is_complete = (
        readings[0].period_start == start
        and readings[-1].period_end == end
        and all(one.period_end + DAY == other.period_start for one, other in pairwise(readings))
    )
    if is_late or not is_closed:
        start, end = readings[0].period_start, readings[-1].period_end
    return UnclaimedPeriod(
        start=start,
        end=end,
        readings=readings,
        measured_at=max(came_in[one.pk] for one in readings),
        terms=terms,
        amount_minor=work_out_amount(terms, readings, digits) if end <= terms.claimable_until else None,
        is_closed=is_closed,
        is_complete=is_complete,
        is_late=is_late,
        is_taken_back=all(getattr(one, "taken_back") for one in readings),  # noqa: B009 (an annotation)
    )


def _is_one_off(terms: Terms) -> bool:
    return terms.recurrence == Terms.Recurrence.ONE_OFF


def _rhythm(spans: Sequence[Span]) -> str | None:
    """The calendar period that every reading is one of."""
    for rhythm in RHYTHMS:
        if spans and all(grain_period(rhythm, one.start) == (one.start, one.end) for one in spans):
            return rhythm
    return None


def _calendar(rhythm: str, start: date, last: date) -> Iterator[Span]:
    """The whole calendar periods that lie between both days."""
    first, end = grain_period(rhythm, start)
    if first < start:
        first, end = grain_period(rhythm, end + DAY)
    while end <= last:
        yield Span(first, end)
        first, end = grain_period(rhythm, end + DAY)
