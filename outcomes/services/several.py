"""Several claims stated at once: each is its own event with its own entry, and all are stated or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.mail import queue_template
from accounts.models import Customer, Stakeholder
from accounts.refusal import Refused
from outcomes.models import Decision, Evidence, ValueDimension, ValueEvent
from outcomes.services.entries import locked
from outcomes.services.events import draft_value, tell_who_decides
from outcomes.services.ledger import state_value
from outcomes.services.voice import of_actor


@dataclass(frozen=True)
class Claim:
    """One period of one dimension, to be stated."""

    dimension: ValueDimension
    start: date
    end: date

    @property
    def key(self) -> str:
        """How a form names it: 12/2026-07-01/2026-07-31."""
        return f"{self.dimension.pk}/{self.start.isoformat()}/{self.end.isoformat()}"


class SomeRefused(Refused):
    """None of the claims was stated, because of these: a reason for each key."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(_("Nothing is stated: see the reasons beside the claims."), code="some_refused")
        self.reasons = reasons


def log_several(
    *,
    actor: Actor,
    customer: Customer,
    claims: Sequence[Claim],
    evidence: Iterable[Evidence] = (),
    note: str = "",
    request_key: str,
) -> list[Decision]:
    """State them all, in the given order, with the same evidence and note; tell each person who decides once.

    SomeRefused, and nothing is stated, where any of them is refused. Same request twice: the entries of the first time.
    """
    files = list(evidence)
    with locked(customer) as ledger:
        keys = {_entry_key(request_key, claim): claim for claim in claims}
        made = list(Decision.objects.filter(customer=ledger.customer, request_key__in=keys).select_related("event"))
        if made and len(made) == len(keys):
            for decision in made:
                decision.is_repeated = True
            return made
        decisions: list[Decision] = []
        reasons: dict[str, str] = {}
        for entry_key, claim in keys.items():
            try:
                with transaction.atomic():
                    decisions.append(_stated(actor, claim, files, note, entry_key))
            except ValidationError as refusal:
                reasons[claim.key] = " ".join(refusal.messages)
        if reasons:
            raise SomeRefused(reasons)
        _tell(actor, customer, [one.event for one in decisions if one.event is not None])
        return decisions


def _entry_key(request_key: str, claim: Claim) -> str:
    """A key of each entry's own, the same whenever this request comes again."""
    return hashlib.sha256(f"{request_key}/{claim.key}".encode()).hexdigest()


def _stated(actor: Actor, claim: Claim, evidence: Sequence[Evidence], note: str, entry_key: str) -> Decision:
    draft = draft_value(
        actor=actor,
        dimension=claim.dimension,
        period_start=claim.start,
        period_end=claim.end,
        note=note,
        evidence=evidence,
    )
    return state_value(event=draft, voice=of_actor(actor), request_key=entry_key)


def _tell(actor: Actor, customer: Customer, events: Sequence[ValueEvent]) -> None:
    asked: dict[Stakeholder | None, list[ValueEvent]] = {}
    for event in events:
        asked.setdefault(event.asked, []).append(event)
    for person, hers in asked.items():
        if len(hers) == 1:
            tell_who_decides(hers[0], actor=actor)
        elif person is not None and person.user is not None:
            queue_template(
                "values_stated",
                to=person.email or person.user.email,
                locale=customer.locale,
                context={
                    "events": hers,
                    "count": len(hers),
                    "stakeholder": person,
                    "customer": customer,
                    "supplier": actor.supplier,
                    "by": actor,
                },
            )
