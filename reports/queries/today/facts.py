"""What is read for Today: six queries for all that an actor sees, however many customers and readings there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery

from accounts.access import may_edit
from accounts.actors import Actor
from accounts.models import Customer, Disposition, ExchangeRate, Stakeholder
from accounts.notation import minor_digits
from engagements.queries.problems.register import OpenProblems, open_problems
from outcomes.models import (
    CustomerTotal,
    Decision,
    DisputeAnswer,
    Measurement,
    Reminder,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.queries.marks import OPEN, Kind, State
from outcomes.queries.periods import Agreement, UnclaimedPeriod, unclaimed_of_many
from reports.models import Report
from scorecards.queries.standing import standings
from scorecards.standing import Standing

# What of terms the arithmetic and the lines need.
TERMS = (
    "id", "version", "state", "direction", "baseline", "baseline_start", "baseline_end", "rate", "share", "deduction",
    "volume_basis", "fixed_volume", "volume_cap", "recurrence", "grain", "claimable_until", "agreed_on", "on_paper",
    "proposed_at", "declined_reason", "asked_id",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A stakeholder of a visible customer, with where she stands today."""

    pk: int
    customer: int
    name: str
    phone: str
    email: str
    user: int | None
    until: date | None
    since: date | None
    may_agree: bool
    may_decide: bool
    may_sign_finance: bool
    disposition: str | None
    disposition_since: date | None
    reminded_at: datetime | None

    def is_there(self, today: date) -> bool:
        return self.until is None or self.until >= today


@dataclass(frozen=True)
class OpenObjection:
    pk: int
    person: Person
    words: str
    since: date


@dataclass(frozen=True)
class Dimension:
    """A value dimension with its versions of terms, oldest first, and its newest reading."""

    pk: int
    customer: int
    name: str
    unit: str
    created_at: datetime
    owner_theirs: str
    is_claimed: bool
    last_start: date | None
    last_end: date | None
    versions: list[Terms] = field(default_factory=list)

    @property
    def agreed(self) -> list[Terms]:
        return [one for one in self.versions if one.state == Terms.State.AGREED]

    @property
    def newest(self) -> Terms | None:
        """The newest version that was put to the customer and not taken back."""
        told = [one for one in self.versions if one.state not in {Terms.State.DRAFT, Terms.State.WITHDRAWN}]
        return told[-1] if told else None


@dataclass(frozen=True)
class Event:
    """A claim that is drafted, or stated and not decided."""

    pk: int
    customer: int
    dimension: int | None
    kind: str
    state: str
    title: str
    start: date | None
    end: date | None
    minor: int | None
    asked: int | None
    drafted_by: str
    created_at: datetime
    stated_at: datetime | None
    has_evidence: bool
    said: str
    said_at: datetime | None
    said_by: str
    answered_at: datetime | None
    answer: str
    answered_by: str
    corrects: int | None
    corrected_minor: int | None

    @property
    def is_correction(self) -> bool:
        return self.corrects is not None

    @property
    def waits_minor(self) -> int | None:
        """What waits of it, signed. Of a correction only what it would raise: the lower figure counts already."""
        if not self.is_correction or self.minor is None:
            return self.minor
        return max(max(self.minor, 0) - max(self.corrected_minor or 0, 0), 0)

    @property
    def is_measured(self) -> bool:
        return self.kind == ValueEvent.Kind.MEASURED


@dataclass
class TodayFacts:
    """Everything that lines are made of. Customers by primary key; `base_rates` turn their money into the base currency."""

    actor: Actor
    today: date
    now: datetime
    edits: bool
    customers: Mapping[int, Any]
    dimensions: Sequence[Dimension]
    unclaimed: Mapping[int, Sequence[UnclaimedPeriod]]
    events: Sequence[Event]
    people: Mapping[int, Person]
    objections: Sequence[OpenObjection]
    standings: Mapping[int, Standing]
    problems: Mapping[int, OpenProblems]

    def days_since(self, moment: datetime | date | None) -> int:
        """Whole days from then, in the supplier's time zone; 0 for nothing."""
        if moment is None:
            return 0
        if isinstance(moment, datetime):
            return self.actor.supplier.days_since(moment, self.now)
        return max((self.today - moment).days, 0)

    def people_of(self, customer: int) -> list[Person]:
        return [one for one in self.people.values() if one.customer == customer]


def today_facts(actor: Actor, now: datetime, *, customer: int | None = None) -> TodayFacts:
    """All that waits, of every visible customer or of one; six queries."""
    assert actor.membership is not None
    today = actor.supplier.today(now)
    seen = Customer.objects.visible_to(actor).filter(archived_at=None)
    if customer is not None:
        seen = seen.filter(pk=customer)
    customers = {one.pk: one for one in _customers(actor, seen, today)}
    # Everything below belongs to these customers, which the actor sees: it is found by them, and not scoped once more
    # in every subquery, which would cost more than all the rest.
    mine = list(customers)
    dimensions = _dimensions(mine)
    agreements = {
        one.pk: Agreement(one.agreed, minor_digits(customers[one.customer].currency), one.is_claimed)
        for one in dimensions
        if one.customer in customers
    }
    readings = Measurement.objects.filter(customer__in=mine)
    people, objections = _people(mine)
    problems, beside = open_problems(mine, today)
    return TodayFacts(
        actor=actor,
        today=today,
        now=now,
        edits=may_edit(actor),
        customers=customers,
        dimensions=[one for one in dimensions if one.customer in customers],
        unclaimed=unclaimed_of_many(readings, agreements, today),
        events=_events(mine),
        people=people,
        objections=objections,
        standings=standings(mine, today, beside=beside),
        problems=problems,
    )


def _customers(actor: Actor, seen: QuerySet[Customer], today: date) -> QuerySet[Any]:
    """Each with its sums, its last proof and what its last report rests on; one query."""
    here = {"customer": OuterRef("pk")}
    proofs = Decision.objects.proofs().filter(**here).order_by("-said_on")
    made = Report.objects.filter(**here, edition=Report.Edition.PVD).exclude(state=Report.State.FAILED)
    rates = ExchangeRate.objects.valid_on(today).filter(
        supplier=actor.supplier, currency=OuterRef("currency"), base=actor.supplier.base_currency
    )
    return seen.select_related("supplier", "accountable__user", "total", "ledger_head").annotate(
        last_proof=Subquery(proofs.values("said_on")[:1]),
        reported_seq=Subquery(made.order_by("-snapshot__ledger_seq").values("snapshot__ledger_seq")[:1]),
        base_rate=Subquery(rates.values("rate")[:1]),
        first_rate_on=Subquery(rates.order_by("on").values("on")[:1]),
    )


def _dimensions(customers: Sequence[int]) -> list[Dimension]:
    """Dimensions with their versions of terms, in the customer's order; one query."""
    newest = Measurement.objects.filter(dimension=OuterRef("pk")).order_by("-period_end")
    live = ValueEvent.objects.filter(dimension=OuterRef("pk"), kind=ValueEvent.Kind.MEASURED).live()
    rows = (
        ValueDimension.objects
        .filter(customer__in=customers)
        .annotate(
            claimed=Exists(live),
            last_start=Subquery(newest.values("period_start")[:1]),
            last_end=Subquery(newest.values("period_end")[:1]),
        )
        .order_by("outcome__position", "position", "pk", "terms__version")
        .values_list(
            "pk", "customer", "name", "unit", "created_at", "owner_theirs__name", "claimed", "last_start", "last_end",
            *(f"terms__{name}" for name in TERMS),
        )
    )  # fmt: skip
    found: dict[int, Dimension] = {}
    for row in rows:
        told: tuple[Any, ...] = (*row[:5], row[5] or "", *row[6:9])
        dimension = found.setdefault(row[0], Dimension(*told))
        values = dict(zip(TERMS, row[9:], strict=True))
        if values["id"] is not None:
            dimension.versions.append(Terms(dimension_id=row[0], customer_id=row[1], **values))
    return list(found.values())


def _events(customers: Sequence[int]) -> list[Event]:
    """Drafts, and what is stated and not decided, oldest first; what was last said about each; one query."""
    said = Decision.objects.filter(event=OuterRef("pk"), kind=Kind.DISPUTED).order_by("-seq")
    answers = DisputeAnswer.objects.filter(event=OuterRef("pk"), event__answered_at__isnull=False).order_by("-pk")
    evidence = ValueEvent.evidence.through.objects.filter(valueevent=OuterRef("pk"))
    rows = (
        ValueEvent.objects
        .filter(customer__in=customers, state__in=[State.DRAFT, *OPEN])
        .annotate(
            has_evidence=Exists(evidence),
            said=Subquery(said.values("reason")[:1]),
            said_at=Subquery(said.values("recorded_at")[:1]),
            said_by=Subquery(said.values("signature__name")[:1]),
            answer=Subquery(answers.values("words")[:1]),
            answered_by=Subquery(answers.values("name")[:1]),
        )
        .order_by(F("stated_at").asc(nulls_last=True), "pk")
        .values_list(
            "pk", "customer", "dimension", "kind", "state", "title", "period_start", "period_end", "claimed_minor", "asked",
            "drafted_by__user__name", "created_at", "stated_at", "has_evidence", "said", "said_at", "said_by",
            "answered_at", "answer", "answered_by", "supersedes", "supersedes__decided_minor",
        )
    )  # fmt: skip
    events = []
    for row in rows:
        told: tuple[Any, ...] = (
            *row[:10],
            row[10] or "",
            *row[11:14],
            row[14] or "",
            row[15],
            row[16] or "",
            row[17],
            row[18] or "",
            row[19] or "",
            *row[20:],
        )
        events.append(Event(*told))
    return events


def _people(customers: Sequence[int]) -> tuple[dict[int, Person], list[OpenObjection]]:
    """The customers' people, and the objections of theirs that nobody has answered; one query."""
    latest = Disposition.objects.filter(stakeholder=OuterRef("pk")).order_by("-since", "-pk")
    last = Reminder.objects.filter(stakeholder=OuterRef("pk")).order_by()
    rows = (
        Stakeholder.objects
        .filter(customer__in=customers)
        .annotate(
            kind=Subquery(latest.values("kind")[:1]),
            kind_since=Subquery(latest.values("since")[:1]),
            reminded_at=Subquery(last.values("stakeholder").annotate(last=Max("at")).values("last")),
            open_objection=FilteredRelation("objections", condition=Q(objections__answered_on=None)),
        )
        .order_by("name", "pk", "open_objection__pk")
        .values_list(
            "pk", "customer", "name", "phone", "email", "user", "until", "since", "may_agree", "may_decide",
            "may_sign_finance", "kind", "kind_since", "reminded_at",
            "open_objection__pk", "open_objection__words", "open_objection__since",
        )
    )  # fmt: skip
    people: dict[int, Person] = {}
    objections = []
    for row in rows:
        person = people.setdefault(row[0], Person(*row[:14]))
        if row[14] is not None:
            objections.append(OpenObjection(row[14], person, row[15], row[16]))
    return people, objections


def decided_lately(actor: Actor, now: datetime, *, days: int = 7, most: int = 6) -> list[Decision]:
    """What customers decided in the last days and holds, newest first: praise and blame alike; one query.

    What somebody has decided anew stands in the claim's own history; here it would read as if it held.
    """
    kinds = [Kind.CONFIRMED, Kind.ADJUSTED, Kind.DISPUTED, Kind.WITHDRAWN]
    later = Decision.objects.filter(event=OuterRef("event"), seq__gt=OuterRef("seq"), kind__in=kinds)
    return list(
        Decision.objects.visible_to(actor)
        .filter(
            ~Exists(later),
            kind__in=[Kind.CONFIRMED, Kind.ADJUSTED, Kind.DISPUTED],
            recorded_at__gte=now - timedelta(days=days),
            event__isnull=False,
        )
        .select_related("event__customer", "signature")
        .order_by("-recorded_at", "-pk")[:most]
    )


def total_of(customer: Any) -> CustomerTotal:
    return getattr(customer, "total", None) or CustomerTotal()


def base_rate(customer: Any) -> Decimal:
    """What one unit of the customer's currency is worth in the base currency, about: to put lines in order, no more."""
    return Decimal(customer.base_rate) if customer.base_rate is not None else Decimal(1)
