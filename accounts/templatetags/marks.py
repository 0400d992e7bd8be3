"""Marks and outlines: each has a shape in static/icons.svg, and a word beside it."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

register = template.Library()

MARK_WORDS: dict[str, str | Promise] = {
    "confirmed": pgettext_lazy("state of a claim", "Confirmed"),
    "adjusted": pgettext_lazy("state of a claim", "Adjusted"),
    "undecided": pgettext_lazy("state of a claim", "Undecided"),
    "disputed": pgettext_lazy("state of a claim", "Disputed"),
    "withdrawn": pgettext_lazy("state of a claim", "Withdrawn"),
    "draft": pgettext_lazy("state of a claim", "Draft"),
    "shortfall": gettext_lazy("Shortfall"),
    "spend": gettext_lazy("Spent"),
    "missing": gettext_lazy("Missing"),
    "met": gettext_lazy("met"),
    "flag": gettext_lazy("Exposed"),
}
"""Each mark has a shape in static/icons.svg, a colour in app.css and a word: never one without the others."""


STATE_MARKS = {"stated": "undecided", "restated": "adjusted", "agreed": "confirmed", "proposed": "undecided"}
"""States of the ledger that share the mark of another word."""


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An outline from static/icons.svg, hidden from screen readers: the word stands beside it. `size` is "" or "s"."""
    extra = " icon-s" if size == "s" else ""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        extra,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def mark(kind: str, word: str | bool | None = None) -> SafeString:
    """A mark with its word. `word` replaces the usual word; False hides it from sight only, None shows the usual one.

    `kind` is a key of MARK_WORDS or a state of the ledger; an unknown kind raises KeyError.
    """
    kind = STATE_MARKS.get(kind, kind)
    usual = MARK_WORDS[kind]
    shape = '<svg class="mark-shape mark-{0}" aria-hidden="true" focusable="false"><use href="{1}#mark-{0}"/></svg>'
    if word is False or word == "":
        return format_html(shape + '<span class="visually-hidden">{2}</span>', kind, static("icons.svg"), usual)
    html = '<span class="mark mark-{0}">' + shape + "<span>{2}</span></span>"
    return format_html(html, kind, static("icons.svg"), usual if word is None or word is True else word)


DISPOSITIONS = ("detractor", "sceptic", "neutral", "supporter", "champion")


@register.simple_tag
def disposition(kind: str) -> SafeString:
    """A place among five, in ink; the word stands beside it. Supplier's side only (domain.md rule 16)."""
    place = DISPOSITIONS.index(kind)
    dots = "".join(f"M{4 + 8 * i} 6h0" for i in range(5) if i != place)
    shape = '<svg class="disposition" viewBox="0 0 40 12" aria-hidden="true"><path d="{}"/><circle cx="{}" cy="6" r="4"/></svg>'
    return format_html(shape, dots, 4 + 8 * place)


@register.simple_tag
def influence(level: int) -> SafeString:
    """Five steps, `level` (1 to 5) of them filled, with the figure for screen readers. Supplier's side only."""
    filled, empty = (
        "".join(f"M{7 * i} 14V{10 - 2 * i}h5V14z" for i in range(5) if (i < level) is on) for on in (True, False)
    )
    words = gettext("%(level)s of 5") % {"level": level}
    shape = (
        '<svg class="influence" viewBox="0 0 34 14" aria-hidden="true"><path d="{}"/><path class="on" d="{}"/></svg>'
    )
    return format_html(shape + '<span class="visually-hidden">{}</span>', empty, filled, words)
