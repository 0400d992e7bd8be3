"""The customer's side of the benchmark: what was released, and the action plan."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, editable, for_customer, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.requests import key_in
from scorecards.benchmark_forms import OwnMoveForm
from scorecards.models import Action
from scorecards.queries.benchmark import portal_benchmark as page
from scorecards.services.actions import update_action


@for_customer
@require_safe
def portal_benchmark(request: ActorRequest) -> HttpResponse:
    """The newest released round, or another one with ?round=; nothing before a release."""
    assert request.actor.stakeholder is not None
    customer = visible(Customer, request.actor, pk=request.actor.stakeholder.customer_id)
    context = page(request.actor, customer, key_in(request.GET.get("round")))
    return render(request, "scorecards/portal_benchmark.html", context)


@for_customer
@require_http_methods(["GET", "POST"])
def portal_action_move(request: ActorRequest, pk: int) -> HttpResponse:
    """How an action stands, said by its owner at the customer."""
    related = ["customer__supplier", "customer__accountable__user"]
    action = editable(Action, request.actor, by="movable_by", pk=pk, related=related)
    form = OwnMoveForm(request.POST or None, initial={"state": action.state})
    if done_by(form, lambda: update_action(action=action, actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("Kept. It stands in the plan with your name, and the supplier is told."))
        return redirect("scorecards:portal_benchmark")
    context = {"form": form, "customer": action.customer, "action": action}
    return render(request, "scorecards/portal_action_move.html", context, status=status_of(form))
