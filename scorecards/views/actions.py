"""The action plan, on the supplier's side: what will be done, and how it moves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier, visible
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.requests import key_in
from scorecards.benchmark_forms import ActionForm, MoveForm
from scorecards.models import Action, Round
from scorecards.queries.results import dimension_choices
from scorecards.services.actions import add_action, update_action


@for_supplier
@require_http_methods(["GET", "POST"])
def action_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """A new action; with ?round= and ?dimension= from a gap of that round."""
    customer = editable(Customer, request.actor, pk=customer_pk, related=["supplier"])
    key = key_in(request.GET.get("round"))
    round = visible(Round, request.actor, pk=key, customer=customer.pk) if key is not None else None
    initial = {"dimension": request.GET.get("dimension", ""), "owner_ours": request.actor.membership}
    initial["request_key"] = random_code()
    form = ActionForm(
        request.POST or None,
        customer=customer,
        actor=request.actor,
        dimensions=dimension_choices(round),
        initial=initial,
    )
    made = done_by(form, lambda: add_action(customer=customer, actor=request.actor, round=round, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("The action is in the plan. The customer sees it."))
        return _back(made)
    context = {"form": form, "customer": customer, "round": round}
    return render(request, "scorecards/action_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def action_move(request: ActorRequest, pk: int) -> HttpResponse:
    action = editable(Action, request.actor, pk=pk, related=["customer__supplier", "supplier"])
    form = MoveForm(request.POST or None, initial={"state": action.state, "due_on": action.due_on})
    if done_by(form, lambda: update_action(action=action, actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("Kept, and told to those who answered."))
        return _back(action)
    context = {"form": form, "customer": action.customer, "action": action}
    return render(request, "scorecards/action_move.html", context, status=status_of(form))


def _back(action: Action) -> HttpResponse:
    if action.round_id is not None:
        return redirect("scorecards:round_show", pk=action.round_id)
    return redirect("scorecards:benchmark", customer_pk=action.customer_id)
