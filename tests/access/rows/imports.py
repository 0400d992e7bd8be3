"""Importing files: whoever sent one, and administrators; what may be imported depends on the role."""

from __future__ import annotations

from typing import Any

from tests.access.row import MANAGING, SUPPLIER, row
from tests.access.world import Place

SENT = "account_manager"
SEEN = "administrator account_manager"


def pasted(_place: Place) -> dict[str, Any]:
    return {"pasted": "name,currency\nA new customer,EUR\n"}


row("reports:import_list", get=SUPPLIER)
row(
    "reports:import_create kind",
    of={"kind": "import_kind"},
    get=MANAGING,
    post=MANAGING,
    sees=SUPPLIER,
    data=pasted,
    wrong={"pasted": ""},
)
row(
    "reports:import_template ending kind",
    of={"kind": "import_kind", "ending": "import_ending"},
    get=MANAGING,
    sees=SUPPLIER,
)
row("reports:import_detail pk", of={"pk": "checked_import.pk"}, get=SEEN)
row("reports:import_refused pk", of={"pk": "refused_import.pk"}, get=SEEN)
row(
    "reports:import_columns pk",
    of={"pk": "checked_import.pk"},
    get=SENT,
    post=SENT,
    sees=SEEN,
    data={"column_name": "name", "column_currency": "currency", "column_industry": "industry"},
    wrong={"column_name": ""},
)
row(
    "reports:import_confirm pk",
    of={"pk": "checked_import.pk"},
    post=SENT,
    sees=SEEN,
    data=lambda place: {"plan": place.checked_import.plan},
    wrong={"plan": "0" * 64},
)
row("reports:import_cancel pk", of={"pk": "checked_import.pk"}, post=SENT, sees=SEEN)
