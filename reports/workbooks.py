"""What every workbook of ours has: letters that each program knows, harmless texts, rows as high as their words."""

from __future__ import annotations

from unicodedata import east_asian_width

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from accounts.csv_writing import harmless

LETTERS = "Arial"
"""Without a name each program takes another."""
SIZE = 11
"""Points of the usual letters."""
LINE = 17.0
"""Points of a line of them. Programs differ in whether they find the height of a row that wraps: it is said."""
HIGHEST = 409.0
"""Points of a row: a file may say no more."""
ROOM = 0.86
"""How many of them a column of so many digits has room for, in the widest letters that may stand in for ours."""


def clean(text: str) -> str:
    """No formula, whatever somebody wrote, and no character that a workbook cannot hold."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", text))


def height_of(text: str, width: float, size: float = SIZE) -> float:
    """Points that a text needs in a column of that many digits, broken into lines; no row is higher than `HIGHEST`."""
    return min(round(lines_of(text, width * ROOM * SIZE / size) * LINE * size / SIZE, 1), HIGHEST)


def lines_of(text: str, room: float) -> int:
    """In how many lines a text stands where one has room for so many letters; those of East Asia are as wide as two."""
    return sum(_broken(line, room) for line in text.split("\n"))


def _broken(line: str, room: float) -> int:
    """The lines of what was typed as one."""
    count, used = 1, 0.0
    for word in line.split():
        width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in word)
        if used and used + 1 + width > room:
            count, used = count + 1, 0.0
        used += width + (1 if used else 0)
        if used > room:
            full = int((used - 1) // room)
            count, used = count + full, used - full * room
    return count
