"""What the supplier answered to a dispute. It decides nothing: the claim stands as it stood, and waits for the customer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.querysets import CustomerOwnedQuerySet


class DisputeAnswer(models.Model):
    """One answer to one dispute, in words, with evidence (`files`: how many came with it) or both. Append-only.

    The evidence itself is attached to the claim, with its own date.
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("outcomes.ValueEvent", on_delete=models.PROTECT, related_name="answers")
    dispute = models.ForeignKey("outcomes.Decision", on_delete=models.PROTECT, related_name="answers")
    words = models.TextField(blank=True)
    files = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=320)
    said_on = models.DateField()
    recorded_at = models.DateTimeField(default=timezone.now)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | Q(files__gt=0), name="dispute_answer_says_something"),
            models.UniqueConstraint(
                fields=["customer", "request_key"],
                condition=Q(request_key__isnull=False),
                name="dispute_answer_request_once",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
