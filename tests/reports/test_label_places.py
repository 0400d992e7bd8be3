"""Labels beside the dots of a chart never overlap each other, never leave their strip, never stand on a line."""

from __future__ import annotations

import random

import pytest

from outcomes.charts.boxes import Box, meets
from reports.document.charts.drawing import text_width
from reports.document.charts.labels import NEAR, Labels, apart

FRAME: Box = (0, 0, 240, 110)


def crosses(box: Box, line: Box) -> bool:
    left, right, top, bottom = box[0] - NEAR, box[2] + NEAR, box[1] - NEAR, box[3] + NEAR
    return (
        min(line[0], line[2]) < right
        and max(line[0], line[2]) > left
        and min(line[1], line[3]) < bottom
        and max(line[1], line[3]) > top
    )


@pytest.mark.parametrize("seed", range(20))
def test_labels_are_apart_within_their_strip_and_off_the_lines(seed: int) -> None:
    chance = random.Random(seed)
    lines: list[Box] = [(0.0, height, 240.0, height) for height in chance.sample(range(10, 100), 2)]
    labels = Labels(FRAME, lines, [])
    for _ in range(12):
        words = [chance.choice(["1", "Payback", "30 September 2025"]) for _ in range(chance.randint(1, 3))]
        labels.place(chance.uniform(0, 240), chance.uniform(0, 110), words, drop=chance.choice([0, 60]))
    placed = labels.placed
    assert len(placed) > 2
    for number, box in enumerate(placed):
        assert box[0] >= FRAME[0] and box[1] >= FRAME[1] and box[2] <= FRAME[2] and box[3] <= FRAME[3]
        assert not any(crosses(box, line) for line in lines)
        assert not meets(box, placed[:number])


def test_a_label_is_as_wide_as_its_longest_line_and_keeps_off_the_grid_where_it_can() -> None:
    words = ("Payback", "30 September 2025")
    free, ruled = Labels(FRAME, [], []), Labels(FRAME, [], [(0.0, 60.0, 240.0, 60.0)])
    assert free.place(40, 50, words) == (44, 54)
    [(left, top, right, bottom)] = free.placed
    assert right - left == pytest.approx(max(text_width(one, 7.4) for one in words) + 2) and bottom - top == 20
    place = ruled.place(40, 50, words)
    assert place is not None and not crosses(ruled.placed[0], (0.0, 60.0, 240.0, 60.0))


def test_where_there_is_no_room_the_table_has_it() -> None:
    assert Labels((0, 0, 30, 9), [], []).place(10, 5, ("Payback",)) is None


@pytest.mark.parametrize(("one", "other"), [(50, 50), (50, 55), (3, 5), (97, 99), (20, 80), (0, 100)])
def test_the_two_totals_at_the_right_are_apart_and_within_the_strip(one: float, other: float) -> None:
    ends = apart([(one, "Spent", "1", "#000"), (other, "Value", "2", "#111")], 22, 4, 86)
    heights = [height for height, *_words in ends]
    assert heights[1] - heights[0] >= 22 and min(heights) >= 4 and max(heights) <= 86
    assert [name for _height, name, *_more in ends] == ["Spent", "Value"]


def test_a_label_stands_nearest_to_its_own_dot_and_on_its_side_of_a_line_of_something_else() -> None:
    other = (0.0, 48.0, 240.0, 48.0)
    walls: list[Box] = [(0.0, height, 240.0, height) for height in range(54, 110, 6)]
    labels = Labels(FRAME, [other, *walls], [])
    above = labels.place(120, 57, ("Outage",))
    assert above is not None and above[1] + 10 < other[1]  # free, beyond the line of something else
    assert Labels(FRAME, [other, *walls], []).place(120, 57, ("Outage",), strangers=[other]) is None

    labels = Labels(FRAME, [], [])
    labels.dots = [(100, 50), (110, 66), (90, 66)]
    place = labels.place(100, 50, ("Outage",))
    assert place is not None and place[1] < 50


def test_a_label_may_stand_in_the_strip_beside_the_lines_where_nothing_stands_yet() -> None:
    wall: list[Box] = [(0.0, height, 240.0, height) for height in range(0, 110, 8)]
    labels = Labels(FRAME, wall, [])
    labels.taken = [(247, 0, 300, 40)]
    assert labels.place(238, 10, ("Payback",), drop=90) is None
    place = labels.place(238, 10, ("Payback",), drop=90, frame=(0, 0, 320, 110))
    assert place is not None and place[0] > 238 and place[1] >= 40
