"""Places for labels: beside a dot, off every line."""

from collections.abc import Iterable, Sequence
from math import hypot

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


def _nearest(cx: float, cy: float, box: Box) -> tuple[float, float]:
    return min(max(cx, box[0]), box[2]), min(max(cy, box[1]), box[3])


def _distance(cx: float, cy: float, box: Box) -> float:
    nx, ny = _nearest(cx, cy, box)
    return hypot(nx - cx, ny - cy)


def _between(cx: float, cy: float, box: Box, segments: Iterable[Box]) -> bool:
    """Whether one of the horizontal or vertical segments lies between a dot and the point of a box that is nearest to it."""
    nx, ny = _nearest(cx, cy, box)
    for x1, y1, x2, y2 in segments:
        if y1 == y2 and (cy - y1) * (ny - y1) < 0:
            at = cx + (nx - cx) * (y1 - cy) / (ny - cy)
            if min(x1, x2) <= at <= max(x1, x2):
                return True
        if x1 == x2 and (cx - x1) * (nx - x1) < 0:
            at = cy + (ny - cy) * (x1 - cx) / (nx - cx)
            if min(y1, y2) <= at <= max(y1, y2):
                return True
    return False


class Labels:
    """Finds places for labels beside dots: a label never crosses a line; it keeps off the grid where that is possible.

    Where it is not, the grid is to be interrupted at the boxes in `placed`. In `taken` stands something else already.
    Of the `dots` of a chart a label stands nearest to its own.
    """

    def __init__(self, frame: Box, lines: Sequence[Box], grid: Sequence[Box]) -> None:
        self.frame, self.lines, self.grid = frame, list(lines), list(grid)
        self.placed: list[Box] = []
        self.taken: list[Box] = []
        self.dots: list[tuple[float, float]] = []

    def place(
        self,
        cx: float,
        cy: float,
        words: Sequence[str],
        *,
        drop: float = 0,
        size: float = CAPTION,
        strangers: Sequence[Box] = (),
        frame: Box | None = None,
    ) -> tuple[float, float] | None:
        """The top left corner for a label of these lines, or None where there is no room: the table has it.

        `drop` is the length of a line that falls from the dot: the label may stand anywhere beside it. `size` is that of its
        letters. None of the `strangers`, lines of something else, may lie between dot and label: it would be read as theirs.
        `frame` takes the place of the frame of all labels.
        """
        wide, tall = max(text_width(line, size) for line in words) + 2, 10.0 * size / CAPTION * len(words)
        spots = [(cx + 4, cy + 4), (cx - wide - 4, cy + 4), (cx - wide - 4, cy - tall - 4), (cx + 4, cy - tall - 4)]
        spots += [(cx - wide / 2, cy - tall - 6), (cx - wide / 2, cy + 7)]
        for far in (10.0, 14.0, 20.0, 26.0):
            spots += [(cx - wide - 4, cy - tall - far), (cx - wide - 4, cy + far), (cx + 4, cy + far)]
        for down in range(30, int(drop - tall), 4):
            spots += [(cx + 4, cy + down), (cx - wide - 4, cy + down)]
        left, top, right, bottom = frame or self.frame
        inside = [
            (x, y, x + wide, y + tall)
            for x, y in spots
            if x >= left and x + wide <= right and y >= top and y + tall <= bottom
        ]
        inside = [box for box in inside if self._is_nearest(cx, cy, box) and not _between(cx, cy, box, strangers)]
        free = [box for box in inside if not meets(_with_air(box), [*self.placed, *self.taken])]
        for forbidden in ([*self.lines, *self.grid], self.lines):
            for box in free:
                if not _crosses(box, forbidden):
                    self.placed.append(box)
                    return box[:2]
        return None

    def _is_nearest(self, cx: float, cy: float, box: Box) -> bool:
        own = _distance(cx, cy, box)
        return all(_distance(*dot, box) > own for dot in self.dots if dot != (cx, cy))


def apart(
    ends: list[tuple[float, str, str, str]], gap: float, low: float, high: float
) -> list[tuple[float, str, str, str]]:
    """Labels at the right (height, name, figure, colour), at least `gap` apart and within `low` to `high`."""
    ends = sorted(ends)
    if len(ends) == 2 and ends[1][0] - ends[0][0] < gap:
        middle = min(max((ends[0][0] + ends[1][0]) / 2, low + gap / 2), high - gap / 2)
        ends = [(middle - gap / 2, *ends[0][1:]), (middle + gap / 2, *ends[1][1:])]
    return [(min(max(end[0], low), high), *end[1:]) for end in ends]
