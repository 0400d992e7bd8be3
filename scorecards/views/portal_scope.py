"""The customer's side of a change of scope: reading it, agreeing or declining it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, for_customer, visible
from accounts.formfields import done_by, status_of
from accounts.refusal import Refused
from scorecards.forms import DeclineForm
from scorecards.models import ScopeChange
from scorecards.queries.scope import change_line
from scorecards.services.scope import agree_change, decline_change
from scorecards.views.acting import acted, is_asked

RELATED = ["customer__supplier", "contract", "asked", "proposed_by__user"]


@for_customer
@require_safe
def portal_scope_change(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything that she would agree to, on one page; two equal buttons where she is the one who was asked."""
    return _shown(request, visible(ScopeChange, request.actor, pk=pk, related=RELATED))


@for_customer
@require_POST
def change_agree(request: ActorRequest, pk: int) -> HttpResponse:
    change = _decidable(request, pk)
    return acted(
        request,
        change,
        lambda: agree_change(change=change, actor=request.actor),
        shown=lambda refused: _shown(request, change, refused=refused),
        words=_("Agreed. Your name and position stand beside it."),
        to=reverse("scorecards:portal_scope_change", args=[change.pk]),
    )


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def change_decline(request: ActorRequest, pk: int) -> HttpResponse:
    change = _decidable(request, pk)
    form = DeclineForm(request.POST or None)
    done = done_by(form, lambda: decline_change(change=change, actor=request.actor, **form.cleaned_data))
    if done is not None:
        words = _("Declined. %(supplier)s is told why.") % {"supplier": request.actor.supplier.name}
        messages.success(request, words)
        return redirect("scorecards:portal_scope_change", pk=change.pk)
    context = {"form": form, "change": change}
    return render(request, "scorecards/portal_scope_decline.html", context, status=status_of(form))


def _decidable(request: ActorRequest, pk: int) -> ScopeChange:
    """The change, for the one person who was asked; forbidden for everybody else who reads it."""
    change = visible(ScopeChange, request.actor, pk=pk, related=RELATED)
    if not is_asked(request, change):
        raise PermissionDenied
    return change


def _shown(request: ActorRequest, change: ScopeChange, *, refused: Refused | None = None) -> HttpResponse:
    context = change_line(change) | {
        "may_agree": is_asked(request, change) and change.state == ScopeChange.State.PROPOSED,
        "refused": " ".join(refused.messages) if refused is not None else "",
    }
    return render(request, "scorecards/portal_scope_change.html", context, status=422 if refused is not None else 200)
