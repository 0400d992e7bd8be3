"""The customer's side: reading a claim, deciding it, and deciding it anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import notation
from accounts.access import ActorRequest, for_customer
from accounts.codes import random_code
from accounts.formfields import status_of
from accounts.read_first import must_have_read
from accounts.requests import key_in
from outcomes.decision_forms import AdjustForm, ConfirmForm, ReasonForm, TokenForm
from outcomes.models import Decision, ValueEvent
from outcomes.queries import claims
from outcomes.queries.marks import is_decidable
from outcomes.services import decisions
from outcomes.views.portal.shared import claim_recorded, done, done_before, draft_key

CLAIM_PARTS = ("customer__supplier", "customer__accountable__user", "dimension", "terms", "supersedes", "asked")


@for_customer
@require_GET
def claim_list(request: ActorRequest) -> HttpResponse:
    """Every claim that was ever stated, the last decided or stated first."""
    page = Paginator(claims.every_claim(request.actor), claims.CLAIMS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": claims.claim_rows(page.object_list), "back_url": reverse("reports:portal_home")}
    return render(request, "outcomes/claim_list.html", context)


@for_customer
@require_GET
def claim_show(request: ActorRequest, pk: int) -> HttpResponse:
    return _claim_page(request, _claim(request, pk), ConfirmForm(initial={"token": random_code()}))


@for_customer
@require_GET
def claim_decided(request: ActorRequest, pk: int) -> HttpResponse:
    """What was decided, in place of the claim; what waits next is behind one act of her own, away from the answers."""
    event = _claim(request, pk)
    context = claims.decided_page(request.actor, event, done_before(request))
    if context is None:
        return redirect("outcomes:claim_show", pk=pk)
    return render(request, "outcomes/decision_decided.html", context)


@for_customer
@require_GET
def claim_evidence(request: ActorRequest, pk: int) -> HttpResponse:
    """Each file that shows it: where it comes from, since when it is there, its whole digest, and to take away."""
    return render(request, "outcomes/claim_evidence.html", claims.evidence_page(_claim(request, pk)))


@for_customer
@require_POST
def claim_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """One tap, by somebody who can have read it; after a dispute it is a change of mind, which needs its reason."""
    event = _decidable(request, pk)
    if event.state == ValueEvent.State.DISPUTED:
        return _answered(request, event, ReasonForm(request.POST), "confirm_again", decisions.confirm)
    form = ConfirmForm(request.POST)

    def decide() -> Decision:
        must_have_read(request, f"claim-{pk}")
        return decisions.confirm(event=event, **_said(request, form))

    decision = done(form, decide)
    if decision is None:
        return _claim_page(request, _claim(request, pk), form, status=422)
    return claim_recorded(request, decision, event)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def claim_confirm_again(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm after all what was adjusted or disputed: a change of mind, which needs its reason."""
    event = _decidable(request, pk)
    if event.state not in {ValueEvent.State.ADJUSTED, ValueEvent.State.DISPUTED} and request.method != "POST":
        return redirect("outcomes:claim_show", pk=pk)
    initial = _initial(request)
    if event.state == ValueEvent.State.DISPUTED:
        initial["replaces"] = None
    elif initial["replaces"] is None and (stands := claims.standing_entry(request.actor, event)):
        initial["replaces"] = stands.seq
    form = ReasonForm(request.POST or None, initial=initial)
    return _answered(request, event, form, "confirm_again", decisions.confirm)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def claim_adjust(request: ActorRequest, pk: int) -> HttpResponse:
    event = _decidable(request, pk)
    if not event.claimed_minor:
        raise Http404
    form = AdjustForm(request.POST or None, event=event, initial=_initial(request))
    return _answered(request, event, form, "adjust", decisions.adjust, amount=lambda: form.amount_minor)


@for_customer
@require_POST
def claim_adjust_preview(request: ActorRequest, pk: int) -> HttpResponse:
    """What the amount makes of the claim, while it is typed."""
    event = _decidable(request, pk)
    form = AdjustForm(request.POST, event=event)
    return render(request, "outcomes/decision_counts.html", _act_context(event, form) | {"fragment": True})


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def claim_dispute(request: ActorRequest, pk: int) -> HttpResponse:
    event = _decidable(request, pk)
    form = ReasonForm(request.POST or None, initial=_initial(request))
    return _answered(request, event, form, "dispute", decisions.dispute)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def claim_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """What went badly is taken back by the customer alone, with a reason."""
    event = _decidable(request, pk)
    if not event.went_badly:
        raise Http404
    form = ReasonForm(request.POST or None, initial=_initial(request))
    return _answered(request, event, form, "withdraw", decisions.withdraw)


# --- How it is done ---------------------------------------------------------------------------------------------------
def _claim(request: ActorRequest, pk: int) -> ValueEvent:
    event = ValueEvent.objects.visible_to(request.actor).select_related(*CLAIM_PARTS).filter(pk=pk).first()
    if event is None:
        raise Http404
    return event


def _decidable(request: ActorRequest, pk: int) -> ValueEvent:
    """The claim, for somebody who may decide; forbidden for who may only read it. Its state is asked by the ledger."""
    event = _claim(request, pk)
    if not request.actor.stakeholder.may_decide:  # type: ignore[union-attr]
        raise PermissionDenied
    return event


def _initial(request: ActorRequest) -> dict[str, Any]:
    """Of a page of one answer: ?again=12 says that entry 12 stands, and that she changed her mind about it."""
    return {"token": random_code(), "replaces": key_in(request.GET.get("again"))}


def _said(request: ActorRequest, form: TokenForm) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "reason": form.cleaned_data["reason"],
        "replaces": form.cleaned_data.get("replaces"),
        "request_key": form.request_key,
    }


def _answered(
    request: ActorRequest,
    event: ValueEvent,
    form: AdjustForm | ReasonForm,
    act: str,
    decide: Callable[..., Decision],
    *,
    amount: Callable[[], int] | None = None,
) -> HttpResponse:
    """One answer on its own page: recorded, or shown with what is wrong."""
    if request.method == "POST":
        more = {} if amount is None else {"amount_minor": amount}
        decision = done(
            form,
            lambda: decide(event=event, **_said(request, form), **{name: given() for name, given in more.items()}),
        )
        if decision:
            return claim_recorded(request, decision, event, draft=draft_key(request, act, event.pk))
    return _act_page(request, act, event, form)


def _act_page(request: ActorRequest, act: str, event: ValueEvent, form: AdjustForm | ReasonForm) -> HttpResponse:
    """One answer's own page. Where somebody decided meanwhile it shows that decision beside what was typed."""
    asks = form["replaces"].value() or event.state == ValueEvent.State.DISPUTED
    stands = claims.standing_entry(request.actor, event) if asks else None
    if request.method != "POST" and not is_decidable(event) and not _is_hers_to_change(form, stands):
        return redirect("outcomes:claim_show", pk=event.pk)
    context = _act_context(event, form, done_before(request))
    context |= {"draft_key": draft_key(request, act, event.pk), "decided": None}
    if asks:
        context["stands"] = claims.history_row(event, stands) if stands is not None else None
    if form.errors:
        fresh = _claim(request, event.pk)
        overtaken = form["replaces"].value() and not _is_hers_to_change(form, stands)
        if overtaken or (not form["replaces"].value() and not is_decidable(fresh)):
            context["decided"] = claims.last_decision(request.actor, fresh)
    return render(request, f"outcomes/decision_{act}.html", context, status=status_of(form))


def _is_hers_to_change(form: AdjustForm | ReasonForm, stands: Decision | None) -> bool:
    """Whether the entry that she changed her mind about is still the one that stands."""
    return stands is not None and str(form["replaces"].value()) == str(stands.seq)


def _act_context(event: ValueEvent, form: AdjustForm | ReasonForm, done: int = 0) -> dict[str, Any]:
    claimed = event.claimed_minor
    return {
        "event": event,
        "claim_words": claims.short_words(event),
        "claimed_minor": claimed,
        "currency": event.customer.currency,
        "is_gain": not event.went_badly,
        "form": form,
        "counts": form.counts() if isinstance(form, AdjustForm) else None,
        "limit_words": _limit_words(event),
        "back_url": claims.run_url(event.pk, done),
        "done": done,
        "answerer": str(event.customer.accountable.user),
    }


def _limit_words(event: ValueEvent) -> str:
    """How far the amount may go."""
    if event.claimed_minor is None:
        return ""
    said = {"amount": notation.money(abs(event.claimed_minor), event.customer.currency, whole=True)}
    if not event.is_shortfall:
        return _("At most %(amount)s. A gain can only be made smaller.") % said
    words = _("Claimed: %(amount)s. A shortfall may be made larger, or smaller with a reason.") % said
    if event.customer.finance_signs_smaller_shortfalls:
        words += " " + _("Making it smaller needs somebody who may sign for finance at your firm.")
    return words


def _claim_page(request: ActorRequest, event: ValueEvent, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    context = claims.claim_page(request.actor, event, done_before(request)) | {"form": form}
    return render(request, "outcomes/decision_form.html", context, status=status)
