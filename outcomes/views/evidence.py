from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from accounts.access import ActorRequest, for_actor, visible
from accounts.uploads import ALLOWED
from outcomes.models import Evidence


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
