from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 (registers them)
        from accounts.belongings import holds
        from accounts.models import Objection

        holds("objections", "owner", lambda member: Objection.objects.filter(owner=member))
