"""The frozen figures of a review pack: one period of a customer, in the order in which it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db.models import QuerySet

from accounts.models import Contract, Customer
from engagements.models import Resolution
from engagements.queries.problems.commitments import promises_kept
from engagements.queries.problems.register import problems_of as reported_of
from outcomes.models import SpendEntry
from reports.pack.figures import VERSION
from scorecards import performance
from scorecards.amendments import amended, paid
from scorecards.models import (
    Action,
    Commitment,
    PerformanceReading,
    ScopeChange,
    ScopeLine,
    WorkVolume,
)
from scorecards.queries import performance as scores
from scorecards.queries.performance import Card, Row, planned_of
from scorecards.queries.said import Kind, Step, with_stories
from scorecards.queries.scope import unpaid_of

from .facts import read
from .notes import span, text_of
from .order import Order, document_of, firms_of
from .pack_value import Span, disputes_of, problems_of, value_of

MOST_SOURCES = 6


def pack_figures(order: Order) -> tuple[dict[str, Any], date]:
    """The frozen figures of a review pack of the period that was asked for, and the day that they are as at."""
    facts = read(order.customer, now=order.now)
    period = span_of(order.asked, order.customer, facts.as_at)
    perform = _performance(order.customer, facts.as_at)
    card = perform.of(period.start, period.end)
    volumes = [one for one in perform.volumes if period.holds(one.period_start, one.period_end)]
    figures = {
        "version": VERSION,
        "document": document_of(order, facts.as_at)
        | {
            "loaded": facts.loaded,
            "also": [{"format": name, "code": code} for name, code in order.also],
        },
        **firms_of(order),
        "period": span(period.start, period.end),
        "work": work_of(volumes, perform.changes),
        "commitments": [commitment_of(one) for one in card.cards],
        "explanation": explanation_of(row.period for one in card.cards for row in one.rows),
        "value": value_of(facts, period),
        "problems": {
            "reported": reported(order.customer, period, facts.as_at),
            **problems_of(facts, period),
            "challenges": challenges_of(perform, order.customer, period),
            "disputes": disputes_of(facts, period),
        },
        "actions": actions_of(order.customer, period, facts.as_at),
        "scope": scope_of(order.customer, period, perform, card.cards) if order.asked.get("with_scope") else None,
        "sources": {
            "work": _sources(one.source for one in volumes),
            "commitments": _sources(
                row.reading.source for one in card.cards for row in one.rows if row.reading is not None
            ),
        },
    }
    return figures, facts.as_at


def span_of(asked: Mapping[str, Any], customer: Customer, as_at: date) -> Span:
    """From and until what was asked for; without that, from the first contract until the as-at date."""
    until = date.fromisoformat(asked["until"]) if asked.get("until") else as_at
    if asked.get("since"):
        return Span(date.fromisoformat(asked["since"]), until)
    contracts = Contract.objects.filter(customer=customer).values_list("starts_on", "ends_on")
    return Span(whole_contract(contracts, until)[0], until)


def whole_contract(contracts: Iterable[tuple[date, date | None]], today: date) -> tuple[date, date]:
    """From the first day of the first contract (first day, last day) to today, or to the last one's end where all are over.

    Without a contract it is this year so far.
    """
    begun = [one for one in contracts if one[0] <= today]
    if not begun:
        return date(today.year, 1, 1), today
    ends = [today if end is None else min(end, today) for _start, end in begun]
    return min(start for start, _end in begun), max(ends)


def _performance(customer: Customer, today: date) -> scores.Facts:
    """As scorecards reads it, of one customer: what a document is made of is read without an actor."""
    return scores.Facts(
        today=today,
        commitments=scores.with_levels(Commitment.objects.held().filter(customer=customer)),
        readings=with_stories(PerformanceReading.objects.filter(customer=customer)),
        volumes=list(WorkVolume.objects.filter(customer=customer).current().order_by("period_start", "pk")),
        changes=list(
            ScopeChange.objects.filter(customer=customer)
            .agreed()
            .with_invoiced()
            .select_related("contract")
            .order_by("since", "pk")
        ),
        lines=list(
            ScopeLine.objects.filter(customer=customer)
            .select_related("contract")
            .order_by("contract__starts_on", "position", "pk")
        ),
    )


def _sources(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:MOST_SOURCES]


# --- What was done ----------------------------------------------------------------------------------------------------
def work_of(volumes: Iterable[WorkVolume], changes: Sequence[ScopeChange]) -> list[dict[str, Any]]:
    """By function, the largest effort first, then those with the most periods."""
    by_function: dict[tuple[str, str], list[WorkVolume]] = defaultdict(list)
    for one in volumes:
        by_function[one.function, one.unit].append(one)
    found = [_function(function, unit, rows, changes) for (function, unit), rows in by_function.items()]
    return sorted(found, key=lambda one: (-Decimal(one["effort_hours"] or 0), -len(one["periods"]), one["function"]))


def _function(function: str, unit: str, rows: Sequence[WorkVolume], changes: Sequence[ScopeChange]) -> dict[str, Any]:
    lines = [(one, planned_of(one, changes), one.in_scope + one.out_of_scope) for one in rows]
    planned = [(plan, done) for _one, plan, done in lines if plan is not None]
    effort = [one.effort_hours for one in rows if one.effort_hours is not None]
    return {
        "function": function,
        "unit": unit,
        "planned": text_of(sum((plan for plan, _done in planned), Decimal(0))) if planned else None,
        "done": text_of(sum((done for _one, _plan, done in lines), Decimal(0))),
        "done_with_plan": text_of(sum((done for _plan, done in planned), Decimal(0))),
        "effort_hours": text_of(sum(effort, Decimal(0))) if effort else None,
        "without_plan": len(lines) - len(planned),
        "without_effort": len(rows) - len(effort),
        "periods": [
            {
                "period": span(one.period_start, one.period_end),
                "planned": text_of(plan),
                "done": text_of(done),
                "effort_hours": text_of(one.effort_hours),
            }
            for one, plan, done in lines
        ],
    }


# --- What was promised ------------------------------------------------------------------------------------------------
def commitment_of(card: Card) -> dict[str, Any]:
    periods = [row.period for row in card.rows]
    # The level of the last period that is shown; a level that came later belongs to a later pack.
    held = card.level
    if card.rows:
        last = card.rows[-1].period.start
        held = next((one for one in reversed(list(card.commitment.levels.all())) if one.since <= last), card.level)
    return {
        "name": card.commitment.name,
        "unit": card.commitment.unit,
        "rhythm": card.commitment.rhythm,
        "target": text_of(held.target) if held is not None else None,
        "direction": held.direction if held is not None else None,
        "consequence": held.consequence if held is not None else "",
        "trend": str(performance.trend(periods)),
        "readings": [_reading(row) for row in card.rows],
    }


def _reading(row: Row) -> dict[str, Any]:
    return {
        "period": span(row.period.start, row.period.end),
        "target": text_of(row.period.target),
        "actual": text_of(row.period.actual),
        "kept": str(row.kept),
        "answer": row.answer,
    }


def explanation_of(periods: Iterable[performance.Period]) -> dict[str, int]:
    """The test of "volume above plan": its four numbers, and how many periods had no plan to be compared with."""
    held = list(periods)
    found = performance.explain(held)
    left_out = performance.not_compared(held)
    return {
        "missed_above": found.missed_above,
        "missed": found.missed,
        "met_above": found.met_above,
        "met": found.met,
        "not_compared": left_out.missed,
        "met_not_compared": left_out.met,
    }


def challenges_of(perform: scores.Facts, customer: Customer, period: Span) -> list[dict[str, Any]]:
    """What was said against readings of the period, or said in it; each with all that came of it."""
    commitments = {one.pk: one for one in perform.commitments}
    found = []
    for reading in cast(Iterable[Any], perform.readings):
        steps = reading.story.steps
        at = next((n for n in reversed(range(len(steps))) if steps[n].kind == Kind.CHALLENGED), None)
        if at is None:
            continue
        on = customer.supplier.today(steps[at].at)
        if not (on in period or period.holds(reading.period_start, reading.period_end)):
            continue
        commitment = commitments[reading.commitment_id]
        said = {"commitment": commitment.name, "unit": commitment.unit}
        found.append(said | _challenge(reading, steps, at, customer))
    return sorted(found, key=lambda one: (one["period"]["start"], one["commitment"]))


def _challenge(reading: Any, steps: Sequence[Step], at: int, customer: Customer) -> dict[str, Any]:
    """`at` is the place of the last challenge among the steps."""
    challenge, later = steps[at], steps[at + 1 :]
    corrections = [one for one in later if one.kind in {Kind.CORRECTED, Kind.WITHDRAWN}]
    outcome, told = "open", None
    if reading.story.answer == Kind.ACKNOWLEDGED:
        outcome, told = "acknowledged", reading.story.stands
    elif corrections:
        outcome, told = str(corrections[-1].kind), corrections[-1]
    elif later:
        outcome, told = "answered", later[-1]
    return {
        "period": span(reading.period_start, reading.period_end),
        "value": text_of(corrections[0].before if corrections else reading.value),
        "who": challenge.named,
        "on": customer.supplier.today(challenge.at).isoformat(),
        "reason": challenge.words,
        "outcome": outcome,
        "corrected_to": text_of(corrections[-1].after) if corrections else None,
        "answer": told.words if told is not None else "",
        "answered_on": customer.supplier.today(told.at).isoformat() if told is not None else None,
        "waits": reading.story.answer == Kind.CHALLENGED and reading.story.replied,
        "told": [_step(one, customer) for one in steps],
    }


def _step(one: Step, customer: Customer) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "who": one.who,
        "position": one.position,
        "on": customer.supplier.today(one.at).isoformat(),
        "words": one.words,
        "before": text_of(one.before),
        "after": text_of(one.after),
    }


# --- What was reported -------------------------------------------------------------------------------------------------
def reported(customer: Customer, period: Span, as_at: date) -> list[dict[str, Any]]:
    """Problems that the customer sees, which were there in the period: begun by its end, and not over before it began."""
    resolutions = {
        one.problem_id: one for one in Resolution.objects.filter(customer=customer, shared=True).order_by("pk")
    }
    promises = promises_kept(customer, as_at)
    found = []
    for one in reported_of(None, customer, today=as_at):
        if not one.shared or not one.was_there(period.start, period.end):
            continue
        resolution, (promised, kept) = resolutions.get(one.pk), promises.get(one.pk, (0, 0))
        found.append(
            {
                "title": one.title,
                "effect": one.effect,
                "weight": one.weight,
                "since": one.since.isoformat(),
                "noticed_by": one.noticed_by,
                "state": str(one.stands),
                "words": one.now.words if one.now is not None else "",
                "said_on": one.now.on.isoformat() if one.now is not None else None,
                "answer": one.answer.words if one.answer is not None else "",
                "who": f"{one.answer.name}, {one.answer.position}".strip(", ") if one.answer is not None else "",
                "answered_on": one.answer.on.isoformat() if one.answer is not None else None,
                "resolution": {name: getattr(resolution, name) for name in ("happened", "sorry", "prevention")}
                if resolution is not None
                else None,
                "due": one.due,
                "kept": one.kept,
                "promised": promised,
                "promises_kept": kept,
            }
        )
    return found


# --- What was agreed --------------------------------------------------------------------------------------------------
def actions_of(customer: Customer, period: Span, as_at: date) -> list[dict[str, Any]]:
    """Those that are open, and those that were ended since the period began; the one that is due first first."""
    actions: QuerySet[Any] = Action.objects.filter(customer=customer).select_related("owner_ours__user", "owner_theirs")
    found = []
    for one in actions.prefetch_related("updates").order_by("due_on", "pk"):
        newest = max(one.updates.all(), key=lambda update: (update.at, update.pk), default=None)
        moved_on = customer.supplier.today(newest.at) if newest is not None else None
        if one.state != Action.State.OPEN and (moved_on is None or moved_on < period.start):
            continue
        found.append(
            {
                "words": one.words,
                "owner_ours": str(one.owner_ours.user),
                "owner_theirs": one.owner_theirs.name if one.owner_theirs is not None else None,
                "due_on": one.due_on.isoformat(),
                "state": one.state,
                "overdue": one.state == Action.State.OPEN and one.due_on < as_at,
                "progress": {"words": newest.words, "by": newest.by, "on": moved_on.isoformat()}
                if newest is not None and moved_on is not None
                else None,
            }
        )
    return found


# --- Scope and commercial matters, where they were asked for ----------------------------------------------------------
def scope_of(customer: Customer, period: Span, facts: scores.Facts, cards: Sequence[Card]) -> dict[str, Any]:
    volumes = [one for one in facts.volumes if period.holds(one.period_start, one.period_end)]
    # "Above a plan of nothing" is: some of it was outside the scope.
    outside = scores.WorkOf(volumes, lambda one: performance.Volume(Decimal(0), one.out_of_scope))
    tested = (
        replace(row.period, volumes=outside.of((row.period.start, row.period.end)))
        for card in cards
        for row in card.rows
    )
    return {
        "explanation": explanation_of(tested),
        "outside": [
            {"function": one.function, "unit": one.unit, "quantity": text_of(one.quantity), "amount": one.minor}
            for one in unpaid_of(volumes, facts.changes, facts.lines, currency=customer.currency)
        ],
        "changes": [_change(one, customer) for one in _changes(customer, period)],
        "contracts": [
            {
                "name": one.name,
                "starts_on": one.starts_on.isoformat(),
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
                "notice_on": one.notice_on.isoformat() if one.notice_on else None,
                "value": one.value_minor,
                "amended": _amended(one, facts.changes),
            }
            for one in Contract.objects.filter(customer=customer, starts_on__lte=period.end)
            if one.ends_on is None or one.ends_on >= period.start
        ],
        "paid": _paid(facts),
        "spend": _spend(customer, period),
    }


def _amended(contract: Contract, changes: Sequence[ScopeChange]) -> dict[str, Any] | None:
    found = amended(contract, changes)
    if not found.amendments:
        return None
    return {"changes": len(found.amendments), "added": found.added, "value": found.value}


def _paid(facts: scores.Facts) -> dict[str, Any] | None:
    """Of all agreed changes, to the day of the pack: what they cost, what of it is invoiced, what is still to be."""
    found = paid(facts.changes, today=facts.today)
    return None if found is None else asdict(found)


def _changes(customer: Customer, period: Span) -> list[ScopeChange]:
    """Those that wait, and those that were decided in the period or apply from a day in it."""
    changes = ScopeChange.objects.filter(customer=customer, state__in=["proposed", "agreed", "declined"])
    return [
        one
        for one in changes.order_by("since", "pk")
        if one.state == ScopeChange.State.PROPOSED
        or one.since in period
        or (one.decided_at is not None and customer.supplier.today(one.decided_at) in period)
    ]


def _change(one: ScopeChange, customer: Customer) -> dict[str, Any]:
    return {
        "function": one.function,
        "unit": one.unit,
        "words": one.words,
        "since": one.since.isoformat(),
        "planned": text_of(one.planned),
        "rhythm": one.rhythm,
        "price": one.price_minor,
        "state": one.state,
        "who": f"{one.decided_by}, {one.decided_position}".strip(", "),
        "on": customer.supplier.today(one.decided_at).isoformat() if one.decided_at else None,
        "reason": one.reason,
    }


def _spend(customer: Customer, period: Span) -> list[dict[str, Any]]:
    sums: dict[str, int] = defaultdict(int)
    entries = SpendEntry.objects.filter(customer=customer, on__gte=period.start, on__lte=period.end).current()
    for one in entries:
        sums[one.kind] += one.amount_minor
    return [{"kind": kind, "amount": sums[kind]} for kind in SpendEntry.Kind.values if kind in sums]
