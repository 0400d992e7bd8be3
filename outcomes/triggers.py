"""What makes the ledger append-only in the database itself: triggers and grants, installed after every migration.

What a person of the customer answered (agreed terms, criteria, changes of scope) stays as she read it, by the same means.
And a problem stays as it was said: its owner changes, and that it is shared, never back.

On PostgreSQL the tables belong to the owner who migrates; the application's role (DATABASE_APP_ROLE) may insert and
select there, no more. A trigger stops the owner too, until he disables it, and then /readyz is red.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connections

# Tables of which no row ever changes or goes, and what makes a row the same row: SQLite's replacing inserts remove whatever
# stands in the way of one of these (on a connection without recursive triggers even past the trigger against deleting).
APPEND_ONLY = {
    "outcomes_decision": ("id", "customer_id, seq", "customer_id, request_key"),
    "outcomes_claimline": ("id", "event_id, position"),
    "outcomes_evidence": ("id", "code"),
    "outcomes_measurement": ("id", "supersedes_id", "dimension_id, period_start, period_end, supersedes_id"),
    "outcomes_spendentry": ("id", "supersedes_id", "supplier_id, external_id, supersedes_id"),
    "accounts_tender": ("id", "supersedes_id"),
    "scorecards_commitmentlevel": ("id", "commitment_id, since"),
    "scorecards_performancereading": ("id", "supersedes_id", "commitment_id, period_start, period_end, supersedes_id"),
    "scorecards_readinganswer": ("id",),
    "scorecards_direction": ("id", "supersedes_id", "customer_id, supersedes_id"),
    "scorecards_suitabilityscore": ("id",),
    "scorecards_outcomeholds": ("id", "direction_id, outcome_id"),
    "scorecards_riskupdate": ("id",),
    "engagements_problemnotice": ("id",),
    "engagements_problemcommitment": ("id",),
    "engagements_commitmentresult": ("id",),
    "engagements_resolution": ("id",),
    "engagements_problemanswer": ("id",),
    "reports_reportaccess": ("id",),
    "scorecards_workvolume": ("id", "supersedes_id", "customer_id, function, period_start, period_end, supersedes_id"),
}
# Of these the application changes rows, and removes none.
KEPT = ("outcomes_ledgerhead", "outcomes_signature")
TERMS = "outcomes_terms"
# What was put to one person of the customer: once she has answered, the row stays as she read it. And its lines with it: none
# is added, changed or removed. Who supersedes it makes a new proposal, so nothing of an answered one ever has to move.
ANSWERED = {"scorecards_criteria": ("id",), "scorecards_scopechange": ("id",)}
LINES = "scorecards_criterion"
# What went wrong is told as it was said: who owns it changes, and it may become shared. Nothing makes it private again.
STATED = "engagements_problem"
STATED_COLUMNS = (
    "id", "supplier_id", "customer_id", "code", "title", "effect", "since", "noticed_by", "weight", "outcome_id",
    "commitment_id", "said_on", "recorded_at", "recorded_by_id", "stated_by_id", "name", "position", "demonstration",
)  # fmt: skip
GUARDED = (*APPEND_ONLY, TERMS, *ANSWERED, LINES, STATED)

POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION pv_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION pv_agreed_terms_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'agreed' THEN
        RAISE EXCEPTION 'append-only: % of agreed terms is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION pv_answered_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('agreed', 'declined') THEN
        RAISE EXCEPTION 'append-only: % of what the customer answered on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION pv_stated_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.shared OR NOT OLD.shared)
        AND to_jsonb(NEW) - 'owner_id' - 'shared' = to_jsonb(OLD) - 'owner_id' - 'shared' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append-only: % of what was said on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION pv_lines_of_answered_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    proposal public.scorecards_criteria%ROWTYPE;
BEGIN
    -- Locked: she may be answering at this very moment, and then answers what stood there before.
    FOR proposal IN SELECT * FROM public.scorecards_criteria
        WHERE (TG_OP <> 'INSERT' AND id = OLD.criteria_id) OR (TG_OP <> 'DELETE' AND id = NEW.criteria_id)
        ORDER BY id FOR SHARE
    LOOP
        IF proposal.state IN ('agreed', 'declined') THEN
            RAISE EXCEPTION 'append-only: % on %, a line of what the customer answered, is refused', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""
# By table: what guards its rows on PostgreSQL, and against what.
_POSTGRESQL_ROWS = (
    dict.fromkeys(APPEND_ONLY, ("pv_append_only", "UPDATE OR DELETE"))
    | {TERMS: ("pv_agreed_terms_stay", "UPDATE OR DELETE")}
    | dict.fromkeys(ANSWERED, ("pv_answered_stays", "UPDATE OR DELETE"))
    | {STATED: ("pv_stated_stays", "UPDATE OR DELETE")}
    | {LINES: ("pv_lines_of_answered_stay", "INSERT OR UPDATE OR DELETE")}
)


def install(using: str) -> None:
    """Install or renew everything, on PostgreSQL or SQLite. Safe to repeat."""
    connection = connections[using]
    if TERMS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _install_postgresql(cursor)
            if settings.DATABASE_APP_ROLE:
                _grant(connection, cursor, settings.DATABASE_APP_ROLE)
        else:
            for statement in _sqlite_statements():
                cursor.execute(statement)


def make_way(using: str) -> None:
    """Before a migration, on SQLite: take away the triggers that read another table than their own; `install` brings them back.

    SQLite changes a table by making it anew, and cannot while a trigger of another table names it.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in _sqlite_lines():
                if statement.startswith("DROP"):
                    cursor.execute(statement)


def expected_triggers(vendor: str) -> set[str]:
    """Names of the triggers that have to be there."""
    kinds = ("rows", "truncate") if vendor == "postgresql" else ("update", "delete", "replace")
    return {f"pv_{table}_{what}" for table in GUARDED for what in kinds}


def missing_triggers(connection: Any) -> list[str]:
    """Names of the triggers that are not there, are disabled, stand on another table, or do something else."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname, p.proname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled IN ('O', 'A')"
            )
            present = {
                name
                for name, table, function, source in cursor.fetchall()
                if name.startswith(f"pv_{table}_")
                and f"FUNCTION {function}()" in POSTGRESQL_FUNCTIONS
                and source in POSTGRESQL_FUNCTIONS
            }
        else:
            wanted = {statement for statement in _sqlite_statements() if statement.startswith("CREATE")}
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            present = {name for name, sql in cursor.fetchall() if sql in wanted}
    return sorted(expected_triggers(connection.vendor) - present)


def _install_postgresql(cursor: Any) -> None:
    cursor.execute(POSTGRESQL_FUNCTIONS)
    for table, (function, acts) in _POSTGRESQL_ROWS.items():
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER pv_{table}_rows BEFORE {acts} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER pv_{table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pv_append_only()"
        )


def _grant(connection: Any, cursor: Any, role: str) -> None:
    quoted = connection.ops.quote_name(role)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
    for table in APPEND_ONLY:
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}")
    for table in KEPT:
        cursor.execute(f"REVOKE DELETE, TRUNCATE ON {table} FROM {quoted}")
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")


def _sqlite_statements() -> list[str]:
    statements = []
    for table, identities in APPEND_ONLY.items():
        statements += _sqlite_triggers(table, identities, condition="1")
    statements += _sqlite_triggers(TERMS, ("id", "dimension_id, version"), condition="OLD.state = 'agreed'")
    for table, identities in ANSWERED.items():
        statements += _sqlite_triggers(table, identities, condition="OLD.state IN ('agreed', 'declined')")
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in STATED_COLUMNS)
    taken = (
        f"EXISTS (SELECT 1 FROM {STATED} WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM {STATED} WHERE code = NEW.code)"
    )
    update = f"{changed} OR (OLD.shared AND NOT NEW.shared)"
    statements += _sqlite_three(STATED, update=update, delete="1", insert=taken)
    return statements + _sqlite_lines()


def _same(column: str, *, alone: bool) -> str:
    """Rows that correct nothing are one of a kind by their other columns; what is not given makes no two rows the same."""
    if column == "supersedes_id" and not alone:
        return "supersedes_id IS NULL AND NEW.supersedes_id IS NULL"
    # In the words of the partial index over it, so that SQLite finds the row there and reads no others.
    return f"{column} = NEW.{column}" + (" AND NOT (external_id = '')" if column == "external_id" else "")


def _sqlite_triggers(table: str, identities: tuple[str, ...], *, condition: str) -> list[str]:
    """Triggers against update and delete, and against an insert that would replace a row with the same identity."""
    stored_condition = condition.replace("OLD.", "")
    same = [
        " AND ".join(_same(column, alone=column == identity) for column in identity.split(", "))
        for identity in identities
    ]
    there_already = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one} AND {stored_condition})" for one in same)
    # A row that may change must not take the place of one that may not (UPDATE OR REPLACE).
    changed = "1" if condition == "1" else f"{condition} OR {there_already}"
    return _sqlite_three(table, update=changed, delete=condition, insert=there_already)


def _sqlite_lines() -> list[str]:
    """Triggers against changing, removing, adding and replacing lines of an answered proposal."""

    def answered(line: str) -> str:
        found = f"SELECT 1 FROM scorecards_criteria WHERE id = {line}.criteria_id AND state IN ('agreed', 'declined')"
        return f"EXISTS ({found})"

    taken = (
        f"EXISTS (SELECT 1 FROM {LINES} WHERE id = NEW.id AND EXISTS (SELECT 1 FROM scorecards_criteria "
        f"WHERE scorecards_criteria.id = criteria_id AND state IN ('agreed', 'declined')))"
    )
    return _sqlite_three(
        LINES,
        update=f"{answered('OLD')} OR {answered('NEW')} OR {taken}",
        delete=answered("OLD"),
        insert=f"{answered('NEW')} OR {taken}",
    )


def _sqlite_three(table: str, *, update: str, delete: str, insert: str) -> list[str]:
    """The three triggers of a table, each with the condition under which it refuses."""
    statements = []
    for name, act, when in (("update", "UPDATE", update), ("delete", "DELETE", delete), ("replace", "INSERT", insert)):
        refused = f"SELECT RAISE(ABORT, 'append-only: {name.upper()} on {table} is refused')"
        statements += [
            f"DROP TRIGGER IF EXISTS pv_{table}_{name}",
            f"CREATE TRIGGER pv_{table}_{name} BEFORE {act} ON {table} WHEN {when} BEGIN {refused}; END",
        ]
    return statements
