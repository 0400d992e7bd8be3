"""Objections: what somebody holds against the supplier, who answers it, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ActorRequest, editable, for_supplier
from accounts.formfields import done_by, status_of
from accounts.models import Objection, Stakeholder
from accounts.people import objection_page
from accounts.people_forms import AnswerForm, ObjectionForm, answer_initial, objection_initial
from accounts.relations import answer_objection, change_objection, reopen_objection, state_objection

RELATED = ["stakeholder__supplier", "stakeholder__customer", "customer", "owner__user", "answered_by__user"]


@for_supplier
@require_http_methods(["GET", "POST"])
def objection_create(request: ActorRequest, stakeholder_pk: int) -> HttpResponse:
    person = editable(Stakeholder, request.actor, related=["customer", "supplier"], pk=stakeholder_pk)
    given = {"since": person.supplier.today(), "owner": person.customer.accountable_id}
    form = ObjectionForm(request.POST or None, actor=request.actor, initial=given)
    objection = done_by(form, lambda: state_objection(stakeholder=person, actor=request.actor, **form.cleaned_data))
    if objection is not None:
        messages.success(request, _("The objection is added. It waits for an answer."))
        return redirect("stakeholder_edit", pk=person.pk)
    context = {"form": form, "person": person, "customer": person.customer}
    return render(request, "accounts/objection_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def objection_edit(request: ActorRequest, pk: int) -> HttpResponse:
    """What was said, since when, who answers it; its answer and who changed what stand beside it."""
    objection = editable(Objection, request.actor, related=RELATED, pk=pk)
    form = ObjectionForm(request.POST or None, actor=request.actor, initial=objection_initial(objection))
    saved = done_by(form, lambda: change_objection(objection=objection, actor=request.actor, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("Saved."))
        return redirect("objection_edit", pk=objection.pk)
    context = objection_page(objection, form.labels) | {"form": form}
    return render(request, "accounts/objection_form.html", context, status=status_of(form))


@for_supplier
@require_http_methods(["GET", "POST"])
def objection_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """What she was told and when; it stands with the name of who records it."""
    objection = editable(Objection, request.actor, related=RELATED, pk=pk)
    form = AnswerForm(request.POST or None, initial=answer_initial(objection, request.actor.supplier.today()))
    saved = done_by(form, lambda: answer_objection(objection=objection, actor=request.actor, **form.cleaned_data))
    if saved is not None:
        messages.success(request, _("The objection is answered."))
        return redirect("objection_edit", pk=objection.pk)
    context = {"form": form, "objection": objection, "person": objection.stakeholder, "customer": objection.customer}
    return render(request, "accounts/objection_answer.html", context, status=status_of(form))


@for_supplier
@require_POST
def objection_reopen(request: ActorRequest, pk: int) -> HttpResponse:
    """The answer did not hold: it waits again, with what was said still in view."""
    objection = editable(Objection, request.actor, related=RELATED, pk=pk)
    reopen_objection(objection=objection, actor=request.actor)
    messages.success(request, _("The objection is open again."))
    return redirect("objection_edit", pk=objection.pk)
