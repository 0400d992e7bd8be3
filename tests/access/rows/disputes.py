"""Answering what the customer disputed."""

from __future__ import annotations

from tests.access.row import EDITORS, HERE, row

row(
    "outcomes:event_answer pk",
    of={"pk": "disputed.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"words": "It was measured after that.", "grade": "D"},
    wrong={"words": "", "grade": "D"},
)
