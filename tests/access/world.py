"""The world that every wall looks at: three firms with the same things in each, and everybody who might look.

Halden Bank is the customer that the matrix asks about. Orlik Foods belongs to another account manager, another team and
another leader of the same supplier; Pelikan Shipping to another supplier. Every text in it is a canary (canary.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.actors import Actor
from accounts.codes import random_code
from accounts.models import (
    Contract,
    Customer,
    Membership,
    Objection,
    Stakeholder,
    StakeholderLink,
    Supplier,
    Team,
    Tender,
)
from accounts.tables import How
from outcomes.models import Evidence, Measurement, Outcome, SpendEntry, Terms, ValueDimension, ValueEvent
from outcomes.services import ledger
from reports import imports
from reports.models import FileImport, Report, Snapshot
from reports.services import request_report
from scorecards.models import Criteria
from tests import factories as make
from tests.access.canary import Aviary
from tests.cast import Cast, actor, agreed, make_cast, reading, stated, voice

MONTHS = [date(2025, month, 1) for month in range(1, 13)]
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Scores:
    """Commitments, readings and work of one customer. A matrix row names them by "scores.commitment.pk"."""

    commitment: Any
    reading: Any
    challenged: Any
    unread: Any
    work: Any
    line: Any
    draft: Any
    proposed: Any


@dataclass
class Suited:
    """Suitability of one customer: its direction changed, and asks for re-agreement. Rows: "suited.draft.pk"."""

    direction: Any
    draft: Any
    proposed: Any
    criterion: Any
    risk: Any
    private: Any


@dataclass
class Trouble:
    """Problems of one customer: one that is said to be solved, and one that is not shared. Rows: "trouble.solved.pk"."""

    solved: Any
    private: Any
    commitment: Any


@dataclass
class Shared:
    """Links to a document of one customer: one of each side, both hold. Rows name them by "shared.ours.pk"."""

    ours: Any
    hers: Any
    code: str


@dataclass
class Bench:
    """A benchmark that was released, and the next one, which is open. Rows name them by "bench.round.pk"."""

    template: Any
    question: Any
    released: Any
    round: Any
    respondent: Any
    told: Any
    recommendation: Any
    action: Any
    screen: int = 1


@dataclass
class Place:
    """One customer and one of each thing that it can have. A matrix row names its object by the attribute here."""

    customer: Customer
    manager: Membership
    champion: Stakeholder
    outcome: Outcome
    dimension: ValueDimension
    terms: Terms
    measurement: Measurement
    free_reading: Measurement
    gain: ValueEvent
    shortfall: ValueEvent
    confirmed: ValueEvent
    restatable: ValueEvent
    adjusted: ValueEvent
    disputed: ValueEvent
    draft: ValueEvent
    spend: SpendEntry
    evidence: Evidence
    report: Report
    waiting_report: Report
    pack: Report
    second_dimension: ValueDimension
    proposal: Terms
    draft_terms: Terms
    colleague: Stakeholder
    gone: Stakeholder
    invitation: Any
    scores: Scores
    bench: Bench
    suited: Suited
    trouble: Trouble
    shared: Shared
    reminder: Any
    link: StakeholderLink
    objection: Objection
    answered: Objection
    contract: Contract
    tender: Tender
    successor: Membership
    checked_import: FileImport
    refused_import: FileImport
    saved_view: Any
    member: Membership
    left_member: Membership
    team: Team
    member_invitation: Any
    session: Any
    import_kind: str = "customers"
    import_ending: str = "csv"
    logo_digest: str = "0" * 16

    def value(self, path: str) -> Any:
        """ "gain.pk" of this place."""
        found: Any = self
        for name in path.split("."):
            found = getattr(found, name)
        return found


@dataclass
class Person:
    """Somebody who asks for a page. `actor` is None for a stranger.

    `customers` are the names of the places of World that she is entitled to; said here by hand, not asked of the product.
    """

    key: str
    actor: Actor | None
    customers: tuple[str, ...] = ()
    session: str | None = None

    @property
    def is_customer(self) -> bool:
        return self.actor is not None and self.actor.stakeholder is not None

    @property
    def supplier(self) -> Supplier | None:
        return self.actor.supplier if self.actor is not None else None


@dataclass
class World:
    cast: Cast
    aviary: Aviary
    places: dict[str, Place]
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def halden(self) -> Place:
        return self.places["halden"]


def make_world() -> World:
    aviary = Aviary()
    with aviary.filled():
        cast = make_cast()
        places = {
            "halden": furnish(aviary, cast.halden, cast.account_manager, cast.champion),
            "orlik": furnish(aviary, cast.orlik, cast.second_account_manager, cast.other_champion),
            "pelikan": furnish(aviary, cast.foreign_customer, cast.of_two_elsewhere, cast.foreign_champion),
        }
        make.ExchangeRateFactory(supplier=cast.nordwerk)
        # Alive for as long as a run of the tests may last.
        make.HeartbeatFactory(seen_at=timezone.now() + timedelta(hours=12))
    aviary.settle()
    world = World(cast, aviary, places)
    world.people = {
        key: Person(key, actor(who) if who else None, customers)
        for key, who, customers in [
            ("anonymous", None, ()),
            ("administrator", cast.administrator, ("halden", "orlik")),
            ("leader", cast.leader, ("halden",)),
            ("account_manager", cast.account_manager, ("halden",)),
            ("contributor", cast.contributor, ("halden",)),
            ("other_leader", cast.other_leader, ("orlik",)),
            ("second_account_manager", cast.second_account_manager, ("orlik",)),
            ("of_two_elsewhere", cast.of_two_elsewhere, ("pelikan",)),
            ("foreign_administrator", cast.foreign_administrator, ("pelikan",)),
            ("champion", cast.champion, ("halden",)),
            ("cfo", cast.cfo, ("halden",)),
            ("clerk", cast.clerk, ("halden",)),
            ("other_champion", cast.other_champion, ("orlik",)),
            ("foreign_champion", cast.foreign_champion, ("pelikan",)),
        ]
    }
    return world


def furnish(aviary: Aviary, customer: Customer, manager: Membership, champion: Stakeholder) -> Place:
    """One of everything for this customer, made by the services where they own it."""
    reason = lambda: aviary.word("outcomes.Decision.reason", customer)  # noqa: E731
    customer = Customer.objects.select_related("supplier").get(pk=customer.pk)
    hers = voice(champion)
    outcome = make.OutcomeFactory(customer=customer)
    dimension = make.ValueDimensionFactory(outcome=outcome, owner_ours=manager, owner_theirs=champion)
    others = [{"who": aviary.word("outcomes.Terms.other_shares", customer), "share": "0.1"}]
    terms = agreed(dimension, by=champion, other_shares=others, proposed_by=manager)
    values = ["1", "2", "3", "4", "32", "5"]
    readings = [reading(dimension, month, value) for month, value in zip(MONTHS, values, strict=False)]
    free = reading(dimension, MONTHS[6], "6")
    corrected = reading(dimension, MONTHS[7], "8")
    gain, confirmed, adjusted, disputed, shortfall = (
        stated(one, by=manager, asked=champion) for one in (readings[0], *readings[1:5])
    )
    ledger.confirm(event=confirmed, voice=hers)
    restatable = stated(corrected, by=manager, asked=champion)
    ledger.confirm(event=restatable, voice=hers)
    make.MeasurementFactory(
        dimension=dimension,
        period_start=corrected.period_start,
        period_end=corrected.period_end,
        value=Decimal(9),
        supersedes=corrected,
    )
    ledger.adjust(event=adjusted, voice=hers, amount_minor=100_000, reason=reason())
    ledger.dispute(event=disputed, voice=hers, reason=reason())
    make.DisputeAnswerFactory(event=disputed)
    draft = make.ValueEventFactory(
        dimension=dimension,
        drafted_by=manager,
        period_start=readings[5].period_start,
        period_end=readings[5].period_end,
    )
    evidence = stored_evidence(customer, manager)
    gain.evidence.add(evidence)
    spend = make.SpendEntryFactory(customer=customer, by=manager)
    make.SpendEntryFactory(customer=customer, by=manager, kind="internal", on=date(2025, 2, 1))
    for month in MONTHS[5:8]:  # the months of the claims that tests state: sums of a new month cost one statement more
        make.SpendEntryFactory(customer=customer, by=manager, kind="service", on=month)
    second = make.ValueDimensionFactory(outcome=outcome)
    proposal = make.TermsFactory(
        dimension=second, asked=champion, proposed_by=manager, proposed_at=datetime(2025, 1, 2, tzinfo=UTC)
    )
    draft_terms = make.TermsFactory(dimension=second, version=2, state=Terms.State.DRAFT)
    make.TermsFactory(
        dimension=second,
        version=3,
        state=Terms.State.DECLINED,
        declined_reason=aviary.word("outcomes.Terms.declined_reason", customer),
    )
    colleague = make.StakeholderFactory(customer=customer, email=f"new.colleague@{champion.email.partition('@')[2]}")
    make.DispositionFactory(stakeholder=champion)
    make.DispositionFactory(stakeholder=colleague, kind="detractor")
    link = make.StakeholderLinkFactory(source=colleague, target=champion)
    objection = make.ObjectionFactory(stakeholder=colleague, owner=manager)
    answered = make.ObjectionFactory(
        stakeholder=colleague, owner=manager, answered_on=date(2025, 3, 1), answered_by=manager
    )
    contract = make.ContractFactory(customer=customer)
    tender = make.TenderFactory(customer=customer)
    make.TenderFactory(customer=customer, first=tender, supersedes=tender, kind="issued", words="It came today.")
    make.ChangeFactory(
        customer=customer,
        by=aviary.word("accounts.Change.by", customer),
        fields={"internal_note": [aviary.word("accounts.Change.fields", customer) for _time in range(2)]},
    )
    made = ordered_report(customer, champion, asked={"words": aviary.word("reports.Report.asked", customer)})
    finish_report(made)
    return Place(
        customer=customer,
        manager=manager,
        champion=champion,
        outcome=outcome,
        dimension=dimension,
        terms=terms,
        measurement=readings[5],
        free_reading=free,
        gain=gain,
        shortfall=shortfall,
        confirmed=confirmed,
        restatable=restatable,
        adjusted=adjusted,
        disputed=disputed,
        draft=draft,
        spend=spend,
        evidence=evidence,
        report=made,
        waiting_report=ordered_report(customer, champion),
        second_dimension=second,
        proposal=proposal,
        draft_terms=draft_terms,
        colleague=colleague,
        gone=make.StakeholderFactory(customer=customer, until=date(2025, 6, 30)),
        invitation=make.InvitationFactory(
            stakeholder=champion,
            email=champion.email,
            invited_by=manager,
            expires_at=timezone.now() + timedelta(days=14),
        ),
        scores=scored(customer, champion),
        bench=benchmarked(aviary, customer, manager, champion, colleague),
        suited=suited(customer, manager, champion),
        trouble=troubled(customer, manager, champion, outcome),
        shared=shared(made, manager, champion),
        reminder=make.ReminderFactory(stakeholder=champion),
        link=link,
        objection=objection,
        answered=answered,
        contract=contract,
        tender=tender,
        successor=Membership.objects.filter(supplier=customer.supplier, role="administrator").get(),
        checked_import=checked_import(aviary, customer, manager),
        refused_import=checked_import(aviary, customer, manager, currency="QQQ"),
        saved_view=make.SavedViewFactory(membership=manager),
        # After everything that it shows.
        pack=finished_pack(customer, champion),
        **of_the_firm(aviary, customer, manager),
    )


def checked_import(aviary: Aviary, customer: Customer, manager: Membership, *, currency: str = "EUR") -> FileImport:
    """A file of a firm that is not there yet, sent by the customer's manager and checked."""
    name, industry = (aviary.word("reports.FileImport.file", customer) for _time in range(2))
    data = f"name,currency,industry\n{name},{currency},{industry}\n".encode()
    sent = imports.send(actor=actor(manager), kind="customers", data=data, filename="new.csv")
    # What was said for every row is shown again to whoever sent the file, where she says how to read it.
    same = {"stage": aviary.word("reports.FileImport.how", customer)} if currency != "EUR" else {}
    imports.run(imports.check(file_import=sent, how=How({}, same), now=True).pk)
    sent.refresh_from_db()
    return sent


def of_the_firm(aviary: Aviary, customer: Customer, manager: Membership) -> dict[str, Any]:
    """What Set-up is about: a colleague who can leave, one who has left, a team, an open invitation, a logo, events."""
    supplier = customer.supplier
    team = make.TeamFactory(supplier=supplier)
    member = make.MembershipFactory(supplier=supplier, role="contributor", position="Delivery", phone="1", teams=[team])
    left = make.MembershipFactory(supplier=supplier, role="contributor", deactivated_at=timezone.now())
    make.AccountabilityFactory(customer=customer, membership=left)
    path = f"logos/{supplier.pk}/{'0' * 64}.png"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(b"\x89PNG"))
    Supplier.objects.filter(pk=supplier.pk).update(logo=path)
    make.ChangeFactory(
        customer=None,
        supplier=supplier,
        object_kind="accounts.membership",
        object_id=member.pk,
        by=aviary.word("accounts.Change.by", supplier),
        fields={"position": [aviary.word("accounts.Change.fields", supplier) for _time in range(2)]},
    )
    make.AccessEventFactory(supplier=supplier, user=manager.user, customer=customer)
    invitation = make.MemberInvitationFactory(supplier=supplier, invited_by=manager)
    session = make.UserSessionFactory(user=manager.user)
    return {"member": member, "left_member": left, "team": team, "member_invitation": invitation, "session": session}


def scored(customer: Customer, champion: Stakeholder) -> Scores:
    """A commitment with readings in every state of answer, and work in and out of scope."""
    commitment = make.CommitmentFactory(customer=customer, contract=None)
    make.CommitmentLevelFactory(commitment=commitment)
    january, february, march = (
        make.PerformanceReadingFactory(
            commitment=commitment, period_start=month, period_end=month + timedelta(days=27), value=Decimal(value)
        )
        for month, value in zip(MONTHS, ("81", "79", "85"), strict=False)
    )
    make.ReadingAnswerFactory(reading=february, stakeholder=champion)
    make.ReadingAnswerFactory(reading=march, stakeholder=champion, kind="challenged")
    make.ReadingReplyFactory(reading=march, membership=customer.accountable)
    corrected = make.PerformanceReadingFactory(
        commitment=commitment, period_start=march.period_start, period_end=march.period_end, value=Decimal(84),
        supersedes=march,
    )  # fmt: skip
    work = make.WorkVolumeFactory(customer=customer)
    contract = make.ContractFactory(customer=customer)
    line = make.ScopeLineFactory(contract=contract, unit_price=Decimal("2.5"))
    december = {"period_start": date(2024, 12, 1), "period_end": date(2024, 12, 31)}
    make.WorkVolumeFactory(customer=customer, function=line.function, out_of_scope=Decimal(7), **december)
    draft, proposed = (
        make.ScopeChangeFactory(contract=contract, asked=champion, proposed_by=customer.accountable, state=state)
        for state in ("draft", "proposed")
    )
    make.ScopeChangeFactory(
        contract=contract, asked=champion, proposed_by=customer.accountable, state="agreed", decided_at=timezone.now()
    )
    unread = make.CommitmentFactory(
        customer=customer, contract=make.ContractFactory(customer=customer), end_reason="Over"
    )
    make.CommitmentLevelFactory(commitment=unread)
    return Scores(
        unread=unread,
        commitment=commitment, reading=january, challenged=corrected, work=work, line=line, draft=draft, proposed=proposed
    )  # fmt: skip


def suited(customer: Customer, manager: Membership, champion: Stakeholder) -> Suited:
    """Criteria in every state, scores of both sides, a direction that changed, a risk that is shared and one that is not."""
    before = make.DirectionFactory(customer=customer, said_on=date(2024, 6, 1), recorded_by=manager)
    given = {"asked": champion, "proposed_by": manager}
    answered = {"state": "agreed", "decided_by": "Clara", "decided_at": datetime(2024, 7, 1, tzinfo=UTC)}
    criterion = make.CriteriaFactory(direction=before, lines=["Speed"], **given, **answered).lines.get()
    make.SuitabilityScoreFactory(criterion=criterion, stakeholder=champion)
    make.SuitabilityScoreFactory(criterion=criterion, stakeholder=None, membership=manager)
    direction = make.DirectionFactory(
        customer=customer, said_on=timezone.now().date(), supersedes=before, stakeholder=champion
    )
    held = make.OutcomeFactory(customer=customer)
    make.OutcomeHoldsFactory(direction=direction, outcome=held, stakeholder=champion)
    draft, proposed = (
        make.CriteriaFactory(direction=direction, state=state, lines=["Cost"], **given)
        for state in ("draft", "proposed")
    )
    shared, private = (
        make.DeliveryRiskFactory(customer=customer, owner=manager, shared=shared) for shared in (True, False)
    )
    for risk in (shared, shared, private, private):
        make.RiskUpdateFactory(risk=risk)
    return Suited(direction, draft, proposed, criterion, shared, private)


def benchmarked(
    aviary: Aviary, customer: Customer, manager: Membership, champion: Stakeholder, colleague: Stakeholder
) -> Bench:
    """A released round with its results, recommendation, action and insight; and an open one that follows it."""
    supplier = customer.supplier
    template = make.BenchmarkTemplateFactory(supplier=supplier)
    questions = [
        make.QuestionFactory(
            template=template,
            dimension=key,
            dimension_name={"en": aviary.word("scorecards.Question.dimension_name", supplier)},
            words={"en": aviary.word("scorecards.Question.words", supplier)},
            position=position,
        )
        for position, key in enumerate(("knows_us", "trust"))
    ]
    released = make.RoundFactory(
        customer=customer,
        template=template,
        planned_by=manager,
        state="released",
        released_on=date(2025, 3, 24),
        results=results_of(questions, aviary.word("scorecards.Round.results", customer)),
    )
    insight = {"groups": [aviary.word("scorecards.RoundInsight.by_disposition", customer)], "people": 4}
    make.RoundInsightFactory(round=released, by_disposition=[insight | {"dimensions": {"trust": "4"}}])
    figures = {"words": aviary.word("scorecards.RoundTold.figures", customer)}
    make.RoundToldFactory(round=released, figures=figures)
    told = make.RespondentFactory(round=released, stakeholder=champion, is_done=True)
    recommendation = make.RecommendationFactory(round=released)
    action = make.ActionFactory(
        customer=customer,
        round=released,
        dimension="trust",
        owner_ours=manager,
        owner_theirs=champion,
        due_on=date(2125, 1, 1),
    )
    make.ActionUpdateFactory(action=action)
    now = make.RoundFactory(
        customer=customer,
        template=template,
        planned_by=manager,
        follows=released,
        state="open",
        opens_on=date(2025, 9, 1),
        closes_on=date(2125, 9, 1),
    )
    asked = [
        make.RespondentFactory(round=now, stakeholder=one, last_mail_on=date(2025, 9, 1))
        for one in (colleague, champion)
    ]
    make.AnswerFactory(respondent=asked[0], question=questions[0])
    make.OwnScoreFactory(round=now, question=questions[0])
    return Bench(template, questions[0], released, now, asked[0], told, recommendation, action)


def results_of(questions: Sequence[Any], comment: str) -> dict[str, Any]:
    """Results as `work_out` freezes them, of six people; the last question is told in a step."""
    figures = {"customer": "6", "ours": "8", "predicted": "7", "importance": "4"}
    return {
        "version": 2,
        "asked": 7,
        "answered": 6,
        "questions": [
            {
                "id": one.pk,
                "dimension": one.dimension,
                "words": one.words,
                "how": "step" if one is questions[-1] else "exact",
                "range": ["17/3", "19/3"] if one is questions[-1] else None,
                "spread": None if one is questions[-1] else [1, 2],
                "answers": 6,
                "cannot_say": 0,
                "comments": [{"words": comment, "name": ""}],
            }
            | figures
            for one in questions
        ],
        "dimensions": [
            {"key": one.dimension, "name": one.dimension_name, "quadrant": "blind_spot"} | figures for one in questions
        ],
        "by_seniority": [{"groups": ["manager"], "people": 4, "dimensions": {one.dimension: "6" for one in questions}}],
    }


def troubled(customer: Customer, manager: Membership, champion: Stakeholder, outcome: Outcome) -> Trouble:
    """A problem that is solved by our word, one that she said was not, one that she stated, and one that is not shared.

    The first was private at first: what was written then stays with us.
    """
    solved, not_solved = (make.ProblemFactory(customer=customer, owner=manager, outcome=outcome) for _one in range(2))
    private = make.ProblemFactory(customer=customer, owner=manager, shared=False)
    make.ProblemFactory(customer=customer, owner=manager, recorded_by=None, stated_by=champion, noticed_by="customer")
    make.ProblemNoticeFactory(problem=solved, shared=False)
    for problem in (solved, not_solved, private):
        make.ProblemNoticeFactory(problem=problem)
    commitment, _secret = (
        make.CommitmentResultFactory(commitment__problem=problem).commitment for problem in (solved, private)
    )
    for problem in (solved, not_solved):
        last = make.ProblemNoticeFactory(problem=problem, state="solved", checked="Two runs.")
    make.ProblemAnswerFactory(notice=last, stakeholder=champion, solved=False)
    for problem in (not_solved, private):
        make.ResolutionFactory(problem=problem)
    return Trouble(solved, private, commitment)


def shared(report: Report, manager: Membership, champion: Stakeholder) -> Shared:
    """One of ours, hers, which was opened, and one of ours that she revoked."""
    code = random_code()
    ours = make.ReportLinkFactory(report=report, membership=manager, code=code)
    hers = make.ReportLinkFactory(report=report, membership=None, stakeholder=champion, code=random_code())
    make.ReportLinkFactory(
        report=report,
        membership=manager,
        code=random_code(),
        revoked_at=timezone.now(),
        ending="revoked",
        revoked_by_stakeholder=champion,
    )
    make.ReportAccessFactory(report=report, link=hers)
    return Shared(ours, hers, code)


def stored_evidence(customer: Customer, manager: Membership) -> Evidence:
    """A file of this customer's own content, with its row."""
    content = PDF + str(customer.pk).encode()
    made: Evidence = make.EvidenceFactory(
        customer=customer, digest=hashlib.sha256(content).hexdigest(), size=len(content), recorded_by=manager
    )
    if not default_storage.exists(made.path):
        default_storage.save(made.path, ContentFile(content))
    return made


def ordered_report(customer: Customer, champion: Stakeholder, **how: Any) -> Report:
    return request_report(customer=customer, requested_by=champion.user, locale="en", prepared_for=champion, **how)


def finished_pack(customer: Customer, champion: Stakeholder) -> Report:
    """A review pack of every period that the world knows, with scope."""
    asked = {"since": "2024-01-01", "until": "2025-12-31", "with_scope": True}
    pack = ordered_report(customer, champion, edition=Report.Edition.PACK, asked=asked)
    finish_report(pack)
    return pack


def finish_report(report: Report) -> None:
    """As if a worker had made it: the walls are about who gets the file, not about what stands in it."""
    digest = hashlib.sha256(PDF).hexdigest()
    path = f"reports/{report.supplier_id}/{digest[:2]}/{digest}.pdf"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(PDF))
    Report.objects.filter(pk=report.pk).update(
        state=Report.State.DONE, file=path, file_digest=digest, file_size=len(PDF), finished_at=timezone.now()
    )
    report.refresh_from_db()


def grow(place: Place, rows: int) -> None:
    """So many more of everything that pages list: people, dimensions with terms, claims in every state, spend, documents."""
    hers = voice(place.champion)
    for number in range(rows):
        person = make.StakeholderFactory(customer=place.customer)
        make.DispositionFactory(stakeholder=person)
        make.StakeholderLinkFactory(source=person, target=place.colleague)
        make.ObjectionFactory(stakeholder=place.colleague, owner=place.manager)
        make.ObjectionFactory(stakeholder=person, owner=place.manager, answered_on=date(2025, 3, 1))
        make.ContractFactory(customer=place.customer)
        make.TenderFactory(customer=place.customer)
        make.ChangeFactory(customer=place.customer)
        grow_the_firm(place, number)
        make.ChangeFactory(customer=place.customer, object_kind="accounts.stakeholder", object_id=place.colleague.pk)
        dimension = make.ValueDimensionFactory(outcome=place.outcome, owner_ours=place.manager)
        agreed(dimension, by=place.champion, rate=Decimal(1000 + number))
        events = [
            stated(reading(dimension, month, value), by=place.manager, asked=place.champion)
            for month, value in zip(MONTHS[:4], ("1", "2", "32", "3"), strict=True)
        ]
        events[0].evidence.add(stored_evidence(place.customer, place.manager))
        ledger.confirm(event=events[0], voice=hers)
        ledger.dispute(event=events[3], voice=hers, reason="No.")
        reading(dimension, MONTHS[5], "7")
        make.ValueEventFactory(dimension=dimension, drafted_by=place.manager)
        make.TermsFactory(
            dimension=make.ValueDimensionFactory(outcome__customer=place.customer),
            asked=place.champion,
            proposed_at=timezone.now(),
            proposed_by=place.manager,
        )
        made = make.PerformanceReadingFactory(commitment=make.CommitmentFactory(customer=place.customer))
        make.CommitmentLevelFactory(commitment=made.commitment)
        make.ReadingAnswerFactory(reading=made, stakeholder=place.champion, kind="challenged", reason="No.")
        make.ReadingReplyFactory(reading=made, membership=place.manager)
        grow_the_benchmark(place, person)
        grow_the_suitability(place, person)
        grow_the_trouble(place, person)
        line = make.ScopeLineFactory(contract=make.ContractFactory(customer=place.customer))
        make.WorkVolumeFactory(customer=place.customer, function=line.function, out_of_scope=Decimal(1))
        change = {"contract": line.contract, "asked": place.champion, "proposed_by": place.manager}
        make.ScopeChangeFactory(state="proposed", **change)
        make.ScopeChangeFactory(state="agreed", decided_at=timezone.now(), **change)
        make.SpendEntryFactory(customer=place.customer, by=place.manager)
        given = make.ReportLinkFactory(
            report=place.report, code=random_code(), membership=None, stakeholder=place.champion
        )
        make.ReportAccessFactory(report=place.report, link=given)
        free = 100 + Report.objects.count()
        earlier = {"snapshot": frozen_again(place), "requested_by": place.champion.user, "number": free}
        finish_report(make.ReportFactory(**earlier))
        pack = {"edition": "pack", "number": free, "state": "done", "file_digest": "0" * 64}
        make.ReportFactory(snapshot=place.pack.snapshot, **pack)
        make.CustomerFactory(supplier=place.customer.supplier, accountable=place.manager, team=place.customer.team)
        data = f"name,currency\nGrown {number},EUR\n".encode()
        imports.send(actor=actor(place.manager), kind="customers", data=data, filename=f"{number}.csv")
    finish_report(ordered_report(place.customer, place.champion))  # the newest, with all of it in its figures


def frozen_again(place: Place) -> Snapshot:
    """Figures that were frozen before: to freeze anew what grows, once for each row, took longer than all the rest."""
    figures = {"figures": place.report.snapshot.figures, "digest": place.report.snapshot.digest}
    made: Snapshot = make.SnapshotFactory(customer=place.customer, **figures)
    return made


def grow_the_suitability(place: Place, person: Stakeholder) -> None:
    """Criteria agreed with one more than before, all with a score; a person who scores, proposal, risk, and outcome."""
    known = place.suited
    given = {"direction": known.criterion.criteria.direction, "asked": place.champion, "proposed_by": place.manager}
    holding = Criteria.objects.agreed().filter(customer=place.customer).latest("pk")
    more = make.CriteriaFactory(
        state="agreed",
        decided_at=timezone.now(),
        lines=[*holding.lines.values_list("name", flat=True), f"After {holding.pk}"],
        **given,
    )
    for scored_on in more.lines.all():
        make.SuitabilityScoreFactory(criterion=scored_on, stakeholder=person)
    make.CriteriaFactory(
        direction=known.direction, state="proposed", lines=["Cost"], asked=place.champion, proposed_by=place.manager
    )
    make.CriterionFactory(criteria=known.draft)
    risk = make.DeliveryRiskFactory(customer=place.customer, owner=place.manager, shared=True)
    for one in (risk, known.risk):
        make.RiskUpdateFactory(risk=one)


def grow_the_trouble(place: Place, person: Stakeholder) -> None:
    """One more problem, and notice, commitment, explanation and answer of one."""
    known = place.trouble
    make.ProblemNoticeFactory(problem=make.ProblemFactory(customer=place.customer, owner=place.manager))
    for problem in (known.solved, known.private):
        make.ProblemNoticeFactory(problem=problem)
        make.CommitmentResultFactory(commitment__problem=problem)
        make.CommitmentResultFactory(commitment=known.commitment)
        make.ResolutionFactory(problem=problem)
    solved = make.ProblemNoticeFactory(problem=known.solved, state="solved", checked="One run.")
    make.ProblemAnswerFactory(notice=solved, stakeholder=person, solved=False)
    make.ProblemNoticeFactory(problem=known.solved, state="solved", checked="Two runs.")
    make.ChangeFactory(customer=place.customer, object_kind="engagements.problem", object_id=known.private.pk)


def grow_the_benchmark(place: Place, person: Stakeholder) -> None:
    """One more earlier round, person asked, recommendation, action with an update, and template."""
    bench = place.bench
    make.RoundFactory(customer=place.customer, template=bench.template, planned_by=place.manager, state="cancelled")
    make.RoundFactory(
        customer=place.customer,
        template=bench.template,
        planned_by=place.manager,
        state="released",
        opens_on=date(2024, 1, 1),
        closes_on=date(2024, 1, 20),
        released_on=date(2024, 2, 1),
        results=bench.released.results,
    )
    make.RespondentFactory(round=bench.round, stakeholder=person)
    make.RecommendationFactory(round=bench.released)
    for action in (bench.action, make.ActionFactory(customer=place.customer, round=bench.released)):
        make.ActionUpdateFactory(action=action)
    template = make.BenchmarkTemplateFactory(supplier=place.customer.supplier)
    make.QuestionFactory(template=template)
    make.QuestionFactory(template=bench.template)


def grow_the_firm(place: Place, number: int) -> None:
    supplier = place.customer.supplier
    team = make.TeamFactory(supplier=supplier)
    member = make.MembershipFactory(supplier=supplier, teams=[team, place.team])
    team.leaders.add(member)
    make.AccountabilityFactory(customer=place.customer, membership=place.member)
    make.AccountabilityFactory(customer=place.customer, membership=place.manager)
    make.ChangeFactory(customer=None, supplier=supplier, object_kind="accounts.membership", object_id=place.member.pk)
    make.AccessEventFactory(supplier=supplier, user=member.user, customer=place.customer)
    make.MemberInvitationFactory(supplier=supplier, invited_by=place.manager)
    make.ExchangeRateFactory(supplier=supplier, currency="CHF", superseded_at=timezone.now())
    make.UserSessionFactory(user=place.manager.user)
