"""Where three customers are going, and how suited we are for it: one well, one badly, one whose direction changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from accounts.models import Customer, Membership, Stakeholder
from reports.demonstration.days import working
from reports.demonstration.firm import JANA, OLEG, TOMAS, Firm
from scorecards.models import Criterion
from scorecards.services.suitability import (
    add_risk,
    agree_of_demonstration,
    draft_criteria,
    move_risk,
    propose_criteria,
    record_direction,
    score_of_demonstration,
)


@dataclass(frozen=True)
class Way:
    """What a customer says about its direction, so many months ago."""

    ago: int
    words: str
    said_by: str
    source: str


@dataclass(frozen=True)
class Threat:
    words: str
    plan: str
    owner: str
    shared: bool
    due_in: int
    """In months from today."""
    moved: str = ""


@dataclass(frozen=True)
class Told:
    """One customer: its directions, the criteria with their weights, scores as (person, score, reason), and risks."""

    customer: str
    by: str
    asked: str
    ways: Sequence[Way]
    criteria: Mapping[str, tuple[int, Sequence[tuple[str, int, str]]]]
    threats: Sequence[Threat]


TOLD = (
    Told(
        "Halden Bank AG",
        JANA,
        "Ines Okafor",
        [
            Way(
                11,
                "Instant payments in every market we serve, at a third of today’s cost, run by a team no larger than today’s.",
                "Karl Thoma, CFO",
                "Strategy day, minutes of the board, item 3",
            )
        ],
        {
            "Instant payments in every market we serve": (
                40,
                [
                    ("Ines Okafor", 8, "Two of five markets run; the third has a date that holds."),
                    (JANA, 9, "All five are in the plan, and the first two were early."),
                ],
            ),
            "Cost per payment": (
                35,
                [
                    ("Ines Okafor", 6, "It falls, but not to a third."),
                    ("Karl Thoma", 5, "I see half of what the strategy needs."),
                    (JANA, 8, "The next price step is agreed."),
                ],
            ),
            "Runs without growing our team": (
                25,
                [("Ines Okafor", 9, "Nobody was added for two years."), (OLEG, 8, "Exceptions still need a person.")],
            ),
        },
        [
            Threat(
                "Only two of our engineers know the settlement module",
                "Two more are trained on Halden’s test system; both take part in the next release.",
                OLEG,
                True,
                2,
                "The first has passed; the second starts on Monday.",
            ),
            Threat(
                "Our release manager for payments has asked for a sabbatical",
                "Find a deputy before it is decided.",
                JANA,
                False,
                1,
            ),
        ],
    ),
    Told(
        "Caldera Insurance",
        TOMAS,
        "Piet Vermeer",
        [
            Way(14, "Settle simple claims within a day, without a person.", "Piet Vermeer, Claims Director", "Kick-off"),
            Way(
                2,
                "Leave the motor business and grow in health: claims with medical reports, decided by people with good tools.",
                "Managing board",
                "Annual report, page 8",
            ),
        ],
        {
            "Claims settled without a person": (
                60,
                [("Piet Vermeer", 4, "A third; we were told two thirds."), (TOMAS, 7, "It grows each quarter.")],
            ),
            "Reads medical reports": (40, [("Piet Vermeer", 2, "Not at all yet."), (TOMAS, 4, "A pilot is planned.")]),
        },
        [
            Threat(
                "We have no reference in health insurance",
                "A joint pilot with a hundred files; we bear its cost.",
                TOMAS,
                True,
                3,
            ),
            Threat(
                "Product management has not decided whether health is on the roadmap", "Decision at the next planning.",
                TOMAS, False, 1,
            ),
        ],
    ),
    Told(
        "Ostvik Pensjonskasse",
        JANA,
        "Marta Lindqvist",
        [
            Way(
                5,
                "Jede Rente am Tag des Anspruchs zahlen und jede Auskunft innerhalb eines Tages geben.",
                "Marta Lindqvist, Leiterin Leistungen",
                "Gespräch zum Auftakt, Protokoll",
            )
        ],
        {
            "Auskunft innerhalb eines Tages": (
                50,
                [("Marta Lindqvist", 7, "Fast immer; montags noch nicht."), (JANA, 7, "Die Spitzen am Montag bleiben.")],
            ),
            "Einführung ohne Unterbrechung": (50, [("Marta Lindqvist", 8, "Bisher ohne Ausfall.")]),
        },
        [
            Threat(
                "Die Übernahme der Altdaten dauert länger als geplant",
                "Ein zweites Team übernimmt die Jahrgänge vor 1990.",
                OLEG,
                True,
                1,
            ),
            Threat("Ein Entwickler des Datenteams hat gekündigt", "Nachfolge bis Quartalsende.", OLEG, False, 2),
        ],
    ),
)  # fmt: skip


def tell(firm: Firm) -> None:
    for one in TOLD:
        _tell(firm, one)


def _tell(firm: Firm, told: Told) -> None:
    customer = Customer.objects.select_related("supplier").get(supplier=firm.supplier, name=told.customer)
    people = {one.name: one for one in Stakeholder.objects.filter(customer=customer).select_related("supplier")}
    random = Random(told.customer)

    def at(months: int, offset: int) -> datetime:
        """A working hour some days into the month so many months ago."""
        return firm.days.instant(min(working(_day(firm.days.month(months), offset)), firm.days.last), 10, random)

    def record(way: Way, offset: int) -> None:
        moment = at(way.ago, offset)
        record_direction(
            customer=customer,
            by=firm.people[told.by],
            words=way.words,
            said_by=way.said_by,
            said_on=firm.supplier.today(moment),
            source=way.source,
            recorded_at=moment,
        )

    first, *later = told.ways
    record(first, 2)
    criteria = draft_criteria(
        customer=customer,
        actor=firm.actor(told.by),
        asked=people[told.asked],
        lines=[(name, weight) for name, (weight, _scores) in told.criteria.items()],
    )
    propose_criteria(criteria=criteria, actor=firm.actor(told.by), at=at(first.ago, 6))
    agree_of_demonstration(criteria=criteria, at=at(first.ago, 9))
    for line in Criterion.objects.filter(criteria=criteria):
        for name, score, reason in told.criteria[line.name][1]:
            person: Membership | Stakeholder = people.get(name) or firm.people[name]
            score_of_demonstration(criterion=line, person=person, score=score, reason=reason, at=at(first.ago - 2, 4))
    for way in later:
        record(way, 8)
    for threat in told.threats:
        _threaten(firm, customer, threat, begun=at(2, 12), moved=at(1, 11))


def _threaten(firm: Firm, customer: Customer, threat: Threat, *, begun: datetime, moved: datetime) -> None:
    due_on = _day(firm.days.month(-threat.due_in), 14)
    owner = firm.people[threat.owner]
    risk = add_risk(
        customer=customer,
        by=threat.owner,
        words=threat.words,
        plan=threat.plan,
        owner=owner,
        due_on=due_on,
        shared=threat.shared,
        at=begun,
    )
    if threat.moved:
        move_risk(
            risk=risk,
            by=threat.owner,
            words=threat.moved,
            state=risk.state,
            owner=owner,
            due_on=due_on,
            shared=threat.shared,
            at=moved,
        )


def _day(month: date, offset: int) -> date:
    return month.replace(day=1 + offset)
