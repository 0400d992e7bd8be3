"""Tables that PowerPoint can edit: rules only across, a second line in the cell."""

from __future__ import annotations

from typing import Any

from ..parts import AFTER_NUMBER, CAPTION_HEIGHT, MARGIN, TEXT_WIDTH, Cell, Table
from .pieces import HAIRLINE, INK, QUIET, SANS, Pieces


def add_table(pieces: Pieces, page: Any, table: Table, top: float, shrink: float) -> float:
    size, second = (one * shrink for one in table.sizes)
    if table.name:
        pieces.text(page, MARGIN, top, TEXT_WIDTH, 18, [(table.name, 12 * shrink, True, INK, SANS)])
        top += CAPTION_HEIGHT * shrink
    caption = CAPTION_HEIGHT if table.name else 0
    heights = [(table.head_height - caption) * shrink, *(table.row_height(row) * shrink for row in table.rows)]
    frame = page.shapes.add_table(
        len(table.rows) + 1,
        len(table.columns),
        pieces.pt(MARGIN),
        pieces.pt(top),
        pieces.pt(TEXT_WIDTH),
        pieces.pt(sum(heights)),
    )
    frame.name = table.name or (page.shapes.title.text_frame.text if page.shapes.title is not None else "")
    pieces.describe(frame, frame.name)
    grid = frame.table
    grid.horz_banding = False
    _plain_style(frame)
    for column, wide in zip(grid.columns, table.widths(), strict=True):
        column.width = pieces.pt(wide)
    for row, tall in zip(grid.rows, heights, strict=True):
        row.height = pieces.pt(tall)
    after = [False, *(one.number for one in table.columns)]
    for index, column in enumerate(table.columns):
        _cell(
            pieces, grid.cell(0, index), Cell(column.head), second, second, column.number, head=True,
            after_number=after[index],
        )  # fmt: skip
    for number, row in enumerate(table.rows, start=1):
        is_sum = table.sum_row and number == len(table.rows)
        for index, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(
                pieces, grid.cell(number, index), cell, size, second, column.number, strong=is_sum,
                after_number=after[index],
            )  # fmt: skip
    return top + sum(heights)


def _cell(
    pieces: Pieces,
    place: Any,
    cell: Cell,
    size: float,
    second: float,
    number: bool,
    *,
    head: bool = False,
    strong: bool = False,
    after_number: bool = False,
) -> None:
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    place.margin_left = pieces.pt(4 if number else AFTER_NUMBER if after_number else 0)
    place.margin_right = pieces.pt(0 if number else 8)
    place.margin_top = place.margin_bottom = pieces.pt(2)
    place.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.TOP
    place.fill.background()
    rows = [(cell.text, size, (strong or cell.strong) and not head, QUIET if head else INK, SANS)]
    if cell.second:
        rows.append((cell.second, second, False, QUIET, SANS))
    pieces.write(place.text_frame, rows, align=PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT)
    _rule_below(place, strong=head)


def _plain_style(frame: Any) -> None:
    """No style of a table's own: rules only across."""
    from pptx.oxml.ns import qn

    properties = frame._element.graphic.graphicData.tbl.tblPr
    style = properties.find(qn("a:tableStyleId"))
    if style is not None:
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"


def _rule_below(place: Any, *, strong: bool) -> None:
    from lxml import etree  # type: ignore[import-untyped]
    from pptx.oxml.ns import qn

    properties = place._tc.get_or_add_tcPr()
    rule = etree.Element(qn("a:lnB"), {"w": str(9525 if strong else 6350)})
    fill = etree.SubElement(rule, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), {"val": INK if strong else HAIRLINE})
    properties.insert(0, rule)
