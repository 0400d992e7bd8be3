"""The firms: supplier (the tenant), its teams, its customers and what binds them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.fields import ExactDecimalField
from accounts.querysets import (
    CustomerOwnedQuerySet,
    CustomerQuerySet,
    ExchangeRateQuerySet,
    SupplierOwnedQuerySet,
    SupplierQuerySet,
)

currency_code = RegexValidator(r"\A[A-Z]{3}\Z", _("A currency is three capital letters, such as EUR."))
colour_code = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("A colour is written as #1D45C4."))


def check_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This time zone is not known."))


class Supplier(models.Model):
    """The firm that uses Proven Value to show its worth: the tenant."""

    name = models.CharField(max_length=200)
    colour = models.CharField(max_length=7, default="#1d45c4", validators=[colour_code])
    logo = models.FileField(upload_to="logos/", blank=True)
    base_currency = models.CharField(max_length=3, default="EUR", validators=[currency_code])
    locale = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, default="UTC", validators=[check_time_zone])
    fiscal_year_month = models.PositiveSmallIntegerField(default=1)
    discount_rate = ExactDecimalField(default=Decimal("0.1"))
    is_demonstration = models.BooleanField(default=False)
    mail_domains = models.JSONField(default=list, blank=True)
    # Administrators and leaders reach nothing but their account page until they have one.
    second_factor_required = models.BooleanField(default=False)

    objects = SupplierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fiscal_year_month__gte=1, fiscal_year_month__lte=12), name="supplier_fiscal_year_month"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime | None = None) -> date:
        """The business date: the day it is in the supplier's time zone."""
        return (now or timezone.now()).astimezone(self.zone).date()

    def days_since(self, moment: datetime, now: datetime | None = None) -> int:
        """Days of the calendar since then, in the supplier's time zone: what was said yesterday evening is 1 day old."""
        return max((self.today(now) - moment.astimezone(self.zone).date()).days, 0)


class Team(models.Model):
    """People of the supplier who serve customers together."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    leaders = models.ManyToManyField("accounts.Membership", blank=True, related_name="led_teams")

    objects = SupplierOwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supplier", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Customer(models.Model):
    """A firm that buys from the supplier. Exactly one accountable person at every instant (history: Accountability)."""

    class Tier(models.TextChoices):
        TRANSACTIONAL = "transactional", _("transactional")
        PREFERRED = "preferred", _("preferred")
        STRATEGIC = "strategic", _("strategic partner")

    class Stage(models.TextChoices):
        SALE = "sale", _("sale")
        TRANSITION = "transition", _("transition")
        DELIVERY = "delivery", _("delivery")
        RENEWAL = "renewal", _("renewal")
        LOST = "lost", _("lost")

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="customers")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="customers")
    accountable = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="customers")
    won_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="won_customers"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=200)
    industry = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, validators=[currency_code])
    locale = models.CharField(max_length=10, default="en")
    tier = models.CharField(max_length=20, choices=Tier, default=Tier.PREFERRED)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.DELIVERY)
    internal_note = models.TextField(blank=True)
    finance_signs_smaller_shortfalls = models.BooleanField(default=False)
    external_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "name"], name="customer_name_once"),
            models.UniqueConstraint(
                fields=["supplier", "external_id"], condition=~Q(external_id=""), name="customer_external_id_once"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="customer_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Accountability(models.Model):
    """Who answered for a customer, from when until when; the open row is the person of today."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="accountabilities")
    membership = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="accountabilities")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(until=None), name="one_accountable_person"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="accountability_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} for {self.customer}"


class MailDomain(models.Model):
    """A mail domain that a customer declared as its own: only there people are invited to the portal."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="mail_domains")
    domain = models.CharField(max_length=253)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "domain"], name="mail_domain_once")]

    def __str__(self) -> str:
        return self.domain


class Contract(models.Model):
    """What was bought: term, notice date, renewal date and value of one contract."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    renews_on = models.DateField(null=True, blank=True)
    value_minor = models.BigIntegerField(null=True, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="contract_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["supplier", "external_id"], condition=~Q(external_id=""), name="contract_external_id_once"
            ),
            models.UniqueConstraint(
                fields=["customer", "request_key"], condition=Q(request_key__isnull=False), name="contract_request_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExchangeRate(models.Model):
    """How much one unit of `currency` is worth in `base`, on a date, according to a source.

    Never edited: a later entry for the same day supersedes it. What was worked out with it keeps it.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="exchange_rates")
    currency = models.CharField(max_length=3, validators=[currency_code])
    base = models.CharField(max_length=3, validators=[currency_code])
    on = models.DateField()
    rate = ExactDecimalField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "currency", "base", "on"],
                condition=Q(superseded_at=None),
                name="one_exchange_rate_a_day",
            ),
            models.CheckConstraint(condition=~Q(currency=F("base")), name="exchange_rate_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.currency}/{self.base} {self.on}"
