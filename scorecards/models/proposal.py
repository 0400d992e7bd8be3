"""What is put to one named person of the customer, who alone answers it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scorecards.querysets import ProposalQuerySet


class Proposal(models.Model):
    """Criteria, or a change of scope, put to one person of the customer: she alone answers, by her own act.

    draft -> proposed -> agreed | declined; draft | proposed -> withdrawn. A draft is ours alone and may be written anew; from
    `proposed` on nothing in it changes but its state; what she answered stays as she read it, in the database too.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer: models.ForeignKey
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    proposed_by = models.ForeignKey("accounts.Membership", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    asked = models.ForeignKey("accounts.Stakeholder", on_delete=models.PROTECT, related_name="+")
    decided_by = models.CharField(max_length=200, blank=True)
    decided_position = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        abstract = True
