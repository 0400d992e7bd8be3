from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ActorRequest, editable, for_supplier
from accounts.models import Stakeholder
from accounts.refusal import Refused
from outcomes.models import Reminder
from outcomes.services.reminders import remind, take_back_reminder
from reports.queries.search import search_page
from reports.queries.today.page import today_count, today_page


@for_supplier
@require_safe
def today(request: ActorRequest) -> HttpResponse:
    """What waits, each line with its reason and its next step; filters and pages stand in the address."""
    return render(request, "reports/today.html", today_page(request))


@for_supplier
@require_safe
def today_counted(request: ActorRequest) -> HttpResponse:
    """How many lines wait, for the navigation of every other page: asked by the browser, after the page is there."""
    if not request.htmx:
        return redirect("reports:today")
    return render(request, "reports/today_count.html", {"count": today_count(request.actor)})


@for_supplier
@require_POST
def reminder_send(request: ActorRequest, pk: int) -> HttpResponse:
    """Remind this person of what is undecided. The mail goes out when it can no longer be taken back."""
    person = editable(Stakeholder, request.actor, pk=pk)
    there = request.POST.get("from") == "customer"
    back = redirect("reports:customer_detail", person.customer_id) if there else redirect("reports:today")
    try:
        reminder = remind(actor=request.actor, stakeholder=person)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return back
    undo = reverse("reports:reminder_undo", args=[reminder.pk])
    messages.success(request, _("%(person)s is reminded by mail.") % {"person": person.name}, extra_tags=f"undo:{undo}")
    return back


@for_supplier
@require_POST
def reminder_undo(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a reminder back before its mail goes out."""
    reminder = editable(Reminder, request.actor, pk=pk)
    try:
        take_back_reminder(reminder=reminder)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Taken back. Nothing is sent."))
    return redirect("reports:today")


@for_supplier
@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """Everything of that name that the actor sees, by kind."""
    return render(request, "reports/search.html", search_page(request))
