"""The figures of a supplier sheet: those that are frozen for a document, and its parts, which the page shows as of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounts.fields import exact_text
from accounts.models import Supplier
from engagements.queries.problems.register import problems_of
from engagements.queries.problems.told import Told
from outcomes.models import Decision, SpendEntry, ValueEvent
from reports.sheet.figures import VERSION
from scorecards import performance
from scorecards.models import ReadingAnswer
from scorecards.queries.performance import Promised, promised_by
from scorecards.queries.said import Kind, Story
from scorecards.queries.suitability import Risk, ScoredCriterion, Suitability, risks_of, suitability_of, tenths

from .answer import answer_of
from .below import below_the_line
from .facts import Facts, counted, read
from .notes import span
from .order import Order, document_of, firms_of

OPEN_STATES = ("stated", "disputed")


def sheet_figures(order: Order) -> tuple[dict[str, Any], date]:
    """The frozen figures of a supplier sheet, and the day that they are as at."""
    facts = read(order.customer, now=order.now)
    promised = promised_by(None, order.customer)
    return {
        "version": VERSION,
        "document": document_of(order, facts.as_at),
        **firms_of(order),
        "spend": _spend_of(facts),
        "value": _value_of(facts),
        "commitments": commitments_part(promised),
        "suitability": suitability_part(suitability_of(None, order.customer), order.customer.supplier),
        "risks": risks_part(risks_of(None, order.customer)),
        "problems": problems_part(facts.events, promised, order.customer.supplier),
        "register": register_part(problems_of(None, order.customer, today=facts.as_at)),
    }, facts.as_at


def _spend_of(facts: Facts) -> dict[str, Any]:
    def of(kind: str) -> int | None:
        amounts = [entry.amount_minor for entry in facts.spend if entry.kind == kind]
        return sum(amounts) if amounts else None

    confirmed = [one.said_on for one in facts.decisions if one.kind == Decision.Kind.SPEND_CONFIRMED]
    return spend_part(
        spent=sum(entry.amount_minor for entry in facts.spend) if facts.spend else None,
        internal=of(SpendEntry.Kind.INTERNAL),
        credits=of(SpendEntry.Kind.CREDIT),
        confirmed_on=max(confirmed, default=None),
    )


def spend_part(
    *, spent: int | None, internal: int | None, credits: int | None, confirmed_on: date | None
) -> dict[str, Any]:
    return {
        "spent": spent,
        "internal": internal,
        "credits": credits,
        "confirmed_on": confirmed_on.isoformat() if confirmed_on else None,
    }


def _value_of(facts: Facts) -> dict[str, Any]:
    answer, below = answer_of(facts), below_the_line(facts, [])
    state = answer["state"]
    if state == "monetised":
        state = "counted" if counted(facts) else "nothing_counted"
    return value_part(
        state=state,
        spent=answer["spent"],
        gains=answer["confirmed"],
        shortfalls=answer["shortfall"],
        not_agreed=answer["shortfall_not_agreed"],
        undecided=below["undecided"]["amount"] or 0,
        disputed=below["disputed"]["amount"] or 0,
    )


def value_part(
    *, state: str, spent: int, gains: int, shortfalls: int, not_agreed: int, undecided: int, disputed: int
) -> dict[str, Any]:
    counts = state == "counted"
    return {
        "state": state,
        "net": gains - shortfalls - spent if counts else None,
        "value": gains - shortfalls if counts else None,
        "gains": gains if counts else None,
        "shortfalls": shortfalls if counts else None,
        "shortfalls_not_agreed": not_agreed if counts else None,
        "undecided": undecided,
        "disputed": disputed,
    }


def commitments_part(promised: Sequence[Promised]) -> dict[str, Any]:
    periods = [row.period for one in promised for row in one.rows]
    whole = performance.count(periods)
    return {
        "period": span(min(one.start for one in periods), max(one.end for one in periods)) if periods else None,
        "met": whole.met,
        "missed": whole.missed,
        "no_data": whole.no_data,
        "rows": [_commitment(one) for one in promised],
    }


def _commitment(one: Promised) -> dict[str, Any]:
    level, kept = one.levels[-1], one.counted
    return {
        "name": one.commitment.name,
        "unit": one.commitment.unit,
        "rhythm": one.commitment.rhythm,
        "direction": level.direction,
        "target": exact_text(level.target),
        "met": kept.met,
        "missed": kept.missed,
        "no_data": kept.no_data,
    }


def suitability_part(found: Suitability, supplier: Supplier) -> dict[str, Any]:
    direction, agreed = found.direction, found.agreed
    gap = found.ours - found.theirs if found.ours is not None and found.theirs is not None else None
    return {
        "direction": {
            "words": direction.words,
            "said_by": direction.said_by,
            "said_on": direction.said_on.isoformat(),
            "source": direction.source,
        }
        if direction is not None
        else None,
        "changed": found.asks_criteria,
        "agreed": {
            "by": agreed.decided_by,
            "position": agreed.decided_position,
            "on": supplier.today(agreed.decided_at).isoformat(),
        }
        if agreed is not None and agreed.decided_at is not None
        else None,
        "theirs": _score(found.theirs),
        "ours": _score(found.ours),
        "gap": _score(gap),
        "rows": [_criterion(one) for one in found.lines],
    }


def _criterion(one: ScoredCriterion) -> dict[str, Any]:
    return {
        "name": one.criterion.name,
        "weight": one.criterion.weight,
        "theirs": _score(one.line.theirs),
        "ours": _score(one.line.ours),
        "gap": _score(one.line.gap),
    }


def _score(value: Fraction | None) -> str | None:
    return None if value is None else exact_text(tenths(value))


def risks_part(risks: Iterable[Risk]) -> list[dict[str, Any]]:
    """Those that are shared, and no others, whoever asks; what is over is no risk any more."""
    return [
        {
            "words": one.risk.words,
            "plan": one.risk.plan,
            "owner": str(one.risk.owner.user),
            "due_on": one.risk.due_on.isoformat(),
            "state": one.risk.state,
        }
        for one in risks
        if one.risk.shared and one.risk.state != "over"
    ]


def problems_part(
    events: Iterable[ValueEvent], promised: Sequence[Promised], supplier: Supplier
) -> list[dict[str, Any]]:
    """What is recorded and open: disputed claims, shortfalls not yet agreed, promises not kept, challenged readings."""
    found: Mapping[str, list[dict[str, Any]]] = {"disputed": [], "shortfall": [], "promise": [], "reading": []}
    for event in events:
        kind = _kind_of(event)
        if kind is None or event.period_start is None or event.period_end is None:
            continue
        words = event.title or (event.dimension.name if event.dimension is not None else "")
        found[kind].append(
            {
                "kind": kind,
                "words": words,
                "period": span(event.period_start, event.period_end),
                "amount": event.claimed_minor,
            }
        )
    for one in promised:
        for row in [*one.rows, *one.apart]:
            if row.answer == ReadingAnswer.Kind.CHALLENGED:
                period = span(row.period.start, row.period.end)
                found["reading"].append(
                    {
                        "kind": "reading",
                        "words": one.commitment.name,
                        "period": period,
                        "amount": None,
                        "challenge": _challenge(row.story, one.commitment.unit, supplier),
                    }
                )
    return [one for ones in found.values() for one in sorted(ones, key=lambda o: (o["period"]["start"], o["words"]))]


def _challenge(story: Story, unit: str, supplier: Supplier) -> dict[str, Any]:
    """What was said, and the last correction; whether it waits for the customer, since we have answered."""
    assert story.stands is not None
    last = next((one for one in reversed(story.steps) if one.kind in {Kind.CORRECTED, Kind.WITHDRAWN}), None)
    return {
        "who": story.stands.named,
        "words": story.stands.words,
        "answered": story.replied,
        "correction": {
            "unit": unit,
            "before": _text(last.before),
            "after": _text(last.after),
            "on": supplier.today(last.at).isoformat(),
            "who": last.who,
            "words": last.words,
        }
        if last is not None
        else None,
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def register_part(found: Sequence[Told]) -> dict[str, Any]:
    """Of the problems those that are shared, and no others, whoever asks."""
    shared = [one for one in found if one.shared]
    is_open = [one for one in shared if one.is_open]
    return {
        "recorded": len(shared),
        "since": min(one.since for one in is_open).isoformat() if is_open else None,
        "due": sum(one.due for one in shared),
        "kept": sum(one.kept for one in shared),
        "rows": [
            {
                "title": one.title,
                "weight": one.weight,
                "state": str(one.stands),
                "since": one.since.isoformat(),
            }
            for one in is_open
        ],
    }


def _kind_of(event: ValueEvent) -> str | None:
    """Which open problem an event is; None: none. A promise that was not kept is one until a remedy is named."""
    if event.kind == ValueEvent.Kind.COST and event.claimed_minor is None:
        return "promise" if event.state in (*OPEN_STATES, "confirmed") and not event.remedy else None
    if event.state == ValueEvent.State.DISPUTED:
        return "disputed"
    return "shortfall" if event.state == ValueEvent.State.STATED and event.is_shortfall else None
