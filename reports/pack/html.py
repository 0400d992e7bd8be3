"""The slides as HTML contexts, with their pictures: what the PDF's and the wall's templates share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reports.document.charts import Palette

from .charts import drawn
from .parts import SCALES, TEXT_WIDTH, Deck, Shape, Slide, Table

LEAST_OF_CARDS, MOST_BESIDE = 3, 4
"""On a phone a row of so many columns is a card, each cell with the name of its column; so many of bare numbers have room."""
SIZE = re.compile(r'width="[0-9.]+pt" height="[0-9.]+pt"')


@dataclass(frozen=True)
class Look:
    """`zoom`: how much larger a picture is shown than it is drawn, which makes its letters larger.

    `hand`: width and height of a second picture, for a screen that is held in the hand; None where there is none.
    """

    palette: Palette
    zoom: float
    hand: tuple[float, float] | None = None


def slides_of(deck: Deck, look: Look) -> list[dict[str, Any]]:
    """The contexts of reports/pack/slide.html; the cover is number 1."""
    names = dict(deck.sections)
    found, opened = [], set[int]()
    for number, slide in enumerate(deck.slides, start=2):
        found.append(
            {
                "number": number,
                "slide": slide,
                "title_size": round(slide.title_size),
                "figures_size": _figures_size(slide),
                "section_name": names[slide.section],
                "opens": slide.section not in opened,
                "picture": picture_of(slide, look),
                "in_hand": in_hand(slide, look),
                "tables": [_table(one) for one in slide.tables],
            }
        )
        opened.add(slide.section)
    return found


def _figures_size(slide: Slide) -> int | None:
    """Points, where the longest figure asks for smaller letters: all of a row have the same, good or bad."""
    longest = max((len(one.text) for one in slide.figures), default=0)
    return 18 if longest > 20 else 24 if longest > 12 else None


def picture_of(slide: Slide, look: Look) -> SafeString | str:
    if slide.chart is None:
        return ""
    width, height = TEXT_WIDTH / look.zoom, slide.chart_height / look.zoom
    svg = drawn(slide.chart, width=width, height=height, palette=look.palette)
    # The size at which it is shown; the first two are those of the picture itself.
    shown = SIZE.sub(f'width="{TEXT_WIDTH}pt" height="{slide.chart_height:.1f}pt"', svg, count=1)
    return mark_safe(shown)  # of escaped texts and numbers, by reports/document/charts


def in_hand(slide: Slide, look: Look) -> SafeString | str:
    """The same picture once more, narrow, so that its letters are read and nothing of it is cut."""
    if slide.chart is None or look.hand is None:
        return ""
    width, height = look.hand
    if slide.chart.shape == Shape.SHARES:
        height = min(height, slide.chart_height / look.zoom)
    return mark_safe(drawn(slide.chart, width=width, height=height, palette=look.palette))  # as above


def hundredths(scale: float) -> int:
    """Of which the name of a class is made: 180 of 1.8."""
    return round(100 * scale)


def scales() -> list[tuple[str, str]]:
    """Each scale as the number in its class, and as a style sheet writes it."""
    return [(str(hundredths(one)), str(one)) for one in SCALES]


def _table(table: Table) -> dict[str, Any]:
    last = len(table.rows) - 1
    whole = sum(column.share for column in table.columns)
    return {
        "table": table,
        "cards": _cards(table),
        "scale": hundredths(table.scale) if table.scale > 1 else None,
        "heads": [
            {"head": column.head, "number": column.number, "width": f"{100 * column.share / whole:.3f}%"}
            for column in table.columns
        ],
        "rows": [
            {
                "cells": [
                    {"cell": cell, "number": column.number, "head": column.head}
                    for cell, column in zip(row, table.columns, strict=True)
                ],
                "sum": table.sum_row and index == last,
            }
            for index, row in enumerate(table.rows)
        ],
    }


def _cards(table: Table) -> str:
    """How its rows are laid out in the hand: "cards"; "years", of months or quarters; else as everywhere."""
    if table.dense:
        return "years" if len(table.columns) > MOST_BESIDE else ""
    return "cards" if len(table.columns) >= LEAST_OF_CARDS else ""


def title_of(deck: Deck) -> str:
    return _("Review: {supplier} for {customer}, {period}").format(
        supplier=deck.us, customer=deck.them, period=deck.period
    )
