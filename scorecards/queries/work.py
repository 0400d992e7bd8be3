"""Every period of work, as a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from accounts.tables import name_key
from scorecards.models import ScopeLine, WorkVolume
from scorecards.queries.performance import plan_of
from scorecards.queries.scope import agreed_of

PERIODS_A_PAGE = 36


def work_page(actor: Actor, customer: Customer, *, q: str, page: str | None) -> dict[str, Any]:
    """The context of scorecards/work_list.html: periods newest first, those of functions that have `q` in their name.

    Each has the plan that holds for it: of an agreed change of scope where one covers it, beside what was stated then.
    """
    found = WorkVolume.objects.visible_to(actor).filter(customer=customer).current()
    if q:
        found = found.filter(function__icontains=q)
    changes = agreed_of(actor, customer)
    rows: list[dict[str, Any]] = []
    for one in found.order_by("-period_start", "function", "pk"):
        planned, change = plan_of(one, changes)
        rows.append({"work": one, "planned": planned, "change": change, "done": one.in_scope + one.out_of_scope})
    shown = Paginator(rows, PERIODS_A_PAGE).get_page(page)
    compared = [row for row in rows if row["planned"] is not None]
    return {
        "customer": customer,
        "q": q,
        "page": shown,
        "hours_digits": notation.most_decimals(row["work"].effort_hours for row in shown.object_list),
        "compared": len(compared),
        "above": sum(row["done"] > row["planned"] for row in compared),
        "beyond": sum(row["work"].out_of_scope > 0 for row in rows),
        "sums": _sums(rows),
    }


def recorded_functions(customer: Customer) -> list[tuple[str, str]]:
    """(function, unit) of the work that is recorded and of what the contracts include, by name; one query."""
    done = WorkVolume.objects.filter(customer=customer).current().order_by().values_list("function", "unit")
    included = ScopeLine.objects.filter(customer=customer).order_by().values_list("function", "unit")
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for function, unit in sorted(done.union(included)):
        found.setdefault((name_key(function), unit), (function, unit))
    return list(found.values())


def _sums(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each function: planned, in scope, out of scope, hours; plan and hours are None where one of its periods has none."""
    by_function: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        by_function.setdefault((row["work"].function, row["work"].unit), []).append(row)
    return [
        {
            "function": function,
            "unit": unit,
            "periods": len(ones),
            "planned": _all_or_none(one["planned"] for one in ones),
            "in_scope": sum(one["work"].in_scope for one in ones),
            "out_of_scope": sum(one["work"].out_of_scope for one in ones),
            "hours": _all_or_none(one["work"].effort_hours for one in ones),
        }
        for (function, unit), ones in sorted(by_function.items())
    ]


def _all_or_none(figures: Iterable[Decimal | None]) -> Decimal | None:
    """Their sum; None where one is not known."""
    found = list(figures)
    known = [one for one in found if one is not None]
    return sum(known, Decimal()) if len(known) == len(found) else None
