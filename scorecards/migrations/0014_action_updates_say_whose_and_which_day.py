"""Updates of actions are a few for each plan: the columns, the key and its index are made within a moment."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("scorecards", "0013_challenges_by_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionupdate",
            name="due_before",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="stakeholder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.stakeholder",
            ),
        ),
    ]
