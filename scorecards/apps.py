from django.apps import AppConfig


def _register() -> None:
    """What people of the supplier answer for here, so that it is passed on when they leave."""
    from accounts.belongings import holds
    from scorecards.models import Action, DeliveryRisk

    holds("actions", "owner_ours", lambda member: Action.objects.filter(owner_ours=member, state=Action.State.OPEN))
    holds("risks", "owner", lambda member: DeliveryRisk.objects.filter(owner=member, state=DeliveryRisk.State.OPEN))


class ScorecardsConfig(AppConfig):
    name = "scorecards"

    def ready(self) -> None:
        _register()
