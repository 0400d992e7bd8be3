"""Every version of a dimension's terms, and who agreed it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.fields import exact_text
from outcomes.models import (
    Terms,
    ValueEvent,
)
from outcomes.value import EXACT, rounded_minor

from .facts import Facts
from .notes import instant, name_of, position_of, recorded_by, span, text_of


def terms_of(terms: Terms, events: Sequence[ValueEvent], facts: Facts) -> dict[str, Any]:
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
            "period": span(terms.baseline_start, terms.baseline_end),
            "low": text_of(terms.baseline_low),
            "high": text_of(terms.baseline_high),
            "source": terms.baseline_source,
            "supplied_by": str(terms.get_baseline_supplied_by_display()),
        },
        "target": {"value": exact_text(terms.target), "on": terms.target_on.isoformat()},
        "rate": rate,
        "volume": volume,
        "share": exact_text(terms.share) if terms.rate is not None else None,
        "other_shares": [{"who": one["who"], "share": str(one["share"])} for one in terms.other_shares],
        "anyway": {"declared": terms.deduction is not None, "share": text_of(terms.deduction), "words": ""},
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
    agreed_rate = terms.rate
    counted = [amount for event in events if (amount := facts.counts[event.pk]) is not None and amount > 0]

    agreed = EXACT.multiply(terms.rate, terms.share)

    def under(rate: Decimal | None, share: Decimal | None) -> int:
        factor = EXACT.multiply(agreed_rate if rate is None else rate, terms.share if share is None else share)
        return rounded_minor([EXACT.divide(EXACT.multiply(Decimal(amount), factor), agreed) for amount in counted], 0)

    return {
        "rate": text_of(terms.low_rate),
        "share": text_of(terms.low_share),
        "gains": under(terms.low_rate, terms.low_share),
        "gains_rate": under(terms.low_rate, None) if terms.low_rate is not None else None,
        "gains_share": under(None, terms.low_share) if terms.low_share is not None else None,
        "instead": sum(counted),
    }


def _agreement(terms: Terms, events: Sequence[ValueEvent], facts: Facts) -> dict[str, Any] | None:
    decision = facts.agreements.get(terms.pk)
    if decision is None:
        return None
    starts = [event.period_start for event in events if event.period_start]
    after = bool(starts) and terms.is_after_the_fact(min(starts))
    return {
        "name": name_of(decision, facts),
        "position": position_of(decision, facts),
        "on": decision.said_on.isoformat(),
        "recorded_at": instant(decision.recorded_at),
        "origin": decision.origin,
        "recorded_by": recorded_by(decision, facts),
        "timing": "after" if after else "before",
        "seq": decision.seq,
    }
