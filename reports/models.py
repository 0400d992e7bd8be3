"""Frozen figures and the documents made of them; files that are imported."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.codes import random_code
from accounts.file_names import file_name
from accounts.notation import date_long
from accounts.querysets import CustomerOwnedQuerySet
from accounts.work import Work
from reports.querysets import FileImportQuerySet, ReportLinkQuerySet, ReportQuerySet, SavedViewQuerySet


class Damaged(ValueError):
    """Frozen figures are not what their digest says."""


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

    def frozen(self) -> dict[str, Any]:
        """The figures as they were frozen. Damaged where they are not what their digest says."""
        try:
            text = zlib.decompress(bytes(self.figures)).decode()
        except zlib.error as error:
            raise Damaged(f"Snapshot {self.pk} is damaged.") from error
        if hashlib.sha256(text.encode()).hexdigest() != self.digest:
            raise Damaged(f"Snapshot {self.pk} is not what its digest says.")
        figures: dict[str, Any] = json.loads(text)
        return figures


class Report(Work):
    """One document: an edition of a snapshot in a locale, one file. `state` is that of the work; done: the file is there."""

    class Edition(models.TextChoices):
        PVD = "pvd", _("Past Value Delivered")
        SHEET = "sheet", _("Supplier sheet")
        PACK = "pack", _("Review pack")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"
        PPTX = "pptx", "PPTX"

    class NotMade(models.TextChoices):
        """Why it will never be made of these figures."""

        GLYPH = "glyph", _("No font here can print these characters: %(about)s")
        SUMS = "sums", _("Its lines would not add up as printed. Whoever runs the service finds them in the log.")
        DAMAGED = "damaged", _("Its frozen figures are not those that were frozen. Tell whoever runs the service.")
        NO_ROOM = "no_room", _("It does not fit on its one page.")
        UNREADABLE = "unreadable", _("This version cannot read its frozen figures. Tell whoever runs the service.")

    REASONS = (Work.Reason, NotMade)

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="reports")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="reports")
    edition = models.CharField(max_length=10, choices=Edition, default=Edition.PVD)
    format = models.CharField(max_length=4, choices=Format, default=Format.PDF)
    asked = models.JSONField(default=dict, blank=True)
    number = models.PositiveIntegerField()
    locale = models.CharField(max_length=10)
    code = models.CharField(max_length=26, unique=True, default=random_code)
    requested_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)
    file = models.CharField(max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    # Not stored: an order gave this one instead of a new one, because nothing has changed since.
    is_repeated = False

    objects = ReportQuerySet.as_manager()

    class Meta(Work.Meta):
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
        """As it is saved: what it is, whom it is about and as at when, in the document's language."""
        with translation.override(self.locale):
            kind = self.get_edition_display()
        day = date_long(self.snapshot.as_at, locale=self.locale)
        return file_name([kind, self.customer.name, day], self.format)


class ReportLink(models.Model):
    """A link by which somebody without an account opens one document, until it expires or is revoked.

    Of its code only the digest is kept: the address is shown or mailed once. One person of either side made it. An end is for
    good: since `revoked_at`, by a person's act, with the leaving of who made it, or because whom it was for was erased.
    """

    class Ending(models.TextChoices):
        REVOKED = "revoked", pgettext_lazy("ending of a link", "revoked")
        LEFT = "left", pgettext_lazy("ending of a link", "who made it left")
        ERASED = "erased", pgettext_lazy("ending of a link", "whom it was for was erased")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    stakeholder = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    for_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    locale = models.CharField(max_length=10)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (empty ones are not unique)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    revoked_by_membership = models.ForeignKey(
        "accounts.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_by_stakeholder = models.ForeignKey(
        "accounts.Stakeholder", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReportLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "request_key"], name="report_link_request_once"),
            models.CheckConstraint(
                condition=Q(membership=None, stakeholder__isnull=False) | Q(membership__isnull=False, stakeholder=None),
                name="report_link_made_by_one_person",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="report_link_expires_later"),
            models.CheckConstraint(
                condition=Q(revoked_by_membership=None, revoked_by_stakeholder=None)
                | Q(revoked_at__isnull=False, revoked_by_membership=None)
                | Q(revoked_at__isnull=False, revoked_by_stakeholder=None),
                name="report_link_revoked_by_one_person",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, ending="") | Q(revoked_at__isnull=False) & ~Q(ending=""),
                name="report_link_ended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk} to {self.report_id}"

    @property
    def holds(self) -> bool:
        """Whether it opens its document now: not expired, not ended, and who made it is still with her firm."""
        if self.revoked_at is not None or self.expires_at <= timezone.now():
            return False
        if self.membership is not None:
            return self.membership.deactivated_at is None
        assert self.stakeholder is not None
        return self.stakeholder.gone_at is None

    @property
    def last_day(self) -> date:
        """The last day on which it opens anything, at the supplier."""
        return self.supplier.today(self.expires_at - timedelta(seconds=1))

    @property
    def maker(self) -> str:
        """Whom to ask: the person who made it."""
        return str(self.membership.user) if self.membership is not None else str(self.stakeholder)

    @property
    def maker_firm(self) -> str:
        return self.supplier.name if self.membership_id is not None else self.customer.name


class ReportAccess(models.Model):
    """Who opened a document, when: a person who was signed in, or whoever held a link. Append-only."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="accesses")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey(ReportLink, on_delete=models.PROTECT, null=True, blank=True, related_name="openings")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(by=None) | Q(link=None), name="report_opened_by_person_or_link")
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at}"


class FileImport(models.Model):
    """A file that somebody sent to be imported: as which kind, how it is to be read, and what became of it.

    sent -> checking -> checked -> writing -> written; back to checking with other answers, or where the data changed
    meanwhile. cancelled ends it everywhere before written. What the machinery does for it are its jobs.
    """

    class Kind(models.TextChoices):
        CUSTOMERS = "customers", _("Customers")
        STAKEHOLDERS = "stakeholders", _("Stakeholders")
        CONTRACTS = "contracts", _("Contracts")
        SPEND = "spend", _("Spend")
        MEASUREMENTS = "measurements", _("Measurements")
        PERFORMANCE = "performance", _("Performance")
        VOLUMES = "volumes", _("Work volumes")

    class Stage(models.TextChoices):
        SENT = "sent", pgettext_lazy("stage of an import", "not checked yet")
        CHECKING = "checking", pgettext_lazy("stage of an import", "being checked")
        CHECKED = "checked", pgettext_lazy("stage of an import", "checked, nothing written")
        WRITING = "writing", pgettext_lazy("stage of an import", "being written")
        WRITTEN = "written", pgettext_lazy("stage of an import", "written")
        CANCELLED = "cancelled", pgettext_lazy("stage of an import", "cancelled, nothing written")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.SENT)
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    file = models.CharField(max_length=200, blank=True)
    how = models.JSONField(default=dict, blank=True)
    plan = models.CharField(max_length=64, blank=True)
    findings = models.BinaryField(default=bytes, blank=True)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True, blank=True)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["supplier", "kind"], name="import_of_a_kind")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="written") | Q(written_at__isnull=False, refused=0), name="written_import_is_whole"
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportJob(Work):
    """A check or the writing of a file: what a worker does for it, and how far it is."""

    class Act(models.TextChoices):
        CHECK = "check", _("check")
        WRITE = "write", _("write")

    file_import = models.ForeignKey(FileImport, on_delete=models.CASCADE, related_name="jobs")
    act = models.CharField(max_length=10, choices=Act)
    checked_rows = models.PositiveIntegerField(default=0)
    all_rows = models.PositiveIntegerField(default=0)
    overtaken = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.act} of {self.file_import_id}"


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
