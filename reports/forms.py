from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from reports.models import SavedView
from reports.queries.portfolio import Selection

MOST_VIEWS = 20


class SavedViewForm(forms.Form):
    """A name for the parameters of the portfolio's address; what is none of its parameters is left out."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        help_text=_("Only you see it. It shows whatever fits on the day you open it."),
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        mine = SavedView.objects.visible_to(self.actor)
        if mine.filter(name__iexact=name).exists():
            raise ValidationError(_("You have a view of this name. Choose another name."), code="same_name")
        if mine.count() >= MOST_VIEWS:
            raise ValidationError(_("You have 20 views. Delete one first."), code="too_many")
        return name

    def clean_query(self) -> str:
        query = Selection.read(QueryDict(self.cleaned_data["query"])).query
        if len(query) > SavedView._meta.get_field("query").max_length:  # type: ignore[operator]
            raise ValidationError(_("What is searched for is too long to be saved. Search for less."), code="too_long")
        return query
