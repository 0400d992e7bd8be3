"""Scorecards, both sides."""

from __future__ import annotations

from accounts.codes import random_code
from tests.access.row import DECIDERS, EDITORS, HERE, PORTAL, row

LEVEL = {
    "since": "2026-01-01",
    "direction": "at_least",
    "target": "85",
    "weight": "2",
    "source": "Amendment 1",
}
READING = {"period_start": "2025-06-01", "period_end": "2025-06-30", "source": "Monitoring"}

row("scorecards:scorecard customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "scorecards:commitment_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {**LEVEL, "name": random_code(), "unit": "%", "rhythm": "month"},
    wrong={"name": "", "target": "a lot"},
)
row(
    "scorecards:level_set pk",
    of={"pk": "scores.commitment.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=LEVEL,
    wrong={"target": "a lot"},
)
row(
    "scorecards:reading_create commitment_pk",
    of={"commitment_pk": "scores.commitment.pk"},
    get=HERE,
    post=HERE,
    data={**READING, "value": "82"},
    wrong={**READING, "value": ""},
)
row(
    "scorecards:reading_correct pk",
    of={"pk": "scores.reading.pk"},
    get=HERE,
    post=HERE,
    data={"value": "82", "source": "Monitoring", "reason": "Planned outages left out"},
    wrong={"value": "82", "source": "Monitoring", "reason": ""},
)
row(
    "scorecards:work_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=HERE,
    post=HERE,
    data={**READING, "function": "Trains cleaned", "unit": "trains", "in_scope": "5", "out_of_scope": "0"},
    wrong={**READING, "function": "Trains cleaned", "unit": "trains", "in_scope": "-5", "out_of_scope": "0"},
)
row(
    "scorecards:work_correct pk",
    of={"pk": "scores.work.pk"},
    get=HERE,
    post=HERE,
    data={"unit": "cases", "in_scope": "99", "out_of_scope": "1", "source": "Tickets", "reason": "One was left out"},
    wrong={"unit": "cases", "in_scope": "99", "out_of_scope": "1", "source": "Tickets", "reason": ""},
)
row("scorecards:portal_scorecard", get=PORTAL + " other_champion foreign_champion")
row(
    "scorecards:reading_acknowledge pk",
    of={"pk": "scores.reading.pk"},
    post=DECIDERS,
    sees=PORTAL,
)
row(
    "scorecards:reading_challenge pk",
    of={"pk": "scores.reading.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data={"reason": "The outage of the 12th is missing."},
    wrong={"reason": ""},
)
