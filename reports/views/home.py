from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_actor


@for_actor
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Each side begins on its own page."""
    return redirect("reports:today" if request.actor.membership is not None else "reports:portal_home")
