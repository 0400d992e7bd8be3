"""The pack as a page to show on a wall: the same slides, dark, in letters that are read from five metres."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from reports.document.charts import Palette

from .deck import deck
from .html import Look, slides_of, title_of

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


def context(figures: dict[str, Any], locale: str) -> dict[str, Any]:
    """The context of reports/pack/wall.html."""
    made = deck(figures, locale)
    with translation.override(locale):
        slides = slides_of(made, LOOK)
        for one in slides:
            one["roomy"] = one["slide"].fill <= ROOMY and all(table["scale"] is None for table in one["tables"])
        return {"deck": made, "title": title_of(made), "slides": slides, "count": len(slides) + 1, "on_paper": False}
