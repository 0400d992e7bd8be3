"""The readings of one commitment that wait, answered on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scorecards.forms import LONGEST_REASON
from scorecards.models import PerformanceReading, ReadingAnswer
from scorecards.services.reading_answers import Said

ANSWER, REASON = "answer_", "reason_"


class AnswersForm(forms.Form):
    """For each reading its own answer; what is left open says nothing. No answer is chosen beforehand, and none is for all."""

    def __init__(self, data: Mapping[str, Any] | None, *, readings: Sequence[PerformanceReading]) -> None:
        super().__init__(data)
        self.readings = readings
        # The three weigh the same; the first is where each of them stands before she says something.
        choices = [
            ("", gettext_lazy("Leave open")),
            (ReadingAnswer.Kind.ACKNOWLEDGED, gettext_lazy("Acknowledge")),
            (ReadingAnswer.Kind.CHALLENGED, gettext_lazy("Challenge")),
        ]
        for one in readings:
            self.fields[f"{ANSWER}{one.pk}"] = forms.ChoiceField(
                label=gettext_lazy("Your answer"), choices=choices, required=False, widget=forms.RadioSelect, initial=""
            )
            self.fields[f"{REASON}{one.pk}"] = forms.CharField(
                label=gettext_lazy("What is wrong with it?"),
                max_length=LONGEST_REASON,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_REASON}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for one in self.readings:
            challenged = cleaned.get(f"{ANSWER}{one.pk}") == ReadingAnswer.Kind.CHALLENGED
            if challenged and not cleaned.get(f"{REASON}{one.pk}") and f"{REASON}{one.pk}" not in self.errors:
                self.add_error(f"{REASON}{one.pk}", _("Say what is wrong with it: the supplier reads it."))
        if not self.errors and not self.said:
            self.add_error(None, _("Nothing is answered yet. Choose an answer at one reading at least."))
        return cleaned

    @property
    def said(self) -> dict[int, Said]:
        """What was chosen, by reading; of readings too that do not wait any more: the service says what became of them."""
        found = {}
        for name, kind in self.data.items():
            pk = name.removeprefix(ANSWER)
            if name != pk and kind in ReadingAnswer.Kind.values and pk.isascii() and pk.isdigit() and len(pk) < 19:
                reason = str(self.data.get(f"{REASON}{pk}", "")).strip()
                found[int(pk)] = Said(kind, reason if kind == ReadingAnswer.Kind.CHALLENGED else "")
        return found
