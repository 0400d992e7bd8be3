"""Leaving who, when, before, after at every edit of an object that is not append-only anyway."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models

from accounts.actors import Actor
from accounts.changed import kind_of
from accounts.fields import exact_text
from accounts.models import Change, Customer


def values_of(obj: models.Model, names: Iterable[str]) -> dict[str, str]:
    """The fields' values as text, as they stand now."""
    return {name: _text(getattr(obj, name)) for name in names}


def names_in(rows: Iterable[models.Model]) -> str:
    """Several objects as one value: their names, in order."""
    return ", ".join(sorted(str(one) for one in rows))


def record_change(
    *, actor: Actor, obj: models.Model, customer: Customer | None, before: dict[str, str], after: dict[str, str]
) -> Change | None:
    """Record what differs between `before` and `after` (both from `values_of`); None where nothing does.

    The object's room has registered what it is called (accounts/changed.py).
    """
    fields = {name: [before.get(name, ""), text] for name, text in after.items() if before.get(name, "") != text}
    if not fields:
        return None
    return Change.objects.create(
        supplier=actor.supplier,
        customer=customer,
        object_kind=kind_of(obj),
        object_id=obj.pk,
        by=actor.name,
        fields=fields,
    )


def record_at_firm(actor: Actor, obj: models.Model, before: dict[str, str], after: dict[str, str]) -> Change | None:
    """The same, for what is the firm's own and no customer's."""
    return record_change(actor=actor, obj=obj, customer=None, before=before, after=after)


def record_import(*, actor: Actor, obj: models.Model, filename: str, customers: Iterable[int]) -> None:
    """Record at each of these customers (keys) that a file wrote something of theirs; at the firm where it is none's."""
    found: list[int | None] = [*sorted(customers)] or [None]
    Change.objects.bulk_create(
        Change(
            supplier=actor.supplier,
            customer_id=customer,
            object_kind=kind_of(obj),
            object_id=obj.pk,
            by=actor.name,
            fields={"imported": ["", filename]},
        )
        for customer in found
    )


def history_of(obj: models.Model) -> models.QuerySet[Change]:
    return Change.objects.filter(object_kind=obj._meta.label_lower, object_id=obj.pk).order_by("-at", "-pk")


def _text(value: Any) -> str:
    """One text for one value: what was typed as 0.10 is 0.1, as it is stored."""
    return exact_text(value) if isinstance(value, Decimal) else "" if value is None else str(value)
