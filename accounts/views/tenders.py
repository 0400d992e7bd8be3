"""Tenders of a customer: internal, dated, never edited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, editable, for_supplier, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer, Tender
from accounts.tender_forms import NextForm, TenderForm
from accounts.tenders import continue_tender, record_tender, tender_list_page, tender_page


@for_supplier
@require_safe
def tender_list(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Each tender of the customer as it is known today."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    return render(
        request, "accounts/tender_list.html", tender_list_page(request.actor, customer, request.GET.get("page"))
    )


@for_supplier
@require_http_methods(["GET", "POST"])
def tender_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk, related=["supplier"])
    form = TenderForm(request.POST or None, initial={"on": customer.supplier.today()})
    made = done_by(form, lambda: record_tender(customer=customer, actor=request.actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("The tender is recorded. It stays inside."))
        return redirect(reverse("reports:customer_detail", args=[customer.pk]) + "#renewal")
    return render(request, "accounts/tender_form.html", {"form": form, "customer": customer}, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def tender_show(request: ActorRequest, pk: int) -> HttpResponse:
    """All that was said of a tender, and what is known next. It is named by its first row."""
    tender = editable(Tender, request.actor, pk=pk, first=None, related=["customer__supplier"])
    context = tender_page(tender)
    initial = {"on": tender.customer.supplier.today(), "kind": context["tender"].kind, "known": context["tender"].pk}
    form = NextForm(request.POST or None, initial=initial)
    if done_by(form, lambda: continue_tender(tender=tender, actor=request.actor, **form.cleaned_data)) is not None:
        messages.success(request, _("Recorded. What was known before stays in view."))
        return redirect("tender_show", pk=tender.pk)
    return render(request, "accounts/tender_form.html", context | {"form": form}, status=status_of(form))
