"""One byte changed by SQL of the owner, anywhere, is found and named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from outcomes.canonical import entry_digest
from outcomes.models import (
    ClaimLine,
    CustomerMonth,
    CustomerTotal,
    Decision,
    Evidence,
    LedgerHead,
    Signature,
    SpendEntry,
    ValueEvent,
)
from outcomes.triggers import GUARDED, install, missing_triggers
from reports.models import Report, Snapshot
from tests.cast import Cast
from tests.factories import ReportFactory, SnapshotFactory
from tests.outcomes.ledger_cases import Everything, assert_sound, everything, findings
from tests.settings import ENGINE

# What no entry rests on: the row's own number, and texts that agreed terms never have.
MOVED = {"customer_id", "event_id", "seq", "position"}
NOT_SAID = {"id", "declined_reason"}
# By which request a file came: it keeps a second tap from adding the file again, and no entry says it.
NOT_SAID_OF_EVIDENCE = {"request_key"}


def let_the_owner_in(owner: Any) -> None:
    """The owner takes our triggers away, as only he can."""
    cursor = owner.cursor()
    for table in GUARDED:
        if ENGINE == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for what in ("update", "delete", "replace"):
                cursor.execute(f"DROP TRIGGER pv_{table}_{what}")


def sql(owner: Any, statement: str, *values: Any) -> list[Any]:
    cursor = owner.cursor()
    if ENGINE == "sqlite":
        values = tuple(str(one) if isinstance(one, date) else one for one in values)
        statement = statement.replace("%s", "?")
    cursor.execute(statement, values)
    return cursor.fetchall() if cursor.description else []


def changes(field: models.Field, value: Any, others: list[int]) -> list[Any]:
    """The least change of a column's value; something where there was nothing. Another row's number for a reference."""
    if field.remote_field is not None:
        return [pk for pk in others if pk != value]
    if isinstance(field, models.BooleanField):
        return [not value if ENGINE == "postgresql" else int(not value)]
    if isinstance(field, models.JSONField):
        return ['[{"who": "somebody", "share": "0.1"}]']
    if isinstance(value, datetime):
        return [value + timedelta(microseconds=1)]
    if isinstance(value, date):
        return [value + timedelta(days=1)]
    if isinstance(value, int):
        return [value + 1000]
    if isinstance(field, models.DateTimeField) and value is None:
        return [datetime(2025, 1, 1, tzinfo=UTC)]
    if isinstance(field, models.DateField) and value is None:
        return [date(2025, 1, 1)]
    if isinstance(field, models.IntegerField):
        return [1]
    if not value:
        return ["7"]
    last = value[-1]
    return [value[:-1] + (str((int(last) + 1) % 10) if last.isdigit() and last.isascii() else chr(ord(last) ^ 1))]


def one_change_at_a_time(owner: Any, row: models.Model) -> Iterator[str]:
    """Change one column of the row after the other; each change is taken back before the next."""
    table = row._meta.db_table
    for field in row._meta.concrete_fields:
        if field.column in NOT_SAID | (NOT_SAID_OF_EVIDENCE if isinstance(row, Evidence) else set()):
            continue
        [(value,)] = sql(owner, f"SELECT {field.column} FROM {table} WHERE id = %s", row.pk)
        others = []
        if field.remote_field is not None:
            others = [
                pk for (pk,) in sql(owner, f"SELECT id FROM {field.remote_field.model._meta.db_table} ORDER BY id")
            ]
        for other in changes(field, value, others):
            try:
                sql(owner, f"UPDATE {table} SET {field.column} = %s WHERE id = %s", other, row.pk)
            except owner.IntegrityError:
                continue  # not even the owner may
            yield field.column
            value = "[]" if isinstance(value, list) else value
            sql(owner, f"UPDATE {table} SET {field.column} = %s WHERE id = %s", value, row.pk)
            break


def a_decision(case: Everything) -> models.Model:
    return Decision.objects.get(event=case.adjusted, kind="adjusted")


def the_products_first_word(case: Everything) -> models.Model:
    return Decision.objects.get(event=case.adjusted, kind="stated")


def a_claim_line(case: Everything) -> models.Model:
    return ClaimLine.objects.get(event=case.confirmed)


def a_line_of_a_cost(case: Everything) -> models.Model:
    return ClaimLine.objects.get(event=case.cost)


def the_terms(case: Everything) -> models.Model:
    return case.terms


def a_row_of_evidence(case: Everything) -> models.Model:
    return case.evidence


def a_signature(case: Everything) -> models.Model:
    return Signature.objects.get(decision__event=case.adjusted, decision__kind="adjusted")


@pytest.mark.both
def test_verify_and_recount_find_nothing_wrong_with_what_services_wrote(db: None, cast: Cast) -> None:
    everything(cast)
    assert_sound(cast.halden)


@pytest.mark.both
@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        (a_decision, "entry {0.seq}"),
        (the_products_first_word, "entry {0.seq}"),
        (a_claim_line, "claim line {0.pk} "),
        (a_line_of_a_cost, "claim line {0.pk} "),
        (the_terms, "terms {0.pk}"),
        (a_row_of_evidence, "evidence {0.pk}"),
        (a_signature, "entry {0.decision.seq}, signature"),
    ],
)
def test_one_changed_column_is_named(
    chosen: Any, name: str, committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    row = chosen(everything(cast))
    assert findings(cast.halden) == []
    let_the_owner_in(owner_connection)
    what = name.format(row)
    missed, unnamed, tried = [], [], 0
    for column in one_change_at_a_time(owner_connection, row):
        tried += 1
        found = findings(cast.halden)
        if not found:
            missed.append(column)
        # Moved to another customer or event, a row is named as what is missing there.
        elif not any(what in one for one in found) and column not in MOVED:
            unnamed.append((column, found))
    assert missed == []
    assert unnamed == []
    assert tried > 3
    assert findings(cast.halden) == []


@pytest.mark.both
def test_every_byte_of_a_payload_counts(committed_db: Any, owner_connection: Any, cast: Cast) -> None:
    case = everything(cast)
    let_the_owner_in(owner_connection)
    decision = Decision.objects.get(event=case.confirmed, kind="confirmed")
    step = max(len(decision.payload) // 25, 1)
    for at in range(0, len(decision.payload), step):
        letter = decision.payload[at]
        payload = decision.payload[:at] + ("x" if letter != "x" else "y") + decision.payload[at + 1 :]
        sql(owner_connection, "UPDATE outcomes_decision SET payload = %s WHERE id = %s", payload, decision.pk)
        assert any(f"entry {decision.seq}, digest" in one for one in findings(cast.halden)), payload[at - 9 : at + 9]


@pytest.mark.both
def test_a_payload_rewritten_with_all_later_digests_is_caught_by_the_rows_and_by_what_was_printed(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    """Who owns the database can hash the chain anew; the figures elsewhere and the printed heads give it away."""
    case = everything(cast)
    head = LedgerHead.objects.get(customer=cast.halden)
    SnapshotFactory(customer=cast.halden, ledger_seq=head.seq, ledger_digest=head.digest)
    let_the_owner_in(owner_connection)
    digest = "0" * 64
    for one in Decision.objects.filter(customer=cast.halden).order_by("seq"):
        payload = one.payload.replace("half of it was ours", "all of it was ours")
        previous, digest = digest, entry_digest(digest, payload)
        sql(
            owner_connection,
            "UPDATE outcomes_decision SET payload = %s, previous = %s, digest = %s, reason = %s WHERE id = %s",
            payload, previous, digest, one.reason.replace("half of it", "all of it"), one.pk,
        )  # fmt: skip
    sql(owner_connection, "UPDATE outcomes_ledgerhead SET digest = %s WHERE customer_id = %s", digest, cast.halden.pk)
    assert findings(cast.halden) == []
    assert "snapshot" in run("verify_ledger", fails=True)
    assert case.adjusted.decided_minor == 1_000_000


@pytest.mark.both
def test_an_altered_and_a_lost_file_are_named(db: None, cast: Cast) -> None:
    case = everything(cast)
    default_storage.delete(case.evidence.path)
    default_storage.save(case.evidence.path, ContentFile(b"%PDF-1.4 something else"))
    assert [f"evidence {case.evidence.pk}, file: is not what was stored" in one for one in findings(cast.halden)] == [
        True
    ]
    default_storage.delete(case.evidence.path)
    assert [f"evidence {case.evidence.pk}, file: is gone" in one for one in findings(cast.halden)] == [True]


@pytest.mark.both
def test_an_event_that_says_something_else_is_named(db: None, cast: Cast) -> None:
    event = everything(cast).adjusted
    changes: dict[str, Any] = {
        "state": "stated",
        "decided_minor": 2_000_000,
        "claimed_minor": 3,
        "title": "Something else",
        "note": "Something else",
        "cause": "Something else",
        "after_the_fact": True,
        "on_paper": True,
        "period_start": date(2024, 12, 1),
        "stated_at": None,
        "decided_at": None,
        "base_rate": "1.1",
        "terms": None,
    }
    for name, other in changes.items():
        ValueEvent.objects.filter(pk=event.pk).update(**{name: other})
        named = {"period_start": "period", "terms": "terms_id"}.get(name, name)
        assert any(f"event {event.pk}, {named}:" in one for one in findings(cast.halden)), name
        ValueEvent.objects.filter(pk=event.pk).update(**{name: getattr(event, name)})
    assert findings(cast.halden) == []


@pytest.mark.both
def test_a_reading_that_was_changed_under_its_claim_is_named(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    case = everything(cast)
    let_the_owner_in(owner_connection)
    line = ClaimLine.objects.get(event=case.adjusted)
    sql(owner_connection, "UPDATE outcomes_measurement SET value = '4' WHERE id = %s", line.measurement_id)
    found = findings(cast.halden)
    assert any(f"measurement {line.measurement_id}, value" in one for one in found)


@pytest.mark.both
@pytest.mark.parametrize("table", ["outcomes_measurement", "outcomes_claimline", "outcomes_terms"])
def test_a_figure_that_is_no_number_any_more_is_named(
    table: str, committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    case = everything(cast)
    let_the_owner_in(owner_connection)
    line = ClaimLine.objects.get(event=case.adjusted)
    column, pk, named = {
        "outcomes_measurement": ("value", line.measurement_id, f"measurement {line.measurement_id}"),
        "outcomes_claimline": ("amount", line.pk, f"claim line {line.pk} of event {line.event_id}"),
        "outcomes_terms": ("baseline", case.terms.pk, f"terms {case.terms.pk}"),
    }[table]
    sql(owner_connection, f"UPDATE {table} SET {column} = 'x' WHERE id = %s", pk)
    assert any(f"{named}, row: is not readable" in one for one in findings(cast.halden))


@pytest.mark.both
def test_a_missing_entry_and_a_wound_back_head_are_named(committed_db: Any, owner_connection: Any, cast: Cast) -> None:
    everything(cast)
    let_the_owner_in(owner_connection)
    last = Decision.objects.filter(customer=cast.halden).order_by("-seq")[0]
    sql(owner_connection, "DELETE FROM outcomes_signature WHERE decision_id = %s", last.pk)
    sql(owner_connection, "DELETE FROM outcomes_decision WHERE id = %s", last.pk)
    assert any("head, seq" in one for one in findings(cast.halden))
    before = Decision.objects.get(customer=cast.halden, seq=last.seq - 1)
    SnapshotFactory(customer=cast.halden, ledger_seq=last.seq, ledger_digest=last.digest)
    LedgerHead.objects.filter(customer=cast.halden).update(seq=before.seq, digest=before.digest)
    assert f"printed another entry {last.seq} than there is" in run("verify_ledger", fails=True)


@pytest.mark.both
def test_a_gap_is_named_also_where_the_chain_was_closed_over_it(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    everything(cast)
    let_the_owner_in(owner_connection)
    gone = Decision.objects.get(customer=cast.halden, kind="spend_confirmed")
    sql(owner_connection, "DELETE FROM outcomes_signature WHERE decision_id = %s", gone.pk)
    sql(owner_connection, "DELETE FROM outcomes_decision WHERE id = %s", gone.pk)
    digest = gone.previous
    for one in Decision.objects.filter(customer=cast.halden, seq__gt=gone.seq).order_by("seq"):
        previous, digest = digest, entry_digest(digest, one.payload)
        statement = "UPDATE outcomes_decision SET previous = %s, digest = %s WHERE id = %s"
        sql(owner_connection, statement, previous, digest, one.pk)
    LedgerHead.objects.filter(customer=cast.halden).update(digest=digest)
    assert [f"entry {gone.seq + 1}, seq: follows entry {gone.seq - 1}" in one for one in findings(cast.halden)] == [
        True
    ]


@pytest.mark.both
def test_a_spend_entry_that_was_confirmed_and_changed_is_named(
    committed_db: Any, owner_connection: Any, cast: Cast
) -> None:
    everything(cast)
    let_the_owner_in(owner_connection)
    entry = SpendEntry.objects.get(kind="licence")
    sql(owner_connection, "UPDATE outcomes_spendentry SET amount_minor = 1 WHERE id = %s", entry.pk)
    assert any(f"spend entry {entry.pk}, amount_minor" in one for one in findings(cast.halden))


@pytest.mark.both
def test_an_erased_person_does_not_break_the_chain_and_a_half_erased_one_is_named(db: None, cast: Cast) -> None:
    case = everything(cast)
    signatures = Signature.objects.filter(decision__event=case.confirmed)
    signatures.update(name="", position="", salt="", erased_at=timezone.now())
    assert findings(cast.halden) == []
    signatures.update(name="Somebody else")
    assert any("signature: was erased, and says a name" in one for one in findings(cast.halden))


# --- The commands -----------------------------------------------------------------------------------------------------
def run(command: str, *, fails: bool = False) -> str:
    output = StringIO()
    if fails:
        with pytest.raises(CommandError) as refused:
            call_command(command, stdout=output)
        assert refused.value.returncode == 1
    else:
        call_command(command, stdout=output)
    return output.getvalue()


@pytest.mark.both
def test_commands_count_where_all_is_well(db: None, cast: Cast) -> None:
    everything(cast)
    head = LedgerHead.objects.get(customer=cast.halden)
    assert f"{head.seq} entries in 3 ledgers verified" in run("verify_ledger")
    assert "3 customers" in run("check_totals")


@pytest.mark.both
def test_verify_ledger_hashes_finished_reports(db: None, cast: Cast) -> None:
    snapshot = SnapshotFactory(customer=cast.halden, figures=b"x\x9c\x03\x00\x00\x00\x00\x01")
    report = ReportFactory(snapshot=snapshot, state="done", file="reports/lost.pdf", file_digest="1" * 64)
    assert f"report {report.pk}, file: is gone" in run("verify_ledger", fails=True)
    Snapshot.objects.filter(pk=snapshot.pk).update(figures=b"x\x9cK\x04\x00\x00b\x00b")
    Report.objects.all().delete()
    assert f"snapshot {snapshot.pk}, figures" in run("verify_ledger", fails=True)


@pytest.mark.both
def test_check_totals_names_the_cell_that_differs(db: None, cast: Cast) -> None:
    everything(cast)
    for column in ("confirmed", "shortfall_open_base", "undecided", "on_paper", "spend"):
        CustomerTotal.objects.filter(customer=cast.halden).update(**{column: models.F(column) + 1})
        said = run("check_totals", fails=True)
        assert f"all time, {column}:" in said and said.count("\n") == 1
        CustomerTotal.objects.filter(customer=cast.halden).update(**{column: models.F(column) - 1})
    CustomerMonth.objects.filter(customer=cast.halden, month=date(2025, 4, 1)).delete()
    assert "2025-04, confirmed: the row says 0, the ledger 1000000" in run("check_totals", fails=True)


# --- The wall itself --------------------------------------------------------------------------------------------------
@pytest.mark.both
def test_missing_triggers_are_named_and_installed_again(committed_db: Any, owner_connection: Any) -> None:
    from django.db import connection

    assert missing_triggers(connection) == []
    let_the_owner_in(owner_connection)
    assert len(missing_triggers(connection)) == len(GUARDED) * (2 if ENGINE == "postgresql" else 3)
    said = run("verify_ledger", fails=True)
    assert all(f"database: trigger {name} is missing" in said for name in missing_triggers(connection))
    if ENGINE == "sqlite":
        install("default")
        assert missing_triggers(connection) == []
