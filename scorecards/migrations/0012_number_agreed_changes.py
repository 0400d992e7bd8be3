"""Changes of scope that were agreed before amendments had numbers get theirs, in the order in which they were agreed."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import migrations


def number(apps: Any, schema_editor: Any) -> None:
    amendments, links = apps.get_model("accounts", "Amendment"), apps.get_model("scorecards", "ChangeAmendment")
    last: dict[int, int] = defaultdict(int)
    agreed = apps.get_model("scorecards", "ScopeChange").objects.filter(state="agreed", amends=None)
    for change in agreed.order_by("customer", "decided_at", "pk"):
        last[change.customer_id] += 1
        amendment = amendments.objects.create(
            supplier_id=change.supplier_id,
            customer_id=change.customer_id,
            contract_id=change.contract_id,
            number=last[change.customer_id],
            title=change.function,
            since=change.since,
        )
        links.objects.create(customer_id=change.customer_id, change=change, amendment=amendment)


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0011_change_amendments")]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
