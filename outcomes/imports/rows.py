"""What imports of facts share: the customers that a file names, the days of a row, and batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import models

from accounts.models import Customer
from accounts.tables import Row, Sheet, name_key

BATCH = 2000


def days_of(row: Row) -> tuple[date | None, date | None]:
    """From its two columns, or, where the first of them is empty or not there, from its month."""
    if row.cells.get("month") and not row.cells.get("period_start"):
        return row.month("month", "year") or (None, None)
    return row.day("period_start"), row.day("period_end")


def customers_of(sheet: Sheet, editable: models.QuerySet[Customer], *, lock: bool) -> list[Customer]:
    """The file's customers, locked in order: two imports, or an import and a correction, do not both get in."""
    given = {row.cells.get("customer", "") for row in sheet.rows}
    names = {name_key(name) for name in given}
    wanted = [
        pk
        for pk, name, external_id in editable.values_list("pk", "name", "external_id")
        if name_key(name) in names or (external_id and external_id in given)
    ]
    return [
        customer
        for pks in batches(sorted(wanted))
        for customer in locked_rows(
            Customer.objects.filter(pk__in=pks).order_by("pk").select_related("supplier"), lock=lock
        )
    ]


def locked_rows(rows: models.QuerySet[Any], *, lock: bool) -> models.QuerySet[Any]:
    return rows.select_for_update(of=("self",)) if lock else rows


def batches(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]
