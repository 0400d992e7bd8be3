"""What the band above the waiting list says of how long it takes."""

from __future__ import annotations

import pytest

from reports.queries.portal_waiting import waits_minutes


@pytest.mark.parametrize(
    ("single", "readings", "words"),
    [
        (1, 0, "about one minute"),
        (0, 3, "about one minute"),
        (0, 25, "about 3 minutes"),
        (4, 25, "about 7 minutes"),
        (15, 0, "about 15 minutes"),
        (16, 0, ""),
    ],
)
def test_readings_stand_on_one_page_and_take_less_than_claims(single: int, readings: int, words: str) -> None:
    assert waits_minutes(single, readings) == words
