"""Whoever lays rounds beside each other and supposes that all others answered as before narrows nobody down too far.

The attacker here knows everything that is ever told, who answered in each round, and how steps are made. She tries all scores
that people can have given; what agrees with what was told is what she knows. None of it asks the code under test what can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.anonymity import Cut
from scorecards.coarse import (
    FEWEST_FOR_SPREAD,
    KEPT,
    NOTHING,
    TENTHS,
    Band,
    Plan,
    Told,
    bands_for,
    plan,
    spread_of,
    sums_of,
)

SCORES = range(11)


def cut(names: str) -> Cut:
    return frozenset(names)


def exact(names: str, total: int, spread: Band | None = None) -> Told:
    return Told(cut(names), frozenset([total]), spread=spread)


def step_told(people: Cut, found: Plan, total: int) -> Told:
    """What a round told that was told in steps, as a later one reads it."""
    low, high = found.step_of(total)
    return Told(people, frozenset(range(low, high + 1)), found.narrower((low, high)))


Round = tuple[Cut, frozenset[int]]
"""Who answered, and the sums that agree with what was told."""


def possible(before: Sequence[Round], now: Cut) -> dict[int, dict[str, set[int]]]:
    """By the sum of this round, by person: the scores that she can have given, where each has the same score in every round.

    Of those who are in all rounds only the sum is tried.
    """
    always = now.intersection(*(people for people, _sums in before))
    some = sorted(now.union(*(people for people, _sums in before)) - always)
    inside = [[index for index, one in enumerate(some) if one in people] for people, _sums in before]
    here = [index for index, one in enumerate(some) if one in now]
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for scores in product(SCORES, repeat=len(some)):
        rests = [
            {total - sum(scores[index] for index in of) for total in sums}
            for (_people, sums), of in zip(before, inside, strict=True)
        ]
        for rest in set.intersection(*rests):
            if not 0 <= rest <= 10 * len(always):
                continue
            left = found[rest + sum(scores[index] for index in here)]
            for one, score in zip(some, scores, strict=True):
                left[one].add(score)
            for one in always:
                left[one] |= {x for x in SCORES if 0 <= rest - x <= 10 * (len(always) - 1)}
    return found


def assert_hidden(before: Sequence[Round], now: Cut, told: Plan) -> None:
    """In each step that agrees with rounds before, any of them, everybody keeps KEPT scores, or all that she had."""
    for count in range(1, len(before) + 1):
        for some in combinations(before, count):
            by_sum = possible(some, now)
            had = joined(by_sum.values())
            for low, high in told.steps or ():
                for one, scores in joined(by_sum[total] for total in range(low, high + 1) if total in by_sum).items():
                    assert len(scores) >= min(KEPT, len(had[one])), (some, (low, high), one, scores)


def joined(parts: Iterable[dict[str, set[int]]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for part in parts:
        for one, scores in part.items():
            found[one] |= scores
    return found


# --- Two rounds -------------------------------------------------------------------------------------------------------
CHANGES = {
    "one joined": ("ABC", "ABCD"),
    "two joined": ("ABC", "ABCDE"),
    "one left": ("ABCD", "ABC"),
    "two left": ("ABCDE", "ABC"),
    "one for another": ("ABCD", "ABCE"),
    "of three, one for another": ("ABC", "ABD"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_with_any_figure_before_and_in_any_step_each_keeps_four_scores(change: str) -> None:
    """All sums of the round before, all steps: nothing is left to chance."""
    before, now = (cut(names) for names in CHANGES[change])
    for total in range(10 * len(before) + 1):
        found = plan(now, (Told(before, frozenset([total])),))
        assert found.steps, (change, total)
        assert_hidden([(before, frozenset([total]))], now, found)


def test_steps_are_about_as_narrow_as_they_can_be() -> None:
    """Four sums at least, and on average no more than five: of eight people about six tenths of a point."""
    for answers in (4, 8, 12):
        before = frozenset(range(answers))
        found = plan(before | {"new"}, (Told(before, frozenset([6 * answers])),))
        assert found.steps
        widths = [high - low + 1 for low, high in found.steps]
        assert min(widths) >= KEPT
        assert sum(widths) / len(widths) < KEPT + 1


def test_steps_leave_nothing_out_and_do_not_overlap() -> None:
    found = plan(cut("ABCDE"), (exact("ABCD", 25), exact("ABCDX", 31)))
    assert found.steps
    assert [n for low, high in found.steps for n in range(low, high + 1)] == list(range(51))


def test_the_same_people_and_quite_other_people_are_told_in_tenths() -> None:
    assert plan(cut("ABCD"), (exact("ABCD", 25),)) == TENTHS
    assert plan(cut("ABCD"), (exact("ABCDXYZ", 40),)) == TENTHS
    assert plan(cut("ABCD"), (exact("WXYZ", 25),)) == TENTHS
    assert plan(cut("ABCD"), ()) == TENTHS


def test_one_of_whom_nobody_knows_whether_she_answered_hides_the_figure() -> None:
    assert plan(cut("ABCD"), (Told(cut("ABCD"), None, missing=1),)) == NOTHING
    assert plan(cut("ABCD"), (Told(cut("ABCDWXYZ"), None, missing=1),)) == TENTHS


def test_a_group_whose_sum_is_not_known_here_hides_who_joined_it() -> None:
    assert plan(cut("ABCD"), (exact("ABCXYZ", 40), Told(cut("ABC"), None))) == NOTHING


@settings(max_examples=60)
@given(st.integers(0, 100), st.integers(1, 2), st.integers(0, 2), st.integers(3, 7))
def test_of_any_number_of_people_each_keeps_four_scores(tenth: int, joined: int, left: int, common: int) -> None:
    if joined + left > 2:
        return
    before = frozenset(f"a{n}" for n in range(common)) | {f"l{n}" for n in range(left)}
    now = frozenset(f"a{n}" for n in range(common)) | {f"j{n}" for n in range(joined)}
    sums = frozenset([tenth * len(before) // 10])
    assert_hidden([(before, sums)], now, plan(now, (Told(before, sums),)))


# --- Three rounds -----------------------------------------------------------------------------------------------------
CHAINS = {
    "another one joins": ("ABC", "ABCD", "ABCDE"),
    "who joined leaves again": ("ABC", "ABCD", "ABC"),
    "the same people again": ("ABC", "ABCD", "ABCD"),
    "one leaves, another joins": ("ABCD", "ABC", "ABCE"),
    "a chair is filled twice": ("ABCD", "ABCE", "ABCF"),
    "two chairs, one after the other": ("ABCD", "ABCE", "ABFE"),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_over_three_rounds_each_keeps_what_two_left_her(chain: str) -> None:
    """A, told exactly; B in a step, or exactly where it was released before steps were made; then C."""
    first, second, third = (cut(names) for names in CHAINS[chain])
    for tenth in (0, 9, 65, 100) if len(first ^ second | second ^ third) < 4 else (0, 65):
        a = Told(first, frozenset([tenth * len(first) // 10]))
        assert a.sums is not None
        second_plan = plan(second, (a,))
        assert second_plan.steps
        could_be = set(possible([(first, a.sums)], second))
        told = [step_told(second, second_plan, low) for low, high in second_plan.steps if could_be & {low, high}]
        for b in [*told, Told(second, frozenset([min(10 * len(second), sum(a.sums) + 7)]))]:
            assert b.sums is not None
            found = plan(third, (a, b))
            assert found.steps is not None
            assert_hidden([(first, a.sums), (second, b.sums)], third, found)


def test_a_chain_of_single_changes_stays_readable() -> None:
    """Half a year after half a year somebody is replaced: every round is told, the third and the fourth too."""
    people = [cut("ABCDEFGH"), cut("ABCDEFGI"), cut("ABCDEFJI"), cut("ABCDEKJI")]
    told = [Told(people[0], frozenset([50]))]
    for now in people[1:]:
        found = plan(now, tuple(told))
        assert found.steps
        told.append(step_told(now, found, 52))
    # And with the same people once more.
    assert plan(people[-1], tuple(told)).steps


def test_a_second_look_at_the_same_person_from_afar_is_refused() -> None:
    """D was seen through one window; a round that differs from another one by D alone would be the second one."""
    a, b = exact("ABC", 20), exact("ABCD", 26)
    far = exact("ABCDXYZ", 45)
    assert plan(cut("ABCXYZ"), (a, b, far)) == NOTHING


# --- The spread -------------------------------------------------------------------------------------------------------
@cache
def given_by(answers: int) -> dict[tuple[Fraction, Band | None], set[tuple[int, ...]]]:
    """All that so many people can have answered, by what is told of it: the mean in tenths, and the spread."""
    found = defaultdict(set)
    for scores in combinations_with_replacement(SCORES, answers):
        found[Fraction(sum(scores), answers), spread_of(scores)].add(scores)
    return found


@pytest.mark.parametrize("answers", [3, 4, 5, 6])
def test_mean_and_spread_make_no_score_certain_that_the_mean_does_not(answers: int) -> None:
    alone: dict[Fraction, set[int]] = defaultdict(set)
    for (mean, _spread), lists in given_by(answers).items():
        alone[mean] |= {score for scores in lists for score in scores}
    for (mean, spread), lists in given_by(answers).items():
        left = {score for scores in lists for score in scores}
        assert len(left) >= min(KEPT, len(alone[mean])), (mean, spread, left)


def test_of_three_and_four_answers_no_spread_is_told() -> None:
    """To one decimal it told which three scores were given: 7.0 and 2.9 are 3, 9, 9 and nothing else."""
    assert spread_of([3, 9, 9]) is None
    assert spread_of([3, 9, 9, 9]) is None
    assert spread_of([3, 9, 9, 9, 9]) is not None
    assert FEWEST_FOR_SPREAD == 5


def test_that_all_agree_is_never_told_as_such() -> None:
    """A spread of nothing would say what each of them answered."""
    assert spread_of([7] * 5) == spread_of([6, 7, 7, 7, 8])
    assert spread_of([10] * 5) == spread_of([0] * 5)


def test_bands_leave_nothing_out() -> None:
    for answers in (5, 8, 12):
        for total in range(10 * answers + 1):
            bands = bands_for(answers, sums_of(Fraction(total, answers), answers))
            ends = [end for band in bands for end in band]
            assert not bands or (ends[0], ends[-1]) == (0, None)
            assert ends[1:-1:2] == ends[2::2]


def test_who_leaves_is_hidden_beside_a_spread_too() -> None:
    """Five answered 7.0 with a spread below 1; one of them left. Mean, spread and the next mean together are tried."""
    band = spread_of([7, 7, 7, 7, 7])
    found = plan(cut("ABCD"), (exact("ABCDE", 35, band),))
    assert found.steps
    hers = defaultdict(set)
    for scores in product(SCORES, repeat=5):
        if sum(scores) == 35 and spread_of(scores) == band:
            hers[found.step_of(35 - scores[4])].add(scores[4])
    every = set().union(*hers.values())
    assert all(len(some) >= min(KEPT, len(every)) for some in hers.values())
