"""What a page may not take, a migration may."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.signals import pre_migrate


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        found: str = cursor.fetchone()[0]
        return found


@pytest.mark.django_db
def test_a_migration_is_not_ended_after_the_seconds_of_a_page() -> None:
    assert shown("statement_timeout") == "30s"
    pre_migrate.send(sender=apps.get_app_config("accounts"), using="default")
    assert (shown("statement_timeout"), shown("idle_in_transaction_session_timeout")) == ("0", "0")
    assert shown("lock_timeout") == "10s", "behind a change that waits, everybody waits"
