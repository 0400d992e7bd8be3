"""What a document rests on: the customer's ledger and everything under it, read once."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import accumulate

from django.db.models import Prefetch

from accounts.models import Contract, Customer, Stakeholder
from accounts.notation import minor_digits
from accounts.renewals import outlook
from outcomes.counting import buckets
from outcomes.models import (
    ClaimLine,
    Decision,
    DisputeAnswer,
    Evidence,
    LedgerHead,
    Measurement,
    Outcome,
    SpendEntry,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.totals import standing


@dataclass
class Facts:
    """Everything of one customer, read once."""

    customer: Customer
    as_at: date
    now: datetime
    head: LedgerHead | None
    decisions: list[Decision]
    events: list[ValueEvent]
    outcomes: list[Outcome]
    spend: list[SpendEntry]
    contracts: list[Contract]
    agreements: dict[int, Decision]
    sign_offs: list[Decision]
    """Periods that the customer's finance has signed off."""
    said_by: dict[int, Stakeholder]
    """Who decided on paper, by entry: the ledger's own signature there is that of the person who recorded it."""
    by_event: dict[int, list[Decision]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int | None] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[int, ValueEvent]:
        return {event.pk: event for event in self.events}

    @cached_property
    def restatements(self) -> dict[int, list[ValueEvent]]:
        """By event: what supersedes it, withdrawn or not, in the order of the ledger."""
        found: dict[int, list[ValueEvent]] = defaultdict(list)
        for event in self.events:
            if event.supersedes_id is not None:
                found[event.supersedes_id].append(event)
        return found

    @cached_property
    def signed_periods(self) -> list[tuple[int, date, date]]:
        """Number of the entry, first and last day of each period that was signed off."""
        return [(one.seq, *signed_period(one)) for one in self.sign_offs]

    @cached_property
    def _reached(self) -> dict[int, tuple[list[date], list[date]]]:
        """By dimension, of its claims that stand, in order: the first days, and the last day that is reached until then."""
        spans: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for event in self.events:
            if event.dimension_id is not None and event.state not in {"withdrawn", "restated"}:
                assert event.period_start is not None and event.period_end is not None  # it is stated
                spans[event.dimension_id].append((event.period_start, event.period_end))
        ordered = {dimension: sorted(found) for dimension, found in spans.items()}
        return {
            dimension: ([start for start, _end in found], list(accumulate((end for _start, end in found), max)))
            for dimension, found in ordered.items()
        }

    def is_claimed_in(self, dimension: int, start: date, end: date) -> bool:
        """Whether a claim of the dimension that stands touches these days."""
        starts, reached = self._reached.get(dimension, ([], []))
        begun = bisect_right(starts, end)
        return begun > 0 and reached[begun - 1] >= start

    @cached_property
    def sharing(self) -> dict[int, set[int]]:
        """By dimension: those that would count the same effect twice."""
        return {
            dimension.pk: {one.pk for one in dimension.shares_effect_with.all()}
            for outcome in self.outcomes
            for dimension in outcome.dimensions.all()
        }

    @property
    def loaded(self) -> dict[str, int]:
        """How many of all decisions were loaded with a demonstration."""
        loaded = sum(one.origin == Decision.Origin.DEMONSTRATION for one in self.decisions)
        return {"count": loaded, "all": len(self.decisions)}

    @property
    def ended(self) -> date | None:
        """When the last contract ended, where none runs and none is to come: nothing is missing from then on."""
        return outlook(self.contracts, self.as_at).ended

    @property
    def digits(self) -> int:
        return minor_digits(self.customer.currency)


def read(customer: Customer, *, now: datetime) -> Facts:
    """Read the customer's ledger and all that it rests on; a constant number of queries."""
    as_at = customer.supplier.today(now)
    decisions = list(
        Decision.objects.filter(customer=customer)
        .select_related("signature", "by_stakeholder", "by_membership__user")
        .order_by("seq")
    )
    stated_in_order = {one.event_id: one.seq for one in decisions if one.kind == Decision.Kind.STATED}
    events = list(
        ValueEvent.objects.filter(customer=customer)
        .exclude(state=ValueEvent.State.DRAFT)
        .select_related("dimension", "terms", "asked", "customer__supplier")
        .prefetch_related(
            Prefetch("lines", ClaimLine.objects.select_related("measurement")),
            Prefetch("evidence", Evidence.objects.order_by("pk")),
            Prefetch("answers", DisputeAnswer.objects.select_related("dispute").order_by("pk")),
        )
    )
    events.sort(key=lambda event: stated_in_order[event.pk])
    facts = Facts(
        customer=customer,
        as_at=as_at,
        now=now,
        head=LedgerHead.objects.filter(customer=customer).first(),
        decisions=decisions,
        events=events,
        outcomes=list(
            Outcome.objects.filter(customer=customer).prefetch_related(
                Prefetch(
                    "dimensions",
                    ValueDimension.objects.select_related(
                        "owner_ours__user", "owner_theirs", "customer__supplier"
                    ).prefetch_related("shares_effect_with"),
                ),
                Prefetch("dimensions__terms", Terms.objects.exclude(state__in=["draft", "withdrawn", "declined"])),
                Prefetch("dimensions__measurements", Measurement.objects.select_related("supersedes")),
            )
        ),
        spend=list(
            SpendEntry.objects.filter(customer=customer).current().select_related("supersedes").order_by("on", "pk")
        ),
        contracts=list(Contract.objects.filter(customer=customer)),
        agreements={
            one.terms_id: one
            for one in decisions
            if one.kind == Decision.Kind.TERMS_AGREED and one.terms_id is not None
        },
        sign_offs=[one for one in decisions if one.kind == Decision.Kind.PERIOD_SIGNED_OFF],
        said_by={},
    )
    for one in decisions:
        if one.event_id is not None:
            facts.by_event[one.event_id].append(one)
    facts.said_by = _said_by(decisions, customer)
    facts.numbers = {event.pk: number for number, event in enumerate(events, start=1)}
    facts.counts = {event.pk: _counts(event, _pending(event, facts)) for event in events}
    return facts


def _said_by(decisions: Iterable[Decision], customer: Customer) -> dict[int, Stakeholder]:
    on_paper = {
        one.seq: json.loads(one.payload)["paper"]["said_by"]
        for one in decisions
        if one.origin == Decision.Origin.PAPER and one.by_membership_id is not None
    }
    if not on_paper:
        return {}
    people = Stakeholder.objects.filter(customer=customer).in_bulk(set(on_paper.values()))
    return {seq: people[pk] for seq, pk in on_paper.items()}


def _pending(event: ValueEvent, facts: Facts) -> ValueEvent | None:
    """The restatement of the event that is not decided yet."""
    return next((one for one in facts.restatements.get(event.pk, ()) if one.state in {"stated", "disputed"}), None)


def _counts(event: ValueEvent, pending: ValueEvent | None) -> int | None:
    """What stands in the totals, signed; None where the event is in no total."""
    if event.supersedes_id is not None and event.state in {"stated", "disputed", "withdrawn"}:
        return None  # It counts, if at all, by holding down what it restates.
    if event.claimed_minor is None or event.state in {"withdrawn", "restated"}:
        return None
    sums = buckets(standing(event), standing(pending) if pending is not None else None)
    if sums["shortfall"]:
        return -sums["shortfall"]
    decided = event.state in {"confirmed", "adjusted"} and not event.after_the_fact and not event.rests_on_paper
    return sums["confirmed"] if decided else None


def signed_period(decision: Decision) -> tuple[date, date]:
    """First and last day of the period that was signed off by it."""
    start, end = json.loads(decision.payload)["period"]
    return date.fromisoformat(start), date.fromisoformat(end)


def counted(facts: Facts) -> list[tuple[ValueEvent, int]]:
    return [(event, counts) for event in facts.events if (counts := facts.counts[event.pk]) is not None]


def last_decision(event: ValueEvent, facts: Facts) -> Decision | None:
    """The decision on which the event's state stands."""
    kinds = {Decision.Kind.CONFIRMED, Decision.Kind.ADJUSTED}
    return next((one for one in reversed(facts.by_event[event.pk]) if one.kind in kinds), None)


def apart(event: ValueEvent) -> str | None:
    """Why a decided gain stays out of the headline."""
    if event.is_shortfall or event.state not in {"confirmed", "adjusted"}:
        return None
    if event.rests_on_paper:
        return "on_paper"
    return "after_the_fact" if event.after_the_fact else None


def all_terms(facts: Facts) -> list[Terms]:
    return [
        terms for outcome in facts.outcomes for dimension in outcome.dimensions.all() for terms in dimension.terms.all()
    ]
