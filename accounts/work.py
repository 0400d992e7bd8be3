"""Background work as database rows: claim, finish, fail, sweep.

A row says what is to be done; the queue only wakes somebody up. A worker claims a row by a conditional update that raises its
attempt and sets a lease; it may finish the row only while the attempt is still its own, so a worker that was frozen beyond
its lease changes nothing when it wakes up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

W = TypeVar("W", bound="Work")


class Work(models.Model):
    """One piece of background work.

    waiting -> running -> done | waiting again after an error (with back-off) | failed after the last attempt
    running -> waiting when its lease ran out (the sweeper)
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    class Reason(models.TextChoices):
        """Why something was not done, as the machinery knows it: kept as a code, said in its reader's language."""

        LOST = "lost", _("The worker was lost.")
        NOT_IN_TIME = "not_in_time", _("Nobody finished it in time.")
        CANCELLED = "cancelled", _("Cancelled.")
        EXPIRED = "expired", _("It expired before it could be sent.")
        BROKE = "broke", _("It broke off each time it was tried. Whoever runs the service finds the fault in the log.")

    # The codes that `last_error` may begin with, what it is about behind a colon.
    REASONS: ClassVar[Sequence[type[models.TextChoices]]] = (Reason,)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        # The dispatcher asks twice a second for what is open: few rows among all that were ever done.
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="%(app_label)s_%(class)s_open",
            )
        ]

    @property
    def reason(self) -> str:
        """Why it was not done, for people; what was said to whoever ordered it stands as it was said."""
        code, _colon, about = self.last_error.partition(": ")
        known = {one.value: one.label for reasons in self.REASONS for one in reasons}
        return str(known[code]) % {"about": about} if code in known else self.last_error


def claim(model: type[W], pk: int, *, lease: timedelta) -> int | None:
    """Take the row if it is due. Return the attempt that is now ours, or None where there is nothing to do.

    What another worker held too long can be taken as long as attempts are left; after the last one `sweep` gives it up.
    """
    now = timezone.now()
    lapsed = Q(state=Work.State.RUNNING, lease_until__lt=now, attempt__lt=settings.WORK_ATTEMPTS)
    due = Q(state=Work.State.WAITING, next_try_at__lte=now) | lapsed
    taken = model._default_manager.filter(due, pk=pk).update(
        state=Work.State.RUNNING, attempt=F("attempt") + 1, lease_until=now + lease
    )
    if not taken:
        return None
    return model._default_manager.values_list("attempt", flat=True).get(pk=pk)


def is_still_ours(model: type[W], pk: int, attempt: int) -> bool:
    return model._default_manager.filter(pk=pk, attempt=attempt, state=Work.State.RUNNING).exists()


def finish(model: type[W], pk: int, attempt: int, **fields: Any) -> bool:
    """Mark the row done with these fields. False where the attempt is no longer ours: then nothing was changed."""
    return bool(
        model._default_manager.filter(pk=pk, attempt=attempt, state=Work.State.RUNNING).update(
            state=Work.State.DONE, finished_at=timezone.now(), lease_until=None, last_error="", **fields
        )
    )


def fail(model: type[W], pk: int, attempt: int, *, error: str, final: bool = False) -> bool:
    """Record the error; the row waits with exponential back-off, or is failed after the last attempt."""
    now = timezone.now()
    ours = model._default_manager.filter(pk=pk, attempt=attempt, state=Work.State.RUNNING)
    if final or attempt >= settings.WORK_ATTEMPTS:
        return bool(ours.update(state=Work.State.FAILED, finished_at=now, lease_until=None, last_error=error))
    back_off = timedelta(seconds=min(5 * 2 ** (attempt - 1), 600))
    return bool(
        ours.update(
            state=Work.State.WAITING,
            lease_until=None,
            last_error=error,
            next_try_at=now + back_off,
            published_at=None,
        )
    )


def sweep(model: type[W]) -> int:
    """Give back what a dead or frozen worker holds; give up after the last attempt. Return how many rows changed."""
    now = timezone.now()
    lapsed = model._default_manager.filter(state=Work.State.RUNNING, lease_until__lt=now)
    given_up = lapsed.filter(attempt__gte=settings.WORK_ATTEMPTS).update(
        state=Work.State.FAILED, finished_at=now, lease_until=None, last_error=Work.Reason.NOT_IN_TIME
    )
    return given_up + lapsed.update(
        state=Work.State.WAITING,
        lease_until=None,
        next_try_at=now,
        published_at=None,
        last_error=Work.Reason.LOST,
    )


def to_publish(model: type[W], *, limit: int = 100) -> list[int]:
    """Ids of due rows that nobody was woken up for, or so long ago that the broker may have lost it; marks them."""
    now = timezone.now()
    again_after = timedelta(seconds=settings.REPUBLISH_SECONDS)
    quiet = Q(published_at__isnull=True) | Q(published_at__lt=now - again_after)
    due = model._default_manager.filter(quiet, state=Work.State.WAITING, next_try_at__lte=now)
    ids = list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit])
    model._default_manager.filter(pk__in=ids).update(published_at=now)
    return ids


def oldest_waiting_seconds(model: type[W], now: datetime | None = None) -> float:
    """Age in seconds of the oldest row that is due and not finished; 0.0 where there is none."""
    now = now or timezone.now()
    oldest = (
        model._default_manager.filter(state__in=[Work.State.WAITING, Work.State.RUNNING], next_try_at__lte=now)
        .order_by("created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    return (now - oldest).total_seconds() if oldest else 0.0
