"""Tenders: what is known of a customer asking others for offers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.firms import Customer
from accounts.models.people import Membership
from accounts.querysets import TenderQuerySet


class Tender(models.Model):
    """What was known of a tender of the customer, from a day on. Stays inside the supplier. Append-only.

    Whatever comes next is a row of its own that supersedes the one before and says why: heard of, announced, issued; at the
    end won, lost or withdrawn. A wrong statement is superseded like any other. `first` is the tender's first row, empty there.
    """

    class Kind(models.TextChoices):
        HEARD_OF = "heard_of", _("heard of")
        ANNOUNCED = "announced", _("announced")
        ISSUED = "issued", _("issued")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        WITHDRAWN = "withdrawn", _("withdrawn")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tenders")
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    on = models.DateField()
    words = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TenderQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first=None, supersedes=None) | Q(first__isnull=False, supersedes__isnull=False),
                name="tender_is_first_or_supersedes",
            ),
            models.CheckConstraint(
                condition=Q(supersedes=None, kind__in=["heard_of", "announced", "issued"])
                | (Q(supersedes__isnull=False) & ~Q(words="")),
                name="what_came_of_a_tender_has_words",
            ),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="tender_does_not_supersede_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.kind in OPEN_TENDERS

    @property
    def root(self) -> int:
        """The key by which pages name the tender: that of its first row."""
        return self.first_id or self.pk


OPEN_TENDERS = (Tender.Kind.HEARD_OF, Tender.Kind.ANNOUNCED, Tender.Kind.ISSUED)
