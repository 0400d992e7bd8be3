from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


def _lift_limits(sender: Any, using: str, **_kwargs: Any) -> None:
    from accounts.migrating import lift_limits

    lift_limits(using)


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 (registers them)
        from accounts.belongings import holds
        from accounts.models import Objection

        pre_migrate.connect(_lift_limits, sender=self, dispatch_uid="limits of a page are none of a migration")
        holds("objections", "owner", lambda member: Objection.objects.filter(owner=member))
