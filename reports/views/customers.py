from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_supplier, visible
from accounts.models import Customer
from reports.queries.customer import customer_page
from reports.queries.customer_facts import customer_for
from reports.queries.customer_list import customer_list_page
from reports.queries.customer_waiting import customer_waiting


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


@for_supplier
@require_safe
def customer_waits(request: ActorRequest, pk: int) -> HttpResponse:
    """What waits at this customer: a page, or the sheet of it that the customer's page asks for."""
    customer = visible(Customer, request.actor, pk=pk)
    context = customer_waiting(request.actor, customer, beside=bool(request.htmx))
    sheet = "reports/customer_waiting_sheet.html"
    return render(request, sheet if request.htmx else "reports/customer_waiting.html", context)
