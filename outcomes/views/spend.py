from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, editable, for_supplier, may_edit, visible
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from accounts.models import Customer
from accounts.requests import search_words
from outcomes.forms.money import SpendForm, VoidForm
from outcomes.models import SpendEntry
from outcomes.queries.spend import last_spend_confirmation, spend_entries, spend_sums
from outcomes.services.records import record_spend

A_PAGE = 50


@for_supplier
@require_safe
def spend_list(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Every entry with its source, corrected and void ones too, and what they add up to."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    search = search_words(request)
    sums = spend_sums(request.actor, customer)
    context = {
        "customer": customer,
        "q": search,
        "page": Paginator(spend_entries(request.actor, customer, search), A_PAGE).get_page(request.GET.get("page")),
        "sums": [(kind.label, sums.get(kind.value), kind.value) for kind in SpendEntry.Kind],
        "sum_minor": sum(sums.values()) if sums else None,
        "confirmed_words": last_spend_confirmation(request.actor, customer),
        "can_edit": may_edit(request.actor),
    }
    return render(request, "outcomes/spend_list.html", context)


@for_supplier
@require_http_methods(["GET", "POST"])
def spend_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk)
    return _record(request, customer, None)


@for_supplier
@require_http_methods(["GET", "POST"])
def spend_correct(request: ActorRequest, pk: int) -> HttpResponse:
    """The corrected entry supersedes; the old one stays to be seen."""
    entry = editable(SpendEntry, request.actor, pk=pk)
    return _record(request, entry.customer, entry)


@for_supplier
@require_http_methods(["GET", "POST"])
def spend_void(request: ActorRequest, pk: int) -> HttpResponse:
    """An entry that should not be there counts as nothing, and says why."""
    entry = editable(SpendEntry, request.actor, pk=pk)
    form = VoidForm(request.POST or None)

    def void() -> SpendEntry:
        return record_spend(
            customer=entry.customer, on=entry.on, kind=entry.kind, amount_minor=entry.amount_minor,
            source=entry.source, basis=entry.basis, words=form.cleaned_data["words"], by=request.actor.membership,
            amendment=entry.amendment,
            supersedes=entry, is_void=True,
        )  # fmt: skip

    if done_by(form, void) is not None:
        messages.success(request, _("The entry is void."))
        return redirect("outcomes:spend_list", customer_pk=entry.customer_id)
    context = {"form": form, "entry": entry, "customer": entry.customer}
    return render(request, "outcomes/spend_void.html", context, status=status_of(form))


def _record(request: ActorRequest, customer: Customer, corrects: SpendEntry | None) -> HttpResponse:
    first = {"request_key": random_code()}
    form = SpendForm(request.POST or None, actor=request.actor, customer=customer, corrects=corrects, initial=first)
    if corrects is None:
        form.choose(request.GET.get("amendment", ""))

    def record() -> SpendEntry:
        values: dict[str, Any] = form.values()
        return record_spend(customer=customer, by=request.actor.membership, supersedes=corrects, **values)

    if done_by(form, record) is not None:
        messages.success(request, _("Recorded."))
        return redirect("outcomes:spend_list", customer_pk=customer.pk)
    context = {"form": form, "customer": customer, "corrects": corrects}
    return render(request, "outcomes/spend_form.html", context, status=status_of(form))
