"""Forms of tenders: what was heard, and what came of it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from accounts.formfields import Day
from accounts.models import OPEN_TENDERS, Tender


class TenderForm(forms.Form):
    """A tender as far as it is known."""

    as_shown = ("name", "kind", "on", "words")

    name = forms.CharField(label=gettext_lazy("What they ask offers for"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("How far it is"), choices=[(one.value, one.label) for one in OPEN_TENDERS]
    )
    on = Day(label=gettext_lazy("On"), help_text=gettext_lazy("The day on which it was said or published."))
    source = forms.CharField(
        label=gettext_lazy("Who says so"),
        max_length=300,
        help_text=gettext_lazy("A person, a paper, a page: what somebody else could look up."),
    )
    words = forms.CharField(
        label=gettext_lazy("What is known"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NextForm(forms.Form):
    """What is known of it now. `known` is what the person had before her when she wrote it."""

    kind = forms.ChoiceField(label=gettext_lazy("How far it is"), choices=Tender.Kind.choices)
    on = Day(label=gettext_lazy("On"), help_text=gettext_lazy("The day on which it was said or published."))
    words = forms.CharField(
        label=gettext_lazy("What happened, and what you do about it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(label=gettext_lazy("Who says so"), max_length=300)
    known = forms.IntegerField(required=False, widget=forms.HiddenInput)
