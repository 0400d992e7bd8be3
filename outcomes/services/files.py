"""Evidence: files stored once under their digest, by supplier."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

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
    request_key: str | None = None,
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
        request_key=request_key or None,
    )
    if not default_storage.exists(evidence.path):
        default_storage.save(evidence.path, ContentFile(content))
    evidence.save()
    return evidence


def _different(files: Iterable[tuple[BinaryIO, str]], request_key: str | None) -> Iterator[tuple[BinaryIO, str]]:
    seen: set[str] = set()
    for file, name in files:
        digest = hashlib.sha256(file.read()).hexdigest()
        file.seek(0)
        if not request_key or digest not in seen:
            yield file, name
        seen.add(digest)


def attach_evidence(
    *,
    event: ValueEvent,
    actor: Actor,
    files: Iterable[tuple[BinaryIO, str]],
    grade: str,
    request_key: str | None = None,
) -> list[Evidence]:
    """Store files (content, name) and attach them; Refused, at its field, where one of them is not allowed.

    With a `request_key` that names the sending, a file that is among them twice is attached once.
    """
    said: dict[str, Any] = {"actor": actor, "customer": event.customer, "grade": grade, "request_key": request_key}
    try:
        stored = [store_evidence(file=file, name=name, **said) for file, name in _different(files, request_key)]
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="evidence", field="evidence") from error
    event.evidence.add(*stored)
    return stored
