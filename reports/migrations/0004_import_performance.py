from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_saved_views")]

    operations = [
        migrations.AlterField(
            model_name="fileimport",
            name="kind",
            field=models.CharField(
                choices=[
                    ("customers", "Customers"),
                    ("stakeholders", "Stakeholders"),
                    ("contracts", "Contracts"),
                    ("spend", "Spend"),
                    ("measurements", "Measurements"),
                    ("performance", "Performance"),
                    ("volumes", "Work volumes"),
                ],
                max_length=20,
            ),
        ),
    ]
