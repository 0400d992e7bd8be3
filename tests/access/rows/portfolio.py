"""The portfolio, its exports and saved views, and the list of documents: the supplier's side alone."""

from __future__ import annotations

from tests.access.row import SUPPLIER, row

row("reports:portfolio", get=SUPPLIER)
row("reports:portfolio_export_csv", get=SUPPLIER)
row("reports:portfolio_export_xlsx", get=SUPPLIER)
row(
    "reports:saved_view_create",
    get=SUPPLIER,
    post=SUPPLIER,
    data={"name": "Exposed in the north", "query": "view=exposed"},
    wrong={"name": ""},
)
row("reports:saved_view_delete pk", of={"pk": "saved_view.pk"}, post="account_manager")
# Nothing was deleted in these sessions: it says so.
row("reports:saved_view_restore", post=SUPPLIER, changes=False)
row("reports:report_list", get=SUPPLIER)
row("reports:report_new", get=SUPPLIER)
