"""Documents of terms that were agreed on paper are attached to them, as the ledger names them."""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations


def attach(apps: Any, schema_editor: Any) -> None:
    decisions, evidence = apps.get_model("outcomes", "Decision"), apps.get_model("outcomes", "Evidence")
    agreed = decisions.objects.filter(kind="terms_agreed", origin="paper").select_related("terms")
    for decision in agreed.iterator(chunk_size=500):
        code = json.loads(decision.payload)["paper"]["document"]["code"]
        decision.terms.evidence.add(*evidence.objects.filter(customer=decision.customer_id, code=code))


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0007_documents_of_terms")]

    operations = [migrations.RunPython(attach, migrations.RunPython.noop)]
