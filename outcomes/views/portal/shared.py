"""What the pages of the customer's side share: the form and the ledger's answer, and where she goes from there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.access import ActorRequest
from accounts.formfields import refuse
from accounts.models import Customer
from accounts.refusal import Refused
from accounts.requests import key_in
from outcomes.decision_forms import TokenForm
from outcomes.models import Decision, ValueEvent
from outcomes.queries import claims
from outcomes.queries.recorded import claim_recorded_words


def own_customer(request: ActorRequest, right: str = "may_decide") -> Customer:
    """The actor's own firm, for somebody who has the right; forbidden for who may only read."""
    if not getattr(request.actor.stakeholder, right):
        raise PermissionDenied
    return Customer.objects.visible_to(request.actor).select_related("supplier", "accountable__user").get()


def done(form: TokenForm, decide: Callable[[], Decision]) -> Decision | None:
    """The entry that was made; None where the form or the ledger says no, which the form then carries."""
    if not form.is_valid():
        return None
    try:
        return decide()
    except Refused as refused:
        refuse(form, refused)
        return None


def draft_key(request: ActorRequest, act: str, pk: int) -> str:
    return f"{act}-{pk}-{request.actor.key}"


MOST_IN_A_ROW = 200


def done_before(request: ActorRequest) -> int:
    """How many claims she has decided one after the other before this one; ?done=2, which every answer carries on."""
    return min(key_in(request.POST.get("done") or request.GET.get("done")) or 0, MOST_IN_A_ROW)


def recorded(request: ActorRequest, decision: Decision, words: str, *, draft: str = "", to: str = "") -> HttpResponse:
    """Say in `words` what was recorded, under its number, and go on: to the address `to`, else to the page of everything.

    components/said.html shows it, with a link to the claim where it is about one.
    """
    about = reverse("outcomes:claim_show", args=[decision.event_id]) if decision.event_id else ""
    tags = {"number": decision.seq, "about": about, "draft": draft}
    messages.success(request, words, extra_tags=" ".join(f"{name}:{value}" for name, value in tags.items() if value))
    return redirect(to or "reports:portal_home")


def claim_recorded(request: ActorRequest, decision: Decision, event: ValueEvent, *, draft: str = "") -> HttpResponse:
    """After an answer to a claim: what was decided, with the next claim behind an act of her own, or the way upstairs.

    After a change of mind, back to the claim itself. Never straight to the next claim: its buttons would stand under her thumb.
    """
    words = claim_recorded_words(decision, event)
    if request.POST.get("replaces") or event.state == ValueEvent.State.DISPUTED:
        return recorded(request, decision, words, draft=draft, to=reverse("outcomes:claim_show", args=[event.pk]))
    done = done_before(request) + (not claims.asked_of(request.actor, event.asked))
    return recorded(request, decision, words, draft=draft, to=claims.decided_url(event.pk, done))
