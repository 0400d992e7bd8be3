"""Each constraint holds rows with a key alone, of which there are none yet: one read of the table, no index to fill."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_index_of_open_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="request_key",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="request_key",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key__isnull", False)),
                fields=("customer", "request_key"),
                name="contract_request_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="stakeholder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key__isnull", False)),
                fields=("customer", "request_key"),
                name="stakeholder_request_once",
            ),
        ),
    ]
