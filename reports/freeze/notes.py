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


def name_of(decision: Decision) -> str:
    return decision.signature.name if hasattr(decision, "signature") else ""


def position_of(decision: Decision) -> str:
    return decision.signature.position if hasattr(decision, "signature") else ""


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
