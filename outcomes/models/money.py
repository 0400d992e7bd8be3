"""Spend, and the running totals by customer and month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import ExactDecimalField
from accounts.querysets import CustomerOwnedQuerySet
from outcomes.querysets import SpendQuerySet


class SpendEntry(models.Model):
    """What the customer paid, or bore. Append-only: a correction supersedes, and a void one counts as nothing.

    A credit is negative and of its own kind. What was invoiced in another currency keeps its original amount, with the
    rate, its date and its source.
    """

    class Kind(models.TextChoices):
        LICENCE = "licence", _("licence")
        SERVICE = "service", _("service")
        INTERNAL = "internal", _("the customer's internal cost")
        CREDIT = "credit", _("credit")

    class Basis(models.TextChoices):
        INVOICE = "invoice", _("invoice date")
        PAYMENT = "payment", _("date of payment")
        ESTIMATE = "estimate", _("estimate")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="spend")
    contract = models.ForeignKey(
        "accounts.Contract", on_delete=models.PROTECT, null=True, blank=True, related_name="spend"
    )
    # The agreed change of the contract that it pays for, where somebody named one.
    amendment = models.ForeignKey(
        "accounts.Amendment", on_delete=models.PROTECT, null=True, blank=True, related_name="spend"
    )
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=Kind)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.INVOICE)
    words = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)
    amount_minor = models.BigIntegerField()
    original_minor = models.BigIntegerField(null=True, blank=True)
    original_currency = models.CharField(max_length=3, blank=True)
    original_rate = ExactDecimalField(null=True, blank=True)
    original_rate_on = models.DateField(null=True, blank=True)
    original_rate_source = models.CharField(max_length=200, blank=True)
    base_rate = ExactDecimalField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    is_void = models.BooleanField(default=False)
    external_id = models.CharField(max_length=120, blank=True)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)

    objects = SpendQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "spend entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="credit", amount_minor__lte=0) | (~Q(kind="credit") & Q(amount_minor__gte=0)),
                name="only_credits_are_negative",
            ),
            models.UniqueConstraint(
                fields=["supplier", "external_id"],
                condition=~Q(external_id="") & Q(supersedes=None),
                name="spend_external_id_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "request_key"], condition=Q(request_key__isnull=False), name="spend_request_once"
            ),
        ]

    def __str__(self) -> str:
        return f"spend {self.on}"


BUCKETS = ("spend", "confirmed", "shortfall", "shortfall_open", "undecided", "disputed", "after_the_fact", "on_paper")


class Totals(models.Model):
    """Sums in minor units of the customer's currency, and the same in the supplier's base currency.

    shortfall is positive; shortfall_open is the part of it that is not yet agreed. Gains that were agreed after the fact, and
    gains that rest on paper, stand apart: they are in no other sum.
    """

    spend = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)
    shortfall = models.BigIntegerField(default=0)
    shortfall_open = models.BigIntegerField(default=0)
    undecided = models.BigIntegerField(default=0)
    disputed = models.BigIntegerField(default=0)
    after_the_fact = models.BigIntegerField(default=0)
    on_paper = models.BigIntegerField(default=0)
    spend_base = models.BigIntegerField(default=0)
    confirmed_base = models.BigIntegerField(default=0)
    shortfall_base = models.BigIntegerField(default=0)
    shortfall_open_base = models.BigIntegerField(default=0)
    undecided_base = models.BigIntegerField(default=0)
    disputed_base = models.BigIntegerField(default=0)
    after_the_fact_base = models.BigIntegerField(default=0)
    on_paper_base = models.BigIntegerField(default=0)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def value(self) -> int:
        return self.confirmed - self.shortfall

    @property
    def net(self) -> int:
        return self.value - self.spend


class CustomerMonth(Totals):
    """A customer's sums of one month: that of an event's period end, and of an invoice's date."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="months")
    month = models.DateField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["customer", "month"], name="customer_month_once")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.month}"


class CustomerTotal(Totals):
    """A customer's sums over all time, one row a customer; never the source of a document."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.OneToOneField("accounts.Customer", on_delete=models.PROTECT, related_name="total")

    def __str__(self) -> str:
        return f"{self.customer_id}"
