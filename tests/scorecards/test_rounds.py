"""A round from plan to release; and attacks on what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.template.loader import render_to_string

from accounts.history import history_of
from accounts.models import Disposition, MailMessage, Stakeholder
from scorecards.models import Answer, OwnScore, Question, Recommendation, Respondent, Round, RoundInsight
from scorecards.queries.actions import actions_of
from scorecards.queries.standing import standings
from scorecards.services import rounds
from scorecards.services.actions import add_action, update_action
from scorecards.services.answers import finish_answers, respondent_of, save_answer, score_ourselves
from scorecards.services.questions import default_template, new_version
from scorecards.services.releases import ask_again_on, cancel_round, close_round, release_round, reply
from tests.cast import Cast, actor, on_day, refused
from tests.factories import ActionFactory, RecommendationFactory, RoundFactory, StakeholderFactory

OPENS, CLOSES = date(2026, 3, 2), date(2026, 3, 20)


def people(cast: Cast, seniority: Iterable[str]) -> list[Stakeholder]:
    return [
        StakeholderFactory(
            customer=cast.halden, name=f"Person {n}", email=f"person{n}@halden.example", seniority=one, influence=3
        )
        for n, one in enumerate(seniority)
    ]


def planned(cast: Cast, seniority: Iterable[str] = ("manager",) * 4) -> Round:
    with on_day(OPENS):
        return rounds.plan_round(
            customer=cast.halden,
            template=default_template(cast.nordwerk),
            actor=actor(cast.account_manager),
            opens_on=OPENS,
            closes_on=CLOSES,
            people=people(cast, seniority),
        )


def opened(cast: Cast, seniority: Iterable[str] = ("manager",) * 4) -> Round:
    round = planned(cast, seniority)
    with on_day(OPENS):
        rounds.open_round(round=round)
    return round


def answer_all(respondent: Respondent, score: int | None, **words: Any) -> None:
    for question in Question.objects.filter(template=respondent.round.template):
        given = {"recommendation": "Do better."} if score is not None and score < 5 else {}
        save_answer(respondent=respondent, question=question, score=score, cannot_say=score is None, **given | words)
    finish_answers(respondent=respondent)


def answered(round: Round, scores: Iterable[int | None], **words: Any) -> Round:
    with on_day(OPENS):
        for respondent, score in zip(Respondent.objects.filter(round=round), scores, strict=False):
            answer_all(respondent, score, **words)
    return round


def released(round: Round) -> Round:
    with on_day(CLOSES):
        close_round(round=round)
        release_round(round=round)
    return Round.objects.get(pk=round.pk)


# --- The way through --------------------------------------------------------------------------------------------------
@pytest.mark.both
def test_a_round_from_plan_to_release(database: None, cast: Cast) -> None:
    round = opened(cast)
    assert MailMessage.objects.filter(body__contains="/benchmark/").count() == 4
    question = Question.objects.filter(template=round.template)[0]
    score_ourselves(round=round, actor=actor(cast.account_manager), scores={question.pk: (8, 7)})
    results = released(answered(round, [4, 6, 8, 10])).results
    assert results is not None
    assert (results["asked"], results["answered"]) == (4, 4)
    first = results["dimensions"][0]
    assert (first["customer"], first["ours"], first["predicted"]) == ("7", "8", "7")
    assert first["quadrant"] == "agreed_strength"
    assert not Answer.objects.exists()
    assert [one.words for one in Recommendation.objects.all()] == ["Do better."] * 16


def test_one_round_at_a_time(database: None, cast: Cast) -> None:
    round = planned(cast)
    with on_day(OPENS):
        refused(
            "under_way",
            rounds.plan_round,
            customer=cast.halden,
            template=round.template,
            actor=actor(cast.account_manager),
            opens_on=OPENS,
            closes_on=CLOSES,
            people=[cast.champion],
        )


def test_whoever_left_or_has_no_address_is_not_asked(database: None, cast: Cast) -> None:
    round = planned(cast)
    gone = StakeholderFactory(customer=cast.halden, email="gone@halden.example", until=date(2026, 1, 1))
    for person in (gone, StakeholderFactory(customer=cast.halden, email=""), cast.other_champion):
        with on_day(OPENS):
            refused("cannot_be_asked", rounds.choose_people, round=round, people=[person])


def test_who_has_left_or_was_erased_gets_no_mail_of_the_round(database: None, cast: Cast) -> None:
    round = opened(cast)
    left, erased, *_others = Respondent.objects.filter(round=round).order_by("pk")
    Stakeholder.objects.filter(pk=left.stakeholder_id).update(until=OPENS)
    Respondent.objects.filter(pk=erased.pk).update(address="")
    before = MailMessage.objects.count()
    with on_day(OPENS + timedelta(days=5)):
        assert rounds.remind(round=round) == 2
    assert MailMessage.objects.count() == before + 2


def test_two_reminders_at_most_and_not_on_one_another(database: None, cast: Cast) -> None:
    round = opened(cast, ("manager",) * 2)
    with on_day(OPENS + timedelta(days=3)):
        refused("nobody_due", rounds.remind, round=round)
    answer = Respondent.objects.filter(round=round)[0]
    with on_day(OPENS + timedelta(days=4)):
        answer_all(answer, 8)
        assert rounds.remind(round=round) == 1
        refused("nobody_due", rounds.remind, round=round)
    with on_day(OPENS + timedelta(days=8)):
        assert rounds.remind(round=round) == 1
    with on_day(OPENS + timedelta(days=16)):
        refused("nobody_due", rounds.remind, round=round)


def test_the_link_holds_while_the_round_is_open(database: None, cast: Cast) -> None:
    round = planned(cast)
    code = Respondent.objects.filter(round=round)[0].code
    with on_day(OPENS):
        assert respondent_of(code) is None
        rounds.open_round(round=round)
        assert respondent_of(code) is not None
        assert respondent_of("another") is None
    with on_day(CLOSES + timedelta(days=1)):
        assert respondent_of(code) is None


def test_she_is_done_when_every_question_is_answered(database: None, cast: Cast) -> None:
    respondent = Respondent.objects.filter(round=opened(cast))[0]
    refused("open_questions", finish_answers, respondent=respondent)
    for question in Question.objects.filter(template=respondent.round.template):
        save_answer(respondent=respondent, question=question, score=3)
    refused("no_recommendation", finish_answers, respondent=respondent)


@pytest.mark.parametrize("score", [-1, 11])
def test_a_score_beyond_the_scale_is_refused(score: int, database: None, cast: Cast) -> None:
    respondent = Respondent.objects.filter(round=opened(cast))[0]
    question = Question.objects.filter(template=respondent.round.template)[0]
    refused("out_of_range", save_answer, respondent=respondent, question=question, score=score)


def test_what_we_thought_is_fixed_once_the_results_are_known(database: None, cast: Cast) -> None:
    round = released(answered(opened(cast), [6, 7, 8]))
    question = Question.objects.filter(template=round.template)[0]
    refused(
        "released",
        score_ourselves,
        round=round,
        actor=actor(cast.account_manager),
        scores={question.pk: (9, 9)},
    )
    assert not OwnScore.objects.exists()


def test_the_same_questions_are_asked_again_half_a_year_later(database: None, cast: Cast) -> None:
    round = released(answered(opened(cast), [6, 7, 8]))
    assert ask_again_on(round) == CLOSES + timedelta(days=182)
    # Counted from the plan, shared when it was the 21st in Berlin already; later actions move nothing.
    for at in (datetime(2026, 4, 20, 22, 30, tzinfo=UTC), datetime(2026, 5, 4, tzinfo=UTC)):
        ActionFactory(customer=cast.halden, round=round, owner_ours=cast.account_manager, created_at=at)
        assert ask_again_on(round) == date(2026, 4, 21) + timedelta(days=182)
    assert standings([cast.halden.pk], date(2026, 9, 1))[cast.halden.pk].again_on() == ask_again_on(round)
    with on_day(date(2026, 9, 20)):
        rounds.plan_round(
            customer=cast.halden,
            template=round.template,
            actor=actor(cast.account_manager),
            opens_on=date(2026, 9, 20),
            closes_on=date(2026, 10, 1),
            people=list(Stakeholder.objects.filter(customer=cast.halden, name__startswith="Person")),
            follows=round,
        )
    assert ask_again_on(round) is None


def test_a_cancelled_round_leaves_no_answers(database: None, cast: Cast) -> None:
    round = answered(opened(cast), [6, 7])
    cancel_round(round=round)
    assert not Answer.objects.exists()
    refused("state", rounds.open_round, round=round)


# --- Attacks ----------------------------------------------------------------------------------------------------------
def test_two_answers_end_the_round_without_figures(database: None, cast: Cast) -> None:
    """They are removed at once, unread, and whoever sent hers is told; the next round can be planned."""
    round = answered(opened(cast), [6, 7], comment="Zebra crossing.")
    done = set(Respondent.objects.filter(round=round, is_done=True).values_list("address", flat=True))
    MailMessage.objects.all().delete()
    with on_day(CLOSES):
        close_round(round=round)
        round.refresh_from_db()
        assert (round.state, round.results, round.released_on) == ("too_few", None, None)
        assert not Answer.objects.exists() and not Recommendation.objects.exists()
        told = {one.to: one.body for one in MailMessage.objects.all()}
        assert set(told) == done
        assert all("removed" in body and "Zebra" not in body for body in told.values())
        refused("state", release_round, round=round)
        refused("state", cancel_round, round=round)
    refused("released", score_ourselves, round=round, actor=actor(cast.account_manager), scores={})
    assert standings([cast.halden.pk], CLOSES)[cast.halden.pk].stage == "none"
    with on_day(CLOSES):
        rounds.plan_round(
            customer=cast.halden,
            template=round.template,
            actor=actor(cast.account_manager),
            opens_on=CLOSES,
            closes_on=CLOSES + timedelta(days=9),
            people=[cast.champion],
        )


def test_who_cannot_say_is_not_among_the_three(database: None, cast: Cast) -> None:
    round = answered(opened(cast), [6, 7, None])
    with on_day(CLOSES):
        close_round(round=round)
    assert round.state == "too_few"


def test_what_is_unsent_counts_among_the_three(database: None, cast: Cast) -> None:
    round = answered(opened(cast), [6, 7])
    late = Respondent.objects.filter(round=round, is_done=False)[0]
    save_answer(respondent=late, question=Question.objects.filter(template=round.template)[0], score=8)
    assert (released(round).results or {})["answered"] == 3


def test_a_round_that_was_closed_with_two_answers_before_can_be_ended(database: None, cast: Cast) -> None:
    """As the second of two rounds: the first one may be followed by another."""
    first = released(answered(opened(cast), [6, 7, 8]))
    round = RoundFactory(customer=cast.halden, template=first.template, state="closed", follows=first)
    with on_day(CLOSES):
        release_round(round=round)
    round.refresh_from_db()
    assert (round.state, round.follows) == ("too_few", None)
    assert ask_again_on(first) is not None


def shown_by_seniority(results: Any) -> list[tuple[list[str], int]]:
    return [(one["groups"], one["people"]) for one in results["by_seniority"]]


def test_a_single_executive_is_put_together_with_her_neighbours(database: None, cast: Cast) -> None:
    round = released(
        answered(opened(cast, ["executive", *["manager"] * 3, *["specialist"] * 3]), [1, 9, 9, 9, 5, 6, 7])
    )
    assert round.results is not None
    found = shown_by_seniority(round.results)
    assert found == [(["executive", "manager"], 4), (["specialist"], 3)]


def test_a_question_that_one_of_a_group_left_out_shows_no_rest(database: None, cast: Cast) -> None:
    """Of four managers and three specialists two managers cannot say: their group of two is shown nowhere."""
    round = opened(cast, [*["manager"] * 4, *["specialist"] * 3])
    respondents = list(Respondent.objects.filter(round=round))
    with on_day(OPENS):
        for respondent in respondents:
            answer_all(respondent, 7)
        first = Question.objects.filter(template=round.template)[0]
        for respondent in respondents[:2]:
            save_answer(respondent=respondent, question=first, score=None, cannot_say=True)
    results = released(round).results
    assert results is not None
    # The first dimension has two questions; of the first one only the whole is shown, or the two managers follow from it.
    assert results["questions"][0]["answers"] == 5
    managers, specialists = (one["dimensions"]["knows_us"] for one in results["by_seniority"])
    assert (managers, specialists) == ("7", "7")  # from the second question alone


def test_disposition_and_seniority_together_single_nobody_out(database: None, cast: Cast) -> None:
    """Four managers, of whom three are champions: manager less champion would be the fourth one."""
    round = planned(cast, [*["manager"] * 4, *["specialist"] * 4])
    asked = list(Stakeholder.objects.filter(customer=cast.halden, name__startswith="Person").order_by("pk"))
    for number, person in enumerate(asked):
        kind = "champion" if number < 3 else "neutral"
        Disposition.objects.create(customer=cast.halden, stakeholder=person, kind=kind, since=date(2025, 1, 1))
    with on_day(OPENS):
        rounds.open_round(round=round)
    results = released(answered(round, [9, 9, 9, 0, 5, 5, 5, 5], recommendation="Come and see us.")).results
    insight = RoundInsight.objects.get(round=round)
    assert results is not None
    assert {one["dimensions"]["trust"] for one in results["by_seniority"]} == {"34/5", "5"}  # as printed
    assert [one["dimensions"]["trust"] for one in insight.by_disposition] == [None, None]


def test_results_say_nothing_of_who_when_and_by_which_number(database: None, cast: Cast) -> None:
    round = opened(cast)
    respondents = list(Respondent.objects.filter(round=round).select_related("stakeholder"))
    text = json.dumps(released(answered(round, [4, 6, 8, 10], comment="All in all fine.")).results)
    for one in respondents:
        assert one.code not in text
        assert one.stakeholder.name not in text
        assert one.stakeholder.email not in text
    assert "at" not in set(json.loads(text))
    assert "2026" not in text


def test_a_name_stands_beside_words_only_by_choice(database: None, cast: Cast) -> None:
    round = opened(cast)
    respondents = list(Respondent.objects.filter(round=round))
    with on_day(OPENS):
        for number, respondent in enumerate(respondents):
            answer_all(respondent, 4, recommendation=f"Advice {number}", is_named=number == 2)
    released(round)
    assert {(one.words, one.name) for one in Recommendation.objects.all()} == {
        ("Advice 0", ""), ("Advice 1", ""), ("Advice 2", "Person 2"), ("Advice 3", ""),
    }  # fmt: skip


def test_words_stand_in_an_order_that_is_not_that_of_the_people(database: None, cast: Cast) -> None:
    round = opened(cast, ("manager",) * 8)
    with on_day(OPENS):
        for number, respondent in enumerate(Respondent.objects.filter(round=round)):
            answer_all(respondent, 8, comment=f"Comment {number}")
    results = released(round).results
    assert results is not None
    said = [one["words"] for one in results["questions"][0]["comments"]]
    assert sorted(said) == [f"Comment {n}" for n in range(8)]
    assert said != sorted(said)


@pytest.mark.parametrize("who", ["administrator", "account_manager", "champion"])
def test_nobody_sees_single_answers(who: str, database: None, cast: Cast) -> None:
    answered(opened(cast), [6, 7, 8])
    person = actor(getattr(cast, who))
    assert Answer.objects.exists()
    assert not Answer.objects.visible_to(person).exists()


def test_the_customer_sees_a_round_only_once_it_is_released(database: None, cast: Cast) -> None:
    round = answered(opened(cast), [6, 7, 8])
    champion = actor(cast.champion)
    assert not Round.objects.visible_to(champion).exists()
    assert not Respondent.objects.visible_to(champion).exists()
    released(round)
    assert Round.objects.visible_to(champion).get() == round
    assert not RoundInsight.objects.visible_to(champion).exists()
    assert not OwnScore.objects.visible_to(champion).exists()


def test_a_round_is_released_once(database: None, cast: Cast) -> None:
    round = released(answered(opened(cast), [6, 7, 8]))
    refused("state", release_round, round=round)
    respondent = Respondent.objects.filter(round=round)[0]
    question = Question.objects.filter(template=round.template)[0]
    refused("state", save_answer, respondent=respondent, question=question, score=1)


def test_there_is_no_finer_figure_behind_the_printed_one(database: None, cast: Cast) -> None:
    round = released(answered(opened(cast, ("manager",) * 3), [7, 7, 8]))
    assert round.results is not None
    assert Fraction(round.results["dimensions"][0]["customer"]) == Fraction(73, 10)


def test_an_action_that_is_moved_twice_by_one_act_is_told_once(database: None, cast: Cast) -> None:
    round = released(answered(opened(cast), [6, 7, 8]))
    ours = actor(cast.account_manager)
    action = add_action(
        customer=cast.halden,
        actor=ours,
        words="Come and see them",
        owner_ours=cast.account_manager,
        due_on=date(2125, 1, 1),
        round=round,
    )
    before = MailMessage.objects.count()
    first = update_action(action=action, actor=ours, words="Two visits are fixed.", state="open")
    assert update_action(action=action, actor=ours, words="Two visits are fixed.", state="open") == first
    assert MailMessage.objects.count() == before + 3
    update_action(action=action, actor=ours, words="Two visits are fixed.", state="done")
    assert MailMessage.objects.count() == before + 6


def test_a_day_that_moves_says_from_where_and_whoever_moves_her_own_action_is_known(database: None, cast: Cast) -> None:
    ours, hers, due = actor(cast.account_manager), actor(cast.champion), date(2125, 1, 1)
    said = {"words": "Come and see them", "owner_ours": cast.account_manager, "owner_theirs": cast.champion}
    action = add_action(customer=cast.halden, actor=ours, due_on=due, **said)
    given = {"action": action, "state": "open", "due_on": date(2125, 4, 1)}
    moved = update_action(actor=ours, words="Not before Easter.", **given)
    assert (moved.due_before, moved.due_on, moved.stakeholder) == (due, date(2125, 4, 1), None)
    again = update_action(actor=ours, words="It stays so.", **given)
    assert (again.due_before, again.due_on) == (None, None)
    her_own = update_action(action=action, actor=hers, words="We are ready.", state="open")
    assert (her_own.by, her_own.stakeholder, her_own.due_on) == (cast.champion.name, cast.champion, None)
    [shown] = actions_of(hers, cast.halden)
    page = render_to_string("scorecards/actions.html", {"actions": [shown], "side": "respondent"})
    assert page.count("Now due on 1 April 2125, before on 1 January 2125.") == 1


def test_what_the_customer_read_of_our_reply_is_known(database: None, cast: Cast) -> None:
    found, us = RecommendationFactory(round__customer=cast.halden), actor(cast.account_manager)
    stale = Recommendation.objects.get(pk=found.pk)
    for recommendation, words in ((found, "From April on."), (stale, "From May on."), (found, "From May on.")):
        reply(recommendation=recommendation, actor=us, words=words)
    assert [one.fields["reply"] for one in history_of(found)] == [
        ["From April on.", "From May on."],
        ["", "From April on."],
    ]


def test_the_same_request_twice_makes_one_action(database: None, cast: Cast) -> None:
    said: dict[str, Any] = {
        "customer": cast.halden,
        "actor": actor(cast.account_manager),
        "owner_ours": cast.account_manager,
        "due_on": date(2125, 1, 1),
        "request_key": "one",
    }
    first = add_action(words="Come and see them", **said)
    assert add_action(words="Come and see them", **said) == first
    assert history_of(first).get().by == actor(cast.account_manager).name
    refused("key_reused", add_action, words="Something else", **said)
    assert add_action(words="Come and see them", **said | {"request_key": None}) != first


def test_an_invitation_says_how_many_questions_there_are(database: None, cast: Cast) -> None:
    opened(cast)
    assert "16 short questions" in (body := MailMessage.objects.latest("pk").body) and "about 6 minutes" in body
    cancel_round(round=Round.objects.get())
    MailMessage.objects.all().delete()
    round = planned_with(cast, questions=1)
    with on_day(OPENS):
        rounds.open_round(round=round)
    assert "one short question" in (body := MailMessage.objects.latest("pk").body) and "about a minute" in body


def planned_with(cast: Cast, *, questions: int) -> Round:
    """A round with the first few questions only."""
    before = default_template(cast.nordwerk)
    kept = Question.objects.filter(template=before)[:questions]
    template = new_version(
        template=before,
        actor=actor(cast.administrator),
        questions=[(one.dimension, one.dimension_name, one.words) for one in kept],
    )
    with on_day(OPENS):
        return rounds.plan_round(
            customer=cast.halden,
            template=template,
            actor=actor(cast.account_manager),
            opens_on=OPENS,
            closes_on=CLOSES,
            people=people(cast, ("director",) * 3),
        )


# --- Over time --------------------------------------------------------------------------------------------------------
def second_round(first: Round, people: Iterable[Stakeholder], scores: Iterable[int | None]) -> Round:
    with on_day(OPENS):
        round = rounds.plan_round(
            customer=first.customer,
            template=first.template,
            actor=actor(first.planned_by),
            opens_on=OPENS,
            closes_on=CLOSES,
            people=people,
            follows=first,
        )
        rounds.open_round(round=round)
    return released(answered(round, scores))


def groups_shown(round: Round) -> list[list[str]]:
    assert round.results is not None
    return [one["groups"] for one in round.results["by_seniority"] if any(one["dimensions"].values())]


@pytest.mark.parametrize("recorded_anew", [False, True])
def test_who_is_recorded_anew_at_her_address_is_the_same_person(
    database: None, cast: Cast, recorded_anew: bool
) -> None:
    """One person really left and another came: among six, that is told in a step, whatever records are ended."""
    first = released(answered(opened(cast, ("manager",) * 6), [7, 8, 6, 9, 7, 8]))
    *same, fourth, fifth, _left = Stakeholder.objects.filter(name__startswith="Person").order_by("pk")
    again = [fourth, fifth]
    if recorded_anew:
        again = [
            StakeholderFactory(customer=cast.halden, name=f"Anew {n}", email=one.email.upper(), influence=3)
            for n, one in enumerate(again)
        ]
    came = StakeholderFactory(customer=cast.halden, name="Came", email="came@halden.example", influence=3)

    results = second_round(first, [*same, *again, came], [7, 8, 6, 9, 7, 3]).results

    assert results is not None and {one["how"] for one in results["questions"]} == {"step"}


def test_who_moves_between_groups_is_not_found_by_laying_two_rounds_beside_each_other(
    database: None, cast: Cast
) -> None:
    """Seven people answer twice in the same way; one of them was promoted meanwhile. Her groups would give her away."""
    first = released(answered(opened(cast, ["manager"] * 4 + ["executive"] * 3), [2, 8, 8, 8, 9, 9, 9]))
    assert groups_shown(first) == [["executive"], ["manager"]]
    asked = list(Stakeholder.objects.filter(email__startswith="person").order_by("pk"))
    Stakeholder.objects.filter(pk=asked[0].pk).update(seniority="executive")
    second = second_round(first, asked, [2, 8, 8, 8, 9, 9, 9])
    assert groups_shown(second) == []
    assert second.results is not None
    assert second.results["dimensions"][0]["customer"] == "38/5"


def test_the_same_people_in_the_same_groups_are_shown_again(database: None, cast: Cast) -> None:
    first = released(answered(opened(cast, ["manager"] * 4 + ["executive"] * 3), [2, 8, 8, 8, 9, 9, 9]))
    asked = Stakeholder.objects.filter(email__startswith="person").order_by("pk")
    second = second_round(first, asked, [5, 8, 8, 8, 9, 9, 9])
    assert groups_shown(second) == [["executive"], ["manager"]]


def test_a_disposition_that_changed_gives_nobody_away_either(database: None, cast: Cast) -> None:
    round = opened(cast, ["manager"] * 7)
    asked = list(Stakeholder.objects.filter(email__startswith="person").order_by("pk"))

    def stand(people: Iterable[Stakeholder], kind: str, since: date) -> None:
        for one in people:
            Disposition.objects.create(customer=cast.halden, stakeholder=one, kind=kind, since=since)

    stand(asked[:4], "supporter", date(2025, 1, 1))
    stand(asked[4:], "sceptic", date(2025, 1, 1))
    for one in Respondent.objects.filter(round=round):
        kind = "supporter" if one.stakeholder in asked[:4] else "sceptic"
        Respondent.objects.filter(pk=one.pk).update(disposition=kind)
    first = released(answered(round, [9, 9, 9, 1, 3, 3, 3]))
    assert [one["groups"] for one in first.insight.by_disposition] == [["supporter"], ["sceptic"]]
    stand(asked[3:4], "sceptic", date(2025, 9, 1))
    second = second_round(first, asked, [9, 9, 9, 1, 3, 3, 3])
    assert [one for one in second.insight.by_disposition if any(one["dimensions"].values())] == []
