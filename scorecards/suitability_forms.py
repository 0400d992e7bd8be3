"""What is typed about suitability: the direction, criteria, scores and risks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.actors import Actor
from accounts.formfields import Day
from accounts.models import Customer, Membership, Stakeholder
from scorecards.models import Criteria, DeliveryRisk
from scorecards.services.suitability import MOST_CRITERIA
from scorecards.suitability import HIGHEST, LOWEST


class DirectionForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Where they are going"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}),
        help_text=gettext_lazy("In their words, 500 characters at most. The customer reads it."),
    )
    said_by = forms.CharField(
        label=gettext_lazy("Who said so"), max_length=200, help_text=gettext_lazy("Name and position at the customer.")
    )
    said_on = Day(label=gettext_lazy("When"))
    source = forms.CharField(
        label=gettext_lazy("Where it is written or was heard"),
        max_length=300,
        help_text=gettext_lazy("Such as “Annual report 2025, page 12”, or the meeting."),
    )


class OwnDirectionForm(forms.Form):
    """Where her firm is going, in the customer's own words. Who says so is known: she who sits in the session."""

    words = forms.CharField(
        label=gettext_lazy("Where we are going"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500}),
        help_text=gettext_lazy("In your words, 500 characters at most. Your supplier reads it."),
    )
    said_on = Day(label=gettext_lazy("When it was said"))
    source = forms.CharField(
        label=gettext_lazy("Where it is written"),
        max_length=300,
        help_text=gettext_lazy("Such as “Annual report 2025, page 12”. Where it is written nowhere else, say so."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = today
        self.fields["said_on"].widget.attrs["max"] = today.isoformat()


class CriteriaForm(forms.Form):
    """Up to eight criteria, name_0 and weight_0 on, and whom they are put to. A line without a name is left out."""

    as_shown: Sequence[str] = ()
    asked = forms.ModelChoiceField(Stakeholder.objects.none(), label=gettext_lazy("Proposed to"))

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        actor: Actor,
        known: Sequence[tuple[str, int]],
        criteria: Criteria | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = Stakeholder.objects.visible_to(actor).filter(customer=customer, may_agree=True).order_by("name", "pk")
        self.fields["asked"].queryset = people  # type: ignore[attr-defined]
        if criteria is not None:
            self.fields["asked"].initial = criteria.asked_id
        for number in range(MOST_CRITERIA):
            name, weight = known[number] if number < len(known) else ("", None)
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Criterion %(number)s") % {"number": number + 1},
                max_length=120,
                required=False,
                initial=name,
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=_("Weight"), min_value=1, max_value=100, required=False, initial=weight
            )
        self.as_shown = [name for name in self.fields if name != "asked"]

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"name_{number}"], self[f"weight_{number}"]) for number in range(MOST_CRITERIA)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in range(MOST_CRITERIA):
            if cleaned.get(f"name_{number}") and cleaned.get(f"weight_{number}", 1) is None:
                self.add_error(f"weight_{number}", ValidationError(_("Give it a weight, 1 to 100."), code="required"))
        if not self.errors and not self.lines(cleaned):
            self.add_error("name_0", ValidationError(_("Name at least one criterion."), code="required"))
        return cleaned

    def lines(self, cleaned: dict[str, Any] | None = None) -> list[tuple[str, int]]:
        said = self.cleaned_data if cleaned is None else cleaned
        names = ((said.get(f"name_{number}"), said.get(f"weight_{number}")) for number in range(MOST_CRITERIA))
        return [(name, weight) for name, weight in names if name and weight is not None]


class ScoreForm(forms.Form):
    score = forms.TypedChoiceField(
        label=gettext_lazy("Score"),
        coerce=int,
        choices=[(str(number), str(number)) for number in range(LOWEST, HIGHEST + 1)],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("0: not at all; 10: nobody is better suited."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        help_text=gettext_lazy("Both sides read it, with your name and the day."),
    )


class OwnerMixin(forms.Form):
    """Chooses among the people of the actor's firm."""

    def choose_owner(self, actor: Actor) -> None:
        people = Membership.objects.visible_to(actor).filter(deactivated_at=None).select_related("user")
        self.fields["owner"].queryset = people.order_by("user__name", "pk")  # type: ignore[attr-defined]


SHARED = gettext_lazy("Shared with the customer")
SHARED_HELP = gettext_lazy("Not shared: nobody at the customer ever sees it, and it is on no supplier sheet.")


class RiskForm(OwnerMixin):
    words = forms.CharField(
        label=gettext_lazy("What could keep us from delivering"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )
    plan = forms.CharField(
        label=gettext_lazy("What is done about it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )
    owner = forms.ModelChoiceField(Membership.objects.none(), label=pgettext_lazy("of a risk", "Owner"))
    due_on = Day(label=pgettext_lazy("of a risk", "Due"))
    shared = forms.BooleanField(label=SHARED, required=False, help_text=SHARED_HELP)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_owner(actor)


class RiskMoveForm(OwnerMixin):
    words = forms.CharField(
        label=gettext_lazy("How it moves"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 2000})
    )
    state = forms.ChoiceField(label=gettext_lazy("Stands"), choices=DeliveryRisk.State.choices)
    owner = forms.ModelChoiceField(Membership.objects.none(), label=pgettext_lazy("of a risk", "Owner"))
    due_on = Day(label=pgettext_lazy("of a risk", "Due"))
    shared = forms.BooleanField(label=SHARED, required=False, help_text=SHARED_HELP)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_owner(actor)
