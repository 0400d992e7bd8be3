"""The supplier's side: customers and their people."""

from __future__ import annotations

from typing import Any

from tests.access.row import (
    EDITORS,
    HERE,
    MANAGING,
    SUPPLIER,
    row,
)
from tests.access.world import Place

CUSTOMER = {
    "name": "A new customer",
    "currency": "EUR",
    "locale": "en",
    "tier": "preferred",
    "stage": "delivery",
    "domains": "new.example",
}
PERSON = {"name": "A new person", "position": "Head", "seniority": "manager", "influence": "3"}


def new_customer(place: Place) -> dict[str, Any]:
    return CUSTOMER | {"accountable": place.manager.pk}


row("reports:customer_list", get=SUPPLIER)
row("reports:customer_detail pk", of={"pk": "customer.pk"}, get=HERE)
row("reports:customer_waiting pk", of={"pk": "customer.pk"}, get=HERE)
row(
    "customer_create",
    get=MANAGING,
    post=MANAGING,
    sees=SUPPLIER,
    data=new_customer,
    wrong={"name": ""},
    # The accountable person of the data is nobody of theirs.
    post_other={"of_two_elsewhere": 422, "foreign_administrator": 422},
)
row(
    "customer_edit pk",
    of={"pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: new_customer(place) | {"internal_note": "Changed."},
    wrong={"name": ""},
)
row(
    "stakeholder_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=PERSON,
    wrong={"name": ""},
)
row(
    "stakeholder_edit pk",
    of={"pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=PERSON,
    wrong={"name": ""},
)
row(
    "stakeholder_leave pk",
    of={"pk": "colleague.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data={"until": "2026-01-31"},
    wrong={"until": "soon"},
)
row("stakeholder_invite pk", of={"pk": "colleague.pk"}, post=EDITORS, sees=HERE)
