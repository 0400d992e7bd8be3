"""The shape of the frozen figures of a supplier sheet. Kept as those of a PVD report are: reports/document/figures.py.

Money is an integer in minor units; scores are decimals written as strings; dates are "2026-09-30". A key is always there; what
nobody knows is None, and the sheet prints a word for it. Lists stand in the order in which they are printed.
"""

from typing import Literal, NotRequired, TypedDict

from reports.document.figures import Customer, Period, Supplier

VERSION = 3


class Heading(TypedDict):
    code: str
    edition: int
    issued_at: str
    as_at: str
    time_zone: str
    locale: str
    demonstration: bool
    prepared_for: str | None
    check_url: str
    base_url: str


class Spend(TypedDict):
    spent: int | None
    """None: no spend is recorded."""
    internal: int | None
    """The customer's own cost, in `spent`; None: not stated."""
    credits: int | None
    """Negative, in `spent`; None: there were none."""
    confirmed_on: str | None
    """When the customer last confirmed any of it."""


class Value(TypedDict):
    state: Literal["counted", "nothing_counted", "not_monetised", "no_baseline"]
    net: int | None
    """Value less spend. None: nothing counts, so that there is nothing to compare."""
    value: int | None
    gains: int | None
    shortfalls: int | None
    """Positive."""
    shortfalls_not_agreed: int | None
    undecided: int
    disputed: int


class Commitment(TypedDict):
    name: str
    unit: str
    rhythm: str
    direction: str
    target: str
    met: int
    missed: int
    no_data: int


class Commitments(TypedDict):
    period: Period | None
    """From the first period to the last one that is over; None: no period is."""
    met: int
    missed: int
    no_data: int
    rows: list[Commitment]


class Direction(TypedDict):
    words: str
    said_by: str
    said_on: str
    source: str


class Agreed(TypedDict):
    by: str
    position: str
    on: str


class Criterion(TypedDict):
    name: str
    weight: int
    theirs: str | None
    ours: str | None
    gap: str | None


class Suitability(TypedDict):
    direction: Direction | None
    changed: bool
    """The direction changed since the criteria were agreed."""
    agreed: Agreed | None
    theirs: str | None
    ours: str | None
    gap: str | None
    rows: list[Criterion]


class Risk(TypedDict):
    words: str
    plan: str
    owner: str
    due_on: str
    state: str


class Correction(TypedDict):
    unit: str
    before: str | None
    after: str | None
    """None: withdrawn."""
    on: str
    who: str
    words: str


class Challenge(TypedDict):
    """What the customer said against a reading; `answered`: we have answered it, and it waits for her."""

    who: str
    words: str
    answered: bool
    correction: Correction | None
    """The last one."""


class Problem(TypedDict):
    kind: Literal["disputed", "shortfall", "promise", "reading"]
    words: str
    period: Period
    amount: int | None
    """Signed; None: not in money."""
    challenge: NotRequired[Challenge]
    """Of readings; not in version 1 and 2."""


class Reported(TypedDict):
    title: str
    weight: str
    state: str
    since: str


class Register(TypedDict):
    """The register of problems, of those that are shared with the customer."""

    recorded: int
    since: str | None
    """Since when the oldest open one; None: none is open."""
    due: int
    """Notices that promised a next word, which came or was due."""
    kept: int
    rows: list[Reported]
    """Those that are open, the worst first."""


class SheetFigures(TypedDict):
    version: int
    document: Heading
    supplier: Supplier
    customer: Customer
    spend: Spend
    value: Value
    commitments: Commitments
    suitability: Suitability
    risks: list[Risk]
    """Those that are shared with the customer, and no others."""
    problems: list[Problem]
    register: NotRequired[Register]
    """Not in version 1: then there was no register of problems."""
