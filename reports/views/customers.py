from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_supplier
from reports.queries.customer import customer_page
from reports.queries.customer_facts import customer_for
from reports.queries.customer_list import customer_list_page


@for_supplier
@require_safe
def customer_list(request: ActorRequest) -> HttpResponse:
    """Every customer that the actor sees: search, filter, sort and page stand in the address."""
    context = customer_list_page(request)
    fragment = request.htmx and request.htmx.target == "customers"
    return render(request, "reports/customer_rows.html" if fragment else "reports/customer_list.html", context)


@for_supplier
@require_safe
def customer_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One page about one customer: the answer first, then what it is made of."""
    customer = customer_for(request.actor, pk)
    if customer is None:
        raise Http404
    return render(request, "reports/customer_detail.html", customer_page(request.actor, customer))
