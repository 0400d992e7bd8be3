"""What of a customer's records gets into the frozen figures of a review pack."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from accounts.codes import grouped
from accounts.models import Customer, Disposition
from outcomes.services import decisions
from reports.freeze import Order, pack_figures, whole_contract
from reports.models import Report
from reports.pack.deck import deck as deck_of
from reports.services import request_packs
from scorecards.models import PerformanceReading
from scorecards.services.performance import record_reading
from tests.cast import Cast, actor
from tests.factories import (
    ActionFactory,
    ActionUpdateFactory,
    CommitmentFactory,
    CommitmentLevelFactory,
    CommitmentResultFactory,
    ContractFactory,
    DispositionFactory,
    PerformanceReadingFactory,
    ProblemFactory,
    ProblemNoticeFactory,
    ReadingAnswerFactory,
    WorkVolumeFactory,
)
from tests.reports.cases import JANUARY, MARCH, with_decided_claims

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def frozen(cast: Cast, **asked: Any) -> dict[str, Any]:
    """The first half of 2025, unless another period is named."""
    customer = Customer.objects.select_related("supplier").get(pk=cast.halden.pk)
    span = {"since": "2025-01-01", "until": "2025-06-30"} | asked
    figures, _as_at = pack_figures(Order(customer, NOW, "AAAA-BBBB", 1, "en", asked=span))
    return figures


def read(cast: Cast) -> list[PerformanceReading]:
    """At least 80 % a month: January and February met, March missed."""
    commitment = CommitmentFactory(customer=cast.halden, name="Answered within a day", ends_on=date(2025, 6, 30))
    CommitmentLevelFactory(commitment=commitment, since=JANUARY, target=Decimal(80))
    months = ((1, 31, "85"), (2, 28, "90"), (3, 31, "70"))
    return [
        PerformanceReadingFactory(
            commitment=commitment,
            period_start=date(2025, number, 1),
            period_end=date(2025, number, last),
            value=Decimal(value),
        )
        for number, last, value in months
    ]


def test_only_whole_periods_of_the_span_are_in_it_and_missing_ones_are_listed(cast: Cast) -> None:
    read(cast)
    kept = [one["kept"] for one in frozen(cast, since="2025-02-01", until="2025-05-15")["commitments"][0]["readings"]]
    assert kept == ["met", "missed", "no_data"]


def test_work_is_summed_and_compared_with_the_plan_of_the_periods_that_have_one(cast: Cast) -> None:
    for month, planned in ((1, Decimal(100)), (2, None)):
        WorkVolumeFactory(
            customer=cast.halden,
            function="Cases",
            unit="cases",
            period_start=date(2025, month, 1),
            period_end=date(2025, month, 28 if month == 2 else 31),
            planned=planned,
            in_scope=Decimal(90),
            out_of_scope=Decimal(20),
            effort_hours=None,
        )
    (work,) = frozen(cast)["work"]
    assert (work["done"], work["planned"], work["done_with_plan"], work["without_plan"]) == ("220", "100", "110", 1)
    assert work["effort_hours"] is None


def test_a_challenge_is_told_with_what_came_of_it(cast: Cast) -> None:
    january, _february, march = read(cast)
    for one in (january, march):
        ReadingAnswerFactory(reading=one, stakeholder=cast.champion, kind="challenged", reason="An outage is missing.")
    record_reading(
        commitment=march.commitment,
        by=cast.account_manager,
        period_start=march.period_start,
        period_end=march.period_end,
        value=Decimal(65),
        source="Monitoring",
        reason="The outage is in.",
        supersedes=march,
    )
    first, second = frozen(cast)["problems"]["challenges"]
    assert (first["outcome"], first["corrected_to"]) == ("open", None)
    assert (second["outcome"], second["corrected_to"], second["answer"]) == ("corrected", "65", "The outage is in.")


def test_value_is_what_was_decided_in_the_period(cast: Cast) -> None:
    """January and February are decided, March is disputed, April is a shortfall that nobody agreed to, May is undecided."""
    with_decided_claims(cast)
    today = cast.halden.supplier.today()  # the cast decides now
    figures = frozen(cast, since=today.isoformat(), until=today.isoformat())
    value = figures["value"]
    assert (value["confirmed"], value["shortfall"], value["value"]) == (2_784_000 + 2_000_000, 192_000, 4_592_000)
    assert [one["state"] for one in value["open"]] == ["disputed", "stated"]
    assert [one["outcome"] for one in figures["problems"]["disputes"]] == ["disputed"]
    assert len(figures["problems"]["shortfalls"]) == 1
    earlier = frozen(cast, since="2020-01-01", until="2020-12-31")
    assert (earlier["value"]["events"], earlier["value"]["open"], earlier["problems"]["shortfalls"]) == ([], [], [])


def test_reported_problems_are_those_that_she_sees_and_that_were_there_in_the_period(cast: Cast) -> None:
    for title, shared, since in (("Shared", True, JANUARY), ("Inside", False, JANUARY), ("Later", True, MARCH)):
        problem = ProblemFactory(customer=cast.halden, title=title, shared=shared, since=since)
        ProblemNoticeFactory(problem=problem)
        CommitmentResultFactory(commitment__problem=problem, on=JANUARY)
    (one,) = frozen(cast, since="2025-01-01", until="2025-02-15")["problems"]["reported"]
    assert (one["title"], one["state"], one["resolution"]) == ("Shared", "working", None)
    assert (one["due"], one["kept"], one["promised"], one["promises_kept"]) == (0, 0, 1, 1)
    assert frozen(cast, since="2020-01-01", until="2020-12-31")["problems"]["reported"] == []


def test_a_promise_not_kept_is_a_problem_without_an_amount(cast: Cast) -> None:
    today = cast.halden.supplier.today()
    decisions.state_cost(
        actor=actor(cast.champion),
        customer=cast.halden,
        title="A deputy for nights",
        amount_minor=None,
        period_start=JANUARY,
        period_end=MARCH,
    )
    figures = frozen(cast, since=today.isoformat(), until=today.isoformat())
    (promise,) = figures["problems"]["promises"]
    assert (promise["title"], promise["counts"]) == ("A deputy for nights", None)
    assert figures["value"]["events"] == []


def test_actions_that_are_open_or_were_ended_since_are_in_it(cast: Cast) -> None:
    late = ActionFactory(customer=cast.halden, owner_ours=cast.account_manager, words="Late", due_on=date(2025, 5, 1))
    old = ActionFactory(customer=cast.halden, owner_ours=cast.account_manager, words="Old", state="done")
    ActionUpdateFactory(action=old, state="done", at=datetime(2024, 5, 1, tzinfo=UTC))
    done = ActionFactory(customer=cast.halden, owner_ours=cast.account_manager, words="Done", state="done")
    ActionUpdateFactory(action=done, state="done", words="All in place.", at=datetime(2025, 5, 1, tzinfo=UTC))
    found = {one["words"]: one for one in frozen(cast)["actions"]}
    assert set(found) == {"Late", "Done"}
    assert found["Late"]["overdue"]
    assert found["Late"]["owner_ours"] == str(late.owner_ours.user)
    assert found["Done"]["progress"]["words"] == "All in place."


def test_scope_and_spend_are_frozen_only_where_they_were_asked_for(cast: Cast) -> None:
    with_decided_claims(cast)
    WorkVolumeFactory(
        customer=cast.halden, period_start=JANUARY, period_end=date(2025, 1, 31), out_of_scope=Decimal(20)
    )
    assert frozen(cast)["scope"] is None
    scope = frozen(cast, with_scope=True)["scope"]
    assert [one["quantity"] for one in scope["outside"]] == ["20"]
    assert {one["kind"]: one["amount"] for one in scope["spend"]} == {"licence": 1_000_000, "credit": -50_000}


def test_nothing_private_about_people_gets_in(cast: Cast) -> None:
    read(cast)
    cast.champion.internal_note = "Quietly looks for another job."
    cast.champion.save()
    DispositionFactory(stakeholder=cast.champion, kind=Disposition.Kind.DETRACTOR, note="Against us since May.")
    text = json.dumps(frozen(cast, with_scope=True))
    assert "Quietly" not in text
    assert "Against us" not in text
    assert "detractor" not in text


@pytest.mark.parametrize(
    ("contracts", "expected"),
    [
        ([], (date(2026, 1, 1), date(2026, 11, 1))),
        ([(date(2024, 4, 1), None)], (date(2024, 4, 1), date(2026, 11, 1))),
        (
            [(date(2024, 4, 1), date(2025, 3, 31)), (date(2023, 4, 1), date(2024, 3, 31))],
            (date(2023, 4, 1), date(2025, 3, 31)),
        ),
        ([(date(2027, 1, 1), None)], (date(2026, 1, 1), date(2026, 11, 1))),
    ],
)
def test_whole_contract(contracts: list[Any], expected: tuple[date, date]) -> None:
    assert whole_contract(contracts, date(2026, 11, 1)) == expected


def test_without_a_period_the_whole_contract_is_shown(cast: Cast) -> None:
    ContractFactory(customer=cast.halden, starts_on=date(2024, 4, 1), ends_on=None)
    assert frozen(cast, since="", until="")["period"] == {"start": "2024-04-01", "end": "2026-11-01"}


def test_an_order_of_two_files_is_of_one_instant_and_repeated_it_is_one(cast: Cast) -> None:
    def order(until: date = date(2025, 6, 30)) -> list[Report]:
        return request_packs(
            customer=cast.halden,
            formats=["pdf", "pptx"],
            since=JANUARY,
            until=until,
            with_scope=False,
            requested_by=actor(cast.account_manager).user,
            locale="en",
            request_key="k",
        )

    first = order()
    assert [one.pk for one in order()] == [one.pk for one in first]
    assert not {one.pk for one in order(date(2025, 3, 31))} & {one.pk for one in first}, (
        "she went back for another period"
    )
    assert [(one.edition, one.format) for one in first] == [("pack", "pdf"), ("pack", "pptx")]
    one, other = (report.snapshot.frozen() for report in first)
    assert other["document"]["also"] == [{"format": "PDF", "code": one["document"]["code"]}]
    assert ("Also as PPTX", grouped(first[1].code)) in deck_of(one, "en").facts
    for figures in (one, other):
        del figures["document"]
    assert one == other


def test_files_that_are_handed_out_together_name_each_other(cast: Cast) -> None:
    """One that is ready, and was ordered alone, is not handed out beside a new one: it names nothing."""
    order = partial(
        request_packs, customer=cast.halden, since=JANUARY, until=date(2025, 6, 30), with_scope=False,
        requested_by=actor(cast.account_manager).user, locale="en", unless_unchanged=True,
    )  # fmt: skip

    def ready(made: list[Report]) -> list[int]:
        Report.objects.filter(pk__in=[one.pk for one in made]).update(state="done", file="x", file_digest="0" * 64)
        return [one.pk for one in made]

    (alone,) = ready(order(formats=["pdf"]))
    both = ready(order(formats=["pdf", "pptx"]))
    assert alone not in both and len(set(both)) == 2 == Report.objects.count() - 1
    assert ready(order(formats=["pdf", "pptx"])) == both
