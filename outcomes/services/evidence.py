"""Evidence that comes after a claim was stated: appended with its own date, never in place of anything."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.once import made_before
from accounts.refusal import Refused
from outcomes.models import Evidence, ValueEvent
from outcomes.services.answers import record_answer
from outcomes.services.entries import locked
from outcomes.services.files import attach_evidence

OPEN_TO_EVIDENCE = ("stated", "disputed", "confirmed", "adjusted")


@transaction.atomic
def add_evidence(
    *,
    event: ValueEvent,
    actor: Actor,
    files: Iterable[tuple[BinaryIO, str]],
    grade: str,
    request_key: str | None = None,
) -> list[Evidence]:
    """Attach files (content, name) to a claim that was stated. What was decided before did not rest on them, and the pages
    say so; what is decided from now on does: its entry holds their digests. To a disputed claim it is an answer.
    Same request twice: the files are attached once, and it is one answer.

    Refused for drafts and for what no longer stands.
    """
    with locked(event.customer_id) as ledger:
        if made_before(Evidence, customer=ledger.customer, request_key=request_key, is_locked=True):
            return list(Evidence.objects.filter(customer=ledger.customer, request_key=request_key))
        # Under the ledger's lock: a decision that is made at this moment either has them or comes before them.
        now = ValueEvent.objects.get(pk=event.pk)
        if now.state not in OPEN_TO_EVIDENCE:
            raise Refused(
                _("It is %(state)s; evidence no longer changes anything.") % {"state": now.get_state_display()},
                code="not_open",
                field="evidence",
            )
        now.customer = ledger.customer
        stored = attach_evidence(event=now, actor=actor, files=files, grade=grade, request_key=request_key)
        if now.state == ValueEvent.State.DISPUTED:
            record_answer(event=now, actor=actor, files=len(stored))
    return stored
