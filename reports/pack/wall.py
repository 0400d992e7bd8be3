"""The pack as a page to show on a wall: the same slides, dark, in letters that are read from five metres."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from reports.document.charts import Palette

from .deck import deck
from .html import Look, slides_of, title_of
from .parts import Deck

# On a dark wall; static/css/wall.css gives the marks other colours where the page is printed.
DARK = Palette(
    ink="#E9EEF1",
    second="#B1BDC5",
    hairline="#3A474F",
    value="#52C9B2",
    shortfall="#FF9577",
    spend="#A9B7C2",
    paper="#0E1317",
    font="inherit",
)
LOOK = Look(DARK, 1.6, hand=(272, 168))
ROOMY = 0.72
"""A slide that is filled no more than this is shown in larger letters, to be read from farther away; others as on paper."""


PART = 44_000
"""Bytes of slides that a page carries, with its frame less than any page may weigh; wall.js fetches the rest behind it."""


def slides(figures: dict[str, Any], locale: str) -> tuple[Deck, list[dict[str, Any]]]:
    """The deck and the contexts of all its slides but the cover. `locale` has to be active."""
    made = deck(figures, locale)
    found = slides_of(made, LOOK)
    for one in found:
        one["roomy"] = one["slide"].fill <= ROOMY and all(table["scale"] is None for table in one["tables"])
    return made, found


def context(figures: dict[str, Any], locale: str, *, first: int = 1) -> dict[str, Any] | None:
    """The context of reports/pack/wall.html: slides from the one of that number on, as many as a page carries.

    None where there is no such slide. `begins` is the number of the first one that is no cover, `more` that of the next
    part's, None behind the last.
    """
    with translation.override(locale):
        made, found = slides(figures, locale)
        shown: list[SafeString] = []
        weight, more = 0, None
        for one in found[max(first - 2, 0) :]:
            markup = render_to_string(
                "reports/pack/wall_slide.html", {"one": one, "deck": made, "count": len(found) + 1}
            )
            weight += len(markup.encode())
            if shown and weight > PART:
                more = one["number"]
                break
            shown.append(markup)
        if first != 1 and not shown:
            return None
        return {
            "deck": made,
            "title": title_of(made),
            "slides": shown,
            "cover": first == 1,
            "begins": max(first, 2),
            "more": more,
        }
