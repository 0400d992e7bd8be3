"""Two at the same moment about one problem: the same twice is one row, what was overtaken is refused in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Customer, MailMessage
from accounts.refusal import Refused
from engagements.models import CommitmentResult, Problem, ProblemAnswer, ProblemCommitment, ProblemNotice, Resolution
from engagements.problems import Stands
from engagements.queries.problems.register import problems_of
from engagements.services.problems.answers import say_not_solved, say_solved
from engagements.services.problems.commitments import promise, settle
from engagements.services.problems.guards import locked
from engagements.services.problems.notices import give_notice
from engagements.services.problems.resolutions import explain
from tests.cast import Cast, actor
from tests.engagements.test_problems import DAY, newest, opened, said
from tests.threads import at_once

pytestmark = pytest.mark.both


@contextmanager
def holding(problem: Problem) -> Iterator[None]:
    with transaction.atomic():
        locked(problem)
        yield


def one_overtaken(results: list[Any], code: str) -> str:
    """The words of the one refusal; the other was recorded."""
    refusals = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refusals] == [code] and not any(
        isinstance(one, Exception) for one in results if one not in refusals
    ), results
    return str(refusals[0].messages[0])


def only(rows: Any, results: list[Any]) -> None:
    """All of them were told of the one row that there is."""
    assert [one.pk for one in results] == [rows.get().pk] * len(results), results


def stands(cast: Cast) -> Stands:
    (found,) = problems_of(actor(cast.account_manager), cast.halden)
    return found.stands


def test_the_same_problem_sent_twice(committed_db: Any, cast: Cast) -> None:
    @contextmanager
    def customer() -> Iterator[None]:
        with transaction.atomic():
            Customer.objects.select_for_update().get(pk=cast.halden.pk)
            yield

    only(Problem.objects, at_once(customer(), *[lambda: opened(cast)] * 2))
    assert ProblemNotice.objects.count() == 1


def test_each_click_twice_is_one_row(committed_db: Any, cast: Cast) -> None:
    problem, today = opened(cast), cast.nordwerk.today()
    ours, hers = actor(cast.contributor), actor(cast.champion)
    read = newest(problem)
    words = {"state": "solved", "words": "The queue is empty.", "checked": "Two runs.", "read": read}
    twice(
        problem,
        ProblemNotice.objects.filter(state="solved"),
        partial(give_notice, problem=problem, actor=ours, **words),
    )
    mails = MailMessage.objects.count()
    twice(
        problem, ProblemCommitment.objects, partial(promise, problem=problem, actor=ours, words="On call", due_on=today)
    )
    kept = {
        "commitment": ProblemCommitment.objects.get(),
        "actor": ours,
        "kept": True,
        "on": today,
        "words": "Oleg was.",
    }
    twice(problem, CommitmentResult.objects, partial(settle, **kept))
    twice(problem, ProblemAnswer.objects, partial(say_solved, problem=problem, actor=hers, read=newest(problem)))
    sorry = {"happened": "A release.", "sorry": "We are sorry.", "prevention": "A test."}
    twice(problem, Resolution.objects, partial(explain, problem=problem, actor=ours, **sorry))
    told = [one.subject for one in MailMessage.objects.order_by("pk")][mails:]
    assert len(told) == len(set(told)) + 1, "the owner once, and each of her two deciders once"
    assert stands(cast) is Stands.SOLVED


def twice(problem: Problem, rows: Any, act: Callable[[], Any]) -> None:
    only(rows, at_once(holding(problem), act, act))


def test_of_two_notices_of_two_people_the_second_is_refused(committed_db: Any, cast: Cast) -> None:
    problem = opened(cast)
    read, today = newest(problem), cast.nordwerk.today()
    solved = {"state": "solved", "words": "It runs.", "checked": "Two runs."}
    results = at_once(
        holding(problem),
        lambda: give_notice(problem=problem, actor=actor(cast.contributor), read=read, **solved),
        lambda: give_notice(
            problem=problem, actor=actor(cast.account_manager), read=read, state="working", words="Still.",
            next_on=today + DAY, owner=cast.account_manager,
        ),
    )  # fmt: skip
    assert "has given a notice meanwhile. Read it" in one_overtaken(results, "newer")
    assert ProblemNotice.objects.count() == 2
    # Who was refused changed nothing else either.
    problem.refresh_from_db()
    assert (problem.owner == cast.account_manager) == (stands(cast) is Stands.WORKING)


def test_her_answer_against_our_next_notice(committed_db: Any, cast: Cast) -> None:
    problem = opened(cast)
    read = said(cast, problem, "solved").pk
    results = at_once(
        holding(problem),
        lambda: say_solved(problem=problem, actor=actor(cast.champion), read=read),
        lambda: give_notice(
            problem=problem, actor=actor(cast.contributor), read=read, state="reopened", words="Two are late again.",
            next_on=cast.nordwerk.today() + DAY,
        ),
    )  # fmt: skip
    # Whoever was first: it is open again, and she has confirmed nothing that she had not read.
    assert stands(cast) is Stands.REOPENED and isinstance(results[1], ProblemNotice)
    if isinstance(results[0], Refused):
        assert results[0].code == "not_solved" and not ProblemAnswer.objects.exists()
    else:
        assert results[0].notice_id == read


def test_explaining_against_her_no(committed_db: Any, cast: Cast) -> None:
    problem = opened(cast)
    read = said(cast, problem, "solved").pk
    sorry = {"happened": "A release.", "sorry": "We are sorry.", "prevention": "A test."}
    results = at_once(
        holding(problem),
        lambda: say_not_solved(problem=problem, actor=actor(cast.champion), reason="Not for us.", read=read),
        lambda: explain(problem=problem, actor=actor(cast.contributor), **sorry),
    )
    assert stands(cast) is Stands.NOT_SOLVED and isinstance(results[0], ProblemAnswer)
    if isinstance(results[1], Refused):
        assert "The customer says that it is not solved" in one_overtaken(results, "not_solved_for_her")
    assert Resolution.objects.count() == (not isinstance(results[1], Refused))
