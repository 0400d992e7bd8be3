"""What is chosen for a review pack: which period, which files, and whether scope may be in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import notation
from accounts.formfields import Day
from accounts.requests import day_in
from outcomes.value import grain_period
from reports.freeze import whole_contract
from reports.models import Report

OWN = "own"
Periods = Mapping[str, tuple[date, date]]


def periods_of(contracts: list[tuple[date, date | None]], today: date) -> Periods:
    """The periods that are offered, by name: (first day, last day)."""
    quarter_start, _quarter_end = grain_period("quarter", today)
    year = today.year - 1
    return {
        "quarter": grain_period("quarter", quarter_start - timedelta(days=1)),
        "year": (date(year, 1, 1), date(year, 12, 31)),
        "contract": whole_contract(contracts, today),
    }


def span_asked(asked: Mapping[str, str], today: date) -> tuple[date, date] | None:
    """The period that an address asks for; the last quarter for anything that nobody can have meant. None: whole contract."""
    since, until = day_in(asked.get("since")), day_in(asked.get("until"))
    if asked.get("period") == OWN and since is not None and until is not None and since <= until <= today:
        return since, until
    if asked.get("period") == "contract":
        return None
    periods = periods_of([], today)
    return periods["year" if asked.get("period") == "year" else "quarter"]


class PackForm(forms.Form):
    """The order of a pack. `span()` is the period that was chosen."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), widget=forms.RadioSelect)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("Until"), required=False)
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Files"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("pdf", gettext_lazy("PDF, to hand out")), ("pptx", gettext_lazy("PPTX, to edit: charts are native"))],
        help_text=gettext_lazy("Each of them can be shown on a wall as well."),
    )
    with_scope = forms.BooleanField(
        label=gettext_lazy("With scope and commercial matters"),
        required=False,
        help_text=gettext_lazy(
            "They then stand last. Left out unless somebody asked for them: show them the data first."
        ),
    )
    request_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=58)

    def __init__(self, *args: Any, periods: Periods, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods, self.today = periods, today
        names = {"quarter": _("Last quarter"), "year": _("Last year"), "contract": _("Whole contract")}
        offered = [
            (name, _("%(name)s: %(period)s") % {"name": names[name], "period": notation.period(*span)})
            for name, span in periods.items()
        ]
        self.fields["period"].choices = [*offered, (OWN, _("Own dates"))]  # type: ignore[attr-defined]
        self.fields["period"].initial = "quarter"
        self.fields["formats"].initial = [Report.Format.PDF, Report.Format.PPTX]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("period") == OWN:
            for name in ("since", "until"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, ValidationError(_("Choose the day."), code="required"))
        return given

    def span(self) -> tuple[date, date]:
        given = self.cleaned_data
        return (given["since"], given["until"]) if given["period"] == OWN else self.periods[given["period"]]
