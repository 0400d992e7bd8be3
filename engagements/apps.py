from django.apps import AppConfig


def _register() -> None:
    """What people of the supplier answer for here, so that it is passed on when they leave."""
    from accounts.belongings import holds
    from engagements.models import Problem
    from engagements.queries.problems.register import is_over

    holds("problems", "owner", lambda member: Problem.objects.filter(owner=member).exclude(is_over()))


def _say_what_changes() -> None:
    """What of this room leaves changes, and what it is called on every page that tells them."""
    from django.utils.translation import gettext_lazy as _

    from accounts.changed import Changed, leaves_changes
    from engagements.models import Problem

    said = {"shared": _("Shared with the customer")}
    leaves_changes(Problem, Changed(_("Problem"), _("problem"), "title", "engagements:problem", said))


class EngagementsConfig(AppConfig):
    name = "engagements"

    def ready(self) -> None:
        _register()
        _say_what_changes()
