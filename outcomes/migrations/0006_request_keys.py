"""Each constraint holds rows with a key alone, of which there are none yet: one read of the table, no index to fill."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0005_spend_names_an_amendment"),
    ]

    operations = [
        migrations.AddField(
            model_name="disputeanswer",
            name="request_key",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="evidence",
            name="request_key",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="spendentry",
            name="request_key",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name="disputeanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key__isnull", False)),
                fields=("customer", "request_key"),
                name="dispute_answer_request_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key__isnull", False)),
                fields=("customer", "request_key", "digest"),
                name="evidence_request_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="spendentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("request_key__isnull", False)),
                fields=("customer", "request_key"),
                name="spend_request_once",
            ),
        ),
    ]
