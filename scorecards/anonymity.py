"""Which cuts of a survey may be shown so that nobody's answer can be worked out. Pure; exact.

A cut is a set of respondents of whom a sum (a mean, a spread) is shown. Whoever holds several may add and subtract them, with
any weights. Nothing is shown from which a statement about fewer than three respondents follows that way: that is so exactly
where no combination of the shown cuts, other than nothing at all, leaves only one or two people.

Seen as vectors (one number a respondent, 1 where she is in the cut) the combinations are the row space of the cuts. It holds
something about T alone just where leaving out the columns of T lowers the rank.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

FEWEST = 3

Name = TypeVar("Name", bound=Hashable)
Respondent = Hashable
Cut = frozenset[Respondent]


def can_be_shown(cuts: Iterable[Cut]) -> bool:
    """Whether nothing about fewer than three respondents follows from these cuts together."""
    return not exposed(cuts)


def exposed(cuts: Iterable[Cut]) -> set[Cut]:
    """The ones and pairs of respondents about whom alone something follows from these cuts together."""
    shown = [cut for cut in set(cuts) if cut]
    # People who are in exactly the same cuts cannot be told apart: what holds of one of them holds of each.
    kinds: dict[tuple[bool, ...], set[Respondent]] = {}
    for person in frozenset().union(*shown):
        kinds.setdefault(tuple(person in cut for cut in shown), set()).add(person)
    columns = [[Fraction(int(part)) for part in of] for of in kinds]
    people = list(kinds.values())
    whole = _rank(columns)
    found = set()
    # Somebody of a kind of three or more always has two doubles: only kinds of one or two can be singled out.
    for size in range(1, FEWEST):
        for chosen in combinations(range(len(columns)), size):
            left_out = frozenset().union(*(people[index] for index in chosen))
            rest = [column for index, column in enumerate(columns) if index not in chosen]
            if len(left_out) < FEWEST and _rank(rest) < whole:
                found.add(left_out)
    return found


def touched(now: Cut, earlier: Iterable[Cut]) -> set[Cut]:
    """The ones and pairs of respondents about whom alone something follows where this cut is laid beside those before.

    That is so where some combination of this cut with the others leaves only them. What follows from the others by themselves
    does not count.
    """
    before = [cut for cut in dict.fromkeys(earlier) if cut]
    kinds: dict[tuple[bool, ...], set[Respondent]] = {}
    for person in now.union(*before):
        kinds.setdefault(tuple(person in cut for cut in (*before, now)), set()).add(person)
    columns = [[Fraction(int(part)) for part in of] for of in kinds]
    people = list(kinds.values())
    alone, whole = _rank([column[:-1] for column in columns]), _rank(columns)
    found = set()
    for size in range(1, FEWEST):
        for chosen in combinations(range(len(columns)), size):
            left_out = frozenset().union(*(people[index] for index in chosen))
            if len(left_out) >= FEWEST:
                continue
            rest = [column for index, column in enumerate(columns) if index not in chosen]
            rest_alone = _rank([column[:-1] for column in rest])
            if _rank(rest) == rest_alone and (whole > alone or alone > rest_alone):
                found.add(left_out)
    return found


def smallest(sets: Iterable[Cut]) -> set[Cut]:
    """Without those that hold another one: about A and B something follows already where it follows about A."""
    every = set(sets)
    return {one for one in every if not any(other < one for other in every)}


def choose(wanted: Sequence[tuple[Name, Cut]], *, earlier: Iterable[Cut] = ()) -> list[Name]:
    """The names of the cuts that can be shown exactly, in this order of importance.

    A cut is left out where it would let somebody work out what fewer than three people answered. `earlier` are the cuts that
    were shown of the rounds before: were everybody to answer as then, they could be subtracted. Without the first cut, that of
    everybody, none is shown: how it is told otherwise (coarse.py) is worked out for it alone.
    """
    before = list(earlier)
    so_far: list[Cut] = []
    names: list[Name] = []
    for name, cut in wanted:
        if cut and can_be_shown([*so_far, cut]) and not (before and touched(cut, [*before, *so_far])):
            so_far.append(cut)
            names.append(name)
        elif not so_far:
            break
    return names


def groups(people: Mapping[Respondent, Name], *, order: Sequence[Name]) -> list[tuple[tuple[Name, ...], Cut]]:
    """People by their group, such that each shown group has three or more: small ones are put together with a neighbour.

    `order` is that of the groups (by seniority, say); what is put together is next to each other in it. An empty list where
    there are fewer than three people in all.
    """
    found: list[tuple[tuple[Name, ...], Cut]] = []
    for name in order:
        cut = frozenset(person for person, group in people.items() if group == name)
        if cut:
            found.append(((name,), cut))
    while len(found) > 1 and min(len(cut) for _names, cut in found) < FEWEST:
        smallest = min(range(len(found)), key=lambda index: len(found[index][1]))
        beside = [index for index in (smallest - 1, smallest + 1) if 0 <= index < len(found)]
        other = min(beside, key=lambda index: len(found[index][1]))
        first, second = sorted((smallest, other))
        found[first : second + 1] = [(found[first][0] + found[second][0], found[first][1] | found[second][1])]
    return found if found and len(found[0][1]) >= FEWEST else []


def _rank(columns: Sequence[Sequence[Fraction]]) -> int:
    """The rank of the matrix with these columns, by elimination."""
    rows = [list(column) for column in columns]
    rank = 0
    width = len(rows[0]) if rows else 0
    for place in range(width):
        pivot = next((index for index in range(rank, len(rows)) if rows[index][place]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for index in range(rank + 1, len(rows)):
            factor = rows[index][place] / rows[rank][place]
            if factor:
                rows[index] = [a - factor * b for a, b in zip(rows[index], rows[rank], strict=True)]
        rank += 1
    return rank
