"""What all pictures are drawn with: palette, lines, texts and their widths."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cache
from html import escape
from typing import Literal

from ..fonts import STACK

MM = 72 / 25.4
CAPTION = 7.4


@dataclass(frozen=True)
class Palette:
    """Colours (any CSS colour) and font families of a picture."""

    ink: str = "#14181C"
    second: str = "#565D64"
    hairline: str = "#C4C8CC"
    value: str = "#0B5A5E"
    shortfall: str = "#C4552D"
    spend: str = "#7A8187"
    paper: str = "#FFFFFF"
    font: str = STACK


PRINT = Palette()


@cache
def _advances(file: str) -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont

    from ..fonts import FOLDER

    with TTFont(FOLDER / file, lazy=True) as font:
        widths, units = font["hmtx"].metrics, font["head"].unitsPerEm
        return {point: widths[name][0] for point, name in font.getBestCmap().items()}, units


def text_width(text: str, size: float, file: str = "IBMPlexSans-Regular.ttf") -> float:
    """Width of `text` in points, without kerning; characters that the font lacks count as 0.6 em."""
    advances, units = _advances(file)
    return sum(advances.get(ord(character), units * 0.6) for character in text) * size / units


def ticks(low: Decimal, high: Decimal, most: int = 6) -> list[Decimal]:
    """At most `most` round values from at or below `low` to at or above `high`; zero is among them."""
    low, high = min(low, Decimal()), max(high, Decimal())
    if low == high:
        high = Decimal(1)
    step = Decimal(1).scaleb((high - low).adjusted() - 1)
    while True:
        for factor in (Decimal(1), Decimal(2), Decimal(5)):
            size = step * factor
            first = (low / size).to_integral_value(ROUND_FLOOR)
            last = (high / size).to_integral_value(ROUND_CEILING)
            if last - first < most:
                return [size * index for index in range(int(first), int(last) + 1)]
        step *= 10


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, kind: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="{kind}" d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" fill="none" '
        f'stroke="{colour}" stroke-width="{width}"{dashes}/>'
    )


def text(
    x: float,
    y: float,
    words: str,
    palette: Palette,
    *,
    size: float = CAPTION,
    weight: int = 400,
    anchor: Literal["start", "middle", "end"] = "start",
    colour: str = "",
    kind: str = "label",
) -> str:
    return (
        f'<text class="{kind}" x="{number(x)}" y="{number(y)}" font-family="{palette.font}" font-size="{size}" '
        f'font-weight="{weight}" text-anchor="{anchor}" fill="{colour or palette.ink}">{escape(words)}</text>'
    )


def path(corners: Iterable[tuple[float, float]], colour: str, width: float, kind: str, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners)
    return f'<path class="{kind}" d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'


def dot(x: float, y: float, radius: float, fill: str, stroke: str, kind: str) -> str:
    return (
        f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="1"/>'
    )


def picture(width: float, height: float, title: str, parts: Iterable[str], name: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{name}" width="{number(width)}pt" '
        f'height="{number(height)}pt" viewBox="0 0 {number(width)} {number(height)}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
