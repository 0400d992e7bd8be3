"""The pack as PPTX: the same slides, with charts and tables that PowerPoint can edit, and the same bytes each time.

python-pptx takes a while to import and is imported on first use: only workers pay for it. Letters are Arial and Georgia, which
every machine with an office program has or replaces by ones of the same widths.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.document.charts import PRINT
from reports.document.wording import moment

from .deck import deck
from .html import title_of
from .parts import (
    BODY_BOTTOM,
    BODY_TOP,
    CAPTION_HEIGHT,
    FIGURES_HEIGHT,
    FOLLOWS,
    GAP,
    HEIGHT,
    LEAD_SIZE,
    MARGIN,
    SECOND,
    TEXT_WIDTH,
    WIDTH,
    Cell,
    Chart,
    Deck,
    Figure,
    Role,
    Series,
    Shape,
    Slide,
    Table,
    lines,
)

SANS, SERIF = "Arial", "Georgia"
INK, QUIET, HAIRLINE = PRINT.ink[1:], PRINT.second[1:], PRINT.hairline[1:]
COLOURS = {Role.VALUE: PRINT.value[1:], Role.SHORTFALL: PRINT.shortfall[1:], Role.LEVEL: PRINT.spend[1:]}
TITLE_ONLY = 5
MOST_COLUMNS = 12
"""More points than this are drawn as lines beside their plan, not as pairs of columns."""
FITS = 0.94
"""What is taller than its place is set smaller by this, until it fits or is as small as `SMALLEST`."""
SMALLEST = 0.55


def render(figures: dict[str, Any], *, locale: str) -> bytes:
    """The PPTX of the frozen figures: the same figures, locale and `pdf.fingerprint()` give the same bytes."""
    made = deck(figures, locale)
    with translation.override(locale):
        title = title_of(made)
        content = _Writer(made, figures["supplier"]["colour"], locale).written(
            title, figures["supplier"]["name"], moment(figures["document"]["issued_at"])
        )
    return timeless(content, moment(figures["document"]["issued_at"]))


def timeless(content: bytes, at: datetime) -> bytes:
    """The package, and the workbooks in it, without any moment but `at`."""
    day = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second // 2 * 2)
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = given.read(name)
            if name.endswith(".xlsx"):
                data = timeless(data, at)
            elif name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            info = zipfile.ZipInfo(name, day)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            written.writestr(info, data)
    return out.getvalue()


def writable(text: str) -> str:
    """Without what XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


class _Writer:
    """Puts a deck on the slides of a new presentation."""

    def __init__(self, deck: Deck, colour: str, locale: str) -> None:
        from pptx import Presentation
        from pptx.util import Pt

        self.deck = deck
        self.colour = colour.lstrip("#")
        self.language = {"en": "en-GB", "de": "de-DE"}.get(locale, locale)
        self.pt = Pt
        self.show = Presentation()
        self.show.slide_width, self.show.slide_height = Pt(WIDTH), Pt(HEIGHT)
        self._theme()

    def written(self, title: str, author: str, at: datetime) -> bytes:
        core = self.show.core_properties
        core.title, core.author, core.last_modified_by = title[:255], author[:255], author[:255]
        core.language, core.revision = self.language, 1
        core.created = core.modified = at.replace(tzinfo=None)
        self._cover()
        for number, slide in enumerate(self.deck.slides, start=2):
            self._slide(slide, number)
        out = io.BytesIO()
        self.show.save(out)
        return out.getvalue()

    def _theme(self) -> None:
        """Letters and colours of the theme, so that what is added by hand looks like the rest; places of the layout's title."""
        for part in self.show.slide_master.part.rels.values():
            if part.reltype.endswith("/theme"):
                theme = part.target_part
                text = theme.blob.decode()
                text = re.sub(r'(<a:majorFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{SERIF}", text)
                text = re.sub(r'(<a:minorFont>\s*<a:latin typeface=")[^"]*', rf"\g<1>{SANS}", text)
                accents = (COLOURS[Role.VALUE], COLOURS[Role.SHORTFALL], COLOURS[Role.LEVEL], self.colour)
                for number, colour in enumerate(accents, start=1):
                    text = re.sub(
                        rf"<a:accent{number}>.*?</a:accent{number}>",
                        f'<a:accent{number}><a:srgbClr val="{colour}"/></a:accent{number}>',
                        text,
                        flags=re.DOTALL,
                    )
                theme._blob = text.encode()
        layout = self.show.slide_layouts[TITLE_ONLY]
        for holder in list(layout.placeholders):
            if holder.placeholder_format.type != 1:  # PP_PLACEHOLDER.TITLE
                holder._element.getparent().remove(holder._element)
            else:
                self._place(holder, MARGIN, 40, TEXT_WIDTH, 40)
        for holder in list(self.show.slide_master.placeholders):
            self._place(holder, MARGIN, 40, TEXT_WIDTH, 40)

    # --- Slides -------------------------------------------------------------------------------------------------------
    def _new(self) -> Any:
        return self.show.slides.add_slide(self.show.slide_layouts[TITLE_ONLY])

    def _title(self, page: Any, text: str, top: float, height: float, size: float) -> None:
        holder = page.shapes.title
        self._place(holder, MARGIN, top, TEXT_WIDTH, height)
        self._frame(holder.text_frame)
        self._write(holder.text_frame, [(text, self._fitting(text, size, height), False, INK, SERIF)])

    def _cover(self) -> None:
        page, deck = self._new(), self.deck
        self._square(page, MARGIN, 46, 14)
        self._text(page, MARGIN + 22, 40, TEXT_WIDTH - 22, 26, [(deck.us, 16, True, INK, SANS)])
        self._title(page, deck.title, 104, 76, 60)
        to = f"{deck.them}, {deck.period}"
        self._text(page, MARGIN, 186, TEXT_WIDTH, 70, [(to, self._fitting(to, 26, 70), False, QUIET, SERIF)])
        if deck.notice:
            self._text(page, MARGIN, 258, TEXT_WIDTH, 20, [(deck.notice, SECOND, False, QUIET, SANS)])
        facts = [(f"{label}: {words}", 12.0, False, INK, SANS) for label, words in deck.facts]
        self._text(page, MARGIN, 300, 410, 180, facts, after=5)
        contents = [(f"{number}  {name}", 12.0, False, INK, SANS) for number, name in deck.sections]
        self._text(page, MARGIN + 452, 300, 420, 180, contents, after=5)
        self._notes(page, [deck.foot, deck.notice])

    def _slide(self, slide: Slide, number: int) -> None:
        page = self._new()
        self._square(page, MARGIN, 22, 8)
        head = _("{us} for {them}").format(us=self.deck.us, them=self.deck.them)
        if self.deck.notice:
            head = f"{head} · {_('Demonstration data')}"
        self._text(page, MARGIN + 14, 17, TEXT_WIDTH - 14, 18, [(head, 10, False, QUIET, SANS)])
        foot = _("{foot}, slide {number} of {count}").format(
            foot=self.deck.foot, number=number, count=len(self.deck.slides) + 1
        )
        self._text(page, MARGIN, 506, TEXT_WIDTH, 18, [(foot, 10, False, QUIET, SANS)])
        title = _("{title} (continued)").format(title=slide.title) if slide.continued else slide.title
        self._title(page, title, 36, 42 + slide.more_title, 20 if slide.is_long else 26)
        top = BODY_TOP + slide.more_title
        if slide.lead:
            size = self._fitting(slide.lead, LEAD_SIZE - 1, slide.lead_height)
            self._text(page, MARGIN, top, TEXT_WIDTH, slide.lead_height, [(slide.lead, size, False, INK, SERIF)])
            top += slide.lead_height
        if slide.figures:
            self._figures(page, slide.figures, top)
            top += FIGURES_HEIGHT + GAP
        if slide.chart is not None:
            name = [(slide.chart.name, 12, True, INK, SANS)]
            self._text(page, MARGIN, top, TEXT_WIDTH, CAPTION_HEIGHT, name)
            self._chart(page, slide.chart, top + CAPTION_HEIGHT - 4, slide.chart_height)
            top += CAPTION_HEIGHT + slide.chart_height
        left = BODY_BOTTOM - slide.words_height - top
        wanted = sum(one.height + GAP for one in slide.tables)
        shrink = max(min(1.0, left / wanted), SMALLEST) if wanted else 1.0
        for table in slide.tables:
            top = self._table(page, table, top, shrink) + GAP * shrink
        if slide.words:
            words = [(one, SECOND, False, QUIET, SANS) for one in slide.words]
            # Below the last table, wherever a program made it end: at the foot of what is left.
            self._text(page, MARGIN, BODY_BOTTOM - slide.words_height, TEXT_WIDTH, slide.words_height, words, after=3)
        self._notes(page, [*slide.words, slide.chart.alternative if slide.chart is not None else "", self.deck.foot])

    def _figures(self, page: Any, figures: Sequence[Figure], top: float) -> None:
        wide = (TEXT_WIDTH - 2 * 22) / 3
        for index, one in enumerate(figures):
            left = MARGIN + index * (wide + 22)
            self._rule(page, left, top + 4, wide)
            size = next((size for size in (32, 26, 20, 15) if lines(one.text, size, wide - 4) == 1), 12)
            rows = [
                (one.label, SECOND, False, QUIET, SANS),
                (one.text, float(size), False, INK, SANS),
                *([(one.note, SECOND, False, QUIET, SANS)] if one.note else []),
            ]
            self._text(page, left, top + 6, wide, FIGURES_HEIGHT - 6, rows)

    # --- Tables -------------------------------------------------------------------------------------------------------
    def _table(self, page: Any, table: Table, top: float, shrink: float) -> float:
        size, second = (one * shrink for one in table.sizes)
        if table.name:
            self._text(page, MARGIN, top, TEXT_WIDTH, 18, [(table.name, 12 * shrink, True, INK, SANS)])
            top += CAPTION_HEIGHT * shrink
        caption = CAPTION_HEIGHT if table.name else 0
        heights = [(table.head_height - caption) * shrink, *(table.row_height(row) * shrink for row in table.rows)]
        frame = page.shapes.add_table(
            len(table.rows) + 1,
            len(table.columns),
            self.pt(MARGIN),
            self.pt(top),
            self.pt(TEXT_WIDTH),
            self.pt(sum(heights)),
        )
        frame.name = table.name or (page.shapes.title.text_frame.text if page.shapes.title is not None else "")
        self._describe(frame, frame.name)
        grid = frame.table
        grid.horz_banding = False
        self._plain_style(frame)
        for column, wide in zip(grid.columns, table.widths(), strict=True):
            column.width = self.pt(wide)
        for row, tall in zip(grid.rows, heights, strict=True):
            row.height = self.pt(tall)
        for index, column in enumerate(table.columns):
            self._cell(grid.cell(0, index), Cell(column.head), second, second, column.number, head=True)
        for number, row in enumerate(table.rows, start=1):
            is_sum = table.sum_row and number == len(table.rows)
            for index, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(grid.cell(number, index), cell, size, second, column.number, strong=is_sum)
        return top + sum(heights)

    def _cell(
        self,
        place: Any,
        cell: Cell,
        size: float,
        second: float,
        number: bool,
        *,
        head: bool = False,
        strong: bool = False,
    ) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        place.margin_left = self.pt(4 if number else 0)
        place.margin_right = self.pt(0 if number else 8)
        place.margin_top = place.margin_bottom = self.pt(2)
        place.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.TOP
        place.fill.background()
        rows = [(cell.text, size, (strong or cell.strong) and not head, QUIET if head else INK, SANS)]
        if cell.second:
            rows.append((cell.second, second, False, QUIET, SANS))
        self._write(place.text_frame, rows, align=PP_ALIGN.RIGHT if number else PP_ALIGN.LEFT)
        self._rule_below(place, strong=head)

    def _plain_style(self, frame: Any) -> None:
        """No style of a table's own: rules only across."""
        from pptx.oxml.ns import qn

        properties = frame._element.graphic.graphicData.tbl.tblPr
        style = properties.find(qn("a:tableStyleId"))
        if style is not None:
            style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"

    def _rule_below(self, place: Any, *, strong: bool) -> None:
        from lxml import etree  # type: ignore[import-untyped]
        from pptx.oxml.ns import qn

        properties = place._tc.get_or_add_tcPr()
        rule = etree.Element(qn("a:lnB"), {"w": str(9525 if strong else 6350)})
        fill = etree.SubElement(rule, qn("a:solidFill"))
        etree.SubElement(fill, qn("a:srgbClr"), {"val": INK if strong else HAIRLINE})
        properties.insert(0, rule)

    # --- Charts -------------------------------------------------------------------------------------------------------
    def _chart(self, page: Any, chart: Chart, top: float, height: float) -> None:
        from pptx.chart.data import CategoryChartData

        given = CategoryChartData(number_format=_number_format(chart))
        given.categories = [writable(one) for one in chart.categories]
        for series in series_of(chart):
            given.add_series(writable(series.name), [None if one is None else float(one) for one in series.values])
        place = (self.pt(MARGIN), self.pt(top), self.pt(TEXT_WIDTH), self.pt(height))
        frame = page.shapes.add_chart(self._kind(chart), *place, given)
        frame.name = writable(chart.name)
        self._describe(frame, chart.alternative)
        self._draw(frame.chart, chart)

    def _kind(self, chart: Chart) -> Any:
        from pptx.enum.chart import XL_CHART_TYPE

        if chart.shape == Shape.LINE:
            return XL_CHART_TYPE.LINE_MARKERS
        if chart.shape == Shape.SHARES:
            return XL_CHART_TYPE.BAR_CLUSTERED
        if chart.shape == Shape.COLUMNS and len(chart.series) > 1 and len(chart.categories) > MOST_COLUMNS:
            return XL_CHART_TYPE.LINE
        return XL_CHART_TYPE.COLUMN_CLUSTERED

    def _draw(self, drawn: Any, chart: Chart) -> None:
        from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION

        drawn.font.size, drawn.font.name = self.pt(11), SANS
        drawn.has_title = False
        shown = series_of(chart)
        drawn.has_legend = len(shown) > 1
        if drawn.has_legend:
            drawn.legend.position = XL_LEGEND_POSITION.TOP
            drawn.legend.include_in_layout = False
        values, names = drawn.value_axis, drawn.category_axis
        values.has_major_gridlines = chart.shape != Shape.SHARES
        values.format.line.fill.background()
        if values.has_major_gridlines:
            self._line(values.major_gridlines.format.line, HAIRLINE, 0.5)
        self._line(names.format.line, INK, 0.75)
        names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0", False
        self._skip(names, len(chart.categories))
        known = [one for series in chart.series for one in series.values if one is not None]
        if min(known, default=Decimal(0)) >= 0:
            values.minimum_scale = 0  # an axis starts at zero, or includes it
        if chart.shape == Shape.SHARES:
            values.minimum_scale, values.maximum_scale, values.visible = 0, 1, False
            names.reverse_order = True
        plot = drawn.plots[0]
        if chart.shape in (Shape.COLUMNS, Shape.SIGNED, Shape.SHARES) and hasattr(plot, "gap_width"):
            plot.gap_width, plot.overlap = 60, 100 if chart.shape == Shape.SIGNED else 0
        for series, meant in zip(plot.series, shown, strict=True):
            self._series(series, COLOURS[meant.role], meant.role, chart)
        if chart.shape == Shape.SHARES:
            plot.has_data_labels = True
            plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0%", False
            plot.data_labels.show_value = True
            plot.data_labels.font.size, plot.data_labels.font.bold = self.pt(14), True

    def _series(self, series: Any, colour: str, role: Role, chart: Chart) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.chart import XL_MARKER_STYLE
        from pptx.enum.dml import MSO_LINE_DASH_STYLE

        if not hasattr(series, "marker"):
            series.invert_if_negative = False
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = RGBColor.from_string(colour)
            for index in chart.worse if chart.shape == Shape.SHARES else ():
                fill = series.points[index].format.fill
                fill.solid()
                fill.fore_color.rgb = RGBColor.from_string(COLOURS[Role.SHORTFALL])
            return
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        if role == Role.SHORTFALL:
            series.format.line.fill.background()
            self._marker(series, XL_MARKER_STYLE.TRIANGLE, 9, colour)
            return
        self._line(series.format.line, INK if role == Role.LEVEL else colour, 1.25 if role == Role.LEVEL else 2.0)
        if role == Role.LEVEL:
            series.format.line.dash_style = MSO_LINE_DASH_STYLE.SQUARE_DOT
        elif chart.shape == Shape.LINE:
            self._marker(series, XL_MARKER_STYLE.CIRCLE, 6, colour)

    def _marker(self, series: Any, style: Any, size: int, colour: str) -> None:
        from pptx.dml.color import RGBColor

        series.marker.style, series.marker.size = style, size
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
        series.marker.format.line.fill.background()

    def _skip(self, axis: Any, count: int) -> None:
        """Names of at most a dozen points under the axis: of all of them there is no room."""
        from lxml import etree
        from pptx.oxml.ns import qn

        every = -(-count // MOST_COLUMNS)
        if every < 2:
            return
        for name in ("c:tickLblSkip", "c:tickMarkSkip"):
            found = etree.Element(qn(name), {"val": str(every)})
            axis._element.find(qn("c:noMultiLvlLbl")).addprevious(found)

    def _line(self, line: Any, colour: str, width: float) -> None:
        from pptx.dml.color import RGBColor

        line.color.rgb = RGBColor.from_string(colour)
        line.width = self.pt(width)

    # --- Pieces -------------------------------------------------------------------------------------------------------
    def _place(self, shape: Any, left: float, top: float, width: float, height: float) -> None:
        shape.left, shape.top, shape.width, shape.height = (self.pt(one) for one in (left, top, width, height))

    def _square(self, page: Any, left: float, top: float, side: float) -> None:
        """The supplier's colour; it says nothing, and carries no text."""
        self._filled(page, left, top, side, side, self.colour)

    def _rule(self, page: Any, left: float, top: float, width: float) -> None:
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

    def _text(
        self, page: Any, left: float, top: float, width: float, height: float, rows: Sequence[Any], *, after: float = 0
    ) -> None:
        box = page.shapes.add_textbox(*(self.pt(one) for one in (left, top, width, height)))
        self._frame(box.text_frame)
        self._write(box.text_frame, rows, after=after)

    def _frame(self, frame: Any) -> None:
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0

    def _write(self, frame: Any, rows: Sequence[Any], *, after: float = 0, align: Any = None) -> None:
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

    def _fitting(self, text: str, size: float, height: float) -> float:
        """The largest size, from `size` down, at which the text keeps to its height."""
        least = size * SMALLEST
        while size > least and lines(text, size, TEXT_WIDTH) * size * FOLLOWS > height + 1:
            size *= FITS
        return size

    def _notes(self, page: Any, words: Sequence[str]) -> None:
        frame = page.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = writable("\n".join(one for one in words if one))

    def _describe(self, frame: Any, text: str) -> None:
        frame._element.nvGraphicFramePr.cNvPr.set("descr", writable(text))

    def _decorative(self, shape: Any) -> None:
        """Marked as decoration: no reader speaks it."""
        from lxml import etree

        properties = shape._element.nvSpPr.cNvPr
        namespace = "http://schemas.openxmlformats.org/drawingml/2006/main"
        extensions = etree.SubElement(properties, f"{{{namespace}}}extLst")
        extension = etree.SubElement(
            extensions, f"{{{namespace}}}ext", {"uri": "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"}
        )
        decorative = "http://schemas.microsoft.com/office/drawing/2017/decorative"
        etree.SubElement(extension, f"{{{decorative}}}decorative", {"val": "1"}, nsmap={"adec": decorative})


def series_of(chart: Chart) -> list[Series]:
    """Those of the chart; of readings, what missed once more: as marks of another shape and colour, named in the legend."""
    found = list(chart.series)
    if chart.shape == Shape.LINE and chart.worse:
        missed = [value if index in chart.worse else None for index, value in enumerate(chart.series[0].values)]
        found.append(Series(pgettext("periods", "Missed"), missed, Role.SHORTFALL))
    return found


def _number_format(chart: Chart) -> str:
    if chart.shape == Shape.SHARES:
        return "0%"
    return "#,##0" + (f".{'0' * chart.digits}" if chart.digits else "")
