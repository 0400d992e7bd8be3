from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ActorRequest, editable, for_actor, for_supplier, visible
from accounts.codes import random_code
from accounts.formfields import done_by, status_of
from accounts.uploads import ALLOWED
from outcomes.forms.paper import EvidenceForm
from outcomes.models import Evidence, ValueEvent
from outcomes.queries.claims import evidence_lines, short_words
from outcomes.services.evidence import OPEN_TO_EVIDENCE, add_evidence


@for_supplier
@require_http_methods(["GET", "POST"])
def event_evidence(request: ActorRequest, pk: int) -> HttpResponse:
    """Add evidence to a claim that was stated; delivery and support may do that too."""
    event = editable(ValueEvent, request.actor, by="measurable_by", related=("customer__supplier", "dimension"), pk=pk)
    if request.method != "POST" and event.state not in OPEN_TO_EVIDENCE:
        return redirect("outcomes:event_detail", pk=pk)
    more = {"refused_uploads": getattr(request, "refused_uploads", None), "initial": {"request_key": random_code()}}
    form = EvidenceForm(request.POST or None, request.FILES or None, **more)
    stored = done_by(form, lambda: _added(request, event, form))
    if stored is not None:
        words = ngettext("One file added.", "%(count)s files added.", len(stored)) % {"count": len(stored)}
        messages.success(request, words, extra_tags=f"draft:{_draft_key(request, event)}")
        return redirect("outcomes:event_detail", pk=pk)
    context = {
        "form": form,
        "event": event,
        "customer": event.customer,
        "what": short_words(event),
        "evidence": evidence_lines(event),
        "draft_key": _draft_key(request, event),
    }
    return render(request, "outcomes/event_evidence.html", context, status=status_of(form))


def _added(request: ActorRequest, event: ValueEvent, form: EvidenceForm) -> list[Evidence]:
    given = form.cleaned_data
    files = [(file, file.name or "") for file in given["evidence"]]
    said = {name: given[name] for name in ("grade", "request_key")}
    return add_evidence(event=event, actor=request.actor, files=files, **said)


def _draft_key(request: ActorRequest, event: ValueEvent) -> str:
    return f"evidence:{request.actor.key}:{event.pk}"


@for_actor
@require_safe
def evidence_download(request: ActorRequest, code: str) -> FileResponse:
    """The stored file, as an attachment, under a name made of its digest: never one that a user chose."""
    evidence = visible(Evidence, request.actor, code=code)
    try:
        file = default_storage.open(evidence.path)
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"evidence-{evidence.digest[:12]}.{ALLOWED.get(evidence.content_type, 'bin')}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
