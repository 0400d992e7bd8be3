"""When each flag holds, and when it does not: one day before and after its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reports.exposure import Known, flags_of

TODAY = date(2026, 11, 25)
SAFE = Known(today=TODAY)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_nothing_known_is_nothing_exposed() -> None:
    assert flags_of(SAFE) == []


@pytest.mark.parametrize(
    ("flag", "exposed", "safe"),
    [
        ("net", {"net": -1}, {"net": 0}),
        ("proof", {"last_proof": ago(91)}, {"last_proof": ago(90)}),
        ("proof", {"first_spend": ago(91)}, {"first_spend": ago(91), "last_proof": ago(1)}),
        ("objection", {"objection": True}, {"objection": False}),
        ("renewal", {"renewal": TODAY + timedelta(119)}, {"renewal": TODAY + timedelta(120)}),
        ("notice", {"notice": TODAY + timedelta(30)}, {"notice": TODAY + timedelta(31)}),
        ("undecided", {"oldest_undecided": ago(61)}, {"oldest_undecided": ago(60)}),
        ("baseline", {"has_baseline": False}, {"has_baseline": True}),
        ("champion", {"has_champion": False}, {"has_champion": True}),
        ("kept_but_red", {"red": True, "kept": True}, {"red": False, "kept": True}),
        ("red", {"red": True}, {"red": False}),
        ("round", {"round_due": True}, {"round_due": False}),
        ("tender", {"tender": True}, {"tender": False}),
        ("problem", {"problem": True}, {"problem": False}),
        ("word_overdue", {"word_overdue": True}, {"word_overdue": False}),
        ("left", {"has_champion": False, "champion_left": True}, {"has_champion": True, "champion_left": True}),
    ],
)
def test_a_flag_holds_beyond_its_limit(flag: str, exposed: dict[str, object], safe: dict[str, object]) -> None:
    assert flags_of(replace(SAFE, **exposed)) == [flag]  # type: ignore[arg-type]
    assert flags_of(replace(SAFE, **safe)) == []  # type: ignore[arg-type]


def test_who_is_still_being_sold_to_is_not_yet_asked_for_proof() -> None:
    bare = replace(SAFE, in_sale=True, has_champion=False, has_baseline=False, first_spend=ago(200))
    assert flags_of(bare) == []
    assert flags_of(replace(bare, objection=True)) == ["objection"]


def test_who_is_lost_is_no_longer_exposed() -> None:
    assert flags_of(replace(SAFE, lost=True, net=-1, renewal=TODAY, has_champion=False)) == []
