"""A table of its own: terms that stand are not touched."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0006_request_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="terms",
            name="evidence",
            field=models.ManyToManyField(blank=True, related_name="terms", to="outcomes.evidence"),
        ),
    ]
