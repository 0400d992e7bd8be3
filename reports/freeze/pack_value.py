"""What of the ledger belongs to the period of a review pack: what was decided in it, what went badly, what is contested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from outcomes.models import Decision, ValueEvent

from .facts import Facts, apart, last_decision
from .notes import name_of, position_of, span, text_of

GONE = {"withdrawn", "restated"}
Kind = Decision.Kind


@dataclass(frozen=True)
class Span:
    """The period of the pack; both days are included."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def holds(self, start: date, end: date) -> bool:
        return self.start <= start and end <= self.end


def value_of(facts: Facts, period: Span) -> dict[str, Any]:
    """The events that were decided in the period, with their sums as they count at the as-at date."""
    decided = [one for one in facts.events if one.state not in GONE and _belongs(one, facts) in period]
    in_sums = [one for one in decided if apart(one) is None and _is_shown(one, facts)]
    counts = [facts.counts[one.pk] or 0 for one in in_sums]
    confirmed, shortfall = sum(one for one in counts if one > 0), -sum(one for one in counts if one < 0)
    waiting = [
        one
        for one in facts.events
        if one.state in {"stated", "disputed"} and not one.went_badly and _stated(one, facts).said_on <= period.end
    ]
    return {
        "monetised": any(one.claimed_minor is not None for one in in_sums),
        "confirmed": confirmed,
        "shortfall": shortfall,
        "value": confirmed - shortfall,
        "events": _events(in_sums, facts),
        "apart": _events([one for one in decided if apart(one) is not None], facts),
        "open": _events(waiting, facts),
    }


def problems_of(facts: Facts, period: Span) -> dict[str, Any]:
    """Shortfalls and promises not kept that were stated in the period, or were decided in it."""
    bad = [
        one
        for one in facts.events
        if one.state not in GONE
        and one.went_badly
        and (_stated(one, facts).said_on in period or _belongs(one, facts) in period)
    ]
    return {
        "shortfalls": _events([one for one in bad if one.is_shortfall], facts),
        "promises": _events([one for one in bad if not one.is_shortfall], facts),
    }


def disputes_of(facts: Facts, period: Span) -> list[dict[str, Any]]:
    """Claims that were disputed in the period, or were before it and still are; with what came of it."""
    found = []
    for event in facts.events:
        decisions = facts.by_event[event.pk]
        disputed = _last(decisions, lambda one: one.kind == Kind.DISPUTED)
        if disputed is None:
            continue
        is_open = event.state == "disputed" and disputed.said_on <= period.end
        if not (disputed.said_on in period or is_open):
            continue
        later = [one for one in decisions if one.seq > disputed.seq]
        last = later[-1] if later else None
        found.append(
            {
                "title": _title(event),
                "period": _span(event),
                "claimed": event.claimed_minor,
                "who": _who(disputed, facts),
                "on": disputed.said_on.isoformat(),
                "reason": disputed.reason,
                "outcome": event.state,
                "counts": facts.counts[event.pk],
                "resolved_by": _who(last, facts) if last is not None else "",
                "resolved_on": last.said_on.isoformat() if last is not None else None,
            }
        )
    return sorted(found, key=lambda one: one["on"])


def _is_shown(event: ValueEvent, facts: Facts) -> bool:
    """In a sum; or decided and not in money."""
    in_words = event.claimed_minor is None and not event.went_badly and event.state in {"confirmed", "adjusted"}
    return facts.counts[event.pk] is not None or in_words


def _belongs(event: ValueEvent, facts: Facts) -> date:
    """The day of the decision that stands; of what went badly and nobody has decided, the day it was stated.

    What else is not decided belongs to no period: to the last day there is.
    """
    decision = last_decision(event, facts) if event.state in {"confirmed", "adjusted"} else None
    if decision is not None:
        return decision.said_on
    return _stated(event, facts).said_on if event.went_badly else date.max


def _stated(event: ValueEvent, facts: Facts) -> Decision:
    return facts.by_event[event.pk][0]


def _last(decisions: list[Decision], fits: Callable[[Decision], bool]) -> Decision | None:
    return next((one for one in reversed(decisions) if fits(one)), None)


def _events(events: list[ValueEvent], facts: Facts) -> list[dict[str, Any]]:
    """In order of what they are about."""
    in_order = sorted(events, key=lambda one: (_span(one)["end"], facts.numbers[one.pk]))
    return [_event(one, facts) for one in in_order]


def _event(event: ValueEvent, facts: Facts) -> dict[str, Any]:
    # What stands; else what was said last, which for a dispute is the dispute.
    decision = last_decision(event, facts) if event.state in {"confirmed", "adjusted"} else None
    decision = decision or facts.by_event[event.pk][-1]
    return {
        "title": _title(event),
        "period": _span(event),
        "kind": "shortfall" if event.went_badly else "gain",
        "borne": event.kind == ValueEvent.Kind.COST,
        "state": event.state,
        "claimed": event.claimed_minor,
        "counts": facts.counts[event.pk],
        "apart": apart(event),
        "extent": _extent(event),
        "cause": event.cause,
        "remedy": event.remedy,
        "who": _who(decision, facts),
        "on": decision.said_on.isoformat(),
        "reason": decision.reason,
    }


def _extent(event: ValueEvent) -> dict[str, Any] | None:
    """Of the newest line; None where there is money, or no working."""
    lines = list(event.lines.all())
    if event.claimed_minor is not None or not lines:
        return None
    line = max(lines, key=lambda one: one.period_end)
    difference = text_of(line.difference) or text_of(line.actual)
    if difference is None:
        return None
    return {
        "unit": event.dimension.unit if event.dimension is not None else "",
        "baseline": text_of(line.baseline),
        "actual": text_of(line.actual),
        "difference": difference,
    }


def _title(event: ValueEvent) -> str:
    return event.title or (event.dimension.name if event.dimension is not None else "")


def _span(event: ValueEvent) -> dict[str, str]:
    assert event.period_start is not None and event.period_end is not None
    return span(event.period_start, event.period_end)


def _who(decision: Decision, facts: Facts) -> str:
    return f"{name_of(decision, facts)}, {position_of(decision, facts)}".strip(", ")
