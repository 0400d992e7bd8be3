"""Who confirmed, with which ties, what the gains rest on, and whom to ask."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from accounts.models import Membership
from accounts.queries import people_of as still_there
from outcomes.models import (
    Decision,
    ValueEvent,
)

from .facts import Facts, counted, last_decision, signed_period
from .notes import fraction, name_of, position_of, span

MEASURED_BY = {"customer": "customer", "supplier": "supplier", "third": "third_party"}


def _deciders(facts: Facts) -> dict[int, list[tuple[ValueEvent, int, Decision]]]:
    """By stakeholder: the gains that stand on her decision."""
    found: dict[int, list[tuple[ValueEvent, int, Decision]]] = defaultdict(list)
    for event, counts in counted(facts):
        decision = last_decision(event, facts)
        if counts >= 0 and decision is not None and decision.by_stakeholder_id is not None:
            found[decision.by_stakeholder_id].append((event, counts, decision))
    return found


def _units_deciders(facts: Facts) -> dict[int, list[tuple[ValueEvent, int, Decision]]]:
    """The same where nothing is monetised: decided events without an amount."""
    found: dict[int, list[tuple[ValueEvent, int, Decision]]] = defaultdict(list)
    for event in facts.events:
        decision = last_decision(event, facts)
        decided = event.claimed_minor is None and event.state in {"confirmed", "adjusted"}
        if decided and decision is not None and decision.by_stakeholder_id is not None:
            found[decision.by_stakeholder_id].append((event, 0, decision))
    return found


def people_of(facts: Facts) -> list[dict[str, Any]]:
    deciders = _deciders(facts)
    total = sum(amount for rows in deciders.values() for _event, amount, _decision in rows)
    if not deciders:
        deciders = _units_deciders(facts)
    count = sum(len(rows) for rows in deciders.values())
    people = []
    for rows in deciders.values():
        last = rows[-1][2]
        gains = sum(amount for _event, amount, _decision in rows)
        share = fraction(gains, total) if total else fraction(len(rows), count)
        people.append(
            {
                "name": name_of(last, facts),
                "position": position_of(last, facts),
                "ties": ties_of(last, facts),
                "gains": gains,
                "count": len(rows),
                "share": share,
            }
        )
    return sorted(people, key=lambda one: (-one["gains"], -one["count"], one["name"]))


def shares_of(facts: Facts) -> dict[str, Any]:
    rows = [row for rows in _deciders(facts).values() for row in rows]
    total = sum(amount for _event, amount, _decision in rows)

    def share(matching: Iterable[int]) -> str | None:
        return fraction(sum(matching), total) if total else None

    reviewed = [(amount, decision) for event, amount, decision in rows if is_reviewed(event, facts)]
    by_finance = [decision for _amount, decision in reviewed if _signs_finance(decision)]
    last = max([*by_finance, *(facts.sign_offs if reviewed else [])], key=lambda one: one.seq, default=None)
    measured: dict[str, int] = defaultdict(int)
    for event, amount, _decision in rows:
        if whose := measured_by(event):
            measured[whose] += amount
    by_person = [sum(amount for _event, amount, _decision in rows) for rows in _deciders(facts).values()]
    with_ties = {decision.seq: ties_of(decision, facts) for _event, _amount, decision in rows}
    return {
        "finance": {
            "share": share(amount for amount, _decision in reviewed) if reviewed else None,
            "on": last.said_on.isoformat() if last is not None else None,
            "by": name_of(last, facts) if last is not None else None,
            "sign_offs": [_sign_off(one, facts) for one in facts.sign_offs],
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


def measured_by(event: ValueEvent) -> str | None:
    """Whose readings a claim rests on: of several the one that is least independent. None: on no reading."""
    kinds = {line.measurement.source_kind for line in event.lines.all() if line.measurement is not None}
    return MEASURED_BY[min(kinds, key=["supplier", "third", "customer"].index)] if kinds else None


def is_reviewed(event: ValueEvent, facts: Facts) -> bool:
    """Whether the customer's finance decided the event, or signed off its period after it was decided."""
    decision = last_decision(event, facts)
    if decision is None or event.period_end is None:
        return False
    return _signs_finance(decision) or any(
        seq > decision.seq and start <= event.period_end <= end for seq, start, end in facts.signed_periods
    )


def _signs_finance(decision: Decision) -> bool:
    """Whether she could sign for her finance when she decided."""
    return bool(json.loads(decision.payload)["by"].get("ties", {}).get("may_sign_finance"))


def _sign_off(decision: Decision, facts: Facts) -> dict[str, Any]:
    sums = json.loads(decision.payload)["sums"]
    return {
        "name": name_of(decision, facts),
        "position": position_of(decision, facts),
        "said_on": decision.said_on.isoformat(),
        "period": span(*signed_period(decision)),
        "spent": sums["spend"],
        "value": sums["confirmed"] - sums["shortfall"],
        "reason": decision.reason,
        "seq": decision.seq,
    }


def ties_of(decision: Decision, facts: Facts) -> list[dict[str, Any]]:
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


def contacts_of(facts: Facts) -> list[dict[str, str]]:
    """Whom to ask: at the customer, at its finance, at the supplier."""
    customer = facts.customer
    there = sorted(still_there(customer), key=lambda one: one.pk)
    deciders = _deciders(facts)
    most = max(deciders, key=lambda pk: sum(row[1] for row in deciders[pk]), default=None)
    champion = next((one for one in there if one.pk == most), None) or next(
        (one for one in there if one.may_decide), None
    )
    finance_person = next((one for one in there if one.may_sign_finance), None)
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
