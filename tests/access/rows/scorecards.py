"""Scorecards, both sides."""

from __future__ import annotations

from accounts.codes import random_code
from tests.access.row import DECIDERS, EDITORS, HERE, PORTAL, row
from tests.access.world import Place
from tests.reading import seen

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
    data={**READING, "function": "Trains cleaned", "unit": "%", "in_scope": "5", "out_of_scope": "0"},
    wrong={**READING, "function": "Trains cleaned", "unit": "%", "in_scope": "-5", "out_of_scope": "0"},
)
row(
    "scorecards:work_correct pk",
    of={"pk": "scores.work.pk"},
    get=HERE,
    post=HERE,
    data={"unit": "%", "in_scope": "99", "out_of_scope": "1", "source": "Tickets", "reason": "One was left out"},
    wrong={"unit": "%", "in_scope": "99", "out_of_scope": "1", "source": "Tickets", "reason": ""},
)
row("scorecards:portal_scorecard", get=PORTAL + " other_champion foreign_champion")
row(
    "scorecards:reading_acknowledge pk",
    of={"pk": "scores.reading.pk"},
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: seen("scorecard-"),
    wrong={},
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
row("scorecards:customer_performance customer_pk", of={"customer_pk": "customer.pk"}, get=HERE, fragment=True)
row("scorecards:work_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)

# --- Scope ------------------------------------------------------------------------------------------------------------
LINE = {"function": "Trains cleaned", "unit": "%", "words": "Every night", "unit_price": "12.50"}


def change(place: Place) -> dict[str, object]:
    return {
        "contract": place.scores.line.contract_id,
        "function": "Trains cleaned",
        "unit": "%",
        "words": "More of them",
        "since": "2025-07-01",
        "rhythm": "month",
        "planned": "120",
        "price_minor": "2000",
        "asked": place.champion.pk,
    }


row("scorecards:scope customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "scorecards:scope_line_create contract_pk",
    of={"contract_pk": "scores.line.contract_id"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=LINE,
    wrong={**LINE, "unit_price": "-1"},
)
row(
    "scorecards:scope_line_edit pk",
    of={"pk": "scores.line.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=LINE,
    wrong={**LINE, "function": ""},
)
row(
    "scorecards:scope_change_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=change,
    wrong={"words": ""},
)
row(
    "scorecards:scope_change_edit pk",
    of={"pk": "scores.draft.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=change,
    wrong={"words": ""},
)
row("scorecards:scope_change pk", of={"pk": "scores.draft.pk"}, get=HERE)
row("scorecards:scope_change_propose pk", of={"pk": "scores.draft.pk"}, post=EDITORS, sees=HERE)
row("scorecards:scope_change_withdraw pk", of={"pk": "scores.proposed.pk"}, post=EDITORS, sees=HERE)
row("scorecards:portal_scope_change pk", of={"pk": "scores.proposed.pk"}, get=PORTAL)
row(
    "scorecards:portal_scope_agree pk",
    of={"pk": "scores.proposed.pk"},
    post="champion",
    sees=PORTAL,
    data=lambda place: seen(f"scope-{place.scores.proposed.pk}"),
)
row(
    "scorecards:portal_scope_decline pk",
    of={"pk": "scores.proposed.pk"},
    get="champion",
    post="champion",
    sees=PORTAL,
    data={"reason": "Too dear."},
    wrong={"reason": ""},
)
