"""Contracts of a customer: term, notice date, renewal date and value."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.codes import random_code
from accounts.contract_forms import ContractForm
from accounts.contracts import change_contract, create_contract, values
from accounts.formfields import done_by, status_of
from accounts.models import Contract, Customer
from accounts.queries import changes_of


@for_supplier
@require_http_methods(["GET", "POST"])
def contract_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk)
    form = ContractForm(request.POST or None, currency=customer.currency, initial={"request_key": random_code()})
    made = done_by(form, lambda: create_contract(customer=customer, actor=request.actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("The contract is added."))
        return redirect(reverse("reports:customer_detail", args=[customer.pk]) + "#renewal")
    context = {"form": form, "customer": customer}
    return render(request, "accounts/contract_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def contract_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """A contract's fields, with who changed what."""
    contract = editable(Contract, request.actor, related=["customer"], pk=pk)
    customer = contract.customer
    form = ContractForm(request.POST or None, currency=customer.currency, initial=values(contract))
    saved = done_by(form, lambda: change_contract(contract=contract, actor=request.actor, **form.values()))
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect(reverse("reports:customer_detail", args=[customer.pk]) + "#renewal")
    changes = changes_of(contract, ContractForm.labels())
    context = {"form": form, "customer": customer, "contract": contract, "changes": changes}
    return render(request, "accounts/contract_form.html", context, status=status_of(form))
