"""The dispatcher: wakes workers up for rows that are due, takes back what a lost worker held, and looks after the clock.

The rows are the truth. What the broker loses is published again; what is published twice is claimed once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, close_old_connections, connections
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from accounts import mail, sessions, work
from accounts.models import Heartbeat, MailMessage, Supplier
from accounts.tasks import send_mail
from outcomes.services.overdue import state_overdue_shortfalls
from reports.imports import remove_old_files
from reports.links import end_links_of_who_left
from reports.models import ImportJob, Report
from reports.tasks import render_report, run_import

log = structlog.get_logger(__name__)
NAME = "dispatcher"
CHORES_EVERY = timedelta(minutes=10)
CHORES_END_WITHIN = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=30)


def beat() -> None:
    Heartbeat.objects.update_or_create(pk=NAME, defaults={"seen_at": timezone.now()})


def is_alive(within: timedelta = timedelta(seconds=10)) -> bool:
    return Heartbeat.objects.filter(pk=NAME, seen_at__gte=timezone.now() - within).exists()


def dispatch_once() -> int:
    """One round: sweep, then publish what is due, mail first. Return how many were published."""
    published = 0
    for model, task in ((MailMessage, send_mail), (Report, render_report), (ImportJob, run_import)):
        work.sweep(model)
        for pk in work.to_publish(model):
            # A broker that does not answer must not hold the loop: the row is published again later.
            task.apply_async(args=[pk], retry=False)
            published += 1
    return published


def do_chores() -> None:
    """What the clock asks for: what has expired goes, links of who left end, overdue shortfalls are stated by the product.

    Each is done by itself, and once for each supplier: what fails there is logged and keeps nothing else from being done.
    """
    for chore in (mail.forget_expired, mail.forget_old, sessions.forget_old, remove_old_files):
        _do(chore)
    for supplier in Supplier.objects.all():
        _do(end_links_of_who_left, supplier=supplier)
        _do(state_overdue_shortfalls, supplier=supplier)


def _do(chore: Callable[..., object], **of: Any) -> None:
    try:
        chore(**of)
    except Exception as error:
        log.exception("chore_failed", chore=chore.__name__, **{name: one.pk for name, one in of.items()})
        if isinstance(error, OperationalError):
            close_old_connections()


def _chores() -> None:
    try:
        do_chores()
    except Exception:  # the list of suppliers itself
        log.exception("chores_failed")
    finally:
        connections.close_all()


def run(*, stopped: Callable[[], bool]) -> None:
    """Dispatch until `stopped()`. An unreachable broker or database is logged and tried again.

    The chores have a thread of their own: however long they take, mail and documents do not wait for them.
    """
    chores_at, chores = timezone.now(), threading.Thread()
    while not stopped():
        try:
            beat()
            dispatch_once()
        except (BrokerError, OperationalError) as error:
            log.warning("dispatch_failed", error=type(error).__name__)
            close_old_connections()
            time.sleep(1)
        if timezone.now() >= chores_at and not chores.is_alive():
            chores_at, chores = timezone.now() + CHORES_EVERY, threading.Thread(target=_chores, daemon=True)
            chores.start()
        time.sleep(settings.DISPATCH_INTERVAL_SECONDS)
    if chores.is_alive():
        # What is not done by then is rolled back with its connection, and done by the next dispatcher.
        chores.join(CHORES_END_WITHIN.total_seconds())
    # Whoever looks next sees at once that nobody is there; another dispatcher beats again within its interval.
    Heartbeat.objects.filter(pk=NAME).delete()
