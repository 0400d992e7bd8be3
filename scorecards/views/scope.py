"""What contracts include, and proposals to change it: the supplier's side."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier, may_edit, visible
from accounts.formfields import done_by, status_of
from accounts.models import Contract, Customer
from accounts.refusal import Refused
from scorecards.forms import ScopeChangeForm, ScopeLineForm
from scorecards.models import ScopeChange, ScopeLine
from scorecards.queries.scope import change_page, change_title, scope_page
from scorecards.queries.work import recorded_functions
from scorecards.services.scope import draft_change, propose_change, save_line, withdraw_change
from scorecards.views.proposals import acted

RELATED = ["customer__supplier", "contract", "asked", "proposed_by__user", "amends__amendment"]


@for_supplier
@require_safe
def scope_show(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """What was done out of scope and not paid, proposals, and what each contract includes."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    context = scope_page(request.actor, customer) | {"can_edit": may_edit(request.actor)}
    return render(request, "scorecards/scope.html", context)


@for_supplier
@require_http_methods(["GET", "POST"])
def line_create(request: ActorRequest, contract_pk: int) -> HttpResponse:
    contract = editable(Contract, request.actor, pk=contract_pk, related=["customer"])
    return _line(request, contract, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def line_edit(request: ActorRequest, pk: int) -> HttpResponse:
    line = editable(ScopeLine, request.actor, pk=pk, related=["contract__customer"])
    return _line(request, line.contract, line)


def _line(request: ActorRequest, contract: Contract, line: ScopeLine | None) -> HttpResponse:
    form = ScopeLineForm(request.POST or None, line=line)
    made = done_by(form, lambda: save_line(contract=contract, actor=request.actor, line=line, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("What the contract includes is recorded."))
        return redirect("scorecards:scope", customer_pk=contract.customer_id)
    context = {"form": form, "customer": contract.customer, "contract": contract, "line": line}
    return render(request, "scorecards/scope_line_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def change_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    return _change(request, editable(Customer, request.actor, pk=customer_pk), None)


@for_supplier
@require_http_methods(["GET", "POST"])
def change_edit(request: ActorRequest, pk: int) -> HttpResponse:
    change = editable(ScopeChange, request.actor, pk=pk, related=RELATED)
    return _change(request, change.customer, change)


def _change(request: ActorRequest, customer: Customer, change: ScopeChange | None) -> HttpResponse:
    functions = recorded_functions(customer)
    form = ScopeChangeForm(
        request.POST or None, customer=customer, actor=request.actor, functions=functions, change=change
    )
    if change is None:
        form.choose(request.GET.get("function", ""), request.GET.get("unit", ""))
    made = done_by(form, lambda: draft_change(actor=request.actor, change=change, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("The draft is kept. Nobody but you sees it until you send it."))
        return redirect("scorecards:scope_change", pk=made.pk)
    context = {"form": form, "customer": customer, "change": change}
    return render(request, "scorecards/scope_change_form.html", context, status=status_of(form))


@for_supplier
@require_safe
def change_show(request: ActorRequest, pk: int) -> HttpResponse:
    return _shown(request, visible(ScopeChange, request.actor, pk=pk, related=RELATED))


@for_supplier
@require_POST
def change_propose(request: ActorRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, propose_change, _("Sent. Silence agrees nothing."))


@for_supplier
@require_POST
def change_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, withdraw_change, _("Withdrawn."))


def _moved(request: ActorRequest, pk: int, act: Callable[..., ScopeChange], words: str) -> HttpResponse:
    change = editable(ScopeChange, request.actor, pk=pk, related=RELATED)
    to = reverse("scorecards:scope_change", args=[pk])
    return acted(request, change, lambda: act(change=change, actor=request.actor), words=words, to=to, shown=_shown)


def _shown(request: ActorRequest, change: ScopeChange, *, refused: Refused | None = None) -> HttpResponse:
    context = change_page(request.actor, change) | {
        "title": change_title(change),
        "customer": change.customer,
        "can_edit": may_edit(request.actor),
        "refused": " ".join(refused.messages) if refused is not None else "",
    }
    return render(request, "scorecards/scope_change.html", context, status=422 if refused is not None else 200)
