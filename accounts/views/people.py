"""A customer's people: the map and its table, where each stands, and who bears on whom."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier, visible
from accounts.formfields import done_by, status_of
from accounts.models import Customer, Stakeholder, StakeholderLink
from accounts.people import people_page
from accounts.people_forms import DispositionForm, LinkForm
from accounts.queries import stands_today
from accounts.relations import add_link, record_disposition, remove_link
from accounts.requests import day_in


@for_supplier
@require_safe
def people_map(request: ActorRequest, customer_pk: int) -> HttpResponse:
    """Influence by disposition, as a picture and as a table; on a past day with ?as_of=2026-05-01."""
    customer = visible(Customer, request.actor, pk=customer_pk)
    customer.supplier = request.actor.supplier
    as_of: date | None = day_in(request.GET.get("as_of"))
    return render(
        request, "accounts/people_map.html", people_page(request.actor, customer, as_of, request.GET.get("page"))
    )


@for_supplier
@require_http_methods(["GET", "POST"])
def disposition_create(request: ActorRequest, stakeholder_pk: int) -> HttpResponse:
    """Where somebody stands from a day on; what was said before stays."""
    person = editable(Stakeholder, request.actor, related=["customer", "supplier"], pk=stakeholder_pk)
    form = DispositionForm(request.POST or None, initial=stands_today(person))

    def record() -> Stakeholder:
        record_disposition(stakeholder=person, actor=request.actor, **form.cleaned_data)
        return person

    if done_by(form, record) is not None:
        messages.success(request, _("Saved."))
        return redirect("stakeholder_edit", pk=person.pk)
    context = {"form": form, "person": person, "customer": person.customer}
    return render(request, "accounts/disposition_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def link_create(request: ActorRequest, stakeholder_pk: int) -> HttpResponse:
    """Who bears on whom, as one knows it."""
    person = editable(Stakeholder, request.actor, related=["customer", "supplier"], pk=stakeholder_pk)
    form = LinkForm(request.POST or None, actor=request.actor, person=person)
    link = done_by(form, lambda: add_link(source=person, actor=request.actor, **form.cleaned_data))
    if link is not None:
        messages.success(request, _("The link is added."))
        return redirect(reverse("stakeholder_edit", args=[person.pk]) + "#links")
    context = {"form": form, "person": person, "customer": person.customer}
    return render(request, "accounts/link_form.html", context, status=status_of(form))


@for_supplier
@require_POST
def link_remove(request: ActorRequest, pk: int) -> HttpResponse:
    link = editable(StakeholderLink, request.actor, related=["source__customer", "target"], pk=pk)
    remove_link(link=link, actor=request.actor)
    messages.success(request, _("The link is removed; the history keeps it."))
    return redirect(reverse("stakeholder_edit", args=[link.source_id]) + "#links")
