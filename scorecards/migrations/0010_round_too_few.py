from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0009_commitments_end_and_withdraw")]

    operations = [
        migrations.AlterField(
            model_name="round",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "planned"),
                    ("open", "open"),
                    ("closed", "closed"),
                    ("released", "released"),
                    ("cancelled", "cancelled"),
                    ("too_few", "too few answered"),
                ],
                default="planned",
                max_length=10,
            ),
        )
    ]
