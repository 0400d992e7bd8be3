"""The mail outbox, and the sign of life of the dispatcher."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.work import Work


class MailMessage(Work):
    """One mail to be sent. A request writes the row; a worker sends it. `state` is that of the work.

    What must not be read for long (a sign-in code) has `expires_at`: the text is removed when it was sent or has expired.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    expires_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return f"mail {self.pk}"


class Heartbeat(models.Model):
    """When a long-running process was last seen alive."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name
