"""The first page: totals, ratio, payback, present value and the victory in its own units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from accounts.fields import exact_text
from outcomes import finance, flows
from outcomes.models import (
    Terms,
)
from outcomes.queries.agreed import agreed_lines, last_better
from outcomes.queries.first_year import is_too_early
from outcomes.value import rounded_minor

from .facts import Facts, all_terms, counted, last_decision
from .notes import name_of, span


def answer_of(facts: Facts) -> dict[str, Any]:
    amounts = [amount for _event, amount in counted(facts)]
    spent = sum(entry.amount_minor for entry in facts.spend)
    confirmed = sum(amount for amount in amounts if amount > 0)
    shortfall = -sum(amount for amount in amounts if amount < 0)
    decided = [event for event in facts.events if event.state in {"confirmed", "adjusted"}]
    open_shortfalls = [
        counts for event, counts in counted(facts) if counts < 0 and event.state in {"stated", "disputed"}
    ]
    agreed = [one for one in all_terms(facts) if one.state == Terms.State.AGREED]
    monetised = any(one.is_monetised for one in agreed) or bool(amounts)
    state = "monetised" if monetised else ("not_monetised" if agreed else "no_baseline")
    value = confirmed - shortfall
    return {
        "state": state,
        "spent": spent,
        "confirmed": confirmed,
        "confirmed_count": sum(1 for amount in amounts if amount >= 0),
        "shortfall": shortfall,
        "shortfall_count": sum(1 for amount in amounts if amount < 0),
        "shortfall_not_agreed": -sum(open_shortfalls),
        "shortfall_not_agreed_count": len(open_shortfalls),
        "value": value,
        "net": value - spent,
        "refused": sum(
            max((event.claimed_minor or 0) - (event.decided_minor or 0), 0)
            for event in decided
            if (event.claimed_minor or 0) > 0
        ),
        "ratio": _ratio(facts, state, value=value, spent=spent),
        "payback": _payback(facts, state),
        "npv": _npv(facts, state),
        "victory": _victory(facts),
    }


def _word_for_none(facts: Facts, state: str) -> str | None:
    """Why there is no ratio and no payback, where there is none."""
    if state != "monetised":
        return "not_monetised"
    if sum(entry.amount_minor for entry in facts.spend) <= 0:
        return "no_spend"
    starts = [entry.on for entry in facts.spend] + [one.starts_on for one in facts.contracts]
    agreed = [one.agreed_on for one in all_terms(facts) if one.state == Terms.State.AGREED]
    return "too_early" if is_too_early(facts.as_at, [*starts, *agreed]) else None


def _ratio(facts: Facts, state: str, *, value: int, spent: int) -> dict[str, Any]:
    word = _word_for_none(facts, state)
    if word is not None:
        return {"state": word, "value": None}
    return {"state": "ratio", "value": exact_text((Decimal(value) / Decimal(spent)).quantize(Decimal("0.0001")))}


def _payback(facts: Facts, state: str) -> dict[str, Any]:
    first = min((entry.on for entry in facts.spend), default=None)
    said: dict[str, Any] = {"on": None, "lost_on": None, "first_spend": first.isoformat() if first else None}
    word = _word_for_none(facts, state)
    if word is not None:
        return said | {"state": word}
    found = dated(facts).payback(facts.customer.currency)
    names = {"reached": "reached", "not reached": "not_reached", "reached, then lost": "lost"}
    return said | {
        "state": names[found.state],
        "on": found.date.isoformat() if found.date else None,
        "lost_on": found.lost_on.isoformat() if found.lost_on else None,
    }


def _npv(facts: Facts, state: str) -> dict[str, Any] | None:
    if state != "monetised" or not facts.spend:
        return None
    found, currency = dated(facts), facts.customer.currency
    start = flows.discounting_start(facts.customer, found.days)
    rate = facts.customer.supplier.discount_rate
    costs, benefits = (flows.in_units(one, currency) for one in (found.spend, found.value))
    amount = finance.npv(costs, benefits, start=start, rate=rate)
    return {
        "amount": rounded_minor([amount], facts.digits),
        "rate": exact_text(rate),
        "start": start.isoformat(),
    }


def dated(facts: Facts) -> flows.Flows:
    """What was read as dated flows: spend at its date, value at the last day of the event's period."""
    value = [(event.period_end, counts) for event, counts in counted(facts) if event.period_end]
    return flows.Flows(spend=flows.spend_flows(facts.spend), value=value)


def _victory(facts: Facts) -> dict[str, Any] | None:
    """The latest agreed period that was better than its baseline, of the first dimension in the customer's order that
    has one."""
    for outcome in facts.outcomes:
        for dimension in outcome.dimensions.all():
            events = [event for event in facts.events if event.dimension_id == dimension.pk]
            line = last_better(agreed_lines(events))
            if line is None or (decision := last_decision(facts.by_key[line.event_id], facts)) is None:
                continue
            assert line.actual is not None and line.baseline is not None
            return {
                "dimension": str(dimension.pk),
                "event": facts.numbers[line.event_id],
                "label": dimension.name,
                "value": exact_text(line.actual),
                "baseline": exact_text(line.baseline),
                "period": span(line.period_start, line.period_end),
                "confirmed_by": name_of(decision, facts),
                "said_on": decision.said_on.isoformat(),
            }
    return None
