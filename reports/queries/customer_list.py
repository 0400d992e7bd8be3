"""The list of customers: search, filters, sort, sums in the base currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import ActorRequest, may_edit
from accounts.actors import Actor
from accounts.models import Customer
from accounts.requests import one_of, search_words
from outcomes.models import (
    CustomerTotal,
    ValueEvent,
)
from outcomes.queries.marks import LIVE

CUSTOMERS_A_PAGE = 25


SORTS: Mapping[str, Any] = {
    "name": F("name"),
    "spend": Coalesce(F("total__spend_base"), 0),
    "gains": Coalesce(F("total__confirmed_base"), 0),
    "shortfalls": Coalesce(F("total__shortfall_base"), 0),
    "value": Coalesce(F("total__confirmed_base") - F("total__shortfall_base"), 0),
    "undecided": Coalesce(F("total__undecided_base"), 0),
    "accountable": F("accountable__user__name"),
    "stage": F("stage"),
}
"""Amounts are sorted in the supplier's base currency: customers have different ones."""


def customer_list_page(request: ActorRequest) -> dict[str, Any]:
    """The context of reports/customer_list.html; three queries beside the actor's."""
    choices = _choices(request.actor)
    narrowed = _narrowed(request, choices)
    sort = one_of(request, "sort", [*SORTS, *(f"-{name}" for name in SORTS)], "name")
    found = _found(request.actor, narrowed)
    sums = found.order_by().aggregate(
        count=Count("pk"),
        spend=Sum("total__spend_base"),
        gains=Sum("total__confirmed_base"),
        shortfalls=Sum("total__shortfall_base"),
    )
    order = SORTS[sort.removeprefix("-")]
    rows = found.select_related("accountable__user", "total").order_by(
        order.desc() if sort.startswith("-") else order.asc(), "name", "pk"
    )
    live = ValueEvent.objects.visible_to(request.actor).filter(customer=OuterRef("pk"), state__in=LIVE)
    rows = rows.annotate(stated=Exists(live), monetised=Exists(live.filter(claimed_minor__isnull=False)))
    paginator = Paginator(rows, CUSTOMERS_A_PAGE)
    paginator.count = sums["count"]
    page = paginator.get_page(request.GET.get("page"))
    shown = [_list_row(customer) for customer in page.object_list]
    return {
        "page": page,
        "rows": shown,
        "whole": {name: _all_whole(shown, name) for name in ("spend", "gains", "shortfalls", "value", "undecided")},
        "count": sums["count"],
        "sums": _list_answer(request.actor, sums),
        "q": narrowed["q"],
        "filters": _filters(narrowed, choices),
        "archived": narrowed["archived"] == "yes",
        "archived_count": choices.archived,
        "sort": sort,
        "narrowed": any(narrowed.values()),
        "can_add": may_edit(request.actor),
    }


@dataclass(frozen=True)
class Choices:
    """What the customers that the actor sees can be narrowed by: value and label, by label."""

    people: list[tuple[str, str]]
    teams: list[tuple[str, str]]
    currencies: list[tuple[str, str]]
    archived: int


def _choices(actor: Actor) -> Choices:
    """One query: there are few combinations of person, team and currency, however many customers there are."""
    combined = (
        Customer.objects.visible_to(actor)
        .order_by()
        .values_list("accountable", "accountable__user__name", "team", "team__name", "currency")
        .annotate(archived=Count("archived_at"))
    )
    people, teams, currencies, archived = dict[str, str](), dict[str, str](), set[str](), 0
    for person, name, team, team_name, currency, gone in combined:
        people[str(person)] = name
        if team is not None:
            teams[str(team)] = team_name
        currencies.add(currency)
        archived += gone
    return Choices(
        people=sorted(people.items(), key=lambda one: one[1].casefold()),
        teams=sorted(teams.items(), key=lambda one: one[1].casefold()),
        currencies=[(one, one) for one in sorted(currencies)],
        archived=archived,
    )


def _narrowed(request: ActorRequest, choices: Choices) -> dict[str, str]:
    """What the address asks for; "" for what it does not, or for what is no choice."""
    allowed = {
        "stage": Customer.Stage.values,
        "tier": Customer.Tier.values,
        "accountable": [value for value, _label in choices.people],
        "team": [value for value, _label in choices.teams],
        "currency": [value for value, _label in choices.currencies],
        "archived": ["yes"],
    }
    return {"q": search_words(request)} | {name: one_of(request, name, values) for name, values in allowed.items()}


def _found(actor: Actor, narrowed: Mapping[str, str]) -> Any:
    found = Customer.objects.visible_to(actor).filter(archived_at__isnull=narrowed["archived"] != "yes")
    for word in narrowed["q"].split()[:6]:
        found = found.filter(
            Q(name__icontains=word) | Q(industry__icontains=word) | Q(accountable__user__name__icontains=word)
        )
    fields = ("stage", "tier", "accountable", "team", "currency")
    return found.filter(**{name: narrowed[name] for name in fields if narrowed[name]})


def _filters(narrowed: Mapping[str, str], choices: Choices) -> list[dict[str, Any]]:
    """The selects above the list; one that has nothing to choose between is left out."""
    selects: list[tuple[str, Any, str, Any]] = [
        ("stage", _("Stage"), _("every stage"), Customer.Stage.choices),
        ("tier", _("Tier"), _("every tier"), Customer.Tier.choices),
        ("accountable", _("Accountable person"), _("everybody"), choices.people),
        ("team", _("Team"), _("every team"), choices.teams),
        ("currency", _("Currency"), _("every currency"), choices.currencies),
    ]
    return [
        {"name": name, "label": label, "every": every, "choices": given, "chosen": narrowed[name]}
        for name, label, every, given in selects
        if len(given) > 1 or narrowed[name]
    ]


def _list_row(customer: Any) -> dict[str, Any]:
    total: CustomerTotal = getattr(customer, "total", None) or CustomerTotal()
    money = customer.stated and customer.monetised
    return {
        "customer": customer,
        "url": reverse("reports:customer_detail", args=[customer.pk]),
        "currency": customer.currency,
        "spend": total.spend or None,
        "gains": total.confirmed if money else None,
        "shortfalls": -total.shortfall if money else None,
        "value": total.value if money else None,
        "undecided": (total.undecided or None) if money else None,
        "no_value": "" if money else (_("not monetised") if customer.stated else _("not stated")),
        "worse": money and total.value < 0,
    }


def _all_whole(rows: Iterable[Mapping[str, Any]], name: str) -> bool:
    """Whether the column can leave out minor units: a column has one precision."""
    return not any((row[name] or 0) % 10 ** notation.minor_digits(row["currency"]) for row in rows)


def _list_answer(actor: Actor, sums: Mapping[str, Any]) -> dict[str, Any] | None:
    """All of them together, in the base currency."""
    if not sums["count"]:
        return None
    spend, gains, shortfalls = (sums[name] or 0 for name in ("spend", "gains", "shortfalls"))
    return {
        "count": sums["count"],
        "spend": spend,
        "gains": gains,
        "shortfalls": shortfalls,
        "value": gains - shortfalls,
        "worse": max(shortfalls - gains, 0),
        "currency": actor.supplier.base_currency,
    }
