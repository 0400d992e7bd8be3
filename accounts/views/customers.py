from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.edits import change_customer, domains_of
from accounts.formfields import done_by, status_of
from accounts.forms import CustomerForm
from accounts.models import Customer
from accounts.queries import changes_of
from accounts.services import create_customer
from accounts.set_up_queries import accountability_of


@for_supplier
@require_http_methods(["GET", "POST"])
def customer_create(request: ActorRequest) -> HttpResponse:
    """A new customer of the actor's supplier; contributors only read."""
    assert request.actor.membership is not None
    if request.actor.membership.role == request.actor.membership.Role.CONTRIBUTOR:
        raise PermissionDenied
    form = CustomerForm(request.POST or None, actor=request.actor)
    customer = done_by(
        form,
        lambda: create_customer(
            actor=request.actor,
            accountable=form.cleaned_data["accountable"],
            domains=form.cleaned_data["domains"],
            **form.values(),
        ),
    )
    if customer is not None:
        messages.success(request, _("%(customer)s is added.") % {"customer": customer.name})
        return _to_customer(request, customer)
    return render(request, "accounts/customer_form.html", {"form": form}, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def customer_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """A customer's fields, its mail domains, and who answers for it; with who changed what."""
    customer = editable(Customer, request.actor, pk=pk)
    domains = {"domains": ", ".join(domains_of(customer))}
    form = CustomerForm(request.POST or None, instance=customer, actor=request.actor, initial=domains)

    def change() -> Customer:
        given = form.cleaned_data
        change_customer(
            customer=customer,
            actor=request.actor,
            accountable=given["accountable"],
            domains=given["domains"],
            **form.values(),
        )
        return customer

    if done_by(form, change) is not None:
        messages.success(request, _("Saved."))
        return _to_customer(request, customer)
    context = {
        "form": form,
        "customer": customer,
        "accountabilities": accountability_of(customer),
        "changes": changes_of(customer, form.labels),
    }
    return render(request, "accounts/customer_form.html", context, status=status_of(form))


def _to_customer(request: ActorRequest, customer: Customer) -> HttpResponse:
    """The customer's page, or the list where she no longer sees it: she handed it over."""
    if Customer.objects.visible_to(request.actor).filter(pk=customer.pk).exists():
        return redirect("reports:customer_detail", pk=customer.pk)
    return redirect("reports:customer_list")
