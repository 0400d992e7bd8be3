from django.apps import AppConfig


def _register() -> None:
    """What people of the supplier answer for here, so that it is passed on when they leave."""
    from accounts.belongings import holds
    from scorecards.models import Action, DeliveryRisk

    holds("actions", "owner_ours", lambda member: Action.objects.filter(owner_ours=member, state=Action.State.OPEN))
    holds("risks", "owner", lambda member: DeliveryRisk.objects.filter(owner=member, state=DeliveryRisk.State.OPEN))


def _say_what_changes() -> None:
    """What of this room leaves changes, and what it is called on every page that tells them."""
    from django.utils.translation import gettext_lazy as _
    from django.utils.translation import pgettext_lazy

    from accounts.changed import Changed, leaves_changes
    from scorecards.models import Action, Commitment, Criteria, DeliveryRisk, Recommendation, ScopeChange, ScopeLine

    leaves_changes(Commitment, Changed(_("Commitment"), _("commitment"), "name", "scorecards:commitment_edit"))
    planned = {"words": _("What will be done"), "due_on": _("Due")}
    leaves_changes(Action, Changed(_("Action"), _("action"), "words", "scorecards:action_move", planned))
    said = {"words": _("What could keep us from delivering"), "shared": _("Shared with the customer")}
    leaves_changes(DeliveryRisk, Changed(_("Delivery risk"), _("delivery risk"), "words", "scorecards:risk_move", said))
    included = {
        "function": pgettext_lazy("of work", "Function"),
        "words": _("What is included"),
        "unit_price": _("Price of a unit beyond it"),
    }
    line = Changed(_("Line of the scope"), _("line of the scope"), "function", "scorecards:scope_line_edit", included)
    leaves_changes(ScopeLine, line)
    stands = {"state": _("Where it stands")}
    change = Changed(_("Change of scope"), _("change of scope"), "function", "scorecards:scope_change", stands)
    leaves_changes(ScopeChange, change)
    put = Changed(_("Criteria put to"), _("criteria put to"), "asked__name", "scorecards:criteria", stands)
    leaves_changes(Criteria, put)
    answered = {"reply": _("What you will do, or why not")}
    leaves_changes(Recommendation, Changed(_("Recommendation"), _("recommendation"), labels=answered))


class ScorecardsConfig(AppConfig):
    name = "scorecards"

    def ready(self) -> None:
        _register()
        _say_what_changes()
