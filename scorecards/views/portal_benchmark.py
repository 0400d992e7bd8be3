"""The customer's side of the benchmark: what was released, and the action plan."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_customer, visible
from accounts.models import Customer
from accounts.requests import key_in
from scorecards.queries.benchmark import portal_benchmark as page


@for_customer
@require_safe
def portal_benchmark(request: ActorRequest) -> HttpResponse:
    """The newest released round, or another one with ?round=; nothing before a release."""
    assert request.actor.stakeholder is not None
    customer = visible(Customer, request.actor, pk=request.actor.stakeholder.customer_id)
    context = page(request.actor, customer, key_in(request.GET.get("round")))
    return render(request, "scorecards/portal_benchmark.html", context)
