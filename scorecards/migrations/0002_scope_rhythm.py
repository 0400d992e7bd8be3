from django.db import migrations, models


class Migration(migrations.Migration):
    """Only what may be chosen: nothing changes in the database."""

    dependencies = [("scorecards", "0001_scorecards")]

    operations = [
        migrations.AlterField(
            model_name="scopechange",
            name="rhythm",
            field=models.CharField(
                choices=[("month", "month"), ("quarter", "quarter"), ("year", "year")], default="month", max_length=10
            ),
        ),
    ]
