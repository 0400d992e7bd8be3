"""GET /portal/outcomes/<pk>/: one outcome, how far it is, with every reading."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client

from outcomes.services.ledger import confirm
from tests.cast import agreed, dimension_of, reading, voice
from tests.portal.conftest import Halden, words_of


def test_outcome_shows_track_chart_readings_and_claims(champion: Client, halden: Halden) -> None:
    confirm(event=halden.claim(1, "1"), voice=voice(halden.cast.champion))
    reading(halden.dimension, date(2025, 2, 1), "31")

    page = champion.get(f"/portal/outcomes/{halden.dimension.outcome_id}/")

    text = words_of(page)
    assert "30 → 31 days (February 2025, not claimed), target" in text and "worse than the baseline" in text
    assert "measured, not claimed" in text and "confirmed" in text
    title = notes_of_chart(page)
    assert "Readings of Days to reconcile month-end." in title and "Baseline 30, target" in title


def notes_of_chart(page: Any) -> str:
    """The alternative text of the first chart."""
    found = re.search(r'<svg class="chart-readings[^>]*><title>([^<]*)<', page.content.decode())
    assert found is not None
    return found[1]


def test_outcome_says_where_a_reading_is_missing(champion: Client, halden: Halden) -> None:
    assert "No reading yet. Missing is not zero." in words_of(
        champion.get(f"/portal/outcomes/{halden.dimension.outcome_id}/")
    )


def test_outcome_without_agreed_terms_says_so(champion: Client, halden: Halden) -> None:
    other = dimension_of(halden.cast.halden)

    assert "No terms are agreed for it yet" in words_of(champion.get(f"/portal/outcomes/{other.outcome_id}/"))


def test_outcome_of_another_customer_does_not_exist(champion: Client, halden: Halden) -> None:
    foreign = dimension_of(halden.cast.orlik)
    agreed(foreign, by=halden.cast.other_champion)

    assert champion.get(f"/portal/outcomes/{foreign.outcome_id}/").status_code == 404
