"""How an event comes into another state: read again under the lock, one entry, the totals, all in one transaction."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.limits import MOST_MINOR
from accounts.notation import date_medium
from accounts.refusal import Refused
from outcomes.models import ClaimLine, Decision, Evidence, ValueEvent
from outcomes.services.entries import Ledger, event_content
from outcomes.services.voice import Voice
from outcomes.totals import event_sums, move

State = ValueEvent.State
Kind = Decision.Kind
DECIDABLE = {State.STATED, State.DISPUTED}
DECIDED = {State.CONFIRMED, State.ADJUSTED}


def fresh(event: ValueEvent, ledger: Ledger, *, allowed: set[Any], replaces: int | None = None) -> ValueEvent:
    """The event as it stands now that the ledger is locked. Refused, with what happened meanwhile, in another state.

    What was decided on paper alone can still be decided by the customer's person herself. With `replaces` it has to be
    decided, by the entry of that number and no later one.
    """
    parts = ("terms", "supersedes__terms", "dimension", "asked__user")
    waits = ValueEvent.objects.filter(supersedes=OuterRef("pk"), state__in=DECIDABLE)
    now = ValueEvent.objects.select_related(*parts).annotate(restatement_waits=Exists(waits)).get(pk=event.pk)
    now.customer = ledger.customer
    if now.dimension is not None and now.dimension.customer_id == ledger.customer.pk:
        now.dimension.customer = ledger.customer
    if now.supersedes is not None:
        now.supersedes.customer = ledger.customer
    if replaces is None and (now.state in allowed or (now.on_paper and allowed == DECIDABLE and now.state in DECIDED)):
        return now
    last = now.decisions.select_related("signature").order_by("-seq").first()
    if last is None:
        raise Refused(_("It is still a draft."), code="still_a_draft")
    if last.seq == replaces and now.state in DECIDED:
        if now.restatement_waits:
            raise Refused(
                _("A correction of it waits for your decision. Decide that one instead."), code="restatement_waits"
            )
        return now
    signature = getattr(last, "signature", None)
    raise Refused(
        _("It is already %(state)s, by %(name)s on %(day)s.")
        % {
            "state": last.get_kind_display(),
            "name": _("the product") if signature is None else signature.name or _("somebody whose name was erased"),
            "day": date_medium(last.said_on),
        },
        code="already_decided",
    )


def not_too_large(amount_minor: int) -> None:
    if abs(amount_minor) > MOST_MINOR:
        raise Refused(_("This amount is too large."), code="too_large", field="amount")


def change(
    ledger: Ledger,
    event: ValueEvent,
    kind: Decision.Kind,
    state: ValueEvent.State,
    amount_minor: int | None,
    *,
    voice: Voice,
    reason: str,
    request_key: str | None,
    lines: list[ClaimLine] | None = None,
    evidence: list[Evidence] | None = None,
    content: dict[str, Any] | None = None,
) -> Decision:
    """Move the event to its new state, append the entry, keep the totals: one transaction, under the ledger's lock."""
    corrected = event.supersedes
    counts = corrected or event
    before = _sums(event, corrected)
    decision = ledger.append(
        voice=voice,
        kind=kind,
        event=event,
        terms=event.terms,
        amount_minor=amount_minor,
        reason=reason,
        content=event_content(
            event,
            event.lines.select_related("measurement") if lines is None else lines,
            event.evidence.all() if evidence is None else evidence,
        )
        | (content or {}),
        request_key=request_key,
    )
    event.state = state
    event.answered_at = None
    event.on_paper = voice.origin == Decision.Origin.PAPER
    if kind == Kind.STATED:
        event.stated_at = decision.recorded_at
    else:
        decided = state in DECIDED
        event.decided_minor = amount_minor if decided else None
        event.decided_at = decision.recorded_at if decided else None
        if decided and corrected is not None and corrected.state != State.RESTATED:
            ledger.append(
                voice=voice, kind=Kind.RESTATED, event=corrected, reason=reason, content={"superseded_by": event.pk}
            )
            corrected.state = State.RESTATED
            corrected.save(update_fields=["state"])
    event.save()
    after = _sums(event, corrected)
    # What the product takes back it states anew, lower, in the same transaction.
    smaller = after["shortfall"] < before["shortfall"] and voice.origin != Decision.Origin.PRODUCT
    if smaller and event.customer.finance_signs_smaller_shortfalls:
        voice.must_be_customer(event.customer, "may_sign_finance")
    assert counts.period_end is not None
    move(customer=event.customer, on=counts.period_end, before=before, after=after)
    return decision


def _sums(event: ValueEvent, corrected: ValueEvent | None) -> dict[str, int]:
    """What the event adds to the sums; of a restatement, what it and the corrected event add together."""
    if corrected is None:
        # An event that is decided here has no restatement yet: only decided ones can be restated.
        return event_sums(event, None)
    if corrected.state == State.RESTATED:
        return event_sums(event, None)
    return event_sums(corrected, event)


def needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why. The reason will be printed in the report."), code="no_reason", field="reason")


def needs_words(event: ValueEvent) -> None:
    if not event.title.strip():
        raise Refused(_("Say what happened."), code="no_words", field="title")
