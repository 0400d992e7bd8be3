"""The customer's side: deciding anew, signing a period off, a promise that was not kept, an outcome."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from accounts.codes import random_code
from outcomes.services.ledger import period_sums, sums_key
from tests.access.row import CUSTOMERS, DECIDERS, PORTAL, row, token
from tests.access.world import Place
from tests.reading import seen

row("reports:portal_outcome pk", of={"pk": "outcome.pk"}, get=PORTAL)


def again(place: Place) -> dict[str, Any]:
    """A change of mind about the entry that adjusted the claim."""
    stands = place.adjusted.decisions.latest("seq")
    return {"reason": "It was right after all.", "replaces": stands.seq, "token": random_code()}


row(
    "outcomes:claim_confirm_again pk",
    of={"pk": "adjusted.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=again,
    wrong=lambda place: again(place) | {"reason": ""},
    ledger=True,
)
row("outcomes:portal_sign_off", get=CUSTOMERS)


def signed(place: Place) -> dict[str, Any]:
    start, end = date(2025, 1, 1), date(2025, 12, 31)
    shown = sums_key(*period_sums(place.customer, start, end))
    return {"start": start.isoformat(), "end": end.isoformat(), "shown": shown, **token(place), **seen("sign-off-")}


row(
    "outcomes:portal_sign_off_sign",
    post="cfo",
    sees=CUSTOMERS,
    data=signed,
    wrong=lambda place: signed(place) | seen("sign-off-", timedelta()),
    ledger=True,
)
row(
    "outcomes:promise_state",
    get=f"{DECIDERS} other_champion foreign_champion",
    post=f"{DECIDERS} other_champion foreign_champion",
    sees=CUSTOMERS,
    data=lambda place: {
        "title": "Answers within a day",
        "amount": "",
        "period_start": "2025-03-01",
        "period_end": "2025-03-31",
        "cause": "It took a week.",
        "token": random_code(),
    },
    wrong={"title": "", "amount": "-1"},
    ledger=True,
)
