from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.queries import changes_of
from outcomes.edits import change_outcome
from outcomes.forms.promise import OutcomeForm
from outcomes.models import Outcome
from outcomes.services.promises import create_outcome


@for_supplier
@require_http_methods(["GET", "POST"])
def outcome_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """A result that the customer wants; its first value dimension is the next step."""
    customer = editable(Customer, request.actor, pk=customer_pk)
    form = OutcomeForm(request.POST or None, customer=customer)
    outcome = done_by(form, lambda: create_outcome(customer=customer, **form.values()))
    if outcome is not None:
        messages.success(request, _("The outcome is added. Now its first value dimension."))
        # A dimension that others agreed goes along (name and unit in the address).
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("outcomes:dimension_create", args=[outcome.pk]) + query)
    context = {"form": form, "customer": customer}
    return render(request, "outcomes/outcome_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def outcome_edit(request: ActorRequest, pk: int) -> HttpResponse:
    outcome = editable(Outcome, request.actor, pk=pk)
    form = OutcomeForm(request.POST or None, instance=outcome, customer=outcome.customer)
    saved = done_by(form, lambda: change_outcome(outcome=outcome, actor=request.actor, **form.values()))
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(reverse("reports:customer_detail", args=[outcome.customer_id]) + "#outcomes")
    context = {
        "form": form,
        "customer": outcome.customer,
        "outcome": outcome,
        "changes": changes_of(outcome, form.labels),
    }
    return render(request, "outcomes/outcome_form.html", context, status=status_of(form))
