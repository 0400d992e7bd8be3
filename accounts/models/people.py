"""The people: users, their memberships at suppliers, and the stakeholders at customers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.codes import random_code
from accounts.querysets import CustomerOwnedQuerySet, InternalQuerySet, StakeholderQuerySet, SupplierOwnedQuerySet


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person with one address. Without a password only codes by mail sign her in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person, by e-mail address. Whom she acts for is asked of the actor (accounts/actors.py), never of the user."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's place at a supplier: role and teams. People are deactivated, never deleted."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("Administrator")
        LEADER = "leader", _("Sales leader")
        ACCOUNT_MANAGER = "account_manager", _("Account manager")
        CONTRIBUTOR = "contributor", _("Contributor")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    position = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    teams = models.ManyToManyField("accounts.Team", blank=True, related_name="members")
    deactivated_at = models.DateTimeField(null=True, blank=True)

    objects = SupplierOwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supplier", "user"], name="one_membership_a_supplier")]

    def __str__(self) -> str:
        return str(self.user)


class Stakeholder(models.Model):
    """A person at the customer. With a user she has portal access; her rights say what she may do there.

    Influence, disposition and notes are words about people: they never reach the customer's side.
    """

    class Seniority(models.TextChoices):
        BOARD = "board", _("board")
        EXECUTIVE = "executive", _("executive")
        MANAGER = "manager", _("manager")
        SPECIALIST = "specialist", _("specialist")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="stakeholders")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="stakeholders")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    function = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    seniority = models.CharField(max_length=20, choices=Seniority, default=Seniority.MANAGER)
    influence = models.PositiveSmallIntegerField(default=3)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    may_agree = models.BooleanField(default=False)
    may_decide = models.BooleanField(default=False)
    may_sign_finance = models.BooleanField(default=False)
    chose_supplier = models.BooleanField(default=False)
    owns_budget = models.BooleanField(default=False)
    internal_note = models.TextField(blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)
    # Since then the row says nothing of her, and the database lets her name go from what she said (outcomes/triggers.py).
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(influence__gte=1, influence__lte=5), name="influence_one_to_five"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")), name="stakeholder_until_after_since"
            ),
            models.UniqueConstraint(
                fields=["customer", "user"], condition=~Q(user=None), name="one_stakeholder_a_user_and_customer"
            ),
            models.UniqueConstraint(
                fields=["supplier", "external_id"], condition=~Q(external_id=""), name="stakeholder_external_id_once"
            ),
            models.UniqueConstraint(
                fields=["customer", "request_key"],
                condition=Q(request_key__isnull=False),
                name="stakeholder_request_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_there(self, on: date) -> bool:
        """Whether this day is not after her last one."""
        return self.until is None or self.until >= on

    @property
    def gone_at(self) -> datetime | None:
        """The last second of her last day at the supplier's; None while she is there."""
        if self.until is None or self.is_there(self.supplier.today()):
            return None
        return datetime.combine(self.until + timedelta(days=1), time(), self.supplier.zone) - timedelta(seconds=1)


class Disposition(models.Model):
    """Where a stakeholder stood from a date on. Stays inside the supplier."""

    class Kind(models.TextChoices):
        CHAMPION = "champion", _("Champion")
        SUPPORTER = "supporter", _("Supporter")
        NEUTRAL = "neutral", _("Neutral")
        SCEPTIC = "sceptic", _("Sceptic")
        DETRACTOR = "detractor", _("Detractor")

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="dispositions")
    kind = models.CharField(max_length=20, choices=Kind)
    since = models.DateField()
    note = models.TextField(blank=True)

    objects = InternalQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return self.kind


class StakeholderLink(models.Model):
    """How one stakeholder bears on another. Stays inside the supplier."""

    class Kind(models.TextChoices):
        REPORTS_TO = "reports_to", _("reports to")
        INFLUENCES = "influences", _("influences")
        CONFLICTS_WITH = "conflicts_with", _("conflicts with")

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="links")
    target = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="links_here")
    kind = models.CharField(max_length=20, choices=Kind)

    objects = InternalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="stakeholder_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="stakeholder_link_between_two"),
        ]

    def __str__(self) -> str:
        return self.kind


class Objection(models.Model):
    """What a sceptic or detractor holds against the supplier, in their words. Stays inside the supplier."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="objections")
    words = models.TextField()
    since = models.DateField()
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="objections")
    # The last answer. It stays in view when the objection is opened again; `answered_on` is then empty.
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InternalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("since")), name="objection_answered_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.answered_on is None


class Invitation(models.Model):
    """A stakeholder's way into the portal: a link whose page has a button that sends a code to her address."""

    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="invitations")
    code = models.CharField(max_length=26, unique=True, default=random_code)
    email = models.EmailField()
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = CustomerOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation {self.pk}"
