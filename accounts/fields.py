"""Fields that keep figures exact on every database."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DIGITS = 200


def exact_text(value: Decimal) -> str:
    """The one text of a decimal: no exponent, no trailing zeros, no negative zero ("0.5", "1200", "-3.25")."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


class ExactDecimalField(models.CharField):
    """A Decimal stored as text, because SQLite would keep it as a float. Not for comparisons inside the database."""

    description = "exact decimal, stored as text"
    # What type checkers take for a value of this field.
    _pyi_private_set_type: Decimal | int  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, float):
            raise TypeError("An exact figure cannot come from a float.")
        try:
            number = value if isinstance(value, Decimal) else Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("This is not a number.")) from error
        if not number.is_finite():
            raise ValidationError(_("This is not a number."))
        # Before anybody writes it out: 1e9999999 has ten million digits.
        if number and abs(number.adjusted()) > MOST_DIGITS:
            raise ValidationError(_("This number has too many digits."))
        return number

    def run_validators(self, value: Any) -> None:
        super().run_validators(exact_text(value) if isinstance(value, Decimal) else value)

    def get_prep_value(self, value: Any) -> str | None:
        number = self.to_python(value)
        if number is None:
            return None
        text = exact_text(number)
        if self.max_length is not None and len(text) > self.max_length:  # SQLite would take it
            raise ValidationError(_("This number has too many digits."))
        return text

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> Any:
        raise NotImplementedError("Name the form's field: it has to read the person's own notation.")
