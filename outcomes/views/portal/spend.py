"""The customer's side: what the firm spent, confirmed up to a day, and a period that its finance signs off."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import notation
from accounts.access import ActorRequest, for_customer
from accounts.codes import random_code
from accounts.formfields import status_of
from accounts.read_first import must_have_read
from outcomes.decision_forms import PeriodForm, SignOffForm, SpendConfirmForm
from outcomes.models import Decision, SpendEntry
from outcomes.queries import sign_off, spend
from outcomes.services import decisions
from outcomes.views.portal.shared import done, own_customer, recorded


@for_customer
@require_GET
def portal_spend(request: ActorRequest) -> HttpResponse:
    today = request.actor.supplier.today()
    return _spend_page(request, SpendConfirmForm(initial={"until": today, "token": random_code()}))


@for_customer
@require_POST
def portal_spend_confirm(request: ActorRequest) -> HttpResponse:
    customer = own_customer(request)
    form = SpendConfirmForm(request.POST)
    today = request.actor.supplier.today()

    def confirm() -> Decision:
        must_have_read(request, "spend-")
        until = min(form.cleaned_data["until"], today)
        return decisions.confirm_spend(
            actor=request.actor, customer=customer, until=until, request_key=form.request_key
        )

    decision = done(form, confirm)
    if decision:
        day = notation.date_long(min(form.cleaned_data["until"], today))
        words = _("Confirmed: what we spent, up to %(day)s.") % {"day": day}
        return recorded(request, decision, words, to=reverse("outcomes:portal_spend"))
    return _spend_page(request, form, status=422)


@for_customer
@require_GET
def portal_sign_off(request: ActorRequest) -> HttpResponse:
    """What finance has reviewed, and the sums of a period before she signs them."""
    today = request.actor.supplier.today()
    form = PeriodForm(request.GET if "start" in request.GET else None, today=today)
    signing = None
    context: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        context = sign_off.period_page(request.actor, form.cleaned_data["start"], form.cleaned_data["end"])
        signing = SignOffForm(initial=form.cleaned_data | {"token": random_code(), "shown": context["shown"]})
    return _sign_off_page(request, form, signing, context, status=status_of(form))


@for_customer
@require_POST
def portal_sign_off_sign(request: ActorRequest) -> HttpResponse:
    """She signs the sums that she has seen; where they changed meanwhile they are shown again."""
    customer = own_customer(request, "may_sign_finance")
    signing = SignOffForm(request.POST, today=request.actor.supplier.today())

    def sign() -> Decision:
        must_have_read(request, "sign-off-")
        return decisions.sign_off_period(actor=request.actor, customer=customer, **signing.said)

    decision = done(signing, sign)
    if decision:
        span = notation.period(signing.cleaned_data["start"], signing.cleaned_data["end"])
        words = _("Signed off: %(period)s.") % {"period": span}
        return recorded(request, decision, words, to=reverse("outcomes:portal_sign_off"))
    period = PeriodForm(request.POST, today=request.actor.supplier.today())
    context = {}
    if period.is_valid():
        context = sign_off.period_page(request.actor, period.cleaned_data["start"], period.cleaned_data["end"])
        signing.show(context["shown"])
    return _sign_off_page(request, period, signing, context, status=422)


def _spend_page(request: ActorRequest, form: SpendConfirmForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    entries = SpendEntry.objects.visible_to(actor).current().select_related("amendment").order_by("-on", "-pk")
    page = Paginator(entries, spend.SPEND_A_PAGE).get_page(request.GET.get("page"))
    context = spend.spend_page(actor, list(page.object_list)) | {
        "page": page,
        "form": form,
        "currency": actor.stakeholder.customer.currency,  # type: ignore[union-attr]
        "may_decide": actor.stakeholder.may_decide,  # type: ignore[union-attr]
        "back_url": reverse("reports:portal_home"),
    }
    return render(request, "outcomes/decision_spend.html", context, status=status)


def _sign_off_page(
    request: ActorRequest, period: PeriodForm, signing: SignOffForm | None, context: dict[str, Any], *, status: int
) -> HttpResponse:
    shown = sign_off.signed_page(request.actor) | context
    if not period.is_bound:
        period.initial = shown["next_period"]
    return render(
        request, "outcomes/sign_off.html", shown | {"period_form": period, "form": signing or period}, status=status
    )
