"""The pages on which a challenge of a reading is answered, and on which the customer answers many readings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Supplier
from scorecards.models import Commitment, PerformanceReading
from scorecards.performance import Kept
from scorecards.queries.commitment_words import promise_words
from scorecards.queries.performance import Row, promised_by
from scorecards.queries.said import Step, Story, step_sentence, with_stories

MOST_ANSWERED = 24  # readings on one page: two years of months
FOLDED_ABOVE = 12  # readings: more of them are folded by year


def answers_page(actor: Actor, commitment: Commitment) -> dict[str, Any]:
    """The context of scorecards/readings_answer.html without its form: what waits of one commitment, oldest first."""
    found = promised_by(actor, commitment.customer, only=commitment)
    waiting = sorted(
        (row for one in found for row in [*one.rows, *one.apart] if row.waits),
        key=lambda row: (row.period.start, row.period.end),
    )
    shown = waiting[:MOST_ANSWERED]
    rows = [_answered_row(row, commitment.unit, actor.supplier) for row in shown]
    sources = {row.newest.source for row in shown if row.newest is not None}
    return {
        "commitment": commitment,
        "promise": promise_words(commitment, found[0].levels[-1] if found else None),
        "readings": [row.newest for row in shown],
        "rows": rows,
        "years": _folded(rows),
        "source": sources.pop() if len(sources) == 1 else "",
        "later": len(waiting) - len(shown),
    }


def _folded(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """More than a year of months, folded by calendar year; less of them is one group without words."""
    if len(rows) <= FOLDED_ABOVE:
        return [{"words": "", "rows": rows}]
    return [_year(year, list(found)) for year, found in groupby(rows, key=lambda one: one["row"].period.end.year)]


def _year(year: int, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    missed = sum(1 for one in rows if one["row"].kept == Kept.MISSED and not one["row"].withdrawn)
    if missed:
        words = ngettext(
            "%(year)s: %(count)s reading, %(missed)s missed",
            "%(year)s: %(count)s readings, %(missed)s missed",
            len(rows),
        )
    else:
        words = ngettext(
            "%(year)s: %(count)s reading, none missed", "%(year)s: %(count)s readings, none missed", len(rows)
        )
    return {"words": words % {"year": year, "count": len(rows), "missed": missed}, "rows": rows}


def _answered_row(row: Row, unit: str, supplier: Supplier) -> dict[str, Any]:
    assert row.newest is not None
    return {
        "row": row,
        "period": capfirst(notation.period(row.period.start, row.period.end)),
        "reached": notation.measured(row.newest.value, unit),
        "promised": notation.quantity(row.period.target, unit),
        "told": steps_words(row.story.told, unit, supplier),
    }


def reply_page(actor: Actor, reading: PerformanceReading) -> dict[str, Any]:
    """The context of scorecards/reading_reply.html without its form; one query."""
    same = PerformanceReading.objects.visible_to(actor).filter(
        commitment=reading.commitment_id, period_start=reading.period_start, period_end=reading.period_end
    )
    story = next((one.story for one in with_stories(same)), Story())
    commitment = reading.commitment
    return {
        "customer": commitment.customer,
        "commitment": commitment,
        "reading": reading,
        "steps": steps_words(story.steps, commitment.unit, actor.supplier),
    }


def steps_words(steps: Sequence[Step], unit: str, supplier: Supplier) -> list[str]:
    return [capfirst(step_sentence(one, unit, notation.date_long(supplier.today(one.at)))) for one in steps]
