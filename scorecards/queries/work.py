"""Every period of work, as a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from scorecards.models import WorkVolume

PERIODS_A_PAGE = 36


def work_page(actor: Actor, customer: Customer, *, q: str, page: str | None) -> dict[str, Any]:
    """The context of scorecards/work_list.html: periods newest first, those of functions that have `q` in their name."""
    found = WorkVolume.objects.visible_to(actor).filter(customer=customer).current()
    if q:
        found = found.filter(function__icontains=q)
    shown = Paginator(found.order_by("-period_start", "function", "pk"), PERIODS_A_PAGE).get_page(page)
    rows = shown.object_list = list(shown.object_list)
    return {
        "customer": customer,
        "q": q,
        "page": shown,
        "hours_digits": notation.most_decimals(one.effort_hours for one in rows),
    }
