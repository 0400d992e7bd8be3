"""How exactly a figure may be told: in tenths, in steps that are wide enough to hide one or two people in, or not at all.

Whoever lays a round beside earlier ones and supposes that everybody else answered as before learns what those who joined or
left answered. So where that would be one or two people, only a step is told in which the sum of the scores lies. Steps are made
such that for each person at least KEPT different scores stay possible in each of them, or all that were possible before; with
the round laid beside any earlier one that differs from it by one or two people, and beside two or three such rounds together.

Steps follow from who answered and from what was told before, never from the scores that are to be hidden: that a figure is told
in a step, and in which ones it could have been told, says nothing about them. Pure; exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import ceil

from scorecards.anonymity import FEWEST, Cut, exposed, smallest, touched
from scorecards.perception import HIGHEST, one_decimal

# So many different scores stay possible for each person.
KEPT = 4
# Rounds that are laid beside a new one together, and the people by whom all of them may differ from it. Where those that
# differ by one or two people come to more, nothing is told.
MOST_ROUNDS, MOST_PEOPLE = 3, 4
WIDEST = 60
# The spread is told from so many answers on, as lying between two of these.
FEWEST_FOR_SPREAD = 5
EDGES = tuple(map(Fraction, range(4)))

Step = tuple[int, int]
Band = tuple[Fraction, Fraction | None]


@dataclass(frozen=True)
class Told:
    """What an earlier round told about a question: of whom, and which sums of their scores agree with it.

    `narrower`: those that agree with it and with the rounds before that it was laid beside. `sums` is None where a mean of
    these people was told of which nothing is known here (that of a group, in a dimension).
    """

    people: Cut
    sums: frozenset[int] | None
    narrower: tuple[frozenset[int], ...] = ()
    spread: Band | None = None
    # So many of these people did not answer the question; nobody knows any more which.
    missing: int = 0


@dataclass(frozen=True)
class Plan:
    """How the figure of everybody can be told. `steps`: None in tenths; empty not at all; else the sums that look alike."""

    steps: tuple[Step, ...] | None
    relations: tuple[frozenset[int], ...] = ()

    def step_of(self, total: int) -> Step:
        assert self.steps is not None
        return next(one for one in self.steps if one[0] <= total <= one[1])

    def narrower(self, step: Step) -> tuple[frozenset[int], ...]:
        """The sums of this step that agree with the rounds before, one set for each way to lay them beside this one."""
        found = (frozenset(one for one in sums if step[0] <= one <= step[1]) for sums in self.relations)
        return tuple(dict.fromkeys(one for one in found if one))


TENTHS = Plan(None)
NOTHING = Plan(())


def sums_of(mean: Fraction, answers: int) -> frozenset[int]:
    """The sums of so many scores whose mean is printed as this one, in tenths."""
    printed = one_decimal(mean)
    near = int(mean * answers)
    around = range(max(0, near - answers), min(HIGHEST * answers, near + answers) + 1)
    return frozenset(one for one in around if one_decimal(Fraction(one, answers)) == printed)


@lru_cache(maxsize=4096)
def plan(now: Cut, earlier: tuple[Told, ...]) -> Plan:
    """How the mean of these people can be told, after what was told before."""
    if any(one.missing and len(one.people ^ now) - one.missing < FEWEST for one in earlier):
        return NOTHING
    # What was told of just the same people says nothing more about any of them.
    others = [one for one in earlier if one.people != now]
    together = smallest(touched(now, [one.people for one in others]))
    if not together:
        return TENTHS
    near = [one for one in earlier if len(one.people ^ now) < FEWEST]
    far = [one.people for one in earlier if len(one.people ^ now) >= FEWEST]
    differences = {one.people ^ now for one in near}
    known = {one.people ^ now for one in near if one.sums is not None}
    hidden = frozenset().union(*together)
    # What follows in a more roundabout way than from one earlier round is not reckoned with steps.
    if not together <= known or not differences <= known or touched(now, far):
        return NOTHING
    if any(one & hidden for one in exposed(far)):
        return NOTHING
    masks, relations = [], []
    if len(frozenset().union(*differences)) > MOST_PEOPLE:
        return NOTHING
    for beside in _beside([one for one in earlier if one.sums is not None], now):
        people = frozenset().union(*(one.people ^ now for one in beside))
        for sums in _knowledge(beside):
            found = _possible(now, beside, sums, people)
            masks += list(found.values())
            relations.append(frozenset(total for of in found.values() for total, mask in enumerate(of) if mask))
    steps = _steps(HIGHEST * len(now), masks)
    return Plan(steps if len(steps) > 1 else (), tuple(dict.fromkeys(relations)))


def spread_of(scores: Sequence[int]) -> Band | None:
    """Between which edges the deviation of these scores lies, as it may be told; None where it may not be."""
    if len(scores) < FEWEST_FOR_SPREAD:
        return None
    sums = sums_of(Fraction(sum(scores), len(scores)), len(scores))
    bands = bands_for(len(scores), sums)
    return next((one for one in bands if _in_band(one, len(scores), sum(scores), sum(x * x for x in scores))), None)


@lru_cache(maxsize=4096)
def bands_for(answers: int, sums: frozenset[int]) -> tuple[Band, ...]:
    """The bands in which the spread is told beside this mean, such that nobody's score is narrowed down by it too far.

    None where there is only one left, which says nothing.
    """
    ends: list[Fraction | None] = [*EDGES[1:], None]
    bands: list[Band] = list(zip(EDGES, ends, strict=True))
    wanted = min(KEPT, len(_scores_in((EDGES[0], None), answers, sums)))
    while len(bands) > 1:
        thin = next((n for n, one in enumerate(bands) if 0 < len(_scores_in(one, answers, sums)) < wanted), None)
        if thin is None:
            break
        first = max(thin - 1, 0)
        bands[first : first + 2] = [(bands[first][0], bands[first + 1][1])]
    return tuple(bands) if len(bands) > 1 else ()


def _scores_in(band: Band, answers: int, sums: frozenset[int]) -> list[int]:
    """Which scores one of these people can have given."""
    return [
        score
        for score in range(HIGHEST + 1)
        if any(_can_be(band, answers, total, (score,), total - score) for total in sums)
    ]


def _can_be(band: Band, answers: int, total: int, some: Sequence[int], rest: int) -> bool:
    """Whether the others can have given `rest` together, where some gave these scores and the spread is in the band."""
    squares = sum(score * score for score in some)
    possible = _squares(answers - len(some)).get(rest, 0)
    low, high = _limits(band, answers, total)
    low, high = max(low - squares, 0), high - squares
    return high > low and bool(possible >> low & ((1 << high - low) - 1))


def _limits(band: Band, answers: int, total: int) -> tuple[int, int]:
    """The sums of squares, from the first up to before the second, by which the deviation is in the band."""
    low, high = (None if end is None else ceil((end**2 * answers**2 + total**2) / answers) for end in band)
    return low or 0, HIGHEST**2 * answers + 1 if high is None else high


def _in_band(band: Band, answers: int, total: int, squares: int) -> bool:
    low, high = _limits(band, answers, total)
    return low <= squares < high


@lru_cache(maxsize=128)
def _squares(people: int) -> dict[int, int]:
    """By the sum of so many scores, which sums of their squares are possible: a bit for each."""
    if people == 0:
        return {0: 1}
    found: dict[int, int] = {}
    for total, squares in _squares(people - 1).items():
        for score in range(HIGHEST + 1):
            found[total + score] = found.get(total + score, 0) | squares << score * score
    return found


def _beside(earlier: Sequence[Told], now: Cut) -> Iterator[tuple[Told, ...]]:
    """Which rounds are laid beside this one: each, two, or three, as long as so many people can be reckoned with."""
    for count in range(1, MOST_ROUNDS + 1):
        for some in combinations(earlier, count):
            if len(frozenset().union(*(one.people ^ now for one in some))) <= MOST_PEOPLE:
                yield some


def _knowledge(beside: Sequence[Told]) -> Iterator[tuple[frozenset[int], ...]]:
    """Which sums each of these rounds can have had: by what it told alone, and by what others say about it."""
    yield from product(*(dict.fromkeys([one.sums or frozenset(), *one.narrower]) for one in beside))


def _possible(
    now: Cut, beside: Sequence[Told], sums: Sequence[frozenset[int]], people: Cut
) -> dict[object, tuple[int, ...]]:
    """By person, and by the sum of this round: the scores that she can have given, a bit for each; all others as before.

    Those who answered each time are one entry, None: what is possible for one of them is for each.
    """
    new = now.difference(*(told.people for told in beside))
    order = sorted(people - new, key=repr)
    common = len(now - people)
    most = HIGHEST * len(now)
    masks: dict[object, list[int]] = {one: [0] * (most + 1) for one in (*order, None)}
    members = [[index for index, one in enumerate(order) if one in told.people] for told in beside]
    here = [index for index, one in enumerate(order) if one in now]
    bases = set()
    for scores in product(range(HIGHEST + 1), repeat=len(order)):
        rests: set[int] | None = None
        for told, of, which in zip(beside, sums, members, strict=True):
            some = [scores[index] for index in which]
            found = {
                rest
                for total in of
                if 0 <= (rest := total - sum(some)) <= HIGHEST * common
                and (told.spread is None or _can_be(told.spread, len(told.people), total, some, rest))
            }
            rests = found if rests is None else rests & found
            if not rests:
                break
        for rest in rests or ():
            total = rest + sum(scores[index] for index in here)
            bases.add(total)
            for one, score in zip(order, scores, strict=True):
                masks[one][total] |= 1 << score
            if common:
                masks[None][total] |= _bits(max(0, rest - HIGHEST * (common - 1)), min(HIGHEST, rest))
    # Who is new can have given anything: she moves the sum up, and nothing else.
    found_by: dict[object, tuple[int, ...]] = {
        one: tuple(_any(of[max(0, total - HIGHEST * len(new)) : total + 1]) for total in range(most + 1))
        for one, of in masks.items()
    }
    by_new = [_any(_of_new(total - base, len(new)) for base in bases) for total in range(most + 1)]
    return found_by | dict.fromkeys(new, tuple(by_new))


def _of_new(together: int, people: int) -> int:
    """What one of so many new people can have given, where they gave this together: a bit for each score."""
    if not people or not 0 <= together <= HIGHEST * people:
        return 0
    return _bits(max(0, together - HIGHEST * (people - 1)), min(HIGHEST, together))


def _bits(low: int, high: int) -> int:
    return (1 << high + 1) - (1 << low)


def _any(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def _steps(most: int, masks: Iterable[tuple[int, ...]]) -> tuple[Step, ...]:
    """The sums from 0 to `most` in steps, the smallest by which nobody is narrowed down too far."""
    wanted = []
    for of in dict.fromkeys(masks):
        if every := _any(of):
            wanted.append((of, min(KEPT, every.bit_count())))
    # By the end of the last step: what the best steps up to there cost, and where the last one begins.
    cost: list[tuple[int, int] | None] = [(0, 0)]
    for end in range(most + 1):
        best: tuple[int, int] | None = None
        seen = [0] * len(wanted)
        for start in range(end, max(-1, end - WIDEST), -1):
            for index, (of, _enough) in enumerate(wanted):
                seen[index] |= of[start]
            before = cost[start]
            width = end - start + 1
            if before is None or width < KEPT:
                continue
            if any(0 < mask.bit_count() < enough for mask, (_of, enough) in zip(seen, wanted, strict=True)):
                continue
            if best is None or before[0] + width**2 < best[0]:
                best = before[0] + width**2, start
        cost.append(best)
    found: list[Step] = []
    end = most
    while end >= 0:
        last = cost[end + 1]
        if last is None:
            return ()
        found.append((last[1], end))
        end = last[1] - 1
    return tuple(reversed(found))
