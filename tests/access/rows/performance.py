"""Commitments and readings beyond recording them: answering a challenge."""

from __future__ import annotations

from tests.access.row import HERE, row

row(
    "scorecards:reading_reply pk",
    of={"pk": "scores.challenged.pk"},
    get=HERE,
    post=HERE,
    data={"words": "It was planned."},
    wrong={"words": ""},
)
