"""Problems: where one stands follows from what was said, the next word is promised, and only the customer says it is solved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.db.models import OuterRef

from accounts.models import Customer, MailMessage, Stakeholder
from accounts.services import hand_over
from engagements.models import Problem, ProblemAnswer, ProblemNotice
from engagements.problems import (
    OpenProblem,
    Stands,
    Word,
    commitment_kept,
    heaviest_first,
    latest_promise,
    stands,
    words_kept,
)
from engagements.queries.problems.list import headline
from engagements.queries.problems.page import problem_page
from engagements.queries.problems.register import is_over, problems_of, problems_within, told_in
from engagements.services.problems import answers
from engagements.services.problems.answers import answer_of_demonstration
from engagements.services.problems.commitments import promise, settle
from engagements.services.problems.notices import give_notice
from engagements.services.problems.opening import open_problem, state_problem
from engagements.services.problems.resolutions import explain
from outcomes.triggers import STATED_COLUMNS
from tests.cast import Cast, actor, refused

pytestmark = pytest.mark.both
DAY = timedelta(days=1)


def opened(cast: Cast, **given: Any) -> Problem:
    today = cast.nordwerk.today()
    return open_problem(
        **{
            "customer": cast.halden,
            "actor": actor(cast.account_manager),
            "title": "Payments are late",
            "effect": "They pay by hand.",
            "since": today - DAY,
            "noticed_by": "supplier",
            "weight": "stops",
            "owner": cast.contributor,
            "words": "We look at it.",
            "next_on": today + DAY,
        }
        | given
    )


def said(cast: Cast, problem: Problem, state: str, **given: Any) -> ProblemNotice:
    today = cast.nordwerk.today()
    words: dict[str, Any] = {"words": "It moves.", "checked": "", "next_on": today + DAY}
    if state == "solved":
        words = {"words": "The queue is empty.", "checked": "Oleg watched two runs."}
    return give_notice(problem=problem, actor=actor(cast.contributor), state=state, **words | given)


def newest(problem: Problem) -> int | None:
    return ProblemNotice.objects.filter(problem=problem).values_list("pk", flat=True).last()


def say_solved(**given: Any) -> ProblemAnswer:
    """Of whoever reads the newest notice."""
    return answers.say_solved(**{"read": newest(given["problem"])} | given)


def say_not_solved(**given: Any) -> ProblemAnswer:
    return answers.say_not_solved(**{"read": newest(given["problem"])} | given)


def stand(cast: Cast, who: Any = None) -> Stands:
    (found,) = problems_of(actor(who or cast.account_manager), cast.halden)
    return found.stands


# --- Pure -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "answer", "shared", "expected"),
    [
        (None, None, True, Stands.OPEN),
        ("working", None, True, Stands.WORKING),
        ("solved", None, True, Stands.UNANSWERED),
        ("solved", False, True, Stands.NOT_SOLVED),
        ("solved", True, True, Stands.SOLVED),
        ("solved", None, False, Stands.SOLVED),
        ("reopened", True, True, Stands.REOPENED),
    ],
)
def test_where_it_stands(state: str | None, answer: bool | None, shared: bool, expected: Stands) -> None:
    assert stands(state, answer, shared=shared) is expected
    assert expected.is_open == (expected is not Stands.SOLVED)


def test_a_word_is_kept_where_the_next_came_by_its_day() -> None:
    first = date(2025, 3, 3)
    words = [Word(first, first + DAY), Word(first + DAY, first + 2 * DAY), Word(first + 4 * DAY, first + 5 * DAY)]
    assert words_kept(words, first + 4 * DAY) == [True, False, None]
    assert words_kept(words, first + 6 * DAY) == [True, False, False]
    assert words_kept([Word(first, None)], first) == [None]


def test_what_nobody_says_was_kept_was_not_once_its_day_is_over() -> None:
    due = date(2025, 3, 3)
    assert commitment_kept(due, None, None, due) is None
    assert commitment_kept(due, None, None, due + DAY) is False
    assert commitment_kept(due, True, due, due + DAY) is True
    assert commitment_kept(due, True, due + DAY, due + DAY) is False


def test_what_weighs_and_which_word_is_owed() -> None:
    today = date(2025, 3, 10)

    def one(weight: str, state: Stands, next_on: date | None, since: date = date(2025, 3, 3)) -> OpenProblem:
        return OpenProblem(1, "Late", weight, since, date(2025, 3, 4), state, next_on)

    stops, late = one("stops", Stands.WORKING, today), one("nuisance", Stands.WORKAROUND, today - DAY)
    said_solved, back = one("stops", Stands.UNANSWERED, None), one("nuisance", Stands.NOT_SOLVED, None)
    silent = one("hinders", Stands.OPEN, None, date(2025, 1, 2))
    assert [each.weighs for each in (stops, late, said_solved, back, silent)] == [True, False, False, True, False]
    owed = [each.overdue_since(today) for each in (stops, late, said_solved, back, silent)]
    assert owed == [None, today - DAY, None, None, date(2025, 3, 4)]
    assert silent.overdue_since(date(2025, 3, 4)) is None
    assert heaviest_first([silent, late, said_solved, back, stops]) == [stops, back, said_solved, silent, late]


# --- From opening to the customer's word ------------------------------------------------------------------------------
def test_it_is_open_until_the_customer_says_that_it_is_solved(db: None, cast: Cast) -> None:
    problem = opened(cast)
    hers = actor(cast.champion)
    refused("not_solved", say_solved, problem=problem, actor=hers)
    refused(
        "not_solved", explain, problem=problem, actor=actor(cast.contributor), happened="A", sorry="B", prevention="C"
    )
    said(cast, problem, "working")
    assert stand(cast) is Stands.WORKING
    said(cast, problem, "solved")
    assert stand(cast) is stand(cast, cast.champion) is Stands.UNANSWERED
    assert not Problem.objects.filter(is_over()).exists()
    refused("no_reason", say_not_solved, problem=problem, actor=hers, reason=" ")
    say_not_solved(problem=problem, actor=hers, reason="Twelve are late again.")
    sorry = {"happened": "A", "sorry": "B", "prevention": "C"}
    refused("not_solved_for_her", explain, problem=problem, actor=actor(cast.contributor), **sorry)
    assert stand(cast) is Stands.NOT_SOLVED
    said(cast, problem, "reopened")
    assert stand(cast) is Stands.REOPENED
    said(cast, problem, "solved", words="The limit is raised.")
    assert stand(cast) is Stands.UNANSWERED
    first = say_solved(problem=problem, actor=hers)
    assert say_solved(problem=problem, actor=hers) == first
    assert stand(cast) is Stands.SOLVED and Problem.objects.filter(is_over()).get() == problem
    say_not_solved(problem=problem, actor=hers, reason="It is back.")
    assert stand(cast) is Stands.NOT_SOLVED and not Problem.objects.filter(is_over()).exists()


def test_she_confirms_what_she_read_and_no_notice_that_was_written_meanwhile(db: None, cast: Cast) -> None:
    problem = opened(cast)
    read = said(cast, problem, "solved").pk
    said(cast, problem, "solved", words="Solved, but for the branches.", checked="Nobody looked there.")
    hers = actor(cast.champion)
    refused("newer", say_solved, problem=problem, actor=hers, read=read)
    refused("newer", say_solved, problem=problem, actor=hers, read=None)
    refused("newer", say_not_solved, problem=problem, actor=hers, reason="Late", read=read)
    assert stand(cast) is Stands.UNANSWERED and not ProblemAnswer.objects.exists()


def test_nobody_says_that_it_works_without_having_looked(db: None, cast: Cast) -> None:
    problem = opened(cast)
    refused("not_checked", said, cast=cast, problem=problem, state="solved", checked=" ")
    refused("no_next", said, cast=cast, problem=problem, state="working", next_on=None)
    refused("past", said, cast=cast, problem=problem, state="working", next_on=cast.nordwerk.today() - DAY)
    refused("not_solved", said, cast=cast, problem=problem, state="reopened")
    notice = ProblemNotice.objects.get(problem=problem)
    with pytest.raises(DatabaseError), transaction.atomic():
        ProblemNotice.objects.create(
            problem=problem, customer=cast.halden, state="solved", words="It works.", shared=True, by=notice.by,
            name="Oleg", said_on=notice.said_on,
        )  # fmt: skip


@pytest.mark.parametrize(("weight", "days"), [("stops", 14), ("hinders", 31), ("nuisance", 90)])
def test_next_word_is_promised_the_sooner_the_heavier_it_is(db: None, cast: Cast, weight: str, days: int) -> None:
    latest = cast.nordwerk.today() + days * DAY
    refused("too_far", opened, cast=cast, weight=weight, next_on=latest + DAY)
    assert not Problem.objects.exists()
    problem = opened(cast, weight=weight, next_on=latest)
    refused("too_far", said, cast=cast, problem=problem, state="workaround", next_on=latest + DAY)
    said(cast, problem, "workaround", next_on=latest)


def test_commitment_made_while_fixing_is_due_within_a_year(db: None, cast: Cast) -> None:
    given = {"problem": opened(cast), "actor": actor(cast.contributor), "words": "On call"}
    latest = latest_promise(cast.nordwerk.today())
    refused("too_far", promise, due_on=latest + DAY, **given)
    assert promise(due_on=latest, **given).due_on == latest


def test_only_she_says_so_in_her_own_session_with_the_right(db: None, cast: Cast) -> None:
    problem = opened(cast)
    said(cast, problem, "solved")
    refused("only_the_customer", say_solved, problem=problem, actor=actor(cast.account_manager))
    refused("only_the_customer", say_solved, problem=problem, actor=actor(cast.champion, in_person=False))
    refused("only_the_customer", say_solved, problem=problem, actor=actor(cast.other_champion))
    refused("no_right", say_solved, problem=problem, actor=actor(cast.clerk))
    at = problem.recorded_at
    refused(
        "only_the_customer", answer_of_demonstration, problem=problem, stakeholder=cast.champion, solved=True, at=at
    )
    assert not ProblemAnswer.objects.exists()


def test_she_opens_one_herself_and_its_owner_is_told(db: None, cast: Cast) -> None:
    given = {"title": "Logins fail", "effect": "Nobody works.", "since": cast.nordwerk.today(), "weight": "stops"}
    problem = state_problem(actor=actor(cast.champion), **given)
    assert state_problem(actor=actor(cast.champion), **given) == problem
    assert (problem.noticed_by, problem.owner, problem.name) == ("customer", cast.account_manager, cast.champion.name)
    (mail,) = MailMessage.objects.all()
    assert mail.to == cast.account_manager.user.email and "Logins fail" in mail.subject + mail.body
    (found,) = problems_of(actor(cast.champion), cast.halden)
    assert found.stands is Stands.OPEN and found.now is None


def test_what_she_says_reaches_whoever_still_sees_her_firm(db: None, cast: Cast) -> None:
    problem = opened(cast, owner=cast.account_manager)
    said(cast, problem, "solved")
    hand_over(customer=cast.halden, to=cast.second_account_manager, actor=actor(cast.administrator))
    MailMessage.objects.all().delete()
    say_not_solved(problem=problem, actor=actor(cast.champion), reason="Late again.")
    assert [one.to for one in MailMessage.objects.all()] == [cast.second_account_manager.user.email]


def test_the_same_sent_twice_is_one_and_is_told_once(db: None, cast: Cast) -> None:
    assert opened(cast) == opened(cast)
    problem = Problem.objects.get()
    assert said(cast, problem, "working") == said(cast, problem, "working")
    given = {"problem": problem, "actor": actor(cast.contributor), "words": "On call", "due_on": cast.nordwerk.today()}
    assert promise(**given) == promise(**given)
    told = MailMessage.objects.values_list("to", flat=True)
    deciders = Stakeholder.objects.filter(customer=cast.halden, may_decide=True, user__isnull=False)
    assert sorted(told) == sorted([one.email for one in deciders] * 2)


# --- Private ----------------------------------------------------------------------------------------------------------
def test_what_is_private_never_leaves_and_what_was_written_before_stays(db: None, cast: Cast) -> None:
    problem = opened(cast, shared=False, words="Only we know.")
    promise(problem=problem, actor=actor(cast.contributor), words="A secret", due_on=cast.nordwerk.today())
    assert not problems_of(actor(cast.champion), cast.halden) and not MailMessage.objects.exists()
    refused("only_the_customer", say_solved, problem=problem, actor=actor(cast.champion))
    said(cast, problem, "working", share=True, words="Now you know.")
    problem.refresh_from_db()
    page = problem_page(actor(cast.champion), problem)
    assert [row["words"] for row in page["timeline"]] == ["Now you know."] and not page["commitments"]
    for person, found in ((cast.champion, []), (cast.account_manager, [problem])):
        assert [one.pk for one in problems_of(actor(person), cast.halden, search="only we")] == [
            one.pk for one in found
        ]
    ours = problem_page(actor(cast.account_manager), problem)
    assert len(ours["timeline"]) == 2 and [one["label"] for one in ours["changes"]] == ["Shared with the customer"]
    bodies = [one.body for one in MailMessage.objects.all()]
    assert bodies and not any("Only we know" in body for body in bodies)
    said(cast, problem, "working", words="Still.")
    problem.refresh_from_db()
    assert problem.shared


def test_what_was_said_of_it_neither_changes_nor_goes_nor_becomes_private(db: None, cast: Cast) -> None:
    problem = opened(cast, shared=False)
    stays = {field.column: field.name for field in Problem._meta.concrete_fields}
    assert set(STATED_COLUMNS) == stays.keys() - {"owner_id", "shared"}
    rows = Problem.objects.filter(pk=problem.pk)
    assert rows.update(owner=cast.account_manager, shared=True) == 1
    changes: list[dict[str, Any]] = [
        {"title": "All is well"},
        {"since": date(2025, 9, 9)},
        {"shared": False},
        {"outcome": None, "effect": ""},
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
        rows._raw_delete("default")


# --- Kept or not ------------------------------------------------------------------------------------------------------
def test_notices_on_time_are_counted_the_same_in_the_list_and_on_the_page(db: None, cast: Cast) -> None:
    start = cast.nordwerk.today()
    problem = opened(cast)
    for days, next_in in ((1, 1), (4, 1), (5, 3)):
        with time_machine.travel(problem.recorded_at + days * DAY, tick=False):
            said(cast, problem, "working", words=f"Day {days}", next_on=start + (days + next_in) * DAY)
    for days, expected in ((5, (3, 2)), (8, (3, 2)), (9, (4, 2))):
        with time_machine.travel(problem.recorded_at + days * DAY, tick=False):
            (found,) = problems_of(actor(cast.account_manager), cast.halden)
            words = problem_page(actor(cast.account_manager), problem)["kept_words"]
        assert (found.due, found.kept) == expected
        assert words.startswith(f"{expected[1]} of {expected[0]} ")


def test_what_is_counted_for_the_customer_is_what_she_was_told(db: None, cast: Cast) -> None:
    problem = opened(cast, shared=False)
    explained = {"actor": actor(cast.contributor), "happened": "A", "sorry": "B", "prevention": "C"}
    said(cast, problem, "solved")
    explain(problem=problem, **explained)
    said(cast, problem, "reopened", share=True)
    said(cast, problem, "solved")
    for person, expected, words in ((cast.account_manager, (2, 2), "2 of 2 "), (cast.champion, (1, 1), "1 of 1 ")):
        (found,) = problems_of(actor(person), cast.halden)
        page = problem_page(actor(person), Problem.objects.get())
        assert (found.due, found.kept) == expected and page["kept_words"].startswith(words)
        assert found.explained is False
    (frozen,) = problems_of(None, cast.halden)
    assert (frozen.due, frozen.kept, frozen.explained) == (1, 1, False)
    made = explain(problem=problem, **explained)
    assert made.shared and problems_of(None, cast.halden)[0].explained


def test_a_commitment_is_settled_with_day_and_words_and_a_correction_leaves_both(db: None, cast: Cast) -> None:
    today = cast.nordwerk.today()
    problem = opened(cast)
    ours = actor(cast.contributor)
    one = promise(problem=problem, actor=ours, words="Somebody on call", due_on=today)
    refused("no_words", settle, commitment=one, actor=ours, kept=True, on=today, words="")
    refused("future", settle, commitment=one, actor=ours, kept=True, on=today + DAY, words="Done")
    refused("before", settle, commitment=one, actor=ours, kept=True, on=today - DAY, words="Done")
    settle(commitment=one, actor=ours, kept=True, on=today, words="Oleg was")
    settle(commitment=one, actor=ours, kept=False, on=today, words="He was not")
    (row,) = problem_page(actor(cast.champion), problem)["commitments"]
    assert row["kept"] is False and [each.words for each in row["said"]] == ["He was not", "Oleg was"]


def test_the_list_within_another_query_is_the_same(db: None, cast: Cast) -> None:
    problem = opened(cast)
    said(cast, problem, "solved")
    say_not_solved(problem=problem, actor=actor(cast.champion), reason="Late “again”.")
    opened(cast, title="Logins", since=date(2025, 1, 2))
    opened(cast, title="Inside", shared=False)
    today = cast.nordwerk.today()
    row = Customer.objects.annotate(found=problems_within(today, customer=OuterRef("pk"))).get(pk=cast.halden.pk)
    assert told_in(row.found) == problems_of(actor(cast.champion), cast.halden)
    assert headline(told_in(row.found)) == "2 problems are open, the oldest since 2 January 2025"
    assert [one.title for one in problems_of(actor(cast.account_manager), cast.halden, search="again")] == []
    assert [one.title for one in problems_of(actor(cast.account_manager), cast.halden, search="logi")] == ["Logins"]
