"""One Value Realization event as the supplier sees it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import may_edit
from accounts.actors import Actor
from accounts.codes import normalised
from accounts.models import Customer
from accounts.queries import changes_of
from outcomes.models import ClaimLine, Decision, Evidence, ValueEvent
from outcomes.queries.claims import agreement_words, claim_words, evidence_lines, said_about, said_and_answered, short
from outcomes.queries.marks import DECIDED, DECISION_MARKS, EVENT_MARKS, OPEN, Kind, State
from outcomes.queries.workings import working


def event_for(actor: Actor, pk: int) -> ValueEvent | None:
    """The event with all that its page shows, where the actor may see it."""
    return (
        ValueEvent.objects.visible_to(actor)
        .select_related(
            "customer__supplier", "customer__total", "dimension__outcome", "dimension__customer__supplier",
            "dimension__owner_theirs", "dimension__supplier", "terms__dimension__customer", "asked", "supersedes",
            "drafted_by__user",
        )
        .prefetch_related("lines", "evidence")
        .filter(pk=pk)
        .first()
    )  # fmt: skip


def event_page(actor: Actor, event: ValueEvent) -> dict[str, Any]:
    """The context of outcomes/event_detail.html; three queries beside the event's own."""
    lines = list(event.lines.all())
    history, agreement = said_about(actor, event)
    newer = ValueEvent.objects.visible_to(actor).filter(supersedes=event).exclude(state=State.DRAFT)
    edits = may_edit(actor)
    is_open = event.state in OPEN
    later = list(newer.order_by("pk")) if event.state in (*DECIDED, State.RESTATED) else []
    return {
        "event": event,
        "customer": event.customer,
        "currency": event.customer.currency,
        "claim": claim_words(event, lines),
        "mark": "shortfall" if event.went_badly and is_open else EVENT_MARKS[event.state],
        "state_words": _state_words(event),
        "working": _event_working(event, lines),
        "terms_words": agreement_words(event, agreement, actor),
        "evidence": evidence_lines(event),
        "history": said_and_answered(actor, event, history, [_history_row(event, one, history) for one in history]),
        "superseding": later,
        "changes": changes_of(event, {}),
        "can_edit_draft": edits and event.state == State.DRAFT,
        "can_answer": edits and event.state == State.DISPUTED,
        "can_withdraw": edits and is_open and not event.went_badly,
        "can_add_evidence": actor.membership is not None and event.state in (*OPEN, *DECIDED),
        "can_record_paper": edits and is_open and event.supersedes_id is None,
        "can_restate": edits
        and event.state in DECIDED
        and event.kind == ValueEvent.Kind.MEASURED
        and not any(one.state in OPEN for one in later),
    }


def _event_working(event: ValueEvent, lines: Sequence[ClaimLine]) -> dict[str, Any] | None:
    shown = working(event, lines)
    if shown is None or shown["result"] is None or event.claimed_minor is None:
        return shown
    if event.state in OPEN:
        shown["result"]["words"] = _("Shortfall, counts already") if event.is_shortfall else _("Gain to decide")
    return shown


def _state_words(event: ValueEvent) -> str:
    who = event.asked.name if event.asked is not None else _("the customer")
    if event.state == State.DRAFT:
        return _("A draft. Nobody of the customer sees it, and it counts as nothing.")
    if event.state == State.STATED:
        if event.is_shortfall:
            return _("It counts already, marked “not yet agreed”. %(who)s decides.") % {"who": who}
        if event.went_badly:
            return _("Stated by the customer, without an amount. It stands in the report already.")
        return _("It is not counted until %(who)s decides. Silence confirms nothing.") % {"who": who}
    if event.state == State.DISPUTED:
        if event.went_badly:
            if event.waits:
                return _("It was answered, and counts until %(who)s settles it.") % {"who": who}
            return _("It counts until it is settled.")
        if event.waits:
            return _("It was answered, and is not counted until %(who)s decides anew.") % {"who": who}
        return _("It is not counted until the customer decides anew. Answer it, or withdraw it.")
    if event.after_the_fact and event.state in DECIDED:
        return _("Decided, but the terms were agreed after the period had begun: it stands apart from the value.")
    words = {
        State.CONFIRMED: _("The customer agreed with what was stated."),
        State.ADJUSTED: _("The customer set the amount that counts."),
        State.WITHDRAWN: _("Taken back. It counts as nothing."),
        State.RESTATED: _("Corrected by a later claim, which counts instead."),
    }
    return words[State(event.state)]


def _history_row(event: ValueEvent, decision: Decision, history: Sequence[Decision]) -> dict[str, Any]:
    signature = getattr(decision, "signature", None)
    who = ", ".join(part for part in (signature.name, signature.position) if part) if signature is not None else ""
    if decision.origin == Decision.Origin.PRODUCT:
        who = _("the product itself")
    words = _("by %(who)s") % {"who": who} if who else ""
    # That all of it is demonstration data, the strip above every page says once.
    if decision.origin in {Decision.Origin.MIGRATION, Decision.Origin.PAPER}:
        words = f"{words} ({decision.get_origin_display()})"
    stated = next((one for one in history if one.kind == Kind.STATED), None)
    details = [notation.quoted(decision.reason)] if decision.reason else []
    if stated is not None and decision.by_stakeholder_id is not None and decision.pk != stated.pk:
        length = max(decision.recorded_at - stated.recorded_at, timedelta())
        at_once = length < timedelta(minutes=1)
        details.append(
            _("decided at once") if at_once else _("decided after %(length)s") % {"length": notation.duration(length)}
        )
    details.append(_("entry %(seq)s, digest %(digest)s") % {"seq": decision.seq, "digest": short(decision.digest)})
    shortfall = event.went_badly and decision.kind == Kind.STATED
    return {
        "date": decision.said_on,
        "with_year": decision.said_on.year != timezone.now().year,
        "mark": "shortfall" if shortfall else DECISION_MARKS[decision.kind],
        "word": capfirst(decision.get_kind_display()),
        "words": words,
        "working": "; ".join(details),
        "minor": decision.amount_minor,
        "currency": event.customer.currency,
    }


def kept_evidence(actor: Actor, customer: Customer, codes: Sequence[str]) -> list[Evidence]:
    """Evidence of this customer by its codes, in that order; what is no code, or another customer's, is left out."""
    wanted = list(dict.fromkeys(normalised(code) for code in codes))[:50]
    found = {one.code: one for one in Evidence.objects.editable_by(actor).filter(customer=customer, code__in=wanted)}
    return [found[code] for code in wanted if code in found]


def decision_of_request(actor: Actor, request_key: str) -> Decision | None:
    """The entry that this very request has already made."""
    if not request_key or actor.membership is None:
        return None
    return Decision.objects.visible_to(actor).filter(request_key=request_key, by_membership=actor.membership).first()
