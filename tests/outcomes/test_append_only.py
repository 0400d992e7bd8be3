"""No row of the ledger changes or goes: not by the ORM, not by SQL, not by the owner while the triggers stand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from accounts.models import Stakeholder
from outcomes.models import ClaimLine, Decision, Evidence, Measurement, SpendEntry, Terms
from outcomes.triggers import APPEND_ONLY, GUARDED, SENT, STATED, TERMS, install, make_way, missing_triggers
from scorecards.models import Criteria, Criterion, ScopeChange
from tests.cast import Cast
from tests.factories import (
    ActionUpdateFactory,
    CommitmentLevelFactory,
    CommitmentResultFactory,
    CriteriaFactory,
    DisputeAnswerFactory,
    OutcomeHoldsFactory,
    ProblemAnswerFactory,
    ReadingAnswerFactory,
    ReadingReplyFactory,
    ReportAccessFactory,
    ResolutionFactory,
    RiskUpdateFactory,
    ScopeChangeFactory,
    SuitabilityScoreFactory,
    TenderFactory,
    WorkVolumeFactory,
)
from tests.outcomes.ledger_cases import assert_sound, everything
from tests.settings import ENGINE

MODELS: list[type[models.Model]] = [Decision, ClaimLine, Evidence, Measurement, SpendEntry, Terms]
REFUSAL = "append-only|permission denied"


def refused(act: Any) -> None:
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        act()


@pytest.mark.both
def test_the_application_changes_and_removes_nothing(db: None, cast: Cast) -> None:
    everything(cast)
    for model in MODELS:
        row = model._default_manager.filter(**({"state": "agreed"} if model is Terms else {})).order_by("-pk")[0]
        table = model._meta.db_table
        for act in (
            lambda row=row: row.save(),
            lambda row=row, model=model: model._default_manager.filter(pk=row.pk).update(id=row.pk),
            lambda row=row, model=model: model._default_manager.filter(pk=row.pk)._raw_delete("default"),
            lambda row=row, table=table: execute(f"UPDATE {table} SET id = id WHERE id = {row.pk}"),
            lambda row=row, table=table: execute(f"DELETE FROM {table} WHERE id = {row.pk}"),
        ):
            refused(act)
    assert_sound(cast.halden)


@pytest.mark.both
def test_an_agreed_version_cannot_become_a_draft_again_but_a_proposal_moves_on(db: None, cast: Cast) -> None:
    from tests.factories import TermsFactory

    terms = everything(cast).terms
    refused(lambda: Terms.objects.filter(pk=terms.pk).update(state="draft"))
    refused(lambda: Terms.objects.filter(pk=terms.pk).update(rate="1"))
    proposal = TermsFactory(dimension=terms.dimension, version=2)
    assert Terms.objects.filter(pk=proposal.pk).update(state="withdrawn") == 1


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite knows no TRUNCATE")
@pytest.mark.django_db
@pytest.mark.parametrize("table", GUARDED)
def test_the_application_does_not_truncate(table: str) -> None:
    refused(lambda: execute(f"TRUNCATE {table} CASCADE"))


@pytest.mark.skipif(ENGINE != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.both
def test_inserts_that_replace_are_refused(committed_db: Any, owner_connection: Any, cast: Cast) -> None:
    """Also on a connection without recursive triggers, where REPLACE would remove rows in silence."""
    case = everything(cast)
    line = ClaimLine.objects.get(event=case.confirmed)
    decision = Decision.objects.get(event=case.confirmed, kind="confirmed")
    for model, row, fresh in (
        (Decision, decision, {}),
        (Decision, decision, {"id": 9_000, "seq": decision.seq}),
        (ClaimLine, line, {"id": 9_000}),
        (Evidence, case.evidence, {"id": 9_000}),
        (Terms, case.terms, {"id": 9_000}),
        (Measurement, Measurement.objects.exclude(supersedes=None).get(), {"id": 9_000}),
        (Measurement, Measurement.objects.filter(supersedes=None)[0], {"id": 9_000}),
        (SpendEntry, SpendEntry.objects.all()[0], {"id": SpendEntry.objects.all()[0].pk}),
    ):
        columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
        values = [str(fresh.get(name.strip('"'), name)) for name in columns]
        table = model._meta.db_table
        statement = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} "
        with pytest.raises(owner_connection.IntegrityError, match="append-only"):
            owner_connection.execute(statement + f"WHERE id = {row.pk}")
    assert_sound(cast.halden)


@pytest.mark.skipif(ENGINE != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("table", [*APPEND_ONLY, TERMS, *SENT])
def test_looking_for_a_row_that_would_be_replaced_costs_the_same_in_a_full_table(table: str) -> None:
    """Each identity is found in an index over all of its columns: a table of 50,000 rows was written in minutes without."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"pv_{table}_replace"])
        lookups = re.findall(r"EXISTS \((SELECT 1 FROM .*?)\)(?= OR EXISTS| BEGIN)", cursor.fetchone()[0])
        assert lookups
        for lookup in lookups:
            cursor.execute("EXPLAIN QUERY PLAN " + re.sub(r"NEW\.\w+", "1", lookup).replace("1 IS NULL", "1"))
            plan = " ".join(str(row[-1]) for row in cursor.fetchall())
            assert plan.count("=?") == len(re.findall(r"= NEW\.", lookup)), f"{lookup}: {plan}"


@pytest.mark.both
def test_the_owner_is_stopped_until_he_disables_the_triggers(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    DisputeAnswerFactory(event=everything(cast).disputed)
    answer = ReadingAnswerFactory()
    CommitmentLevelFactory(commitment=answer.reading.commitment)
    for factory in (
        TenderFactory,
        ReadingReplyFactory,
        WorkVolumeFactory,
        SuitabilityScoreFactory,
        OutcomeHoldsFactory,
        RiskUpdateFactory,
        ActionUpdateFactory,
        CommitmentResultFactory,
        ResolutionFactory,
        ProblemAnswerFactory,
        ReportAccessFactory,
    ):
        factory()
    answered = {"state": "agreed", "decided_at": timezone.now()}
    CriteriaFactory(lines=["Speed"], **answered)
    ScopeChangeFactory(**answered)
    cursor = owner_connection.cursor()
    statements = [f"UPDATE {table} SET id = id" for table in GUARDED if table != STATED]
    statements += [f"UPDATE {STATED} SET title = 'Fine'"]
    statements += [f"DELETE FROM {table}" for table in GUARDED]
    if ENGINE == "postgresql":
        statements += [f"TRUNCATE {table} CASCADE" for table in GUARDED]
    for statement in statements:
        with pytest.raises((owner_connection.Error), match="append-only"):
            cursor.execute(statement)
    assert_sound(cast.halden)


@pytest.mark.skipif(ENGINE != "sqlite", reason="SQLite makes tables anew, and reads every trigger as it does")
@pytest.mark.both
@pytest.mark.parametrize("model", [Criteria, Criterion, ScopeChange, Stakeholder])
def test_tables_that_triggers_name_can_still_be_migrated(committed_db: Any, model: type[models.Model]) -> None:
    constraint = model._meta.constraints[0]
    make_way("default")
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)
        editor.add_constraint(model, constraint)
    install("default")
    assert missing_triggers(connection) == []


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
