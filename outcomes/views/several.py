from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.codes import random_code
from accounts.formfields import refuse, status_of
from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.forms.events import SeveralForm
from outcomes.models import Decision, Evidence, ValueDimension
from outcomes.queries.claims import evidence_line
from outcomes.queries.events import kept_evidence
from outcomes.queries.several import CLAIMS_AT_ONCE, Offer, Offers, offers_of, quarter_links, sums_of
from outcomes.services.several import SomeRefused, log_several
from outcomes.views.taking import take_evidence


@for_supplier
@require_http_methods(["GET", "POST"])
def dimension_log(request: ActorRequest, pk: int) -> HttpResponse:
    """All measured and not claimed periods of one dimension, stated at once."""
    related = ["customer__supplier", "customer__total"]
    dimension = editable(ValueDimension, request.actor, related=related, pk=pk)
    return _several(request, dimension.customer, dimension)


@for_supplier
@require_http_methods(["GET", "POST"])
def customer_log(request: ActorRequest, pk: int) -> HttpResponse:
    """All measured and not claimed periods of a customer, or those of one quarter, stated at once."""
    customer = editable(Customer, request.actor, related=["supplier", "total"], pk=pk)
    return _several(request, customer, None)


def _several(request: ActorRequest, customer: Customer, dimension: ValueDimension | None) -> HttpResponse:
    sends = request.method == "POST"
    form = SeveralForm(
        request.POST if sends else None, request.FILES if sends else None, initial={"request_key": random_code()}
    )
    quarter = _quarter(request)
    offers = offers_of(request.actor, customer, dimension=dimension.pk if dimension else None, quarter=quarter)
    ticked = set(request.POST.getlist("claims")) if sends else {one.key for one in offers.lines}
    context = {"form": form, "customer": customer, "dimension": dimension, "offers": offers, "at_once": CLAIMS_AT_ONCE}
    context["sums"] = sums_of([one for one in offers.lines if one.key in ticked], customer)
    if sends and request.POST.get("act") == "sum":
        return render(request, "outcomes/several_sum.html", context)
    evidence = _evidence(request, customer, form) if sends else []
    reasons: dict[str, str] = {}
    if sends and request.POST.get("act") == "send":
        decisions, reasons = _stated(request, customer, form, offers, evidence)
        if decisions:
            _say(request, decisions)
            return redirect("reports:today")
    context |= {
        "rows": _rows(offers, ticked, reasons),
        "evidence": [evidence_line(one) | {"code": one.code} for one in evidence],
        "quarters": quarter_links(offers, quarter, request.path) if dimension is None else [],
    }
    status = status_of(form) if request.POST.get("act") == "send" else 200
    return render(request, "outcomes/several_form.html", context, status=status)


def _quarter(request: ActorRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("quarter", ""))
    except ValueError:
        return None


def _evidence(request: ActorRequest, customer: Customer, form: SeveralForm) -> list[Evidence]:
    """What the server has already, without what is to be removed, and what came along now."""
    codes = [code for code in request.POST.getlist("kept") if code != request.POST.get("remove")]
    kept = kept_evidence(request.actor, customer, codes) if codes else []
    form.is_valid()
    stored, refused = take_evidence(request, customer)
    form.refuse_evidence(refused)
    return [*kept, *stored]


def _stated(
    request: ActorRequest, customer: Customer, form: SeveralForm, offers: Offers, evidence: list[Evidence]
) -> tuple[list[Decision], dict[str, str]]:
    """The entries; or none, and the reasons by claim. Other refusals stand in the form."""
    if not form.is_valid():
        return [], {}
    claims = [claim for key in form.cleaned_data["claims"] if (claim := offers.claim(key)) is not None]
    if len(claims) != len(form.cleaned_data["claims"]) or len(claims) > CLAIMS_AT_ONCE:
        refuse(form, Refused(_("These are no claims of this page. Open it again."), code="not_offered"))
        return [], {}
    try:
        decisions = log_several(
            actor=request.actor,
            customer=customer,
            claims=claims,
            evidence=evidence,
            note=form.cleaned_data["note"],
            request_key=form.cleaned_data["request_key"],
        )
    except SomeRefused as refusal:
        refuse(form, refusal)
        return [], refusal.reasons
    return decisions, {}


def _rows(offers: Offers, ticked: set[str], reasons: dict[str, str]) -> list[dict[str, Any]]:
    """What the page lists: what is offered, and what was refused and is no longer on offer."""
    offered = {one.key for one in offers.lines}
    gone = [
        Offer(claim, [], None, "") for key in reasons if key not in offered and (claim := offers.claim(key)) is not None
    ]
    return [
        {"offer": one, "ticked": one.key in ticked, "reason": reasons.get(one.key, "")}
        for one in (*gone, *offers.lines)
    ]


def _say(request: ActorRequest, decisions: list[Decision]) -> None:
    count = len(decisions)
    names = {one.event.asked.name for one in decisions if one.event is not None and one.event.asked is not None}
    said = ngettext("One claim is stated.", "%(count)s claims are stated.", count) % {"count": count}
    if len(names) == 1:
        said = f"{said} {_('%(person)s decides.') % {'person': names.pop()}}"
    messages.success(request, said)
