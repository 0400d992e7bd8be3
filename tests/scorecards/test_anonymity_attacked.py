"""A hostile account manager: she knows all that is told, whom she asked, and how it is worked out; she wants one answer.

Where several scores of that one person lead to the very same frozen results, no page, export, document, portfolio or mail
tells which it was: all are made of what is frozen. That they are is tested below as well.
"""

from __future__ import annotations

import json
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import MailMessage, Stakeholder
from config.logs import formatter
from scorecards.coarse import KEPT
from scorecards.models import Answer, Question, Recommendation, Respondent, Round, RoundTold
from scorecards.results import Before, How, Worked, before_of, before_of_old, work_out
from scorecards.services import rounds
from scorecards.services.questions import default_template
from tests.cast import Cast, actor, on_day
from tests.factories import StakeholderFactory
from tests.scorecards.test_rounds import (
    OPENS,
    answer_all,
    answered,
    opened,
    people,
    planned,
    refused,
    released,
    second_round,
)

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = [
    SimpleNamespace(pk=pk, dimension=key, dimension_name={"en": key}, words={"en": f"{key} {pk}"})
    for pk, key in enumerate(["trust", "trust", "value"], start=1)
]
OWN = [SimpleNamespace(question_id=one.pk, ours=8, predicted=7) for one in QUESTIONS]


def says(person: int, score: int | None, *, of: Any, importance: int | None = None, seniority: str = "manager") -> Any:
    respondent = SimpleNamespace(
        stakeholder_id=person, seniority=seniority, disposition="neutral", stakeholder=SimpleNamespace(name="X")
    )
    return SimpleNamespace(
        respondent=respondent, question_id=of.pk, score=score, cannot_say=score is None, importance=importance,
        comment="", recommendation="", is_named=False,
    )  # fmt: skip


def told(scores: dict[int, int | None], earlier: Iterable[Before] = (), **how: Any) -> Worked:
    """A round in which these people answer every question so."""
    answers = [says(person, score, of=one, **how) for person, score in scores.items() for one in QUESTIONS]
    found = work_out(questions=QUESTIONS, answers=answers, own=OWN, asked=len(scores), earlier=list(earlier))
    assert found is not None
    return found


def all_of(found: Worked) -> str:
    """Everything that anybody may ever read of a round."""
    return json.dumps([found.results, found.by_disposition, found.recommendations], sort_keys=True)


def kept(found: Worked) -> list[Before]:
    return before_of(json.loads(json.dumps(found.told)), found.results)


def looks_alike(secret: Callable[[int], str]) -> list[list[int]]:
    """The scores that somebody can have given, by what is read then."""
    found = defaultdict(list)
    for score in range(11):
        found[secret(score)].append(score)
    return list(found.values())


OTHERS: dict[int, int | None] = {1: 7, 2: 8, 3: 6, 4: 9, 5: 4, 6: 7, 7: 8}


# --- By everything that is frozen -------------------------------------------------------------------------------------
@pytest.mark.parametrize("others", [3, 4, 7])
def test_the_answer_of_one_who_joined_is_one_of_four_at_least(others: int) -> None:
    same = dict(list(OTHERS.items())[:others])
    first = told(same)
    for alike in looks_alike(lambda score: all_of(told(same | {9: score}, kept(first)))):
        assert len(alike) >= KEPT, alike


@pytest.mark.parametrize("fill", ["mean", "importance"])
def test_without_steps_it_would_have_been_known(fill: str) -> None:
    """The attack itself works: where nothing is known of the round before, each score reads otherwise."""
    how = {"importance": 3} if fill == "importance" else {}
    found = looks_alike(lambda score: all_of(told({**OTHERS, 9: score}, **how)))
    assert len(found) == 11


def test_the_answer_of_one_who_left_is_one_of_four_at_least() -> None:
    """What 8 gave, 1 gave less of: the first round reads the same, and the second one is without her."""

    def read(score: int) -> str:
        first = told({1: 10 - score, 2: 8, 3: 6, 8: score})
        return all_of(first) + all_of(told({1: 10 - score, 2: 8, 3: 6}, kept(first)))

    assert all(len(alike) >= KEPT for alike in looks_alike(read))


def test_what_matters_to_one_who_joined_is_not_told() -> None:
    first = told(OTHERS, importance=3)
    for row in told(OTHERS | {9: 6}, kept(first), importance=5).results["questions"]:
        assert row["importance"] is None
    assert {one["importance"] for one in told(OTHERS, kept(first), importance=5).results["questions"]} == {"5"}


def test_one_who_cannot_say_has_left_the_question_and_no_other() -> None:
    first = told(OTHERS)
    answers = [says(person, score, of=one) for person, score in OTHERS.items() for one in QUESTIONS]
    for answer in answers:
        if answer.respondent.stakeholder_id == 5 and answer.question_id == 1:
            answer.score, answer.cannot_say = None, True
    found = work_out(questions=QUESTIONS, answers=answers, own=OWN, asked=7, earlier=kept(first))
    assert found is not None
    assert [one["how"] for one in found.results["questions"]] == [How.STEP, How.EXACT, How.EXACT]
    # The dimension is made of what is told of its questions: its step as well.
    first_question, second = found.results["questions"][:2]
    trust = found.results["dimensions"][0]
    assert trust["range"] is not None
    assert trust["customer"] == mean_text(first_question["customer"], second["customer"])
    # And in the next round, with all again, the same question is told in a step once more.
    third = told(OTHERS, [*kept(first), *kept(found)])
    assert [one["how"] for one in third.results["questions"]] == [How.STEP, How.EXACT, How.EXACT]


def mean_text(*means: str) -> str:
    from fractions import Fraction

    return str(sum(map(Fraction, means), Fraction(0)) / len(means))


def test_groups_and_spread_are_not_told_beside_a_step() -> None:
    """Managers less managers before would be the one who joined them."""
    first = told(OTHERS)
    assert any(any(one["dimensions"].values()) for one in first.results["by_seniority"])
    second = told(OTHERS | {9: 2}, kept(first))
    assert not any(any(one["dimensions"].values()) for one in second.results["by_seniority"])
    assert not any(any(one["dimensions"].values()) for one in second.by_disposition)
    assert {one["spread"] for one in second.results["questions"]} == {None}


def test_other_words_for_the_same_dimension_are_the_same_question() -> None:
    """A new version of the questions has new numbers; who asks it again with one person more learns no more."""
    first = told(OTHERS)
    renumbered = [
        Before(**(vars(one) | {"question": one.question + 90, "asked": frozenset({91, 92, 93})})) for one in kept(first)
    ]
    second = told(OTHERS | {9: 2}, renumbered)
    assert How.EXACT not in {one["how"] for one in second.results["questions"]}


def test_a_round_that_was_released_before_counts_as_known_to_the_last_decimal() -> None:
    old = told(OTHERS).results
    for one in old["questions"]:
        one["customer"], one["spread"] = "7", "1.5"
    respondents = [
        SimpleNamespace(stakeholder_id=one, is_done=True, seniority="manager", disposition="neutral") for one in OTHERS
    ]
    known = before_of_old(old, [], respondents)
    assert {one.told.sums for one in known} == {frozenset({49})}
    for alike in looks_alike(lambda score: all_of(told(OTHERS | {9: score}, known))):
        assert len(alike) >= KEPT
    # Somebody could not say then, and nobody knows who: a figure of the same people tells nothing more.
    old["questions"][0] |= {"answers": 6, "cannot_say": 1}
    hows = [one["how"] for one in told(OTHERS, before_of_old(old, [], respondents)).results["questions"]]
    assert hows == [How.CHANGE, How.EXACT, How.EXACT]


def test_a_recommendation_has_no_dimension_beside_a_step() -> None:
    first = told(OTHERS)
    answers = [says(person, score, of=one) for person, score in (OTHERS | {9: 2}).items() for one in QUESTIONS]
    answers[-1].recommendation = "Come and see us."
    found = work_out(questions=QUESTIONS, answers=answers, own=OWN, asked=8, earlier=kept(first))
    assert found is not None
    assert found.recommendations == [("", "Come and see us.", "")]


# --- By what is kept, sent and written --------------------------------------------------------------------------------
def test_what_is_kept_of_a_round_holds_no_score_and_is_seen_by_nobody(database: None, cast: Cast) -> None:
    one = released(answered(opened(cast, ["manager"] * 5), [1, 9, 8, 7, 6]))
    other = RoundTold.objects.get(round=one).figures
    # Whoever gave which score, as long as the sums are the same: what is kept is the same.
    assert all(row["sums"] == [31] for row in other.values())
    assert {key for row in other.values() for key in row} == {
        "people", "sums", "narrower", "spread", "groups", "importance",
    }  # fmt: skip
    for person in (cast.administrator, cast.account_manager, cast.champion):
        assert not RoundTold.objects.visible_to(actor(person)).exists()
        assert not RoundTold.objects.editable_by(actor(person)).exists()


def test_single_answers_and_who_is_in_a_figure_are_read_in_four_places_alone() -> None:
    """All pages, exports, documents and mails are made of Round.results, RoundInsight and Recommendation.

    The answers of an event are those to a dispute: something else.
    """
    reads = re.compile(
        r"\b(Answer|RoundTold)\.objects|\.told_of\b|(?<!\bevent)\.answers\b(?=\.)|respondents\b.*answers__"
    )
    found = {
        str(path.relative_to(ROOT))
        for room in ("accounts", "config", "engagements", "outcomes", "reports", "scorecards")
        for path in (ROOT / room).rglob("*.py")
        if reads.search(path.read_text()) and "/migrations/" not in str(path)
    }
    assert found == {
        "scorecards/services/answers.py",
        "scorecards/services/releases.py",
        "scorecards/queries/respond.py",
        "reports/demonstration/relationship/rounds.py",
    }


def test_the_order_in_which_people_save_changes_nothing(database: None, cast: Cast) -> None:
    """Rows, their numbers and their times: the same answers given in another order are the same results."""
    seen = []
    for order in (1, -1):
        round = opened(cast, ["manager"] * 5) if not seen else again(cast)
        with on_day(OPENS):
            for place, one in sorted(enumerate(Respondent.objects.filter(round=round)), reverse=order < 0):
                answer_all(one, place, recommendation=f"Advice {place}", comment=f"Remark {place}")
        if seen:
            Round.objects.filter(pk=seen[0][0]).update(state="cancelled")
        made = released(round)
        words = list(Recommendation.objects.filter(round=made).order_by("pk").values_list("dimension", "words"))
        seen.append((made.pk, json.dumps(made.results), words))
    assert seen[0][1:] == seen[1][1:]


def again(cast: Cast) -> Round:
    with on_day(OPENS):
        made = rounds.plan_round(
            customer=cast.halden, template=default_template(cast.nordwerk), actor=actor(cast.account_manager),
            opens_on=OPENS, closes_on=OPENS + timedelta(days=9),
            people=Stakeholder.objects.filter(email__startswith="person").order_by("pk"),
        )  # fmt: skip
        rounds.open_round(round=made)
    return made


def test_her_link_goes_to_no_address_that_was_entered_later(database: None, cast: Cast) -> None:
    """A manager who enters an address of her own gets neither the reminder nor the link that reads what is answered so far."""
    round = opened(cast)
    hers = Respondent.objects.filter(round=round)[0]
    before = hers.stakeholder.email
    Stakeholder.objects.filter(pk=hers.stakeholder_id).update(email="mine@elsewhere.example")
    with on_day(OPENS + timedelta(days=5)):
        rounds.remind(round=round)
    assert MailMessage.objects.filter(body__contains=hers.code, to=before).count() == 2
    answered(round, [6, 7, 8])
    released(round)
    assert not MailMessage.objects.filter(to="mine@elsewhere.example").exists()


def test_nobody_answers_for_two_and_nobody_of_ours_at_all(database: None, cast: Cast) -> None:
    """Who writes two of three answers herself takes them off the mean."""
    round = planned(cast)
    [one, other] = people(cast, ["manager"] * 2)
    Stakeholder.objects.filter(pk=other.pk).update(email=one.email.upper())
    ours = StakeholderFactory(customer=cast.halden, email=cast.account_manager.user.email)
    with on_day(OPENS):
        asked = Stakeholder.objects.filter(pk__in=[one.pk, other.pk])
        refused("same_address", rounds.choose_people, round=round, people=asked)
        refused("own_address", rounds.choose_people, round=round, people=[one, ours])
        # Nor by an address that is entered after the choice.
        chosen = Respondent.objects.filter(round=round)[0].stakeholder_id
        Stakeholder.objects.filter(pk=chosen).update(email=cast.account_manager.user.email)
        refused("own_address", rounds.open_round, round=round)
    assert not MailMessage.objects.filter(body__contains="/benchmark/").exists()


def test_the_log_tells_neither_whose_link_was_used_nor_for_what() -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "x", 1, "POST /benchmark/ABCDEFGHIJKLMNOPQRSTUVWXYZ/question/12/", (), None
    )
    line = formatter().format(record)
    assert "ABCDEFGH" not in line
    assert "question/12" not in line
    assert "/benchmark/" in line


# --- Through the services, in the database ----------------------------------------------------------------------------
def hows(round: Round) -> set[str]:
    assert round.results is not None
    return {one["how"] for one in round.results["questions"]}


@pytest.mark.both
def test_a_second_and_a_third_round_with_one_person_more(database: None, cast: Cast) -> None:
    first = released(answered(opened(cast, ["manager"] * 5), [7, 8, 6, 9, 4]))
    asked = list(Stakeholder.objects.filter(email__startswith="person").order_by("pk"))
    late = StakeholderFactory(customer=cast.halden, email="late@halden.example", seniority="manager")
    second = second_round(first, [*asked, late], [7, 8, 6, 9, 4, 2])
    third = second_round(second, asked, [7, 8, 6, 9, 4])
    assert (hows(first), hows(second), hows(third)) == ({"exact"}, {"step"}, {"step"})
    # She and two others leave, four come: nothing follows about fewer than three.
    new = [StakeholderFactory(customer=cast.halden, email=f"new{n}@halden.example") for n in range(4)]
    assert hows(second_round(third, [*asked[:3], *new], [5] * 7)) == {"exact"}
    assert len(RoundTold.objects.get(round=second).figures) == Question.objects.filter(template=first.template).count()
    assert not Answer.objects.exists()
