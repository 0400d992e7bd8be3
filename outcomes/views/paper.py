from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from outcomes.forms.paper import PaperForm
from outcomes.models import Terms, ValueEvent
from outcomes.queries.claims import short_words
from outcomes.queries.terms import terms_rows
from outcomes.services.paper import record_on_paper

OF_EVENT = ("customer__supplier", "dimension", "terms", "supersedes")
OF_TERMS = ("customer__supplier", "dimension__outcome", "dimension__customer__supplier")


@for_supplier
@require_http_methods(["GET", "POST"])
def event_on_paper(request: ActorRequest, pk: int) -> HttpResponse:
    """Record what a person of the customer decided on paper. Its state is asked by the ledger."""
    event = editable(ValueEvent, request.actor, related=OF_EVENT, pk=pk)
    if request.method != "POST" and event.state not in {ValueEvent.State.STATED, ValueEvent.State.DISPUTED}:
        return redirect("outcomes:event_detail", pk=pk)
    claimed = None if event.claimed_minor is None else abs(event.claimed_minor)
    form = _form(request, event.customer, event=event, initial={"amount": claimed})
    decision = done_by(
        form, lambda: record_on_paper(event=event, amount_minor=form.amount_minor, **_said(request, form))
    )
    if decision is not None:
        messages.success(request, _("Recorded, on paper. It stands apart until the customer decides it in person."))
        return redirect("outcomes:event_detail", pk=pk)
    context = {"form": form, "event": event, "customer": event.customer, "what": short_words(event)}
    return render(request, "outcomes/event_on_paper.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def terms_on_paper(request: ActorRequest, pk: int) -> HttpResponse:
    """Record that a person of the customer agreed proposed terms on paper."""
    terms = editable(Terms, request.actor, related=OF_TERMS, pk=pk)
    if request.method != "POST" and terms.state != Terms.State.PROPOSED:
        return redirect("outcomes:dimension_detail", pk=terms.dimension_id)
    form = _form(request, terms.customer)
    decision = done_by(form, lambda: record_on_paper(terms=terms, **_said(request, form)))
    if decision is not None:
        messages.success(request, _("Recorded, on paper. What is claimed under these terms stands apart."))
        return redirect("outcomes:dimension_detail", pk=terms.dimension_id)
    context = {"form": form, "terms": terms, "customer": terms.customer, "rows": terms_rows(terms)}
    return render(request, "outcomes/terms_on_paper.html", context, status=status_of(form))


def _form(request: ActorRequest, customer: Any, **more: Any) -> PaperForm:
    more["initial"] = {"request_key": random_code()} | more.get("initial", {})
    return PaperForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        customer=customer,
        today=request.actor.supplier.today(),
        refused_uploads=getattr(request, "refused_uploads", None),
        **more,
    )


def _said(request: ActorRequest, form: PaperForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "actor": request.actor,
        "said_by": given["said_by"],
        "said_on": given["said_on"],
        "document": given["document"],
        "name": given["document"].name,
        "reason": given["reason"],
        "request_key": given["request_key"] or None,
    }
