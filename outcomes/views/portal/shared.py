"""What the pages of the customer's side share: the form and the ledger's answer, and where she goes from there."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import ActorRequest
from accounts.formfields import refuse
from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.decision_forms import TokenForm
from outcomes.models import Decision
from outcomes.queries import claims


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


def recorded(request: ActorRequest, decision: Decision, *, draft: str = "", to: str = "") -> HttpResponse:
    """Say what was recorded, and go on: to the address `to`, else to what waits next, else to the page of everything."""
    said = {"seq": decision.seq, "digest": claims.short(decision.digest), "kind": decision.get_kind_display()}
    words = _("Recorded: %(kind)s. Entry %(seq)s, digest %(digest)s.") % said
    messages.success(request, words, extra_tags=f"draft:{draft}" if draft else "")
    if to:
        return redirect(to)
    if decision.kind == Decision.Kind.STATED or decision.event_id is None:
        return redirect("reports:portal_home")
    following = claims.waiting_claims(request.actor).values_list("pk", flat=True).first()
    return redirect("outcomes:claim_show", pk=following) if following else redirect("reports:portal_home")
