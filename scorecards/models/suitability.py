"""Suitability: where the customer is going, by what it judges who is suited, the scores of both sides, and risks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.querysets import CustomerOwnedQuerySet
from scorecards.models.proposal import Proposal
from scorecards.querysets import (
    CriterionQuerySet,
    RiskQuerySet,
    RiskUpdateQuerySet,
    SupersededQuerySet,
)


class Direction(models.Model):
    """Where the customer says it is going: who said so, when, and where it is written. Append-only: a new one supersedes.

    Recorded by one of the supplier's people, or by the stakeholder who says so herself, in her own session.
    """

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="directions")
    words = models.CharField(max_length=500)
    said_by = models.CharField(max_length=200)
    said_on = models.DateField()
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stakeholder = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = SupersededQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(supersedes=None), name="one_first_direction_a_customer"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | Q(stakeholder=None), name="direction_recorded_by_one_side"
            ),
        ]

    def __str__(self) -> str:
        return f"direction {self.said_on}"


class Criteria(Proposal):
    """Weighted criteria of suitability for a direction, put to a named person of the customer. The newest agreed ones hold."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="criteria")
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="criteria")
    demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(decided_at__isnull=False), name="agreed_criteria_have_a_moment"
            )
        ]

    def __str__(self) -> str:
        return f"criteria {self.pk}"


class Criterion(models.Model):
    """One criterion and its weight beside the others. One of the same name in a later agreement goes on with its scores."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    criteria = models.ForeignKey(Criteria, on_delete=models.CASCADE, related_name="lines")
    name = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["criteria", "name"], name="criterion_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_one_to_hundred"),
        ]

    def __str__(self) -> str:
        return self.name


class SuitabilityScore(models.Model):
    """How one person of either side scores us on a criterion, 0 to 10, and why. Append-only: her newest one counts."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stakeholder = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=320)
    position = models.CharField(max_length=200, blank=True)
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    said_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["said_at", "pk"]
        indexes = [models.Index(fields=["customer", "said_at"], name="suitability_by_customer")]
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=10), name="suitability_zero_to_ten"),
            models.CheckConstraint(
                condition=Q(membership=None, stakeholder__isnull=False) | Q(membership__isnull=False, stakeholder=None),
                name="suitability_of_one_side",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suitability_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"score {self.pk}"


class OutcomeHolds(models.Model):
    """The customer says that an outcome still serves a direction that is newer than its terms. Append-only."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="outcomes_held")
    outcome = models.ForeignKey("outcomes.Outcome", on_delete=models.PROTECT, related_name="held")
    stakeholder = models.ForeignKey("accounts.Stakeholder", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    demonstration = models.BooleanField(default=False)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "outcomes held"
        constraints = [models.UniqueConstraint(fields=["direction", "outcome"], name="outcome_holds_once")]

    def __str__(self) -> str:
        return f"outcome {self.outcome_id} holds"


class DeliveryRisk(models.Model):
    """What threatens our own ability to deliver. Shown to the customer only while shared. open -> over | happened -> open."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state of a risk", "open")
        OVER = "over", pgettext_lazy("state of a risk", "over")
        HAPPENED = "happened", pgettext_lazy("state of a risk", "happened")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="risks")
    words = models.CharField(max_length=300)
    plan = models.CharField(max_length=500)
    owner = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"risk {self.pk}"


class RiskUpdate(models.Model):
    """How a risk moves: words, and what it has been since. Append-only. Written while it was not shared, it stays with us."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    risk = models.ForeignKey(DeliveryRisk, on_delete=models.PROTECT, related_name="updates")
    words = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryRisk.State)
    due_on = models.DateField()
    shared = models.BooleanField()
    by = models.CharField(max_length=320)
    at = models.DateTimeField(default=timezone.now)

    objects = RiskUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"update {self.pk}"
