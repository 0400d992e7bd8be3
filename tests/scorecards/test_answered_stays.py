"""What the customer answered stays as she read it, in the database itself: criteria with their lines, and changes of scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from scorecards.models import Criteria, Criterion, ScopeChange
from tests.cast import Cast
from tests.factories import CriteriaFactory, CriterionFactory, DirectionFactory, ScopeChangeFactory
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
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
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


def test_what_nobody_answered_yet_moves_on(database: None, cast: Cast) -> None:
    """A draft is written anew, a proposal answered or withdrawn: nothing legitimate stands in the way of anything."""
    direction = DirectionFactory(customer=cast.orlik)
    for state in ("draft", "proposed"):
        criteria = CriteriaFactory(direction=direction, asked=cast.other_champion, state=state, lines=["Speed"])
        assert execute(f"UPDATE {Criterion._meta.db_table} SET weight = 99 WHERE criteria_id = {criteria.pk}") == 1
        assert Criterion.objects.filter(criteria=criteria).delete()[0] == 1
        CriterionFactory(criteria=criteria)
        assert Criteria.objects.filter(pk=criteria.pk).update(state="agreed", decided_at=timezone.now()) == 1
        change = ScopeChangeFactory(contract__customer=cast.orlik, asked=cast.other_champion, state=state)
        assert ScopeChange.objects.filter(pk=change.pk).update(price_minor=5) == 1
        assert change.delete()[0] == 1


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
def test_she_does_not_answer_while_a_criterion_is_being_changed(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    """Else a criterion that she never read would stand in what she agreed."""
    proposed = CriteriaFactory(direction__customer=cast.halden, asked=cast.champion, state="proposed", lines=["Speed"])
    owner_connection.autocommit = False
    owner_connection.cursor().execute(f"UPDATE scorecards_criterion SET weight = 9 WHERE criteria_id = {proposed.pk}")
    execute("SET lock_timeout = '200ms'")
    with pytest.raises(DatabaseError, match="lock timeout"):
        execute("UPDATE scorecards_criteria SET state = 'withdrawn' WHERE id = %s", proposed.pk)
    owner_connection.commit()
    assert Criteria.objects.filter(pk=proposed.pk).update(state="agreed", decided_at=timezone.now()) == 1
    execute("RESET lock_timeout")
