from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install(sender: Any, using: str, **_kwargs: Any) -> None:
    from outcomes.triggers import install

    install(using)


class OutcomesConfig(AppConfig):
    name = "outcomes"

    def ready(self) -> None:
        post_migrate.connect(_install, sender=self, dispatch_uid="append-only triggers")
