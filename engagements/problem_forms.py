"""What is typed about problems, on both sides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import notation
from accounts.actors import Actor
from accounts.formfields import Day
from accounts.models import Customer, Membership
from engagements.models import Problem, ProblemNotice
from engagements.problems import WORD_WITHIN_DAYS, latest_word
from outcomes.models import Outcome
from scorecards.models import Commitment

State = ProblemNotice.State


def area(rows: int, limit: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": limit})


def choose_owner(form: forms.Form, actor: Actor) -> None:
    """Among the people of the actor's firm."""
    people = Membership.objects.visible_to(actor).filter(deactivated_at=None).select_related("user")
    form.fields["owner"].queryset = people.order_by("user__name", "pk")  # type: ignore[attr-defined]


class StatedForm(forms.Form):
    """What the customer says herself."""

    title = forms.CharField(label=gettext_lazy("What went wrong"), max_length=200)
    effect = forms.CharField(
        label=gettext_lazy("What it does to you"),
        max_length=2000,
        widget=area(4, 2000),
        help_text=gettext_lazy("What you cannot do, or do by hand; who waits for it."),
    )
    since = Day(label=gettext_lazy("Since when"))
    weight = forms.ChoiceField(label=gettext_lazy("How heavy it is"), choices=Problem.Weight, widget=forms.RadioSelect)


class OpenForm(StatedForm):
    """What we say: the problem, and the first notice of it."""

    noticed_by = forms.ChoiceField(
        label=gettext_lazy("Who noticed it first"), choices=Problem.NoticedBy, widget=forms.RadioSelect
    )
    owner = forms.ModelChoiceField(Membership.objects.none(), label=pgettext_lazy("of a problem", "Owner"))
    outcome = forms.ModelChoiceField(
        Outcome.objects.none(), label=gettext_lazy("Outcome that it touches"), required=False
    )
    commitment = forms.ModelChoiceField(
        Commitment.objects.none(), label=gettext_lazy("Commitment that it touches"), required=False
    )
    words = forms.CharField(
        label=gettext_lazy("What we know and do now"),
        max_length=2000,
        widget=area(4, 2000),
        help_text=gettext_lazy("The first notice. Never that it works, while it does not."),
    )
    next_on = Day(label=gettext_lazy("Next notice by"))
    shared = forms.BooleanField(
        label=gettext_lazy("Say so to the customer now"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Customers know that problems happen. Say so before they find out. Not shared: nobody there sees it, and it "
            "is on no document."
        ),
    )

    field_order = ("title", "effect", "since", "owner", "weight", "noticed_by", "outcome", "commitment", "words", "next_on",
                   "shared")  # fmt: skip

    def __init__(self, *args: Any, customer: Customer, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effect"].label = gettext_lazy("What it does to the customer")
        self.fields["effect"].help_text = gettext_lazy(
            "In the customer’s words: what does not work, or is done by hand; who waits for it."
        )
        self.fields["next_on"].help_text = _(
            "Whether or not it is solved by then. At most %(stops)s days ahead where it stops the work, %(hinders)s where it "
            "hinders it, %(nuisance)s otherwise."
        ) % dict(WORD_WITHIN_DAYS)
        choose_owner(self, actor)
        of_customer = {"customer": customer.pk}
        outcomes = Outcome.objects.visible_to(actor).filter(**of_customer)
        commitments = Commitment.objects.visible_to(actor).filter(**of_customer)
        self.fields["outcome"].queryset = outcomes  # type: ignore[attr-defined]
        self.fields["commitment"].queryset = commitments  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("Stands"), choices=[], widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("In words"),
        max_length=2000,
        widget=area(4, 2000),
        help_text=gettext_lazy("What was done since the last notice, and what comes next."),
    )
    checked = forms.CharField(
        label=gettext_lazy("What was checked, and by whom"),
        max_length=1000,
        required=False,
        widget=area(2, 1000),
        help_text=gettext_lazy("Only where it is solved: nobody says that it works without having looked."),
    )
    next_on = Day(
        label=gettext_lazy("Next notice by"),
        required=False,
    )
    owner = forms.ModelChoiceField(Membership.objects.none(), label=pgettext_lazy("of a problem", "Owner"))
    share = forms.BooleanField(
        label=gettext_lazy("Say so to the customer from this notice on"),
        required=False,
        help_text=gettext_lazy("What was written before stays with us."),
    )

    def __init__(self, *args: Any, actor: Actor, problem: Problem, was_solved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [State.WORKING, State.WORKAROUND, State.SOLVED]
        states = [State.REOPENED, *states] if was_solved else [State.OPEN, *states]
        self.fields["state"].choices = [(one.value, one.label) for one in states]  # type: ignore[attr-defined]
        latest = notation.date_long(latest_word(problem.weight, actor.supplier.today()))
        self.fields["next_on"].help_text = _(
            "Whether or not it is solved by then; by %(day)s at the latest. Not where it is solved."
        ) % {"day": latest}
        choose_owner(self, actor)
        if problem.shared:
            del self.fields["share"]


class PromiseForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("What we promise"), max_length=500, widget=area(3, 500))
    due_on = Day(label=gettext_lazy("Until"))


class SettleForm(forms.Form):
    kept = forms.TypedChoiceField(
        label=gettext_lazy("Was it kept?"),
        choices=[
            ("yes", pgettext_lazy("commitment while fixing", "kept")),
            ("no", pgettext_lazy("commitment while fixing", "not kept")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    on = Day(
        label=gettext_lazy("On which day"), help_text=gettext_lazy("A day after the promised one says: kept late.")
    )
    words = forms.CharField(label=gettext_lazy("What was done, or why it was not"), max_length=500, widget=area(3, 500))


class ExplainForm(forms.Form):
    happened = forms.CharField(label=gettext_lazy("What happened"), max_length=3000, widget=area(5, 3000))
    sorry = forms.CharField(
        label=gettext_lazy("We are sorry"),
        max_length=1000,
        widget=area(3, 1000),
        help_text=gettext_lazy("In your own words, for what it did to them."),
    )
    prevention = forms.CharField(
        label=gettext_lazy("What will stop it happening again"), max_length=2000, widget=area(4, 2000)
    )


class NotSolvedForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("What is not solved"), max_length=2000, widget=area(4, 2000))
