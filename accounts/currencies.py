"""Which codes are money that can be paid with. One rule for forms, imports and commands.

ISO 4217 gives codes to more than money: gold (XAU), a code for tests (XTS), one for "no currency" (XXX). They all begin with X,
which no country does; the few currencies of several countries that do too are named here.
"""

from __future__ import annotations

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.refusal import Refused

OF_SEVERAL_COUNTRIES = {"XAF", "XCD", "XCG", "XOF", "XPF"}


def is_money(code: str) -> bool:
    return code in OF_SEVERAL_COUNTRIES or (code in list_currencies() and not code.startswith("X"))


def what_is_wrong(code: str) -> str:
    """Why nobody pays with it, in words; empty where it is money."""
    if is_money(code):
        return ""
    if code in list_currencies():
        return _("%(code)s is no money that an invoice is paid with. Write three letters, such as EUR.") % {
            "code": code
        }
    return _("%(code)s is no currency. Write three letters, such as EUR.") % {"code": code}


def typed_currency(text: str, *, stands: str = "") -> str:
    """The code that was typed, in capitals; what stands already may stay. ValidationError where it is no money."""
    code = text.strip().upper()
    wrong = what_is_wrong(code)
    if wrong and code != stands:
        raise ValidationError(wrong, code="no_currency")
    return code


def check_currency(code: str, *, field: str = "currency") -> None:
    """Refused, at its field, where it is no money."""
    if wrong := what_is_wrong(code):
        raise Refused(wrong, code="no_currency", field=field)
