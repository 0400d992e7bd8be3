"""An act of one button: do it and say so, or show the thing again with what was refused."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.access import ActorRequest
from accounts.refusal import Refused
from scorecards.models import Criteria, ScopeChange


def acted(
    request: ActorRequest,
    thing: Model,
    act: Callable[[], object],
    *,
    shown: Callable[[Refused], HttpResponse],
    words: str,
    to: str,
) -> HttpResponse:
    """`to` is the address that follows; `shown` draws `thing` as it stands after a refusal."""
    try:
        act()
    except Refused as refused:
        thing.refresh_from_db()
        return shown(refused)
    messages.success(request, words)
    return redirect(to)


def is_asked(request: ActorRequest, proposal: ScopeChange | Criteria) -> bool:
    """Whether the one who looks is the person who was asked to agree, and may."""
    person = request.actor.stakeholder
    return person is not None and person.pk == proposal.asked_id and person.may_agree
