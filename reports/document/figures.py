"""The shape of the frozen figures of a PVD report.

Everything is plain JSON: money is an integer in minor units of the customer's currency, with its sign; every other number is a
decimal written as a string ("0.8", "11.3456"); a share is a fraction ("0.361" is 36.1 %); a date is "2026-09-30"; an instant is
UTC, "2026-10-14T07:12:00Z". A key is always there; what nobody knows is None, and the document then prints a word for it.

Nothing in here may come from what is said about people (disposition, influence, stakes, internal notes): it would be printed.
"""

from typing import Literal, TypedDict

VERSION = 5
"""Of the shape. Raise it with every change, and bring older figures up to it in versions.py: snapshots stay what they are."""


class Period(TypedDict):
    """Both days are included."""

    start: str
    end: str


class Edition(TypedDict):
    edition: int
    issued_at: str
    as_at: str
    code: str
    digest: str
    """SHA-256 of the figures of that edition, hexadecimal."""


class LedgerEntry(TypedDict):
    seq: int
    digest: str


class Since(TypedDict):
    """What the edition before this one stated."""

    edition: int
    as_at: str
    spent: int
    confirmed: int
    shortfall: int
    value: int


class Loaded(TypedDict):
    """Of `all` decisions on the ledger, `count` were loaded with the demonstration and made by nobody."""

    count: int
    all: int


class Document(TypedDict):
    code: str
    """The document number that a stranger types: "7QK4-M2ZP-9TRD-X6HA"."""
    edition: int
    issued_at: str
    as_at: str
    time_zone: str
    """IANA name; printed instants are on its clocks."""
    locale: str
    """The locale in which it was ordered; `render` is told its own."""
    demonstration: bool
    prepared_for: str | None
    """Name and position, as they are to be printed."""
    loaded: Loaded | None
    """Of a demonstration: how many of its decisions were loaded; None where that was not frozen."""
    ledger: LedgerEntry | None
    """The head at the time of freezing; None where nothing was ever decided."""
    previous_editions: list[Edition]
    """Latest first."""
    since: Since | None
    """None: there was no edition before, or it was in another currency."""
    since_frozen: bool
    """Whether the edition before was looked at when this one was made: the first shape did not."""
    check_url: str
    """The whole address that the QR code leads to."""
    base_url: str
    """The address that people type before the number, with its scheme."""


class Picture(TypedDict):
    media_type: Literal["image/png", "image/jpeg"]
    data: str
    """Base64. No SVG: it could hold anything."""
    words: str
    """Alternative text."""
    digest: str
    """SHA-256 of the file, hexadecimal."""


class Firm(TypedDict):
    name: str
    short_name: str
    """How sentences call it; the name itself where there is no shorter one."""


class Supplier(Firm):
    colour: str
    """As six hexadecimal digits: #B8892B."""
    logo: Picture | None


class Customer(Firm):
    currency: str
    minor_digits: int


class Ratio(TypedDict):
    state: Literal["ratio", "no_spend", "too_early", "not_monetised"]
    value: str | None


class Payback(TypedDict):
    state: Literal["reached", "not_reached", "lost", "too_early", "not_monetised", "no_spend"]
    on: str | None
    """Reached: since when value has stayed at or above spend. Lost: when it was first reached."""
    lost_on: str | None
    first_spend: str | None


class PresentValue(TypedDict):
    amount: int
    rate: str
    start: str


class Victory(TypedDict):
    """What leads the page where nothing is monetised."""

    dimension: str
    """Key of the dimension."""
    event: int
    """Number of the event."""
    label: str
    value: str
    baseline: str
    period: Period
    confirmed_by: str
    said_on: str


class Answer(TypedDict):
    state: Literal["monetised", "not_monetised", "no_baseline"]
    """no_baseline: there is not one agreed baseline, so that nothing can be claimed."""
    spent: int
    confirmed: int
    confirmed_count: int
    shortfall: int
    """Positive; of it `shortfall_not_agreed` has not been agreed and counts all the same."""
    shortfall_count: int
    shortfall_not_agreed: int
    shortfall_not_agreed_count: int
    value: int
    net: int
    refused: int
    """Claimed, and not confirmed by the customer when she decided (positive)."""
    ratio: Ratio
    payback: Payback
    npv: PresentValue | None
    victory: Victory | None


class Below(TypedDict):
    """A sum that is in no total. `amount` is that of what has a rate, None where nothing of it has one."""

    count: int
    amount: int | None
    in_units: int
    """How many of `count` have no rate."""


class BelowTheLine(TypedDict):
    disputed: Below
    undecided: Below
    after_the_fact: Below
    on_paper: Below
    corrections: Below
    """Restatements that wait and would raise nothing: the lower figure counts already, so that no money is undecided."""
    measured_not_claimed: Below
    """Periods that got better; those that got worse are a sum of their own, and never deducted from these."""
    measured_shortfalls: Below
    """Periods that got worse and that nobody has stated yet (negative)."""


class Original(TypedDict):
    currency: str
    amount: int
    minor_digits: int
    rate: str
    date: str
    source: str


class SpendConfirmation(TypedDict):
    name: str
    position: str
    said_on: str


class SpendRow(TypedDict):
    date: str
    kind: Literal["licence", "service", "internal_cost", "credit"]
    source: str
    words: str
    amount: int
    """A credit is negative."""
    basis: Literal["invoice", "payment", "estimate"] | None
    """What the date is; None: not recorded by this version of the figures."""
    replaces: int | None
    """The amount that this entry corrects."""
    original: Original | None
    confirmed: SpendConfirmation | None


class Contract(TypedDict):
    name: str
    starts_on: str
    ends_on: str | None
    notice_on: str | None
    renews_on: str | None
    value: int | None


class Spend(TypedDict):
    basis: Literal["invoice_date", "payment_date", "service_period"]
    internal_cost_stated: bool
    confirmed_until: str | None
    """All rows up to this date were confirmed by the customer; None: she has confirmed none, or with gaps."""
    confirmed_by: str | None
    rows: list[SpendRow]


class Flow(TypedDict):
    date: str
    amount: int


class Flows(TypedDict):
    """By date, in order, not cumulated; value is net (a shortfall is negative)."""

    spend: list[Flow]
    value: list[Flow]


class Tie(TypedDict):
    tie: Literal["chose_supplier", "agreed_terms", "owns_budget", "left"]
    on: str | None


class Person(TypedDict):
    """Somebody of the customer who confirmed gains."""

    name: str
    position: str
    """Her position when she decided."""
    ties: list[Tie]
    gains: int
    count: int
    share: str | None
    """Of all confirmed gains (of all confirmed events where nothing is monetised)."""


class FinanceReview(TypedDict):
    share: str | None
    on: str | None
    by: str | None
    sign_offs: list["SignOff"]
    """In order of the ledger."""


class SignOff(TypedDict):
    """The customer's finance has reviewed a period: its spend, and every claim that was decided and whose period ends in it."""

    name: str
    position: str
    said_on: str
    period: Period
    spent: int
    value: int
    reason: str
    seq: int


class MeasuredBy(TypedDict):
    customer: str | None
    supplier: str | None
    third_party: str | None


class InBooks(TypedDict):
    share: str | None
    words: str


class Facts(TypedDict):
    """Shares of the confirmed gains."""

    finance: FinanceReview
    measured: MeasuredBy
    books: InBooks
    largest_person: str | None
    without_tie: str | None
    left: str | None


class Baseline(TypedDict):
    value: str
    period: Period | None
    low: str | None
    high: str | None
    source: str
    supplied_by: str


class Target(TypedDict):
    value: str
    on: str


class Rate(TypedDict):
    amount: str
    """In the customer's currency, per unit (and per piece of volume where there is one)."""
    source: str
    owner: str


class Volume(TypedDict):
    basis: str
    cap: str | None


class OtherShare(TypedDict):
    who: str
    share: str


class Anyway(TypedDict):
    """What would have happened anyway: not declared, none (share "0"), or a share that is deducted."""

    declared: bool
    share: str | None
    words: str


class LowValues(TypedDict):
    """Sensitivity: the gains of the dimension under cautious assumptions."""

    rate: str | None
    share: str | None
    gains: int | None
    gains_rate: int | None
    """With the low rate alone; likewise with the low share alone."""
    gains_share: int | None
    instead: int | None
    """The gains that were counted under these terms."""


class Agreement(TypedDict):
    name: str
    position: str
    on: str
    recorded_at: str
    origin: Literal["portal", "paper", "demonstration", "migration"]
    recorded_by: str | None
    timing: Literal["before", "after"]
    """Before the first claimed period began, or after: "agreed after the fact"."""
    seq: int | None


class Terms(TypedDict):
    version: int
    baseline: Baseline
    target: Target | None
    rate: Rate | None
    volume: Volume | None
    share: str | None
    other_shares: list[OtherShare]
    anyway: Anyway
    low: LowValues | None
    recurring: bool
    claim_grain: Literal["reading", "day", "week", "month", "quarter", "half_year", "year", "once"]
    claimable_until: str | None
    method: str
    agreed: Agreement | None
    """None: proposed, and not agreed; nothing may be claimed under them."""


class Reading(TypedDict):
    period: Period
    value: str
    volume: str | None
    source: str
    measured_by: Literal["customer", "supplier", "third_party"]
    state: Literal["counted", "not_claimed", "disputed", "undecided", "not_counted"]
    worse: bool
    """Worse than the baseline, or stated as a shortfall."""
    superseded: list[str]
    """Earlier values of this reading that a later one replaced, oldest first."""


class NotClaimed(TypedDict):
    """A period of the claim grain that is over, was measured, and that no claim covers."""

    period: Period
    value: str
    amount: int | None
    """Signed; None without a rate."""
    worse: bool
    states_on: str | None
    """The day on which the product states it, where it got worse and nobody else does; None: it will not."""
    reason: str


class Actual(TypedDict):
    value: str
    period: Period


class Dimension(TypedDict):
    key: str
    name: str
    unit: str
    """As it stands behind a number: "h", "d", "minutes per flight", "%", or empty."""
    unit_words: str
    """What one counts: "hours in which a mill stands unplanned, all four mills, per quarter"."""
    direction: Literal["decrease", "increase"]
    owner_customer: str | None
    owner_supplier: str | None
    shares_effect_with: list[str]
    """Names of dimensions that would count the same effect twice."""
    actual: Actual | None
    """The last reading that the customer agreed to."""
    target_met: bool | None
    target_met_on: Period | None
    """The period of the latest agreed reading where it meets the target."""
    target_met_since: Period | None
    """That of the agreed reading since which every one has met it."""
    gains: int | None
    """Confirmed gains; None where the dimension has no rate."""
    shortfalls: int | None
    """Positive."""
    terms: list[Terms]
    """Oldest first."""
    readings: list[Reading]
    missing: list[Period]
    not_claimed: list[NotClaimed]


class Outcome(TypedDict):
    number: int
    name: str
    goal: str | None
    """Which goal of the customer it serves, and where that stands."""
    dimensions: list[Dimension]


class Line(TypedDict):
    """One claim line. Without a baseline (an outage) `difference` is simply a quantity.

    A cost borne that is stated as an amount has neither: `difference` is None.
    """

    period: Period
    baseline: str | None
    actual: str | None
    difference: str | None
    """Positive is better, whatever the direction."""
    volume: str | None
    rate: str | None
    share: str | None
    deduction: str | None
    """Deducted share of what would have happened anyway; None or "0": nothing is deducted."""
    amount: str | None
    """Exact, not rounded, in major units; None without a rate."""


class Decision(TypedDict):
    kind: Literal["stated", "confirmed", "adjusted", "disputed", "withdrawn", "restated"]
    name: str
    position: str
    side: Literal["customer", "supplier", "product"]
    ties: list[Tie]
    amount: int | None
    said_on: str
    recorded_at: str
    took_seconds: int | None
    origin: Literal["portal", "paper", "demonstration", "migration", "product", "supplier"]
    recorded_by: str | None
    reason: str
    seq: int
    digest: str


class DisputeAnswer(TypedDict):
    """What the supplier answered to a dispute; it decides nothing."""

    dispute: int
    """`seq` of the entry that it answers."""
    words: str
    files: int
    """How many were added to the claim as evidence with it; without words there is one at least."""
    name: str
    said_on: str
    recorded_at: str


class Evidence(TypedDict):
    name: str
    digest: str
    grade: str


class Event(TypedDict):
    number: int
    """Counts from 1 within the document, in order of the ledger."""
    outcome: int | None
    dimension: str | None
    title: str
    period: Period
    kind: Literal["gain", "shortfall"]
    borne: bool
    """A cost that the customer bore."""
    note: str | None
    """What whoever stated it wrote to whoever decides, a part of what is hashed; None where it was not frozen."""
    cause: str
    remedy: str
    unit: str
    lines: list[Line]
    claimed: int | None
    """Signed; None without a rate."""
    counts: int | None
    """What stands in the totals, signed; None: in no total."""
    state: Literal["stated", "confirmed", "adjusted", "disputed", "withdrawn", "restated"]
    apart: Literal["after_the_fact", "on_paper"] | None
    """Why a confirmed event stays out of the headline."""
    waiting_for: str | None
    waiting_days: int | None
    decisions: list[Decision]
    """In order of the ledger; the first is "stated"."""
    answers: list[DisputeAnswer] | None
    """To its disputes, in order of time; None where they were not frozen."""
    evidence: list[Evidence]
    restates: int | None
    """Number of the event that this one restates."""
    restated_by: int | None
    overlap: str
    """Why the customer accepted an overlap; empty where there is none."""
    version: int | None
    """Of the terms under which it was claimed."""
    measured_by: Literal["customer", "supplier", "third_party"] | None
    """Whose readings it rests on: of several, the one that is least independent. None: on no reading."""
    reviewed: bool | None
    """Whether the customer's finance confirmed it, or signed off its period after it was confirmed."""


class Miss(TypedDict):
    """A period in which a commitment was missed; `target` is the level that held when it began."""

    period: Period
    reached: str
    target: str
    direction: Literal["at_least", "at_most"]
    answer: Literal["acknowledged", "challenged"] | None
    """What the customer said last; None: nothing."""
    by: str | None
    reason: str | None


class Commitment(TypedDict):
    """A performance level that the supplier is held to, with its counts of periods; `target` is the newest level."""

    name: str
    unit: str
    rhythm: Literal["month", "quarter", "year"]
    direction: Literal["at_least", "at_most"]
    target: str
    met: int
    missed: int
    no_data: int
    challenged: int
    misses: list[Miss]
    """Oldest first."""


class Contact(TypedDict):
    side: Literal["customer", "customer_finance", "supplier"]
    name: str
    position: str
    email: str
    phone: str


class Case(TypedDict):
    """The value after shortfalls under one other assumption; every shortfall stays deducted in all of them."""

    case: Literal[
        "low_values",
        "low_rate",
        "low_share",
        "without_largest_event",
        "without_largest_person",
        "without_ties",
        "without_left",
        "only_reviewed",
        "only_evidence",
        "not_by_supplier",
    ]
    value: int | None
    """None: the figures do not say."""
    count: int
    """Gains, or dimensions with low values, that stay in."""


class Sensitivity(TypedDict):
    cases: list[Case]
    npvs: list[PresentValue]
    """By rising rate; the supplier's own is among them."""
    slack: str | None
    """The share of all gains that could fall away before value falls below spend; None: it is below."""


class Figures(TypedDict):
    version: int
    document: Document
    supplier: Supplier
    customer: Customer
    period: Period
    answer: Answer
    below: BelowTheLine
    spend: Spend
    flows: Flows
    contracts: list[Contract] | None
    """None: not recorded by this version of the figures."""
    people: list[Person]
    """Largest gains first."""
    facts: Facts
    outcomes: list[Outcome]
    """In the customer's order."""
    events: list[Event]
    commitments: list[Commitment] | None
    """None: nobody states them, and the document says so."""
    contacts: list[Contact]
    sensitivity: Sensitivity | None
    """None where nothing is monetised."""
