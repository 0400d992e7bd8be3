"""The square code that a telephone reads."""

from collections.abc import Iterable

from .drawing import MM, PRINT, Palette, number, picture


def code(matrix: Iterable[Iterable[int]], *, title: str, palette: Palette = PRINT, side: float = 40.4 * MM) -> str:
    """A QR code from its rows of modules (1 is dark), without the quiet zone: the page around it is that."""
    rows = [list(row) for row in matrix]
    unit = side / len(rows)
    # One path: separate squares would leave hairlines between them on screen.
    path = "".join(
        f"M{number(column * unit)} {number(line * unit)}h{number(unit)}v{number(unit)}h-{number(unit)}z"
        for line, row in enumerate(rows)
        for column, dark in enumerate(row)
        if dark
    )
    return picture(side, side, title, [f'<path class="code" d="{path}" fill="{palette.ink}"/>'], "qr")
