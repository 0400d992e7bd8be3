"""The supplier's side: outcomes, dimensions, value events, spend."""

from __future__ import annotations

from typing import Any

from accounts.codes import random_code
from tests.access.row import (
    EDITORS,
    HERE,
    MANAGING,
    PORTAL,
    row,
)
from tests.access.world import Place

row(
    "outcomes:outcome_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"title": "A new outcome", "goal": "Growth"},
    wrong={"title": ""},
)
row(
    "outcomes:outcome_edit pk",
    of={"pk": "outcome.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"title": "A better name"},
    wrong={"title": ""},
)
row(
    "outcomes:dimension_create outcome_pk",
    of={"outcome_pk": "outcome.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"name": "A new dimension", "unit": "Stunden"},
    wrong={"name": ""},
)
row("outcomes:dimension_detail pk", of={"pk": "dimension.pk"}, get=HERE)
row(
    "outcomes:dimension_edit pk",
    of={"pk": "dimension.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"name": "A better name", "unit": "Stunden"},
    wrong={"name": ""},
)
row(
    "outcomes:terms_create dimension_pk",
    of={"dimension_pk": "second_dimension.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {
        "direction": "decrease",
        "baseline": "30",
        "baseline_start": "2024-01-01",
        "baseline_end": "2024-12-31",
        "baseline_source": "Their books",
        "baseline_supplied_by": "customer",
        "target": "1",
        "target_on": "2027-12-31",
        "rate": "1200",
        "rate_source": "Their controlling",
        "volume_basis": "none",
        "share": "80",
        "recurrence": "recurring",
        "grain": "reading",
        "claimable_until": "2029-12-31",
        "asked": place.champion.pk,
    },
    wrong={"baseline": "a lot"},
)
row(
    "outcomes:measurement_create dimension_pk",
    of={"dimension_pk": "dimension.pk"},
    get=HERE,
    post=HERE,
    data={
        "period_start": "2025-09-01",
        "period_end": "2025-09-30",
        "value": "3",
        "source": "Their system",
        "source_kind": "customer",
    },
    wrong={"value": "a lot"},
)
row(
    "outcomes:measurement_correct pk",
    of={"pk": "measurement.pk"},
    get=HERE,
    post=HERE,
    data={"value": "4", "source": "Their system", "source_kind": "customer", "reason": "Misread."},
    wrong={"value": "a lot"},
)
row("outcomes:spend_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
SPEND = {
    "on": "2025-06-30",
    "kind": "licence",
    "amount": "1200",
    "currency": "EUR",
    "basis": "invoice",
    "source": "Invoice 12",
    "words": "Second half",
}
row(
    "outcomes:spend_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=SPEND,
    wrong={"amount": "a lot"},
)
row(
    "outcomes:spend_correct pk",
    of={"pk": "spend.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=SPEND,
    wrong={"amount": "a lot"},
)
row(
    "outcomes:spend_void pk",
    of={"pk": "spend.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"words": "Sent twice."},
    wrong={"words": ""},
)


def new_event(place: Place) -> dict[str, Any]:
    return {
        "dimension": place.dimension.pk,
        "period": "2025-07-01/2025-07-31",
        "grade": "D",
        "act": "send",
        "request_key": random_code(),
    }


row(
    "outcomes:event_create",
    get=MANAGING,
    post=EDITORS,
    data=new_event,
    wrong=lambda place: new_event(place) | {"period": ""},
    # The dimension of the data is none of theirs to choose.
    post_other=dict.fromkeys(
        ["of_two_elsewhere", "foreign_administrator", "other_leader", "second_account_manager"], 422
    ),
    ledger=True,
)
row("outcomes:event_detail pk", of={"pk": "gain.pk"}, get=HERE)
row(
    "outcomes:event_edit pk",
    of={"pk": "draft.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: new_event(place) | {"period": "2025-06-01/2025-06-30"},
    wrong=lambda place: new_event(place) | {"period": ""},
    ledger=True,
)
row("outcomes:event_discard pk", of={"pk": "draft.pk"}, post=EDITORS, sees=HERE)
row(
    "outcomes:event_withdraw pk",
    of={"pk": "gain.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"reason": "Claimed too early.", "request_key": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row(
    "outcomes:event_restate pk",
    of={"pk": "restatable.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"reason": "The reading was corrected.", "request_key": random_code()},
    wrong={"reason": ""},
    ledger=True,
)
row("outcomes:evidence_download code", of={"code": "evidence.code"}, get=f"{HERE} {PORTAL}")
row("outcomes:decision_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row("outcomes:decision_export customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row("reports:outcome_detail pk", of={"pk": "outcome.pk"}, get=HERE)
