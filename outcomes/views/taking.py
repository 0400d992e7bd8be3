"""Evidence that comes along with a form."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import ActorRequest
from accounts.models import Customer
from accounts.templatetags.words import file_size
from outcomes.models import Evidence
from outcomes.services.files import store_evidence


def take_evidence(request: ActorRequest, customer: Customer | None) -> tuple[list[Evidence], list[str]]:
    """Store the uploads of this request for the customer; what was stored, and why the others were refused."""
    stored: list[Evidence] = []
    refused: list[str] = []
    for name in getattr(request, "refused_uploads", {}).values():
        said = {"name": name[:100], "limit": file_size(settings.EVIDENCE_LIMIT)}
        refused.append(_("“%(name)s” is larger than %(limit)s. Choose a smaller file.") % said)
    grade = request.POST.get("grade", "D")
    for file in request.FILES.getlist("evidence"):
        name = file.name or ""
        if customer is None:
            refused.append(_("Choose a value dimension first, then add “%(name)s” again.") % {"name": name[:100]})
            continue
        try:
            stored.append(
                store_evidence(
                    actor=request.actor,
                    customer=customer,
                    file=cast(BinaryIO, file),
                    name=name,
                    grade=grade if grade in Evidence.Grade.values else "D",
                )
            )
        except ValidationError as refusal:
            refused.append(f"{name[:100]}: {refusal.messages[0]}")
    return stored, refused
