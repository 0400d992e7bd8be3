"""How a customer stands: contract kept or not, perception red or not, and what is due. Pure; dates are business dates.

Contract green: something was read, and none of the last three read periods of any running commitment was missed, or is
challenged by the customer. Perception red: in the newest released round the customer's mean of at least one dimension is below
7 (perception.GOOD), be it a blind spot or an agreed weakness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from accounts.renewals import Contract, Term, following, is_renewed
from scorecards.perception import Ends, improved, is_red

LATEST_PERIODS = 3
BEFORE_THE_END, BEFORE_THE_NOTICE, FINISHED_BEFORE = 18, 12, 12  # months
ASK_AGAIN_AFTER = timedelta(days=182)
UNDER_WAY = ("planned", "open", "closed")


class Asking(Protocol):
    """What is asked of a round."""

    @property
    def state(self) -> Any: ...
    @property
    def released_on(self) -> date | None: ...


class Stage(StrEnum):
    """How far the benchmark of a customer is: what is under way, else what the newest results say and what came of them.

    agreed: red, and the plan has an action for each red dimension; moving: one of its actions has moved since, or is done
    renewed: none is red, and the contract that ran when they were released is renewed
    """

    NONE = "none"
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RED = "red"
    AGREED = "agreed"
    MOVING = "moving"
    BETTER = "better"
    GREEN = "green"
    RENEWED = "renewed"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Round:
    """`planned_on` is the day when the first action that follows from it was shared with the customer.

    `means` are the customer's, by the dimension's key; `names` what the dimensions are called, by language.

    `ranges`: from where to where a mean may be that is told in a step.
    """

    pk: int
    state: str
    opens_on: date
    closes_on: date
    released_on: date | None
    follows: int | None
    remindable: bool = False
    planned_on: date | None = None
    means: Mapping[str, Fraction | None] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ranges: Mapping[str, Ends] = field(default_factory=dict)

    @property
    def ends(self) -> dict[str, Ends | None]:
        """From where to where each mean may be."""
        return {
            key: self.ranges.get(key) or (None if mean is None else (mean, mean)) for key, mean in self.means.items()
        }

    @property
    def red(self) -> list[str]:
        """The keys of the dimensions that are red, in their order."""
        return [key for key, mean in self.means.items() if is_red(mean)]


@dataclass(frozen=True)
class Read:
    """One of the last read periods of a running commitment."""

    commitment: int
    name: str
    start: date
    end: date
    met: bool
    challenged: bool


@dataclass(frozen=True)
class Challenge:
    """A reading that the customer does not agree with. `replied`: we have answered, in words or by a correction, and it
    waits for her: until she answers anew, the challenge stands."""

    reading: int
    name: str
    start: date
    end: date
    by: str
    reason: str
    at: datetime
    replied: bool = False
    commitment: int = 0
    withdrawn: bool = False


@dataclass(frozen=True)
class Action:
    pk: int
    round: int | None
    dimension: str
    words: str
    due_on: date
    is_open: bool
    # Somebody has said how it moves.
    moved: bool = False


@dataclass(frozen=True)
class Recommendation:
    """One that waits for an answer."""

    pk: int
    round: int
    words: str
    since: date


@dataclass(frozen=True)
class Proposal:
    """A change of scope that is drafted, or that waits for the customer."""

    pk: int
    function: str
    state: str
    asked: int
    proposed_at: datetime | None


@dataclass(frozen=True)
class Tender:
    """An open tender as it is known today; `since` is when that was said, `followed` whether anything was said before."""

    pk: int
    name: str
    kind: str
    on: date
    words: str
    since: datetime
    followed: bool


@dataclass(frozen=True)
class Asks:
    """What was agreed before the customer's direction changed, and asks to be agreed again."""

    direction: int
    said_on: date
    criteria: bool
    outcomes: int


@dataclass(frozen=True)
class Said:
    """A direction that the customer said herself, for which no criteria are agreed or sent; `draft` of criteria, if any."""

    direction: int
    said_on: date
    words: str
    draft: int | None


@dataclass(frozen=True)
class Risk:
    """An open risk to our own ability to deliver."""

    pk: int
    words: str
    plan: str
    due_on: date


@dataclass
class Standing:
    """Everything of one customer. Rounds oldest first, those that came to nothing left out."""

    contracts: list[Contract] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    challenges: list[Challenge] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    tenders: list[Tender] = field(default_factory=list)
    asks: list[Asks] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    risks: list[Risk] = field(default_factory=list)
    # What the figure of unpaid work needs: rows of work beyond the scope, agreed changes and prices (queries/standing.py).
    work: list[Any] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)

    @property
    def current(self) -> Round | None:
        """The round that is planned, open or closed."""
        return next((one for one in self.rounds if one.state in UNDER_WAY), None)

    @property
    def released(self) -> Round | None:
        """The newest round with results."""
        found = [one for one in self.rounds if one.released_on is not None]
        return max(found, key=lambda one: (one.released_on, one.pk), default=None)

    @property
    def before(self) -> Round | None:
        """The round that the newest results are compared with."""
        last = self.released
        return next((one for one in self.rounds if last is not None and one.pk == last.follows), None)

    @property
    def is_better(self) -> bool:
        last, before = self.released, self.before
        return last is not None and before is not None and improved(before.ends, last.ends)

    @property
    def contract_green(self) -> bool:
        """A challenged reading that we withdrew counts until she says that it may go: it must not turn anything green."""
        if any(one.withdrawn for one in self.challenges):
            return False
        return bool(self.read) and all(one.met and not one.challenged for one in self.read)

    @property
    def red(self) -> list[str]:
        return self.released.red if self.released is not None else []

    @property
    def kept_but_red(self) -> bool:
        """The case that matters most: a contract kept to the letter is lost all the same."""
        return self.contract_green and bool(self.red)

    @property
    def red_without_action(self) -> list[str]:
        """Red dimensions for which nothing is in the plan that follows from the round."""
        planned = {one.dimension for one in self.plan}
        return [key for key in self.red if key not in planned]

    @property
    def plan(self) -> list[Action]:
        """The actions that follow from the newest results, but for those that were dropped."""
        last = self.released
        return [one for one in self.actions if last is not None and one.round == last.pk]

    @property
    def renewed_by(self) -> Contract | None:
        """The last one that follows, where each contract with an end that ran when the newest results came is followed."""
        day = self.released.released_on if self.released is not None else None
        ran = [one for one in self.contracts if day and one.ends_on is not None and one.starts_on <= day <= one.ends_on]
        if not all(is_renewed(one, self.contracts) for one in ran):
            return None
        found, reached = None, ran
        while reached:
            reached = [new for one in reached for new in following(one, self.contracts)]
            found = max(reached, key=lambda one: one.starts_on, default=found)
        return found

    @property
    def stage(self) -> Stage:
        if self.current is not None:
            return Stage(self.current.state)
        last = self.released
        if last is None:
            return Stage.NONE
        if last.red:
            if self.red_without_action:
                return Stage.RED
            return Stage.MOVING if any(one.moved or not one.is_open for one in self.plan) else Stage.AGREED
        if self.renewed_by is not None:
            return Stage.RENEWED
        if all(mean is None for mean in last.means.values()):
            return Stage.HIDDEN
        return Stage.BETTER if self.is_better else Stage.GREEN

    def due(self, today: date) -> Due | None:
        """The first contract that asks for a round; None while one is under way or was released since."""
        return next(iter(rounds_due(self.contracts, self.rounds, today)), None)

    def again_on(self) -> date | None:
        """When the same questions are due again; None where no results are there, or another round is under way."""
        last = self.released
        if last is None or last.released_on is None or self.current is not None:
            return None
        return asked_again_on(last.released_on, last.planned_on)


def asked_again_on(released_on: date, planned_on: date | None) -> date:
    """About six months after the action plan was shared, since it is the plan that should have changed something.

    After the release where nothing was planned, or planned before the results were there.
    """
    return max(released_on, planned_on or released_on) + ASK_AGAIN_AFTER


# --- When a round is due ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Due:
    """A contract that asks for a round: from when on, its end, and by when the round has to be finished."""

    contract: Any
    since: date
    end: date
    finish_by: date


def months_before(day: date, months: int) -> date:
    """So many months earlier; the last day of the month where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def warn_from(contract: Term) -> date | None:
    """From when a contract asks for a round: 18 months before its end, or 12 before its notice date, the earlier."""
    days = []
    if contract.ends_on is not None:
        days.append(months_before(contract.ends_on, BEFORE_THE_END))
    if contract.notice_on is not None:
        days.append(months_before(contract.notice_on, BEFORE_THE_NOTICE))
    return min(days, default=None)


def rounds_due(contracts: Iterable[Term], rounds: Sequence[Asking], today: date) -> list[Due]:
    """Each contract that asks for a round while none is under way and none was released since; the nearest end first.

    A contract that is renewed already asks for nothing: the one that follows it does, in its time.
    """
    if any(one.state in UNDER_WAY for one in rounds):
        return []
    every = list(contracts)
    released = max((one.released_on for one in rounds if one.released_on is not None), default=None)
    found = []
    for contract in every:
        since, end = warn_from(contract), contract.ends_on or contract.notice_on
        if since is None or end is None or not since <= today <= end or is_renewed(contract, every):
            continue
        if released is None or released < since:
            found.append(Due(contract, since, end, months_before(end, FINISHED_BEFORE)))
    return sorted(found, key=lambda one: one.end)
