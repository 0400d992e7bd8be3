"""Readings, dates, periods, digests, names and other texts in the reader's notation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts import notation

register = template.Library()


@register.filter
def quoted(words: str) -> str:
    """What somebody wrote, in the quotation marks of the page's language."""
    return notation.quoted(words)


@register.filter
def reading(value: Decimal | None, unit: str = "") -> str:
    """A reading with its unit: "1,200.5 hours"; None is "no reading"."""
    return gettext("no reading") if value is None else notation.quantity(value, unit)


@register.filter
def precise(value: Decimal, digits: int) -> str:
    """A figure with the decimals of its column: "46.50" beside "380.00"."""
    return notation.exact(value, least_digits=digits)


register.filter("date_long", lambda day: notation.date_long(day) if day else "")


register.filter("date_medium", lambda day: notation.date_medium(day) if day else "")


register.filter("date_short", lambda day: notation.date_short(day) if day else "")


register.filter("month", lambda day: notation.month(day) if day else "")


@register.simple_tag
def period(start: Any, end: Any) -> str:
    """The shortest exact name of a period: "October 2026"."""
    return notation.period(start, end)


@register.simple_tag
def count(number: int) -> str:
    """How many, grouped: "50,000"."""
    return notation.exact(Decimal(number))


@register.simple_tag(takes_context=True)
def moment(context: template.Context, instant: datetime) -> str:
    """An instant on the clocks of the firm for which one acts, with the zone."""
    return notation.instant(instant, context["actor"].supplier.zone)


@register.filter
def grouped_digest(digest: str) -> str:
    """A digest in groups of eight, as documents print it."""
    return notation.grouped_digest(digest)


@register.filter
def initials(name: str) -> str:
    """Two letters for a person: the first and the last word's; titles ("Dr.") are none of them."""
    words = [word for word in str(name).split() if not word.endswith(".")] or str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def file_size(size: int) -> str:
    """Bytes as a person reads them: "212 kB", "1.4 MB"."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{notation.NO_BREAK}kB"
    return notation.quantity((Decimal(size) / (1024 * 1024)).quantize(Decimal("0.1")), "MB")


@register.filter
def short_digest(digest: str) -> str:
    """The two ends of a digest: "8f3a…c21e"."""
    return f"{digest[:4]}…{digest[-4:]}"


@register.filter
def marked(text: str, words: Iterable[str]) -> SafeString:
    """The text with every occurrence of these words in <mark>, whatever their case."""
    wanted = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    if not wanted:
        return format_html("{}", text)
    parts = re.split(f"({wanted})", str(text), flags=re.IGNORECASE)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if odd % 2 else part,) for odd, part in enumerate(parts))
    )
