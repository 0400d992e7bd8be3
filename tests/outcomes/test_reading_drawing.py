"""The drawing of readings that page, PDF and pack share: where things stand, in numbers."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from outcomes import charts
from outcomes.charts import PHONE, WIDE, Level, Point, Sheet, axis, drawing
from outcomes.charts.boxes import Box, in_lines, is_crossed, meets, stacked
from outcomes.charts.marks import Disc, Mark, Stroke, Words
from reports.document.charts import readings as on_paper
from reports.document.charts import text_width

PAPER = Sheet(367, 130, strip=88, label=7.4, figure=8.2, radius=3, text_width=text_width)
LEVELS = [
    Level("baseline", Decimal(60), "Baseline", "60 min, 2024"),
    Level("target", Decimal(40), "Target", "40 min by 2026"),
]


def points(*values: float | None, **more: bool) -> list[Point]:
    return [Point(None if one is None else Decimal(str(one)), str(one), "Jan", "2025", **more) for one in values]


def wandering(seed: int, count: int) -> list[Point]:
    dice = random.Random(seed)
    return points(*(None if dice.random() < 0.1 else round(dice.uniform(-30, 90), 1) for _ in range(count)))


def of(marks: list[Mark], *kinds: str) -> list[Mark]:
    return [one for one in marks if one.kind in kinds]


def boxes(marks: list[Mark], sheet: Sheet, *kinds: str) -> list[Box]:
    found = []
    for one in of(marks, *kinds):
        assert isinstance(one, Words)
        wide = sheet.text_width(one.text, one.size)
        left = one.x - (wide / 2 if one.middle else 0)
        found.append((left, one.y - one.size * 0.7, left + wide, one.y))
    return found


def segments(marks: list[Mark], *kinds: str) -> list[Box]:
    strokes = [one for one in of(marks, *kinds) if isinstance(one, Stroke)]
    return [(*a, *b) for one in strokes for a, b in pairwise(one.corners)]


@pytest.mark.parametrize("sheet", [WIDE, PHONE, PAPER], ids=["wide", "phone", "paper"])
def test_no_label_stands_on_a_line_or_on_another_label(sheet: Sheet) -> None:
    for seed in range(60):
        marks, height = drawing(wandering(seed, 2 + seed % 40), LEVELS, sheet)
        figures = boxes(marks, sheet, "figure")
        lines = segments(marks, "value", "baseline", "target", "zero")

        assert figures
        assert not [box for box in figures if is_crossed(box, lines)], seed
        said = boxes(marks, sheet, "figure", "tick", "name", "said")
        assert not [index for index, box in enumerate(said) if meets(box, said[index + 1 :])], seed
        assert all(left >= 0 and right <= sheet.width and bottom <= height for left, _top, right, bottom in said), seed


def test_page_and_paper_draw_the_same_marks() -> None:
    given = [*points(31, 28), *points(35, worse=True), *points(None, 9), *points(4, open=True)]
    kinds = ("value", "missing", "dot", "ring", "worse", "figure", "name")

    counts = [Counter(one.kind for one in of(drawing(given, LEVELS, sheet)[0], *kinds)) for sheet in (WIDE, PAPER)]

    assert counts[0] == counts[1]
    assert counts[0] == {"value": 2, "missing": 1, "dot": 3, "ring": 1, "worse": 1, "figure": 5, "name": 2}
    assert on_paper(given, title="t", levels=LEVELS).count('class="reading"') == 5
    assert charts.readings(given, title="t", levels=LEVELS).count('"chart-figure"') == 10  # wide, and for a phone


def test_what_lies_below_zero_has_its_figure_below() -> None:
    marks, _height = drawing(points(5, -12, 8), LEVELS[:0], PHONE)
    lowest = max((one for one in marks if isinstance(one, Disc)), key=lambda one: one.y)
    figure = next(one for one in marks if isinstance(one, Words) and one.text == "-12")

    assert lowest.y < figure.y < PHONE.frame[3]


def test_a_worse_reading_keeps_its_mark_among_many() -> None:
    marks, _height = drawing([*points(*range(400)), *points(3, worse=True)], [], WIDE)

    assert [len(of(marks, "dot")), len(of(marks, "worse"))] == [0, 1]


def test_long_names_of_levels_keep_to_their_room_and_apart() -> None:
    words = "3.400.000,50 Bearbeitungsminuten, 4. Quartal 2024"
    levels = [Level("baseline", Decimal(5), "Ausgangswert", words), Level("target", Decimal(5), "Zielwert", words)]
    for sheet in (WIDE, PAPER, PHONE):
        marks, height = drawing(points(5, 6, 7), levels, sheet)
        said = boxes(marks, sheet, "name", "said")

        assert all(right <= sheet.width and bottom <= height for _left, _top, right, bottom in said)
        assert not [index for index, box in enumerate(said) if meets(box, said[index + 1 :])]


def test_texts_are_broken_between_words_only() -> None:
    assert in_lines("12\N{NO-BREAK SPACE}days by March", 8, len) == ["12\N{NO-BREAK SPACE}days", "by March"]
    assert in_lines("Unbreakable", 3, len) == ["Unbreakable"]


def test_blocks_are_moved_apart_and_kept_within() -> None:
    assert stacked([(50, 20), (52, 20)], 0, 100) == [31, 51]
    assert stacked([(2, 20), (3, 20)], 0, 100) == [0, 20]
    assert stacked([(97, 20), (99, 20)], 0, 100) == [60, 80]
    assert stacked([], 0, 100) == []


# --- The one rule for axes --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "unit", "wanted"),
    [
        (["99.4", "99.5", "99.9"], "%", 100),
        (["66.85", "87.09", "80"], "% of flights", 100),
        (["50", "100"], " %", 100),
        (["49.9", "99"], "%", 0),
        (["90", "104"], "%", 0),
        (["99.4", "99.5"], "hours", 0),
        ([], "%", 0),
    ],
)
def test_percentages_of_50_to_100_are_read_from_100_all_else_from_zero(
    values: list[str], unit: str, wanted: int
) -> None:
    at = axis.stands_at(map(Decimal, values), unit)

    assert at == wanted
    assert bool(axis.said(at)) == bool(axis.with_axis([], at, unit)) == bool(wanted)


@pytest.mark.parametrize(
    ("lowest", "wanted"),
    [
        ("99.4", ("99.4", "0.2")),
        ("66.85", ("60", "10")),
        ("99.81", ("99.8", "0.05")),
        ("50", ("50", "10")),
        ("100", ("100", "0.01")),
    ],
)
def test_what_hangs_from_100_ends_at_a_round_value_below_its_lowest(lowest: str, wanted: tuple[str, str]) -> None:
    assert axis.reaches_down_to(Decimal(lowest)) == tuple(map(Decimal, wanted))


def test_a_reading_hangs_from_the_axis_in_true_proportion() -> None:
    marks, _height = drawing(points("99", "98"), axis.with_axis([], Decimal(100), "%"), PAPER)
    line = next(mark for mark in marks if isinstance(mark, Stroke) and mark.kind == "zero")
    [first, second] = [mark.y for mark in marks if isinstance(mark, Disc)]

    assert second - line.corners[0][1] == pytest.approx(2 * (first - line.corners[0][1]))
