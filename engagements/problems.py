"""Where a problem stands, from what was said of it. Pure: neither Django nor the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WORD_WITHIN_DAYS: Mapping[str, int] = {"stops": 14, "hinders": 31, "nuisance": 90}
"""By the weight of a problem, how far ahead its next notice may be promised."""
PROMISED_WITHIN_DAYS = 366
"""How far ahead a commitment that is made while fixing a problem may be due."""


class Stands(StrEnum):
    """In the order of what is worst for the customer."""

    NOT_SOLVED = "not_solved"
    """The supplier said that it is solved; the customer says that it is not."""
    REOPENED = "reopened"
    OPEN = "open"
    WORKING = "working"
    WORKAROUND = "workaround"
    UNANSWERED = "unanswered"
    """The supplier says that it is solved; the customer has not said so. Silence confirms nothing."""
    SOLVED = "solved"

    @property
    def is_open(self) -> bool:
        return self is not Stands.SOLVED


def stands(state: str | None, answer: bool | None, *, shared: bool) -> Stands:
    """From the state of the newest notice (None: nothing was said yet) and the newest answer to that notice.

    A problem that the customer never saw is over when the notice says so: nobody else can.
    """
    if state is None:
        return Stands.OPEN
    if state != "solved":
        return Stands(state)
    if answer is None and shared:
        return Stands.UNANSWERED
    return Stands.SOLVED if answer or not shared else Stands.NOT_SOLVED


@dataclass(frozen=True)
class Word:
    """A notice: the day on which it was said, and the day by which the next one was promised."""

    said_on: date
    next_on: date | None


def words_kept(words: Sequence[Word], today: date) -> list[bool | None]:
    """For each notice, oldest first, whether the next came by the promised day; None: nothing promised, or not due yet."""
    found: list[bool | None] = []
    for number, one in enumerate(words):
        later = words[number + 1].said_on if number + 1 < len(words) else None
        if one.next_on is None or (later is None and one.next_on >= today):
            found.append(None)
        else:
            found.append(later is not None and later <= one.next_on)
    return found


def commitment_kept(due_on: date, kept: bool | None, on: date | None, today: date) -> bool | None:
    """Whether a commitment was kept by its day; None: it is not due yet. Silence after its day says that it was not."""
    if kept is None or on is None:
        return False if due_on < today else None
    return kept and on <= due_on


def latest_word(weight: str, today: date) -> date:
    """The last day by which the next notice of a problem of this weight may be promised."""
    return today + timedelta(days=WORD_WITHIN_DAYS[weight])


def latest_promise(today: date) -> date:
    return today + timedelta(days=PROMISED_WITHIN_DAYS)


@dataclass(frozen=True)
class OpenProblem:
    """What of a problem that is not over decides whether a customer is exposed by it."""

    pk: int
    title: str
    weight: str
    since: date
    said_on: date
    stands: Stands
    next_on: date | None

    @property
    def weighs(self) -> bool:
        """It stops the work, or the customer says that it is not solved. Said to be solved, it waits for her."""
        if self.stands is Stands.UNANSWERED:
            return False
        return self.weight == "stops" or self.stands is Stands.NOT_SOLVED

    def overdue_since(self, today: date) -> date | None:
        """The day by which a word was owed that has not come; None where none is owed.

        What the customer stated herself is owed its first word on the day that she did.
        """
        if self.stands in {Stands.UNANSWERED, Stands.NOT_SOLVED, Stands.SOLVED}:
            return None
        owed = self.next_on or self.said_on
        return owed if owed < today else None


def heaviest_first(found: Sequence[OpenProblem]) -> list[OpenProblem]:
    """Those that weigh before the others, the heavier before the lighter, the older before the newer."""
    weights = list(WORD_WITHIN_DAYS)
    return sorted(found, key=lambda one: (not one.weighs, weights.index(one.weight), one.since, one.pk))
