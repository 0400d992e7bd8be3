from django.db import migrations, models

from accounts.migrating import AddIndexBeside

OPEN = models.Q(("state__in", ["waiting", "running"]))


class Migration(migrations.Migration):
    # Documents are made meanwhile: nobody is locked out.
    atomic = False
    dependencies = [("reports", "0009_an_ended_link_says_why"), ("accounts", "0008_index_of_open_mails")]

    operations = [
        AddIndexBeside(
            "importjob", models.Index(fields=["next_try_at"], condition=OPEN, name="reports_importjob_open")
        ),
        AddIndexBeside("report", models.Index(fields=["next_try_at"], condition=OPEN, name="reports_report_open")),
    ]
