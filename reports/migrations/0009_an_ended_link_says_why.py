from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_say_why_links_ended")]

    operations = [
        migrations.AddConstraint(
            model_name="reportlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("ending", ""), ("revoked_at", None))
                | models.Q(("revoked_at__isnull", False), models.Q(("ending", ""), _negated=True)),
                name="report_link_ended_for_a_reason",
            ),
        ),
    ]
