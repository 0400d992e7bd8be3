"""A large file is checked and written by a worker: once, whole or not at all, whatever happens to the worker."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from accounts.tables import How
from outcomes.models import CustomerTotal, SpendEntry
from reports import imports
from reports.models import FileImport, ImportJob
from tests.cast import Cast, actor
from tests.conftest import ENGINE
from tests.reports.test_pipeline import LEASE_SECONDS, let_its_lease_run_out, wait_until

pytestmark = [pytest.mark.both, pytest.mark.timeout(240)]
ROWS = 6000


@pytest.fixture
def sent(committed_db: object, broker: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> FileImport:
    """A file of 6,000 invoices."""
    for name, value in (
        ("IMPORT_LEASE_SECONDS", str(LEASE_SECONDS)),
        ("REPUBLISH_SECONDS", "2"),
        ("DISPATCH_INTERVAL_SECONDS", "0.2"),
    ):
        monkeypatch.setenv(name, value)
    rows = [f"INV-{number},Halden Bank,2025-01-31,service,10.00,Invoice" for number in range(ROWS)]
    data = "\n".join(["external_id,customer,on,kind,amount,source", *rows]).encode()
    return imports.send(actor=actor(cast.account_manager), kind="spend", data=data, filename="invoices.csv")


def stage_of(sent: FileImport) -> str:
    sent.refresh_from_db()
    return sent.stage


def confirmed(sent: FileImport) -> ImportJob:
    imports.run(imports.check(file_import=sent, how=How(), now=True).pk)
    sent.refresh_from_db()
    return imports.confirm(file_import=sent, plan=sent.plan)


def assert_written_once(sent: FileImport) -> None:
    assert stage_of(sent) == FileImport.Stage.WRITTEN
    assert SpendEntry.objects.count() == ROWS
    assert CustomerTotal.objects.get(customer__name="Halden Bank").spend == ROWS * 1000


def test_worker_checks_and_writes(
    sent: FileImport, start_process: Callable[..., object], start_worker: Callable[[], object]
) -> None:
    start_process("manage.py", "dispatch")
    start_worker()
    job = imports.check(file_import=sent, how=How())
    wait_until(lambda: stage_of(sent) == FileImport.Stage.CHECKED)
    job.refresh_from_db()
    assert (job.checked_rows, job.all_rows, sent.created) == (ROWS, ROWS, ROWS)
    assert not SpendEntry.objects.exists()
    imports.confirm(file_import=sent, plan=sent.plan)
    wait_until(lambda: stage_of(sent) == FileImport.Stage.WRITTEN)
    assert_written_once(sent)


def test_killed_worker_wrote_nothing_and_another_one_writes_all(
    sent: FileImport, start_process: Callable[..., object], start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    job = confirmed(sent)
    start_process("manage.py", "dispatch")
    worker = start_worker()

    def is_running() -> bool:
        job.refresh_from_db()
        return job.state == ImportJob.State.RUNNING

    wait_until(is_running)
    os.killpg(worker.pid, signal.SIGKILL)
    assert is_running(), "it was killed in the middle"
    assert not SpendEntry.objects.exists()
    let_its_lease_run_out(job)
    start_worker()
    wait_until(lambda: stage_of(sent) == FileImport.Stage.WRITTEN)
    assert_written_once(sent)
    job.refresh_from_db()
    assert job.attempt == 2


def test_attempt_that_lost_its_job_writes_nothing(sent: FileImport, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was frozen beyond its lease, and another worker took the job, while it was about to write."""
    job = confirmed(sent)
    take = imports.take

    def frozen(*args: Any, **options: Any) -> Any:
        result = take(*args, **options)
        ImportJob.objects.filter(pk=job.pk).update(attempt=2)
        return result

    monkeypatch.setattr(imports, "take", frozen)
    assert not imports.run(job.pk)
    assert not SpendEntry.objects.exists()
    assert not CustomerTotal.objects.filter(spend__gt=0).exists()


def test_cancelled_while_it_is_checked(sent: FileImport, monkeypatch: pytest.MonkeyPatch) -> None:
    job = imports.check(file_import=sent, how=How())
    progress = imports._progress

    def cancelled_at(job: ImportJob, attempt: int) -> Callable[[int, int], None]:
        tick = progress(job, attempt)

        def later(checked: int, total: int) -> None:
            if checked == 3000:
                imports.cancel(file_import=sent)
            tick(checked, total)

        return later

    monkeypatch.setattr(imports, "_progress", cancelled_at)
    assert not imports.run(job.pk)
    assert stage_of(sent) == FileImport.Stage.CANCELLED
    assert not imports.run(job.pk), "nothing takes it up again"


@pytest.mark.skipif(ENGINE != "postgresql", reason="on SQLite whoever cancels waits until the writer is through")
def test_cancelled_while_it_is_written(sent: FileImport, monkeypatch: pytest.MonkeyPatch) -> None:
    job = confirmed(sent)
    take = imports.take

    def cancelled(*args: Any, **options: Any) -> Any:
        result = take(*args, **options)

        def elsewhere() -> None:
            imports.cancel(file_import=sent)
            connection.close()

        other = threading.Thread(target=elsewhere)
        other.start()
        other.join(20)
        return result

    monkeypatch.setattr(imports, "take", cancelled)
    assert not imports.run(job.pk)
    assert stage_of(sent) == FileImport.Stage.CANCELLED
    assert not SpendEntry.objects.exists()


def test_person_who_left_meanwhile_writes_nothing(sent: FileImport, cast: Cast) -> None:
    job = confirmed(sent)
    type(cast.account_manager).objects.filter(pk=cast.account_manager.pk).update(deactivated_at="2026-01-01T00:00Z")
    assert not imports.run(job.pk)
    job.refresh_from_db()
    assert job.last_error == "Who sent this file is no longer with the firm."
    assert not SpendEntry.objects.exists()


def test_file_that_was_tampered_with_is_not_read(sent: FileImport, cast: Cast) -> None:
    # Of its own content: files lie under their digest, and other tests send the one of `sent`.
    own = imports.send(
        actor=actor(cast.account_manager), kind="customers", data=b"name,currency\nX,EUR\n", filename="x"
    )
    default_storage.delete(own.file)
    default_storage.save(own.file, ContentFile(b"name,currency\nY,EUR\n"))
    job = imports.check(file_import=own, how=How(), now=True)
    with pytest.raises(ValueError, match="not what its digest says"):
        imports.run(job.pk)
    default_storage.delete(own.file)
