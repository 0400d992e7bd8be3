"""Rounds of the relationship benchmark and the actions that follow: one story for each `round:` of the roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from accounts.models import Disposition
from reports.demonstration.days import after, working
from reports.demonstration.relationship.told import Told
from scorecards.models import (
    Action,
    ActionUpdate,
    Answer,
    OwnScore,
    Question,
    Recommendation,
    Respondent,
    Round,
    RoundInsight,
    RoundTold,
)
from scorecards.results import work_out
from scorecards.services.questions import default_template
from scorecards.services.releases import close_round, told_before

RED = ("innovation", "attention")
LOW = 5
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


def _agreed(told: Told) -> None:
    """Everything is kept, and each red dimension has its action since last week."""
    made, _found = _release(
        told, told.days.ago(40), told.days.ago(17), lambda questions: _scores(told, questions, red=RED)
    )
    for number, dimension in enumerate(RED):
        _act(told, made, dimension, due=told.days.today + timedelta(days=45 + 30 * number), state="open", moved=None)


def _few(told: Told) -> None:
    """Two had begun when its last day was over: what they wrote is removed unread."""
    made, asked, questions = _asked(told, told.days.ago(21), state="open", closes=told.days.ago(5))
    _write(told, asked[:2], questions)
    close_round(round=made)


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


def green(told: Told) -> None:
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
    _write(told, asked, questions)
    Respondent.objects.filter(pk__in=[one.pk for one in asked]).update(is_done=True)


def _write(told: Told, asked: Sequence[Respondent], questions: Sequence[Question]) -> None:
    scores = _scores(told, questions, red=RED[:1])
    Answer.objects.bulk_create(
        Answer(
            customer=told.story.customer, respondent=one.respondent, question=one.question, score=one.score,
            importance=one.importance, comment=one.comment, recommendation=one.recommendation,
        )
        for one in _answers(told, asked, questions, scores)
    )  # fmt: skip


ROUNDS = {
    "kept-red": _kept_red,
    "few": _few,
    "agreed": _agreed,
    "red": _red,
    "again": _again,
    "better": _better,
    "green": green,
    "opens": _opens,
    "planned": _planned,
    "open": _open,
    "closed": _closed,
}
