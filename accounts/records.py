"""What a reader of files hands on: the lines of a table, cell by cell, and what there is to say about the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Problem:
    """Why a row, or the file (line 0), cannot be taken. `column` is empty where it is about the whole row."""

    line: int
    column: str
    message: str
    code: str

    def __str__(self) -> str:
        where = [_("Line %(line)s") % {"line": self.line}] if self.line else []
        where += [self.column] if self.column else []
        return f"{', '.join(where)}: {self.message}" if where else self.message


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that cannot be taken, and why; `text` is what stands in it."""

    text: str
    message: str
    code: str


Cell = str | Decimal | date | Refusal
"""Text as it stands; a figure or a day that is typed as such; or what cannot be taken."""


@dataclass
class Records:
    """(line on which it begins, cells) of every row that is not empty. Problems may be added until the end is reached."""

    lines: Iterator[tuple[int, list[Cell]]] = field(default_factory=lambda: iter(()))
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_workbook: bool = False
    sheets: list[str] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    def __iter__(self) -> Iterator[tuple[int, list[Cell]]]:
        return self

    def __next__(self) -> tuple[int, list[Cell]]:
        return next(self.lines)
