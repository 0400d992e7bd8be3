"""What to worry about among people: one rule each."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.worries import Bond, Stand, worries

TODAY = date(2026, 11, 20)
CFO = Stand(1, "Karl Thoma", "neutral", 5)
CHAMPION = Stand(2, "Ines Okafor", "champion", 4)
SECOND = Stand(3, "Anselm Frey", "champion", 3)
DETRACTOR = Stand(4, "Ruth Salomon", "detractor", 3, unanswered=date(2026, 9, 3))
HEARD = Bond(4, 1, "influences")


def said(*people: Stand, bonds: tuple[Bond, ...] = ()) -> list[str]:
    return worries(people, bonds, today=TODAY)


def but(one: Stand, **changes: Any) -> Stand:
    return Stand(**(vars(one) | changes))


def test_two_champions_and_nobody_against_is_nothing_to_worry_about() -> None:
    assert said(CFO, CHAMPION, SECOND) == []


def test_detractor_who_is_heard_and_not_answered_comes_first() -> None:
    first, *rest = said(CFO, DETRACTOR, bonds=(HEARD,))

    assert first == "One detractor has the ear of Karl Thoma, and nobody has answered them."
    assert rest == ["Nobody here vouches for you: there is no champion."]


def test_detractor_who_is_heard_and_answered_is_said_more_quietly() -> None:
    found = said(CFO, CHAMPION, SECOND, but(DETRACTOR, unanswered=None), bonds=(HEARD,))

    assert found == ["One detractor has the ear of Karl Thoma."]


@pytest.mark.parametrize(
    "bond", [Bond(1, 4, "influences"), Bond(4, 1, "reports_to"), Bond(4, 2, "influences")], ids=["hears", "kind", "low"]
)
def test_who_has_no_ear_of_somebody_who_decides(bond: Bond) -> None:
    found = said(CFO, but(CHAMPION, influence=2), SECOND, DETRACTOR, bonds=(bond,))

    assert found == ["One objection is not answered, for 78 days."]


def test_detractor_with_influence_needs_nobodys_ear() -> None:
    assert said(CFO, CHAMPION, SECOND, but(DETRACTOR, influence=4, unanswered=None)) == [
        "Ruth Salomon works against you, and has much influence."
    ]


def test_sceptic_who_is_heard_and_not_answered() -> None:
    sceptic = but(DETRACTOR, disposition="sceptic")

    assert said(CFO, CHAMPION, SECOND, sceptic, bonds=(HEARD,))[0].startswith("One sceptic has the ear of Karl Thoma")


def test_champion_who_left_is_named() -> None:
    assert said(CFO, but(CHAMPION, has_left=True)) == [
        "The champion has left: Ines Okafor. Nobody has taken that place."
    ]


def test_one_champion_alone() -> None:
    assert said(CFO, CHAMPION) == ["Everything rests on one champion, Ines Okafor."]


def test_one_champion_with_a_strong_supporter_is_not_alone() -> None:
    assert said(CFO, CHAMPION, Stand(9, "Leo Marchetti", "supporter", 4)) == []


def test_champion_in_conflict_with_somebody_who_decides() -> None:
    found = said(CFO, CHAMPION, SECOND, bonds=(Bond(1, 2, "conflicts_with"),))

    assert found == ["Ines Okafor vouches for you, and is in conflict with Karl Thoma."]


def test_several_unanswered_objections_are_counted() -> None:
    found = said(CHAMPION, SECOND, but(CFO, unanswered=date(2026, 11, 1)), DETRACTOR)

    assert found == ["2 people wait for an answer to an objection, the first for 78 days."]


def test_those_who_left_worry_nobody() -> None:
    assert said(CFO, CHAMPION, SECOND, but(DETRACTOR, has_left=True), bonds=(HEARD,)) == []


def test_without_people_there_is_nothing_to_say() -> None:
    assert said() == []
