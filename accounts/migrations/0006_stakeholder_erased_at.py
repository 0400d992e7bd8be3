from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_tenders")]

    operations = [
        migrations.AddField(
            model_name="stakeholder", name="erased_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
