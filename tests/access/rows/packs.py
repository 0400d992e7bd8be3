"""The review pack: ordered by the supplier's people, shown to both sides."""

from __future__ import annotations

from tests.access.row import HERE, PORTAL, row

ORDER = {"period": "own", "since": "2025-01-01", "until": "2025-06-30", "formats": ["pdf", "pptx"]}

row(
    "reports:pack_order customer_pk",
    of={"customer_pk": "customer.pk"},
    get=HERE,
    post=HERE,
    data=ORDER,
    wrong={**ORDER, "until": "2024-12-31"},
)
row("reports:pack_check customer_pk", of={"customer_pk": "customer.pk"}, get=HERE)
row("reports:pack_wall code", of={"code": "pack.code"}, get=f"{HERE} {PORTAL}")
