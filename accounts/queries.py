"""Reads about firms and people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db import models
from django.urls import reverse

from accounts.actors import Actor
from accounts.change_words import label_of, value_in_words
from accounts.changed import CHANGED
from accounts.history import history_of
from accounts.models import (
    Accountability,
    Change,
    Customer,
    Disposition,
    ExchangeRate,
    Invitation,
    Membership,
    Stakeholder,
    Supplier,
    Team,
)


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
    currency = getattr(getattr(obj, "customer", obj), "currency", "")
    return [
        FieldChange(
            change.supplier.today(change.at),
            change.by,
            label_of(name, labels),
            value_in_words(type(obj), name, before, currency=currency),
            value_in_words(type(obj), name, after, currency=currency),
        )
        for change in history_of(obj).select_related("supplier")[:limit]
        for name, (before, after) in change.fields.items()
    ]


CHANGES_A_PAGE = 40


def changes_page(actor: Actor, customer: Customer, page: str | None) -> dict[str, Any]:
    """The context of accounts/customer_changes.html: every edit of the customer and of what belongs to it; two queries."""
    changes: models.QuerySet[Any] = Change.objects.visible_to(actor).filter(customer=customer).order_by("-at", "-pk")
    shown = Paginator(changes.annotate(of=_name_of_what(actor)), CHANGES_A_PAGE).get_page(page)
    opens = actor.role != Membership.Role.CONTRIBUTOR  # who only reads cannot open the forms that these pages are
    rows = []
    for change in shown.object_list:
        model, kind = _model_of(change.object_kind), CHANGED.get(change.object_kind)
        fields = [
            {
                "label": label_of(name, kind.labels if kind is not None else None),
                "before": value_in_words(model, name, before, currency=customer.currency),
                "after": value_in_words(model, name, after, currency=customer.currency),
            }
            for name, (before, after) in change.fields.items()
        ]
        rows.append(
            {
                "at": actor.supplier.today(change.at),
                "by": change.by,
                "kind": str(kind.title) if kind is not None else "",
                "name": change.of or "",
                "url": reverse(kind.page, args=[change.object_id]) if kind is not None and change.of and opens else "",
                "fields": fields,
            }
        )
    return {"customer": customer, "page": shown, "rows": rows}


def _name_of_what(actor: Actor) -> models.Case:
    """The name of the edited object, where it has a page and the actor sees it: a part of the same query."""
    whens = []
    for kind, changed in CHANGED.items():
        if not changed.name or not changed.page:
            continue
        found = apps.get_model(kind)._default_manager.visible_to(actor).filter(pk=models.OuterRef("object_id"))
        whens.append(models.When(object_kind=kind, then=models.Subquery(found.order_by().values(changed.name)[:1])))
    return models.Case(*whens, default=models.Value(""), output_field=models.CharField())


def _model_of(kind: str) -> type[models.Model] | None:
    return apps.get_model(kind) if kind in CHANGED else None


def stands_today(person: Stakeholder) -> dict[str, Any]:
    """What a form about where she stands begins with: her disposition of today, "" where nobody said; one query."""
    kinds = person.dispositions.order_by("-since", "-pk").values_list("kind", flat=True)
    return {"kind": kinds.first() or "", "since": person.supplier.today()}


def who_answered(customer: Customer) -> list[dict[str, Any]]:
    """Who answered for the customer, the person of today first."""
    rows = Accountability.objects.filter(customer=customer).select_related("membership__user").order_by("-since", "-pk")
    zone = customer.supplier.today
    return [
        {"person": one.membership, "since": zone(one.since), "until": zone(one.until) if one.until else None}
        for one in rows[:20]
    ]


def customer_named(supplier: Supplier, name: str, *, but: int | None = None) -> Customer | None:
    """The supplier's customer of that name, whatever its capitals, whoever answers for it."""
    found = Customer.objects.filter(supplier=supplier, name__iexact=name).exclude(pk=but or 0)
    return found.select_related("accountable__user").first()


def customer_numbered(supplier: Supplier, external_id: str, *, but: int | None = None) -> Customer | None:
    return Customer.objects.filter(supplier=supplier, external_id=external_id).exclude(pk=but or 0).first()


def currencies_of(actor: Actor) -> list[str]:
    """What amounts are recorded in: the base currency first, then those of customers; one query."""
    base = actor.supplier.base_currency
    used = Customer.objects.visible_to(actor).order_by("currency").values_list("currency", flat=True).distinct()
    return [base, *(one for one in used if one != base)]


def has_rate(supplier: Supplier, currency: str) -> bool:
    """Whether amounts in that currency can be added up in the supplier's base currency."""
    if currency == supplier.base_currency:
        return True
    rates = ExchangeRate.objects.known().filter(supplier=supplier, currency=currency, base=supplier.base_currency)
    return rates.exists()


def active_members(supplier: Supplier, but: Iterable[str] = ()) -> models.QuerySet[Membership]:
    """The supplier's people of today, by name; without those of some roles."""
    members = Membership.objects.filter(supplier=supplier, deactivated_at=None).exclude(role__in=list(but))
    return members.select_related("user").order_by("user__name", "pk")


def people_of(customer: Customer) -> models.QuerySet[Stakeholder]:
    """The customer's people who have not left, by name."""
    return Stakeholder.objects.there(customer.supplier.today()).filter(customer=customer).order_by("name", "pk")


def stakeholder_page(person: Stakeholder, labels: Mapping[str, Any]) -> dict[str, Any]:
    """What her page shows beside the form: access, where she stood, who changed what."""
    today = person.supplier.today()
    invitation = Invitation.objects.filter(stakeholder=person).order_by("-created_at").first()
    dispositions = list(Disposition.objects.filter(stakeholder=person)[:20])
    return {
        "person": person,
        "customer": person.customer,
        "has_left": not person.is_there(today),
        "dispositions": dispositions,
        "disposition": dispositions[0].kind if dispositions else "",
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
