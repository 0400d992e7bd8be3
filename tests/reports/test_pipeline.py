"""A document is made once, whatever happens to the worker, its lease or the broker."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from accounts import work
from accounts.models import Heartbeat, MailMessage
from accounts.work import Work
from reports import dispatcher, services
from reports.models import Report
from tests.cast import Cast
from tests.reports.cases import with_decided_claims

pytestmark = [pytest.mark.both, pytest.mark.timeout(240)]
LEASE_SECONDS = 60


@pytest.fixture
def report(committed_db: object, broker: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A document that somebody ordered."""
    for name, value in (
        ("REPORT_LEASE_SECONDS", str(LEASE_SECONDS)),
        ("REPUBLISH_SECONDS", "2"),
        ("DISPATCH_INTERVAL_SECONDS", "0.2"),
    ):
        monkeypatch.setenv(name, value)
    with_decided_claims(cast)
    return services.request_report(customer=cast.halden, requested_by=cast.champion.user, locale="en")


def wait_until(condition: Callable[[], bool], *, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def let_its_lease_run_out(row: Work) -> None:
    """As if the time of the worker that holds it had gone by: the dispatcher beside the test looks at nothing else.

    A lease short enough to wait for would run out under a slow machine's second worker as well.
    """
    row.refresh_from_db()
    assert row.lease_until is not None
    left = row.lease_until - timezone.now()
    assert timedelta(0) < left <= timedelta(seconds=LEASE_SECONDS), "the worker took it for as long as was set"
    changed = type(row)._default_manager.filter(pk=row.pk, attempt=row.attempt, state=Work.State.RUNNING)
    assert changed.update(lease_until=timezone.now()) == 1


def state_of(report: Report) -> str:
    report.refresh_from_db()
    return report.state


def assert_made_once(report: Report) -> None:
    """Ready, with one file whose digest is the recorded one, and one notice."""
    report.refresh_from_db()
    assert report.state == Report.State.DONE
    with default_storage.open(report.file) as stored:
        assert stored.read(5) == b"%PDF-"
    assert MailMessage.objects.filter(to=report.requested_by.email, subject__contains="Past Value").count() == 1


def test_order_is_made_by_worker_and_announced_once(
    report: Report,
    start_process: Callable[..., object],
    start_worker: Callable[[], subprocess.Popen[bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    start_process("manage.py", "dispatch")
    worker = start_worker()
    wait_until(lambda: state_of(report) == Report.State.DONE)
    assert_made_once(report)
    assert report.attempt == 1
    assert list(tmp_path.glob("weasyprint-*")), "the renderer keeps its fonts in a folder"
    worker.terminate()
    worker.wait(30)
    assert list(tmp_path.glob("weasyprint-*")) == []


def test_killed_worker_loses_nothing(
    report: Report, start_process: Callable[..., object], start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    start_process("manage.py", "dispatch")
    worker = start_worker()
    wait_until(lambda: state_of(report) == Report.State.RUNNING)
    os.killpg(worker.pid, signal.SIGKILL)
    assert state_of(report) == Report.State.RUNNING, "it was killed in the middle"
    let_its_lease_run_out(report)
    start_worker()
    wait_until(lambda: state_of(report) == Report.State.DONE)
    assert_made_once(report)
    assert report.attempt == 2


def test_worker_that_wakes_up_beyond_its_lease_changes_nothing(
    report: Report, start_process: Callable[..., object], start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    start_process("manage.py", "dispatch")
    frozen = start_worker()
    wait_until(lambda: state_of(report) == Report.State.RUNNING)
    os.killpg(frozen.pid, signal.SIGSTOP)
    let_its_lease_run_out(report)
    start_worker()
    wait_until(lambda: state_of(report) == Report.State.DONE)
    finished_at = report.finished_at
    os.killpg(frozen.pid, signal.SIGCONT)
    time.sleep(6)  # as long as its rendering had left
    assert_made_once(report)
    assert (report.attempt, report.finished_at) == (2, finished_at)


def test_flushed_broker_loses_nothing(
    report: Report,
    broker: str,
    request: pytest.FixtureRequest,
    start_process: Callable[..., object],
    start_worker: Callable[[], object],
) -> None:
    dispatcher.dispatch_once()
    report.refresh_from_db()
    assert report.published_at is not None
    flush(broker)
    start_process("manage.py", "dispatch")
    start_worker()
    wait_until(lambda: state_of(report) == Report.State.DONE)
    assert_made_once(report)


def flush(url: str) -> None:
    """Empty the broker behind everybody's back."""
    if url.startswith("filesystem"):
        for message in os.scandir(os.path.join(os.environ["PV_VAR"], "broker", "queue")):
            os.unlink(message)
        return
    import redis

    redis.Redis.from_url(url.replace("redis+socket", "unix").replace("virtual_host", "db")).flushdb()


def test_attempt_that_is_no_longer_ours_finishes_nothing(report: Report) -> None:
    first = work.claim(Report, report.pk, lease=timedelta(seconds=-1))
    second = work.claim(Report, report.pk, lease=timedelta(seconds=60))
    assert (first, second) == (1, 2)
    assert not work.finish(Report, report.pk, 1, file="x", file_digest="y")
    assert state_of(report) == Report.State.RUNNING


def test_claimed_row_is_not_claimed_twice(report: Report) -> None:
    assert work.claim(Report, report.pk, lease=timedelta(seconds=60)) == 1
    assert work.claim(Report, report.pk, lease=timedelta(seconds=60)) is None


def test_what_is_held_too_long_is_taken_no_oftener_than_the_limit_says(report: Report, settings: Any) -> None:
    settings.WORK_ATTEMPTS = 2
    held_too_long = timedelta(seconds=-1)
    assert [work.claim(Report, report.pk, lease=held_too_long) for _delivery in range(3)] == [1, 2, None]
    assert work.sweep(Report) == 1 and state_of(report) == Report.State.FAILED


def test_command_brings_its_own_worker_when_the_dispatcher_has_just_died(
    report: Report, cast: Cast, tmp_path: Path
) -> None:
    # Seen some seconds ago, and not there any more: it still passes for alive.
    Heartbeat.objects.create(pk=dispatcher.NAME, seen_at=timezone.now() - timedelta(seconds=6))
    assert dispatcher.is_alive()
    call_command("report", customer=cast.halden.name, out=tmp_path)
    (made,) = tmp_path.glob("*.pdf")
    assert made.read_bytes().startswith(b"%PDF-")
    assert not dispatcher.is_alive(), "what the command brought along went with it"
