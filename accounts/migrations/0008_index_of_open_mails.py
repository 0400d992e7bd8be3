from django.db import migrations, models

from accounts.migrating import AddIndexBeside


class Migration(migrations.Migration):
    # The outbox may be large, and mails are sent meanwhile: nobody is locked out.
    atomic = False
    dependencies = [("accounts", "0007_amendments")]

    operations = [
        AddIndexBeside(
            "mailmessage",
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(("state__in", ["waiting", "running"])),
                name="accounts_mailmessage_open",
            ),
        ),
    ]
