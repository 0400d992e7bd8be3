from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.formfields import AmountText, Day


class ContractForm(forms.Form):
    """A contract; its value is read as an amount of the customer's currency."""

    name = forms.CharField(label=gettext_lazy("What was bought"), max_length=200)
    starts_on = Day(label=gettext_lazy("Starts on"))
    ends_on = Day(label=gettext_lazy("Ends on"), required=False, help_text=gettext_lazy("Empty: it has no end."))
    notice_on = Day(
        label=gettext_lazy("Notice by"), required=False, help_text=gettext_lazy("The last day to give notice.")
    )
    renews_on = Day(
        label=gettext_lazy("Renews on"), required=False, help_text=gettext_lazy("The first day of the next term.")
    )
    value_minor = AmountText(label=gettext_lazy("Value of the term"), required=False)
    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_minor"].currency = currency  # type: ignore[attr-defined]

    def clean_value_minor(self) -> int | None:
        value: int | None = self.cleaned_data["value_minor"]
        if value is not None and value < 0:
            raise forms.ValidationError(gettext_lazy("A contract is worth nothing or more."), code="negative")
        return value

    def values(self) -> dict[str, Any]:
        """The contract's own fields, for the service."""
        return {name: value for name, value in self.cleaned_data.items() if name != "request_key"}

    @classmethod
    def labels(cls) -> dict[str, Any]:
        return {name: field.label for name, field in cls.base_fields.items()}
