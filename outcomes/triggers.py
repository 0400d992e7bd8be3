"""What makes the ledger append-only in the database itself: triggers and grants, installed after every migration.

What was put to a person of the customer (agreed terms; criteria and changes of scope from the moment they are sent) stays as
she reads it, by the same means. And a problem stays as it was said: its owner changes, and that it is shared, never back.

On PostgreSQL the tables belong to the owner who migrates; the application's role (DATABASE_APP_ROLE) may insert and
select there, no more. A trigger stops the owner too, until he disables it, and then /readyz is red.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.db import connections

# Tables of which no row ever changes or goes, and what makes a row the same row: SQLite's replacing inserts remove whatever
# stands in the way of one of these (on a connection without recursive triggers even past the trigger against deleting).
APPEND_ONLY = {
    "outcomes_decision": ("id", "customer_id, seq", "customer_id, request_key"),
    "outcomes_claimline": ("id", "event_id, position"),
    "outcomes_evidence": ("id", "code", "customer_id, request_key, digest"),
    "outcomes_measurement": ("id", "supersedes_id", "dimension_id, period_start, period_end, supersedes_id"),
    "outcomes_disputeanswer": ("id", "customer_id, request_key"),
    "outcomes_spendentry": (
        "id",
        "supersedes_id",
        "supplier_id, external_id, supersedes_id",
        "customer_id, request_key",
    ),
    "accounts_amendment": ("id", "customer_id, number"),
    "accounts_tender": ("id", "supersedes_id"),
    "scorecards_changeamendment": ("id", "change_id", "amendment_id"),
    "scorecards_commitmentlevel": ("id", "commitment_id, since"),
    "scorecards_performancereading": ("id", "supersedes_id", "commitment_id, period_start, period_end, supersedes_id"),
    "scorecards_readinganswer": ("id",),
    "scorecards_readingreply": ("id",),
    "scorecards_direction": ("id", "supersedes_id", "customer_id, supersedes_id"),
    "scorecards_suitabilityscore": ("id",),
    "scorecards_outcomeholds": ("id", "direction_id, outcome_id"),
    "scorecards_riskupdate": ("id",),
    "scorecards_actionupdate": ("id",),
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
# What was put to one person of the customer: once it is sent, the row stays as she reads it until she answers or it is
# withdrawn; then nothing of it moves any more. And its lines with it: none is added, changed or removed. Who supersedes it
# makes a new proposal. Only a draft is written anew.
# What an answer writes. All else of a row that was sent stays.
ANSWER_COLUMNS = ("state", "reason", "decided_by", "decided_position", "decided_at", "demonstration")
PROPOSED_COLUMNS = ("id", "supplier_id", "customer_id", "proposed_by_id", "proposed_at", "asked_id")
SENT = {
    "scorecards_criteria": (*PROPOSED_COLUMNS, "direction_id"),
    "scorecards_scopechange": (
        *PROPOSED_COLUMNS, "contract_id", "function", "unit", "words", "since", "planned", "rhythm", "price_minor",
        "settles_minor", "settles_until",
    ),
}  # fmt: skip
LINES = "scorecards_criterion"
# What went wrong is told as it was said: who owns it changes, and it may become shared. Nothing makes it private again.
STATED = "engagements_problem"
STATED_COLUMNS = (
    "id", "supplier_id", "customer_id", "code", "title", "effect", "since", "noticed_by", "weight", "outcome_id",
    "commitment_id", "said_on", "recorded_at", "recorded_by_id", "stated_by_id", "name", "position", "demonstration",
)  # fmt: skip
GUARDED = (*APPEND_ONLY, TERMS, *SENT, LINES, STATED)


class Named(NamedTuple):
    """Where the name of a person of the customer stands beside what she said: the columns of her name and of her position
    ("" where there is none), and whose it is. All other columns stay."""

    name: str
    position: str
    person: str
    stays: tuple[str, ...]

    @property
    def erased(self) -> tuple[str, ...]:
        return tuple(one for one in (self.name, self.position) if one)


# Of these exactly one change is let through, once a person was erased: her name becomes what her own row says since
# ("Erased person 7"), her position nothing. Who said where the customer is going can be typed by hand, without a person.
PEOPLE = "accounts_stakeholder"
NAMED = {
    "scorecards_direction": Named(
        "said_by", "", "stakeholder_id",
        ("id", "supplier_id", "customer_id", "words", "said_on", "source", "recorded_at", "recorded_by_id", "stakeholder_id",
         "supersedes_id"),
    ),
    "scorecards_suitabilityscore": Named(
        "name", "position", "stakeholder_id",
        ("id", "customer_id", "criterion_id", "membership_id", "stakeholder_id", "score", "reason", "said_at",
         "demonstration"),
    ),
    "scorecards_outcomeholds": Named(
        "name", "position", "stakeholder_id",
        ("id", "customer_id", "direction_id", "outcome_id", "stakeholder_id", "said_at", "demonstration"),
    ),
    "scorecards_readinganswer": Named(
        "name", "position", "stakeholder_id",
        ("id", "customer_id", "reading_id", "kind", "reason", "stakeholder_id", "said_at", "demonstration"),
    ),
    "scorecards_actionupdate": Named(
        "by", "", "stakeholder_id",
        ("id", "customer_id", "action_id", "words", "state", "due_before", "due_on", "stakeholder_id", "at"),
    ),
    "engagements_problemanswer": Named(
        "name", "position", "stakeholder_id",
        ("id", "customer_id", "problem_id", "notice_id", "solved", "reason", "stakeholder_id", "said_on", "said_at",
         "demonstration"),
    ),
    STATED: Named(
        "name", "position", "stated_by_id",
        tuple(one for one in (*STATED_COLUMNS, "owner_id", "shared") if one not in {"name", "position"}),
    ),
} | {
    table: Named(
        "decided_by", "decided_position", "asked_id",
        (*columns, "state", "reason", "decided_at", *(["demonstration"] if table == "scorecards_criteria" else [])),
    )
    for table, columns in SENT.items()
}  # fmt: skip

POSTGRESQL_FUNCTIONS = """
CREATE OR REPLACE FUNCTION pv_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION pv_erases(was jsonb, becomes jsonb, named text, placed text, person text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN becomes - ARRAY[named, placed] = was - ARRAY[named, placed]
        AND coalesce(becomes ->> placed, '') = ''
        AND EXISTS (
            SELECT 1 FROM public.accounts_stakeholder s WHERE s.erased_at IS NOT NULL AND s.name = becomes ->> named
            AND (s.id = (was ->> person)::bigint
                OR (named = 'said_by' AND was ->> person IS NULL AND s.customer_id = (was ->> 'customer_id')::bigint
                    AND s.erased_at >= (was ->> 'recorded_at')::timestamptz))
        );
END $$;
CREATE OR REPLACE FUNCTION pv_append_only_but_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND public.pv_erases(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) THEN
        RETURN NEW;
    END IF;
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
CREATE OR REPLACE FUNCTION pv_sent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answer CONSTANT text[] := ARRAY['state', 'reason', 'decided_by', 'decided_position', 'decided_at', 'demonstration'];
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND public.pv_erases(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'proposed' AND NEW.state <> 'draft'
        AND to_jsonb(NEW) - answer = to_jsonb(OLD) - answer THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append-only: % of what was put to the customer on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION pv_stated_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.shared OR NOT OLD.shared)
        AND to_jsonb(NEW) - 'owner_id' - 'shared' = to_jsonb(OLD) - 'owner_id' - 'shared' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND public.pv_erases(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append-only: % of what was said on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION pv_lines_of_sent_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    proposal public.scorecards_criteria%ROWTYPE;
BEGIN
    -- Locked: it may be sent at this very moment, and then she reads what stood there before.
    FOR proposal IN SELECT * FROM public.scorecards_criteria
        WHERE (TG_OP <> 'INSERT' AND id = OLD.criteria_id) OR (TG_OP <> 'DELETE' AND id = NEW.criteria_id)
        ORDER BY id FOR SHARE
    LOOP
        IF proposal.state <> 'draft' THEN
            RAISE EXCEPTION 'append-only: % on %, a line of what was put to the customer, is refused', TG_OP, TG_TABLE_NAME
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
    | dict.fromkeys(NAMED, ("pv_append_only_but_names", "UPDATE OR DELETE"))
    | {TERMS: ("pv_agreed_terms_stay", "UPDATE OR DELETE")}
    | dict.fromkeys(SENT, ("pv_sent_stays", "UPDATE OR DELETE"))
    | {STATED: ("pv_stated_stays", "UPDATE OR DELETE")}
    | {LINES: ("pv_lines_of_sent_stay", "INSERT OR UPDATE OR DELETE")}
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
            for table in (LINES, *NAMED):
                for what in ("update", "delete", "replace"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS pv_{table}_{what}")


def expected_triggers(vendor: str) -> set[str]:
    """Names of the triggers that have to be there."""
    kinds = ("rows", "truncate") if vendor == "postgresql" else ("update", "delete", "replace")
    return {f"pv_{table}_{what}" for table in GUARDED for what in kinds}


def missing_triggers(connection: Any) -> list[str]:
    """Names of the triggers that are not there, are disabled, stand on another table, or do something else."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname, p.proname, p.prosrc, encode(t.tgargs, 'escape') FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgenabled IN ('O', 'A')"
            )
            found = cursor.fetchall()
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'pv_erases'")
            erases = [source in POSTGRESQL_FUNCTIONS for (source,) in cursor.fetchall()] == [True]
            present = {
                name
                for name, table, function, source, given in found
                if name.startswith(f"pv_{table}_")
                and f"FUNCTION {function}()" in POSTGRESQL_FUNCTIONS
                and source in POSTGRESQL_FUNCTIONS
                and given == ("" if name.endswith("_truncate") else "".join(f"{one}\\000" for one in _named(table)))
                and (erases or "pv_erases" not in source)
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
            f"FOR EACH ROW EXECUTE FUNCTION {function}({', '.join(repr(one) for one in _named(table))})"
        )
        cursor.execute(
            f"CREATE OR REPLACE TRIGGER pv_{table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pv_append_only()"
        )


def _named(table: str) -> tuple[str, ...]:
    """What the trigger on this table is told of the name that stands in it."""
    return NAMED[table][:3] if table in NAMED else ()


def _grant(connection: Any, cursor: Any, role: str) -> None:
    quoted = connection.ops.quote_name(role)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
    for table in APPEND_ONLY:
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {quoted}")
        if table in NAMED:
            cursor.execute(f"GRANT UPDATE ({', '.join(NAMED[table].erased)}) ON {table} TO {quoted}")
    for table in KEPT:
        cursor.execute(f"REVOKE DELETE, TRUNCATE ON {table} FROM {quoted}")
    cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}")


def _sqlite_statements() -> list[str]:
    statements = []
    for table, identities in APPEND_ONLY.items():
        statements += _sqlite_triggers(table, identities, condition="1")
    statements += _sqlite_triggers(TERMS, ("id", "dimension_id, version"), condition="OLD.state = 'agreed'")
    for table, columns in SENT.items():
        statements += _sqlite_sent(table, columns)
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in STATED_COLUMNS)
    taken = (
        f"EXISTS (SELECT 1 FROM {STATED} WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM {STATED} WHERE code = NEW.code)"
    )
    update = f"({changed} OR (OLD.shared AND NOT NEW.shared)) AND NOT ({_sqlite_erases(STATED)})"
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
    if table in NAMED:
        changed = f"NOT ({_sqlite_erases(table)})"
    return _sqlite_three(table, update=changed, delete=condition, insert=there_already)


def _sqlite_erases(table: str) -> str:
    """The one change that is let through: the name of an erased person becomes what her row says, and nothing else moves."""
    named = NAMED[table]
    stays = [f"OLD.{column} IS NEW.{column}" for column in named.stays]
    stays += [f"NEW.{named.position} = ''"] if named.position else []
    whose = f"id = OLD.{named.person}"
    if named.name == "said_by":
        typed = f"OLD.{named.person} IS NULL AND customer_id = OLD.customer_id AND erased_at >= OLD.recorded_at"
        whose = f"({whose} OR ({typed}))"
    erased = f"SELECT 1 FROM {PEOPLE} WHERE erased_at IS NOT NULL AND name = NEW.{named.name} AND {whose}"
    return " AND ".join([*stays, f"EXISTS ({erased})"])


def _sqlite_sent(table: str, columns: tuple[str, ...]) -> list[str]:
    """Triggers that let a draft be written anew, and of what was sent only the answer be written, once."""
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id AND state <> 'draft')"
    moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    answers = f"OLD.state = 'proposed' AND NEW.state <> 'draft' AND NOT ({moved})"
    lets = f"({answers}) OR ({_sqlite_erases(table)})"
    update = f"(OLD.state <> 'draft' AND NOT ({lets})) OR (NEW.id IS NOT OLD.id AND {taken})"
    return _sqlite_three(table, update=update, delete="OLD.state <> 'draft'", insert=taken)


def _sqlite_lines() -> list[str]:
    """Triggers against changing, removing, adding and replacing lines of a proposal that was sent."""

    def sent(line: str) -> str:
        return f"EXISTS (SELECT 1 FROM scorecards_criteria WHERE id = {line}.criteria_id AND state <> 'draft')"

    taken = (
        f"EXISTS (SELECT 1 FROM {LINES} WHERE id = NEW.id AND EXISTS (SELECT 1 FROM scorecards_criteria "
        f"WHERE scorecards_criteria.id = criteria_id AND state <> 'draft'))"
    )
    return _sqlite_three(
        LINES,
        update=f"{sent('OLD')} OR {sent('NEW')} OR {taken}",
        delete=sent("OLD"),
        insert=f"{sent('NEW')} OR {taken}",
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
