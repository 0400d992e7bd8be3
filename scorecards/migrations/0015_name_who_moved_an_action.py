from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_the_person(apps, schema_editor):
    """Of what was said before: the person of this customer who is called so."""
    Stakeholder = apps.get_model("accounts", "Stakeholder")
    called = Stakeholder.objects.filter(customer=OuterRef("customer"), name=OuterRef("by"), erased_at=None).order_by(
        "pk"
    )
    updates = apps.get_model("scorecards", "ActionUpdate").objects
    updates.update(stakeholder=Subquery(called.values("pk")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("scorecards", "0014_action_updates_say_whose_and_which_day"),
    ]

    operations = [migrations.RunPython(name_the_person, migrations.RunPython.noop)]
