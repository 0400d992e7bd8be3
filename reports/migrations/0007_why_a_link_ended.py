from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_links_to_a_document")]

    operations = [
        migrations.AddField(
            model_name="reportlink",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("revoked", "revoked"),
                    ("left", "who made it left"),
                    ("erased", "whom it was for was erased"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
    ]
