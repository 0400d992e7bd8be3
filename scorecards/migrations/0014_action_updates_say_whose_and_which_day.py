import django.db.models.deletion
from django.db import migrations, models
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
        ("accounts", "0001_initial"),
        ("scorecards", "0013_challenges_by_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionupdate",
            name="due_before",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="due_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="actionupdate",
            name="stakeholder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.stakeholder",
            ),
        ),
        migrations.RunPython(name_the_person, migrations.RunPython.noop),
    ]
