"""The charts, as SVG text: the same functions serve the PDF and the page.

Why not a chart library: steps with named ends, labels that give way to lines, interrupted lines and one stroke per event are
what these pictures consist of, and no specification language that we looked at draws them. Coordinates are points (1/72 inch).

Colours and fonts come in as a `Palette` and are written as attributes (a strict Content-Security-Policy has nothing to refuse);
every mark also carries a class (`value`, `shortfall`, `spend`, ...) by which a page can recolour it, for example in the dark.
All texts are already in the reader's notation. The first child of each picture is its `<title>`, the alternative text.
"""

from outcomes.charts import Level, Point

from .code import code
from .drawing import CAPTION, MM, PRINT, Palette, text_width, ticks
from .readings import readings
from .steps import Mark, spend_against_value
from .strokes import strokes

__all__ = [
    "CAPTION",
    "MM",
    "PRINT",
    "Level",
    "Mark",
    "Palette",
    "Point",
    "code",
    "readings",
    "spend_against_value",
    "strokes",
    "text_width",
    "ticks",
]
