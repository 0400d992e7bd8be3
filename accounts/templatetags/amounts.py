"""Amounts: integer minor units in, text of `accounts.notation` out; zero is grey, nothing is a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import notation

register = template.Library()


def amount_html(minor: int | None, currency: str, *, whole: bool = True, none: str | Promise = "–") -> SafeString:
    """An amount as HTML: the code after the number and never parted from it; zero is grey, nothing is `none`."""
    if minor is None:
        return format_html('<span class="amt-none">{}</span>', none)
    return format_html(
        '<span class="amt{}">{}<span class="cur">{}{}</span></span>',
        "" if minor else " amt-zero",
        notation.amount(minor, currency, whole=whole),
        notation.NO_BREAK,
        currency,
    )


@register.simple_tag
def amount(
    minor: int | None, currency: str, whole: bool = True, none: str = "–", negate: bool = False, code: bool = True
) -> SafeString:
    """`{% amount minor currency %}`: minor units left out where they are zero.

    whole=False prints them always (a column has one precision: see `all_whole`); none= is the word for None;
    negate=True turns the sign (a stored shortfall is positive, its column is negative); code=False leaves the currency.
    """
    if minor is not None and negate:
        minor = -minor
    if code or minor is None:
        return amount_html(minor, currency, whole=whole, none=none)
    text = notation.amount(minor, currency, whole=whole)
    return format_html('<span class="amt{}">{}</span>', "" if minor else " amt-zero", text)


@register.simple_tag
def whole_amount(minor: int | None, currency: str, code: bool = False, negate: bool = False) -> SafeString:
    """An amount rounded to whole units, for pages that say so: zero is grey, None a dash."""
    if minor is None:
        return SafeString('<span class="amt-none">–</span>')
    text = notation.whole_units(-minor if negate else minor, currency)
    if code:
        shape = '<span class="amt{}">{}<span class="cur">{}{}</span></span>'
        return format_html(shape, "" if minor else " amt-zero", text, notation.NO_BREAK, currency)
    # Hundreds of cells: their column says what they are.
    return format_html("{}", text) if minor else format_html('<span class="amt-zero">{}</span>', text)


@register.simple_tag
def money(minor: int, currency: str) -> str:
    """An amount as plain text for sentences and buttons, not parted: "27,840 EUR"."""
    return notation.money(minor, currency, whole=True)


@register.simple_tag
def all_whole(rows: Iterable[Any], names: str, currency: str) -> bool:
    """Whether every amount of a column is whole, so that it may be printed without minor units.

    `names` are the attributes or keys that hold minor units, parted by spaces.
    """
    return notation.are_whole(
        (row.get(name) if isinstance(row, Mapping) else getattr(row, name, None), currency)
        for row in rows
        for name in names.split()
    )
