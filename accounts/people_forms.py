"""Forms of what is said about people: dispositions, links, objections. Choices start at what the actor may see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.actors import Actor
from accounts.formfields import Day
from accounts.models import Disposition, Membership, Objection, Stakeholder, StakeholderLink
from accounts.queries import active_members


class DispositionForm(forms.Form):
    """Where somebody stood from a day on."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Disposition"), choices=[("", gettext_lazy("choose")), *Disposition.Kind.choices]
    )
    since = Day(
        label=pgettext_lazy("effective", "From"),
        help_text=gettext_lazy("The day on which you saw it, not in the future."),
    )
    note = forms.CharField(
        label=gettext_lazy("What shows it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LinkForm(forms.Form):
    """How the person bears on another of the same customer."""

    kind = forms.ChoiceField(label=gettext_lazy("What the person does"), choices=StakeholderLink.Kind.choices)
    target = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=gettext_lazy("Whom"), empty_label=gettext_lazy("choose")
    )

    def __init__(self, *args: Any, actor: Actor, person: Stakeholder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Stakeholder.objects.visible_to(actor).there(actor.supplier.today())
        others = there.filter(customer=person.customer_id)
        self.fields["target"].queryset = others.exclude(pk=person.pk)  # type: ignore[attr-defined]


class ObjectionForm(forms.Form):
    """What somebody holds against the supplier, in her words."""

    words = forms.CharField(
        label=gettext_lazy("In the person’s own words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As it was said, not as one would like to have heard it."),
    )
    since = Day(label=gettext_lazy("Since"))
    owner = forms.ModelChoiceField(
        Membership.objects.none(), label=gettext_lazy("Who answers it"), empty_label=gettext_lazy("choose")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = active_members(actor.supplier)  # type: ignore[attr-defined]

    @property
    def labels(self) -> dict[str, Any]:
        return {name: one.label for name, one in self.fields.items()}


class AnswerForm(forms.Form):
    """What she was told, and when."""

    answer = forms.CharField(
        label=pgettext_lazy("noun", "Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    answered_on = Day(label=gettext_lazy("Given on"))


def objection_initial(objection: Objection) -> dict[str, Any]:
    return {"words": objection.words, "since": objection.since, "owner": objection.owner_id}


def answer_initial(objection: Objection, today: date) -> dict[str, Any]:
    return {"answer": objection.answer, "answered_on": today}
