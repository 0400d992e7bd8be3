from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def _install(sender: Any, using: str, **_kwargs: Any) -> None:
    from outcomes.triggers import install

    install(using)


def _make_way(sender: Any, using: str, **_kwargs: Any) -> None:
    from outcomes.triggers import make_way

    make_way(using)


def _register() -> None:
    """What people of the supplier hold here, and whether a supplier has amounts: accounts acts on both."""
    from accounts.belongings import amounts_are_in, holds
    from outcomes.models import SpendEntry, ValueDimension, ValueEvent

    holds("dimensions", "owner_ours", lambda member: ValueDimension.objects.filter(owner_ours=member))
    holds("drafts", "drafted_by", lambda member: ValueEvent.objects.filter(drafted_by=member, state="draft"))
    amounts_are_in(lambda supplier: SpendEntry.objects.filter(customer__supplier=supplier).exists())
    amounts_are_in(
        lambda supplier: ValueEvent.objects.filter(customer__supplier=supplier, claimed_minor__isnull=False).exists()
    )


def _say_what_changes() -> None:
    """What of this room leaves changes, and what it is called on every page that tells them."""
    from django.utils.translation import gettext_lazy as _

    from accounts.changed import Changed, leaves_changes
    from outcomes.models import Outcome, Terms, ValueDimension, ValueEvent

    leaves_changes(Outcome, Changed(_("Outcome"), _("outcome"), "title", "reports:outcome_detail"))
    leaves_changes(
        ValueDimension, Changed(_("Value dimension"), _("value dimension"), "name", "outcomes:dimension_detail")
    )
    leaves_changes(ValueEvent, Changed(_("Claim"), _("claim"), "title", "outcomes:event_detail"))
    leaves_changes(Terms, Changed(_("Terms"), _("terms")))


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        pre_migrate.connect(_make_way, sender=self, dispatch_uid="triggers in the way of migrations")
        post_migrate.connect(_install, sender=self, dispatch_uid="append-only triggers")
        _register()
        _say_what_changes()
