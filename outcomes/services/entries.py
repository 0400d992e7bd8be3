"""Appending to a customer's ledger: lock the head, read again, take the clock, chain, sign."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.canonical import VERSION, canonical, content_digest, entry_digest, person_digest, plain
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
    "proposed_at",
    "proposed_by_id",
    "asked_id",
]
EVIDENCE_FIELDS = [
    "id",
    "code",
    "digest",
    "size",
    "content_type",
    "name",
    "grade",
    "recorded_at",
    "recorded_by_id",
    "stated_by_id",
]
READING_FIELDS = ["id", "value", "volume", "source", "source_kind", "recorded_at"]
LOADED = {Decision.Origin.DEMONSTRATION, Decision.Origin.MIGRATION}
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

    def repeated(
        self,
        request_key: str | None,
        *,
        kind: str,
        event: ValueEvent | None = None,
        terms: Terms | None = None,
        said: dict[str, Any] | None = None,
    ) -> Decision | None:
        """The entry that this very request has already made, where it has. Refused where its key was used for another.

        `said` is what the payload has to hold besides: who goes back to a form that was sent, and says something else in it,
        does not repeat herself.
        """
        if not request_key:
            return None
        check_texts(Decision, request_key=request_key)
        made = Decision.objects.filter(customer=self.customer, request_key=request_key).select_related("event").first()
        if made is None:
            return None
        about = {made.event_id, made.event.supersedes_id} if made.event is not None else {None}
        other = (
            made.kind != kind or (event is not None and event.pk not in about) or (terms and made.terms_id != terms.pk)
        )
        if other or not _says(json.loads(made.payload), plain(said or {})):
            raise Refused(
                _("This request was already used for something else. Open the page again."), code="key_reused"
            )
        made.is_repeated = True
        return made

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
        recorded_at, said_on = self._when(voice)
        check_texts(Decision, reason=reason)
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
                "request": request_key or None,
                "event_id": event.pk if event is not None else None,
                "terms_id": terms.pk if terms is not None else None,
            }
            | ({"loaded": True} if voice.is_loaded and voice.origin not in LOADED else {})
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
        if voice.stakeholder is not None or voice.membership is not None:
            Signature.objects.create(decision=decision, name=voice.name, position=voice.position, salt=salt)
        self.head.seq, self.head.digest = seq, decision.digest
        self.head.save(update_fields=["seq", "digest"])
        return decision

    def _when(self, voice: Voice) -> tuple[datetime, date]:
        """Instant and business date of an entry: now and today, but for what is loaded or recorded from paper."""
        today = voice.supplier.today(self.now)
        recorded_at, said_on = voice.recorded_at or self.now, voice.said_on or today
        if voice.origin in LOADED and not voice.supplier.is_demonstration and voice.origin != Decision.Origin.MIGRATION:
            raise Refused(_("Only a demonstration is loaded this way."), code="not_a_demonstration")
        if voice.recorded_at is not None and not voice.is_loaded:
            raise Refused(_("An entry is recorded now, at no other time."), code="recorded_later")
        if said_on != today and not voice.is_loaded and voice.origin != Decision.Origin.PAPER:
            raise Refused(_("What was said on another day needs its document."), code="said_earlier")
        if recorded_at > self.now or said_on > today:
            raise Refused(_("The day lies in the future."), code="future", field="said_on")
        return recorded_at, said_on


def _says(payload: Any, said: Any) -> bool:
    """Whether what was said stands in the payload, as deep as it goes."""
    if isinstance(said, dict) and isinstance(payload, dict):
        return all(_says(payload.get(name), value) for name, value in said.items())
    return bool(payload == said)


@contextmanager
def locked(customer: Customer | int) -> Iterator[Ledger]:
    """A transaction that holds the customer's ledger: whoever else appends waits.

    The clock is taken inside, and the customer is read again inside, whichever object (or id) was given.
    """
    pk = customer if isinstance(customer, int) else customer.pk
    heads = LedgerHead.objects.select_related("customer__supplier").filter(customer=pk)
    with transaction.atomic():
        head = heads.select_for_update(of=("self",)).first()
        if head is None:
            LedgerHead.objects.get_or_create(customer_id=pk)
            head = heads.select_for_update(of=("self",)).get()
        yield Ledger(head.customer, head, timezone.now())


def money(minor: int | None, customer: Customer) -> dict[str, Any] | None:
    """The canonical form of an amount."""
    return None if minor is None else {"minor": minor, "currency": customer.currency}


def terms_content(terms: Terms) -> dict[str, Any]:
    """Everything that was agreed, in canonical types, with the digest of it."""
    content = {name: getattr(terms, name) for name in TERMS_FIELDS}
    dimension = terms.dimension
    content |= {
        "id": terms.pk,
        "dimension_id": terms.dimension_id,
        "dimension": dimension.name,
        "unit": dimension.unit,
        "outcome": dimension.outcome.title,
        "version": terms.version,
    }
    return content | {"digest": content_digest(content)}


def line_content(line: ClaimLine) -> dict[str, Any]:
    """A line of the working, with the reading that it rests on."""
    content = {name: getattr(line, name) for name in LINE_FIELDS}
    reading = line.measurement
    return content | {"reading": None if reading is None else {name: getattr(reading, name) for name in READING_FIELDS}}


def evidence_content(item: Evidence) -> dict[str, Any]:
    """The file by its digest, and what is said about it."""
    return {name: getattr(item, name) for name in EVIDENCE_FIELDS}


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
            "on_paper": event.terms.on_paper if event.terms is not None else False,
            "supersedes": event.supersedes_id,
            "lines": [line_content(line) for line in lines],
            "evidence": [evidence_content(item) for item in sorted(evidence, key=lambda item: item.pk)],
        }
    }


def _who(voice: Voice, salt: str) -> dict[str, Any]:
    """Who speaks, without a name: ids, salted digest, and the ties that a reader should know."""
    if voice.stakeholder is None and voice.membership is None:
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
