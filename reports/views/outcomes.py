from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_supplier
from reports.queries.outcome import outcome_for, outcome_page


@for_supplier
@require_safe
def outcome_detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One result that the customer wants: how far it is, chart by chart, what it brought, and who changed what."""
    outcome = outcome_for(request.actor, pk)
    if outcome is None:
        raise Http404
    return render(request, "reports/outcome_detail.html", outcome_page(request.actor, outcome))
