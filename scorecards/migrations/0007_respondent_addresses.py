from django.db import migrations
from django.db.models import OuterRef, Subquery


def copy_addresses(apps, schema_editor):
    """Who is asked already was invited at the address that she has today."""
    respondents = apps.get_model("scorecards", "Respondent").objects.exclude(round__state="planned").filter(address="")
    people = apps.get_model("accounts", "Stakeholder").objects.filter(pk=OuterRef("stakeholder"))
    respondents.update(address=Subquery(people.values("email")[:1]))


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0006_round_told")]

    operations = [migrations.RunPython(copy_addresses, migrations.RunPython.noop)]
