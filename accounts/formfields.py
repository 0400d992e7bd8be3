"""Form fields that read figures and days as people write them, and what every form of ours shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import notation
from accounts.fields import exact_text
from accounts.notation import UnreadableNumber, from_minor, minor_digits, parse_decimal, to_minor

T = TypeVar("T")


def typed_text(value: Decimal) -> str:
    """A figure as one would type it: the language's decimal mark, no group marks ("1200.5", "1200,5")."""
    mark = notation.exact(Decimal("0.5"))[1]
    return exact_text(value).replace(".", mark)


class DecimalText(forms.CharField):
    """An exact figure in the notation of the page's language, as a Decimal; None where nothing is typed."""

    def __init__(self, *args: Any, digits: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)
        self.digits = digits
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self._read(text) if text else None

    def _read(self, text: str) -> Any:
        try:
            return parse_decimal(text, get_language(), digits=self.digits)
        except UnreadableNumber as error:
            raise ValidationError(str(error), code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return typed_text(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class PercentText(DecimalText):
    """A percentage ("80") as a fraction (Decimal 0.8)."""

    def _read(self, text: str) -> Decimal:
        try:
            percent = parse_decimal(text.strip().removesuffix("%").strip(), get_language(), digits=2)
        except UnreadableNumber as error:
            raise ValidationError(_("Write a percentage, such as 80."), code=error.code) from error
        return percent.scaleb(-2)

    def prepare_value(self, value: Any) -> Any:
        return typed_text(value.scaleb(2)) if isinstance(value, Decimal) else value


class AmountText(DecimalText):
    """An amount as integer minor units of `currency`, which the form sets."""

    currency = "EUR"

    def _read(self, text: str) -> int:
        self.digits = minor_digits(self.currency)
        amount: Decimal = super()._read(text)
        if abs(amount) >= Decimal(10) ** 14:
            raise ValidationError(_("This amount is too large to be one invoice. Check it."), code="too_large")
        return to_minor(amount, self.currency)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            mark = notation.exact(Decimal("0.5"))[1]
            return str(from_minor(value, self.currency)).replace(".", mark)
        return value


class Day(forms.DateField):
    """A day. Browsers show it in their own notation and send it as 2026-10-31."""

    default_error_messages = {"invalid": gettext_lazy("Write the day as 2026-10-31.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2200:
            raise ValidationError(_("This year is out of range: 1900 to 2200."), code="year")
        return day


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a service's refusal at the field that it names, where the form has it; else above the form."""
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, error)


def done_by(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """What the act returns; None where the form is invalid or the act was refused: then the form says why.

    The act runs in a transaction: a refusal leaves nothing behind.
    """
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return act()
    except ValidationError as error:
        refuse(form, error)
    except IntegrityError:
        form.add_error(None, _("Somebody saved the same name or number at this moment. Look again before you send it."))
    return None


class ServiceForm(forms.ModelForm):
    """A form of a model that a service writes: the instance stays as it is stored, so that its history knows before."""

    apart: tuple[str, ...] = ()
    """Fields that the service takes otherwise than as the model's own."""

    def values(self) -> dict[str, Any]:
        """The model's own fields, for the service."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name not in self.apart}

    @property
    def labels(self) -> dict[str, Any]:
        """What the fields are called, for the history."""
        return {name: field.label for name, field in self.fields.items()}

    def _post_clean(self) -> None:
        """Nothing is written to the instance."""


def status_of(form: forms.BaseForm) -> int:
    """200 for a form that is shown, 422 for one that was refused."""
    return 422 if form.is_bound and form.errors else 200
