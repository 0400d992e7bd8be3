"""What holds for every figure of a period, whatever was measured: reading, performance, volume of work.

The caller holds the lock of what the figure belongs to, so that two figures of the same days cannot both get in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.notation import period
from accounts.refusal import Refused


def check_period(start: date, end: date, *, today: date) -> None:
    """Refused, at its field, where a period is out of order or not over."""
    if end < start:
        raise Refused(_("The period ends before it begins."), code="order", field="period_end")
    if end > today:
        raise Refused(_("The period lies in the future: nothing was measured yet."), code="future", field="period_end")


def check_correction(old: Any, same: tuple[Any, date, date], reason: str, *, of: str) -> None:
    """Refused where somebody was faster, the period is another one, or nobody says why."""
    if hasattr(old, "superseded_by"):
        raise Refused(_("Somebody has already corrected this."), code="superseded")
    if (getattr(old, of), old.period_start, old.period_end) != same:
        raise Refused(_("A correction is of the same period."), code="other_period", field="period_start")
    if not reason.strip():
        raise Refused(_("Say why it is corrected."), code="no_reason", field="reason")


def refuse_same_days(figures: Any, start: date, end: date, words: str, *, supersedes: Any = None) -> None:
    """Refused where one of the current `figures`, a set of one thing's, has days of the period, unless it is corrected.

    `words` name what is there already, with a place for its %(period)s.
    """
    same_days = figures.filter(period_start__lte=end, period_end__gte=start).current()
    if supersedes is not None:
        same_days = same_days.exclude(pk=supersedes.pk)
    overlapping = same_days.first()
    if overlapping is not None:
        raise Refused(
            words % {"period": period(overlapping.period_start, overlapping.period_end)},
            code="overlap",
            field="period_start",
        )
