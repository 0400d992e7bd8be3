"""A file to begin with, for each kind of import: the headings, an example, and what goes where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from accounts.csv_writing import csv_lines
from reports.import_columns import Column
from reports.queries.imports import template_columns

DAYS = {"on", "starts_on", "ends_on", "notice_on", "renews_on", "since", "until", "period_start", "period_end"}
FIGURES = {
    "amount",
    "value",
    "volume",
    "influence",
    "actual",
    "planned",
    "in_scope",
    "out_of_scope",
    "effort_hours",
}


def csv_template(kind: str) -> bytes:
    """Headings, and one row as an example."""
    columns = template_columns(kind)
    lines = csv_lines([column.name for column in columns], [[column.example for column in columns]])
    return "".join(lines).encode()


def xlsx_template(kind: str) -> bytes:
    """A workbook whose first sheet has the headings and an example, and whose second one says what goes where."""
    book = Workbook(write_only=True)
    columns = template_columns(kind)
    sheet = book.create_sheet(kind)
    for place, _column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + place)].width = 22
    sheet.append([_bold(sheet, column.name) for column in columns])
    sheet.append([_typed(column) for column in columns])
    words = book.create_sheet(_("What goes where")[:31])
    words.column_dimensions["A"].width = words.column_dimensions["B"].width = 22
    words.column_dimensions["C"].width = 70
    words.append([_bold(words, head) for head in (_("Column"), _("Needed"), _("What goes into it"), _("Example"))])
    for column in columns:
        words.append([column.name, _("needed") if column.is_needed else "", str(column.words), column.example])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _typed(column: Column) -> Any:
    """The example as a spreadsheet holds it: days and figures typed as such."""
    if column.name in DAYS:
        return date.fromisoformat(column.example)
    return Decimal(column.example) if column.name in FIGURES else column.example
