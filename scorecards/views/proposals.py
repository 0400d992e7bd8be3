"""What the pages of criteria and of changes of scope do alike: sending, taking back, agreeing, declining."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import ActorRequest, visible
from accounts.formfields import done_by, status_of
from accounts.read_first import must_have_read
from accounts.refusal import Refused
from scorecards.forms import DeclineForm
from scorecards.models.proposal import Proposal

P = TypeVar("P", bound=Proposal)
# A view's page of the proposal: called with the request, the proposal and `refused`, the reason, for a 422.
Page = Callable[..., HttpResponse]


def acted(
    request: ActorRequest, proposal: P, act: Callable[[], object], *, words: str, to: str, shown: Page
) -> HttpResponse:
    """Do it and go to the address `to`, or show the proposal as it is now with the reason why it was refused."""
    try:
        act()
    except Refused as refused:
        proposal.refresh_from_db()
        return shown(request, proposal, refused=refused)
    messages.success(request, words)
    return redirect(to)


def is_asked(request: ActorRequest, proposal: Proposal) -> bool:
    """Whether it is she who was asked, and may still agree."""
    person = request.actor.stakeholder
    return person is not None and person.pk == proposal.asked.pk and person.may_agree


def answerable(request: ActorRequest, model: type[P], pk: int, related: Sequence[str]) -> P:
    """The proposal, for the one person who was asked; forbidden for everybody else who reads it."""
    proposal = visible(model, request.actor, pk=pk, related=related)
    if not is_asked(request, proposal):
        raise PermissionDenied
    return proposal


def agreed(
    request: ActorRequest, proposal: P, act: Callable[[], object], *, seen: str, to: str, shown: Page
) -> HttpResponse:
    """`seen`: what the page was about that she agrees on, as its form says it."""
    words = _("Agreed. Your name and position stand beside it.")

    def agree() -> None:
        must_have_read(request, seen)
        act()

    return acted(request, proposal, agree, words=words, to=to, shown=shown)


def declined(
    request: ActorRequest, act: Callable[..., object], *, to: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page that asks why not; `act` takes the reason."""
    form = DeclineForm(request.POST or None)
    if done_by(form, lambda: act(**form.cleaned_data)) is not None:
        messages.success(request, _("Declined. %(supplier)s is told why.") % {"supplier": request.actor.supplier.name})
        return redirect(to)
    return render(request, template, context | {"form": form}, status=status_of(form))
