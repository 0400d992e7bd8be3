"""Evidence: files stored once under their digest, by supplier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.models import Customer
from accounts.refusal import Refused
from accounts.uploads import content_type_of, shown_name
from outcomes.models import Evidence, ValueEvent


def store_evidence(
    *,
    actor: Actor,
    customer: Customer,
    file: BinaryIO,
    name: str,
    grade: str = "D",
    recorded_at: datetime | None = None,
) -> Evidence:
    """Check what is in the file, store it under its digest, and record it. ValidationError where it is not allowed.

    The name is kept for people to read; nothing is ever stored or served under it. `recorded_at` is a demonstration's.
    """
    if recorded_at is not None and not customer.supplier.is_demonstration:
        raise Refused(_("Only a demonstration is loaded this way."), code="not_a_demonstration")
    content = file.read()
    content_type = content_type_of(content, name)
    evidence = Evidence(
        supplier_id=customer.supplier_id,
        customer=customer,
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content_type=content_type,
        name=shown_name(name),
        grade=grade,
        recorded_by=actor.membership,
        stated_by=actor.stakeholder,
        recorded_at=recorded_at or timezone.now(),
    )
    if not default_storage.exists(evidence.path):
        default_storage.save(evidence.path, ContentFile(content))
    evidence.save()
    return evidence


def attach_evidence(
    *, event: ValueEvent, actor: Actor, files: Iterable[tuple[BinaryIO, str]], grade: str
) -> list[Evidence]:
    """Store files (content, name) and attach them; Refused, at its field, where one of them is not allowed."""
    try:
        stored = [
            store_evidence(actor=actor, customer=event.customer, file=file, name=name, grade=grade)
            for file, name in files
        ]
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="evidence", field="evidence") from error
    event.evidence.add(*stored)
    return stored
