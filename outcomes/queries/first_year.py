"""When a customer's first year is full: before that ratio and payback say "too early", on pages, in lists and documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from outcomes.value import years_after


def is_too_early(today: date, starts: Iterable[date | None]) -> bool:
    """Whether the year is not over that runs from the earliest of these days; where nothing has begun nothing is early.

    The days are those of the first contract, the first spend and the first agreement: whoever has paid late, or has been
    invoiced late, has had the same time to get something for it.
    """
    began = min((one for one in starts if one is not None), default=None)
    return began is not None and today < years_after(began, 1)


def year_starts(*, contracts: QuerySet, terms: QuerySet, spend: QuerySet) -> dict[str, Subquery]:
    """Annotations of a customer, from which her first year runs. The rows are those that may be looked at."""

    def first(rows: QuerySet, name: str) -> Subquery:
        return Subquery(rows.filter(customer=OuterRef("pk")).order_by(name).values(name)[:1])

    agreed = terms.filter(state="agreed").exclude(agreed_on=None)
    return {
        "first_contract": first(contracts, "starts_on"),
        "first_agreed": first(agreed, "agreed_on"),
        "first_spend": first(spend, "on"),
    }


STARTS = ("first_contract", "first_agreed", "first_spend")
