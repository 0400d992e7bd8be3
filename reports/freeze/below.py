"""What stands under the thick line: sums that are in no total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from outcomes.counting import OPEN
from outcomes.models import (
    ValueEvent,
)
from reports.document.measured import measured_sums

from .facts import Facts, apart


def below_the_line(facts: Facts, outcomes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    def sums(events: list[tuple[ValueEvent, int | None]]) -> dict[str, Any]:
        priced = [amount for _event, amount in events if amount is not None]
        return {
            "count": len(events),
            "amount": sum(priced) if priced or not events else None,
            "in_units": len(events) - len(priced),
        }

    def waiting(state: str) -> list[tuple[ValueEvent, int | None]]:
        found: list[tuple[ValueEvent, int | None]] = []
        for event in facts.events:
            if event.state != state or (event.claimed_minor or 0) < 0:
                continue
            if event.supersedes_id is None:
                found.append((event, event.claimed_minor))
            elif more := _more(event, facts):
                found.append((event, more))
        return found

    waits = [event for event in facts.events if event.supersedes_id is not None and event.state in OPEN]
    late = [(event, event.decided_minor) for event in facts.events if apart(event) == "after_the_fact"]
    paper = [(event, event.decided_minor) for event in facts.events if apart(event) == "on_paper"]
    return {
        "disputed": sums(waiting("disputed")),
        "undecided": sums(waiting("stated")),
        "after_the_fact": sums(late),
        "on_paper": sums(paper),
        "corrections": sums([(event, 0) for event in waits if not _more(event, facts)]),
    } | measured_sums(outcomes)


def _more(correction: ValueEvent, facts: Facts) -> int:
    """By how much a restatement that waits would raise what counts: that alone is undecided, the lower figure counts."""
    assert correction.supersedes_id is not None
    corrected = facts.by_key[correction.supersedes_id]
    return max(max(correction.claimed_minor or 0, 0) - max(corrected.decided_minor or 0, 0), 0)
