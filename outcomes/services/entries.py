"""Appending to a customer's ledger: lock the head, read again, take the clock, chain, sign."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer
from outcomes.canonical import VERSION, canonical, content_digest, entry_digest, person_digest
from outcomes.models import ClaimLine, Decision, Evidence, LedgerHead, Signature, Terms, ValueEvent
from outcomes.services.voice import Voice

TERMS_FIELDS = [
    "direction",
    "baseline",
    "baseline_start",
    "baseline_end",
    "baseline_low",
    "baseline_high",
    "baseline_source",
    "baseline_supplied_by",
    "target",
    "target_on",
    "rate",
    "rate_source",
    "rate_owner",
    "volume_basis",
    "volume_unit",
    "fixed_volume",
    "volume_cap",
    "share",
    "other_shares",
    "deduction",
    "low_rate",
    "low_share",
    "recurrence",
    "grain",
    "claimable_until",
    "method",
]
LINE_FIELDS = [
    "position",
    "measurement_id",
    "period_start",
    "period_end",
    "words",
    "baseline",
    "actual",
    "difference",
    "volume",
    "rate",
    "share",
    "deduction",
    "amount",
]


@dataclass
class Ledger:
    """A customer's ledger while this transaction holds its head."""

    customer: Customer
    head: LedgerHead
    now: datetime

    def repeated(self, request_key: str | None) -> Decision | None:
        """The entry that this very request has already made, where it has."""
        if not request_key:
            return None
        return Decision.objects.filter(customer=self.customer, request_key=request_key).first()

    def append(
        self,
        *,
        voice: Voice,
        kind: str,
        event: ValueEvent | None = None,
        terms: Terms | None = None,
        amount_minor: int | None = None,
        reason: str = "",
        content: dict[str, Any] | None = None,
        request_key: str | None = None,
    ) -> Decision:
        """Chain one entry to the ledger. The caller has checked that it is allowed."""
        recorded_at = voice.recorded_at or self.now
        said_on = voice.said_on or voice.supplier.today(self.now)
        salt = secrets.token_hex(16)
        seq = self.head.seq + 1
        payload = canonical(
            {
                "v": VERSION,
                "supplier": self.customer.supplier_id,
                "customer": self.customer.pk,
                "seq": seq,
                "kind": str(kind),
                "origin": str(voice.origin),
                "said_on": said_on,
                "recorded_at": recorded_at,
                "by": _who(voice, salt),
                "amount": money(amount_minor, self.customer),
                "reason": reason,
                "event_id": event.pk if event is not None else None,
                "terms_id": terms.pk if terms is not None else None,
            }
            | (content or {})
        )
        decision = Decision.objects.create(
            supplier_id=self.customer.supplier_id,
            customer=self.customer,
            seq=seq,
            kind=kind,
            event=event,
            terms=terms,
            amount_minor=amount_minor,
            said_on=said_on,
            recorded_at=recorded_at,
            origin=voice.origin,
            reason=reason,
            by_stakeholder=voice.stakeholder,
            by_membership=voice.membership,
            request_key=request_key or None,
            payload=payload,
            previous=self.head.digest,
            digest=entry_digest(self.head.digest, payload),
        )
        if voice.name:
            Signature.objects.create(decision=decision, name=voice.name, position=voice.position, salt=salt)
        self.head.seq, self.head.digest = seq, decision.digest
        self.head.save(update_fields=["seq", "digest"])
        return decision


@contextmanager
def locked(customer: Customer) -> Iterator[Ledger]:
    """A transaction that holds the customer's ledger: whoever else appends waits. The clock is taken inside."""
    with transaction.atomic():
        head = LedgerHead.objects.select_for_update().filter(customer=customer).first()
        if head is None:
            LedgerHead.objects.get_or_create(customer=customer)
            head = LedgerHead.objects.select_for_update().get(customer=customer)
        yield Ledger(customer, head, timezone.now())


def money(minor: int | None, customer: Customer) -> dict[str, Any] | None:
    """The canonical form of an amount."""
    return None if minor is None else {"minor": minor, "currency": customer.currency}


def terms_content(terms: Terms) -> dict[str, Any]:
    """Everything that was agreed, in canonical types, with the digest of it."""
    content = {name: getattr(terms, name) for name in TERMS_FIELDS}
    content |= {"id": terms.pk, "dimension_id": terms.dimension_id, "version": terms.version}
    return content | {"digest": content_digest(content)}


def line_content(line: ClaimLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE_FIELDS}


def event_content(event: ValueEvent, lines: Iterable[ClaimLine], evidence: Iterable[Evidence]) -> dict[str, Any]:
    """What a decision on the event rests on: its words, lines, terms and evidence."""
    return {
        "event": {
            "id": event.pk,
            "kind": event.kind,
            "dimension_id": event.dimension_id,
            "terms_id": event.terms_id,
            "title": event.title,
            "note": event.note,
            "cause": event.cause,
            "remedy": event.remedy,
            "period": [event.period_start, event.period_end],
            "claimed": money(event.claimed_minor, event.customer),
            "base_rate": event.base_rate,
            "after_the_fact": event.after_the_fact,
            "supersedes": event.supersedes_id,
            "lines": [line_content(line) for line in lines],
            "evidence": sorted(item.digest for item in evidence),
        }
    }


def _who(voice: Voice, salt: str) -> dict[str, Any]:
    """Who speaks, without a name: ids, salted digest, and the ties that a reader should know."""
    if not voice.name:
        return {"product": True}
    who: dict[str, Any] = {"person": person_digest(salt=salt, name=voice.name, position=voice.position)}
    if voice.stakeholder is not None:
        ties = {
            "chose_supplier": voice.stakeholder.chose_supplier,
            "owns_budget": voice.stakeholder.owns_budget,
            "may_sign_finance": voice.stakeholder.may_sign_finance,
        }
        return who | {"stakeholder": voice.stakeholder.pk, "ties": ties}
    assert voice.membership is not None
    return who | {"membership": voice.membership.pk}
