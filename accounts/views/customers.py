from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier, visible
from accounts.edits import change_customer, domains_of
from accounts.formfields import done_by, status_of
from accounts.forms import CustomerForm, HandOverForm
from accounts.models import Customer
from accounts.queries import changes_of, changes_page, who_answered
from accounts.services import archive_customer, create_customer, hand_over, unarchive_customer


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
        "changes": changes_of(customer, form.labels),
    }
    return render(request, "accounts/customer_form.html", context, status=status_of(form))


def _to_customer(request: ActorRequest, customer: Customer) -> HttpResponse:
    """The customer's page, or the list where she no longer sees it: she handed it over."""
    if Customer.objects.visible_to(request.actor).filter(pk=customer.pk).exists():
        return redirect("reports:customer_detail", pk=customer.pk)
    return redirect("reports:customer_list")


@for_supplier
@require_http_methods(["GET", "POST"])
def customer_hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    """From now on somebody else answers for this customer; the history of who did stands beside it."""
    customer = editable(Customer, request.actor, related=["accountable__user"], pk=pk)
    form = HandOverForm(request.POST or None, actor=request.actor, customer=customer)

    def give() -> Customer:
        hand_over(customer=customer, to=form.cleaned_data["accountable"], actor=request.actor)
        return customer

    if done_by(form, give) is not None:
        said = {"person": customer.accountable, "customer": customer.name}
        messages.success(request, _("%(person)s answers for %(customer)s from now on.") % said)
        return _to_customer(request, customer)
    context = {"form": form, "customer": customer, "answered": who_answered(customer)}
    return render(request, "accounts/customer_hand_over.html", context, status=status_of(form))


@for_supplier
@require_POST
def customer_archive(request: ActorRequest, pk: int) -> HttpResponse:
    """Out of the lists. Nothing of it ends, and the toast takes it back."""
    customer = editable(Customer, request.actor, pk=pk)
    archive_customer(customer=customer, actor=request.actor)
    words = _("%(customer)s is archived: it stands in no list. Its page and its ledger stay.")
    messages.success(
        request,
        words % {"customer": customer.name},
        extra_tags=f"undo:{reverse('customer_unarchive', args=[customer.pk])}",
    )
    return redirect("reports:customer_list")


@for_supplier
@require_POST
def customer_unarchive(request: ActorRequest, pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=pk)
    unarchive_customer(customer=customer, actor=request.actor)
    messages.success(request, _("%(customer)s is back in the lists.") % {"customer": customer.name})
    return redirect("reports:customer_detail", pk=customer.pk)


@for_supplier
@require_safe
def customer_changes(request: ActorRequest, pk: int) -> HttpResponse:
    """Who changed what of this customer and of everything that belongs to it, newest first."""
    customer = visible(Customer, request.actor, pk=pk)
    context = changes_page(request.actor, customer, request.GET.get("page"))
    return render(request, "accounts/customer_changes.html", context)
