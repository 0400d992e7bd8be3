"""What went wrong for some customers, in every state: said before they found out or by themselves, kept moving or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from accounts.models import Customer, Stakeholder
from engagements.models import Problem, ProblemCommitment
from engagements.services.problems.answers import answer_of_demonstration
from engagements.services.problems.commitments import promise, settle
from engagements.services.problems.notices import give_notice
from engagements.services.problems.opening import open_problem, state_of_demonstration
from engagements.services.problems.resolutions import explain
from reports.demonstration.days import after
from reports.demonstration.firm import OLEG, Firm

FIRST_HOUR = 9


@dataclass(frozen=True)
class Act:
    """Something that was said so many working days before today; `how` depends on `kind`.

    notice: state, words, checked, next (working days until the next word); promise: words, days; settle: kept, words (of the
    last promise); explain: happened, sorry, prevention; answer: solved, reason.
    """

    ago: int
    kind: str
    how: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """A problem of a customer. `next`: working days until the second word; 0: the customer stated it, and we said nothing."""

    customer: str
    title: str
    effect: str
    weight: str
    ago: int
    words: str
    next: int
    acts: Sequence[Act] = ()
    noticed_by: str = "supplier"
    shared: bool = True


TROUBLES = (
    Trouble(
        "Halden Bank AG",
        "Instant payments stopped for four hours",
        "812 payments waited; two people called the branches one by one.",
        "stops",
        64,
        "Since ten past nine nothing leaves the queue. We see it, and two of us work on nothing else.",
        1,
        [
            Act(64, "promise", {"words": "Somebody of us sits with your payments desk until the queue is empty.", "days": 1}),
            Act(63, "notice", {"state": "working", "words": "The queue moves again since 13:20; some are left.", "next": 1}),
            Act(63, "settle", {"kept": True, "words": "Oleg was there until 19:00."}),
            Act(62, "notice", {
                "state": "solved",
                "words": "The queue is empty, and two full runs went through.",
                "checked": "Oleg Brandt and your payments desk compared both runs with the ledger, payment by payment.",
            }),
            Act(60, "answer", {"solved": True}),
            Act(57, "explain", {
                "happened": "A certificate ran out at nine. Its reminder went to somebody who had left us.",
                "sorry": "We are sorry. Two of your people spent a morning on the telephone because of a date in our calendar.",
                "prevention": "Certificates are now renewed a month ahead by the system, and their reminders go to the desk, "
                "not to a person.",
            }),
        ],
    ),
    Trouble(
        "Halden Bank AG",
        "Month-end report of card fees is a day late",
        "Finance closes on day two with last month’s fees and corrects them a day later.",
        "hinders",
        9,
        "The new fee table doubles the running time. The report comes a day late until that is mended.",
        2,
        [
            Act(7, "notice", {"state": "working", "words": "The slow query is found. A mended version is tested.", "next": 3}),
            Act(7, "promise", {"words": "Fees of this month are sent by hand on day two.", "days": 12}),
            Act(4, "notice", {
                "state": "workaround",
                "words": "The report starts four hours earlier and is there on time. That is a workaround, no solution.",
                "next": 6,
            }),
        ],
    ),
    Trouble(
        "Caldera Insurance",
        "Claims with two vehicles are settled twice",
        "41 claims were paid twice; the money has to be asked back from customers.",
        "stops",
        24,
        "We found 41 claims that were paid twice since the release. The rule is switched off.",
        1,
        [
            Act(23, "notice", {"state": "working", "words": "A list of all 41 is with your claims desk.", "next": 2}),
            Act(23, "promise", {"words": "We write to all 41 policyholders at our cost.", "days": 5}),
            Act(19, "notice", {"state": "working", "words": "The mended rule is in test with last year’s claims.", "next": 3}),
            Act(16, "notice", {
                "state": "solved",
                "words": "The mended rule is on; no claim was settled twice since.",
                "checked": "Tomas Lind looked at every claim with two vehicles of three days: 26, all paid once.",
            }),
            Act(15, "settle", {"kept": False, "words": "Letters went to 33 of 41; eight addresses were wrong, and we waited."}),
            Act(14, "answer", {"solved": False, "reason": "Two were paid twice again: both with a trailer."}),
        ],
        noticed_by="customer",
    ),
    Trouble(
        "Caldera Insurance",
        "Scanned letters cannot be searched",
        "Whoever looks for a letter opens up to forty of them.",
        "nuisance",
        3,
        "",
        0,
        noticed_by="customer",
    ),
    Trouble(
        "Ostvik Pensjonskasse",
        "Rentenbescheide mit falschem Geburtsdatum",
        "17 Bescheide gingen zurück; die Auskunft ruft jede Person einzeln an.",
        "hinders",
        12,
        "Bei der Übernahme der Altdaten wurden Tag und Monat vertauscht. Der Versand ist angehalten.",
        2,
        [
            Act(10, "notice", {"state": "working", "words": "Alle 17 sind gefunden; wir prüfen, ob es mehr sind.", "next": 3}),
            Act(10, "promise", {"words": "Jede betroffene Person erhält einen neuen Bescheid mit unserem Brief.", "days": 5}),
            Act(6, "settle", {"kept": True, "words": "17 Briefe sind versandt."}),
            Act(5, "notice", {
                "state": "solved",
                "words": "Die Regel ist berichtigt, der Versand läuft wieder.",
                "checked": "Oleg Brandt hat 2.000 Bescheide mit dem Melderegister verglichen: keine Abweichung.",
            }),
        ],
    ),
    Trouble(
        "Jorvik Rail",
        "Crew rosters arrive after the shift has begun",
        "Three depots print yesterday’s roster and correct it by hand.",
        "stops",
        11,
        "Rosters leave our system at 05:40 instead of 04:00 since the time table changed.",
        2,
        [
            Act(9, "notice", {"state": "working", "words": "The depots get a file at 04:00 by mail meanwhile.", "next": 2}),
            Act(9, "promise", {"words": "Oleg calls each depot at six until rosters are on time.", "days": 3}),
        ],
        noticed_by="customer",
    ),
    Trouble(
        "Rosenau Privatbank AG",
        "Depotauszüge ohne Gebühren",
        "Kundenberater rechnen Gebühren von Hand nach.",
        "hinders",
        33,
        "Seit der Umstellung fehlen Gebühren unter zehn Franken. Wir haben es beim Abgleich bemerkt.",
        3,
        [
            Act(30, "notice", {
                "state": "solved",
                "words": "Die Schwelle ist entfernt; die Auszüge sind neu erstellt.",
                "checked": "300 Auszüge gegen das Hauptbuch, durch Ihre Buchhaltung und Jana Riedel.",
            }),
            Act(28, "answer", {"solved": True}),
        ],
    ),
    Trouble(
        "Nimbus Airports",
        "Gate displays fall back to yesterday’s flights at midnight",
        "Nobody at the gates has noticed yet; between midnight and one there are few flights.",
        "nuisance",
        4,
        "Seen in our monitoring. Whether passengers see it is being looked at before we say so.",
        9,
        shared=False,
    ),
)  # fmt: skip


def tell(firm: Firm) -> None:
    """Those of the customers that are there."""
    there = {one.name: one for one in Customer.objects.filter(supplier=firm.supplier).select_related("supplier")}
    for one in TROUBLES:
        if one.customer in there:
            _tell(firm, there[one.customer], one)


def _tell(firm: Firm, customer: Customer, told: Trouble) -> None:
    random = Random(told.title)
    hours: dict[date, int] = {}

    def at(ago: int) -> tuple[date, datetime]:
        """A working day, and an hour of it that is later than the one before."""
        day = firm.days.ago(ago)
        hours[day] = hours.get(day, FIRST_HOUR - 1) + 1
        return day, firm.days.instant(day, hours[day], random)

    people = Stakeholder.objects.filter(customer=customer, may_decide=True, until=None).select_related("supplier")
    person = people.order_by("pk")[0]
    day, moment = at(told.ago)
    what: dict[str, Any] = {
        "title": told.title,
        "effect": told.effect,
        "weight": told.weight,
        "since": firm.days.ago(told.ago + 1),
    }
    if not told.next:
        state_of_demonstration(stakeholder=person, at=moment, **what)
        return
    manager = firm.actor(str(customer.accountable.user))
    problem = open_problem(
        customer=customer,
        actor=manager,
        owner=firm.people[OLEG],
        noticed_by=told.noticed_by,
        words=told.words,
        next_on=after(day, told.next),
        shared=told.shared,
        at=moment,
        **what,
    )
    for act in told.acts:
        day, moment = at(act.ago)
        ACTS[act.kind](firm, problem, person, day, moment, act.how)


def _notice(firm: Firm, problem: Problem, _person: Stakeholder, day: date, at: datetime, how: dict[str, Any]) -> None:
    next_on = after(day, how["next"]) if "next" in how else None
    said = {name: how[name] for name in ("state", "words", "checked") if name in how}
    give_notice(problem=problem, actor=firm.actor(OLEG), next_on=next_on, at=at, **said)


def _promise(firm: Firm, problem: Problem, _person: Stakeholder, day: date, at: datetime, how: dict[str, Any]) -> None:
    promise(problem=problem, actor=firm.actor(OLEG), words=how["words"], due_on=after(day, how["days"]), at=at)


def _settle(firm: Firm, problem: Problem, _person: Stakeholder, day: date, at: datetime, how: dict[str, Any]) -> None:
    last = ProblemCommitment.objects.filter(problem=problem).order_by("pk").select_related("problem").last()
    assert last is not None
    settle(commitment=last, actor=firm.actor(OLEG), kept=how["kept"], on=day, words=how["words"], at=at)


def _explain(firm: Firm, problem: Problem, _person: Stakeholder, _day: date, at: datetime, how: dict[str, Any]) -> None:
    manager = firm.actor(str(problem.customer.accountable.user))
    explain(problem=problem, actor=manager, at=at, **how)


def _answer(_firm: Firm, problem: Problem, person: Stakeholder, _day: date, at: datetime, how: dict[str, Any]) -> None:
    answer_of_demonstration(problem=problem, stakeholder=person, at=at, **how)


ACTS: dict[str, Callable[[Firm, Problem, Stakeholder, date, datetime, dict[str, Any]], None]] = {
    "notice": _notice,
    "promise": _promise,
    "settle": _settle,
    "explain": _explain,
    "answer": _answer,
}
