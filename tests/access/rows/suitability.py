"""Suitability for the customer's direction, and the supplier sheet, both sides."""

from __future__ import annotations

from scorecards.models import Direction
from tests.access.row import DECIDERS, EDITORS, HERE, PORTAL, row
from tests.access.world import Place
from tests.reading import seen

DIRECTION = {"words": "Fewer branches", "said_by": "The board", "said_on": "2026-01-15", "source": "Annual report"}
OWN_DIRECTION = {"words": "Fewer branches", "said_on": "2026-01-15", "source": "Annual report"}


def criteria(place: Place) -> dict[str, object]:
    return {"asked": place.champion.pk, "name_0": "Speed", "weight_0": "60", "name_1": "Cost", "weight_1": "40"}


def read(place: Place) -> dict[str, object]:
    return {"direction": Direction.objects.filter(customer=place.customer).current().get().pk, **seen("suitability-")}


def risk(place: Place) -> dict[str, object]:
    return {"words": "Too few", "plan": "Hire", "owner": place.manager.pk, "due_on": "2031-01-15"}


row("scorecards:suitability customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "scorecards:direction_record customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: DIRECTION | {"said_on": place.suited.direction.said_on.isoformat()},
    wrong=DIRECTION | {"words": ""},
)
row(
    "scorecards:criteria_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=criteria,
    wrong={"name_0": "Speed"},
)
row(
    "scorecards:criteria_edit pk",
    of={"pk": "suited.draft.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=criteria,
    wrong={"name_0": "Speed"},
)
row("scorecards:criteria pk", of={"pk": "suited.draft.pk"}, get=HERE)
row("scorecards:criteria_propose pk", of={"pk": "suited.draft.pk"}, post=EDITORS, sees=HERE)
row("scorecards:criteria_withdraw pk", of={"pk": "suited.proposed.pk"}, post=EDITORS, sees=HERE)
row(
    "scorecards:criterion_score pk",
    of={"pk": "suited.criterion.pk"},
    get=HERE,
    post=HERE,
    data={"score": "8", "reason": "It grew."},
    wrong={"score": "11", "reason": ""},
)
row(
    "scorecards:risk_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=risk,
    wrong={"words": ""},
)
row(
    "scorecards:risk_move pk",
    of={"pk": "suited.private.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: risk(place) | {"words": "One is hired", "state": "over", "shared": "on"},
    wrong={"words": ""},
)
row("scorecards:portal_suitability", get=PORTAL + " other_champion foreign_champion")
row(
    "scorecards:portal_direction",
    get="champion other_champion foreign_champion",
    post="champion other_champion foreign_champion",
    sees=PORTAL,
    data=lambda place: OWN_DIRECTION | {"said_on": place.suited.direction.said_on.isoformat()},
    wrong=OWN_DIRECTION | {"words": ""},
)
row("scorecards:portal_criteria pk", of={"pk": "suited.proposed.pk"}, get=PORTAL)
row(
    "scorecards:portal_criteria_agree pk",
    of={"pk": "suited.proposed.pk"},
    post="champion",
    sees=PORTAL,
    data=lambda place: seen(f"criteria-{place.suited.proposed.pk}"),
)
row(
    "scorecards:portal_criteria_decline pk",
    of={"pk": "suited.proposed.pk"},
    get="champion",
    post="champion",
    sees=PORTAL,
    data={"reason": "Cost is missing."},
    wrong={"reason": ""},
)
row(
    "scorecards:portal_criterion_score pk",
    of={"pk": "suited.criterion.pk"},
    get=DECIDERS,
    post=DECIDERS,
    sees=PORTAL,
    data={"score": "8", "reason": "It grew."},
    wrong={"score": "11", "reason": ""},
)
row("scorecards:portal_outcome_hold pk", of={"pk": "outcome.pk"}, post="champion", sees=PORTAL, data=read)

# --- Supplier sheet ---------------------------------------------------------------------------------------------------
row("reports:sheet customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row("reports:portal_sheet", get=PORTAL + " other_champion foreign_champion")
for format in ("pdf", "xlsx"):
    row(f"reports:sheet_{format}_create customer_pk", of={"customer_pk": "customer.pk"}, post=f"{HERE} {PORTAL}")
