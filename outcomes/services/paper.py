"""What the supplier records of a signed document, with the document itself and a word to the person who signed it."""

from __future__ import annotations

from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actors import Actor
from accounts.mail import queue_template
from accounts.models import Stakeholder
from accounts.refusal import Refused
from outcomes.models import Decision, Terms, ValueEvent
from outcomes.services import ledger
from outcomes.services.files import store_evidence
from outcomes.services.voice import of_paper


@transaction.atomic
def record_on_paper(
    *,
    actor: Actor,
    said_by: Stakeholder,
    said_on: date,
    document: BinaryIO,
    name: str,
    event: ValueEvent | None = None,
    terms: Terms | None = None,
    **said: Any,
) -> Decision:
    """Store the document and record what it says (`amount_minor`, `reason`, `request_key`); see `ledger.record_on_paper`.

    Whoever signed it is told, where she has portal access: it stands in her name.
    """
    owned = event or terms
    assert owned is not None and actor.membership is not None
    try:
        stored = store_evidence(actor=actor, customer=owned.customer, file=document, name=name)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="evidence", field="document") from error
    decision = ledger.record_on_paper(
        voice=of_paper(membership=actor.membership, said_on=said_on),
        said_by=said_by,
        document=stored,
        event=event,
        terms=terms,
        **said,
    )
    if said_by.user is not None and not decision.is_repeated:
        queue_template(
            "recorded_on_paper",
            to=said_by.email or said_by.user.email,
            locale=owned.customer.locale,
            context={"decision": decision, "event": event, "terms": terms, "stakeholder": said_by, "by": actor},
        )
    return decision
