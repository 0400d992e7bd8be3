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
from openpyxl.styles import Alignment, Border, Font, Side

from reports.document.wording import day, moment
from reports.workbooks import LETTERS, LINE, SIZE, clean, height_of

from .content import Section, Value, sections
from .figures import SheetFigures
from .render import check

WIDTHS = {"A": 58, "B": 30, "C": 22, "D": 22, "E": 16}
QUIET, HAIRLINE = "565D64", "C4C8CC"
DATES = {"de": "dd.mm.yyyy"}
ANY_DATE = "[$-809]d mmm yyyy"
"""Of numbers the reader's own program has the notation; of dates only where the format leaves it to it, so it is named."""
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
    sheet.sheet_view.showGridLines = False
    dates = DATES.get(locale, ANY_DATE)
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
    title = _("Supplier sheet: %(supplier)s for %(customer)s") % {
        "supplier": figures["supplier"]["name"],
        "customer": figures["customer"]["name"],
    }
    _put(sheet, 1, 1, title, bold=True, size=14, across=True)
    for number, (label, value) in enumerate(lines, start=2):
        _put(sheet, number, 1, label, quiet=True)
        _put(sheet, number, 2, value, shape=dates if not isinstance(value, str | int) else "General", wraps=False)
    row = len(lines) + 3
    for section in sections(figures, locale):
        row = _section(sheet, row, section, figures["customer"]["minor_digits"], dates) + 1
    for number in range(1, row - 1):
        sheet.row_dimensions[number].height = _height(sheet, number)
    _for_print(sheet, row - 2)
    return book


def _for_print(sheet: Any, last: int) -> None:
    """Whose sheet it is stays in sight, and stands on every page; on paper one page wide, as many as it takes."""
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{max(WIDTHS)}{last}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "&P / &N"


def _section(sheet: Any, row: int, section: Section, digits: int, dates: str) -> int:
    """Write a section from `row` on; the first row after it."""
    right = [kind in {"money", "count", "score"} for kind in section.said]
    for number, head in enumerate(section.heads):
        _put(
            sheet, row, number + 1, section.title if number == 0 else head, bold=True, right=number > 0 and right[number - 1]
        )  # fmt: skip
    _rule(sheet, row, "thin", "000000")
    row += 1
    for words, quiet in ((section.lead, False), (section.source, True)):
        if words:
            _put(sheet, row, 1, words, quiet=quiet, across=True)
            row += 1
    if not section.rows:
        _put(sheet, row, 1, section.empty, across=True)
        row += 1
    counts = True
    for one in section.rows:
        if one.apart and counts:  # what stands below the thick line is in no total
            _rule(sheet, row - 1, "medium", "000000")
            counts = False
        _put(sheet, row, 1, one.label, bold=one.strong)
        for number, value in enumerate(one.values, start=2):
            _put_value(sheet, row, number, value, digits, dates, bold=one.strong, right=right[number - 2])
        row += 1
        if one.note:
            _put(sheet, row, 1, one.note, quiet=True, across=True)
            row += 1
        _rule(sheet, row - 1, "hair", HAIRLINE)
    for words in (section.note, section.foot):
        if words:
            _put(sheet, row, 1, words, quiet=True, across=True)
            row += 1
    return row


def _height(sheet: Any, row: int) -> float:
    """Points that the texts of a row need."""
    across = any(merged.min_row == row for merged in sheet.merged_cells.ranges)
    found = LINE
    for column, width in WIDTHS.items():
        cell = sheet[f"{column}{row}"]
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            found = max(found, height_of(cell.value, sum(WIDTHS.values()) if across else width, cell.font.size))
    return found


def _rule(sheet: Any, row: int, style: str, colour: str) -> None:
    """Below the whole width of a row."""
    for column in range(1, len(WIDTHS) + 1):
        sheet.cell(row=row, column=column).border = Border(bottom=Side(style=style, color=colour))


def _put_value(
    sheet: Any, row: int, column: int, value: Value, digits: int, dates: str, *, bold: bool, right: bool
) -> None:
    money = "#,##0" + ("." + "0" * digits if digits else "")
    # With the true minus sign, as on paper.
    shapes = {"money": f"{money};−{money}", "score": "0.0;−0.0", "date": dates, "count": "#,##0"}
    shown = value.text if value.plain is None else value.plain
    shape = shapes.get(value.kind, "General")
    _put(sheet, row, column, shown, bold=bold, shape=shape, right=right, quiet=value.none)


def _put(
    sheet: Any,
    row: int,
    column: int,
    value: Any,
    *,
    bold: bool = False,
    size: int = SIZE,
    quiet: bool = False,
    right: bool = False,
    wraps: bool = True,
    across: bool = False,
    shape: str = "General",
) -> None:
    """Write a cell; `across`: over all columns, for words that belong to none."""
    if value is None or value == "":
        return
    if across:
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
    cell = sheet.cell(row=row, column=column, value=clean(value) if isinstance(value, str) else value)
    cell.number_format = shape
    cell.font = Font(name=LETTERS, bold=bold, size=size, color=QUIET if quiet else "000000")
    cell.alignment = Alignment(
        wrap_text=wraps and isinstance(value, str), vertical="center", horizontal="right" if right else "left"
    )


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
