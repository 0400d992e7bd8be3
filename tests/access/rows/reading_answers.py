"""Several readings of one commitment, answered on one page."""

from __future__ import annotations

from tests.access.row import DECIDERS, PORTAL, row
from tests.reading import seen

row(
    "scorecards:readings_answer pk",
    of={"pk": "scores.commitment.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {
        **seen(f"answers-{place.scores.commitment.pk}"),
        f"answer_{place.scores.reading.pk}": "challenged",
        f"reason_{place.scores.reading.pk}": "The outage of the 12th is missing.",
    },
    wrong=lambda place: {f"answer_{place.scores.reading.pk}": "challenged"},
)
