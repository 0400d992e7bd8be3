"""The work itself: what the contract includes, how much was done by function and period, and changes of scope."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.fields import ExactDecimalField
from accounts.querysets import CustomerOwnedQuerySet
from scorecards.models.performance import Commitment
from scorecards.models.proposal import Proposal
from scorecards.querysets import ScopeChangeQuerySet, SupersededQuerySet


class ScopeLine(models.Model):
    """What a contract includes of one function, in words; with a price, what a unit beyond it costs."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("accounts.Contract", on_delete=models.PROTECT, related_name="scope")
    function = models.CharField(max_length=120)
    unit = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    unit_price = ExactDecimalField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "function"], name="one_scope_line_a_function")]

    def __str__(self) -> str:
        return self.function


class WorkVolume(models.Model):
    """Quantity and effort of one function in a period. Append-only: a changed one supersedes."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="work")
    function = models.CharField(max_length=120)
    unit = models.CharField(max_length=60)
    period_start = models.DateField()
    period_end = models.DateField()
    planned = ExactDecimalField(null=True, blank=True)
    in_scope = ExactDecimalField()
    out_of_scope = ExactDecimalField()
    effort_hours = ExactDecimalField(null=True, blank=True)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = models.CharField(max_length=300, blank=True)

    objects = SupersededQuerySet.as_manager()

    class Meta:
        ordering = ["period_start", "function", "pk"]
        indexes = [models.Index(fields=["customer", "period_start"], name="work_by_period")]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="work_in_order"),
            models.UniqueConstraint(
                fields=["customer", "function", "period_start", "period_end"],
                condition=Q(supersedes=None),
                name="one_first_volume_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.function} {self.period_start}"


class ScopeChange(Proposal):
    """Work beyond the contract, put to a named person of the customer with its price.

    Once agreed it amends the contract from `since` on: the planned volume of a period, and what a period costs.
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="scope_changes")
    contract = models.ForeignKey("accounts.Contract", on_delete=models.PROTECT, related_name="scope_changes")
    function = models.CharField(max_length=120)
    unit = models.CharField(max_length=60)
    words = models.TextField()
    since = models.DateField()
    planned = ExactDecimalField()
    rhythm = models.CharField(max_length=10, choices=Commitment.Rhythm, default=Commitment.Rhythm.MONTH)
    price_minor = models.BigIntegerField()
    # What was done outside the scope before `since` and is settled with this change; empty where it is not.
    settles_minor = models.BigIntegerField(null=True, blank=True)
    settles_until = models.DateField(null=True, blank=True)

    objects = ScopeChangeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="scope_change_costs_something_or_nothing"),
            models.CheckConstraint(
                condition=Q(settles_minor=None) | Q(settles_until__isnull=False), name="what_is_settled_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(decided_at__isnull=False), name="agreed_scope_change_has_a_moment"
            ),
        ]

    # What was invoiced for it, in minor units: set by `with_invoiced` and by what reads a change from JSON.
    invoiced_minor: int = 0

    def __str__(self) -> str:
        return f"{self.function} from {self.since}"


class ChangeAmendment(models.Model):
    """Under which amendment of its contract an agreed change of scope is known to invoices. Append-only.

    A row of its own, because nothing of a change moves any more once it is answered.
    """

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    change = models.OneToOneField(ScopeChange, on_delete=models.PROTECT, related_name="amends")
    amendment = models.OneToOneField("accounts.Amendment", on_delete=models.PROTECT, related_name="of")

    objects = CustomerOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.change_id} as {self.amendment_id}"
