"""The promise: outcomes, value dimensions, the agreed terms, and the readings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import ExactDecimalField
from accounts.querysets import CustomerOwnedQuerySet
from outcomes.querysets import MeasurementQuerySet, TermsQuerySet


class SourceKind(models.TextChoices):
    """Whose figure it is."""

    CUSTOMER = "customer", _("the customer")
    SUPPLIER = "supplier", _("the supplier")
    THIRD = "third", _("a third party")


class Outcome(models.Model):
    """A business result that the customer wants, and which goal of its agenda it serves."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="outcomes")
    title = models.CharField(max_length=200)
    goal = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["customer", "title"], name="outcome_title_once")]

    def __str__(self) -> str:
        return self.title


class ValueDimension(models.Model):
    """A mutually agreed success criterion of an outcome; what was agreed stands in its terms."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="dimensions")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="dimensions")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60)
    position = models.PositiveIntegerField(default=1)
    owner_ours = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner_theirs = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Dimensions that would count the same effect twice.
    shares_effect_with = models.ManyToManyField("self", blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="dimension_name_once")]

    def __str__(self) -> str:
        return self.name


class Terms(models.Model):
    """One version of what was agreed on a dimension. Immutable once agreed (a trigger holds it).

    draft -> proposed -> agreed | declined; a proposal that was replaced is withdrawn. Amounts and readings are exact
    decimals; `rate` is in the customer's currency per unit of difference (and per unit of volume, where there is one).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Direction(models.TextChoices):
        DECREASE = "decrease", _("lower is better")
        INCREASE = "increase", _("higher is better")

    class VolumeBasis(models.TextChoices):
        NONE = "none", _("none: the difference alone counts")
        ACTUAL = "actual", _("the volume of the period, as measured")
        FIXED = "fixed", _("an agreed volume per reading")

    class Recurrence(models.TextChoices):
        RECURRING = "recurring", _("recurring")
        ONE_OFF = "one_off", _("one-off")

    class Grain(models.TextChoices):
        READING = "reading", _("one reading")
        MONTH = "month", _("calendar month")
        QUARTER = "quarter", _("calendar quarter")
        YEAR = "year", _("calendar year")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    dimension = models.ForeignKey(ValueDimension, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    direction = models.CharField(max_length=10, choices=Direction)
    baseline = ExactDecimalField()
    baseline_start = models.DateField()
    baseline_end = models.DateField()
    baseline_low = ExactDecimalField(null=True, blank=True)
    baseline_high = ExactDecimalField(null=True, blank=True)
    baseline_source = models.CharField(max_length=300)
    baseline_supplied_by = models.CharField(max_length=10, choices=SourceKind, default=SourceKind.CUSTOMER)
    target = ExactDecimalField()
    target_on = models.DateField()
    rate = ExactDecimalField(null=True, blank=True)
    rate_source = models.CharField(max_length=300, blank=True)
    rate_owner = models.CharField(max_length=200, blank=True)
    volume_basis = models.CharField(max_length=10, choices=VolumeBasis, default=VolumeBasis.NONE)
    volume_unit = models.CharField(max_length=60, blank=True)
    fixed_volume = ExactDecimalField(null=True, blank=True)
    volume_cap = ExactDecimalField(null=True, blank=True)
    share = ExactDecimalField(default=Decimal(1))
    # [{"who": "new bearings (Halden)", "share": "0.3"}]: everybody else who claims the same effect.
    other_shares = models.JSONField(default=list, blank=True)
    # What would have happened anyway, as a fraction; empty is "not declared", 0 is "no deduction".
    deduction = ExactDecimalField(null=True, blank=True)
    low_rate = ExactDecimalField(null=True, blank=True)
    low_share = ExactDecimalField(null=True, blank=True)
    recurrence = models.CharField(max_length=10, choices=Recurrence, default=Recurrence.RECURRING)
    grain = models.CharField(max_length=10, choices=Grain, default=Grain.READING)
    claimable_until = models.DateField()
    method = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="terms_asked"
    )
    agreed_on = models.DateField(null=True, blank=True)
    # Agreed on paper, and recorded by the supplier: what is claimed under them stays out of the headline.
    on_paper = models.BooleanField(default=False)
    evidence = models.ManyToManyField("outcomes.Evidence", blank=True, related_name="terms")
    declined_reason = models.TextField(blank=True)

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["version"]
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["dimension", "version"], name="terms_version_once"),
            models.UniqueConstraint(
                fields=["dimension"], condition=Q(state="proposed"), name="one_proposal_a_dimension"
            ),
            models.CheckConstraint(condition=Q(baseline_end__gte=F("baseline_start")), name="baseline_in_order"),
            models.CheckConstraint(condition=~Q(state="agreed") | Q(agreed_on__isnull=False), name="agreed_has_a_date"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} v{self.version}"

    @property
    def is_monetised(self) -> bool:
        return self.rate is not None

    def is_after_the_fact(self, period_start: date) -> bool:
        """Agreed only after the period had begun."""
        return self.agreed_on is None or self.agreed_on > period_start

    def is_worse(self, value: Decimal) -> bool:
        """Worse than the baseline, in the direction that was agreed."""
        return value > self.baseline if self.direction == self.Direction.DECREASE else value < self.baseline


class Measurement(models.Model):
    """A reading of a dimension for a period, with its source. Append-only: a changed reading supersedes."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    dimension = models.ForeignKey(ValueDimension, on_delete=models.PROTECT, related_name="measurements")
    period_start = models.DateField()
    period_end = models.DateField()
    value = ExactDecimalField()
    volume = ExactDecimalField(null=True, blank=True)
    source = models.CharField(max_length=300)
    source_kind = models.CharField(max_length=10, choices=SourceKind, default=SourceKind.CUSTOMER)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["period_start", "pk"]
        indexes = [models.Index(fields=["dimension", "period_start"], name="measurement_by_period")]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="measurement_in_order"),
            models.UniqueConstraint(
                fields=["dimension", "period_start", "period_end"],
                condition=Q(supersedes=None),
                name="one_first_reading_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.period_start}"
