from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


def _lift_limits(sender: Any, using: str, **_kwargs: Any) -> None:
    from accounts.migrating import lift_limits

    lift_limits(using)


def _say_what_changes() -> None:
    """What of this room leaves changes, and what it is called on every page that tells them."""
    from django.utils.translation import gettext_lazy as _

    from accounts import models
    from accounts.changed import Changed, leaves_changes

    for model, changed in (
        (models.Customer, Changed(_("Customer"), _("customer"), "name", "customer_edit")),
        (models.Stakeholder, Changed(_("Person"), _("person of a customer"), "name", "stakeholder_edit")),
        (models.Objection, Changed(_("Objection of"), _("objection"), "stakeholder__name", "objection_edit")),
        (models.Contract, Changed(_("Contract"), _("contract"), "name", "contract_edit")),
        (models.Tender, Changed(_("Tender"), _("tender"), "name", "tender_show")),
        (models.Membership, Changed(_("Person"), _("person of the firm"), "user__name")),
        (models.MemberInvitation, Changed(_("Invitation"), _("invitation"), "name")),
        (models.Team, Changed(_("Team"), _("team"), "name")),
        (models.Supplier, Changed(_("The firm"), _("the firm"))),
        (models.ExchangeRate, Changed(_("Exchange rate"), _("exchange rate"))),
    ):
        leaves_changes(model, changed)


def _say_it_short() -> None:
    """What every form says of a field that was left empty: it stands behind the field's name, too."""
    from django.forms import Field
    from django.utils.translation import gettext_lazy as _

    Field.default_error_messages["required"] = _("Still missing.")


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 (registers them)
        from accounts.belongings import holds
        from accounts.models import Objection

        pre_migrate.connect(_lift_limits, sender=self, dispatch_uid="limits of a page are none of a migration")
        _say_what_changes()
        _say_it_short()
        holds("objections", "owner", lambda member: Objection.objects.filter(owner=member))
