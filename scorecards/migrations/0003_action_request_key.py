from django.db import migrations, models


class Migration(migrations.Migration):
    """The same request twice makes one action. Actions that are there have no key."""

    dependencies = [("scorecards", "0002_scope_rhythm")]

    operations = [
        migrations.AddField(
            model_name="action",
            name="request_key",
            field=models.CharField(blank=True, max_length=64, null=True),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(fields=("customer", "request_key"), name="action_request_once"),
        ),
    ]
