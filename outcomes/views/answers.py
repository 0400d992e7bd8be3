from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import ActorRequest, editable, for_supplier
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from outcomes.forms.paper import AnswerForm
from outcomes.models import DisputeAnswer, ValueEvent
from outcomes.queries.answers import answer_page
from outcomes.services.answers import answer_dispute


@for_supplier
@require_http_methods(["GET", "POST"])
def event_answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer what the customer disputes, in words, with evidence, or both; the claim waits for her again."""
    event = editable(ValueEvent, request.actor, related=("customer__supplier", "dimension", "asked"), pk=pk)
    if request.method != "POST" and event.state != ValueEvent.State.DISPUTED:
        return redirect("outcomes:event_detail", pk=pk)
    more = {"refused_uploads": getattr(request, "refused_uploads", None), "initial": {"request_key": random_code()}}
    form = AnswerForm(request.POST or None, request.FILES or None, **more)
    answer = done_by(form, lambda: _answered(request, event, form))
    draft_key = f"answer:{request.actor.key}:{event.pk}"
    if answer is not None:
        person = answer.event.asked.name if answer.event.asked is not None else event.customer.name
        messages.success(
            request, _("Answered. %(person)s decides it.") % {"person": person}, extra_tags=f"draft:{draft_key}"
        )
        return redirect("outcomes:event_detail", pk=pk)
    context = answer_page(request.actor, event) | {"form": form, "draft_key": draft_key}
    return render(request, "outcomes/event_answer.html", context, status=status_of(form))


def _answered(request: ActorRequest, event: ValueEvent, form: AnswerForm) -> DisputeAnswer:
    given = form.cleaned_data
    files = [(file, file.name or "") for file in given["evidence"] or []]
    said = {name: given[name] for name in ("words", "grade", "request_key")}
    return answer_dispute(event=event, actor=request.actor, files=files, **said)
