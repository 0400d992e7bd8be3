"""Tenders of a customer: the supplier's side alone."""

from __future__ import annotations

from accounts.codes import random_code
from tests.access.row import EDITORS, HERE, row

SAID = {"kind": "issued", "on": "2025-06-02", "source": "Their portal", "words": "Offers by the end of July."}

row("tender_list customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row(
    "tender_create customer_pk",
    of={"customer_pk": "customer.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=lambda _place: {**SAID, "name": random_code()},
    wrong={**SAID, "name": ""},
)
row(
    "tender_show pk",
    of={"pk": "tender.pk"},
    get=EDITORS,
    post=EDITORS,
    sees=HERE,
    data=SAID,
    wrong={**SAID, "words": ""},
)
