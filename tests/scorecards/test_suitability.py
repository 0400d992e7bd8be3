"""Suitability: directions supersede, the person who was asked agrees criteria, scores are appended, risks stay private."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import MailMessage
from accounts.refusal import Refused
from scorecards import suitability
from scorecards.models import Criteria, Criterion, DeliveryRisk, Direction, OutcomeHolds, RiskUpdate, SuitabilityScore
from scorecards.queries.suitability import (
    asking,
    outcome_asks,
    outcomes_asking,
    re_agreement_words,
    risks_of,
    suitability_of,
    tenths,
)
from scorecards.services.suitability import (
    add_risk,
    agree_criteria,
    agree_of_demonstration,
    decline_criteria,
    draft_criteria,
    give_score,
    hold_outcome,
    move_risk,
    propose_criteria,
    record_direction,
    say_direction,
)
from scorecards.suitability import OURS, THEIRS, Given, Line
from tests.cast import Cast, actor, agreed, dimension_of, refused

pytestmark = pytest.mark.both


def direction(cast: Cast, words: str = "Instant payments", on: date = date(2025, 1, 15)) -> Direction:
    return record_direction(
        customer=cast.halden,
        by=cast.account_manager,
        words=words,
        said_by="Carla Thoma, CFO",
        said_on=on,
        source="Board minutes",
    )


def asked_again(us: Any) -> list[tuple[bool, int]]:
    """Of each direction that holds: whether criteria, and how many outcomes, are to be agreed again."""
    found = asking(Direction.objects.visible_to(us).current()).order_by("customer")
    return [(one.asks_criteria, one.asks_outcomes) for one in found]


def proposed(cast: Cast, *lines: tuple[str, int]) -> Criteria:
    made = draft_criteria(
        customer=cast.halden,
        actor=actor(cast.account_manager),
        asked=cast.champion,
        lines=lines or [("Speed", 60), ("Cost", 40)],
    )
    return propose_criteria(criteria=made, actor=actor(cast.account_manager))


def holding(cast: Cast, *lines: tuple[str, int]) -> list[Criterion]:
    criteria = agree_criteria(criteria=proposed(cast, *lines), actor=actor(cast.champion))
    return list(criteria.lines.all())


def newest(cast: Cast) -> int:
    found: Direction = Direction.objects.filter(customer=cast.halden).current().get()
    return found.pk


# --- Arithmetic -------------------------------------------------------------------------------------------------------
def test_each_persons_newest_score_counts_once() -> None:
    given = [Given("a", THEIRS, 1, 2), Given("a", THEIRS, 2, 6), Given("a", THEIRS, 1, 9), Given("a", OURS, 1, 10)]
    newest = suitability.newest(given)
    assert suitability.mean(newest, "a", THEIRS) == Fraction(15, 2)
    assert suitability.mean(newest, "b", THEIRS) is None


def test_there_is_no_whole_while_a_criterion_is_not_scored() -> None:
    lines = [Line(60, Fraction(9), Fraction(8)), Line(40, Fraction(4), None)]
    assert suitability.whole(lines, OURS) == Fraction(7)
    assert suitability.whole(lines, THEIRS) is None and suitability.whole([], OURS) is None
    assert lines[0].gap == 1 and lines[1].gap is None


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(1, 20), "0.1"), (Fraction(-1, 20), "-0.1"), (Fraction(22, 3), "7.3")]
)
def test_a_mean_is_rounded_half_away_from_zero(value: Fraction, text: str) -> None:
    assert str(tenths(value)) == text


# --- The direction ----------------------------------------------------------------------------------------------------
def test_a_direction_is_superseded_and_never_edited(database: None, cast: Cast) -> None:
    first = direction(cast)
    assert direction(cast) == first  # sent twice
    second = direction(cast, "Fewer branches", date(2025, 6, 1))
    assert second.supersedes == first
    refused("order", direction, cast=cast, words="Older", on=date(2025, 5, 31))
    refused("future", direction, cast=cast, words="Later", on=date(2100, 1, 1))
    found = suitability_of(actor(cast.champion), cast.halden)
    assert (found.direction, list(found.earlier)) == (second, [first])


def test_she_says_herself_where_her_firm_is_going(database: None, cast: Cast) -> None:
    """On the same record as what we wrote down: it supersedes that, and asks for re-agreement; nobody says it for her."""
    ours = direction(cast)
    holding(cast)
    said = {"words": "Fewer branches", "said_on": date(2025, 6, 1), "source": "Strategy 2030, page 4"}
    for person in (cast.administrator, cast.account_manager):
        refused("only_the_customer", say_direction, actor=actor(person), **said)
    refused("only_the_customer", say_direction, actor=actor(cast.champion, in_person=False), **said)
    for person in (cast.cfo, cast.clerk):
        refused("no_right", say_direction, actor=actor(person), **said)
    refused("order", say_direction, actor=actor(cast.champion), **said | {"said_on": date(2025, 1, 14)})
    hers = say_direction(actor=actor(cast.champion), **said)
    assert say_direction(actor=actor(cast.champion), **said) == hers  # sent twice
    [mail] = MailMessage.objects.filter(to=cast.account_manager.user.email, subject__contains="where it is going")
    assert "Fewer branches" in mail.body and f"/customers/{cast.halden.pk}/" in mail.body
    assert (hers.supersedes, hers.said_by, hers.recorded_by) == (ours, "Clara Meier, Head of Settlement", None)
    assert hers.stakeholder == cast.champion
    assert [criteria for criteria, _outcomes in asked_again(actor(cast.account_manager))] == [True]
    assert not suitability_of(actor(cast.other_champion), cast.orlik).direction


def test_no_name_is_cut_off_where_the_position_is_long(database: None, cast: Cast) -> None:
    type(cast.champion).objects.filter(pk=cast.champion.pk).update(position="p" * 200)
    said = say_direction(actor=actor(cast.champion), words="On", said_on=date(2025, 6, 1), source="Here")
    assert said.said_by == cast.champion.name


@pytest.mark.parametrize("model", [Direction, SuitabilityScore, RiskUpdate, OutcomeHolds])
def test_what_was_said_is_append_only(database: None, cast: Cast, model: Any) -> None:
    table = model._meta.db_table
    direction(cast)
    give_score(criterion=holding(cast)[0], actor=actor(cast.champion), score=7, reason="It runs.")
    risk(cast, shared=True)
    hold_outcome(read=newest(cast), outcome=dimension_of(cast.halden).outcome, actor=actor(cast.champion))
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# --- Criteria ---------------------------------------------------------------------------------------------------------
def test_only_the_person_who_was_asked_agrees_in_person(database: None, cast: Cast) -> None:
    refused("no_direction", proposed, cast=cast)
    direction(cast)
    criteria = proposed(cast)
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 1
    for person in (cast.administrator, cast.account_manager):
        refused("only_the_customer", agree_criteria, criteria=criteria, actor=actor(person))
    refused("only_the_customer", agree_criteria, criteria=criteria, actor=actor(cast.champion, in_person=False))
    refused("no_right", agree_criteria, criteria=criteria, actor=actor(cast.clerk))
    refused("only_the_customer", agree_of_demonstration, criteria=criteria, at=criteria.proposed_at)
    agree_criteria(criteria=criteria, actor=actor(cast.champion))
    criteria.refresh_from_db()
    assert (criteria.state, criteria.decided_by) == ("agreed", cast.champion.name)
    refused("state", decline_criteria, criteria=criteria, actor=actor(cast.champion), reason="No.")


def test_criteria_are_few_named_once_and_weighted(database: None, cast: Cast) -> None:
    direction(cast)
    for code, lines in (
        ("twice", [("Speed", 1), (" speed ", 2)]),
        ("weight", [("Speed", 0)]),
        ("too_many", [(f"Criterion {number}", 1) for number in range(9)]),
    ):
        with pytest.raises(Refused) as caught:
            proposed(cast, *lines)
        assert caught.value.code == code


def test_a_declined_proposal_says_why_and_a_draft_of_an_old_direction_is_not_sent(database: None, cast: Cast) -> None:
    direction(cast)
    criteria = proposed(cast)
    refused("no_reason", decline_criteria, criteria=criteria, actor=actor(cast.champion), reason=" ")
    decline_criteria(criteria=criteria, actor=actor(cast.champion), reason="Cost is not what matters.")
    [shown] = suitability_of(actor(cast.account_manager), cast.halden).open
    assert shown.reason == "Cost is not what matters."
    made = draft_criteria(
        customer=cast.halden, actor=actor(cast.account_manager), asked=cast.champion, lines=[("Speed", 1)]
    )
    direction(cast, "Fewer branches", date(2025, 6, 1))
    refused("direction", propose_criteria, criteria=made, actor=actor(cast.account_manager))


# --- Scores -----------------------------------------------------------------------------------------------------------
def test_both_sides_score_and_the_gap_is_between_their_means(database: None, cast: Cast) -> None:
    direction(cast)
    refused("not_agreed", give_score, criterion=proposed(cast).lines.get(name="Speed"), actor=actor(cast.champion),
            score=5, reason="?")  # fmt: skip
    speed, cost = holding(cast)
    for person, criterion, score in (
        (cast.champion, speed, 4),
        (cast.champion, speed, 8),
        (cast.cfo, speed, 5),
        (cast.contributor, speed, 9),
        (cast.champion, cost, 6),
    ):
        give_score(criterion=criterion, actor=actor(person), score=score, reason="Because.")
    refused("no_right", give_score, criterion=speed, actor=actor(cast.clerk), score=1, reason="?")
    refused("no_reason", give_score, criterion=speed, actor=actor(cast.champion), score=1, reason=" ")
    found = suitability_of(actor(cast.champion), cast.halden)
    line = found.lines[0].line
    assert (line.theirs, line.ours, line.gap) == (Fraction(13, 2), 9, Fraction(5, 2))
    assert found.theirs == Fraction(60 * 13, 200) + Fraction(40 * 6, 100)
    assert found.ours is None  # nobody of ours scored the cost
    assert SuitabilityScore.objects.filter(criterion=speed, stakeholder=cast.champion).count() == 2


# --- When the direction changes ---------------------------------------------------------------------------------------
def test_a_new_direction_asks_for_criteria_and_outcomes_to_be_agreed_again(database: None, cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    us, them = actor(cast.account_manager), actor(cast.champion)
    direction(cast)
    holding(cast)
    assert asked_again(us) == [(False, 0)]  # a first direction changes nothing
    assert outcome_asks(us, dimension.outcome) is None
    changed = direction(cast, "Fewer branches", date(2025, 6, 1))
    assert asked_again(us) == [(True, 1)]
    assert (
        re_agreement_words(criteria=True, outcomes=1)
        == "Agreed before the direction changed: the criteria and one outcome."
    )
    assert outcome_asks(them, dimension.outcome) == changed
    assert outcomes_asking(them, changed) == [dimension.outcome]
    assert asked_again(actor(cast.second_account_manager)) == []
    holding(cast)
    refused("only_the_customer", hold_outcome, read=newest(cast), outcome=dimension.outcome, actor=us)
    refused("no_right", hold_outcome, read=newest(cast), outcome=dimension.outcome, actor=actor(cast.clerk))
    refused("newer", hold_outcome, read=changed.supersedes_id, outcome=dimension.outcome, actor=them)
    hold_outcome(read=newest(cast), outcome=dimension.outcome, actor=them)
    assert asked_again(us) == [(False, 0)] and outcome_asks(us, dimension.outcome) is None


def test_terms_agreed_under_the_new_direction_answer_for_their_outcome(database: None, cast: Cast) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    direction(cast)
    direction(cast, "Fewer branches", date(2025, 6, 1))
    agreed(dimension, by=cast.champion, on=date(2025, 6, 2))
    assert outcome_asks(actor(cast.champion), dimension.outcome) is None


# --- Risks ------------------------------------------------------------------------------------------------------------
def risk(cast: Cast, *, shared: bool, words: str = "Too few engineers") -> DeliveryRisk:
    return add_risk(
        customer=cast.halden,
        by="Mara",
        words=words,
        plan="Hire two",
        owner=cast.account_manager,
        due_on=date(2035, 1, 31),
        shared=shared,
    )


def test_the_same_draft_of_criteria_sent_twice_is_one(database: None, cast: Cast) -> None:
    direction(cast)
    said = {"customer": cast.halden, "actor": actor(cast.account_manager), "asked": cast.champion}
    first = draft_criteria(lines=[("Speed", 60), ("Cost", 40)], **said)
    assert draft_criteria(lines=[("Speed", 60), ("Cost", 40)], **said) == first
    assert draft_criteria(lines=[("Speed", 50), ("Cost", 50)], **said) != first


def test_the_same_risk_sent_twice_is_one(database: None, cast: Cast) -> None:
    first = risk(cast, shared=True)
    assert risk(cast, shared=True) == first
    assert risk(cast, shared=True, words="Too few desks") != first
    assert DeliveryRisk.objects.count() == 2


def test_the_customer_sees_a_risk_only_while_it_is_shared_and_nothing_written_before(
    database: None, cast: Cast
) -> None:
    them = actor(cast.champion)
    private = risk(cast, shared=False)
    assert risks_of(them, cast.halden) == []
    moved = {"by": "Mara", "owner": cast.account_manager, "due_on": date(2035, 2, 1), "state": "open"}
    move_risk(risk=private, words="Said aloud.", shared=True, **moved)
    move_risk(risk=private, words="Said aloud.", shared=True, **moved)
    [seen] = risks_of(them, cast.halden)
    assert [one.words for one in seen.updates] == ["Said aloud."]
    assert len(risks_of(actor(cast.account_manager), cast.halden)[0].updates) == 2
    move_risk(risk=private, words="Not any more.", shared=False, **moved)
    assert risks_of(them, cast.halden) == []
    assert risks_of(actor(cast.second_account_manager), cast.halden) == []
