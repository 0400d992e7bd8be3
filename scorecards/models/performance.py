"""Commitments: what performance the supplier is held to, what was read, and what the customer says to it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import ExactDecimalField
from accounts.querysets import CustomerOwnedQuerySet
from scorecards.querysets import CommitmentQuerySet, ReadingQuerySet


class Commitment(models.Model):
    """A performance that the supplier is held to. Its target and what follows from missing it: CommitmentLevel."""

    class Rhythm(models.TextChoices):
        MONTH = "month", _("month")
        QUARTER = "quarter", _("quarter")
        YEAR = "year", _("year")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="commitments")
    contract = models.ForeignKey(
        "accounts.Contract", on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.MONTH)
    position = models.PositiveSmallIntegerField(default=0)
    # Its last day, and why; without one it ends with its contract.
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    # It was entered by mistake: nobody had read anything of it.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "name"], condition=Q(withdrawn_at=None), name="commitment_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds: its own, else its contract's; None where neither ends."""
        if self.ends_on is not None or self.contract is None:
            return self.ends_on
        return self.contract.ends_on


class CommitmentLevel(models.Model):
    """What a commitment promises from a day on. Append-only: a changed target is a new level, and old periods keep theirs."""

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="levels")
    since = models.DateField()
    target = ExactDecimalField()
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.AT_LEAST)
    weight = models.PositiveSmallIntegerField(default=1)
    consequence = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "since"], name="one_level_a_day"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="weight_one_to_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} since {self.since}"


class PerformanceReading(models.Model):
    """What was reached in a period. Append-only: a changed reading supersedes."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="readings")
    period_start = models.DateField()
    period_end = models.DateField()
    value = ExactDecimalField()
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = models.CharField(max_length=300, blank=True)
    # No reading: the one before was entered by mistake. `value` says again what it was.
    withdrawn = models.BooleanField(default=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["period_start", "pk"]
        indexes = [models.Index(fields=["commitment", "period_start"], name="performance_by_period")]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="performance_in_order"),
            models.UniqueConstraint(
                fields=["commitment", "period_start", "period_end"],
                condition=Q(supersedes=None),
                name="one_first_performance_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} {self.period_start}"


class ReadingAnswer(models.Model):
    """What the customer says to a reading, by her own act. Append-only: who changes her mind answers again."""

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", _("acknowledged")
        CHALLENGED = "challenged", _("challenged")

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    reading = models.ForeignKey(PerformanceReading, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField(blank=True)
    stakeholder = models.ForeignKey("accounts.Stakeholder", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="challenged") | ~Q(reason=""), name="a_challenge_has_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reading_id}"


class ReadingReply(models.Model):
    """What the supplier says to a challenge, in words: the challenge stands until she answers anew. Append-only."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    reading = models.ForeignKey(PerformanceReading, on_delete=models.PROTECT, related_name="replies")
    words = models.TextField()
    membership = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_reply_has_words")]

    def __str__(self) -> str:
        return f"reply to {self.reading_id}"
