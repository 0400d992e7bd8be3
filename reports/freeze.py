"""From the ledger to frozen figures: everything that a PVD report prints, read once, in one transaction.

The shape is reports/document/figures.py. Nothing here comes from the running totals: a document is made from the decisions,
their events and the facts they rest on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from accounts.fields import exact_text
from accounts.models import Contract, Customer, Membership, Stakeholder
from accounts.notation import minor_digits
from outcomes import finance, flows
from outcomes.counting import buckets
from outcomes.models import (
    ClaimLine,
    Decision,
    Evidence,
    LedgerHead,
    Measurement,
    Outcome,
    SpendEntry,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.queries.periods import missing_periods, unclaimed_periods
from outcomes.totals import standing
from outcomes.value import EXACT, rounded_minor, years_after
from reports.models import Report

MEASURED_BY = {"customer": "customer", "supplier": "supplier", "third": "third_party"}
SPEND_KINDS = {"licence": "licence", "service": "service", "internal": "internal_cost", "credit": "credit"}
SPEND_BASES = {"invoice": "invoice_date", "payment": "payment_date", "estimate": "invoice_date"}


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
    agreements: dict[int, Decision]
    numbers: dict[int, int] = field(default_factory=dict)
    counts: dict[int, int | None] = field(default_factory=dict)

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
                    ValueDimension.objects.select_related("owner_ours__user", "owner_theirs", "customer__supplier"),
                ),
                Prefetch("dimensions__terms", Terms.objects.exclude(state__in=["draft", "withdrawn", "declined"])),
                Prefetch("dimensions__measurements", Measurement.objects.select_related("supersedes")),
            )
        ),
        spend=list(SpendEntry.objects.filter(customer=customer).current().order_by("on", "pk")),
        agreements={
            one.terms_id: one
            for one in decisions
            if one.kind == Decision.Kind.TERMS_AGREED and one.terms_id is not None
        },
    )
    facts.numbers = {event.pk: number for number, event in enumerate(events, start=1)}
    facts.counts = {event.pk: _counts(event, _pending(event, events)) for event in events}
    return facts


def _pending(event: ValueEvent, events: Iterable[ValueEvent]) -> ValueEvent | None:
    """The restatement of the event that is not decided yet."""
    return next((one for one in events if one.supersedes_id == event.pk and one.state in {"stated", "disputed"}), None)


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


# --- The whole --------------------------------------------------------------------------------------------------------
def figures_of(
    customer: Customer, *, now: datetime, code: str, edition: int, locale: str, prepared_for: Stakeholder | None
) -> tuple[dict[str, Any], Facts]:
    """The frozen figures of a PVD report, and the facts they were made of."""
    facts = read(customer, now=now)
    supplier = customer.supplier
    outcomes = [_outcome(number, one, facts) for number, one in enumerate(facts.outcomes, start=1)]
    events = [_event(event, facts) for event in facts.events]
    answer = _answer(facts)
    spend_flows = flows.spend_flows(facts.spend)
    return {
        "document": {
            "code": code,
            "edition": edition,
            "issued_at": _instant(now),
            "as_at": facts.as_at.isoformat(),
            "time_zone": supplier.time_zone,
            "locale": locale,
            "demonstration": supplier.is_demonstration,
            "prepared_for": f"{prepared_for.name}, {prepared_for.position}".strip(", ") if prepared_for else None,
            "ledger": {"seq": facts.head.seq, "digest": facts.head.digest} if facts.head and facts.head.seq else None,
            "previous_editions": _previous_editions(customer),
            "check_url": f"{settings.BASE_URL}/check/{code}/",
            "base_url": f"{settings.BASE_URL}/check/",
        },
        "supplier": {"name": supplier.name, "short_name": supplier.name, "colour": supplier.colour, "logo": None},
        "customer": {
            "name": customer.name,
            "short_name": customer.name,
            "currency": customer.currency,
            "minor_digits": facts.digits,
        },
        "period": _period(facts),
        "answer": answer,
        "below": _below(facts, outcomes),
        "spend": _spend(facts),
        "flows": {
            "spend": _by_date(spend_flows),
            "value": _by_date((event.period_end, counts) for event, counts in _counted(facts)),
        },
        "people": _people(facts),
        "facts": _shares(facts),
        "outcomes": outcomes,
        "events": events,
        "commitments": None,
        "contacts": _contacts(facts),
    }, facts


def _counted(facts: Facts) -> list[tuple[ValueEvent, int]]:
    return [(event, counts) for event in facts.events if (counts := facts.counts[event.pk]) is not None]


def _by_date(dated: Iterable[tuple[Any, int]]) -> list[dict[str, Any]]:
    """Sums by date, in order."""
    sums: dict[date, int] = defaultdict(int)
    for day, amount in dated:
        sums[day] += amount
    return [{"date": day.isoformat(), "amount": sums[day]} for day in sorted(sums)]


def _period(facts: Facts) -> dict[str, str]:
    """From the first contract, invoice or claim to the last invoice, claim or reading, not beyond the as-at date."""
    days = [entry.on for entry in facts.spend]
    for event in facts.events:
        days += [day for day in (event.period_start, event.period_end) if day]
    days += list(Contract.objects.filter(customer=facts.customer).values_list("starts_on", flat=True)[:1])
    start = min([*days, facts.as_at])
    readings = chain.from_iterable(
        dimension.measurements.all() for outcome in facts.outcomes for dimension in outcome.dimensions.all()
    )
    end = max([*days, *(reading.period_end for reading in readings)], default=facts.as_at)
    return {"start": start.isoformat(), "end": max(start, min(end, facts.as_at)).isoformat()}


# --- The answer -------------------------------------------------------------------------------------------------------
def _answer(facts: Facts) -> dict[str, Any]:
    counted = [counts for _event, counts in _counted(facts)]
    spent = sum(entry.amount_minor for entry in facts.spend)
    confirmed = sum(amount for amount in counted if amount > 0)
    shortfall = -sum(amount for amount in counted if amount < 0)
    decided = [event for event in facts.events if event.state in {"confirmed", "adjusted"}]
    open_shortfalls = [
        counts for event, counts in _counted(facts) if counts < 0 and event.state in {"stated", "disputed"}
    ]
    agreed = [one for one in _all_terms(facts) if one.state == Terms.State.AGREED]
    monetised = any(one.is_monetised for one in agreed) or bool(counted)
    state = "monetised" if monetised else ("not_monetised" if agreed else "no_baseline")
    value = confirmed - shortfall
    return {
        "state": state,
        "spent": spent,
        "confirmed": confirmed,
        "confirmed_count": sum(1 for amount in counted if amount >= 0),
        "shortfall": shortfall,
        "shortfall_count": sum(1 for amount in counted if amount < 0),
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


def _is_too_early(facts: Facts) -> bool:
    """Before the first year is full: a year after the first spend."""
    first = min((entry.on for entry in facts.spend), default=None)
    return first is not None and facts.as_at < years_after(first, 1)


def _word_for_none(facts: Facts, state: str) -> str | None:
    """Why there is no ratio and no payback, where there is none."""
    if state != "monetised":
        return "not_monetised"
    if not sum(entry.amount_minor for entry in facts.spend):
        return "no_spend"
    return "too_early" if _is_too_early(facts) else None


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
    found = finance.payback_date(*_dated(facts))
    names = {"reached": "reached", "not reached": "not_reached", "reached, then lost": "lost"}
    return said | {
        "state": names[found.state],
        "on": found.date.isoformat() if found.date else None,
        "lost_on": found.lost_on.isoformat() if found.lost_on else None,
    }


def _npv(facts: Facts, state: str) -> dict[str, Any] | None:
    if state != "monetised" or not facts.spend:
        return None
    costs, benefits = _dated(facts)
    start = flows.discounting_start(facts.customer, [day for day, _amount in [*costs, *benefits]])
    rate = facts.customer.supplier.discount_rate
    amount = finance.npv(costs, benefits, start=start, rate=rate)
    return {
        "amount": rounded_minor([amount], facts.digits),
        "rate": exact_text(rate),
        "start": start.isoformat(),
    }


def _dated(facts: Facts) -> tuple[list[tuple[date, Decimal]], list[tuple[date, Decimal]]]:
    """Costs and benefits as dated flows in major units."""

    def major(minor: int) -> Decimal:
        return Decimal(minor).scaleb(-facts.digits)

    costs = [(entry.on, major(entry.amount_minor)) for entry in facts.spend]
    benefits = [(event.period_end, major(counts)) for event, counts in _counted(facts) if event.period_end]
    return costs, benefits


def _victory(facts: Facts) -> dict[str, Any] | None:
    """The latest decided victory in its own units, of the first dimension in the customer's order that has one."""
    for outcome in facts.outcomes:
        for dimension in outcome.dimensions.all():
            for event in reversed(facts.events):
                if event.dimension_id != dimension.pk or event.state not in {"confirmed", "adjusted"}:
                    continue
                lines = [one for one in event.lines.all() if one.baseline is not None and (one.difference or 0) > 0]
                decision = _last_decision(event, facts)
                if not lines or decision is None:
                    continue
                line = lines[-1]
                assert line.actual is not None and line.baseline is not None
                return {
                    "dimension": str(dimension.pk),
                    "event": facts.numbers[event.pk],
                    "label": dimension.name,
                    "value": exact_text(line.actual),
                    "baseline": exact_text(line.baseline),
                    "period": _span(line.period_start, line.period_end),
                    "confirmed_by": _name(decision),
                    "said_on": decision.said_on.isoformat(),
                }
    return None


def _below(facts: Facts, outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    def sums(events: list[tuple[ValueEvent, int | None]]) -> dict[str, Any]:
        amounts = [amount for _event, amount in events]
        whole = None if amounts and None in amounts else sum(amount or 0 for amount in amounts)
        return {"count": len(events), "amount": whole}

    def waiting(state: str) -> list[tuple[ValueEvent, int | None]]:
        found: list[tuple[ValueEvent, int | None]] = []
        for event in facts.events:
            if event.state != state or (event.claimed_minor or 0) < 0:
                continue
            amount = event.claimed_minor
            if event.supersedes_id is not None and amount is not None:
                restated = next(one for one in facts.events if one.pk == event.supersedes_id)
                amount = max(amount - max(restated.decided_minor or 0, 0), 0)
            found.append((event, amount))
        return found

    late = [(event, event.decided_minor) for event in facts.events if _apart(event) == "after_the_fact"]
    paper = [(event, event.decided_minor) for event in facts.events if _apart(event) == "on_paper"]
    unclaimed = [one for outcome in outcomes for dimension in outcome["dimensions"] for one in dimension["not_claimed"]]
    amounts = [one["amount"] for one in unclaimed]
    return {
        "disputed": sums(waiting("disputed")),
        "undecided": sums(waiting("stated")),
        "after_the_fact": sums(late),
        "on_paper": sums(paper),
        "measured_not_claimed": {
            "count": len(unclaimed),
            "amount": None if amounts and None in amounts else sum(amounts),
        },
    }


# --- Spend ------------------------------------------------------------------------------------------------------------
def _spend(facts: Facts) -> dict[str, Any]:
    confirmations = [one for one in facts.decisions if one.kind == Decision.Kind.SPEND_CONFIRMED]
    confirmed_by: dict[int, Decision] = {}
    for decision in confirmations:
        for entry in json.loads(decision.payload).get("spend", []):
            confirmed_by[entry["id"]] = decision
    until: date | None = None
    last: Decision | None = None
    for entry in facts.spend:
        if entry.pk not in confirmed_by:
            break
        until, last = entry.on, confirmed_by[entry.pk]
    bases = {entry.basis for entry in facts.spend}
    return {
        "basis": SPEND_BASES[bases.pop()] if len(bases) == 1 else "invoice_date",
        "internal_cost_stated": any(entry.kind == SpendEntry.Kind.INTERNAL for entry in facts.spend),
        "confirmed_until": until.isoformat() if until else None,
        "confirmed_by": _name(last) if last is not None else None,
        "rows": [_spend_row(entry, confirmed_by.get(entry.pk)) for entry in facts.spend],
    }


def _spend_row(entry: SpendEntry, decision: Decision | None) -> dict[str, Any]:
    original = None
    if entry.original_currency and entry.original_minor is not None and entry.original_rate is not None:
        assert entry.original_rate_on is not None
        original = {
            "currency": entry.original_currency,
            "amount": entry.original_minor,
            "minor_digits": minor_digits(entry.original_currency),
            "rate": exact_text(entry.original_rate),
            "date": entry.original_rate_on.isoformat(),
            "source": entry.original_rate_source,
        }
    confirmed = None
    if decision is not None:
        confirmed = {
            "name": _name(decision),
            "position": _position(decision),
            "said_on": decision.said_on.isoformat(),
        }
    return {
        "date": entry.on.isoformat(),
        "kind": SPEND_KINDS[entry.kind],
        "source": entry.source,
        "words": entry.words,
        "amount": entry.amount_minor,
        "original": original,
        "confirmed": confirmed,
    }


# --- People -----------------------------------------------------------------------------------------------------------
def _deciders(facts: Facts) -> dict[int, list[tuple[ValueEvent, int, Decision]]]:
    """By stakeholder: the gains that stand on her decision."""
    found: dict[int, list[tuple[ValueEvent, int, Decision]]] = defaultdict(list)
    for event, counts in _counted(facts):
        decision = _last_decision(event, facts)
        if counts >= 0 and decision is not None and decision.by_stakeholder_id is not None:
            found[decision.by_stakeholder_id].append((event, counts, decision))
    return found


def _units_deciders(facts: Facts) -> dict[int, list[tuple[ValueEvent, int, Decision]]]:
    """The same where nothing is monetised: decided events without an amount."""
    found: dict[int, list[tuple[ValueEvent, int, Decision]]] = defaultdict(list)
    for event in facts.events:
        decision = _last_decision(event, facts)
        decided = event.claimed_minor is None and event.state in {"confirmed", "adjusted"}
        if decided and decision is not None and decision.by_stakeholder_id is not None:
            found[decision.by_stakeholder_id].append((event, 0, decision))
    return found


def _people(facts: Facts) -> list[dict[str, Any]]:
    deciders = _deciders(facts)
    total = sum(amount for rows in deciders.values() for _event, amount, _decision in rows)
    if not deciders:
        deciders = _units_deciders(facts)
    count = sum(len(rows) for rows in deciders.values())
    people = []
    for rows in deciders.values():
        last = rows[-1][2]
        gains = sum(amount for _event, amount, _decision in rows)
        share = _fraction(gains, total) if total else _fraction(len(rows), count)
        people.append(
            {
                "name": _name(last),
                "position": _position(last),
                "ties": _ties(last, facts),
                "gains": gains,
                "count": len(rows),
                "share": share,
            }
        )
    return sorted(people, key=lambda one: (-one["gains"], -one["count"], one["name"]))


def _shares(facts: Facts) -> dict[str, Any]:
    rows = [row for rows in _deciders(facts).values() for row in rows]
    total = sum(amount for _event, amount, _decision in rows)

    def share(matching: Iterable[int]) -> str | None:
        return _fraction(sum(matching), total) if total else None

    by_finance = [
        (amount, decision)
        for _event, amount, decision in rows
        if json.loads(decision.payload)["by"].get("ties", {}).get("may_sign_finance")
    ]
    last = max((decision for _amount, decision in by_finance), key=lambda one: one.seq, default=None)
    measured: dict[str, int] = defaultdict(int)
    for event, amount, _decision in rows:
        kinds = {line.measurement.source_kind for line in event.lines.all() if line.measurement is not None}
        for kind in kinds:
            # A claim whose readings have several sources counts for the one that is least independent.
            if kind == min(kinds, key=["supplier", "third", "customer"].index):
                measured[MEASURED_BY[kind]] += amount
    by_person = [sum(amount for _event, amount, _decision in rows) for rows in _deciders(facts).values()]
    with_ties = {decision.seq: _ties(decision, facts) for _event, _amount, decision in rows}
    return {
        "finance": {
            "share": share(amount for amount, _decision in by_finance) if by_finance else None,
            "on": last.said_on.isoformat() if last is not None else None,
            "by": _name(last) if last is not None else None,
        },
        "measured": {
            name: (share([measured[name]]) if measured else None) for name in ("customer", "supplier", "third_party")
        },
        "books": {"share": None, "words": ""},
        "largest_person": share([max(by_person, default=0)]),
        "without_tie": share(amount for _event, amount, decision in rows if not with_ties[decision.seq]),
        "left": share(
            amount for _event, amount, decision in rows if any(tie["tie"] == "left" for tie in with_ties[decision.seq])
        ),
    }


def _ties(decision: Decision, facts: Facts) -> list[dict[str, Any]]:
    """What a reader should know of who decided: as it was then, and whether she has left since."""
    if decision.by_stakeholder_id is None:
        return []
    then = json.loads(decision.payload)["by"].get("ties", {})
    ties: list[dict[str, Any]] = []
    if then.get("chose_supplier"):
        ties.append({"tie": "chose_supplier", "on": None})
    if any(one.by_stakeholder_id == decision.by_stakeholder_id for one in facts.agreements.values()):
        ties.append({"tie": "agreed_terms", "on": None})
    if then.get("owns_budget"):
        ties.append({"tie": "owns_budget", "on": None})
    person = decision.by_stakeholder
    if person is not None and person.until is not None and person.until < facts.as_at:
        ties.append({"tie": "left", "on": person.until.isoformat()})
    return ties


# --- Outcomes ---------------------------------------------------------------------------------------------------------
def _outcome(number: int, outcome: Outcome, facts: Facts) -> dict[str, Any]:
    return {
        "number": number,
        "name": outcome.title,
        "goal": outcome.goal or None,
        "dimensions": [_dimension(one, facts) for one in outcome.dimensions.all()],
    }


def _dimension(dimension: ValueDimension, facts: Facts) -> dict[str, Any]:
    events = [event for event in facts.events if event.dimension_id == dimension.pk]
    versions = list(dimension.terms.all())
    agreed = [one for one in versions if one.state == Terms.State.AGREED]
    current = agreed[-1] if agreed else None
    counts = [amount for event in events if (amount := facts.counts[event.pk]) is not None]
    monetised = any(one.is_monetised for one in agreed)
    actual = _actual(events)
    met = _target_met(events, current)
    return {
        "key": str(dimension.pk),
        "name": dimension.name,
        "unit": dimension.unit,
        "unit_words": "",
        "direction": current.direction if current else (versions[-1].direction if versions else "decrease"),
        "owner_customer": dimension.owner_theirs.name if dimension.owner_theirs else None,
        "owner_supplier": str(dimension.owner_ours.user) if dimension.owner_ours else None,
        "actual": actual,
        "target_met": None if current is None or actual is None else met is not None,
        "target_met_on": met,
        "gains": sum(amount for amount in counts if amount > 0) if monetised else None,
        "shortfalls": -sum(amount for amount in counts if amount < 0) if monetised else None,
        "terms": [_terms(one, events, facts) for one in versions],
        "readings": _readings(dimension, events, current, agreed),
        "missing": [_span(one.start, one.end) for one in missing_periods(dimension, facts.as_at)],
        "not_claimed": [
            {
                "period": _span(one.start, one.end),
                "value": exact_text(one.readings[-1].value),
                "amount": one.amount_minor,
                "reason": "",
            }
            for one in unclaimed_periods(dimension, facts.as_at)
            if one.amount_minor is not None
        ],
    }


def _actual(events: Iterable[ValueEvent]) -> dict[str, Any] | None:
    lines = [
        line
        for event in events
        if event.state in {"confirmed", "adjusted"}
        for line in event.lines.all()
        if line.actual is not None
    ]
    if not lines:
        return None
    last = max(lines, key=lambda line: line.period_end)
    assert last.actual is not None
    return {"value": exact_text(last.actual), "period": _span(last.period_start, last.period_end)}


def _target_met(events: Iterable[ValueEvent], terms: Terms | None) -> dict[str, str] | None:
    """The latest agreed reading's period where it meets the target; None where it does not."""
    lines = [
        line
        for event in events
        if event.state in {"confirmed", "adjusted"}
        for line in event.lines.all()
        if line.actual is not None
    ]
    if terms is None or not lines:
        return None
    last = max(lines, key=lambda line: line.period_end)
    assert last.actual is not None
    meets = last.actual <= terms.target if terms.direction == "decrease" else last.actual >= terms.target
    return _span(last.period_start, last.period_end) if meets else None


def _terms(terms: Terms, events: Sequence[ValueEvent], facts: Facts) -> dict[str, Any]:
    under = [event for event in events if event.terms_id == terms.pk]
    rate = None
    if terms.rate is not None:
        rate = {"amount": exact_text(terms.rate), "source": terms.rate_source, "owner": terms.rate_owner}
    volume = None
    if terms.volume_basis != Terms.VolumeBasis.NONE:
        unit = terms.volume_unit
        fixed = terms.fixed_volume if terms.volume_basis == Terms.VolumeBasis.FIXED else None
        volume = {
            "basis": f"{exact_text(fixed)} {unit}".strip()
            if fixed is not None
            else (unit or str(terms.get_volume_basis_display())),
            "cap": exact_text(terms.volume_cap) if terms.volume_cap is not None else None,
        }
    return {
        "version": terms.version,
        "baseline": {
            "value": exact_text(terms.baseline),
            "period": _span(terms.baseline_start, terms.baseline_end),
            "low": _text(terms.baseline_low),
            "high": _text(terms.baseline_high),
            "source": terms.baseline_source,
            "supplied_by": str(terms.get_baseline_supplied_by_display()),
        },
        "target": {"value": exact_text(terms.target), "on": terms.target_on.isoformat()},
        "rate": rate,
        "volume": volume,
        "share": exact_text(terms.share) if terms.rate is not None else None,
        "other_shares": [{"who": one["who"], "share": str(one["share"])} for one in terms.other_shares],
        "anyway": {"declared": terms.deduction is not None, "share": _text(terms.deduction), "words": ""},
        "low": _low_values(terms, under, facts),
        "recurring": terms.recurrence == Terms.Recurrence.RECURRING,
        "claim_grain": terms.grain,
        "claimable_until": terms.claimable_until.isoformat(),
        "method": terms.method,
        "agreed": _agreement(terms, under, facts),
    }


def _low_values(terms: Terms, events: Sequence[ValueEvent], facts: Facts) -> dict[str, Any] | None:
    """The gains of these terms with the low rate and the low share instead."""
    if terms.rate is None or (terms.low_rate is None and terms.low_share is None):
        return None
    rate = terms.low_rate if terms.low_rate is not None else terms.rate
    share = terms.low_share if terms.low_share is not None else terms.share
    gains = [
        EXACT.divide(EXACT.multiply(Decimal(counts), rate * share), terms.rate * terms.share)
        for event in events
        if (counts := facts.counts[event.pk]) is not None and counts > 0
    ]
    return {"rate": _text(terms.low_rate), "share": _text(terms.low_share), "gains": rounded_minor(gains, 0)}


def _agreement(terms: Terms, events: Sequence[ValueEvent], facts: Facts) -> dict[str, Any] | None:
    decision = facts.agreements.get(terms.pk)
    if decision is None:
        return None
    starts = [event.period_start for event in events if event.period_start]
    after = bool(starts) and terms.is_after_the_fact(min(starts))
    return {
        "name": _name(decision),
        "position": _position(decision),
        "on": decision.said_on.isoformat(),
        "recorded_at": _instant(decision.recorded_at),
        "origin": decision.origin,
        "recorded_by": None,
        "timing": "after" if after else "before",
        "seq": decision.seq,
    }


def _readings(
    dimension: ValueDimension, events: Sequence[ValueEvent], current: Terms | None, agreed: Sequence[Terms]
) -> list[dict[str, Any]]:
    """Every current reading since the first agreement, and how it stands; earlier values that it replaced with it."""
    since = min((one.agreed_on for one in agreed if one.agreed_on), default=None)
    claims: dict[int, ValueEvent] = {}
    for event in events:
        if event.state not in {"withdrawn", "restated"}:
            claims |= {line.measurement_id: event for line in event.lines.all() if line.measurement_id is not None}
    replaced = {one.supersedes_id for one in dimension.measurements.all() if one.supersedes_id}
    readings = []
    for reading in dimension.measurements.all():
        if reading.pk in replaced:
            continue
        claim = claims.get(reading.pk) or _claim_of_earlier(reading, claims)
        if claim is None and since is not None and reading.period_start < since:
            continue  # it belongs to the time before the agreement, as those of the baseline do
        worse = current is not None and (
            reading.value > current.baseline if current.direction == "decrease" else reading.value < current.baseline
        )
        readings.append(
            {
                "period": _span(reading.period_start, reading.period_end),
                "value": exact_text(reading.value),
                "volume": _text(reading.volume),
                "source": reading.source,
                "measured_by": MEASURED_BY[reading.source_kind],
                "state": _reading_state(claim),
                "worse": worse,
                "superseded": [exact_text(one.value) for one in _earlier(reading)],
            }
        )
    return readings


def _earlier(reading: Measurement) -> list[Measurement]:
    """What the reading replaced, oldest first."""
    earlier: list[Measurement] = []
    one = reading.supersedes
    while one is not None:
        earlier.insert(0, one)
        one = one.supersedes
    return earlier


def _claim_of_earlier(reading: Measurement, claims: dict[int, ValueEvent]) -> ValueEvent | None:
    return next((claims[one.pk] for one in _earlier(reading) if one.pk in claims), None)


def _reading_state(claim: ValueEvent | None) -> str:
    if claim is None:
        return "not_claimed"
    if claim.state in {"confirmed", "adjusted"}:
        return "not_counted" if claim.after_the_fact and not claim.is_shortfall else "counted"
    if claim.is_shortfall:
        return "counted"
    return "disputed" if claim.state == "disputed" else "undecided"


# --- Events -----------------------------------------------------------------------------------------------------------
def _event(event: ValueEvent, facts: Facts) -> dict[str, Any]:
    decisions = [one for one in facts.decisions if one.event_id == event.pk]
    assert event.period_start is not None and event.period_end is not None
    restated_by = next(
        (one for one in facts.events if one.supersedes_id == event.pk and one.state != "withdrawn"), None
    )
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
        "period": _span(event.period_start, event.period_end),
        "kind": "shortfall" if event.went_badly else "gain",
        "borne": event.kind == ValueEvent.Kind.COST,
        "cause": event.cause,
        "remedy": event.remedy,
        "unit": event.dimension.unit if event.dimension is not None else "",
        "lines": [_line(line) for line in event.lines.all()],
        "claimed": event.claimed_minor,
        "counts": facts.counts[event.pk],
        "state": event.state,
        "apart": _apart(event),
        "waiting_for": event.asked.name if waits and event.asked is not None else None,
        "waiting_days": (facts.now - event.stated_at).days if waits and event.stated_at else None,
        "decisions": [_decision(one, decisions[0], facts) for one in decisions],
        "evidence": [{"name": one.name, "digest": one.digest, "grade": one.grade} for one in event.evidence.all()],
        "restates": facts.numbers.get(event.supersedes_id) if event.supersedes_id else None,
        "restated_by": facts.numbers[restated_by.pk] if restated_by is not None else None,
        "overlap": "",
    }


def _apart(event: ValueEvent) -> str | None:
    """Why a decided gain stays out of the headline."""
    if event.is_shortfall or event.state not in {"confirmed", "adjusted"}:
        return None
    if event.rests_on_paper:
        return "on_paper"
    return "after_the_fact" if event.after_the_fact else None


def _line(line: ClaimLine) -> dict[str, Any]:
    return {
        "period": _span(line.period_start, line.period_end),
        "baseline": _text(line.baseline),
        "actual": _text(line.actual),
        "difference": _text(line.difference) or _text(line.actual),
        "volume": _text(line.volume),
        "rate": _text(line.rate),
        "share": _text(line.share),
        "deduction": _text(line.deduction),
        "amount": _text(line.amount),
    }


def _decision(decision: Decision, stated: Decision, facts: Facts) -> dict[str, Any]:
    if decision.by_stakeholder_id is not None:
        side = "customer"
    else:
        side = "supplier" if decision.by_membership_id is not None else "product"
    took = None
    if decision.seq != stated.seq:
        took = max(int((decision.recorded_at - stated.recorded_at).total_seconds()), 0)
    return {
        "kind": decision.kind,
        "name": _name(decision),
        "position": _position(decision),
        "side": side,
        "ties": _ties(decision, facts),
        "amount": decision.amount_minor,
        "said_on": decision.said_on.isoformat(),
        "recorded_at": _instant(decision.recorded_at),
        "took_seconds": took,
        "origin": decision.origin,
        "recorded_by": None,
        "reason": decision.reason,
        "seq": decision.seq,
        "digest": decision.digest,
    }


def _last_decision(event: ValueEvent, facts: Facts) -> Decision | None:
    """The decision on which the event's state stands."""
    kinds = {Decision.Kind.CONFIRMED, Decision.Kind.ADJUSTED}
    return next((one for one in reversed(facts.decisions) if one.event_id == event.pk and one.kind in kinds), None)


# --- Small things -----------------------------------------------------------------------------------------------------
def _contacts(facts: Facts) -> list[dict[str, str]]:
    """Whom to ask: at the customer, at its finance, at the supplier."""
    customer = facts.customer
    people: QuerySet[Stakeholder] = Stakeholder.objects.filter(customer=customer, until=None).order_by("pk")
    deciders = _deciders(facts)
    most = max(deciders, key=lambda pk: sum(row[1] for row in deciders[pk]), default=None)
    champion = next((one for one in people if one.pk == most), None) or next(
        (one for one in people if one.may_decide), None
    )
    finance_person = next((one for one in people if one.may_sign_finance), None)
    contacts = [
        {"side": side, "name": one.name, "position": one.position, "email": one.email, "phone": one.phone}
        for side, one in (("customer", champion), ("customer_finance", finance_person))
        if one is not None
    ]
    ours = Membership.objects.select_related("user").get(pk=customer.accountable_id)
    return [
        *contacts,
        {
            "side": "supplier",
            "name": str(ours.user),
            "position": ours.position or str(ours.get_role_display()),
            "email": ours.user.email,
            "phone": ours.phone,
        },
    ]


def _previous_editions(customer: Customer) -> list[dict[str, Any]]:
    made = Report.objects.filter(customer=customer, edition=Report.Edition.PVD, state=Report.State.DONE)
    return [
        {
            "edition": one.number,
            "issued_at": _instant(one.snapshot.created_at),
            "as_at": one.snapshot.as_at.isoformat(),
            "code": one.code,
            "digest": one.snapshot.digest,
        }
        for one in made.select_related("snapshot").defer("snapshot__figures").order_by("-number")[:5]
    ]


def _name(decision: Decision) -> str:
    return decision.signature.name if hasattr(decision, "signature") else ""


def _position(decision: Decision) -> str:
    return decision.signature.position if hasattr(decision, "signature") else ""


def _span(start: date, end: date) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def _fraction(part: int, whole: int) -> str | None:
    return exact_text((Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"))) if whole else None


def _all_terms(facts: Facts) -> list[Terms]:
    return [
        terms for outcome in facts.outcomes for dimension in outcome.dimensions.all() for terms in dimension.terms.all()
    ]
