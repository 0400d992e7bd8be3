"""A worker and a dispatcher as child processes: for the first run and for commands that need one document now."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings

from reports import dispatcher
from reports.models import Report


def _die_with_parent() -> None:
    """A child does not outlive a parent that is killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _start(*command: str) -> subprocess.Popen[bytes]:
    # What a command prints is its own: its children talk on the other channel.
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=os.environ.copy(),
        preexec_fn=_die_with_parent,
        stdout=sys.__stderr__,
    )


def start_worker() -> subprocess.Popen[bytes]:
    """One worker for mail and documents; a pool of one process where the broker is a folder."""
    pool = ["--pool", "solo"] if settings.CELERY_BROKER_URL.startswith("filesystem://") else ["--concurrency", "1"]
    quiet = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    # That it runs as root, in a container or on a bare machine, is no news to whoever started it.
    command = ["-W", "ignore::UserWarning", "-m", "celery", "--app", "config", "--quiet"]
    return _start(*command, "worker", "--queues", "mail,reports", *pool, *quiet)


def start_dispatcher() -> subprocess.Popen[bytes]:
    return _start("manage.py", "dispatch")


def stop(process: subprocess.Popen[bytes], *, patience: float = 10) -> None:
    """End a child politely, then firmly."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running() -> Iterator[None]:
    """A worker and a dispatcher, for as long as the block lasts."""
    children = [start_worker(), start_dispatcher()]
    try:
        yield
    finally:
        for child in children:
            stop(child)


def wait_for(report: Report, *, seconds: float) -> Report:
    """Wait until the document is ready, with a worker and a dispatcher of our own as soon as no dispatcher is alive.

    TimeoutError when it is not ready in time, RuntimeError with the reason if it failed.
    """
    until = time.monotonic() + seconds
    with contextlib.ExitStack() as company:
        alone = True
        while time.monotonic() < until:
            report.refresh_from_db()
            if report.state == Report.State.DONE:
                return report
            if report.state == Report.State.FAILED:
                raise RuntimeError(f"{report.reason} ({report.last_error})")
            if alone and not dispatcher.is_alive():
                company.enter_context(running())
                alone = False
            time.sleep(0.2)
    raise TimeoutError(f"Not ready after {seconds:.0f} seconds; it is {report.state}. {report.reason}".strip())
