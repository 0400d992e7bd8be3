"""What is put to the customer stays as she reads it, in the database itself: criteria, their lines, and changes of scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from outcomes.triggers import ANSWER_COLUMNS, SENT
from scorecards.models import Criteria, Criterion, ScopeChange
from tests.cast import Cast
from tests.factories import CriteriaFactory, CriterionFactory, ScopeChangeFactory
from tests.settings import ENGINE

pytestmark = pytest.mark.both
ANSWERS = ("agreed", "declined")
SCOPE = {
    "words": "'All of it'",
    "planned": "'1'",
    "price_minor": "1",
    "settles_minor": "1, settles_until = since",
    "since": "'2020-01-01'",
}


def execute(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def refused(act: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match="append-only|protected"), transaction.atomic():
        act()


def answered(cast: Cast, state: str) -> Criteria:
    made: Criteria = CriteriaFactory(
        direction__customer=cast.halden,
        asked=cast.champion,
        state=state,
        decided_at=timezone.now(),
        lines=["Speed", "Cost"],
    )
    return made


@pytest.mark.parametrize("state", ANSWERS)
def test_what_she_answered_about_scope_neither_changes_nor_goes(database: None, cast: Cast, state: str) -> None:
    change = ScopeChangeFactory(
        contract__customer=cast.halden, asked=cast.champion, state=state, decided_at=timezone.now()
    )
    table = ScopeChange._meta.db_table
    for column, value in (SCOPE | {"state": "'withdrawn'", "decided_by": "'Somebody'"}).items():
        refused(lambda c=column, v=value: execute(f"UPDATE {table} SET {c} = {v} WHERE id = {change.pk}"))
    refused(lambda: execute(f"DELETE FROM {table} WHERE id = {change.pk}"))
    refused(change.save)
    refused(change.delete)
    fresh = ScopeChange.objects.get(pk=change.pk)
    assert (fresh.state, fresh.price_minor, fresh.planned) == (state, change.price_minor, change.planned)


@pytest.mark.parametrize("state", ANSWERS)
def test_neither_criteria_nor_their_names_and_weights_change_once_she_answered(
    database: None, cast: Cast, state: str
) -> None:
    criteria = answered(cast, state)
    line, elsewhere = criteria.lines.all()[0], CriterionFactory(criteria=CriteriaFactory(direction=criteria.direction))
    lines, whole = Criterion._meta.db_table, Criteria._meta.db_table
    for statement in (
        f"UPDATE {whole} SET state = 'withdrawn' WHERE id = {criteria.pk}",
        f"UPDATE {whole} SET decided_by = 'Somebody' WHERE id = {criteria.pk}",
        f"DELETE FROM {whole} WHERE id = {criteria.pk}",
        f"UPDATE {lines} SET weight = 99 WHERE id = {line.pk}",
        f"UPDATE {lines} SET name = 'Price' WHERE id = {line.pk}",
        f"UPDATE {lines} SET criteria_id = {elsewhere.criteria_id} WHERE id = {line.pk}",
        f"UPDATE {lines} SET criteria_id = {criteria.pk} WHERE id = {elsewhere.pk}",
        f"DELETE FROM {lines} WHERE id = {line.pk}",
    ):
        refused(lambda sql=statement: execute(sql))
    refused(lambda: CriterionFactory(criteria=criteria, name="Price"))
    refused(lambda: Criterion.objects.filter(criteria=criteria).delete())
    assert {one.name for one in criteria.lines.all()} == {"Speed", "Cost"}


def test_a_draft_is_written_anew_and_goes(database: None, cast: Cast) -> None:
    criteria = CriteriaFactory(direction__customer=cast.orlik, asked=cast.other_champion, lines=["Speed"])
    assert execute(f"UPDATE {Criterion._meta.db_table} SET weight = 99 WHERE criteria_id = {criteria.pk}") == 1
    assert Criterion.objects.filter(criteria=criteria).delete()[0] == 1
    CriterionFactory(criteria=criteria)
    assert Criteria.objects.filter(pk=criteria.pk).update(state="proposed", proposed_at=timezone.now()) == 1
    change = ScopeChangeFactory(contract__customer=cast.orlik, asked=cast.other_champion)
    assert ScopeChange.objects.filter(pk=change.pk).update(price_minor=5) == 1
    assert change.delete()[0] == 1


def sent(cast: Cast) -> tuple[Criteria, ScopeChange]:
    asked = {"asked": cast.champion, "state": "proposed", "proposed_at": timezone.now()}
    criteria = CriteriaFactory(direction__customer=cast.halden, lines=["Speed", "Cost"], **asked)
    return criteria, ScopeChangeFactory(contract__customer=cast.halden, **asked)


def test_from_the_moment_it_is_sent_nothing_that_she_reads_changes_or_goes(database: None, cast: Cast) -> None:
    criteria, change = sent(cast)
    for row in (criteria, change):
        table, other = type(row)._meta.db_table, type(row)._meta.get_field("supplier")
        values = {
            "state": "'draft'",
            "asked_id": "asked_id + 1",
            "proposed_at": "NULL",
            other.column: "supplier_id + 1",
        }
        for column, value in (values | (SCOPE if row is change else {"direction_id": "direction_id + 1"})).items():
            refused(lambda t=table, c=column, v=value, pk=row.pk: execute(f"UPDATE {t} SET {c} = {v} WHERE id = {pk}"))
        # Nor together with an answer.
        refused(
            lambda t=table, pk=row.pk: execute(
                f"UPDATE {t} SET state = 'withdrawn', asked_id = asked_id + 1 WHERE id = {pk}"
            )
        )
        refused(lambda t=table, pk=row.pk: execute(f"DELETE FROM {t} WHERE id = {pk}"))
    line, lines = criteria.lines.all()[0], Criterion._meta.db_table
    for statement in (
        f"UPDATE {lines} SET weight = 99 WHERE id = {line.pk}",
        f"UPDATE {lines} SET name = 'Price' WHERE id = {line.pk}",
        f"DELETE FROM {lines} WHERE id = {line.pk}",
    ):
        refused(lambda sql=statement: execute(sql))
    refused(lambda: CriterionFactory(criteria=criteria, name="Price"))


@pytest.mark.parametrize("state", [*ANSWERS, "withdrawn"])
def test_what_was_sent_is_answered_or_withdrawn_and_then_stays(database: None, cast: Cast, state: str) -> None:
    for row in sent(cast):
        rows = type(row)._default_manager.filter(pk=row.pk)
        assert rows.update(state=state, decided_at=timezone.now(), decided_by="Clara", reason="So it is.") == 1
        for back in ("draft", "proposed"):
            refused(lambda rows=rows, back=back: rows.update(state=back))


def test_every_column_of_a_proposal_is_an_answer_or_stays() -> None:
    for model in (Criteria, ScopeChange):
        columns = {field.column for field in model._meta.concrete_fields}
        assert columns - set(ANSWER_COLUMNS) == set(SENT[model._meta.db_table])


@pytest.mark.skipif(ENGINE != "sqlite", reason="REPLACE is SQLite's")
def test_nothing_takes_the_place_of_what_she_answered(committed_db: Any, owner_connection: Any, cast: Cast) -> None:
    """Neither by INSERT OR REPLACE nor by UPDATE OR REPLACE, on a connection without recursive triggers either."""
    criteria, change = answered(cast, "agreed"), ScopeChangeFactory(state="agreed", decided_at=timezone.now())
    draft, other = CriteriaFactory(direction=criteria.direction, lines=["Speed"]), ScopeChangeFactory()
    line, loose = criteria.lines.all()[0], draft.lines.get()
    for row, another in ((criteria, draft), (line, loose), (change, other)):
        table = type(row)._meta.db_table
        columns = [field.column for field in type(row)._meta.concrete_fields]
        values = ", ".join(str(row.pk) if name == "id" else name for name in columns)
        for statement in (
            f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE id = {another.pk}",
            f"UPDATE OR REPLACE {table} SET id = {row.pk} WHERE id = {another.pk}",
        ):
            with pytest.raises(owner_connection.IntegrityError, match="append-only"):
                owner_connection.execute(statement)
    moved = f"SET criteria_id = {criteria.pk}, name = '{line.name}' WHERE id = {loose.pk}"
    with pytest.raises(owner_connection.IntegrityError, match="append-only"):
        owner_connection.execute(f"UPDATE OR REPLACE scorecards_criterion {moved}")


@pytest.mark.skipif(ENGINE != "postgresql", reason="SQLite writes one after the other")
def test_nothing_is_sent_while_a_criterion_is_being_changed(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    """Else a criterion that she never read would stand in what she agreed."""
    draft = CriteriaFactory(direction__customer=cast.halden, asked=cast.champion, lines=["Speed"])
    owner_connection.autocommit = False
    owner_connection.cursor().execute(f"UPDATE scorecards_criterion SET weight = 9 WHERE criteria_id = {draft.pk}")
    execute("SET lock_timeout = '200ms'")
    with pytest.raises(DatabaseError, match="lock timeout"):
        execute("UPDATE scorecards_criteria SET state = 'proposed' WHERE id = %s", draft.pk)
    owner_connection.commit()
    assert Criteria.objects.filter(pk=draft.pk).update(state="proposed", proposed_at=timezone.now()) == 1
    execute("RESET lock_timeout")
