"""The customer's side of a change of scope: reading it, agreeing or declining it."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, for_customer, visible
from accounts.refusal import Refused
from scorecards.models import ScopeChange
from scorecards.queries.scope import agreed_page, change_page
from scorecards.services.scope import agree_change, decline_change
from scorecards.views.proposals import agreed, answerable, declined, is_asked

RELATED = ["customer__supplier", "contract", "asked", "proposed_by__user", "amends__amendment"]


@for_customer
@require_safe
def portal_scope(request: ActorRequest) -> HttpResponse:
    """What her firm agreed beyond its contracts: what, from when, for how much, who agreed it, what of it is invoiced."""
    return render(request, "scorecards/portal_scope.html", agreed_page(request.actor))


@for_customer
@require_safe
def portal_scope_change(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything that she would agree to, on one page; two equal buttons where she is the one who was asked."""
    return _shown(request, visible(ScopeChange, request.actor, pk=pk, related=RELATED))


@for_customer
@require_POST
def change_agree(request: ActorRequest, pk: int) -> HttpResponse:
    change = answerable(request, ScopeChange, pk, RELATED)
    to = reverse("scorecards:portal_scope_change", args=[pk])
    agree = partial(agree_change, change=change, actor=request.actor)
    return agreed(request, change, agree, seen=f"scope-{pk}", to=to, shown=_shown)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def change_decline(request: ActorRequest, pk: int) -> HttpResponse:
    change = answerable(request, ScopeChange, pk, RELATED)
    act = partial(decline_change, change=change, actor=request.actor)
    template, to = "scorecards/portal_scope_decline.html", reverse("scorecards:portal_scope_change", args=[pk])
    return declined(request, act, to=to, template=template, context={"change": change})


def _shown(request: ActorRequest, change: ScopeChange, *, refused: Refused | None = None) -> HttpResponse:
    context = change_page(request.actor, change) | {
        "may_agree": is_asked(request, change) and change.state == ScopeChange.State.PROPOSED,
        "refused": " ".join(refused.messages) if refused is not None else "",
    }
    return render(request, "scorecards/portal_scope_change.html", context, status=422 if refused is not None else 200)
