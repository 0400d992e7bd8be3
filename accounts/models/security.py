"""Who signed in, on what, and what was taken away: kept without personal data beyond ids."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.codes import random_code
from accounts.models.people import Membership
from accounts.querysets import AccessEventQuerySet, OwnQuerySet, SupplierOwnedQuerySet


class UserSession(models.Model):
    """One browser in which a user is signed in. `key` is that of Django's session; ending the row deletes that one.

    `seen_at` is brought up to date every few minutes, not with every request.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="user_sessions")
    key = models.CharField(max_length=40, unique=True)
    family = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return f"session {self.pk}"


class AccessEvent(models.Model):
    """A sign-in, a failure, a second factor that came or went, a file that was taken away.

    `object_kind` and `object_id` name what was taken ("outcomes:decision_export", the customer's id); no address, no name.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        FAILED = "failed", _("sign-in failed")
        PASSWORD_CHANGED = "password_changed", _("password changed")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        SESSIONS_ENDED = "sessions_ended", _("sessions ended")
        DOWNLOAD = "download", _("file taken away")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["supplier", "-at"], name="access_event_of_supplier")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MemberInvitation(models.Model):
    """A person's way to a membership: a link whose page has a button. The membership exists once she pressed it.

    open -> accepted (`accepted_at`) | withdrawn (`withdrawn_at`) | expired (`expires_at` has passed)
    """

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="member_invitations")
    code = models.CharField(max_length=26, unique=True, default=random_code)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Membership.Role)
    position = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    teams = models.ManyToManyField("accounts.Team", blank=True, related_name="+")
    invited_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SupplierOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"member invitation {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
