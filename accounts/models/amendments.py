"""Amendments: what was agreed to change a contract, by the number that an invoice names."""

from __future__ import annotations

from django.db import models

from accounts.models.firms import Contract, Customer, Supplier
from accounts.querysets import CustomerOwnedQuerySet


class Amendment(models.Model):
    """An agreed change of a contract, numbered by customer in the order of agreement. Append-only.

    What it says in full, with its price, is kept by the room in which it was agreed; here is what spend can name.
    """

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="amendments")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    since = models.DateField()

    objects = CustomerOwnedQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [models.UniqueConstraint(fields=["customer", "number"], name="amendment_number_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"
