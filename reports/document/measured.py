"""What is in no total: what was measured and nobody has stated, gains and shortfalls apart; corrections that wait."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from .figures import Below, NotClaimed


def not_claimed(outcomes: Iterable[Mapping[str, Any]]) -> list[NotClaimed]:
    return list(
        chain.from_iterable(dimension["not_claimed"] for outcome in outcomes for dimension in outcome["dimensions"])
    )


def measured_sums(outcomes: Iterable[Mapping[str, Any]]) -> dict[str, Below]:
    """Both sums, as they are frozen under `below`."""
    rows = not_claimed(outcomes)
    return {
        "measured_not_claimed": _sum(row for row in rows if not row["worse"]),
        "measured_shortfalls": _sum(row for row in rows if row["worse"]),
    }


def _sum(rows: Iterable[NotClaimed]) -> Below:
    amounts = [row["amount"] for row in rows]
    priced = [amount for amount in amounts if amount is not None]
    return {
        "count": len(amounts),
        "amount": sum(priced) if priced or not amounts else None,
        "in_units": len(amounts) - len(priced),
    }


def undecided_more(correction: Mapping[str, Any], corrected: Mapping[str, Any]) -> int:
    """By how much a restatement that waits would raise what counts, in minor units: that alone is undecided.

    While it waits the lower of both figures counts.
    """
    decided = [one["amount"] for one in corrected["decisions"] if one["kind"] in ("confirmed", "adjusted")]
    before = decided[-1] if decided else corrected["claimed"]
    return max(max(correction["claimed"] or 0, 0) - max(before or 0, 0), 0)
