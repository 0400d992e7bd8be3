"""Migrations of a site that is running: what takes long is not ended halfway, and holds nobody up."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import connections
from django.db.migrations import AddIndex


def lift_limits(using: str) -> None:
    """The limits of a page (DATABASES) would end an index or a check of a large table for ever at the same second.

    That of waiting for a lock stays: behind a change that waits, everybody waits.
    """
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0")


class AddIndexBeside(AddIndexConcurrently):
    """An index on a table that grows, built while others write to it; its migration says `atomic = False`.

    It waits for whoever is at work, without holding anybody up, and begins anew what was interrupted. On SQLite, where one
    site is one process at a time, it is built as ever.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_forwards(self, app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute("SET lock_timeout = 0")
        # An interrupted one leaves an index that is not valid, under this name.
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute("RESET lock_timeout")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            AddIndex.database_backwards(self, app_label, schema_editor, from_state, to_state)
            return
        super().database_backwards(app_label, schema_editor, from_state, to_state)
