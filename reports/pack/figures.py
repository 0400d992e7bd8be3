"""The shape of the frozen figures of a review pack.

As of a PVD report (reports/document/figures.py): money is an integer in minor units with its sign, every other number a decimal
written as a string, a date "2026-09-30", an instant UTC. A key is always there; what nobody knows is None.

Nothing in here may come from what is said about people (disposition, influence, stakes, internal notes): it would be shown.
"""

from typing import Literal, NotRequired, TypedDict

from reports.document.figures import Customer, Loaded, Period, Supplier

VERSION = 4


class Also(TypedDict):
    """A document of the same order in another format: a file of its own, with its own number to check it by."""

    format: str
    code: str


class PackDocument(TypedDict):
    code: str
    edition: int
    issued_at: str
    as_at: str
    time_zone: str
    locale: str
    demonstration: bool
    loaded: NotRequired[Loaded]
    prepared_for: str | None
    check_url: str
    base_url: str
    also: NotRequired[list[Also]]


class WorkPeriod(TypedDict):
    period: Period
    planned: str | None
    done: str
    effort_hours: str | None


class Work(TypedDict):
    """One function: its periods, oldest first, and their sums. A sum is None where nobody stated any part of it."""

    function: str
    unit: str
    planned: str | None
    done: str
    done_with_plan: str
    """Of the periods that have a plan alone: what `planned` may be compared with."""
    effort_hours: str | None
    without_plan: int
    without_effort: int
    periods: list[WorkPeriod]


class Reading(TypedDict):
    """One period of a commitment under the level that held when it began."""

    period: Period
    target: str
    actual: str | None
    kept: Literal["met", "missed", "no_data"]
    answer: Literal["", "acknowledged", "challenged"]


class Commitment(TypedDict):
    name: str
    unit: str
    rhythm: Literal["month", "quarter", "year"]
    target: str | None
    """Of the newest level; None where none was agreed."""
    direction: Literal["at_least", "at_most"] | None
    consequence: str
    trend: Literal["better", "worse", "level", "too_short"]
    readings: list[Reading]


class Explanation(TypedDict):
    """Missed and met periods, split by whether something was so. Only periods of which it is known count."""

    missed_above: int
    missed: int
    met_above: int
    met: int
    not_compared: int
    """Missed periods of which it is not known."""
    met_not_compared: NotRequired[int]
    """The same of those that were met. Not in version 2."""


class Extent(TypedDict):
    """What an event without money comes to, in its own unit."""

    unit: str
    baseline: str | None
    actual: str | None
    difference: str


class Event(TypedDict):
    title: str
    period: Period
    kind: Literal["gain", "shortfall"]
    borne: bool
    state: Literal["stated", "confirmed", "adjusted", "disputed", "withdrawn", "restated"]
    claimed: int | None
    counts: int | None
    apart: Literal["on_paper", "after_the_fact"] | None
    extent: Extent | None
    cause: str
    remedy: str
    who: str
    """Who decided it, or stated it; with her position."""
    on: str
    reason: str


class Value(TypedDict):
    """What was decided in the period. A shortfall that nobody has decided belongs to the period in which it was stated."""

    monetised: bool
    confirmed: int
    shortfall: int
    value: int
    events: list[Event]
    """Those in the sums, and those that were never put in money."""
    apart: list[Event]
    """Decided, and in no sum: agreed after the fact, or on paper."""
    open: list[Event]
    """Gains that were stated by the end of the period and wait for the customer, or are disputed."""


class ChallengeStep(TypedDict):
    """What was said to a reading, or done with it. `before` and `after` of a correction."""

    kind: Literal["acknowledged", "challenged", "replied", "corrected", "withdrawn"]
    who: str
    position: str
    on: str
    words: str
    before: str | None
    after: str | None


class Challenge(TypedDict):
    """What the customer said against a reading, and what was done: `outcome` is what came of it last."""

    commitment: str
    unit: str
    period: Period
    value: str
    who: str
    on: str
    reason: str
    outcome: Literal["open", "answered", "corrected", "withdrawn", "acknowledged"]
    corrected_to: str | None
    answer: str
    answered_on: str | None
    waits: NotRequired[bool]
    """We have answered, and the challenge stands until the customer answers anew. Not in version 2."""
    told: NotRequired[list[ChallengeStep]]
    """Every step, oldest first. Not in version 2."""


class Dispute(TypedDict):
    """A claim that the customer disputed. `outcome` is what came of it: the state of the claim now."""

    title: str
    period: Period
    claimed: int | None
    who: str
    on: str
    reason: str
    outcome: Literal["disputed", "confirmed", "adjusted", "withdrawn", "restated", "stated"]
    counts: int | None
    resolved_by: str
    resolved_on: str | None


class Resolved(TypedDict):
    happened: str
    sorry: str
    prevention: str


class Reported(TypedDict):
    """A problem of the register that the customer sees, as it stands at the as-at date."""

    title: str
    effect: str
    weight: str
    since: str
    noticed_by: Literal["supplier", "customer"]
    state: str
    words: str
    """Of the newest notice; empty where nothing was said."""
    said_on: str | None
    answer: str
    """What the customer said that is not solved."""
    who: str
    answered_on: str | None
    resolution: Resolved | None
    due: int
    """Notices that promised a next word, which came or was due."""
    kept: int
    promised: int
    """Commitments made while fixing it that were due or are settled."""
    promises_kept: int


class Problems(TypedDict):
    reported: NotRequired[list[Reported]]
    """Not in version 1: then there was no register of problems."""
    shortfalls: list[Event]
    promises: list[Event]
    challenges: list[Challenge]
    disputes: list[Dispute]


class Progress(TypedDict):
    words: str
    by: str
    on: str


class Action(TypedDict):
    words: str
    owner_ours: str
    owner_theirs: str | None
    due_on: str
    state: Literal["open", "done", "dropped"]
    overdue: bool
    progress: Progress | None
    """The newest."""


class Outside(TypedDict):
    function: str
    unit: str
    quantity: str
    amount: int | None


class Change(TypedDict):
    function: str
    unit: str
    words: str
    since: str
    planned: str
    rhythm: Literal["month", "quarter", "year"]
    price: int
    state: Literal["proposed", "agreed", "declined"]
    who: str
    on: str | None
    reason: str


class Amendments(TypedDict):
    """Of a contract by agreed changes of scope: how many, what they add until its end, and what the term is worth with them."""

    changes: int
    added: int | None
    value: int | None


class Contract(TypedDict):
    name: str
    starts_on: str
    ends_on: str | None
    notice_on: str | None
    value: NotRequired[int | None]
    """As it was agreed at first; not in versions 1 and 2, nor is `amended`."""
    amended: NotRequired[Amendments | None]


class Paid(TypedDict):
    """Of agreed changes of scope to the day of the pack: `ahead` is invoiced beyond what is agreed to that day, `beyond` the
    part of it that is beyond what was agreed until the end."""

    agreed: int
    invoiced: int
    open: int
    ahead: int
    beyond: int


class Spent(TypedDict):
    kind: Literal["licence", "service", "internal", "credit"]
    amount: int


class Scope(TypedDict):
    """Only where it was asked for."""

    explanation: Explanation
    outside: list[Outside]
    changes: list[Change]
    contracts: list[Contract]
    spend: list[Spent]
    paid: NotRequired[Paid | None]
    """Not in versions 1 to 3."""


class Figures(TypedDict):
    version: int
    document: PackDocument
    supplier: Supplier
    customer: Customer
    period: Period
    work: list[Work]
    commitments: list[Commitment]
    explanation: Explanation
    value: Value
    problems: Problems
    actions: list[Action]
    scope: Scope | None
    sources: dict[str, list[str]]
    """Where the figures of a section come from: "work", "commitments"."""
