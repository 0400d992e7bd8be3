"""One stroke per event: the picture of the cover."""

from collections.abc import Sequence

from .drawing import MM, PRINT, Palette, line, number, picture


def strokes(
    amounts: Sequence[int],
    *,
    title: str,
    palette: Palette = PRINT,
    width: float = 210 * MM,
    margin: float = 18 * MM,
    height: float = 105 * MM,
) -> str:
    """One stroke per amount (minor units, signed) in the given order, gains above a line that runs off both edges."""
    high, low = max([*amounts, 0]), min([*amounts, 0])
    scale = (height - 2) / ((high - low) or 1)
    zero = 1 + high * scale if high or low else height / 2
    slot = (width - 2 * margin) / max(len(amounts), 1)
    thick = max(min(16.0, slot * 0.66), 0.25)
    # The first stroke starts at the left margin and the last one ends at the right one, as the text does.
    pitch = (width - 2 * margin - thick) / max(len(amounts) - 1, 1)
    parts = []
    for index, amount in enumerate(amounts):
        tall = max(abs(amount) * scale, 0.4)
        x, y = margin + index * pitch, zero - tall if amount >= 0 else zero
        colour, kind = (palette.value, "value") if amount >= 0 else (palette.shortfall, "shortfall")
        parts.append(
            f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" width="{number(thick)}" height="{number(tall)}" '
            f'fill="{colour}"/>'
        )
    parts.append(line(0, zero, width, zero, palette.ink, 0.5, "axis"))
    return picture(width, height, title, parts, "strokes")
