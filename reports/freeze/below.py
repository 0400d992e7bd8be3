"""What stands under the thick line: sums that are in no total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
            amount = event.claimed_minor
            if event.supersedes_id is not None and amount is not None:
                restated = next(one for one in facts.events if one.pk == event.supersedes_id)
                amount = max(amount - max(restated.decided_minor or 0, 0), 0)
            found.append((event, amount))
        return found

    late = [(event, event.decided_minor) for event in facts.events if apart(event) == "after_the_fact"]
    paper = [(event, event.decided_minor) for event in facts.events if apart(event) == "on_paper"]
    return {
        "disputed": sums(waiting("disputed")),
        "undecided": sums(waiting("stated")),
        "after_the_fact": sums(late),
        "on_paper": sums(paper),
    } | measured_sums(outcomes)
