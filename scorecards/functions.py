"""Names of functions of work: which are the same, and which are so near that one is most likely a slip of the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from accounts.tables import name_key

SHORTEST_SLIP = 5
"""Below so many letters one letter makes another word."""


def is_near(one: str, other: str) -> bool:
    """Whether two names differ in case, signs, plural endings or a single letter alone; names that are equal are near."""
    first, second = _bare(one), _bare(other)
    if first == second or _singular(one) == _singular(other):
        return True
    return min(len(first), len(second)) >= SHORTEST_SLIP and _one_letter_apart(first, second)


def nearest(function: str, unit: str, recorded: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The recorded (function, unit) that is meant where these two are almost it, but not it; None where none is near."""
    every = list(recorded)
    if any(name_key(one) == name_key(function) and of == unit for one, of in every):
        return None
    return next((known for known in every if is_near(known[0], function)), None)


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name_key(name))


def _bare(name: str) -> str:
    return "".join(_words(name))


def _singular(name: str) -> str:
    return "".join(re.sub(r"(?<=\w{3})(es|s|en|n)$", "", word) for word in _words(name))


def _one_letter_apart(one: str, other: str) -> bool:
    """One letter replaced, left out, or changed places with its neighbour."""
    short, long = sorted((one, other), key=len)
    at = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        turned = short[:at] + short[at + 1 : at + 2] + short[at : at + 1] + short[at + 2 :]
        return short[at + 1 :] == long[at + 1 :] or turned == long
    return len(long) - len(short) == 1 and short[at:] == long[at + 1 :]
