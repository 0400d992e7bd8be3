"""The customer's side."""

from __future__ import annotations

from datetime import timedelta

from accounts.codes import random_code
from tests.access.row import (
    CUSTOMERS,
    DECIDERS,
    PORTAL,
    row,
    token,
)
from tests.reading import seen

row("reports:portal_home", get=CUSTOMERS)
row("reports:portal_welcomed", post=CUSTOMERS, changes=False)
row("outcomes:claim_list", get=CUSTOMERS)
row("outcomes:claim_show pk", of={"pk": "gain.pk"}, get=PORTAL)
row(
    "outcomes:claim_confirm pk",
    of={"pk": "gain.pk"},
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: token(place) | seen(f"claim-{place.gain.pk}"),
    wrong=lambda place: token(place) | seen(f"claim-{place.gain.pk}", timedelta()),
    ledger=True,
)
row("outcomes:claim_decided pk", of={"pk": "adjusted.pk"}, get=PORTAL)
row(
    "outcomes:claim_adjust pk",
    of={"pk": "gain.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {"amount": "1000", "reason": "Less.", "token": random_code()},
    wrong={"amount": "a lot", "reason": ""},
    ledger=True,
)
row(
    "outcomes:claim_adjust_preview pk",
    of={"pk": "gain.pk"},
    post=DECIDERS,
    sees=PORTAL,
    data={"amount": "1000"},
    post_status=200,
    changes=False,
)
row(
    "outcomes:claim_dispute pk",
    of={"pk": "gain.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {"reason": "Our own work.", "token": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row(
    "outcomes:claim_withdraw pk",
    of={"pk": "shortfall.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data=lambda place: {"reason": "A mistake of ours.", "token": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row("outcomes:portal_terms pk", of={"pk": "proposal.pk"}, get=PORTAL)
row(
    "outcomes:portal_terms_agree pk",
    of={"pk": "proposal.pk"},
    post="champion",
    sees=PORTAL,
    data=lambda place: token(place) | seen(f"terms-{place.proposal.pk}"),
    wrong=token,
    ledger=True,
)
row(
    "outcomes:portal_terms_decline pk",
    of={"pk": "proposal.pk"},
    get="champion",
    post="champion",
    sees=PORTAL,
    data={"reason": "The baseline is wrong."},
    wrong={"reason": ""},
)
row("outcomes:portal_spend", get=CUSTOMERS)
ALL_DECIDERS = f"{DECIDERS} other_champion foreign_champion"
row(
    "outcomes:portal_spend_confirm",
    post=ALL_DECIDERS,
    sees=CUSTOMERS,
    data=lambda place: {"until": "2025-12-31"} | token(place) | seen("spend-"),
    wrong=lambda place: {"until": "2025-12-31"} | token(place) | seen("spend-", timedelta()),
    ledger=True,
)
for name in ("shortfall_state", "cost_state"):
    row(
        f"outcomes:{name}",
        get=ALL_DECIDERS,
        post=ALL_DECIDERS,
        sees=CUSTOMERS,
        data=lambda place: {
            "title": "Two nights of the team",
            "amount": "1200",
            "period_start": "2025-03-01",
            "period_end": "2025-03-02",
            "cause": "The interface was late.",
            "token": random_code(),
        },
        wrong={"title": "", "amount": "-1"},
        ledger=True,
    )
