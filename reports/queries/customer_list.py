"""The list of customers: search, filters, sort, sums in the base currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import ActorRequest
from accounts.actors import Actor
from accounts.models import Customer
from accounts.requests import one_of, search_words
from outcomes.models import (
    CustomerTotal,
    ValueEvent,
)
from outcomes.queries.marks import LIVE
from outcomes.queries.promises import may_edit

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
    """The context of reports/customer_list.html; two queries beside the actor's."""
    search = search_words(request)
    stage = one_of(request, "stage", Customer.Stage.values)
    tier = one_of(request, "tier", Customer.Tier.values)
    sort = one_of(request, "sort", [*SORTS, *(f"-{name}" for name in SORTS)], "name")
    found = Customer.objects.visible_to(request.actor).filter(archived_at=None)
    for word in search.split()[:6]:
        found = found.filter(
            Q(name__icontains=word) | Q(industry__icontains=word) | Q(accountable__user__name__icontains=word)
        )
    found = found.filter(**({"stage": stage} if stage else {}), **({"tier": tier} if tier else {}))
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
        "q": search,
        "stage": stage,
        "tier": tier,
        "sort": sort,
        "narrowed": bool(search or stage or tier),
        "stages": Customer.Stage.choices,
        "tiers": Customer.Tier.choices,
        "can_add": may_edit(request.actor),
    }


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
