"""The evidence of a claim, as the customer's people read it."""

from __future__ import annotations

from tests.access.row import PORTAL, row

row("outcomes:claim_evidence pk", of={"pk": "gain.pk"}, get=PORTAL)
