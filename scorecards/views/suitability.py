"""Suitability for the customer's direction: the supplier's side."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier, may_edit, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.refusal import Refused
from scorecards.models import Criteria, Criterion, DeliveryRisk
from scorecards.queries.proposals import MARKS
from scorecards.queries.suitability import criteria_lines, newest_lines, suitability_page
from scorecards.services.suitability import (
    add_risk,
    draft_criteria,
    give_score,
    move_risk,
    propose_criteria,
    record_direction,
    withdraw_criteria,
)
from scorecards.suitability_forms import CriteriaForm, DirectionForm, RiskForm, RiskMoveForm, ScoreForm
from scorecards.views.proposals import acted

RELATED = ["customer__supplier", "asked", "direction", "proposed_by__user"]


@for_supplier
@require_safe
def suitability_show(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Direction, criteria with both sides' scores, past performance beside them, and risks."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    context = suitability_page(request.actor, customer) | {"can_edit": may_edit(request.actor)}
    return render(request, "scorecards/suitability.html", context)


@for_supplier
@require_http_methods(["GET", "POST"])
def direction_record(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """What the customer says about where it is going; the one before stays readable."""
    customer = editable(Customer, request.actor, pk=customer_pk, related=["supplier"])
    form = DirectionForm(request.POST or None)
    by = request.actor.membership
    if done_by(form, lambda: record_direction(customer=customer, by=by, **form.cleaned_data)) is not None:
        messages.success(request, _("The direction is recorded."))
        return redirect("scorecards:suitability", customer_pk=customer.pk)
    context = {"form": form, "customer": customer}
    return render(request, "scorecards/direction_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def criteria_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk)
    return _criteria(request, customer, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def criteria_edit(request: ActorRequest, pk: int) -> HttpResponse:
    criteria = editable(Criteria, request.actor, pk=pk, related=RELATED)
    return _criteria(request, criteria.customer, criteria)


def _criteria(request: ActorRequest, customer: Customer, criteria: Criteria | None) -> HttpResponse:
    known = [(one.name, one.weight) for one in criteria_lines(criteria)] if criteria else newest_lines(customer)
    form = CriteriaForm(request.POST or None, customer=customer, actor=request.actor, known=known, criteria=criteria)
    made = done_by(
        form,
        lambda: draft_criteria(
            customer=customer,
            actor=request.actor,
            criteria=criteria,
            asked=form.cleaned_data["asked"],
            lines=form.lines(),
        ),
    )
    if made is not None:
        messages.success(request, _("The draft is kept. Nobody but you sees it until you send it."))
        return redirect("scorecards:criteria", pk=made.pk)
    context = {"form": form, "customer": customer, "criteria": criteria}
    return render(request, "scorecards/criteria_form.html", context, status=status_of(form))


@for_supplier
@require_safe
def criteria_show(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, visible(Criteria, request.actor, pk=pk, related=RELATED))


@for_supplier
@require_POST
def criteria_propose(request: ActorRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, propose_criteria, _("Sent. Silence agrees nothing."))


@for_supplier
@require_POST
def criteria_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, withdraw_criteria, _("Withdrawn."))


def _moved(request: ActorRequest, pk: int, act: Callable[..., Criteria], words: str) -> HttpResponse:
    criteria = editable(Criteria, request.actor, pk=pk, related=RELATED)
    to = reverse("scorecards:criteria", args=[pk])
    return acted(
        request, criteria, lambda: act(criteria=criteria, actor=request.actor), words=words, to=to, shown=_shown
    )


def _shown(request: ActorRequest, criteria: Criteria, *, refused: Refused | None = None) -> HttpResponse:
    context = {
        "criteria": criteria,
        "lines": criteria_lines(criteria),
        "mark": MARKS[criteria.state],
        "customer": criteria.customer,
        "can_edit": may_edit(request.actor),
        "refused": " ".join(refused.messages) if refused is not None else "",
    }
    return render(request, "scorecards/criteria.html", context, status=422 if refused is not None else 200)


@for_supplier
@require_http_methods(["GET", "POST"])
def criterion_score(request: ActorRequest, pk: int) -> HttpResponse:
    """How the actor herself sees it. Contributors score too: they know what we can do."""
    criterion = editable(Criterion, request.actor, by="measurable_by", pk=pk, related=["customer"])
    form = ScoreForm(request.POST or None)
    if done_by(form, lambda: give_score(criterion=criterion, actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("Your score is recorded. Both sides see it."))
        return redirect("scorecards:suitability", customer_pk=criterion.customer_id)
    context = {"form": form, "customer": criterion.customer, "criterion": criterion}
    return render(request, "scorecards/criterion_score.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def risk_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk, related=["supplier"])
    form = RiskForm(request.POST or None, actor=request.actor, initial={"owner": request.actor.membership})
    if done_by(form, lambda: add_risk(customer=customer, by=request.actor.name, **form.cleaned_data)) is not None:
        messages.success(request, _("The risk is recorded."))
        return redirect("scorecards:suitability", customer_pk=customer.pk)
    context = {"form": form, "customer": customer}
    return render(request, "scorecards/risk_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def risk_move(request: ActorRequest, pk: int) -> HttpResponse:
    risk = editable(DeliveryRisk, request.actor, pk=pk, related=["customer"])
    initial = {"state": risk.state, "owner": risk.owner_id, "due_on": risk.due_on, "shared": risk.shared}
    form = RiskMoveForm(request.POST or None, actor=request.actor, initial=initial)
    if done_by(form, lambda: move_risk(risk=risk, by=request.actor.name, **form.cleaned_data)) is not None:
        messages.success(request, _("How it moves is recorded."))
        return redirect("scorecards:suitability", customer_pk=risk.customer_id)
    context = {"form": form, "customer": risk.customer, "risk": risk}
    return render(request, "scorecards/risk_move.html", context, status=status_of(form))
