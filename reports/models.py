"""Frozen figures, and the documents made of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.codes import random_code
from accounts.querysets import CustomerOwnedQuerySet
from accounts.work import Work
from reports.querysets import SavedViewQuerySet


class Snapshot(models.Model):
    """Every figure that a document prints, frozen: compressed canonical JSON, its digest and the ledger's head."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="snapshots")
    as_at = models.DateField()
    ledger_seq = models.PositiveBigIntegerField()
    ledger_digest = models.CharField(max_length=64)
    figures = models.BinaryField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CustomerOwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"snapshot {self.pk}"


class Report(Work):
    """One document: an edition of a snapshot in a locale. `state` is that of the work; done means the file is there."""

    class Edition(models.TextChoices):
        PVD = "pvd", _("Past Value Delivered")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="reports")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reports")
    edition = models.CharField(max_length=10, choices=Edition, default=Edition.PVD)
    number = models.PositiveIntegerField()
    locale = models.CharField(max_length=10)
    code = models.CharField(max_length=26, unique=True, default=random_code)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)
    file = models.CharField(max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "edition", "number"], name="report_number_once"),
            models.UniqueConstraint(fields=["customer", "request_key"], name="report_request_once"),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(file_digest=""), name="done_report_has_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.number}"

    @property
    def filename(self) -> str:
        return f"{self.edition}-{self.code}.pdf"


class ReportAccess(models.Model):
    """Who opened a document, when."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accesses")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.report_id} {self.at}"


class SavedView(models.Model):
    """A person's own view of the portfolio: a name for the parameters of its address. Nobody else sees it."""

    membership = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(F("membership"), Lower("name"), name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
