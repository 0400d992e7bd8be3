"""Answering a dispute: what was said until then."""

from __future__ import annotations

from typing import Any

from accounts.actors import Actor
from outcomes.models import ValueEvent
from outcomes.queries.claims import evidence_lines, history_row, said_about, said_and_answered, short_words
from outcomes.queries.marks import State
from outcomes.services.answers import who_reads


def answer_page(actor: Actor, event: ValueEvent) -> dict[str, Any]:
    """The context of outcomes/event_answer.html, but for the form."""
    reader = who_reads(event) if event.state == State.DISPUTED else event.asked
    history, _agreement = said_about(actor, event)
    return {
        "event": event,
        "customer": event.customer,
        "what": short_words(event),
        "evidence": evidence_lines(event),
        "said": said_and_answered(actor, event, history, [history_row(event, one) for one in history]),
        "decides": reader.name if reader is not None else event.customer.name,
    }
