"""The charts: what they draw, in numbers."""

import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from reports.document import charts

SVG = "{http://www.w3.org/2000/svg}"


def marks(svg: str, tag: str, kind: str) -> list[ElementTree.Element]:
    return [mark for mark in ElementTree.fromstring(svg).iter(SVG + tag) if kind in mark.get("class", "").split()]


def test_the_title_is_the_first_child_and_escaped() -> None:
    root = ElementTree.fromstring(charts.strokes([1, -1], title="<b>&"))

    assert root[0].tag == SVG + "title"
    assert root[0].text == "<b>&"


def test_strokes_stand_above_and_below_one_line_on_one_scale() -> None:
    svg = charts.strokes([100, -50, 25], title="t")
    gains, losses = marks(svg, "rect", "value"), marks(svg, "rect", "shortfall")

    assert [len(gains), len(losses)] == [2, 1]
    heights = [float(mark.get("height", "")) for mark in (*gains, *losses)]
    assert heights[0] == pytest.approx(4 * heights[1], rel=0.01)
    assert heights[0] == pytest.approx(2 * heights[2], rel=0.01)


@pytest.mark.parametrize(("count", "thinnest", "thickest"), [(1, 16, 16), (500, 0.25, 1), (3_000, 0.25, 0.25)])
def test_strokes_become_hairlines(count: int, thinnest: float, thickest: float) -> None:
    widths = {float(mark.get("width", "")) for mark in marks(charts.strokes([5] * count, title="t"), "rect", "value")}

    assert len(widths) == 1
    assert thinnest <= widths.pop() <= thickest


@pytest.mark.parametrize(("low", "high"), [(0, 727_630), (-129_889, 386_632), (0, 1), (0, 0), (-5, 0), (0, 10**12)])
def test_ticks_are_few_round_and_include_zero(low: int, high: int) -> None:
    scale = charts.ticks(Decimal(low), Decimal(high))

    assert 0 in scale
    assert 2 <= len(scale) <= 6
    assert scale[0] <= low
    assert scale[-1] >= high


def steps(value: list[tuple[date, int]], **more: object) -> str:
    return charts.spend_against_value(
        [(date(2025, 1, 10), 100_00)],
        value,
        start=date(2025, 1, 1),
        end=date(2025, 12, 31),
        title="t",
        names=("Spend", "Value"),
        totals=("100.00", "150.00"),
        axis=str,
        month=str,
        **more,  # type: ignore[arg-type]
    )


def test_money_comes_on_a_date_so_lines_are_steps() -> None:
    svg = steps([(date(2025, 6, 30), 150_00)])
    path = marks(svg, "path", "value")[0].get("d", "")
    corners = [tuple(map(float, corner.split())) for corner in re.split("[ML]", path) if corner]

    assert all(a[0] == b[0] or a[1] == b[1] for a, b in zip(corners, corners[1:], strict=False))


def test_no_ring_where_payback_is_not_reached() -> None:
    flows = [(date(2025, 6, 30), 150_00)]

    assert not marks(steps(flows), "circle", "payback")
    assert marks(steps(flows, payback=(date(2025, 6, 30), "Payback", "30 Jun 2025")), "circle", "payback")


def test_at_most_two_shortfalls_are_marked() -> None:
    three = [charts.Mark(date(2025, month, 1), f"fault {month}") for month in (3, 6, 9)]

    assert len(marks(steps([(date(2025, 6, 30), -50_00)], marks=three), "circle", "shortfall")) == 2


def points(values: list[int | None]) -> list[charts.Point]:
    return [charts.Point(None if v is None else Decimal(v), str(v), "Q", "2025") for v in values]


def test_a_missing_reading_interrupts_the_line() -> None:
    whole = charts.readings(points([1, 2, 3, 4]), title="t")
    broken = charts.readings(points([1, 2, None, 3, 4]), title="t")

    assert [len(marks(whole, "path", "value")), len(marks(broken, "path", "value"))] == [1, 2]


def test_open_and_worse_readings_are_told_apart() -> None:
    drawn = [
        charts.Point(Decimal(5), "5", "Q1", "2025", open=True),
        charts.Point(Decimal(9), "9", "Q2", "2025", worse=True),
    ]
    svg = charts.readings(drawn, title="t")

    assert len(marks(svg, "circle", "open")) == 1
    assert len(marks(svg, "path", "shortfall")) == 1  # a triangle: told apart in grey print too


def test_many_readings_name_only_first_last_best_and_worst() -> None:
    svg = charts.readings(points([*range(20, 60), 5, 90, *range(30, 60)]), title="t")

    assert 2 <= len(marks(svg, "text", "reading")) <= 4


def test_colours_come_from_the_palette() -> None:
    svg = charts.strokes([1, -1], title="t", palette=charts.Palette(value="red", shortfall="blue"))

    assert 'fill="red"' in svg
    assert 'fill="blue"' in svg
    assert charts.PRINT.value not in svg
