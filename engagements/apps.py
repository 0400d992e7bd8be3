from django.apps import AppConfig


def _register() -> None:
    """What people of the supplier answer for here, so that it is passed on when they leave."""
    from accounts.belongings import holds
    from engagements.models import Problem
    from engagements.queries.problems.register import is_over

    holds("problems", "owner", lambda member: Problem.objects.filter(owner=member).exclude(is_over()))


class EngagementsConfig(AppConfig):
    name = "engagements"

    def ready(self) -> None:
        _register()
