"""The forms of an import: the file, and how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.table_reading import Survey, guess_columns
from accounts.tables import How, name_key
from reports.import_columns import Column, columns_of, other_words
from reports.imports import KINDS, READINGS

MOST_PASTED = 1_000_000
FIGURES = {"contracts", "spend", *READINGS}
WITH_DAYS = {"stakeholders", "contracts", "spend", *READINGS}
ISO = "iso"
NOTATIONS = [("en", "1,200.50"), ("de", "1.200,50"), ("fr", "1 200,50"), ("de-ch", "1’200.50")]


class EitherFile(forms.FileField):
    """Needed, unless the form's other field is filled: the form says so."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else None


class EitherText(forms.CharField):
    """Needed, unless the form's other field is filled: the form says so."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else ""


class UploadForm(forms.Form):
    """A file, or the cells of a sheet as they were copied."""

    use_required_attribute = False
    file = EitherFile(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(
            attrs={"data-limit": settings.EVIDENCE_LIMIT, "accept": ".csv,.txt,.tsv,.xlsx"}
        ),
        help_text=gettext_lazy("CSV, or a workbook (.xlsx) without macros; at most 20 MB."),
    )
    pasted = EitherText(
        label=gettext_lazy("Or paste the cells"),
        strip=False,
        max_length=MOST_PASTED,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mark them in your spreadsheet together with the headings, copy them, and paste them here."
        ),
    )

    def __init__(self, *args: Any, refused_uploads: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refused_uploads = refused_uploads or {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "file" in self.refused_uploads:
            limit = settings.EVIDENCE_LIMIT // 1024**2
            raise ValidationError(
                {"file": _("The file is larger than %(most)s MB. Send it in several files.") % {"most": limit}}
            )
        file, pasted = given.get("file"), given.get("pasted", "").strip()
        if not self.errors and bool(file) == bool(pasted):
            words = _("Choose a file, or paste cells.") if not file else _("Either a file or pasted cells, not both.")
            raise ValidationError({"file": words})
        return given

    @property
    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        content: bytes = file.read() if file else self.cleaned_data["pasted"].encode()
        return content

    @property
    def filename(self) -> str:
        file = self.cleaned_data["file"]
        return str(file.name) if file else _("pasted cells")


class ColumnsForm(forms.Form):
    """Which of their headings is which of our columns, and how the file writes figures and days."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        survey: Survey,
        remembered: Mapping[str, str],
        given: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.survey = kind, survey
        self.columns = columns_of(kind)
        chosen = self._chosen(remembered, given)
        same: Mapping[str, str] = given.get("same", {})
        choices = [
            ("", _("– not in the file –")),
            *((name, name[:60]) for name in dict.fromkeys(survey.headings) if name),
        ]
        for column in self.columns:
            name = f"column_{column.name}"
            self.fields[name] = forms.ChoiceField(label=str(column.label), required=False, choices=choices)
            # Their headings stay as they are when a browser translates the page.
            self.fields[name].widget.attrs["translate"] = "no"
            self.initial[name] = chosen.get(column.name, "")
            if column.name in KINDS[kind].same:
                self.fields[f"same_{column.name}"] = forms.CharField(
                    label=_("%(column)s, in every row") % {"column": column.label}, required=False, max_length=300
                )
                self.initial[f"same_{column.name}"] = same.get(column.name, "")
                if column.name == "customer":
                    self.fields["same_customer"].widget.attrs["list"] = "customer-names"
        if kind in FIGURES:
            self._add_choice("locale", _("Figures are written as"), NOTATIONS, given.get("locale") or self._notation())
        if kind in WITH_DAYS:
            orders = [
                (ISO, "2026-01-31"),
                ("dmy", pgettext_lazy("order of dates", "day first: 31/01/2026, 31.01.2026")),
                ("mdy", pgettext_lazy("order of dates", "month first: 01/31/2026")),
            ]
            only = survey.date_orders[0] if len(survey.date_orders) == 1 else ISO
            self._add_choice("dates", _("Dates are written as"), orders, given.get("dates") or only)

    def _add_choice(self, name: str, label: str, choices: list[Any], initial: str) -> None:
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, initial=initial)

    def _notation(self) -> str:
        """What the first rows show; else the language of the page."""
        if self.survey.decimal_comma is None:
            return "de" if (get_language() or "en").startswith("de") else "en"
        return "de" if self.survey.decimal_comma else "en"

    def _chosen(self, remembered: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, str]:
        """What was chosen for this file, else what was chosen for the same heading last time, else what seems to be meant."""
        headings = {name_key(heading): heading for heading in self.survey.headings}
        before = given.get("columns")
        if before is not None:
            return {ours: headings.get(name_key(heading), "") for ours, heading in before.items()}
        guessed = guess_columns(self.survey.headings, KINDS[self.kind].columns, other_words=other_words(self.kind))
        known = {ours: headings[key] for ours, key in remembered.items() if key in headings}
        taken = set(known.values())
        return {ours: heading for ours, heading in guessed.items() if heading not in taken} | known

    def clean(self) -> dict[str, Any]:
        # Errors take values out of the cleaned data: what was given is asked of a copy.
        given = dict(super().clean() or {})
        instead = KINDS[self.kind].columns.instead
        used: dict[str, Column] = {}
        for column in self.columns:
            heading = given.get(f"column_{column.name}", "")
            if heading in used:
                words = _("“%(heading)s” is chosen for “%(column)s” already.")
                self.add_error(f"column_{column.name}", words % {"heading": heading, "column": used[heading].label})
            if heading:
                used[heading] = column
            if column.is_needed and not any(
                self._given(given, name) for name in (column.name, instead.get(column.name, ""))
            ):
                self.add_error(f"column_{column.name}", self._missing(column))
        return self.cleaned_data

    @staticmethod
    def _given(given: Mapping[str, Any], name: str) -> bool:
        return bool(given.get(f"column_{name}") or given.get(f"same_{name}", "").strip())

    def _missing(self, column: Column) -> str:
        if column.name in KINDS[self.kind].same:
            return _("Choose a heading, or write what stands in every row.")
        return _("Choose the heading under which it stands. Without it nothing can be imported.")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """A line for each of our columns: its words, the choice, and what may stand in every row."""
        samples: dict[str, str] = {}
        for place, heading in enumerate(self.survey.headings):
            cells = [sample[place] for sample in self.survey.samples if place < len(sample) and sample[place]]
            samples.setdefault(heading, ", ".join(cells[:2]))
        lines = []
        for column in self.columns:
            bound = self[f"column_{column.name}"]
            same = f"same_{column.name}"
            lines.append(
                {
                    "column": column,
                    "field": bound,
                    "same": self[same] if same in self.fields else None,
                    "sample": samples.get(str(bound.value() or ""), ""),
                }
            )
        return lines

    def how(self, *, sheet: str) -> How:
        given = self.cleaned_data
        names = [column.name for column in self.columns]
        columns = {name: given[f"column_{name}"] for name in names}
        same = {
            name: given[f"same_{name}"].strip()
            for name in names
            if not columns[name] and given.get(f"same_{name}", "").strip()
        }
        dates = given.get("dates", ISO)
        return How(columns, same, given.get("locale") or "en", "" if dates == ISO else dates, sheet)
