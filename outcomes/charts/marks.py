"""What a drawing consists of, without colours and letters: who shows it gives each kind of mark its attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

Spot = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """A line through `corners`, or a shape with these corners where it is `closed`."""

    kind: str
    corners: tuple[Spot, ...]
    closed: bool = False


@dataclass(frozen=True)
class Disc:
    kind: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Words:
    """`text` in letters of `size`, on the line `y`, from `x` on or with its middle there."""

    kind: str
    x: float
    y: float
    text: str
    size: float
    middle: bool = False


Mark = Stroke | Disc | Words
Attributes = Callable[[Mark], str]
"""A mark's class, and whatever its colours and letters are where no stylesheet has them."""


def number(value: float) -> str:
    """To a tenth: a tenth of a point is 0.04 mm."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def svg(mark: Mark, attributes: Attributes) -> str:
    given = attributes(mark)
    if isinstance(mark, Stroke):
        path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in mark.corners)
        return f'<path {given} d="{path}{"z" if mark.closed else ""}"/>'
    if isinstance(mark, Disc):
        return f'<circle {given} cx="{number(mark.x)}" cy="{number(mark.y)}" r="{number(mark.radius)}"/>'
    anchor = ' text-anchor="middle"' if mark.middle else ""
    return f'<text {given} x="{number(mark.x)}" y="{number(mark.y)}"{anchor}>{escape(mark.text)}</text>'
