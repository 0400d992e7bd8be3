"""Contracts read along with something else: as JSON within another query, so that they cost none of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Aggregate, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.renewals import Contract

TOLD = {
    "pk": "pk",
    "name": "name",
    "starts": "starts_on",
    "ends": "ends_on",
    "notice": "notice_on",
    "renews": "renews_on",
}


class JSONRows(Aggregate):
    """Rows as one JSON array; None where there is none."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


def told_contracts(contracts: QuerySet[Any]) -> Subquery:
    """The contracts of one customer, for `read_contracts`."""
    rows = contracts.order_by().values("customer").annotate(told=JSONRows(JSONObject(**TOLD)))
    return Subquery(rows.values("told"))


def read_contracts(told: Iterable[Any] | None) -> list[Contract]:
    # SQLite hands out JSON within JSON as text.
    rows = [json.loads(one) if isinstance(one, str) else one for one in told or ()]
    return sorted((read_contract(one) for one in rows), key=lambda one: (one.starts_on, one.pk))


def read_contract(row: Mapping[str, Any]) -> Contract:
    def day(name: str) -> date | None:
        return date.fromisoformat(row[name][:10]) if row[name] is not None else None

    return Contract(
        row["pk"], row["name"], date.fromisoformat(row["starts"][:10]), day("ends"), day("notice"), day("renews")
    )
