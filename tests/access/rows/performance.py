"""Commitments and readings beyond recording them: answering a challenge, withdrawing, ending."""

from __future__ import annotations

from accounts.codes import random_code
from tests.access.row import EDITORS, HERE, row

row(
    "scorecards:reading_reply pk",
    of={"pk": "scores.challenged.pk"},
    get=HERE,
    post=HERE,
    data={"words": "It was planned."},
    wrong={"words": ""},
)
row(
    "scorecards:reading_withdraw pk",
    of={"pk": "scores.reading.pk"},
    get=HERE,
    post=HERE,
    data={"reason": "It was of another customer."},
    wrong={"reason": ""},
)
row(
    "scorecards:commitment_edit pk",
    of={"pk": "scores.commitment.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"name": random_code(), "contract": ""},
    wrong={"name": ""},
)
row(
    "scorecards:commitment_end pk",
    of={"pk": "scores.commitment.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"ends_on": "2030-12-31", "reason": "Agreed with Clara."},
    wrong={"ends_on": "2030-12-31", "reason": ""},
)
row(
    "scorecards:commitment_withdraw pk",
    of={"pk": "scores.unread.pk"},
    post=EDITORS,
    sees=HERE,
)
