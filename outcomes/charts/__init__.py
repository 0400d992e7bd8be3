"""The drawings of readings. `drawing` lays one out for whoever shows it; `readings` is that of a page.

A page's picture has classes of app.css, no colours and no style attributes. Pure: points and levels carry texts that are in the
reader's notation already.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from accounts.lettering import figure_width

from .marks import Mark, number, svg
from .readings import Level, Point, Sheet
from .readings import readings as drawing

__all__ = ["Level", "Mark", "Point", "Sheet", "drawing", "number", "readings", "svg"]

# In the sizes of letters that app.css gives them.
WIDE = Sheet(640, 206, strip=134, label=11, figure=11, radius=4.5, text_width=figure_width)
PHONE = Sheet(340, 206, strip=0, label=12, figure=12, radius=4.5, text_width=figure_width)


def readings(points: Sequence[Point], *, title: str, levels: Sequence[Level] = ()) -> SafeString:
    """The picture, once for a wide page and once for a phone, of which one is shown.

    `title` is its alternative text; the table beside it has the same figures.
    """
    return mark_safe(
        "".join(_shown(points, title, levels, sheet, on) for sheet, on in ((WIDE, "wide-only"), (PHONE, "phone-only")))
    )  # of escaped texts and numbers


def _shown(points: Sequence[Point], title: str, levels: Sequence[Level], sheet: Sheet, on: str) -> str:
    marks, height = drawing(points, levels, sheet)
    return (
        f'<svg class="chart-readings {on}" viewBox="0 0 {number(sheet.width)} {number(height)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(svg(mark, _classed) for mark in marks)}</svg>"
    )


def _classed(mark: Mark) -> str:
    return f'class="chart-{mark.kind}"'
