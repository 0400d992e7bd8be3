"""What was said of a reading, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from scorecards.queries.said import Kind, Step, step_sentence


@pytest.mark.parametrize(
    ("unit", "was", "now"),
    [("incidents", "3\u00a0incidents", "1"), ("%", "3\u202f%", "1\u202f%"), ("days", "3\u00a0days", "1\u00a0day")],
)
def test_one_of_a_unit_that_has_no_singular_is_said_by_its_figure(unit: str, was: str, now: str) -> None:
    step = Step(Kind.CORRECTED, "", "", datetime(2026, 5, 4, tzinfo=UTC), before=Decimal(3), after=Decimal(1))
    assert step_sentence(step, unit, "4 May 2026") == f"was {was}, corrected to {now} on 4 May 2026"
