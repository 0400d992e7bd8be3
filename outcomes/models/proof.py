"""The proof: Value Realization events, the lines of their claims, and the evidence."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.codes import random_code
from accounts.fields import ExactDecimalField
from outcomes.querysets import EvidenceQuerySet, ValueEventQuerySet


class Evidence(models.Model):
    """A file that shows it, stored under its digest. Append-only."""

    class Grade(models.TextChoices):
        A = "A", _("A: from the customer's system")
        B = "B", _("B: from a third party")
        C = "C", _("C: from the supplier's system")
        D = "D", _("D: a statement")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="evidence")
    code = models.CharField(max_length=26, unique=True, default=random_code)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    grade = models.CharField(max_length=1, choices=Grade, default=Grade.D)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stated_by = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "request_key", "digest"],
                condition=Q(request_key__isnull=False),
                name="evidence_request_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the storage keeps it: by supplier and digest, never by a name that somebody chose."""
        return f"evidence/{self.supplier_id}/{self.digest[:2]}/{self.digest}"


class ValueEvent(models.Model):
    """A dated victory or shortfall, stated by one side and decided by the customer.

    draft -> stated -> confirmed | adjusted | disputed | withdrawn; disputed -> confirmed | adjusted | withdrawn,
    or disputed anew once it was answered; confirmed | adjusted -> restated by a superseding event. `state`, `claimed_minor`
    and `decided_minor` repeat what the decisions say, for lists; `verify_ledger` compares them.
    """

    class Kind(models.TextChoices):
        MEASURED = "measured", _("measured against agreed terms")
        COST = "cost", _("a shortfall or cost, stated as an amount")
        WORDS = "words", _("in words, not in money")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        STATED = "stated", _("undecided")
        CONFIRMED = "confirmed", _("confirmed")
        ADJUSTED = "adjusted", _("adjusted")
        DISPUTED = "disputed", _("disputed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RESTATED = "restated", _("restated")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="events")
    dimension = models.ForeignKey(
        "outcomes.ValueDimension", on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    terms = models.ForeignKey("outcomes.Terms", on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MEASURED)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=300, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    claimed_minor = models.BigIntegerField(null=True, blank=True)
    decided_minor = models.BigIntegerField(null=True, blank=True)
    base_rate = ExactDecimalField(null=True, blank=True)
    after_the_fact = models.BooleanField(default=False)
    # The last decision was recorded from paper. Her own decision, in her session, may still follow.
    on_paper = models.BooleanField(default=False)
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseding")
    drafted_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    asked = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="events_asked"
    )
    created_at = models.DateTimeField(default=timezone.now)
    stated_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    # Of a disputed claim: since when an answer waits for the customer. Whatever she says next empties it.
    answered_at = models.DateTimeField(null=True, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="events")

    objects = ValueEventQuerySet.as_manager()

    class Meta:
        ordering = ["period_end", "pk"]
        indexes = [
            models.Index(fields=["customer", "state"], name="event_by_customer_state"),
            models.Index(fields=["dimension", "period_start"], name="event_by_dimension_period"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end=None) | Q(period_start=None) | Q(period_end__gte=F("period_start")),
                name="event_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(period_start__isnull=False, period_end__isnull=False),
                name="stated_event_has_a_period",
            ),
            models.CheckConstraint(
                condition=~Q(kind="words") | Q(claimed_minor=None, decided_minor=None), name="words_are_not_money"
            ),
            models.CheckConstraint(
                condition=~Q(kind="cost") | Q(claimed_minor=None) | Q(claimed_minor__lt=0), name="costs_are_no_gains"
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(state__in=["stated", "disputed", "confirmed", "adjusted"]),
                name="one_live_restatement",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"event {self.pk}"

    @property
    def waits(self) -> bool:
        """For a decision of the customer: `ValueEventQuerySet.waiting`, of one claim."""
        return self.state == self.State.STATED or (self.state == self.State.DISPUTED and self.answered_at is not None)

    @property
    def rests_on_paper(self) -> bool:
        """The decision, or the terms it rests on, were recorded from paper: a gain then stands in a sum of its own."""
        return self.on_paper or (self.terms is not None and self.terms.on_paper)

    def covers(self, start: date, end: date) -> bool:
        """Whether its period holds all of these days, both included."""
        return (
            self.period_start is not None
            and self.period_end is not None
            and (self.period_start <= start and end <= self.period_end)
        )

    @property
    def is_shortfall(self) -> bool:
        return self.claimed_minor is not None and self.claimed_minor < 0

    @property
    def went_badly(self) -> bool:
        """A shortfall; or what the customer stated as bad without an amount, such as a promise that was not kept."""
        return self.is_shortfall or (self.kind == self.Kind.COST and self.claimed_minor is None)


class ClaimLine(models.Model):
    """One line of a claim's working; all figures exact, the amount unrounded. Append-only.

    difference is positive where it got better; amount = difference x volume x rate x share x (1 - deduction).
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(ValueEvent, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    measurement = models.ForeignKey(
        "outcomes.Measurement", on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    period_start = models.DateField()
    period_end = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    baseline = ExactDecimalField(null=True, blank=True)
    actual = ExactDecimalField(null=True, blank=True)
    difference = ExactDecimalField(null=True, blank=True)
    volume = ExactDecimalField(null=True, blank=True)
    rate = ExactDecimalField(null=True, blank=True)
    share = ExactDecimalField(null=True, blank=True)
    deduction = ExactDecimalField(null=True, blank=True)
    amount = ExactDecimalField(null=True, blank=True, max_length=120)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["event", "position"], name="claim_line_position_once")]

    def __str__(self) -> str:
        return f"line {self.position} of event {self.event_id}"
