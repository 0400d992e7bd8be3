from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ActorRequest, editable, for_supplier
from accounts.codes import random_code
from accounts.edits import change_stakeholder, end_stakeholder
from accounts.formfields import done_by, status_of
from accounts.forms import LeaveForm, StakeholderForm
from accounts.models import Customer, Stakeholder
from accounts.people import person_page
from accounts.refusal import Refused
from accounts.services import create_stakeholder, invite


@for_supplier
@require_http_methods(["GET", "POST"])
def stakeholder_create(request: ActorRequest, customer_pk: int) -> HttpResponse:
    customer = editable(Customer, request.actor, pk=customer_pk)
    form = StakeholderForm(request.POST or None, initial={"request_key": random_code()})

    def create() -> Stakeholder:
        given = {name: form.cleaned_data[name] for name in ("disposition", "request_key")}
        return create_stakeholder(customer=customer, **given, **form.values())

    person = done_by(form, create)
    if person is not None:
        messages.success(request, _("%(person)s is added.") % {"person": person.name})
        return redirect("stakeholder_edit", pk=person.pk)
    context = {"form": form, "customer": customer}
    return render(request, "accounts/stakeholder_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def stakeholder_edit(request: ActorRequest, pk: int) -> HttpResponse:
    person = editable(Stakeholder, request.actor, related=["customer", "supplier"], pk=pk)
    context = person_page(request.actor, person, StakeholderForm.history_labels())
    form = StakeholderForm(request.POST or None, instance=person, initial={"disposition": context["disposition"]})

    def change() -> Stakeholder:
        given = form.cleaned_data
        change_stakeholder(stakeholder=person, actor=request.actor, disposition=given["disposition"], **form.values())
        return person

    if done_by(form, change) is not None:
        messages.success(request, _("Saved."))
        return redirect("stakeholder_edit", pk=person.pk)
    return render(request, "accounts/stakeholder_form.html", context | {"form": form}, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def stakeholder_leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Her last day. Nobody is deleted: what she decided keeps her name."""
    person = editable(Stakeholder, request.actor, pk=pk)
    form = LeaveForm(request.POST or None, initial={"until": person.until or person.supplier.today()})

    def leave() -> Stakeholder:
        end_stakeholder(stakeholder=person, actor=request.actor, until=form.cleaned_data["until"])
        return person

    if done_by(form, leave) is not None:
        messages.success(request, _("Saved."))
        return redirect("stakeholder_edit", pk=person.pk)
    context = {"form": form, "person": person, "customer": person.customer}
    return render(request, "accounts/stakeholder_leave.html", context, status=status_of(form))


@for_supplier
@require_POST
def stakeholder_invite(request: ActorRequest, pk: int) -> HttpResponse:
    """Give her portal access and mail her the way in; where that is refused, her page says why."""
    person = editable(Stakeholder, request.actor, related=["customer", "supplier"], pk=pk)
    try:
        invite(stakeholder=person, actor=request.actor)
    except Refused as refusal:
        context = person_page(request.actor, person, StakeholderForm.history_labels()) | {"refusal": refusal.message}
        context["form"] = StakeholderForm(instance=person, initial={"disposition": context["disposition"]})
        return render(request, "accounts/stakeholder_form.html", context, status=422)
    messages.success(request, _("The invitation is on its way to %(address)s.") % {"address": person.email})
    return redirect("stakeholder_edit", pk=person.pk)
