"""Tables for other programs: CSV whose cells no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}",
                  "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


class Figure(str):
    """Text that is a number of ours: a minus in front is no formula."""


def harmless(cell: Any) -> str:
    """The cell's text; with an apostrophe before it where a spreadsheet would read a formula."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, Figure | int):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    yield "\ufeff" + writer.writerow([harmless(head) for head in heads])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def csv_response(filename: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download under a name that no user chose."""
    response = StreamingHttpResponse(csv_lines(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
