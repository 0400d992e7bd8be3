"""The forms of value: logging it, and what may be said about it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import notation
from accounts.actors import Actor
from accounts.formfields import refuse
from accounts.refusal import Refused
from outcomes.models import Evidence, ValueDimension
from outcomes.queries.log_value import Openness, OpenPeriod, dimension_choices

# So many periods stand side by side; older ones are in a list behind "other".
SIDE_BY_SIDE = 3


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(Files, self).clean(file, initial) for file in files if file]


class OfferedDimension(forms.ModelChoiceField):
    """One of the dimensions that were read already, for the choices: nothing is read again to find it."""

    offered: Sequence[ValueDimension] = ()

    def to_python(self, value: Any) -> ValueDimension | None:
        if value in self.empty_values:
            return None
        found = next((one for one in self.offered if str(one.pk) == str(value)), None)
        if found is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return found


NOTE_HELP = gettext_lazy("Part of the claim: whoever decides reads it, and reports print it.")


class EventForm(forms.Form):
    """Log value: what got better or worse, when, and the evidence. The amount follows from the terms."""

    dimension = OfferedDimension(ValueDimension.objects.none(), label=gettext_lazy("What got better, or worse?"))
    period = forms.ChoiceField(label=gettext_lazy("Period"), widget=forms.RadioSelect)
    other = forms.ChoiceField(label=gettext_lazy("Other period"), required=False)
    evidence = Files(label=gettext_lazy("Evidence"), required=False)
    grade = forms.ChoiceField(
        label=gettext_lazy("Where the evidence comes from"), choices=Evidence.Grade.choices, initial="D"
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=NOTE_HELP,
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        dimension: ValueDimension | None,
        offered: Sequence[ValueDimension],
        periods: Sequence[OpenPeriod],
        openness: Mapping[int, Openness] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["dimension"]
        field.queryset = ValueDimension.objects.editable_by(actor)
        field.offered = offered
        self.offer_dimensions(offered, openness)
        self.fields["dimension"].initial = dimension.pk if dimension is not None else None
        self.fields["evidence"].widget.attrs["data-limit"] = settings.EVIDENCE_LIMIT
        self._other = self.fields["other"]
        self.offer(periods)

    def offer_dimensions(self, offered: Sequence[ValueDimension], openness: Mapping[int, Openness] | None) -> None:
        """What can be claimed first, where it is known what can."""
        field: Any = self.fields["dimension"]
        field.choices = dimension_choices(offered, openness)

    def offer(self, periods: Sequence[OpenPeriod]) -> None:
        """The newest periods side by side, the last one chosen; older ones in a list."""
        newest, older = list(periods[-SIDE_BY_SIDE:]), list(periods[:-SIDE_BY_SIDE])[::-1]
        choices = [(one.key, capfirst(notation.period(one.start, one.end))) for one in newest]
        period: Any = self.fields["period"]
        if older:
            choices.append(("other", _("Other")))
            other: Any = self._other
            self.fields["other"] = other
            other.choices = [(one.key, capfirst(notation.period(one.start, one.end))) for one in older]
        else:
            self.fields.pop("other", None)
        period.choices = choices
        period.initial = newest[-1].key if newest else None
        period.error_messages["required"] = _("Choose a period with a reading that nobody has claimed.")
        period.error_messages["invalid_choice"] = _(
            "This period is claimed already, or has no reading. Choose another one, or restate that claim."
        )

    def prefer(self, key: str) -> None:
        """Choose this period beforehand, where it is open."""
        if key in [one for one, _label in self.fields["period"].choices]:  # type: ignore[attr-defined]
            self.initial["period"] = key
        elif "other" in self.fields and key in [one for one, _label in self.fields["other"].choices]:  # type: ignore[attr-defined]
            self.initial["period"], self.initial["other"] = "other", key

    def chosen(self) -> tuple[date, date] | None:
        """First and last day of the chosen period; None where none is."""
        key = self._value("period")
        if key == "other":
            key = self._value("other")
        start, _slash, end = str(key or "").partition("/")
        try:
            return date.fromisoformat(start), date.fromisoformat(end)
        except ValueError:
            return None

    def _value(self, name: str) -> Any:
        if name not in self.fields:
            return None
        if not self.is_bound:
            return self.get_initial_for_field(self.fields[name], name)
        value = self.data.get(self.add_prefix(name))
        return value if value is not None else None

    def refuse_evidence(self, refusals: Iterable[str]) -> None:
        for words in refusals:
            refuse(self, Refused(words, code="evidence", field="evidence"))


class SeveralForm(forms.Form):
    """Several claims at once: which of them, and what they share."""

    claims = forms.MultipleChoiceField(
        label=gettext_lazy("Claims"),
        error_messages={"required": gettext_lazy("Tick at least one claim.")},
        required=True,
    )
    evidence = Files(label=gettext_lazy("Evidence for all of them"), required=False)
    grade = forms.ChoiceField(
        label=gettext_lazy("Where the evidence comes from"), choices=Evidence.Grade.choices, initial="D"
    )
    note = forms.CharField(
        label=gettext_lazy("Note for all of them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=NOTE_HELP,
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].widget.attrs["data-limit"] = settings.EVIDENCE_LIMIT
        # What is ticked, the ledger checks: what is claimed meanwhile comes back with its reason.
        sent = self.data.getlist("claims") if hasattr(self.data, "getlist") else []
        self.fields["claims"].choices = [(key, key) for key in sent]  # type: ignore[attr-defined]

    def refuse_evidence(self, refusals: Iterable[str]) -> None:
        for words in refusals:
            refuse(self, Refused(words, code="evidence", field="evidence"))


class ReasonForm(forms.Form):
    """Withdrawing or restating: the reason is printed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It is printed in the report."),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
