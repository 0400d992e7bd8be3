"""Commitments with their misses, as a document prints them: what was promised, kept, missed, and what the customer said."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.fields import exact_text
from accounts.models import Customer
from scorecards.performance import Kept
from scorecards.queries.performance import Card, Row, cards_of


def commitments_of(customer: Customer, as_at: date) -> list[dict[str, Any]] | None:
    """Every commitment that has a level, in the customer's order; None where nothing was ever promised. Three queries."""
    cards = [card for card in cards_of(customer, as_at) if card.level is not None]
    return [_commitment(card) for card in cards] or None


def _commitment(card: Card) -> dict[str, Any]:
    assert card.level is not None
    counted = card.counted
    return {
        "name": card.commitment.name,
        "unit": card.commitment.unit,
        "rhythm": card.commitment.rhythm,
        "direction": card.level.direction,
        "target": exact_text(card.level.target),
        "met": counted.met,
        "missed": counted.missed,
        "no_data": counted.no_data,
        "challenged": sum(row.answer == "challenged" for row in card.rows),
        "misses": [_miss(row) for row in card.rows if row.kept == Kept.MISSED],
    }


def _miss(row: Row) -> dict[str, Any]:
    assert row.period.actual is not None
    return {
        "period": {"start": row.period.start.isoformat(), "end": row.period.end.isoformat()},
        "reached": exact_text(row.period.actual),
        "target": exact_text(row.period.target),
        "direction": row.period.direction,
        "answer": row.answer or None,
        "by": row.answered_by or None,
        "reason": row.answer_reason or None,
    }
