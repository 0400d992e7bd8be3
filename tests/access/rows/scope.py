"""Changes of scope: what the customer's side reads of them together."""

from __future__ import annotations

from tests.access.row import PORTAL, row

row("scorecards:portal_scope", get=PORTAL + " other_champion foreign_champion")
