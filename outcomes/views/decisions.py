"""The customer's side: deciding claims, agreeing terms, confirming spend, stating what went badly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import notation
from accounts.access import ActorRequest, for_customer
from accounts.codes import random_code
from accounts.formfields import refuse, status_of
from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.decision_forms import AdjustForm, ConfirmForm, CostForm, ReasonForm, SpendConfirmForm, TokenForm
from outcomes.models import Decision, SpendEntry, Terms, ValueEvent
from outcomes.queries import claims, spend
from outcomes.queries import terms as terms_queries
from outcomes.queries.marks import is_decidable
from outcomes.services import decisions
from outcomes.services.files import store_evidence

CLAIM_PARTS = ("customer__supplier", "customer__accountable__user", "dimension", "terms", "supersedes", "asked")


# --- Claims -----------------------------------------------------------------------------------------------------------
@for_customer
@require_GET
def claim_list(request: ActorRequest) -> HttpResponse:
    """Every claim that was ever stated, newest first."""
    events = ValueEvent.objects.visible_to(request.actor).select_related("customer__supplier")
    events = events.order_by("-stated_at", "-pk")
    page = Paginator(events, claims.CLAIMS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": claims.claim_rows(page.object_list), "back_url": reverse("reports:portal_home")}
    return render(request, "outcomes/claim_list.html", context)


@for_customer
@require_GET
def claim_show(request: ActorRequest, pk: int) -> HttpResponse:
    return _claim_page(request, _claim(request, pk), ConfirmForm(initial={"token": random_code()}))


@for_customer
@require_POST
def claim_confirm(request: ActorRequest, pk: int) -> HttpResponse:
    event = _decidable(request, pk)
    form = ConfirmForm(request.POST)
    decision = _done(
        form,
        lambda: decisions.confirm(
            actor=request.actor, event=event, reason=form.cleaned_data["reason"], request_key=form.request_key
        ),
    )
    return _recorded(request, decision) if decision else _claim_page(request, _claim(request, pk), form, status=422)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def claim_adjust(request: ActorRequest, pk: int) -> HttpResponse:
    event = _decidable(request, pk)
    if not event.claimed_minor:
        raise Http404
    form = AdjustForm(request.POST or None, event=event, initial={"token": random_code()})
    if request.method == "POST":
        decision = _done(
            form,
            lambda: decisions.adjust(
                actor=request.actor,
                event=event,
                amount_minor=form.amount_minor,
                reason=form.cleaned_data["reason"],
                request_key=form.request_key,
            ),
        )
        if decision:
            return _recorded(request, decision)
    return _act_page(request, "outcomes/decision_adjust.html", event, form)


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
    form = ReasonForm(request.POST or None, initial={"token": random_code()})
    if request.method == "POST":
        decision = _done(
            form,
            lambda: decisions.dispute(
                actor=request.actor, event=event, reason=form.cleaned_data["reason"], request_key=form.request_key
            ),
        )
        if decision:
            return _recorded(request, decision)
    return _act_page(request, "outcomes/decision_dispute.html", event, form)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def claim_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """A shortfall is taken back by the customer alone, with a reason."""
    event = _decidable(request, pk)
    if not event.is_shortfall:
        raise Http404
    form = ReasonForm(request.POST or None, initial={"token": random_code()})
    if request.method == "POST":
        decision = _done(
            form,
            lambda: decisions.withdraw(
                actor=request.actor, event=event, reason=form.cleaned_data["reason"], request_key=form.request_key
            ),
        )
        if decision:
            return _recorded(request, decision)
    return _act_page(request, "outcomes/decision_withdraw.html", event, form)


# --- Terms ------------------------------------------------------------------------------------------------------------
@for_customer
@require_GET
def portal_terms(request: ActorRequest, pk: int) -> HttpResponse:
    return _terms_page(request, _terms(request, pk), None)


@for_customer
@require_POST
def portal_terms_agree(request: ActorRequest, pk: int) -> HttpResponse:
    terms = _agreeable(request, pk)
    form = TokenForm(request.POST)
    decision = _done(
        form, lambda: decisions.agree_terms(actor=request.actor, terms=terms, request_key=form.request_key)
    )
    return _recorded(request, decision) if decision else _terms_page(request, _terms(request, pk), form, status=422)


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def portal_terms_decline(request: ActorRequest, pk: int) -> HttpResponse:
    terms = _agreeable(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decline_terms(actor=request.actor, terms=terms, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refuse(form, refused)
        else:
            words = _("Declined. %(supplier)s is told why.") % {"supplier": request.actor.supplier.name}
            messages.success(request, words, extra_tags=f"draft:{_draft_key(request, 'decline', terms.pk)}")
            return redirect("reports:portal_home")
    context = {
        "form": form,
        "terms": terms,
        "dimension_name": terms.dimension.name,
        "back_url": reverse("outcomes:portal_terms", args=[terms.pk]),
        "draft_key": _draft_key(request, "decline", terms.pk),
    }
    return render(request, "outcomes/terms_decline.html", context, status=status_of(form))


# --- Spend ------------------------------------------------------------------------------------------------------------
@for_customer
@require_GET
def portal_spend(request: ActorRequest) -> HttpResponse:
    today = request.actor.supplier.today()
    return _spend_page(request, SpendConfirmForm(initial={"until": today, "token": random_code()}))


@for_customer
@require_POST
def portal_spend_confirm(request: ActorRequest) -> HttpResponse:
    customer = _own_customer(request)
    form = SpendConfirmForm(request.POST)
    decision = _done(
        form,
        lambda: decisions.confirm_spend(
            actor=request.actor,
            customer=customer,
            until=min(form.cleaned_data["until"], request.actor.supplier.today()),
            request_key=form.request_key,
        ),
    )
    return _recorded(request, decision) if decision else _spend_page(request, form, status=422)


# --- Speaking first ---------------------------------------------------------------------------------------------------
@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def shortfall_state(request: ActorRequest) -> HttpResponse:
    return _state_cost(request, "shortfall")


@for_customer
@require_http_methods(["GET", "HEAD", "POST"])
def cost_state(request: ActorRequest) -> HttpResponse:
    return _state_cost(request, "cost")


def _state_cost(request: ActorRequest, kind: str) -> HttpResponse:
    customer = _own_customer(request)
    form = CostForm(
        request.POST or None,
        request.FILES or None,
        currency=customer.currency,
        today=request.actor.supplier.today(),
        refused_uploads=getattr(request, "refused_uploads", {}),
        initial={"token": random_code()},
    )
    if request.method == "POST":
        decision = _done(form, lambda: _stated(request, customer, form))
        if decision:
            return _recorded(request, decision, draft=_draft_key(request, kind, customer.pk))
    context = {
        "form": form,
        "kind": kind,
        "customer": customer,
        "back_url": reverse("reports:portal_home"),
        "draft_key": _draft_key(request, kind, customer.pk),
    }
    return render(request, "outcomes/decision_cost.html", context, status=status_of(form))


def _stated(request: ActorRequest, customer: Customer, form: CostForm) -> Decision:
    """State what was typed, with the file where there is one. Refused at its field where the file is not taken."""
    evidence = []
    if upload := form.cleaned_data["evidence"]:
        try:
            evidence = [store_evidence(actor=request.actor, customer=customer, file=upload, name=upload.name)]
        except ValidationError as error:
            raise Refused(" ".join(error.messages), code="evidence", field="evidence") from error
    return decisions.state_cost(
        actor=request.actor,
        customer=customer,
        title=form.cleaned_data["title"],
        amount_minor=form.cleaned_data["amount"],
        period_start=form.cleaned_data["period_start"],
        period_end=form.cleaned_data["period_end"],
        cause=form.cleaned_data["cause"],
        evidence=evidence,
        request_key=form.request_key,
    )


# --- What they share --------------------------------------------------------------------------------------------------
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


def _terms(request: ActorRequest, pk: int) -> Terms:
    terms = (
        Terms.objects.visible_to(request.actor)
        .select_related("customer__supplier", "customer__accountable__user", "dimension__outcome", "asked")
        .filter(pk=pk)
        .first()
    )
    if terms is None:
        raise Http404
    terms.dimension.customer = terms.customer
    return terms


def _agreeable(request: ActorRequest, pk: int) -> Terms:
    terms = _terms(request, pk)
    if not request.actor.stakeholder.may_agree:  # type: ignore[union-attr]
        raise PermissionDenied
    return terms


def _own_customer(request: ActorRequest) -> Customer:
    """The actor's own firm, for somebody who may decide."""
    if not request.actor.stakeholder.may_decide:  # type: ignore[union-attr]
        raise PermissionDenied
    return Customer.objects.visible_to(request.actor).select_related("supplier", "accountable__user").get()


def _done(form: TokenForm, decide: Callable[[], Decision]) -> Decision | None:
    """The entry that was made; None where the form or the ledger says no, which the form then carries."""
    if not form.is_valid():
        return None
    try:
        return decide()
    except Refused as refused:
        refuse(form, refused)
        return None


def _draft_key(request: ActorRequest, act: str, pk: int) -> str:
    return f"{act}-{pk}-{request.actor.key}"


def _recorded(request: ActorRequest, decision: Decision, *, draft: str = "") -> HttpResponse:
    """Say what was recorded, and go on to what waits next."""
    said = {"seq": decision.seq, "digest": claims.short(decision.digest), "kind": decision.get_kind_display()}
    words = _("Recorded: %(kind)s. Entry %(seq)s, digest %(digest)s.") % said
    if decision.kind == Decision.Kind.ADJUSTED:
        draft = _draft_key(request, "adjust", decision.event_id or 0)
    elif decision.kind == Decision.Kind.DISPUTED:
        draft = _draft_key(request, "dispute", decision.event_id or 0)
    messages.success(request, words, extra_tags=f"draft:{draft}" if draft else "")
    if decision.kind == Decision.Kind.SPEND_CONFIRMED:
        return redirect("outcomes:portal_spend")
    if decision.kind == Decision.Kind.STATED or decision.event_id is None:
        return redirect("reports:portal_home")
    following = claims.waiting_claims(request.actor).values_list("pk", flat=True).first()
    return redirect("outcomes:claim_show", pk=following) if following else redirect("reports:portal_home")


def _claim_page(request: ActorRequest, event: ValueEvent, form: ConfirmForm, *, status: int = 200) -> HttpResponse:
    context = claims.claim_page(request.actor, event) | {"form": form}
    return render(request, "outcomes/decision_form.html", context, status=status)


def _act_context(event: ValueEvent, form: AdjustForm | ReasonForm) -> dict[str, Any]:
    claimed = event.claimed_minor
    is_gain = not event.is_shortfall
    limit = ""
    if claimed is not None:
        amount = notation.money(abs(claimed), event.customer.currency, whole=True)
        limit = (
            _("At most %(amount)s. A gain can only be made smaller.") % {"amount": amount}
            if is_gain
            else _("Claimed: %(amount)s. A shortfall may be made larger, or smaller with a reason.")
            % {"amount": amount}
        )
        if not is_gain and event.customer.finance_signs_smaller_shortfalls:
            limit += " " + _("Making it smaller needs somebody who may sign for finance at your firm.")
    return {
        "event": event,
        "claim_words": event.title,
        "claimed_minor": claimed,
        "currency": event.customer.currency,
        "is_gain": is_gain,
        "form": form,
        "counts": form.counts() if isinstance(form, AdjustForm) else None,
        "limit_words": limit,
        "back_url": reverse("outcomes:claim_show", args=[event.pk]),
        "answerer": str(event.customer.accountable.user),
    }


def _act_page(request: ActorRequest, template: str, event: ValueEvent, form: AdjustForm | ReasonForm) -> HttpResponse:
    """One answer's own page. Where somebody decided meanwhile it shows that decision beside what was typed."""
    if request.method != "POST" and not is_decidable(event):
        return redirect("outcomes:claim_show", pk=event.pk)
    act = template.rpartition("_")[2].removesuffix(".html")
    context = _act_context(event, form) | {"draft_key": _draft_key(request, act, event.pk), "decided": None}
    if form.errors:
        fresh = _claim(request, event.pk)
        if not is_decidable(fresh):
            context["decided"] = claims.last_decision(request.actor, fresh)
    return render(request, template, context, status=status_of(form))


def _terms_page(request: ActorRequest, terms: Terms, form: TokenForm | None, *, status: int = 200) -> HttpResponse:
    context = terms_queries.terms_page(request.actor, terms) | {"form": form}
    return render(request, "outcomes/terms_agree.html", context, status=status)


def _spend_page(request: ActorRequest, form: SpendConfirmForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    entries = SpendEntry.objects.visible_to(actor).current().order_by("-on", "-pk")
    page = Paginator(entries, spend.SPEND_A_PAGE).get_page(request.GET.get("page"))
    context = spend.spend_page(actor, list(page.object_list)) | {
        "page": page,
        "form": form,
        "currency": actor.stakeholder.customer.currency,  # type: ignore[union-attr]
        "may_decide": actor.stakeholder.may_decide,  # type: ignore[union-attr]
        "back_url": reverse("reports:portal_home"),
    }
    return render(request, "outcomes/decision_spend.html", context, status=status)
