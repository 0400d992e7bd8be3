"""Charts that PowerPoint can edit: the same series, marks and axes as the pictures of the PDF."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

from outcomes.charts.axis import reaches_down_to

from ..parts import MARGIN, TEXT_WIDTH, Chart, Role, Series, Shape
from .pieces import COLOURS, HAIRLINE, INK, SANS, Pieces, writable

MOST_COLUMNS = 12
"""More points than this are drawn as lines beside their plan, not as pairs of columns."""


def add_chart(pieces: Pieces, page: Any, chart: Chart, top: float, height: float) -> None:
    from pptx.chart.data import CategoryChartData

    given = CategoryChartData(number_format=_number_format(chart))
    given.categories = [writable(one) for one in chart.categories]
    for series in series_of(chart):
        given.add_series(writable(series.name), [None if one is None else float(one) for one in series.values])
    place = (pieces.pt(MARGIN), pieces.pt(top), pieces.pt(TEXT_WIDTH), pieces.pt(height))
    frame = page.shapes.add_chart(_kind(chart), *place, given)
    frame.name = writable(chart.name)
    pieces.describe(frame, chart.alternative)
    _draw(pieces, frame.chart, chart)


def _kind(chart: Chart) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE

    if chart.shape == Shape.LINE:
        return XL_CHART_TYPE.LINE_MARKERS
    if chart.shape == Shape.SHARES:
        return XL_CHART_TYPE.BAR_CLUSTERED
    if chart.shape == Shape.COLUMNS and len(chart.series) > 1 and len(chart.categories) > MOST_COLUMNS:
        return XL_CHART_TYPE.LINE
    return XL_CHART_TYPE.COLUMN_CLUSTERED


def _draw(pieces: Pieces, drawn: Any, chart: Chart) -> None:
    from pptx.enum.chart import XL_AXIS_CROSSES, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION

    drawn.font.size, drawn.font.name = pieces.pt(12), SANS
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
        _line(pieces, values.major_gridlines.format.line, HAIRLINE, 0.5)
    _line(pieces, names.format.line, INK, 0.75)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0", False
    _skip(names, len(chart.categories))
    known = [one for series in chart.series for one in series.values if one is not None]
    if min(known, default=Decimal(0)) >= 0:
        values.minimum_scale = 0
    if chart.axis:
        foot, step = reaches_down_to(min(known))
        values.minimum_scale, values.maximum_scale, values.major_unit = float(foot), float(chart.axis), float(step)
        values.crosses = XL_AXIS_CROSSES.MAXIMUM  # the line of the names stands above, their words below
        values.tick_labels.number_format = "General"
    if chart.shape == Shape.SHARES:
        values.minimum_scale, values.maximum_scale, values.visible = 0, 1, False
        names.reverse_order = True
    plot = drawn.plots[0]
    if chart.shape in (Shape.COLUMNS, Shape.SIGNED, Shape.SHARES) and hasattr(plot, "gap_width"):
        plot.gap_width, plot.overlap = 60, 100 if chart.shape == Shape.SIGNED else 0
    for series, meant in zip(plot.series, shown, strict=True):
        _series(pieces, series, COLOURS[meant.role], meant.role, chart)
    if chart.shape == Shape.SHARES:
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0%", False
        plot.data_labels.show_value = True
        plot.data_labels.font.size, plot.data_labels.font.bold = pieces.pt(14), True


def _series(pieces: Pieces, series: Any, colour: str, role: Role, chart: Chart) -> None:
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
        if chart.shape == Shape.COLUMNS and role == Role.VALUE and len(chart.categories) <= MOST_COLUMNS:
            labels = series.data_labels
            labels.show_value, labels.number_format, labels.number_format_is_linked = True, _number_format(chart), False
            labels.font.size, labels.font.bold = pieces.pt(12), True
        return
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE
    if role == Role.SHORTFALL:
        series.format.line.fill.background()
        _marker(series, XL_MARKER_STYLE.TRIANGLE, 9, colour)
        return
    _line(pieces, series.format.line, INK if role == Role.LEVEL else colour, 1.25 if role == Role.LEVEL else 2.0)
    if role == Role.LEVEL:
        series.format.line.dash_style = MSO_LINE_DASH_STYLE.SQUARE_DOT
    elif chart.shape == Shape.LINE:
        _marker(series, XL_MARKER_STYLE.CIRCLE, 6, colour)


def _marker(series: Any, style: Any, size: int, colour: str) -> None:
    from pptx.dml.color import RGBColor

    series.marker.style, series.marker.size = style, size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour)
    series.marker.format.line.fill.background()


def _skip(axis: Any, count: int) -> None:
    """Names of at most a dozen points under the axis: of all of them there is no room."""
    from lxml import etree  # type: ignore[import-untyped]
    from pptx.oxml.ns import qn

    every = -(-count // MOST_COLUMNS)
    if every < 2:
        return
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        found = etree.Element(qn(name), {"val": str(every)})
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(found)


def _line(pieces: Pieces, line: Any, colour: str, width: float) -> None:
    from pptx.dml.color import RGBColor

    line.color.rgb = RGBColor.from_string(colour)
    line.width = pieces.pt(width)


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
