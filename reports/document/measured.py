"""What was measured and that nobody has stated: gains and shortfalls, each in a sum of its own, never one less the other."""

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
