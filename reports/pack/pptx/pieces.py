"""What slides are written with: texts, rules and places, in the letters of one language and one supplier's colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from reports.document.charts import PRINT

from ..parts import FOLLOWS, TEXT_WIDTH, Role, lines
from ..parts import SERIF as SERIF_WIDER

SANS, SERIF = "Arial", "Georgia"
INK, QUIET, HAIRLINE = PRINT.ink[1:], PRINT.second[1:], PRINT.hairline[1:]
COLOURS = {Role.VALUE: PRINT.value[1:], Role.SHORTFALL: PRINT.shortfall[1:], Role.LEVEL: PRINT.spend[1:]}
FITS = 0.94
"""What is taller than its place is set smaller by this, until it fits or is as small as `SMALLEST`."""
SMALLEST = 0.55


def writable(text: str) -> str:
    """Without what XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


class Pieces:
    """Writes in `language` (as Office names it), with rules and squares in `colour` (six digits)."""

    def __init__(self, colour: str, locale: str) -> None:
        from pptx.util import Pt

        self.colour = colour.lstrip("#")
        self.language = {"en": "en-GB", "de": "de-DE"}.get(locale, locale)
        self.pt = Pt

    def place(self, shape: Any, left: float, top: float, width: float, height: float) -> None:
        shape.left, shape.top, shape.width, shape.height = (self.pt(one) for one in (left, top, width, height))

    def square(self, page: Any, left: float, top: float, side: float) -> None:
        """The supplier's colour; it says nothing, and carries no text."""
        self._filled(page, left, top, side, side, self.colour)

    def rule(self, page: Any, left: float, top: float, width: float) -> None:
        self._filled(page, left, top, width, 0.75, INK)

    def _filled(self, page: Any, left: float, top: float, width: float, height: float, colour: str) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.shapes import MSO_SHAPE
        from pptx.oxml.ns import qn

        shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(self.pt(one) for one in (left, top, width, height)))
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(colour)
        shape.line.fill.background()
        # A style of the theme would add a shadow.
        style = shape._element.find(qn("p:style"))
        if style is not None:
            shape._element.remove(style)
        self._decorative(shape)

    def text(
        self, page: Any, left: float, top: float, width: float, height: float, rows: Sequence[Any], *, after: float = 0
    ) -> None:
        box = page.shapes.add_textbox(*(self.pt(one) for one in (left, top, width, height)))
        self.frame(box.text_frame)
        self.write(box.text_frame, rows, after=after)

    def frame(self, frame: Any) -> None:
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0

    def write(self, frame: Any, rows: Sequence[Any], *, after: float = 0, align: Any = None) -> None:
        """`rows` are (text, size, bold, colour, letters), a paragraph each."""
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN

        for index, (text, size, bold, colour, letters) in enumerate(rows):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            paragraph.alignment = align if align is not None else PP_ALIGN.LEFT
            paragraph.space_after = self.pt(after)
            paragraph.space_before = self.pt(0)
            run = paragraph.add_run()
            run.text = writable(text)
            run.font.size, run.font.bold, run.font.name = self.pt(round(size, 1)), bold, letters
            run.font.color.rgb = RGBColor.from_string(colour)
            run._r.get_or_add_rPr().set("lang", self.language)

    def fitting(self, text: str, size: float, height: float) -> float:
        """The largest size, from `size` down, at which the text keeps to its height, also in wider letters of its kind."""
        least = size * SMALLEST
        while size > least and lines(text, size * SERIF_WIDER, TEXT_WIDTH) * size * FOLLOWS > height + 1:
            size *= FITS
        return size

    def notes(self, page: Any, words: Sequence[str]) -> None:
        frame = page.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = writable("\n".join(one for one in words if one))

    def describe(self, frame: Any, text: str) -> None:
        frame._element.nvGraphicFramePr.cNvPr.set("descr", writable(text))

    def _decorative(self, shape: Any) -> None:
        """Marked as decoration: no reader speaks it."""
        from lxml import etree  # type: ignore[import-untyped]

        properties = shape._element.nvSpPr.cNvPr
        namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"
        extensions = etree.SubElement(properties, f"{{{namespace}}}extLst")
        extension = etree.SubElement(
            extensions, f"{{{namespace}}}ext", {"uri": "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"}
        )
        decorative = "http://schemas.microsoft.com/office/drawing/2017/decorative"
        etree.SubElement(extension, f"{{{decorative}}}decorative", {"val": "1"}, nsmap={"adec": decorative})
