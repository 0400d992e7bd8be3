"""For everybody who is signed in."""

from __future__ import annotations

from tests.access.row import (
    HERE,
    PORTAL,
    SIGNED_IN,
    row,
)

row("home", get=SIGNED_IN, get_status=302)
row("switch_actor", post="champion", data=lambda place: {"actor": f"s{place.champion.pk}"}, changes=False)
row("reports:report_create customer_pk", of={"customer_pk": "customer.pk"}, post=f"{HERE} {PORTAL}")
row("reports:report_again code", of={"code": "report.code"}, post=f"{HERE} {PORTAL}")
row("reports:report_detail code", of={"code": "report.code"}, get=f"{HERE} {PORTAL}")
row(
    "reports:report_download code",
    of={"code": "report.code"},
    get=f"{HERE} {PORTAL}",
    get_writes="who opened the document, and when",
)
