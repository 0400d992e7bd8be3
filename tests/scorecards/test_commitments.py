"""Commitments, their levels and readings, and what the customer says to them: through the services, on real databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.refusal import Refused
from scorecards.models import CommitmentLevel, PerformanceReading, ReadingAnswer
from scorecards.services.performance import (
    acknowledge,
    answer_of_demonstration,
    challenge,
    create_commitment,
    record_reading,
    set_level,
)
from scorecards.services.work import record_work
from tests.cast import Cast, actor, refused
from tests.factories import CommitmentFactory, PerformanceReadingFactory, ReadingAnswerFactory, WorkVolumeFactory

LEVEL = {"since": date(2025, 1, 1), "target": Decimal(80), "source": "Appendix 2, 4.1"}
JANUARY = {"period_start": date(2025, 1, 1), "period_end": date(2025, 1, 31)}


@pytest.mark.both
def test_a_commitment_has_its_level_and_its_place(database: None, cast: Cast) -> None:
    first = create_commitment(customer=cast.halden, name="Answered in a day", by=cast.account_manager, level=LEVEL)
    second = create_commitment(customer=cast.halden, name="Uptime", by=cast.account_manager, level=LEVEL, unit="%")
    assert (first.position, second.position) == (0, 1)
    assert first.levels.get().target == Decimal(80)
    refused(
        "name_taken", create_commitment, customer=cast.halden, name=" UPTIME ", by=cast.account_manager, level=LEVEL
    )


def test_levels_follow_one_another(database: None, cast: Cast) -> None:
    commitment = create_commitment(customer=cast.halden, name="Uptime", by=None, level=LEVEL)
    set_level(commitment=commitment, since=date(2025, 7, 1), target=Decimal(90), source="Amendment 1", by=None)
    refused(
        "level_order",
        set_level,
        commitment=commitment,
        since=date(2025, 7, 1),
        target=Decimal(70),
        source="Amendment 2",
        by=None,
    )
    refused(
        "no_source", set_level, commitment=commitment, since=date(2026, 1, 1), target=Decimal(1), source=" ", by=None
    )
    assert [one.target for one in commitment.levels.all()] == [80, 90]


@pytest.mark.both
def test_a_reading_is_corrected_by_a_new_one(database: None, cast: Cast) -> None:
    commitment = CommitmentFactory(customer=cast.halden)
    given = {"commitment": commitment, **JANUARY, "source": "Monitoring", "by": cast.account_manager}
    first = record_reading(value=Decimal("79.5"), **given)
    refused("overlap", record_reading, value=Decimal(81), **given)
    refused("no_reason", record_reading, value=Decimal(81), supersedes=first, **given)
    second = record_reading(value=Decimal(81), supersedes=first, reason="Two outages were planned", **given)
    assert list(PerformanceReading.objects.filter(commitment=commitment).current()) == [second]
    first = PerformanceReading.objects.get(pk=first.pk)
    refused("superseded", record_reading, value=Decimal(82), supersedes=first, reason="Again", **given)


def test_a_reading_of_the_future_is_refused(database: None, cast: Cast) -> None:
    found = refused(
        "future",
        record_reading,
        commitment=CommitmentFactory(customer=cast.halden),
        period_start=date(2099, 1, 1),
        period_end=date(2099, 1, 31),
        value=Decimal(1),
        source="A guess",
        by=None,
    )
    assert found.field == "period_end"


@pytest.mark.both
def test_the_customer_answers_in_person_and_may_change_her_mind(database: None, cast: Cast) -> None:
    reading = PerformanceReadingFactory(commitment__customer=cast.halden)
    first = acknowledge(reading=reading, actor=actor(cast.champion))
    assert acknowledge(reading=reading, actor=actor(cast.champion)) == first  # a double click
    challenge(reading=reading, actor=actor(cast.champion), reason="The outage of the 12th is missing.")
    assert [one.kind for one in reading.answers.all()] == ["acknowledged", "challenged"]
    assert reading.answers.last().name == cast.champion.name


@pytest.mark.parametrize("who", ["account_manager", "administrator", "clerk", "other_champion"])
def test_nobody_else_answers(who: str, database: None, cast: Cast) -> None:
    reading = PerformanceReadingFactory(commitment__customer=cast.halden)
    with pytest.raises(Refused):
        acknowledge(reading=reading, actor=actor(getattr(cast, who)))
    assert not reading.answers.exists()


def test_a_token_of_the_champion_does_not_answer(database: None, cast: Cast) -> None:
    reading = PerformanceReadingFactory(commitment__customer=cast.halden)
    refused("only_the_customer", acknowledge, reading=reading, actor=actor(cast.champion, in_person=False))


def test_a_challenge_says_why(database: None, cast: Cast) -> None:
    reading = PerformanceReadingFactory(commitment__customer=cast.halden)
    refused("no_reason", challenge, reading=reading, actor=actor(cast.champion), reason="  ")


def test_what_was_corrected_is_answered_no_more(database: None, cast: Cast) -> None:
    old = PerformanceReadingFactory(commitment__customer=cast.halden)
    PerformanceReadingFactory(commitment=old.commitment, supersedes=old, reason="Corrected")
    refused("superseded", acknowledge, reading=old, actor=actor(cast.champion))


def test_words_are_put_into_a_mouth_only_in_a_demonstration(database: None, cast: Cast) -> None:
    reading = PerformanceReadingFactory(commitment__customer=cast.halden)
    refused(
        "only_the_customer",
        answer_of_demonstration,
        reading=reading,
        stakeholder=cast.champion,
        kind=ReadingAnswer.Kind.ACKNOWLEDGED,
    )


@pytest.mark.both
def test_work_is_counted_once_a_function_and_period(database: None, cast: Cast) -> None:
    given = {
        "customer": cast.halden,
        "function": "Cases handled",
        "unit": "cases",
        **JANUARY,
        "in_scope": Decimal(100),
        "source": "Tickets",
        "by": None,
    }
    first = record_work(out_of_scope=Decimal(20), **given)
    refused("overlap", record_work, out_of_scope=Decimal(21), **given)
    assert refused("negative", record_work, out_of_scope=Decimal(-1), **given).field == "out_of_scope"
    record_work(out_of_scope=Decimal(21), supersedes=first, reason="One was forgotten", **given)
    assert cast.halden.work.current().get().out_of_scope == 21


@pytest.mark.both
@pytest.mark.parametrize(
    "make", [PerformanceReadingFactory, ReadingAnswerFactory, WorkVolumeFactory], ids=lambda one: one.__name__
)
def test_what_was_said_is_neither_changed_nor_removed(make: Any, database: None) -> None:
    row = make()
    table = row._meta.db_table
    for statement in (f"UPDATE {table} SET id = id WHERE id = {row.pk}", f"DELETE FROM {table} WHERE id = {row.pk}"):
        with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert CommitmentLevel.objects.count() == 0
