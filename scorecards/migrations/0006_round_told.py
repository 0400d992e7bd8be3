import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Of whom released figures are made; and the address that somebody was invited at."""

    dependencies = [("accounts", "0005_tenders"), ("scorecards", "0005_direction_recorded_by_the_customer")]

    operations = [
        migrations.CreateModel(
            name="RoundTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("figures", models.JSONField(blank=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.customer"
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="told_of", to="scorecards.round"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="respondent",
            name="address",
            field=models.EmailField(blank=True, default="", max_length=254),
            preserve_default=False,
        ),
    ]
