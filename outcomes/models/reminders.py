"""Reminders: who asked whom again, and when."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.querysets import CustomerOwnedQuerySet


class Reminder(models.Model):
    """One mail in which a person of the supplier reminded a stakeholder of what she has not decided yet.

    At most one a week and stakeholder (services/reminders.py). One that was taken back in time leaves no row.
    """

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="reminders")
    stakeholder = models.ForeignKey("accounts.Stakeholder", on_delete=models.PROTECT, related_name="reminders")
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    mail = models.ForeignKey("accounts.MailMessage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["stakeholder", "-at"], name="reminder_by_stakeholder")]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
