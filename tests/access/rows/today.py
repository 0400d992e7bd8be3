"""The supplier's side: Today, reminders, several claims at once, search."""

from __future__ import annotations

from typing import Any

from accounts.codes import random_code
from tests.access.row import EDITORS, HERE, SUPPLIER, row
from tests.access.world import Place

row("reports:today", get=SUPPLIER)
row("reports:today_count", get=SUPPLIER, fragment=True)
row("reports:search", get=SUPPLIER, query="?q=qz")
row("reports:reminder_send pk", of={"pk": "champion.pk"}, post=EDITORS, sees=HERE)
row("reports:reminder_undo pk", of={"pk": "reminder.pk"}, post=EDITORS, sees=HERE)


def several(place: Place) -> dict[str, Any]:
    return {
        "claims": [f"{place.dimension.pk}/2025-07-01/2025-07-31"],
        "grade": "D",
        "act": "send",
        "request_key": random_code(),
    }


def none_of_them(place: Place) -> dict[str, Any]:
    return several(place) | {"claims": []}


row(
    "outcomes:dimension_log pk",
    of={"pk": "dimension.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=several,
    wrong=none_of_them,
    ledger=True,
)
row(
    "outcomes:customer_log pk",
    of={"pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=several,
    wrong=none_of_them,
    ledger=True,
)
# What is brought back lies in the session of who discarded it (tests/pages/test_event_discard.py): nobody has any here.
row("outcomes:event_undiscard", post=EDITORS, post_status=404, changes=False)
