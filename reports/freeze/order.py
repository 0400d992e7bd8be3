"""What is ordered, and the parts of frozen figures that every kind of document has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings

from accounts.models import Customer, Stakeholder
from accounts.notation import minor_digits

from .brand import logo_of
from .notes import instant


@dataclass(frozen=True)
class Order:
    """A document to be frozen at `now`: its number among those of its kind, its printed code, and what was chosen for it.

    `also`: format and printed code of each document that was ordered with it, in the same figures.
    """

    customer: Customer
    now: datetime
    code: str
    number: int
    locale: str
    prepared_for: Stakeholder | None = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    also: Sequence[tuple[str, str]] = ()


def document_of(order: Order, as_at: date) -> dict[str, Any]:
    """Which document it is, as at when, and where it can be checked."""
    person = order.prepared_for
    return {
        "code": order.code,
        "edition": order.number,
        "issued_at": instant(order.now),
        "as_at": as_at.isoformat(),
        "time_zone": order.customer.supplier.time_zone,
        "locale": order.locale,
        "demonstration": order.customer.supplier.is_demonstration,
        "prepared_for": f"{person.name}, {person.position}".strip(", ") if person else None,
        "check_url": f"{settings.BASE_URL}/check/{order.code}/",
        "base_url": f"{settings.BASE_URL}/check/",
    }


def firms_of(order: Order) -> dict[str, dict[str, Any]]:
    """Both firms as they are named and drawn."""
    customer, supplier = order.customer, order.customer.supplier
    return {
        "supplier": {
            "name": supplier.name,
            "short_name": supplier.name,
            "colour": supplier.colour,
            "logo": logo_of(supplier),
        },
        "customer": {
            "name": customer.name,
            "short_name": customer.name,
            "currency": customer.currency,
            "minor_digits": minor_digits(customer.currency),
        },
    }
