"""Who changed what, when: for every edit of objects that are not append-only anyway."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.querysets import ChangeQuerySet


class Change(models.Model):
    """One edit of one object: the fields that changed, with their text before and after."""

    supplier = models.ForeignKey("accounts.Supplier", on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=320)
    fields = models.JSONField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["object_kind", "object_id"], name="change_of_object"),
            models.Index(fields=["supplier", "-at"], name="change_of_supplier"),
        ]

    def __str__(self) -> str:
        return f"{self.object_kind} {self.object_id}"
