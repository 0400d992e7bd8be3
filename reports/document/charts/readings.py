"""The readings of a dimension on paper: the drawing of `outcomes.charts`, in a palette and in the document's letters."""

from collections.abc import Callable, Sequence

from outcomes.charts import Level, Mark, Point, Sheet, drawing, svg

from .drawing import CAPTION, MM, PRINT, Palette, picture, text_width

FIGURE = 8.2
STRIP = 31 * MM


def readings(
    points: Sequence[Point],
    *,
    title: str,
    levels: Sequence[Level] = (),
    palette: Palette = PRINT,
    width: float = 129.4 * MM,
    height: float = 46 * MM,
) -> str:
    """Every reading of a dimension in order of time, against its baseline and target."""
    sheet = Sheet(width, height, strip=STRIP, label=CAPTION, figure=FIGURE, radius=3.0, text_width=text_width)
    marks, tall = drawing(points, levels, sheet)
    attributes = _in(palette)
    return picture(width, tall, title, [svg(mark, attributes) for mark in marks], "readings")


def _in(palette: Palette) -> Callable[[Mark], str]:
    """The attributes of each kind of mark. Colours stand in them, for a document's style sheet does not reach into pictures."""

    def line(kind: str, colour: str, width: float, dash: str = "") -> str:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return f'class="{kind}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}'

    def shape(kind: str, fill: str, stroke: str) -> str:
        return f'class="{kind}" fill="{fill}" stroke="{stroke}" stroke-width="1"'

    def words(kind: str, colour: str, size: float = CAPTION, weight: int = 400) -> str:
        return f'class="{kind}" font-family="{palette.font}" font-size="{size}" font-weight="{weight}" fill="{colour}"'

    kinds = {
        "zero": line("axis", palette.ink, 0.5),
        "baseline": line("level", palette.ink, 0.7),
        "target": line("level", palette.ink, 0.7, "0.7 1.8"),
        "value": line("value", palette.value, 1.4),
        "missing": line("missing", palette.second, 0.7, "1.2 1"),
        "dot": shape("value", palette.value, palette.value),
        "ring": shape("value open", palette.paper, palette.value),
        "worse": shape("shortfall", palette.shortfall, palette.shortfall),
        "worse-open": shape("shortfall open", palette.paper, palette.shortfall),
        "figure": words("reading", palette.ink, FIGURE, 500),
        "tick": words("tick", palette.second),
        "name": words("label", palette.ink, weight=600),
        "said": words("label", palette.ink),
    }
    return lambda mark: kinds[mark.kind]
