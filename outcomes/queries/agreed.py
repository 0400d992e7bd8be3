"""What the customer agreed last of a dimension: one rule for pages, the portal and every document.

A reading is agreed where its claim was confirmed as it was stated; of an adjusted claim the amount is agreed, and the
reading may be what she corrected. The last is that of the latest period, whatever was claimed or decided last: a month
that was forgotten and is claimed now changes nothing about the months after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from django.db.models import Q, QuerySet

from outcomes.models import ClaimLine, ValueEvent

PERIODS = ("period_end", "event_id", "position")
"""The order of agreed readings; of two claims of one period the later one is the last."""


def agreed_lines(events: Iterable[ValueEvent]) -> list[ClaimLine]:
    """Readings of these events, whose lines are read, that were confirmed as they were stated; the last one last."""
    lines = [
        line
        for event in events
        if event.state == ValueEvent.State.CONFIRMED
        for line in event.lines.all()
        if line.actual is not None
    ]
    return sorted(lines, key=attrgetter(*PERIODS))


def last_better(lines: Iterable[ClaimLine]) -> ClaimLine | None:
    """Of agreed readings in order the last one that is better than its baseline: a victory in its own units."""
    better = [one for one in lines if one.baseline is not None and (one.difference or 0) > 0]
    return better[-1] if better else None


def last_better_first(events: QuerySet[ValueEvent]) -> QuerySet[ClaimLine]:
    """The same in the database, the last one first: lines of these events, narrowed by the caller to one dimension."""
    confirmed = events.filter(state=ValueEvent.State.CONFIRMED)
    # Exact figures are stored as text: whether one is below zero stands in its first character.
    better = ~Q(difference__startswith="-") & ~Q(difference="0")
    lines = ClaimLine.objects.filter(better, event__in=confirmed, actual__isnull=False, baseline__isnull=False)
    return lines.order_by(*(f"-{name}" for name in PERIODS))
