"""The ledger: what each side said, in order, never rewritten. docs/ledger.md has the canonical form and fixed vectors."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import CustomerOwnedQuerySet
from outcomes.querysets import DecisionQuerySet

GENESIS = "0" * 64


class LedgerHead(models.Model):
    """The last entry of a customer's ledger. Locked first by whoever appends."""

    customer = models.OneToOneField("accounts.Customer", on_delete=models.PROTECT, related_name="ledger_head")
    seq = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=GENESIS)

    objects = CustomerOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.seq}"


class Decision(models.Model):
    """One entry of a customer's ledger. Append-only; `payload` is the text that is hashed, everything it rests on.

    `is_repeated` is true on the answer to a request that made this entry before: nobody is told again.
    """

    is_repeated = False

    class Kind(models.TextChoices):
        TERMS_AGREED = "terms_agreed", _("terms agreed")
        STATED = "stated", _("stated")
        CONFIRMED = "confirmed", _("confirmed")
        ADJUSTED = "adjusted", _("adjusted")
        DISPUTED = "disputed", _("disputed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RESTATED = "restated", _("restated")
        SPEND_CONFIRMED = "spend_confirmed", _("spend confirmed")
        PERIOD_SIGNED_OFF = "period_signed_off", _("period signed off")

    class Origin(models.TextChoices):
        PORTAL = "portal", _("in the portal")
        SUPPLIER = "supplier", _("by the supplier")
        PRODUCT = "product", _("by the product itself")
        PAPER = "paper", _("on paper")
        DEMONSTRATION = "demonstration", _("demonstration data, loaded")
        MIGRATION = "migration", _("carried over, loaded")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="decisions")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    event = models.ForeignKey(
        "outcomes.ValueEvent", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    terms = models.ForeignKey(
        "outcomes.Terms", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    amount_minor = models.BigIntegerField(null=True, blank=True)
    said_on = models.DateField()
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=15, choices=Origin)
    reason = models.TextField(blank=True)
    by_stakeholder = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    by_membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)
    payload = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["customer", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "seq"], name="decision_seq_once"),
            models.UniqueConstraint(fields=["customer", "request_key"], name="decision_request_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class Signature(models.Model):
    """Name and position of who decided, as they were then. The entry holds only their salted digest, so that a person
    can be erased here and the chain still verifies."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="signature")
    name = models.CharField(max_length=200, blank=True)
    position = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
