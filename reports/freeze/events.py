"""Events with their lines, decisions and evidence."""

from __future__ import annotations

from typing import Any

from outcomes.models import (
    ClaimLine,
    Decision,
    DisputeAnswer,
    ValueEvent,
)

from .facts import Facts, apart, last_decision
from .notes import instant, name_of, position_of, recorded_by, span, text_of
from .people import is_reviewed, measured_by, ties_of


def event_of(event: ValueEvent, facts: Facts) -> dict[str, Any]:
    decisions = facts.by_event[event.pk]
    assert event.period_start is not None and event.period_end is not None
    restated_by = next((one for one in facts.restatements.get(event.pk, ()) if one.state != "withdrawn"), None)
    outcome = next(
        (
            number
            for number, one in enumerate(facts.outcomes, start=1)
            if event.dimension is not None and one.pk == event.dimension.outcome_id
        ),
        None,
    )
    waits = event.state in {"stated", "disputed"}
    return {
        "number": facts.numbers[event.pk],
        "outcome": outcome,
        "dimension": str(event.dimension_id) if event.dimension_id else None,
        "title": event.title,
        "period": span(event.period_start, event.period_end),
        "kind": "shortfall" if event.went_badly else "gain",
        "borne": event.kind == ValueEvent.Kind.COST,
        "note": " ".join(event.note.split()),
        "cause": event.cause,
        "remedy": event.remedy,
        "unit": event.dimension.unit if event.dimension is not None else "",
        "lines": [_line(line) for line in event.lines.all()],
        "claimed": event.claimed_minor,
        "counts": facts.counts[event.pk],
        "state": event.state,
        "apart": apart(event),
        "waiting_for": event.asked.name if waits and event.asked is not None else None,
        "waiting_days": facts.customer.supplier.days_since(event.stated_at, facts.now)
        if waits and event.stated_at
        else None,
        "decisions": [_decision(one, decisions[0], facts) for one in decisions],
        "answers": [_answer(one) for one in event.answers.all()],
        "evidence": [{"name": one.name, "digest": one.digest, "grade": one.grade} for one in event.evidence.all()],
        "restates": facts.numbers.get(event.supersedes_id) if event.supersedes_id else None,
        "restated_by": facts.numbers[restated_by.pk] if restated_by is not None else None,
        "overlap": _overlap(event, facts),
        "version": event.terms.version if event.terms is not None else None,
        "measured_by": measured_by(event),
        "reviewed": is_reviewed(event, facts),
    }


def _overlap(event: ValueEvent, facts: Facts) -> str:
    """The reason with which the customer accepted that another claim shares the effect, in the same days."""
    decision = last_decision(event, facts)
    if event.dimension is None or decision is None or not decision.reason:
        return ""
    assert event.period_start is not None and event.period_end is not None
    others = facts.sharing.get(event.dimension.pk, set())
    shared = any(facts.is_claimed_in(one, event.period_start, event.period_end) for one in others)
    return decision.reason if shared else ""


def _line(line: ClaimLine) -> dict[str, Any]:
    return {
        "period": span(line.period_start, line.period_end),
        "baseline": text_of(line.baseline),
        "actual": text_of(line.actual),
        "difference": text_of(line.difference) or text_of(line.actual),
        "volume": text_of(line.volume),
        "rate": text_of(line.rate),
        "share": text_of(line.share),
        "deduction": text_of(line.deduction),
        "amount": text_of(line.amount),
    }


def _answer(answer: DisputeAnswer) -> dict[str, Any]:
    return {
        "dispute": answer.dispute.seq,
        "words": " ".join(answer.words.split()),
        "files": answer.files,
        "name": answer.name,
        "said_on": answer.said_on.isoformat(),
        "recorded_at": instant(answer.recorded_at),
    }


def _decision(decision: Decision, stated: Decision, facts: Facts) -> dict[str, Any]:
    if decision.by_stakeholder_id is not None or decision.seq in facts.said_by:
        side = "customer"
    else:
        side = "supplier" if decision.by_membership_id is not None else "product"
    took = None
    if decision.seq != stated.seq:
        took = max(int((decision.recorded_at - stated.recorded_at).total_seconds()), 0)
    return {
        "kind": decision.kind,
        "name": name_of(decision, facts),
        "position": position_of(decision, facts),
        "side": side,
        "ties": ties_of(decision, facts),
        "amount": decision.amount_minor,
        "said_on": decision.said_on.isoformat(),
        "recorded_at": instant(decision.recorded_at),
        "took_seconds": took,
        "origin": decision.origin,
        "recorded_by": recorded_by(decision, facts),
        "reason": decision.reason,
        "seq": decision.seq,
        "digest": decision.digest,
    }
