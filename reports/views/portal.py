"""The champion's one page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import ActorRequest, for_customer
from accounts.codes import random_code
from reports.queries import portal, portal_outcome

WELCOMED = "welcomed"
YEAR = 365 * 24 * 60 * 60


@for_customer
@require_GET
def portal_home(request: ActorRequest) -> HttpResponse:
    """What we spent, what we got, what waits, and what to carry upstairs."""
    context = portal.portal_home(request.actor)
    explained = WELCOMED in request.COOKIES
    context |= {"first_visit": not explained, "how": "how" in request.GET, "report_token": random_code()}
    return render(request, "reports/portal_home.html", context)


@for_customer
@require_POST
def portal_welcomed(request: ActorRequest) -> HttpResponse:
    """She has read what this page is; on this device it is not explained again."""
    response = redirect("reports:portal_home")
    response.set_cookie(WELCOMED, "yes", max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


@for_customer
@require_GET
def outcome(request: ActorRequest, pk: int) -> HttpResponse:
    """One outcome: how far it is, with every reading."""
    found = portal_outcome.outcome_for(request.actor, pk)
    if found is None:
        raise Http404
    return render(request, "reports/portal_outcome.html", portal_outcome.outcome_page(request.actor, found))
