"""What ended before it said why: by a person's act, or with the leaving of who made it."""

from typing import Any

from django.db import migrations


def say_why(apps: Any, schema_editor: Any) -> None:
    ended = apps.get_model("reports", "ReportLink").objects.exclude(revoked_at=None).filter(ending="")
    ended.filter(revoked_by_membership=None, revoked_by_stakeholder=None).update(ending="left")
    ended.update(ending="revoked")


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_why_a_link_ended")]

    operations = [migrations.RunPython(say_why, migrations.RunPython.noop)]
