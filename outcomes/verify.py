"""Recompute a customer's whole ledger, and name what is wrong.

Every entry is hashed again and compared with its row; terms, claims, lines, readings, evidence and signatures are compared
with what the entries say; files are hashed again. Rows are read in batches: the memory needed does not grow with the ledger.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts.models import Customer
from accounts.notation import from_minor, minor_digits
from outcomes.canonical import VERSION, canonical, content_digest, entry_digest, person_digest, plain
from outcomes.models import ClaimLine, Decision, Evidence, LedgerHead, Measurement, SpendEntry, Terms, ValueEvent
from outcomes.models.ledger import GENESIS
from outcomes.services.entries import EVIDENCE_FIELDS, LINE_FIELDS, READING_FIELDS, TERMS_FIELDS
from outcomes.value import MissingVolume, line, rounded_minor

Kind = Decision.Kind
State = ValueEvent.State
Origin = Decision.Origin
M = TypeVar("M", bound=models.Model)

BATCH = 500
# What a changed byte makes of a decimal or a day.
UNREADABLE = (ArithmeticError, TypeError, ValueError)
# What only a person of the customer says; on paper it is the supplier's person who records it.
OF_THE_CUSTOMER = {
    Kind.TERMS_AGREED,
    Kind.CONFIRMED,
    Kind.ADJUSTED,
    Kind.DISPUTED,
    Kind.SPEND_CONFIRMED,
    Kind.PERIOD_SIGNED_OFF,
}
ON_PAPER = {Kind.TERMS_AGREED, Kind.CONFIRMED, Kind.ADJUSTED}
OPEN = {State.STATED, State.DISPUTED}
DECIDED = {State.CONFIRMED, State.ADJUSTED}
# From which states an entry of a kind leads to which; a decision on paper can be decided again.
TRANSITIONS: dict[str, tuple[set[Any], State]] = {
    Kind.STATED: ({State.DRAFT}, State.STATED),
    Kind.CONFIRMED: (OPEN, State.CONFIRMED),
    Kind.ADJUSTED: (OPEN, State.ADJUSTED),
    Kind.DISPUTED: ({State.STATED, State.DISPUTED}, State.DISPUTED),
    Kind.WITHDRAWN: (OPEN, State.WITHDRAWN),
    Kind.RESTATED: (DECIDED, State.RESTATED),
}
DECIDED_AGAIN = {Kind.CONFIRMED, Kind.ADJUSTED, Kind.DISPUTED, Kind.WITHDRAWN}
EVENT_TEXTS = ("kind", "dimension_id", "terms_id", "title", "note", "cause", "remedy", "base_rate", "after_the_fact")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the ledger says: whose, which object, which of its fields, and what about it."""

    customer: Customer
    what: str
    field: str
    words: str

    def __str__(self) -> str:
        return f"{self.customer.name} (customer {self.customer.pk}): {self.what}, {self.field}: {self.words}"


class Verification:
    """The verification of one customer's ledger. `findings()` goes through all of it; `entries` then counts its entries."""

    def __init__(self, customer: Customer, *, files: bool = True) -> None:
        self.customer = customer
        self.files = files
        self.entries = 0
        self._unreadable: list[Finding] = []

    def findings(self) -> Iterator[Finding]:
        yield from self._chain()
        yield from self._terms()
        yield from self._events()
        yield from self._evidence()
        yield from self._unreadable

    def _found(self, what: str, field: str, words: str) -> Finding:
        return Finding(self.customer, what, field, words)

    def _differs(self, what: str, field: str, row: Any, entry: Any) -> Iterator[Finding]:
        if _plain(row) != entry:
            yield self._found(what, field, f"the row says {_short(_plain(row))}, the ledger {_short(entry)}")

    # --- The chain ----------------------------------------------------------------------------------------------------
    def _chain(self) -> Iterator[Finding]:
        seq, digest = 0, GENESIS
        decisions = Decision.objects.filter(customer=self.customer).select_related("signature", "by_stakeholder")
        for decision in self._rows(decisions, "entry", order="seq"):
            what = f"entry {decision.seq}"
            if decision.seq != seq + 1:
                yield self._found(what, "seq", f"follows entry {seq}: something is missing between them")
            if decision.previous != digest:
                yield self._found(what, "previous", "is not the digest of the entry before")
            if entry_digest(decision.previous, decision.payload) != decision.digest:
                yield self._found(what, "digest", "is not the digest of the payload")
            yield from self._entry(decision, what)
            seq, digest = decision.seq, decision.digest
            self.entries += 1
        head = LedgerHead.objects.filter(customer=self.customer).first()
        at = (head.seq, head.digest) if head is not None else (0, GENESIS)
        if at != (seq, digest):
            yield self._found("head", "seq" if at[0] != seq else "digest", f"says {at[0]}, the last entry is {seq}")
        said = Decision.objects.filter(customer=self.customer)
        for name, model in (("event", ValueEvent), ("terms", Terms)):
            here = Exists(model._default_manager.filter(pk=OuterRef(f"{name}_id"), customer=self.customer))
            for decision in said.exclude(**{name: None}).filter(~here).iterator():
                number = getattr(decision, f"{name}_id")
                yield self._found(f"entry {decision.seq}", name, f"{name} {number} is no longer this customer's")

    def _entry(self, decision: Decision, what: str) -> Iterator[Finding]:
        """The payload: canonical, and the same as the columns; the signature."""
        try:
            said = json.loads(decision.payload)
            is_canonical = canonical(said) == decision.payload
        except (ValueError, TypeError):
            yield self._found(what, "payload", "is not readable")
            return
        if not is_canonical:
            yield self._found(what, "payload", "is not in canonical form")
        by = said.get("by") or {}
        amount = said.get("amount") or {}
        for field, entry in {
            "seq": said.get("seq"),
            "supplier_id": said.get("supplier"),
            "customer_id": said.get("customer"),
            "kind": said.get("kind"),
            "origin": said.get("origin"),
            "said_on": said.get("said_on"),
            "recorded_at": said.get("recorded_at"),
            "reason": said.get("reason"),
            "request_key": said.get("request"),
            "event_id": said.get("event_id"),
            "terms_id": said.get("terms_id"),
            "amount_minor": amount.get("minor"),
            "by_stakeholder_id": by.get("stakeholder"),
            "by_membership_id": by.get("membership"),
        }.items():
            yield from self._differs(what, field, getattr(decision, field), entry)
        if said.get("v") != VERSION:
            yield self._found(what, "payload", f"is of version {said.get('v')}")
        if amount and amount.get("currency") != self.customer.currency:
            yield self._found(what, "currency", f"{amount.get('currency')}, the customer's is {self.customer.currency}")
        yield from self._speaker(decision, what, by)
        if decision.kind == Kind.SPEND_CONFIRMED:
            yield from self._spend(said, what)

    def _speaker(self, decision: Decision, what: str, by: dict[str, Any]) -> Iterator[Finding]:
        """Who speaks may say this kind of thing, and the signature is the one that was hashed."""
        on_paper = decision.origin == Origin.PAPER and decision.kind in ON_PAPER
        if decision.kind in OF_THE_CUSTOMER and not on_paper:
            speaker = decision.by_stakeholder
            if speaker is None or speaker.customer_id != self.customer.pk:
                yield self._found(what, "by", "is decided by nobody of the customer")
            elif decision.origin not in {Origin.PORTAL, Origin.DEMONSTRATION, Origin.MIGRATION}:
                yield self._found(what, "origin", f"{decision.origin} is no way to decide")
        signature = getattr(decision, "signature", None)
        if by.get("product"):
            if signature is not None:
                yield self._found(what, "signature", "under the product's own word")
        elif signature is None:
            yield self._found(what, "signature", "is missing")
        elif signature.erased_at is not None:
            if signature.name or signature.position:
                yield self._found(what, "signature", "was erased, and says a name")
        else:
            signed = person_digest(salt=signature.salt, name=signature.name, position=signature.position)
            if signed != by.get("person"):
                yield self._found(what, "signature", "name, position or salt are not those that were hashed")

    def _spend(self, said: dict[str, Any], what: str) -> Iterator[Finding]:
        items = said.get("spend") or []
        for start in range(0, len(items), BATCH):
            part = items[start : start + BATCH]
            chosen = SpendEntry.objects.filter(pk__in=[item["id"] for item in part])
            rows = {row.pk: row for row in self._rows(chosen, "spend entry")}
            for item in part:
                row = rows.get(item["id"])
                if row is None:
                    yield self._found(what, "spend", f"spend entry {item['id']} is gone")
                    continue
                here = f"spend entry {row.pk}"
                yield from self._differs(here, "amount_minor", row.amount_minor, item["minor"])
                yield from self._differs(here, "on", row.on, item["on"])
                yield from self._differs(here, "kind", row.kind, item["kind"])

    # --- Terms --------------------------------------------------------------------------------------------------------
    def _terms(self) -> Iterator[Finding]:
        entries = Decision.objects.filter(kind=Kind.TERMS_AGREED).order_by("seq")
        agreed = Terms.objects.filter(Q(state=Terms.State.AGREED) | Q(decisions__kind=Kind.TERMS_AGREED))
        rows = agreed.filter(customer=self.customer).select_related("dimension").distinct()
        for terms in self._rows(rows.prefetch_related(Prefetch("decisions", entries)), "terms"):
            what = f"terms {terms.pk}"
            said = [one for one in (_said(entry) for entry in terms.decisions.all()) if one]
            if len(said) != 1:
                yield self._found(what, "state", f"{terms.state}, with {len(said)} entries that agree them")
                continue
            yield from self._agreed(terms, said[0], what)

    def _agreed(self, terms: Terms, said: dict[str, Any], what: str) -> Iterator[Finding]:
        content = said.get("terms") or {}
        yield from self._differs(what, "state", terms.state, Terms.State.AGREED.value)
        yield from self._differs(what, "agreed_on", terms.agreed_on, said.get("said_on"))
        yield from self._differs(what, "on_paper", terms.on_paper, said.get("origin") == Origin.PAPER)
        yield from self._differs(what, "supplier_id", terms.supplier_id, said.get("supplier"))
        for field in [*TERMS_FIELDS, "id", "dimension_id", "version"]:
            yield from self._differs(what, field, getattr(terms, field), content.get(field))
        yield from self._differs(f"dimension {terms.dimension_id}", "unit", terms.dimension.unit, content.get("unit"))
        digest = content.get("digest")
        if content_digest({name: value for name, value in content.items() if name != "digest"}) != digest:
            yield self._found(what, "digest", "is not the digest of what was agreed")
        if "paper" in said:
            yield from self._same_evidence([said["paper"]["document"]])

    # --- Events -------------------------------------------------------------------------------------------------------
    def _events(self) -> Iterator[Finding]:
        events = ValueEvent.objects.filter(customer=self.customer).select_related("terms", "supersedes")
        events = events.prefetch_related(
            Prefetch("decisions", Decision.objects.order_by("seq")),
            Prefetch("lines", ClaimLine.objects.select_related("measurement").order_by("position")),
            "evidence",
        )
        for event in self._rows(events, "event"):
            # Each entry on an event repeats its words and lines: what is wrong is named once.
            yield from dict.fromkeys(self._event(event))

    def _event(self, event: ValueEvent) -> Iterator[Finding]:
        what = f"event {event.pk}"
        entries = [one for one in (_said(decision) for decision in event.decisions.all()) if one]
        if not entries:
            yield from self._differs(what, "state", event.state, State.DRAFT.value)
            if event.lines.all():
                yield self._found(what, "lines", "a draft has none")
            return
        yield from self._replayed(event, entries, what)
        for said in entries:
            if "event" in said:
                yield from self._same_event(event, said["event"], what)
        yield from self._worked_out(event, what)
        seen: dict[int, dict[str, Any]] = {}
        for said in entries:
            for item in (said.get("event") or {}).get("evidence", []):
                seen[item["id"]] = item
            if "paper" in said:
                seen[said["paper"]["document"]["id"]] = said["paper"]["document"]
        if seen:
            yield from self._same_evidence(list(seen.values()))
            for gone in sorted(set(seen) - {item.pk for item in event.evidence.all()}):
                yield self._found(what, "evidence", f"evidence {gone} is no longer attached")

    def _replayed(self, event: ValueEvent, entries: list[dict[str, Any]], what: str) -> Iterator[Finding]:
        """The entries follow each other as the rules allow, and the event stands where they lead."""
        state, decided, on_paper = State.DRAFT, None, False
        stated_at, decided_at, claimed, last = None, None, None, None
        for said in entries:
            kind = said.get("kind", "")
            allowed, to = TRANSITIONS.get(kind, (set(), state))
            # A change of mind names the entry that stood, and why.
            changed = "replaces" in said and said["replaces"] == last and bool(said.get("reason", "").strip())
            again = (on_paper or changed) and state in DECIDED and kind in DECIDED_AGAIN
            if "replaces" in said and not (changed and again):
                yield self._found(f"entry {said.get('seq')}", "replaces", f"{said['replaces']}, after entry {last}")
            last = said.get("seq")
            if state not in allowed and not again:
                yield self._found(f"entry {said.get('seq')}", "kind", f"{kind} does not follow {state.value}")
            minor = (said.get("amount") or {}).get("minor")
            state = to
            if kind == Kind.STATED:
                claimed, stated_at = minor, said.get("recorded_at")
            elif kind != Kind.RESTATED:
                is_decided = to in DECIDED
                decided, decided_at = (minor, said.get("recorded_at")) if is_decided else (None, None)
                if is_decided and not _may_become(claimed, minor):
                    yield self._found(f"entry {said.get('seq')}", "amount", f"{minor} of {claimed} claimed")
            if kind != Kind.RESTATED:
                on_paper = said.get("origin") == Origin.PAPER
        for field, entry in {
            "state": state.value,
            "claimed_minor": claimed,
            "decided_minor": decided,
            "stated_at": stated_at,
            "decided_at": decided_at,
            "on_paper": on_paper,
        }.items():
            yield from self._differs(what, field, getattr(event, field), entry)

    def _same_event(self, event: ValueEvent, said: dict[str, Any], what: str) -> Iterator[Finding]:
        for field in EVENT_TEXTS:
            yield from self._differs(what, field, getattr(event, field), said.get(field))
        yield from self._differs(what, "supersedes", event.supersedes_id, said.get("supersedes"))
        yield from self._differs(what, "period", [event.period_start, event.period_end], said.get("period"))
        claimed = (said.get("claimed") or {}).get("minor")
        yield from self._differs(what, "claimed_minor", event.claimed_minor, claimed)
        rows = {row.position: row for row in event.lines.all()}
        for content in said.get("lines", []):
            row = rows.pop(content["position"], None)
            if row is None:
                yield self._found(what, "lines", f"line {content['position']} is gone")
                continue
            here = f"claim line {row.pk} of event {event.pk}"
            for field in LINE_FIELDS:
                yield from self._differs(here, field, getattr(row, field), content.get(field))
            if row.customer_id != event.customer_id:
                yield self._found(here, "customer_id", "is another customer's")
            if row.measurement is not None and content.get("reading"):
                for field in READING_FIELDS:
                    yield from self._differs(
                        f"measurement {row.measurement_id}",
                        field,
                        getattr(row.measurement, field),
                        content["reading"].get(field),
                    )
        for position in rows:
            yield self._found(what, "lines", f"line {position} was never stated")

    def _worked_out(self, event: ValueEvent, what: str) -> Iterator[Finding]:
        """The amount once more, from terms and readings, and the sum of the lines."""
        exact = [row.amount for row in event.lines.all() if row.amount is not None]
        if event.kind == ValueEvent.Kind.COST and event.claimed_minor is not None:
            if exact != [from_minor(event.claimed_minor, self.customer.currency)]:
                yield self._found(what, "claimed_minor", "is not the amount of its line")
        elif (exact or event.claimed_minor is not None) and event.claimed_minor != rounded_minor(
            exact, minor_digits(self.customer.currency)
        ):
            yield self._found(what, "claimed_minor", "is not the rounded sum of its lines")
        if event.terms is None or event.kind != ValueEvent.Kind.MEASURED:
            return
        for row in event.lines.all():
            if row.measurement is None:
                continue
            here = f"claim line {row.pk} of event {event.pk}"
            try:
                again = line(
                    event.terms,
                    period_start=row.measurement.period_start,
                    period_end=row.measurement.period_end,
                    actual=row.measurement.value,
                    volume=row.measurement.volume,
                )
            except MissingVolume:
                yield self._found(f"measurement {row.measurement_id}", "volume", "is missing")
                continue
            for field in LINE_FIELDS[2:]:
                if field != "words" and getattr(row, field) != getattr(again, field):
                    yield self._found(here, field, "is not what terms and reading come to")

    # --- Evidence -----------------------------------------------------------------------------------------------------
    def _same_evidence(self, contents: list[dict[str, Any]]) -> Iterator[Finding]:
        chosen = Evidence.objects.filter(pk__in=[content["id"] for content in contents])
        rows = {row.pk: row for row in self._rows(chosen, "evidence")}
        for content in contents:
            what = f"evidence {content['id']}"
            row = rows.get(content["id"])
            if row is None:
                yield self._found(what, "row", "is gone")
                continue
            yield from self._differs(what, "customer_id", row.customer_id, self.customer.pk)
            for field in EVIDENCE_FIELDS:
                yield from self._differs(what, field, getattr(row, field), content.get(field))

    def _evidence(self) -> Iterator[Finding]:
        """Every file once more: it is there, and it is the one that was stored."""
        if not self.files:
            return
        for row in self._rows(Evidence.objects.filter(customer=self.customer), "evidence"):
            words = differs_from_file(row.path, row.digest)
            if words:
                yield self._found(f"evidence {row.pk}", "file", words)

    def _rows(self, queryset: models.QuerySet[M], name: str, *, order: str = "pk") -> Iterator[M]:
        """The rows, in batches. One in which a figure or a day is no longer readable is named, and left out."""
        for batch in _batches(queryset.order_by(order).values_list("pk", flat=True).iterator(chunk_size=BATCH)):
            try:
                rows = list(queryset.filter(pk__in=batch).order_by(order))
            except UNREADABLE:
                rows = self._one_by_one(queryset, batch, name)
            yield from rows

    def _one_by_one(self, queryset: models.QuerySet[M], keys: list[int], name: str) -> list[M]:
        rows = []
        for key in keys:
            try:
                rows += list(queryset.filter(pk=key))
            except UNREADABLE as error:
                named = [what for part in _parts(name, key) for what in _unreadable_in(*part)] or [f"{name} {key}"]
                for what in named:
                    finding = self._found(what, "row", f"is not readable ({error})")
                    if finding not in self._unreadable:
                        self._unreadable.append(finding)
        return rows


def _parts(name: str, key: int) -> list[tuple[str, models.QuerySet]]:
    """What is read together with a row, and may be what is not readable."""
    if name != "event":
        return []
    return [
        (f"claim line {{}} of event {key}", ClaimLine.objects.filter(event=key)),
        ("measurement {}", Measurement.objects.filter(lines__event=key)),
        ("terms {}", Terms.objects.filter(events=key)),
        ("evidence {}", Evidence.objects.filter(events=key)),
    ]


def _unreadable_in(words: str, queryset: models.QuerySet) -> Iterator[str]:
    for key in queryset.order_by().values_list("pk", flat=True).distinct():
        try:
            list(queryset.filter(pk=key))
        except UNREADABLE:
            yield words.format(key)


def differs_from_file(path: str, digest: str) -> str:
    """What is wrong with a stored file that should have this digest; empty where it has."""
    if not default_storage.exists(path):
        return "is gone"
    found = hashlib.sha256()
    with default_storage.open(path) as file:
        while chunk := file.read(1024 * 1024):
            found.update(chunk)
    return "" if found.hexdigest() == digest else "is not what was stored: its digest differs"


def _may_become(claimed: int | None, decided: int | None) -> bool:
    """A gain only downwards and never a shortfall, a shortfall never a gain."""
    if claimed is None or decided is None:
        return claimed is None and decided is None
    return 0 <= decided <= claimed if claimed >= 0 else decided <= 0


def _said(decision: Decision) -> dict[str, Any] | None:
    """The payload; None where it is not readable, which the chain has named already."""
    try:
        said = json.loads(decision.payload)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return plain(value)
    try:
        return plain(value)
    except (TypeError, ValueError):
        return f"{value!r}, which has no canonical form"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for key in keys:
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
