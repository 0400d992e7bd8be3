"""What the customer paid or bore, entry by entry, and what of it she confirmed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from accounts.fields import exact_text
from accounts.notation import minor_digits
from outcomes.models import (
    Decision,
    SpendEntry,
)

from .facts import Facts
from .notes import name_of, position_of

SPEND_KINDS = {"licence": "licence", "service": "service", "internal": "internal_cost", "credit": "credit"}
SPEND_BASES = {"invoice": "invoice_date", "payment": "payment_date", "estimate": "invoice_date"}


def spend_of(facts: Facts) -> dict[str, Any]:
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
        "confirmed_by": name_of(last, facts) if last is not None else None,
        "rows": [_spend_row(entry, confirmed_by.get(entry.pk), facts) for entry in facts.spend],
    }


def _spend_row(entry: SpendEntry, decision: Decision | None, facts: Facts) -> dict[str, Any]:
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
            "name": name_of(decision, facts),
            "position": position_of(decision, facts),
            "said_on": decision.said_on.isoformat(),
        }
    return {
        "date": entry.on.isoformat(),
        "kind": SPEND_KINDS[entry.kind],
        "source": entry.source,
        "words": entry.words,
        "amount": entry.amount_minor,
        "basis": entry.basis,
        "replaces": entry.supersedes.amount_minor if entry.supersedes is not None else None,
        "original": original,
        "confirmed": confirmed,
    }
