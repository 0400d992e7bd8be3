"""Suitability on the customer's side: reading it, agreeing criteria, scoring, and saying which outcomes still hold."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, for_customer, visible
from accounts.formfields import done_by, status_of
from accounts.read_first import must_have_read
from accounts.refusal import Refused
from accounts.requests import key_in
from outcomes.models import Outcome
from scorecards.models import Criteria, Criterion
from scorecards.queries.proposals import MARKS
from scorecards.queries.suitability import criteria_lines, outcomes_asking, suitability_page
from scorecards.services.suitability import agree_criteria, decline_criteria, give_score, hold_outcome, say_direction
from scorecards.suitability_forms import OwnDirectionForm, ScoreForm
from scorecards.views.proposals import agreed, answerable, declined, is_asked

RELATED = ["customer__supplier", "asked", "direction", "proposed_by__user"]


@for_customer
@require_safe
def portal_suitability(request: ActorRequest) -> HttpResponse:
    """Where we are going, how suited the supplier is for it by both sides' word, and the risks that it shares."""
    return _page(request)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def portal_direction(request: ActorRequest) -> HttpResponse:
    """She who may agree for her firm says where it is going; the one before stays readable."""
    person = request.actor.stakeholder
    if person is None or not person.may_agree:
        raise PermissionDenied
    form = OwnDirectionForm(request.POST or None, today=request.actor.supplier.today())
    if done_by(form, lambda: say_direction(actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("Recorded: where you are going. Your name and position stand beside it."))
        return redirect("scorecards:portal_suitability")
    return render(request, "scorecards/portal_direction.html", {"form": form}, status=status_of(form))


def _page(request: ActorRequest, *, refused: Refused | None = None) -> HttpResponse:
    person = request.actor.stakeholder
    assert person is not None
    context = suitability_page(request.actor, person.customer)
    asking = outcomes_asking(request.actor, context["found"].direction) if context["asks_outcomes"] else []
    context |= {
        "may_agree": person.may_agree,
        "may_decide": person.may_decide,
        "asking": asking,
        "refused": " ".join(refused.messages) if refused is not None else "",
    }
    return render(request, "scorecards/portal_suitability.html", context, status=422 if refused is not None else 200)


@for_customer
@require_safe
def portal_criteria(request: ActorRequest, pk: int) -> HttpResponse:
    """The criteria that she would agree to; two equal buttons where she is the one who was asked."""
    return _shown(request, visible(Criteria, request.actor, pk=pk, related=RELATED))


@for_customer
@require_POST
def criteria_agree(request: ActorRequest, pk: int) -> HttpResponse:
    criteria = answerable(request, Criteria, pk, RELATED)
    to = reverse("scorecards:portal_suitability")
    agree = partial(agree_criteria, criteria=criteria, actor=request.actor)
    return agreed(request, criteria, agree, seen=f"criteria-{pk}", to=to, shown=_shown)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def criteria_decline(request: ActorRequest, pk: int) -> HttpResponse:
    criteria = answerable(request, Criteria, pk, RELATED)
    act = partial(decline_criteria, criteria=criteria, actor=request.actor)
    template, to = "scorecards/portal_criteria_decline.html", reverse("scorecards:portal_suitability")
    return declined(request, act, to=to, template=template, context={"criteria": criteria})


def _shown(request: ActorRequest, criteria: Criteria, *, refused: Refused | None = None) -> HttpResponse:
    context = {
        "criteria": criteria,
        "lines": criteria_lines(criteria),
        "mark": MARKS[criteria.state],
        "may_agree": is_asked(request, criteria) and criteria.state == Criteria.State.PROPOSED,
        "refused": " ".join(refused.messages) if refused is not None else "",
    }
    return render(request, "scorecards/portal_criteria.html", context, status=422 if refused is not None else 200)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def portal_criterion_score(request: ActorRequest, pk: int) -> HttpResponse:
    criterion = visible(Criterion, request.actor, pk=pk, related=["customer"])
    if not request.actor.stakeholder or not request.actor.stakeholder.may_decide:
        raise PermissionDenied
    form = ScoreForm(request.POST or None)
    if done_by(form, lambda: give_score(criterion=criterion, actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("Your score is recorded. Both sides see it."))
        return redirect("scorecards:portal_suitability")
    context = {"form": form, "criterion": criterion}
    return render(request, "scorecards/portal_criterion_score.html", context, status=status_of(form))


@for_customer
@require_POST
def outcome_hold(request: ActorRequest, pk: int) -> HttpResponse:
    """An outcome that was agreed before the direction changed still is what we want."""
    outcome = visible(Outcome, request.actor, pk=pk)
    if not request.actor.stakeholder or not request.actor.stakeholder.may_agree:
        raise PermissionDenied
    try:
        must_have_read(request, "suitability-")
        hold_outcome(outcome=outcome, actor=request.actor, read=key_in(request.POST.get("direction")))
    except Refused as refused:
        return _page(request, refused=refused)
    messages.success(request, _("Recorded: this outcome still holds. Your name and position stand beside it."))
    return redirect("scorecards:portal_suitability")
