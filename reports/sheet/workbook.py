"""From frozen figures to the workbook: one sheet, the same order as on paper, every row of it, numbers as numbers.

The same figures and locale give the same bytes: what a workbook says about when it was made is the moment of issue.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side

from accounts.csv_writing import harmless
from reports.document.wording import day, moment

from .content import Section, Value, sections
from .figures import SheetFigures
from .render import check

WIDTHS = {"A": 58, "B": 22, "C": 20, "D": 20, "E": 14}
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def render_workbook(figures: dict[str, Any], *, locale: str) -> bytes:
    """The XLSX of the frozen figures. Raises as `render` does."""
    typed = cast(SheetFigures, figures)
    check(typed)
    with translation.override(locale):
        book = _book(typed, locale)
    issued = moment(typed["document"]["issued_at"]).astimezone(UTC)
    book.properties.created = book.properties.modified = issued.replace(tzinfo=None)
    book.properties.creator = clean(typed["supplier"]["name"])
    held = io.BytesIO()
    book.save(held)
    return settled(held.getvalue(), issued)


def _book(figures: SheetFigures, locale: str) -> Workbook:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Supplier sheet")[:31]
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = sheet.PAPERSIZE_A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    heading, currency = figures["document"], figures["customer"]["currency"]
    lines: list[tuple[str, Any]] = [
        (_("Supplier"), figures["supplier"]["name"]),
        (_("Customer"), figures["customer"]["name"]),
        (_("As at"), day(heading["as_at"])),
        (_("Currency"), currency),
        (_("Edition"), heading["edition"]),
        (_("Number of the document"), heading["code"]),
        (_("Check it at"), heading["check_url"]),
    ]
    if heading["demonstration"]:
        lines.append((_("Demonstration"), _("Demonstration data: nothing here is real.")))
    _put(sheet, 1, 1, _("Supplier sheet"), bold=True, size=14)
    for number, (label, value) in enumerate(lines, start=2):
        _put(sheet, number, 1, label)
        _put(sheet, number, 2, value, shape="yyyy-mm-dd" if not isinstance(value, str | int) else "General")
    row = len(lines) + 3
    for section in sections(figures, locale):
        row = _section(sheet, row, section, figures["customer"]["minor_digits"]) + 1
    return book


def _section(sheet: Any, row: int, section: Section, digits: int) -> int:
    """Write a section from `row` on; the first row after it."""
    for number, head in enumerate(section.heads):
        _put(sheet, row, number + 1, section.title if number == 0 else head, bold=True, ruled=True, right=number > 0)
    row += 1
    for words in (section.lead, section.source):
        if words:
            _put(sheet, row, 1, words)
            row += 1
    if not section.rows:
        _put(sheet, row, 1, section.empty)
        row += 1
    for one in section.rows:
        _put(sheet, row, 1, one.label, bold=one.strong)
        for number, value in enumerate(one.values, start=2):
            _put_value(sheet, row, number, value, digits, bold=one.strong)
        row += 1
        if one.note:
            _put(sheet, row, 1, one.note)
            row += 1
    for words in (section.note, section.foot):
        if words:
            _put(sheet, row, 1, words)
            row += 1
    return row


def _put_value(sheet: Any, row: int, column: int, value: Value, digits: int, *, bold: bool) -> None:
    shapes = {
        "money": "#,##0" + ("." + "0" * digits if digits else ""),
        "score": "0.0",
        "date": "yyyy-mm-dd",
        "count": "0",
    }
    shown = value.text if value.plain is None else value.plain
    _put(sheet, row, column, shown, bold=bold, shape=shapes.get(value.kind, "General"), right=True)


def clean(text: str) -> str:
    """No formula, whatever somebody wrote, and no character that a workbook cannot hold."""
    return harmless(ILLEGAL_CHARACTERS_RE.sub("", text))


def _put(
    sheet: Any,
    row: int,
    column: int,
    value: Any,
    *,
    bold: bool = False,
    size: int = 11,
    ruled: bool = False,
    right: bool = False,
    shape: str = "General",
) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(row=row, column=column, value=clean(value) if isinstance(value, str) else value)
    cell.number_format = shape
    cell.font = Font(bold=bold, size=size)
    cell.alignment = Alignment(
        wrap_text=column == 1 or isinstance(value, str), vertical="top", horizontal="right" if right else "left"
    )
    if ruled:
        cell.border = Border(bottom=Side(style="thin"))


def settled(data: bytes, issued: datetime) -> bytes:
    """The same archive with the moment of issue wherever it says when it was made, its parts in the order of their names."""
    stamp = max(issued, datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    said = issued.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as kept:
        # What kind of file it is stands first: programs look there.
        for name in sorted(made.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            part = made.read(name)
            if name == "docProps/core.xml":
                part = MODIFIED.sub(rb"\g<1>" + said + rb"\g<2>", part)
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            info.create_system = 3
            kept.writestr(info, part)
    return held.getvalue()
