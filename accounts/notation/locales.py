"""Which locale counts, how it writes numbers, and in which language its words are.

Locales are named as Django and Babel name them ("en", "de", "de-ch", "fr_CA"). "en" means British English; a locale
that Babel does not know falls back to it. Without a locale Django's active language counts, outside Django English.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation

BRITISH = "en_GB"


@dataclass(frozen=True, slots=True)
class Marks:
    """How a locale writes numbers: its marks, and the sizes of the last group and of those before it."""

    decimal: str
    group: str
    last_group: int
    other_groups: int


def gettext(message: str) -> str:
    """The message in Django's active language; as it stands where Django has no settings (scripts, plain tests)."""
    try:
        return translation.gettext(message)
    except ImproperlyConfigured:
        return message


def ngettext(one: str, many: str, count: int) -> str:
    """As `gettext`, for what is counted."""
    try:
        return translation.ngettext(one, many, count)
    except ImproperlyConfigured:
        return one if count == 1 else many


def words_in(locale: str | None) -> AbstractContextManager[None]:
    """Within the block `gettext` speaks the language of `locale`; None leaves the active language."""
    try:
        translation.get_language()
    except ImproperlyConfigured:
        return nullcontext()
    if locale is None:
        return nullcontext()
    return translation.override(str(babel_of(locale)).replace("_", "-").lower())


def babel_of(locale: str | None) -> Locale:
    if locale is None:
        try:
            locale = translation.get_language()
        except ImproperlyConfigured:
            locale = None
    return _parsed(locale or "en")


@lru_cache(maxsize=256)
def _parsed(code: str) -> Locale:
    name = code.strip().replace("-", "_")
    if name.lower() == "en":
        name = BRITISH
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(BRITISH)


@lru_cache(maxsize=256)
def marks_of(locale: Locale) -> Marks:
    last_group, other_groups = locale.decimal_formats[None].grouping
    return Marks(
        decimal=get_decimal_symbol(locale, numbering_system="latn"),
        group=get_group_symbol(locale, numbering_system="latn"),
        last_group=last_group,
        other_groups=other_groups,
    )
