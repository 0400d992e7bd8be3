"""Today on contracts, rounds, actions, scope and tenders: each line has its reason, one act, and leaves once that is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from scorecards.models import Direction, Round, ScopeChange
from scorecards.services.suitability import say_direction
from tests import factories as make
from tests.access.world import results_of
from tests.cast import Cast, actor, agreed, dimension_of, on_day
from tests.pages.conftest import ClientOf
from tests.pages.test_page_today import kinds, line, lines
from tests.portal.conftest import words_of
from tests.reading import seen

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _on_that_day() -> Any:
    with on_day(TODAY):
        yield


@pytest.fixture
def released(cast: Cast) -> Round:
    """A round that was released in September: trust and value at 6 of 10."""
    questions = [make.QuestionFactory(dimension=key, dimension_name={"en": key.title()}) for key in ("trust", "value")]
    template = questions[0].template
    template.supplier = cast.nordwerk
    template.save()
    made: Round = make.RoundFactory(
        customer=cast.halden,
        template=template,
        state="released",
        opens_on=date(2026, 9, 1),
        closes_on=date(2026, 9, 21),
        released_on=date(2026, 9, 28),
        planned_by=cast.account_manager,
        results=results_of(questions, ""),
    )
    return made


def reading(cast: Cast, value: str, **fields: Any) -> Any:
    commitment = make.CommitmentFactory(customer=cast.halden, name="Tickets answered")
    make.CommitmentLevelFactory(commitment=commitment, target=Decimal(80))
    span = {"period_start": date(2026, 10, 1), "period_end": date(2026, 10, 31)}
    return make.PerformanceReadingFactory(commitment=commitment, value=Decimal(value), **span | fields)


def test_the_customers_page_says_what_they_think(cast: Cast, manager: Client, released: Round) -> None:
    reading(cast, "80")
    text = words_of(manager.get(f"/customers/{cast.halden.pk}/performance/", headers={"hx-request": "true"}))
    assert "Perception: 2 of 2 dimensions are below 7 in September 2026: Trust, Value." in text


def test_contract_kept_and_perception_red_comes_first_until_each_red_dimension_has_an_action(
    cast: Cast, manager: Client, released: Round
) -> None:
    reading(cast, "80")
    make.TenderFactory(customer=cast.halden)
    first = lines(manager)[0]
    assert (first.kind, first.what) == (
        "kept_but_red",
        "Everything promised is kept, and 2 dimensions are red: Trust, Value",
    )
    for dimension in ("trust", "value"):
        found = line(manager, "kept_but_red")
        assert found.act.url == f"/customers/{cast.halden.pk}/actions/new/?round={released.pk}&dimension={dimension}"
        said = {"words": "Meet each month", "dimension": dimension, "due_on": "2027-01-15"}
        manager.post(found.act.url, said | {"owner_ours": cast.account_manager.pk})
    assert "kept_but_red" not in kinds(manager)


def test_missed_contract_and_red_perception_is_another_line(cast: Cast, manager: Client, released: Round) -> None:
    reading(cast, "79")
    assert [one for one in kinds(manager) if "red" in one] == ["red"]


def test_contract_asks_for_a_round_until_one_is_planned(cast: Cast, manager: Client) -> None:
    make.ContractFactory(customer=cast.halden, name="Platform", ends_on=date(2028, 3, 31))
    found = line(manager, "round_due")
    assert found.what == "No round is planned before “Platform” ends on 31 March 2028"
    assert "31 March 2027" in found.why
    people = [cast.champion.pk, cast.cfo.pk, cast.clerk.pk]
    manager.post(found.act.url, {"opens_on": "2026-11-20", "closes_on": "2026-12-11", "people": people})
    assert Round.objects.get().state == "planned"
    assert "round_due" not in kinds(manager)


def test_same_questions_are_proposed_after_half_a_year_and_only_then(
    cast: Cast, manager: Client, client_of: ClientOf, released: Round
) -> None:
    assert "again" not in kinds(manager)
    with on_day(date(2027, 3, 30)):
        later = client_of(cast.account_manager)
        found = line(later, "again")
    assert found.act.url == f"/customers/{cast.halden.pk}/benchmark/new/"
    make.RoundFactory(customer=cast.halden, template=released.template, follows=released, opens_on=date(2027, 4, 1),
                      closes_on=date(2027, 4, 20))  # fmt: skip
    with on_day(date(2027, 3, 30)):
        assert "again" not in kinds(later)


@pytest.mark.parametrize(
    ("fields", "label", "acts"),
    [
        ({"state": "planned"}, "Open the round", "round_show"),
        ({"state": "open"}, "Remind", "round_remind"),
        ({"state": "open", "closes_on": TODAY - timedelta(days=1)}, "Close it", "round_show"),
        ({"state": "closed"}, "Release it", "round_show"),
    ],
)
def test_round_asks_for_its_next_step(
    cast: Cast, manager: Client, fields: dict[str, Any], label: str, acts: str
) -> None:
    span = {"opens_on": TODAY - timedelta(days=7), "closes_on": TODAY + timedelta(days=7)}
    one = make.RoundFactory(customer=cast.halden, **span | fields)
    make.RespondentFactory(round=one, stakeholder=cast.champion, last_mail_on=TODAY - timedelta(days=7))
    found = line(manager, "round")
    assert (found.act.label, found.act.post) == (label, acts == "round_remind")
    assert found.act.url == f"/rounds/{one.pk}/{'remind/' if acts == 'round_remind' else ''}"
    if found.act.post:
        manager.post(found.act.url)
        assert "round" not in kinds(manager)


def test_recommendation_action_and_challenge_leave_when_answered(cast: Cast, manager: Client, released: Round) -> None:
    make.RecommendationFactory(round=released, words="Tell us earlier.")
    for dimension in ("trust", "value"):
        make.ActionFactory(
            customer=cast.halden, round=released, dimension=dimension, owner_ours=cast.account_manager,
            words="A call each month", due_on=date(2026, 11, 10 if dimension == "trust" else 30),
        )  # fmt: skip
    read = reading(cast, "81", supplier=cast.nordwerk)
    make.ReadingAnswerFactory(reading=read, stakeholder=cast.champion, kind="challenged", reason="One day is missing.")
    assert kinds(manager) == ["challenge", "recommendation", "action"]
    assert line(manager, "challenge").why == "“One day is missing.”"
    assert line(manager, "action").what == "An action is overdue: A call each month"

    manager.post(line(manager, "challenge").act.url, {"words": "The day is in it."})
    manager.post(line(manager, "recommendation").act.url, {"reply": "We will."})
    moved = {"words": "Two calls were held.", "state": "done", "due_on": "2026-11-10"}
    manager.post(line(manager, "action").act.url, moved)
    assert (kinds(manager), line(manager, "challenge_answered").ours) == (["challenge_answered"], False)
    make.ReadingAnswerFactory(reading=read, stakeholder=cast.champion)
    assert kinds(manager) == []


def test_scope_waits_for_us_as_a_draft_and_for_the_customer_once_proposed(cast: Cast, manager: Client) -> None:
    contract = make.ContractFactory(customer=cast.halden)
    change: ScopeChange = make.ScopeChangeFactory(
        contract=contract, asked=cast.champion, proposed_by=cast.account_manager
    )
    assert (line(manager, "scope").ours, line(manager, "scope").act.url) == (True, f"/scope/{change.pk}/")
    manager.post(f"/scope/{change.pk}/propose/")
    found = line(manager, "scope_proposed")
    assert (found.ours, found.what) == (False, "A change of scope waits for Clara Meier: Cases handled")


def test_tender_is_asked_about_again_after_two_weeks_of_silence(
    cast: Cast, manager: Client, client_of: ClientOf
) -> None:
    tender = make.TenderFactory(customer=cast.halden, name="Core banking", on=TODAY)
    found = line(manager, "tender")
    assert found.what == "A tender was heard of: Core banking"
    said = {"kind": "issued", "on": "2026-11-16", "source": "Mail", "words": "Proof is sent to their board."}
    manager.post(found.act.url, said)
    assert "tender" not in kinds(manager)
    with on_day(TODAY + timedelta(days=14)):
        later = client_of(cast.account_manager)
        assert line(later, "tender").why == "“Proof is sent to their board.”"
        later.post(f"/tenders/{tender.pk}/", said | {"kind": "won", "on": "2026-11-30"})
        assert "tender" not in kinds(later)


def test_changed_direction_asks_until_it_is_agreed_again(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    dimension = dimension_of(cast.halden)
    with on_day(date(2025, 5, 2)):
        agreed(dimension, by=cast.champion)
    first = make.DirectionFactory(customer=cast.halden, said_on=date(2025, 6, 1))
    criteria = {"asked": cast.champion, "proposed_by": cast.account_manager, "state": "agreed"}
    make.CriteriaFactory(direction=first, decided_at=datetime(2025, 6, 2, tzinfo=UTC), **criteria)
    assert "direction" not in kinds(manager)
    newer = make.DirectionFactory(customer=cast.halden, said_on=date(2026, 10, 1), supersedes=first)
    found = line(manager, "direction")
    assert found.why == "Agreed before the direction changed: the criteria and one outcome."
    assert found.act.url == f"/customers/{cast.halden.pk}/suitability/"
    make.CriteriaFactory(direction=newer, decided_at=datetime(2026, 10, 2, tzinfo=UTC), **criteria)
    assert line(manager, "direction").why == "Agreed before the direction changed: one outcome."
    hers, read = client_of(cast.champion), Direction.objects.filter(customer=cast.halden).current().get()
    assert f'name="direction" value="{read.pk}"' in hers.get("/portal/suitability/").content.decode()
    hers.post(f"/portal/outcomes/{dimension.outcome_id}/holds/", {"direction": read.pk} | seen("suitability-"))
    assert "direction" not in kinds(manager)


def test_risk_whose_day_is_over_waits_until_somebody_says_how_it_moved(cast: Cast, manager: Client) -> None:
    risk = make.DeliveryRiskFactory(customer=cast.halden, owner=cast.account_manager, due_on=TODAY)
    assert "risk" not in kinds(manager)
    type(risk).objects.update(due_on=date(2026, 11, 13))
    found = line(manager, "risk")
    assert (found.what, found.age) == ("A risk to delivery is overdue: Too few engineers.", "due 3 days ago")
    said = {"words": "Two start in January.", "state": "open", "owner": cast.account_manager.pk, "due_on": "2027-02-01"}
    manager.post(found.act.url, said)
    assert "risk" not in kinds(manager)


def test_lost_customers_ask_for_none_of_it(cast: Cast, manager: Client, released: Round) -> None:
    cast.halden.stage = "lost"
    cast.halden.save()
    make.TenderFactory(customer=cast.halden, recorded_at=datetime(2026, 11, 1, tzinfo=UTC))
    make.ContractFactory(customer=cast.halden, ends_on=date(2027, 3, 31))
    assert kinds(manager) == []


def test_page_costs_the_same_with_more_of_it(
    cast: Cast, manager: Client, released: Round, queries_of: Callable[[Client, str], int]
) -> None:
    before = queries_of(manager, "/today/")
    for number in range(3):
        make.TenderFactory(customer=cast.halden)
        make.ActionFactory(customer=cast.halden, round=released, dimension=str(number))
        make.ContractFactory(customer=cast.halden, ends_on=date(2027, 3, 31))
    assert queries_of(manager, "/today/") == before <= 10


def test_first_direction_that_she_says_herself_asks_for_criteria_until_they_are_sent(
    cast: Cast, manager: Client
) -> None:
    make.DirectionFactory(customer=cast.halden, said_on=date(2026, 11, 1))
    assert "direction" not in kinds(manager)  # what we wrote down ourselves is no news
    say_direction(actor=actor(cast.champion), words="Fewer branches", said_on=date(2026, 11, 14), source="Strategy")
    found = line(manager, "direction")
    assert (found.what, found.why) == ("They say where they are going: agree criteria for it", "“Fewer branches”")
    assert (found.age, found.act.label) == ("said 2 days ago", "Propose criteria")
    given = {"asked": cast.champion.pk, "name_0": "Speed", "weight_0": "1"}
    made = manager.post(found.act.url, given)
    sending = line(manager, "direction").act
    assert (sending.url, sending.label) == (made.url, "Send the draft")
    manager.post(f"{sending.url}propose/")
    assert "direction" not in kinds(manager)
