"""Places for labels: beside a dot, off every line."""

from collections.abc import Iterable, Sequence

from outcomes.charts.boxes import Box, meets

from .drawing import CAPTION, text_width

NEAR = 1.0
"""How near to a line a label may stand, in points: lines are up to 2 points thick."""


def _with_air(box: Box) -> Box:
    return box[0] - NEAR, box[1] - NEAR, box[2] + NEAR, box[3] + NEAR


def _crosses(box: Box, segments: Iterable[Box]) -> bool:
    """Whether a label's box (left, top, right, bottom) meets any of the horizontal or vertical segments."""
    left, top, right, bottom = _with_air(box)
    return any(
        min(x1, x2) < right and max(x1, x2) > left and min(y1, y2) < bottom and max(y1, y2) > top
        for x1, y1, x2, y2 in segments
    )


class Labels:
    """Finds places for labels beside dots: a label never crosses a line; it keeps off the grid where that is possible.

    Where it is not, the grid is to be interrupted at the boxes in `placed`.
    """

    def __init__(self, frame: Box, lines: Sequence[Box], grid: Sequence[Box]) -> None:
        self.frame, self.lines, self.grid = frame, list(lines), list(grid)
        self.placed: list[Box] = []

    def place(
        self, cx: float, cy: float, words: Sequence[str], *, drop: float = 0, size: float = CAPTION
    ) -> tuple[float, float] | None:
        """The top left corner for a label of these lines, or None where there is no room: the table has it.

        `drop` is the length of a line that falls from the dot: the label may stand anywhere beside it. `size` is that of its
        letters.
        """
        wide, tall = max(text_width(line, size) for line in words) + 2, 10.0 * size / CAPTION * len(words)
        spots = [(cx + 4, cy + 4), (cx - wide - 4, cy + 4), (cx - wide - 4, cy - tall - 4), (cx + 4, cy - tall - 4)]
        spots += [(cx - wide / 2, cy - tall - 6), (cx - wide / 2, cy + 7)]
        for far in (10.0, 14.0, 20.0, 26.0):
            spots += [(cx - wide - 4, cy - tall - far), (cx - wide - 4, cy + far), (cx + 4, cy + far)]
        for down in range(30, int(drop - tall), 4):
            spots += [(cx + 4, cy + down), (cx - wide - 4, cy + down)]
        left, top, right, bottom = self.frame
        inside = [
            (x, y, x + wide, y + tall)
            for x, y in spots
            if x >= left and x + wide <= right and y >= top and y + tall <= bottom
        ]
        free = [box for box in inside if not meets(_with_air(box), self.placed)]
        for forbidden in ([*self.lines, *self.grid], self.lines):
            for box in free:
                if not _crosses(box, forbidden):
                    self.placed.append(box)
                    return box[:2]
        return None


def apart(
    ends: list[tuple[float, str, str, str]], gap: float, low: float, high: float
) -> list[tuple[float, str, str, str]]:
    """Labels at the right (height, name, figure, colour), at least `gap` apart and within `low` to `high`."""
    ends = sorted(ends)
    if len(ends) == 2 and ends[1][0] - ends[0][0] < gap:
        middle = min(max((ends[0][0] + ends[1][0]) / 2, low + gap / 2), high - gap / 2)
        ends = [(middle - gap / 2, *ends[0][1:]), (middle + gap / 2, *ends[1][1:])]
    return [(min(max(end[0], low), high), *end[1:]) for end in ends]
