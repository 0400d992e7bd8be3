"""Commitments, work, rounds, actions and tenders of a customer, as its line in the roster says: `round:`, `work:`, `tender:`.

round   kept-red   everything promised is kept, two dimensions are red, nothing is in the plan yet
        red        two dimensions are red, and what was promised is missed too
        again      red half a year ago; its actions are under way, and the same questions are due
        better     red a year ago, asked again since: better, and none is red
        green      released, none is red (where the line says nothing)
        opens      planned, and its day has come; planned: its day comes; open; closed
        due        no round, though the contract ends
work    challenged a reading is challenged; priced, unpriced: done out of scope with and without a price;
        proposed, agreed: a change of scope
tender  heard_of, announced, issued
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

from accounts.models import Contract, Disposition, Membership, Stakeholder, Tender
from reports.demonstration.days import Days, after, working
from reports.demonstration.relationship_words import WORDS, Texts
from reports.demonstration.story import Story
from scorecards.models import (
    Action,
    ActionUpdate,
    Answer,
    Commitment,
    CommitmentLevel,
    OwnScore,
    PerformanceReading,
    Question,
    ReadingAnswer,
    Recommendation,
    Respondent,
    Round,
    RoundInsight,
    RoundTold,
    ScopeChange,
    ScopeLine,
    WorkVolume,
)
from scorecards.results import work_out
from scorecards.services.rounds import default_template, told_before

MONTHS_READ = 18
RED = ("innovation", "attention")
LOW = 5


@dataclass
class Told:
    """A customer while its relationship is told. `random` is its own: what else is told of the customer stays as it was."""

    story: Story
    people: list[Stakeholder]
    decider: Stakeholder
    random: Random
    words: Texts
    facts: frozenset[str]

    @property
    def days(self) -> Days:
        return self.story.days

    @property
    def ours(self) -> Membership:
        return self.story.firm.people[self.story.by]

    def instant(self, day: date, hour: int = 10) -> datetime:
        return self.days.instant(working(day), hour, self.random)

    def has(self, fact: str) -> bool:
        return fact in self.facts


def tell(story: Story, decider: Stakeholder, facts: Iterable[str]) -> None:
    """Everything that follows from these facts; a customer with fewer than three people to ask has no rounds."""
    people = [
        one for one in Stakeholder.objects.filter(customer=story.customer, until=None).order_by("pk") if one.email
    ]
    told = Told(
        story, people, decider, Random(f"{story.customer.name}, the relationship"), WORDS[story.customer.locale],
        frozenset(facts),
    )  # fmt: skip
    _commitments(told)
    _work(told)
    _tender(told)
    if len(people) >= 3:
        for name, play in ROUNDS.items():
            if told.has(f"round:{name}"):
                play(told)
                return
        if not told.has("round:due"):
            _green(told)


# --- What is promised, and kept ---------------------------------------------------------------------------------------
def _commitments(told: Told) -> None:
    missed = told.has("round:red")
    contract = Contract.objects.filter(customer=told.story.customer).order_by("starts_on").first()
    if contract is None:
        return
    first = contract.starts_on
    months = [one for one in told.days.months(MONTHS_READ) if one[0] >= contract.starts_on]
    # They went on under the contract that followed, and end with it.
    contract = (
        Contract.objects.filter(customer=told.story.customer, starts_on__lte=told.days.today)
        .order_by("-starts_on")
        .first()
    ) or contract
    for position, (name, unit, target, direction, good, bad) in enumerate(told.words.commitments):
        commitment = Commitment.objects.create(
            supplier=told.story.firm.supplier,
            customer=told.story.customer,
            contract=contract,
            name=name,
            unit=unit,
            position=position,
        )
        CommitmentLevel.objects.create(
            customer=told.story.customer,
            commitment=commitment,
            since=months[0][0] if months else first.replace(day=1),
            target=Decimal(target),
            direction=direction,
            weight=3 - position,
            source=told.words.clause,
            recorded_at=told.story.customer.created_at,
            recorded_by=told.ours,
        )
        # Misses lie more than a quarter back, but where the contract is not kept either.
        misses = {
            len(months) - back for back in ((2, 5, 9) if missed else (7, 12)) if position == 1 and len(months) > 12
        }
        _readings(told, commitment, months, [bad if at in misses else good for at in range(len(months))])


def _readings(told: Told, commitment: Commitment, months: Sequence[Any], around: Sequence[str]) -> None:
    rows = []
    for (start, end), middle in zip(months, around, strict=True):
        read = after(end, 3)
        if read > told.days.last:
            continue
        value = Decimal(middle) + Decimal(told.random.randrange(0, 4)).scaleb(-1 if "." in middle else 0) * (
            1 if commitment.unit == "%" else 0
        )
        rows.append(
            PerformanceReading(
                supplier=told.story.firm.supplier,
                customer=told.story.customer,
                commitment=commitment,
                period_start=start,
                period_end=end,
                value=min(value, Decimal(100)),
                source=told.words.monitoring,
                recorded_at=told.instant(read, 8),
                recorded_by=told.ours,
            )
        )
    PerformanceReading.objects.bulk_create(rows)
    today = told.story.firm.supplier.today
    said_on = [after(today(row.recorded_at), 2 + number % 5) for number, row in enumerate(rows)]
    answered = [(row, said) for row, said in zip(rows, said_on, strict=True) if said <= told.days.last]
    contested = told.has("work:challenged") and commitment.position == 1
    answers = []
    for row, said in answered:
        newest = row is answered[-1][0]
        challenged = contested and newest
        if newest and row is rows[-1] and commitment.position and not (challenged or told.has("round:kept-red")):
            continue  # it waits for an answer
        answers.append(
            ReadingAnswer(
                customer=told.story.customer,
                reading=row,
                kind=ReadingAnswer.Kind.CHALLENGED if challenged else ReadingAnswer.Kind.ACKNOWLEDGED,
                reason=told.words.challenge if challenged else "",
                stakeholder=told.decider,
                name=told.decider.name,
                position=told.decider.position,
                said_at=told.instant(said, 14),
                demonstration=True,
            )
        )
    ReadingAnswer.objects.bulk_create(answers)


# --- What is done, within the scope and beyond it ---------------------------------------------------------------------
def _work(told: Told) -> None:
    customer, days = told.story.customer, told.days
    contract = Contract.objects.filter(customer=customer, starts_on__lte=days.month(8)).order_by("-starts_on").first()
    if contract is None:
        return
    beyond = any(told.has(f"work:{fact}") for fact in ("priced", "unpriced", "proposed", "agreed"))
    priced = beyond and not told.has("work:unpriced")
    for position, (function, unit, planned, hours, price) in enumerate(told.words.functions):
        ScopeLine.objects.create(
            customer=customer,
            contract=contract,
            function=function,
            unit=unit,
            words=told.words.included,
            unit_price=Decimal(price) if priced else None,
            position=position,
        )
        rows = []
        for number, (start, end) in enumerate(days.months(12)):
            if after(end, 2) > days.last or start < contract.starts_on:
                continue
            done = planned * told.random.randrange(86, 104) // 100
            extra = planned * told.random.randrange(9, 22) // 100 if beyond and not position and number > 5 else 0
            rows.append(
                WorkVolume(
                    supplier=told.story.firm.supplier,
                    customer=customer,
                    function=function,
                    unit=unit,
                    period_start=start,
                    period_end=end,
                    planned=Decimal(planned),
                    in_scope=Decimal(done),
                    out_of_scope=Decimal(extra),
                    effort_hours=Decimal((done + extra) * hours),
                    source=told.words.tickets,
                    recorded_at=told.instant(after(end, 2), 9),
                    recorded_by=told.ours,
                )
            )
        WorkVolume.objects.bulk_create(rows)
    if told.has("work:proposed") or told.has("work:agreed"):
        _change(told, contract, agreed=told.has("work:agreed"))


def _change(told: Told, contract: Contract, *, agreed: bool) -> None:
    function, unit, planned, _hours, price = told.words.functions[0]
    extra = planned // 6
    asked = told.decider
    since = told.days.month(2) if agreed else told.days.month(-1)
    proposed = told.instant(told.days.month(3) + timedelta(days=9) if agreed else told.days.ago(8), 11)
    ScopeChange.objects.create(
        supplier=told.story.firm.supplier,
        customer=told.story.customer,
        contract=contract,
        function=function,
        unit=unit,
        words=told.words.more_work,
        since=since,
        planned=Decimal(planned + extra),
        price_minor=int(Decimal(price) * extra * 100),
        state=ScopeChange.State.AGREED if agreed else ScopeChange.State.PROPOSED,
        proposed_by=told.ours,
        proposed_at=proposed,
        asked=asked,
        decided_by=asked.name if agreed else "",
        decided_position=asked.position if agreed else "",
        decided_at=told.instant(told.days.month(3) + timedelta(days=16), 15) if agreed else None,
    )


# --- Tenders ----------------------------------------------------------------------------------------------------------
def _tender(told: Told) -> None:
    kind = next((one for one in ("heard_of", "announced", "issued") if told.has(f"tender:{one}")), None)
    if kind is None:
        return
    heard = told.days.ago(23 if kind == "issued" else 6)
    name, heard_words, issued_words, source, portal = told.words.tender
    fields = {"customer": told.story.customer, "name": name, "recorded_by": told.ours}
    first = Tender.objects.create(
        kind="heard_of" if kind == "issued" else kind, on=heard, words=heard_words, source=source,
        recorded_at=told.instant(heard, 16), **fields,
    )  # fmt: skip
    if kind == "issued":
        issued = told.days.ago(14)
        Tender.objects.create(
            kind=kind, on=issued, words=issued_words, source=portal, first=first, supersedes=first,
            recorded_at=told.instant(issued, 9), **fields,
        )  # fmt: skip


# --- Rounds -----------------------------------------------------------------------------------------------------------
Scores = dict[tuple[int, int], int]


def _scores(told: Told, questions: Sequence[Question], *, red: Sequence[str], before: Scores | None = None) -> Scores:
    """By person and question: from 7 to 9, in red dimensions from 3 to 6; after a round before never worse."""
    found: Scores = {}
    for person in told.people:
        for one in questions:
            score = told.random.randrange(3, 7) if one.dimension in red else told.random.randrange(7, 10)
            if before is not None:
                score = max(score, before[person.pk, one.pk])
            found[person.pk, one.pk] = score
    for one in [one for one in questions if one.dimension in red][:1]:
        found[told.people[-1].pk, one.pk] = LOW - 1  # somebody always recommends something
    return found


def _asked(
    told: Told, opened: date, *, state: str, closes: date, follows: Round | None = None
) -> tuple[Round, list[Respondent], list[Question]]:
    """A round with its people, as it is once it was opened."""
    template = default_template(told.story.firm.supplier)
    made = Round.objects.create(
        supplier=told.story.firm.supplier,
        customer=told.story.customer,
        template=template,
        follows=follows,
        state=Round.State.PLANNED if state == "planned" else Round.State.OPEN,
        opens_on=opened,
        closes_on=closes,
        planned_by=told.ours,
        planned_at=told.instant(min(opened - timedelta(days=5), told.days.last)),
    )
    stands = dict(
        Disposition.objects.filter(customer=told.story.customer)
        .order_by("since", "pk")
        .values_list("stakeholder", "kind")
    )
    asked = Respondent.objects.bulk_create(
        Respondent(
            customer=told.story.customer,
            round=made,
            stakeholder=person,
            seniority=person.seniority,
            disposition=stands.get(person.pk, "") if state != "planned" else "",
            address=person.email if state != "planned" else "",
            last_mail_on=None if state == "planned" else opened,
        )
        for person in told.people
    )
    return made, asked, list(Question.objects.filter(template=template))


def _answers(
    told: Told, asked: Sequence[Respondent], questions: Sequence[Question], scores: Scores
) -> list[SimpleNamespace]:
    """What they say; beside a low score what should be done."""
    found = []
    for respondent in asked:
        for one in questions:
            score = scores[respondent.stakeholder_id, one.pk]
            low = score < LOW and (respondent is asked[-1] or told.random.random() < 0.4)
            found.append(
                SimpleNamespace(
                    respondent=respondent, question=one, question_id=one.pk, score=score, cannot_say=False,
                    importance=told.random.randrange(3, 6),
                    comment=told.random.choice(told.words.comments) if told.random.random() < 0.06 else "",
                    recommendation=told.random.choice(told.words.recommendations) if low else "",
                    is_named=False,
                )
            )  # fmt: skip
    return found


def _release(
    told: Told,
    opened: date,
    released: date,
    scores_of: Any,
    *,
    follows: Round | None = None,
    answered: bool = True,
) -> tuple[Round, Scores]:
    """A round from its opening to its results; `answered`: each recommendation has its answer."""
    made, asked, questions = _asked(
        told, opened, state="released", closes=released - timedelta(days=3), follows=follows
    )
    scores: Scores = scores_of(questions)
    own = OwnScore.objects.bulk_create(
        OwnScore(
            customer=told.story.customer, round=made, membership=told.ours, question=one,
            ours=told.random.randrange(7, 10), predicted=told.random.randrange(6, 9),
        )
        for one in questions
    )  # fmt: skip
    worked = work_out(
        questions=questions,
        answers=_answers(told, asked, questions, scores),
        own=own,
        asked=len(asked),
        earlier=told_before(made),
    )
    assert worked is not None
    made.state, made.released_on, made.results = Round.State.RELEASED, released, worked.results
    made.save()
    Respondent.objects.filter(round=made).update(is_done=True)
    RoundInsight.objects.create(customer=told.story.customer, round=made, by_disposition=worked.by_disposition)
    RoundTold.objects.create(customer=told.story.customer, round=made, figures=worked.told)
    reply = {"reply": told.words.reply, "replied_by": told.ours, "replied_on": after(released, 6)} if answered else {}
    Recommendation.objects.bulk_create(
        Recommendation(customer=told.story.customer, round=made, dimension=dimension, words=words, name=name, **reply)
        for dimension, words, name in worked.recommendations
    )
    return made, scores


def _act(told: Told, made: Round, dimension: str, *, due: date, state: str, moved: date | None) -> None:
    """An action of the plan, and how it moved."""
    words, progress = told.words.actions[dimension]
    assert made.released_on is not None
    action = Action.objects.create(
        supplier=told.story.firm.supplier,
        customer=told.story.customer,
        round=made,
        dimension=dimension,
        words=words,
        owner_ours=told.ours,
        owner_theirs=told.decider,
        due_on=due,
        state=state,
        created_at=told.instant(after(made.released_on, 5)),
    )
    if moved is not None:
        ActionUpdate.objects.create(
            customer=told.story.customer, action=action, words=progress, state=state, by=str(told.ours.user),
            at=told.instant(moved, 16),
        )  # fmt: skip


def _kept_red(told: Told) -> None:
    _release(
        told,
        told.days.ago(44),
        told.days.ago(19),
        lambda questions: _scores(told, questions, red=RED),
        answered=False,
    )


def _red(told: Told) -> None:
    made, _found = _release(
        told, told.days.ago(70), told.days.ago(46), lambda questions: _scores(told, questions, red=RED)
    )
    _act(told, made, RED[0], due=told.days.ago(5), state="open", moved=told.days.ago(21))
    _act(told, made, RED[1], due=told.days.today + timedelta(days=30), state="open", moved=None)


def _again(told: Told) -> None:
    released = working(told.days.today - timedelta(days=190))
    made, _found = _release(
        told, released - timedelta(days=28), released, lambda questions: _scores(told, questions, red=RED)
    )
    _act(told, made, RED[0], due=released + timedelta(days=90), state="done", moved=released + timedelta(days=86))
    _act(told, made, RED[1], due=told.days.ago(9), state="open", moved=told.days.ago(40))


def _better(told: Told) -> None:
    first = working(told.days.today - timedelta(days=380))
    made, before = _release(
        told, first - timedelta(days=28), first, lambda questions: _scores(told, questions, red=RED)
    )
    for number, dimension in enumerate(RED):
        due = first + timedelta(days=60 + 50 * number)
        _act(told, made, dimension, due=due, state="done", moved=due - timedelta(days=4))
    second = working(told.days.today - timedelta(days=150))
    _release(
        told,
        second - timedelta(days=28),
        second,
        lambda questions: _scores(told, questions, red=(), before=before),
        follows=made,
    )


def _green(told: Told) -> None:
    released = working(told.days.today - timedelta(days=told.random.randrange(60, 120)))
    _release(told, released - timedelta(days=28), released, lambda questions: _scores(told, questions, red=()))


def _opens(told: Told) -> None:
    _asked(told, told.days.last, state="planned", closes=told.days.today + timedelta(days=18))


def _planned(told: Told) -> None:
    opens = working(told.days.today + timedelta(days=12))
    _asked(told, opens, state="planned", closes=opens + timedelta(days=18))


def _open(told: Told) -> None:
    """Half of them have answered; the others can be reminded."""
    opened = told.days.ago(8)
    _made, asked, questions = _asked(told, opened, state="open", closes=told.days.today + timedelta(days=9))
    _keep(told, asked[: len(asked) // 2], questions)


def _closed(told: Told) -> None:
    made, asked, questions = _asked(told, told.days.ago(19), state="open", closes=told.days.ago(4))
    _keep(told, asked, questions)
    made.state = Round.State.CLOSED
    made.save()


def _keep(told: Told, asked: Sequence[Respondent], questions: Sequence[Question]) -> None:
    """Answers that wait for their release, unseen."""
    scores = _scores(told, questions, red=RED[:1])
    Answer.objects.bulk_create(
        Answer(
            customer=told.story.customer, respondent=one.respondent, question=one.question, score=one.score,
            importance=one.importance, comment=one.comment, recommendation=one.recommendation,
        )
        for one in _answers(told, asked, questions, scores)
    )  # fmt: skip
    Respondent.objects.filter(pk__in=[one.pk for one in asked]).update(is_done=True)


ROUNDS = {
    "kept-red": _kept_red,
    "red": _red,
    "again": _again,
    "better": _better,
    "green": _green,
    "opens": _opens,
    "planned": _planned,
    "open": _open,
    "closed": _closed,
}
