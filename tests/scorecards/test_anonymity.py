"""No answer of fewer than three people can be worked out from what is shown, by whatever sums and differences."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.anonymity import Cut, can_be_shown, choose, exposed, groups, smallest, touched
from scorecards.persons import one_person_an_address

ALL = frozenset("ABCDEFGH")


def cut(names: str) -> Cut:
    return frozenset(names)


def test_three_can_be_shown_and_two_cannot() -> None:
    assert can_be_shown([cut("ABC")])
    assert not can_be_shown([cut("AB")])


def test_a_small_rest_gives_itself_away_by_subtraction() -> None:
    assert not can_be_shown([ALL, cut("ABCDEF")])
    assert can_be_shown([ALL, cut("ABCDE")])


def test_two_cuts_by_different_things_give_away_the_one_between_them() -> None:
    assert not can_be_shown([cut("ABCD"), cut("ABC")])
    assert not can_be_shown([cut("ABCD"), cut("EFGH"), cut("ABCEFGH")])


def test_differences_of_three_and_more_are_fine() -> None:
    assert can_be_shown([cut("ABC"), cut("DEF"), cut("ABCDEF")])


def test_weights_give_away_what_plain_differences_hide() -> None:
    # (AB.. + CD..) - (AC.. + BD..) says nothing of one, but with a third cut it does.
    shown = [cut("ABXYZ"), cut("ACXYZ"), cut("BCXYZ")]
    # Twice A is the first plus the second minus the third, less XYZ.
    assert not can_be_shown([*shown, cut("XYZ")])


def test_choose_keeps_the_more_important_cut() -> None:
    wanted = [("all", ALL), ("managers", cut("ABCDEF")), ("executives", cut("ABCDE"))]
    assert choose(wanted) == ["all", "executives"]


def test_a_group_that_changed_by_one_person_is_not_shown_a_second_time() -> None:
    before = [ALL | {"I"}, cut("ABCD"), cut("EFGHI")]
    same = [("all", ALL | {"I"}), ("managers", cut("ABCD")), ("executives", cut("EFGHI"))]
    assert choose(same, earlier=before) == ["all", "managers", "executives"]
    moved = [("all", ALL | {"I"}), ("managers", cut("ABC")), ("executives", cut("DEFGHI"))]
    assert choose(moved, earlier=before) == ["all"]


def test_nothing_is_shown_exactly_where_one_joined() -> None:
    joined = [("all", ALL | {"I"}), ("managers", cut("ABCDI")), ("executives", cut("EFGH"))]
    assert choose(joined, earlier=[ALL, cut("ABCD"), cut("EFGH")]) == []
    # Of two who changed places the wholes tell nothing, and their groups would.
    swapped = [("all", ALL), ("managers", cut("ABCE")), ("executives", cut("DFGH"))]
    assert choose(swapped, earlier=[ALL, cut("ABCD"), cut("EFGH")]) == ["all"]


def test_within_one_round_nothing_is_excused_by_the_rounds_before() -> None:
    wanted = [("all", ALL), ("managers", cut("ABCDEFG"))]
    assert choose(wanted, earlier=[cut("ABCDEFG")]) == []
    assert choose(wanted, earlier=[cut("ABCDE")]) == ["all"]


def test_small_groups_are_put_together_with_their_neighbour() -> None:
    people = dict(
        zip("ABCDEFGH", ["board", "board", "executive", "manager", "manager", "manager", "user", "user"], strict=True)
    )
    found = groups(people, order=["board", "executive", "manager", "user"])
    assert [(names, len(people)) for names, people in found] == [(("board", "executive"), 3), (("manager", "user"), 5)]


def test_fewer_than_three_people_are_no_group() -> None:
    assert groups({"A": "board", "B": "user"}, order=["board", "user"]) == []


@given(st.dictionaries(st.integers(0, 30), st.sampled_from(["board", "executive", "manager", "user"]), max_size=20))
def test_groups_can_always_be_shown_with_the_whole(people: dict[int, str]) -> None:
    found = groups(people, order=["board", "executive", "manager", "user"])
    assert can_be_shown([*(members for _names, members in found), *([frozenset(people)] if found else [])])


cuts = st.lists(st.frozensets(st.integers(0, 6), min_size=1), max_size=4)


@settings(max_examples=300)
@given(cuts)
def test_nobody_is_worked_out_by_small_weights(shown: list[Cut]) -> None:
    """Whoever tries all weights from -2 to 2 finds no one and no two where the answer is yes."""
    if not can_be_shown(shown):
        return
    weights = (-2, -1, 0, 1, 2)
    everybody = sorted(frozenset().union(*shown)) if shown else []

    def tried(index: int, sums: dict[int, int]) -> None:
        if index == len(shown):
            assert not 0 < sum(1 for value in sums.values() if value) < 3
            return
        for weight in weights:
            tried(index + 1, {one: sums[one] + weight * (one in shown[index]) for one in everybody})

    tried(0, dict.fromkeys(everybody, 0))


@given(cuts)
def test_the_answer_is_that_of_every_pair_tried_plainly(shown: list[Cut]) -> None:
    """The same by the definition, without kinds: leave out each one and each pair, and compare ranks."""
    from fractions import Fraction

    from scorecards.anonymity import _rank

    if any(len(one) < 3 for one in shown):
        assert not can_be_shown(shown)
        return
    people = sorted(frozenset().union(*shown)) if shown else []
    columns = {one: [Fraction(int(one in members)) for members in shown] for one in people}
    whole = _rank(list(columns.values()))
    found = {
        frozenset(left)
        for size in (1, 2)
        for left in combinations(people, size)
        if _rank([column for name, column in columns.items() if name not in left]) < whole
    }
    assert can_be_shown(shown) is not bool(found)
    assert smallest(exposed(shown)) == smallest(found)


@settings(max_examples=200)
@given(st.frozensets(st.integers(0, 6), min_size=3), cuts)
def test_what_a_cut_adds_is_that_of_the_definition(now: Cut, before: list[Cut]) -> None:
    """T is touched where some combination with this cut in it is nothing outside T, and something inside."""
    found = touched(now, before)
    people = sorted(now.union(*before))
    weights = (-2, -1, 0, 1, 2)
    for tried in product(weights, repeat=len(before)):
        left = {
            one: (one in now) + sum(weight * (one in cut) for weight, cut in zip(tried, before, strict=True))
            for one in people
        }
        rest = frozenset(one for one, value in left.items() if value)
        assert not 0 < len(rest) < 3 or any(one <= rest for one in found)
    # And nothing without reason: by itself, or with the cuts before, it says something of each of them.
    assert all(one <= now.union(*before) for one in found)
    assert not found or exposed([now, *before])


def test_records_that_were_asked_at_one_address_are_one_person() -> None:
    asked = [
        (1, 11, "ada@halden.example"), (1, 12, "bo@halden.example"),
        (2, 12, "bo.new@halden.example"), (2, 13, " ADA@halden.example"),
        (3, 14, "bo.new@halden.example"), (3, 15, ""), (3, 16, ""),
        (4, 12, "bo@halden.example"), (4, 17, "cy@halden.example"),
    ]  # fmt: skip
    assert one_person_an_address(asked) == {11: 11, 12: 12, 13: 11, 14: 12, 15: 15, 16: 16, 17: 17}
    # 14 and 12 are asked together later: then they are two, whoever has had whose address.
    assert one_person_an_address([*asked, (5, 12, "bo@halden.example"), (5, 14, "bo.new@halden.example")])[14] == 14
