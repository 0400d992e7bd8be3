"""The supplier's side: contracts, archiving, handing over, and who changed what."""

from __future__ import annotations

from tests.access.row import EDITORS, HERE, row

CONTRACT = {"name": "Platform", "starts_on": "2025-01-01", "ends_on": "2026-12-31", "notice_on": "2026-09-30"}

row(
    "contract_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=CONTRACT,
    wrong={"name": ""},
)
row(
    "contract_edit pk",
    of={"pk": "contract.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=CONTRACT,
    wrong={"name": ""},
)
row(
    "customer_hand_over pk",
    of={"pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda place: {"accountable": place.successor.pk},
    wrong={"accountable": ""},
)
row("customer_archive pk", of={"pk": "customer.pk"}, post=EDITORS, sees=HERE)
row("customer_unarchive pk", of={"pk": "customer.pk"}, post=EDITORS, sees=HERE, changes=False)
row("customer_changes pk", of={"pk": "customer.pk"}, get=HERE)
