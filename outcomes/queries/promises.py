"""Names of outcomes and dimensions, and the terms of a dimension."""

from __future__ import annotations

from accounts.models import Customer
from outcomes.models import (
    Outcome,
    Terms,
    ValueDimension,
)


# --- Names ------------------------------------------------------------------------------------------------------------
def has_outcome_named(customer: Customer, title: str, *, but: int | None) -> bool:
    return Outcome.objects.filter(customer=customer, title__iexact=title).exclude(pk=but or 0).exists()


def has_dimension_named(customer: Customer, name: str, *, but: int | None) -> bool:
    return ValueDimension.objects.filter(customer=customer, name__iexact=name).exclude(pk=but or 0).exists()


def last_terms(dimension: ValueDimension) -> Terms | None:
    """The newest version that was agreed or is proposed: what a new proposal starts from."""
    terms = Terms.objects.filter(dimension=dimension, state__in=[Terms.State.AGREED, Terms.State.PROPOSED])
    return terms.select_related("asked").order_by("-version").first()
