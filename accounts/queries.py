"""Reads about firms and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from accounts.history import history_of
from accounts.models import Customer, Disposition, ExchangeRate, Invitation, Membership, Stakeholder, Supplier, Team


@dataclass(frozen=True)
class FieldChange:
    """One field of an edit, in words."""

    at: date
    by: str
    label: str
    before: str
    after: str


def changes_of(obj: models.Model, labels: Mapping[str, Any], *, limit: int = 20) -> list[FieldChange]:
    """Who changed what of an object, newest first, with the form's labels; one query."""
    return [
        FieldChange(change.supplier.today(change.at), change.by, str(labels.get(name, name)), before, after)
        for change in history_of(obj).select_related("supplier")[:limit]
        for name, (before, after) in change.fields.items()
    ]


def customer_named(supplier: Supplier, name: str, *, but: int | None = None) -> Customer | None:
    """The supplier's customer of that name, whatever its capitals, whoever answers for it."""
    found = Customer.objects.filter(supplier=supplier, name__iexact=name).exclude(pk=but or 0)
    return found.select_related("accountable__user").first()


def customer_numbered(supplier: Supplier, external_id: str, *, but: int | None = None) -> Customer | None:
    return Customer.objects.filter(supplier=supplier, external_id=external_id).exclude(pk=but or 0).first()


def has_rate(supplier: Supplier, currency: str) -> bool:
    """Whether amounts in that currency can be added up in the supplier's base currency."""
    if currency == supplier.base_currency:
        return True
    rates = ExchangeRate.objects.filter(supplier=supplier, currency=currency, base=supplier.base_currency)
    return rates.exists()


def active_members(supplier: Supplier, but: Iterable[str] = ()) -> models.QuerySet[Membership]:
    """The supplier's people of today, by name; without those of some roles."""
    members = Membership.objects.filter(supplier=supplier, deactivated_at=None).exclude(role__in=list(but))
    return members.select_related("user").order_by("user__name", "pk")


def people_of(customer: Customer) -> models.QuerySet[Stakeholder]:
    """The customer's people who have not left, by name."""
    today = customer.supplier.today()
    still_there = models.Q(until=None) | models.Q(until__gte=today)
    return Stakeholder.objects.filter(still_there, customer=customer).order_by("name", "pk")


def disposition_of(person: Stakeholder) -> str:
    """Where she stands today, or ""."""
    return Disposition.objects.filter(stakeholder=person).values_list("kind", flat=True).first() or ""


def stakeholder_page(person: Stakeholder, labels: Mapping[str, Any]) -> dict[str, Any]:
    """What her page shows beside the form: access, where she stood, who changed what."""
    today = person.supplier.today()
    invitation = Invitation.objects.filter(stakeholder=person).order_by("-created_at").first()
    return {
        "person": person,
        "customer": person.customer,
        "has_left": person.until is not None and person.until < today,
        "dispositions": list(Disposition.objects.filter(stakeholder=person)[:10]),
        "invitation": invitation,
        "invited_on": person.supplier.today(invitation.created_at) if invitation is not None else None,
        "changes": changes_of(person, labels),
    }


def active_members_of(team: Team) -> list[int]:
    """The keys of a team's members of today."""
    return list(Membership.objects.filter(teams=team, deactivated_at=None).values_list("pk", flat=True))


def active_leaders_of(team: Team) -> list[int]:
    """The keys of who leads a team today."""
    return list(Membership.objects.filter(led_teams=team, deactivated_at=None).values_list("pk", flat=True))
