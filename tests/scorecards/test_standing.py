"""How customers stand: what one query reads of all of them, and the rules of green, red and due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.renewals import Contract
from scorecards.perception import improved, is_red
from scorecards.queries.standing import standings, unpaid
from scorecards.standing import Action, Read, Round, Stage, Standing, rounds_due
from tests import factories as make
from tests.access.world import results_of
from tests.cast import Cast

TODAY = date(2026, 11, 16)


# --- Pure -------------------------------------------------------------------------------------------------------------
def a_round(pk: int, on: date | None, means: dict[str, int] | None = None, **fields: Any) -> Round:
    state = fields.pop("state", "released")
    given = {key: Fraction(mean) for key, mean in (means or {}).items()}
    return Round(pk, state, date(2026, 1, pk), date(2026, 2, 1), on, fields.pop("follows", None), means=given, **fields)


def read(*, met: bool = True, challenged: bool = False) -> Read:
    return Read(1, "Tickets", date(2026, 10, 1), date(2026, 10, 31), met, challenged)


def test_red_is_below_seven_and_what_is_hidden_is_not() -> None:
    assert [is_red(one) for one in (Fraction(69, 10), Fraction(7), None)] == [True, False, False]


def test_kept_and_red_at_once_is_the_case_that_matters() -> None:
    red = a_round(1, TODAY, {"trust": 5, "value": 8})
    assert Standing(read=[read()], rounds=[red]).kept_but_red
    assert not Standing(rounds=[red]).kept_but_red  # nothing was read: that is not kept
    assert not Standing(read=[read(), read(met=False)], rounds=[red]).kept_but_red
    assert not Standing(read=[read(challenged=True)], rounds=[red]).kept_but_red
    assert not Standing(read=[read()], rounds=[a_round(1, TODAY, {"trust": 7})]).kept_but_red


def test_better_is_a_notable_step_without_a_step_back() -> None:
    before = means(trust=5, value=8)
    assert improved(before, means(trust=7, value=7.5))
    assert not improved(before, means(trust=5.5, value=8))
    assert not improved(before, means(trust=9, value=7))
    assert not improved({}, means(trust=9))


def test_what_is_told_in_a_step_is_better_only_where_it_is_so_anywhere_in_it() -> None:
    before = means(trust=5, value=8)
    assert improved(before, means(value=8) | {"trust": (Fraction(6), Fraction(7))})
    assert not improved(before, means(value=8) | {"trust": (Fraction(11, 2), Fraction(13, 2))})
    assert not improved(before, means(trust=7) | {"value": (Fraction(7), Fraction(8))})


def means(**known: float) -> dict[str, tuple[Fraction, Fraction] | None]:
    """Means that are told exactly, as from where to where they may be."""
    return {key: (Fraction(mean), Fraction(mean)) for key, mean in known.items()}


def test_stage_is_what_is_under_way_else_what_the_results_say() -> None:
    first = a_round(1, date(2026, 2, 3), {"trust": 5})
    second = a_round(2, date(2026, 8, 3), {"trust": 8}, follows=1)
    assert Standing().stage == Stage.NONE
    assert Standing(rounds=[first]).stage == Stage.RED
    assert Standing(rounds=[first, a_round(2, None, state="open")]).stage == Stage.OPEN
    assert Standing(rounds=[first, second]).stage == Stage.BETTER
    assert Standing(rounds=[a_round(1, TODAY, {"trust": 8})]).stage == Stage.GREEN


def test_stage_says_what_came_of_the_results() -> None:
    red, green = a_round(1, TODAY, {"trust": 5, "ideas": 4}), a_round(1, TODAY, {"trust": 8})
    actions = [Action(n, 1, key, "Call.", TODAY, is_open=True) for n, key in enumerate(("trust", "ideas"))]
    assert Standing(rounds=[red], actions=actions[:1]).stage == Stage.RED
    assert Standing(rounds=[red], actions=actions).stage == Stage.AGREED
    assert Standing(rounds=[red], actions=[replace(actions[0], moved=True), actions[1]]).stage == Stage.MOVING
    assert Standing(rounds=[red], actions=[replace(actions[0], is_open=False), actions[1]]).stage == Stage.MOVING
    assert Standing(rounds=[red], actions=[replace(one, round=7) for one in actions]).stage == Stage.RED
    term = Contract(1, "Supply", TODAY - timedelta(700), TODAY + timedelta(90), None)
    beside = Contract(2, "Beside", TODAY - timedelta(9), TODAY + timedelta(400), None)
    next_one = Contract(3, "Supply again", TODAY + timedelta(91), TODAY + timedelta(900), None)
    assert Standing(rounds=[green], contracts=[term]).stage == Stage.GREEN
    assert Standing(rounds=[green], contracts=[term, next_one]).stage == Stage.RENEWED
    assert Standing(rounds=[green], contracts=[term, beside, next_one]).stage == Stage.GREEN
    assert Standing(rounds=[red], contracts=[term, next_one]).stage == Stage.RED
    later = replace(green, released_on=TODAY + timedelta(200))
    assert Standing(rounds=[later], contracts=[term, next_one]).stage == Stage.GREEN


def test_renewed_contract_asks_for_nothing_the_next_one_does() -> None:
    old = Contract(1, "Old", date(2024, 1, 1), date(2026, 12, 31), None)
    new = Contract(2, "New", date(2027, 1, 1), date(2029, 12, 31), None)
    assert [one.contract for one in rounds_due([old], [], TODAY)] == [old]
    assert rounds_due([old, new], [], TODAY) == []


# --- Read -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def furnished(db: None, cast: Cast) -> Cast:
    customer = cast.halden
    commitment = make.CommitmentFactory(customer=customer)
    make.CommitmentLevelFactory(commitment=commitment, since=date(2026, 1, 1), target=Decimal(80))
    make.CommitmentLevelFactory(commitment=commitment, since=date(2026, 9, 1), target=Decimal(90))
    months = {7: "10", 8: "85", 9: "95", 10: "90"}
    rows = [
        make.PerformanceReadingFactory(
            commitment=commitment, period_start=date(2026, n, 1), period_end=date(2026, n, 28), value=Decimal(value)
        )
        for n, value in months.items()
    ]
    make.ReadingAnswerFactory(reading=rows[0], stakeholder=cast.champion, kind="challenged", reason="No.")
    make.ReadingAnswerFactory(reading=rows[1], stakeholder=cast.champion, kind="challenged", reason="No.")
    make.ReadingAnswerFactory(reading=rows[1], stakeholder=cast.champion)
    questions = [make.QuestionFactory(dimension=key) for key in ("trust", "value")]
    template = questions[0].template
    released = make.RoundFactory(
        customer=customer, template=template, state="released", released_on=date(2026, 3, 3),
        results=results_of(questions, "Good."),
    )  # fmt: skip
    now = make.RoundFactory(
        customer=customer,
        template=template,
        state="open",
        follows=released,
        opens_on=TODAY,
        closes_on=date(2026, 12, 1),
    )
    asked = make.RespondentFactory(round=now, stakeholder=cast.champion, last_mail_on=TODAY - timedelta(days=4))
    make.RespondentFactory(round=now, stakeholder=cast.cfo, is_done=True)
    assert asked.reminders == 0
    make.RecommendationFactory(round=released)
    make.RecommendationFactory(round=released, reply="We will.")
    make.ActionFactory(customer=customer, round=released, dimension="trust")
    make.ActionFactory(customer=customer, round=released, dimension="value", state="dropped")
    make.TenderFactory(customer=customer)
    line = make.ScopeLineFactory(
        contract=make.ContractFactory(customer=customer, ends_on=date(2027, 6, 30)),
        function="Cases",
        unit_price=Decimal("2.5"),
    )
    make.WorkVolumeFactory(customer=customer, function=line.function, out_of_scope=Decimal(8))
    make.WorkVolumeFactory(customer=customer, function="Trains", out_of_scope=Decimal(3))
    make.ScopeChangeFactory(contract=line.contract, asked=cast.champion, state="proposed", proposed_at=timezone.now())
    return cast


@pytest.mark.both
def test_one_query_reads_how_everybody_stands(furnished: Cast) -> None:
    keys = [furnished.halden.pk, furnished.orlik.pk]
    with CaptureQueriesContext(connection) as captured:
        found = standings(keys, TODAY, with_work=True)
    assert sum("UNION ALL" in one["sql"] for one in captured.captured_queries) == 1, captured.captured_queries
    assert found[furnished.orlik.pk] == Standing()
    one = found[furnished.halden.pk]
    # The level that held when a period began: 85 met 80 in August, 90 meets 90 in October. July is the fourth last.
    assert [(row.start.month, row.met, row.challenged) for row in one.read] == [
        (8, True, False),
        (9, True, False),
        (10, True, False),
    ]
    assert [row.start.month for row in one.challenges] == [7]
    assert one.kept_but_red and one.red == ["trust", "value"] and one.red_without_action == ["value"]
    assert one.stage == Stage.OPEN and one.current is not None and one.current.remindable
    assert one.released is not None and one.released.names["trust"]["de"] == "Vertrauen"
    assert (len(one.recommendations), len(one.tenders), len(one.proposals)) == (1, 1, 1)
    assert one.contracts[0].ends_on == date(2027, 6, 30)
    assert [(row.function, row.minor) for row in unpaid(one, "EUR")] == [("Cases", 2000), ("Trains", None)]


def test_what_came_since_is_read_though_the_statement_is_kept(furnished: Cast) -> None:
    keys = [furnished.halden.pk, furnished.orlik.pk]
    assert standings(keys, TODAY)[furnished.orlik.pk].tenders == []
    make.TenderFactory(customer=furnished.orlik)
    assert len(standings(keys, TODAY)[furnished.orlik.pk].tenders) == 1
