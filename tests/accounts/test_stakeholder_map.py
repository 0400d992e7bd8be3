"""The stakeholder map: where people stand, labels that give way, and the rule for many people."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.lettering import in_lines, text_width
from accounts.stakeholder_map import (
    NAME_SIZE,
    POSITION_SIZE,
    Face,
    Words,
    _dense,
    _labels,
    _Line,
    _planned,
    draw,
    is_named,
)
from accounts.worries import Bond

WORDS = Words(
    "All of them", ("Detractor", "Sceptic", "Neutral", "Supporter", "Champion", "not stated"), "High", "Some", "Low"
)


def face(pk: int, name: str = "Karl Thoma", **changes: Any) -> Face:
    given = {
        "number": pk, "position": "CFO", "initials": "KT", "disposition": "neutral", "influence": 5,
        "flagged": False, "words": f"{name}; Neutral", "url": f"/people/{pk}/",
    }  # fmt: skip
    return Face(pk=pk, name=name, **(given | changes))


def centres(picture: str) -> list[tuple[float, float]]:
    found = re.findall(r'class="map-face" cx="([\d.]+)" cy="([\d.]+)"', picture)
    return [(float(x), float(y)) for x, y in found]


def test_influence_rises_and_disposition_runs_from_detractor_to_champion() -> None:
    people = [face(1, influence=5, disposition="champion"), face(2, influence=1, disposition="detractor")]

    high, low = centres(draw(people, [], WORDS))

    assert high[0] > low[0] and high[1] < low[1]


def test_people_stand_in_the_given_order_with_their_words_and_pages() -> None:
    picture = draw([face(7, "Ines Okafor"), face(3, "Karl Thoma")], [], WORDS)

    assert re.findall(r'href="([^"]+)" aria-label="([^"]+)"', picture) == [
        ("/people/7/", "Ines Okafor; Neutral"),
        ("/people/3/", "Karl Thoma; Neutral"),
    ]


def test_nobody_stands_on_anybody() -> None:
    people = [face(pk, influence=1 + pk % 5, disposition=["neutral", "champion"][pk % 2]) for pk in range(25)]

    spots = centres(draw(people, [], WORDS))

    assert len(spots) == 25
    near = [(a, b) for i, a in enumerate(spots) for b in spots[:i] if abs(a[0] - b[0]) < 24 and abs(a[1] - b[1]) < 24]
    assert near == []


def test_up_to_twelve_people_have_names_and_more_have_numbers() -> None:
    few = [face(pk, influence=1 + pk % 5, disposition=["neutral", "sceptic", "champion"][pk % 3]) for pk in range(12)]
    many = [*few, face(12, disposition="supporter")]

    assert is_named(few) and not is_named(many)
    assert ">12</text>" in draw(many, [], WORDS) and "Karl Thoma</text>" not in draw(many, [], WORDS)


def test_four_in_one_place_are_numbers_too() -> None:
    assert not is_named([face(pk) for pk in range(4)])


def test_reporting_lines_of_many_people_are_left_to_the_table() -> None:
    people = [face(pk, influence=1 + pk % 5) for pk in range(15)]
    bonds = [Bond(0, 1, "reports_to"), Bond(0, 2, "influences"), Bond(1, 2, "conflicts_with")]

    picture = draw(people, bonds, WORDS)

    assert ("map-reports_to" in picture, "map-influences" in picture, "map-conflicts_with" in picture) == (
        False, True, True,
    )  # fmt: skip


def test_a_line_bends_around_somebody_in_its_way() -> None:
    people = [face(1, influence=5), face(2, influence=3), face(3, influence=1)]

    assert re.search(r'map-influences" d="M[^"]*Q', draw(people, [Bond(1, 3, "influences")], WORDS))
    assert re.search(r'map-influences" d="M[^"Q]*"', draw(people, [Bond(1, 2, "influences")], WORDS))


def test_link_to_somebody_who_is_not_there_is_not_drawn() -> None:
    assert "map-influences" not in draw([face(1)], [Bond(1, 99, "influences")], WORDS)


def test_who_has_no_disposition_has_a_column_only_where_there_is_such_a_person() -> None:
    assert "not stated" not in draw([face(1)], [], WORDS)
    assert "not stated" in draw([face(1), face(2, disposition="")], [], WORDS)


def test_an_open_objection_is_a_flag() -> None:
    assert draw([face(1, flagged=True), face(2, influence=2)], [], WORDS).count("map-flag") == 1


def test_names_are_escaped() -> None:
    assert "<b>" not in draw([face(1, "<b>Karl</b>", position="<b>")], [], WORDS)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Karl Thoma", ["Karl Thoma"]),
        ("Alexandra Papadopoulou-Konstantinidis", ["Alexandra", "Papadopoulou-", "Konstantinidis"]),
        ("Wolfeschlegelsteinhausenbergerdorff", []),
        ("One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen", []),
    ],
)
def test_a_label_is_broken_between_words_or_gives_way(text: str, lines: list[str]) -> None:
    assert in_lines(text, 11, most=3, widest=120) == lines


def test_no_style_and_no_colour_stands_in_the_picture() -> None:
    picture = draw([face(1), face(2, influence=1)], [Bond(1, 2, "conflicts_with")], WORDS)

    assert "style=" not in picture and "fill=" not in picture and "stroke=" not in picture


def test_no_line_runs_through_a_label_where_there_is_room_beside_it() -> None:
    """As at the demonstration's Halden Bank: lines come from below left, from above and along the right."""
    people = [
        face(1, "Karl Thoma"),
        face(2, "Prof. Ulrike Sand", position="Chair of the supervisory board"),
        face(3, "Dr. Ruth Salomon", position="Head of IT Architecture", disposition="detractor", influence=4),
        face(4, "Ines Okafor", position="Head of Payments Operations", disposition="champion", influence=4),
        face(5, "Anke Petersen", position="Internal Audit", influence=3),
        face(6, "Leo Marchetti", position="Treasury", disposition="supporter", influence=2),
    ]
    bonds = [
        Bond(3, 2, "influences"), Bond(3, 4, "conflicts_with"), Bond(1, 2, "reports_to"), Bond(4, 1, "reports_to"),
        Bond(5, 1, "influences"), Bond(6, 1, "influences"),
    ]  # fmt: skip
    plan = _planned(people)
    lines = [_Line(one, plan) for one in bonds]
    runs = [spot for line in lines for spot in _dense(line.points())]

    labels = re.findall(
        r'class="(map-\w+)" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]+)<', _labels(plan, lines)
    )

    assert {"Prof. Ulrike Sand", "Karl Thoma", "Anke Petersen"} <= {one[4] for one in labels}
    for kind, x, y, anchor, text in labels:
        wide = text_width(text, NAME_SIZE if kind == "map-name" else POSITION_SIZE)
        left = float(x) - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        met = [spot for spot in runs if left < spot[0] < left + wide and float(y) - 9 < spot[1] < float(y) + 2]
        assert met == [], text
