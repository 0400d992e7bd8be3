from __future__ import annotations

from dataclasses import dataclass, field
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
from outcomes.queries.several import (
    CLAIMS_AT_ONCE,
    Offer,
    Offers,
    claim_named,
    dimensions_of,
    offers_of,
    quarter_links,
    sums_of,
)
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


@dataclass
class _Several:
    """What one request of several claims is about; `known` has the dimensions that it may be about."""

    request: ActorRequest
    customer: Customer
    dimension: ValueDimension | None
    form: SeveralForm
    known: dict[int, ValueDimension] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def act(self) -> str:
        if self.request.method != "POST":
            return ""
        return "remove" if self.request.POST.get("remove") else self.request.POST.get("act", "")

    @property
    def only(self) -> int | None:
        return self.dimension.pk if self.dimension is not None else None


def _several(request: ActorRequest, customer: Customer, dimension: ValueDimension | None) -> HttpResponse:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    several = _Several(request, customer, dimension, SeveralForm(*given, initial={"request_key": random_code()}))
    if several.act and several.act != "sum":
        _take(several)
    if several.act == "send":
        # What is sent, the ledger checks itself; what else is open is read only where it refuses.
        several.known = dimensions_of(request.actor, customer, several.only)
        decisions = _stated(several)
        if decisions:
            _say(request, decisions)
            return redirect("reports:today")
    if several.act == "sum":
        return render(request, "outcomes/several_sum.html", _context(several))
    status = status_of(several.form) if several.act == "send" else 200
    return render(request, "outcomes/several_form.html", _context(several), status=status)


def _take(several: _Several) -> None:
    """What the server has already, without what is to be removed, and what came along now."""
    request, customer = several.request, several.customer
    codes = [code for code in request.POST.getlist("kept") if code != request.POST.get("remove")]
    several.form.is_valid()
    stored, refused = take_evidence(request, customer)
    several.form.refuse_evidence(refused)
    several.evidence = [*(kept_evidence(request.actor, customer, codes) if codes else []), *stored]


def _stated(several: _Several) -> list[Decision]:
    """The entries; or none, with the reasons beside the claims, or in the form."""
    form = several.form
    if not form.is_valid():
        return []
    keys = form.cleaned_data["claims"]
    claims = [claim for key in keys if (claim := claim_named(key, several.known)) is not None]
    if len(claims) != len(keys) or len(claims) > CLAIMS_AT_ONCE:
        refuse(form, Refused(_("These are no claims of this page. Open it again."), code="not_offered"))
        return []
    try:
        return log_several(
            actor=several.request.actor,
            customer=several.customer,
            claims=claims,
            evidence=several.evidence,
            note=form.cleaned_data["note"],
            request_key=form.cleaned_data["request_key"],
        )
    except SomeRefused as refusal:
        refuse(form, refusal)
        several.reasons = refusal.reasons
    return []


def _context(several: _Several) -> dict[str, Any]:
    """The context of outcomes/several_form.html and of outcomes/several_sum.html."""
    request, customer = several.request, several.customer
    quarter = _quarter(request)
    offers = offers_of(request.actor, customer, dimension=several.only, quarter=quarter)
    ticked = set(request.POST.getlist("claims")) if several.act else {one.key for one in offers.lines}
    return {
        "form": several.form,
        "customer": customer,
        "dimension": several.dimension,
        "offers": offers,
        "at_once": CLAIMS_AT_ONCE,
        "sums": sums_of([one for one in offers.lines if one.key in ticked], customer),
        "rows": _rows(several, offers, ticked),
        "evidence": [evidence_line(one) | {"code": one.code} for one in several.evidence],
        "quarters": quarter_links(offers, quarter, request.path) if several.dimension is None else [],
    }


def _quarter(request: ActorRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("quarter", ""))
    except ValueError:
        return None


def _rows(several: _Several, offers: Offers, ticked: set[str]) -> list[dict[str, Any]]:
    """What the page lists: what is offered, and first what was refused and is no longer on offer."""
    offered = {one.key for one in offers.lines}
    gone = [claim_named(key, several.known) for key in several.reasons if key not in offered]
    lines = [*(Offer(claim, [], None, "") for claim in gone if claim is not None), *offers.lines]
    return [{"offer": one, "ticked": one.key in ticked, "reason": several.reasons.get(one.key, "")} for one in lines]


def _say(request: ActorRequest, decisions: list[Decision]) -> None:
    count = len(decisions)
    names = {one.event.asked.name for one in decisions if one.event is not None and one.event.asked is not None}
    said = ngettext("One claim is stated.", "%(count)s claims are stated.", count) % {"count": count}
    if len(names) == 1:
        decides = _("%(person)s decides.") % {"person": names.pop()}
        said = f"{said} {decides}"
    messages.success(request, said)
