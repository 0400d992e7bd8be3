"""A page that was read: what the forms of one tap carry when somebody has looked at their page for a minute."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.read_first import FIELD, seen_mark


def seen(subject: str, ago: timedelta = timedelta(minutes=1)) -> dict[str, str]:
    """`subject`: "claim-12", "terms-7", "scorecard-"."""
    return {FIELD: seen_mark(subject, timezone.now() - ago)}
