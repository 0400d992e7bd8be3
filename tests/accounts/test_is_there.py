"""Somebody is there on her last day, and not on the next: asked of one person and of many alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from accounts.models import Stakeholder
from tests.cast import Cast

DAY = timedelta(days=1)
LAST = date(2025, 6, 30)


@pytest.mark.both
@pytest.mark.parametrize(
    ("until", "on", "expected"),
    [(None, LAST, True), (LAST, LAST - DAY, True), (LAST, LAST, True), (LAST, LAST + DAY, False)],
)
def test_the_last_day_counts(db: None, cast: Cast, until: date | None, on: date, expected: bool) -> None:
    Stakeholder.objects.filter(pk=cast.champion.pk).update(until=until)
    person = Stakeholder.objects.get(pk=cast.champion.pk)
    assert person.is_there(on) is Stakeholder.objects.there(on).filter(pk=person.pk).exists() is expected
