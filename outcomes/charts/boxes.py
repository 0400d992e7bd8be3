"""Room for labels: what meets what, and texts in lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a label; or the two ends of a segment."""


def meets(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)


def is_crossed(box: Box, segments: Iterable[Box]) -> bool:
    """Whether one of the segments, from left to right and sloping or not, runs through the box."""
    left, top, right, bottom = box
    for x1, y1, x2, y2 in segments:
        start, end = max(x1, left), min(x2, right)
        if start >= end:
            continue
        heights = [y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in (start, end)]
        if min(heights) < bottom and max(heights) > top:
            return True
    return False


def in_lines(text: str, widest: float, width: Callable[[str], float]) -> list[str]:
    """The text broken between words wherever it would be wider than `widest`; no-break spaces hold."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) <= widest:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def stacked(blocks: list[tuple[float, float]], low: float, high: float) -> list[float]:
    """The tops of blocks (middle, height; from the top down), apart from each other and within `low` to `high`."""
    tops = [middle - tall / 2 for middle, tall in blocks]
    for index in range(1, len(blocks)):
        over = tops[index - 1] + blocks[index - 1][1] - tops[index]
        if over > 0:
            tops[index - 1] -= over / 2
            tops[index] += over / 2
    for index in reversed(range(len(tops))):
        limit = tops[index + 1] if index + 1 < len(tops) else high
        tops[index] = min(tops[index], limit - blocks[index][1])
    for index in range(len(tops)):
        limit = tops[index - 1] + blocks[index - 1][1] if index else low
        tops[index] = max(tops[index], limit)
    return tops
