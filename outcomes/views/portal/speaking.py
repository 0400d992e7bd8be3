"""The customer speaks first: a shortfall, a cost that she bore, a promise that was not kept."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, for_customer
from accounts.codes import random_code
from accounts.formfields import status_of
from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.decision_forms import CostForm, PromiseForm
from outcomes.models import Decision
from outcomes.queries.recorded import claim_recorded_words
from outcomes.services import decisions
from outcomes.services.files import store_evidence
from outcomes.views.portal.shared import done, draft_key, own_customer, recorded


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def shortfall_state(request: ActorRequest) -> HttpResponse:
    return _state(request, "shortfall", CostForm)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def cost_state(request: ActorRequest) -> HttpResponse:
    return _state(request, "cost", CostForm)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def promise_state(request: ActorRequest) -> HttpResponse:
    """What was promised and not kept; the amount may stay away."""
    return _state(request, "promise", PromiseForm)


def _state(request: ActorRequest, kind: str, form_class: type[CostForm]) -> HttpResponse:
    customer = own_customer(request)
    form = form_class(
        request.POST or None,
        request.FILES or None,
        currency=customer.currency,
        today=request.actor.supplier.today(),
        refused_uploads=getattr(request, "refused_uploads", {}),
        initial={"token": random_code()},
    )
    key = draft_key(request, kind, customer.pk)
    if request.method == "POST":
        decision = done(form, lambda: _stated(request, customer, form, kind))
        if decision and decision.event:
            decision.event.customer = customer
            return recorded(request, decision, claim_recorded_words(decision, decision.event), draft=key)
    context = {
        "form": form,
        "kind": kind,
        "customer": customer,
        "back_url": reverse("reports:portal_home"),
        "draft_key": key,
    }
    return render(request, "outcomes/decision_cost.html", context, status=status_of(form))


def _stated(request: ActorRequest, customer: Customer, form: CostForm, kind: str) -> Decision:
    """State what was typed, with the file where there is one. Refused at its field where the file is not taken."""
    evidence = []
    if upload := form.cleaned_data["evidence"]:
        try:
            evidence = [store_evidence(actor=request.actor, customer=customer, file=upload, name=upload.name)]
        except ValidationError as error:
            raise Refused(" ".join(error.messages), code="evidence", field="evidence") from error
    title = form.cleaned_data["title"]
    if kind == "promise":
        # As everybody at this customer will read it, whoever typed it.
        with translation.override(customer.locale):
            title = _("Promise not kept: %(promise)s") % {"promise": title}
    return decisions.state_cost(
        actor=request.actor,
        customer=customer,
        title=title,
        amount_minor=form.cleaned_data["amount"],
        period_start=form.cleaned_data["period_start"],
        period_end=form.cleaned_data["period_end"],
        cause=form.cleaned_data["cause"],
        evidence=evidence,
        request_key=form.request_key,
    )
