"""How tall the answer page will be, from the widths of its texts: cheaper than laying a document out twice.

An estimate only. `render` looks at the pages afterwards and sets the answer tighter where the estimate was too low.
"""

import html
import re
from collections.abc import Mapping
from math import ceil
from typing import Any

from . import charts

MM = charts.MM
ROOM = 247 * MM
MARGINS = (5.0, 4.4, 3.6, 2.8, 3.6, 2.8)
"""Between the rows of the page by density, in mm; as in print.css."""
CHARTS = (46, 40, 36, 32, 36, 32)
CELLS = (0.85, 0.85, 0.4, 0.4, 0.4, 0.4)
COLUMN, MAIN, HALF = 40.5 * MM, 129.5 * MM, 85 * MM


def lines(text: object, size: float, width: float, spare: float = 1.06) -> int:
    """How many lines a text (HTML or plain) takes. Words do not fill a line to its end, hence the 6 % to `spare`."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", str(text)))
    return max(1, ceil(charts.text_width(plain, size) * spare / width)) if plain else 0


def note(text: object, width: float, spare: float = 1.06) -> float:
    return 10 * lines(text, 7.4, width, spare)


def named(row: Mapping[str, Any], width: float, spare: float = 1.06) -> float:
    return 12.5 * lines(row["name"], 8.8, width, spare) + note(row["note"], width, spare)


def evened(answer: Mapping[str, Any], amount: float) -> None:
    """Give what stands beside each other one height, so that its rules meet: `tall` of rows and facts, in points.

    Without spare: a row that takes a line more grows, one that was thought taller would stay so.
    """
    cell, width = 2 * CELLS[answer["density"]] * MM + 0.35, HALF - amount - 2.5 * MM
    for pair in zip(answer["got"], answer["badly"], strict=False):
        heights = [max(named(row, width, 1), 12.5 * lines(row["figure"], 8.8, amount, 1)) for row in pair]
        for row in pair:
            row["tall"] = f"{cell + max(heights):.1f}pt"
    facts = answer["says"]["facts"]
    for pair in zip(facts[::2], facts[1::2], strict=False):
        for fact in pair:
            fact["tall"] = f"{max(20, *(note(one['words'], 46.2 * MM, 1) for one in pair)):.0f}pt"


def answer_height(answer: Mapping[str, Any], amount: float) -> float:
    """Height of the answer page in points; `amount` is the width of a column of amounts in points."""
    density = answer["density"]
    gap, cell = MARGINS[density] * MM, 2 * CELLS[density] * MM + 0.35
    total = 17 * lines(answer["question"], 14, 174 * MM) * 1.05 + 42 * MM - 7.6 * MM
    total += max(note(answer["spent_note"], COLUMN), note(answer["hero_note"], MAIN))
    total += (
        gap
        + 2.1 * MM
        + max(10 * lines(entry["label"], 7.4, COLUMN) + 21 + note(entry["note"], COLUMN) for entry in answer["key"])
    )
    if chart := answer["chart"]:
        total += gap + max(CHARTS[density] * MM, 12.5 + note(chart["note"], COLUMN))
    total += gap + 12.5 + MM + 0.5
    halves = []
    for rows in (answer["got"], answer["badly"]):
        width = HALF - amount - 2.5 * MM
        halves.append(sum(cell + max(named(row, width), 12.5 * lines(row["figure"], 8.8, amount)) for row in rows))
    total += max(*halves, cell + 12.5)
    total += gap + max(12.5 + note(answer["says"]["note"], COLUMN), says_height(answer["says"], cell, amount))
    below = answer["below"]
    rows = [below[at : at + 3] for at in range(0, len(below), 3)]
    for row in rows:
        cells = [note(entry["label"], COLUMN) + 12 * lines(entry["figure"], 8.8, COLUMN) for entry in row]
        total += MM + max(cells)
    return total + 7 * MM + 2.2


def says_height(says: Mapping[str, Any], cell: float, amount: float) -> float:
    """Height of the people who confirmed and of the four facts below them, in points."""
    if not says["rows"]:
        return 12.5
    total = 10 + MM + 0.5
    for row in says["rows"]:
        name = 12.5 * lines(row["name"], 8.8, 42.5 * MM)
        if row.get("beneath"):
            name += note(row["position"], 42.5 * MM)
        ties = 12.5 * lines(row["ties"], 8.8, MAIN - 62.5 * MM - amount)
        total += cell + max(name, ties)
    facts = [max(12.5, note(fact["words"], 46.2 * MM)) for fact in says["facts"]]
    return total + sum(max(pair) + 1.6 * MM + 0.35 for pair in zip(facts[::2], facts[1::2], strict=True))
