"""Dates, numbers and names as the frozen figures write them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.fields import exact_text
from outcomes.models import (
    Decision,
)

from .facts import Facts


def name_of(decision: Decision, facts: Facts) -> str:
    """Who decided; on paper the customer's person, not whoever recorded it."""
    if decision.seq in facts.said_by:
        return facts.said_by[decision.seq].name
    return decision.signature.name if hasattr(decision, "signature") else ""


def position_of(decision: Decision, facts: Facts) -> str:
    if decision.seq in facts.said_by:
        return facts.said_by[decision.seq].position
    return decision.signature.position if hasattr(decision, "signature") else ""


def recorded_by(decision: Decision, facts: Facts) -> str | None:
    """Who of the supplier recorded what was decided on paper; None for what was decided in the product."""
    on_paper = decision.seq in facts.said_by
    return decision.signature.name if on_paper and hasattr(decision, "signature") else None


def span(start: date, end: date) -> dict[str, str]:
    return {"start": start.isoformat(), "end": end.isoformat()}


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_of(value: Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def fraction(part: int, whole: int) -> str | None:
    return exact_text((Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"))) if whole else None


def by_date(dated: Iterable[tuple[Any, int]]) -> list[dict[str, Any]]:
    """Sums by date, in order."""
    sums: dict[date, int] = defaultdict(int)
    for day, amount in dated:
        sums[day] += amount
    return [{"date": day.isoformat(), "amount": sums[day]} for day in sorted(sums)]
