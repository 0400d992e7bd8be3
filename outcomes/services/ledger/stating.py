"""What the supplier states for decision, what the customer's person states as a cost, and what is stated anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.models import Customer, Stakeholder
from accounts.notation import from_minor
from accounts.refusal import Refused
from outcomes.models import ClaimLine, Decision, Evidence, Terms, ValueEvent
from outcomes.rates import rate_on
from outcomes.services.claims import refuse_overlap, work_out
from outcomes.services.entries import Ledger, locked
from outcomes.services.ledger.moving import (
    DECIDABLE,
    Kind,
    State,
    change,
    fresh,
    needs_reason,
    needs_words,
    not_too_large,
)
from outcomes.services.voice import Voice


def state_value(
    *,
    event: ValueEvent,
    voice: Voice,
    request_key: str | None = None,
    fill: Callable[[ValueEvent], list[Evidence]] | None = None,
) -> Decision:
    """State a draft: measured against terms, a cost as an amount, or words. From here on the customer decides; a shortfall
    counts at once.

    `fill` writes into the draft what was typed last, once the ledger is held, and returns its evidence: so it is read once.
    """
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.STATED, event=event):
            return repeated
        if voice.origin != Decision.Origin.PRODUCT:
            voice.must_be_supplier(ledger.customer)
        event = fresh(event, ledger, allowed={State.DRAFT})
        evidence = fill(event) if fill is not None else None
        if event.period_start is None or event.period_end is None:
            raise Refused(_("The period is missing."), code="no_period", field="period")
        today = ledger.customer.supplier.today(ledger.now)
        if event.period_end > today:
            raise Refused(_("The period ends in the future. Claim it when it is over."), code="future", field="period")
        lines: list[ClaimLine] = []
        if event.kind == ValueEvent.Kind.MEASURED:
            lines = _worked_lines(event, today=today)
        elif event.kind == ValueEvent.Kind.COST:
            lines = [_cost_line(event)]
        else:
            needs_words(event)
            event.terms, event.claimed_minor, event.after_the_fact = None, None, False
        return _state(ledger, event, lines, voice=voice, request_key=request_key, evidence=evidence)


def state_cost(
    *,
    customer: Customer,
    voice: Voice,
    title: str,
    amount_minor: int | None,
    period_start: date,
    period_end: date,
    cause: str = "",
    evidence: Iterable[Evidence] = (),
    request_key: str | None = None,
) -> Decision:
    """The customer's person states a shortfall or a cost that her firm bore, as an amount (positive minor units).

    Without an amount it is something that went badly and was not put in money, such as a promise that was not kept.
    """
    with locked(customer) as ledger:
        words = {"title": title, "cause": cause, "period": [period_start, period_end]}
        said = {"event": words, "amount": None if amount_minor is None else {"minor": -amount_minor}}
        if repeated := ledger.repeated(request_key, kind=Kind.STATED, said=said):
            return repeated
        customer = ledger.customer
        voice.must_be_customer(customer, "may_decide")
        check_texts(ValueEvent, title=title, cause=cause)
        if amount_minor is not None and amount_minor <= 0:
            raise Refused(_("State the cost as an amount above zero."), code="not_a_cost", field="amount")
        not_too_large(amount_minor or 0)
        if period_end < period_start:
            raise Refused(_("The period ends before it begins."), code="order", field="period_end")
        if period_end > customer.supplier.today(ledger.now):
            raise Refused(_("The day lies in the future."), code="future", field="period_end")
        event = ValueEvent.objects.create(
            supplier_id=customer.supplier_id,
            customer=customer,
            kind=ValueEvent.Kind.COST,
            title=title,
            cause=cause,
            period_start=period_start,
            period_end=period_end,
            claimed_minor=None if amount_minor is None else -amount_minor,
            asked=voice.stakeholder,
        )
        needs_words(event)
        event.evidence.add(*evidence)
        lines = [] if amount_minor is None else [_cost_line(event)]
        return _state(ledger, event, lines, voice=voice, request_key=request_key)


def restate(*, event: ValueEvent, voice: Voice, reason: str, request_key: str | None = None) -> Decision:
    """Correct a decided claim: its period is worked out again, under the same terms, and stated anew for decision.

    Until it is decided the lower of both figures counts. The product restates only what has become worse.
    """
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.STATED, event=event, said={"reason": reason}):
            return repeated
        member = None if voice.origin == Decision.Origin.PRODUCT else voice.must_be_supplier(ledger.customer)
        event = fresh(event, ledger, allowed={State.CONFIRMED, State.ADJUSTED})
        needs_reason(reason)
        check_texts(ValueEvent, note=reason)
        if event.kind != ValueEvent.Kind.MEASURED:
            raise Refused(_("Only a claim that was measured is worked out again."), code="not_measured")
        if event.superseding.filter(state__in=DECIDABLE).exists():
            raise Refused(_("A restatement of it already waits for the decision."), code="already_restated")
        correction = _again(event, note=reason, supersedes=event, drafted_by=member, asked=event.asked)
        lines = _worked_lines(correction, today=ledger.customer.supplier.today(ledger.now), terms=event.terms)
        rests_on = {line.measurement_id for line in lines}
        if rests_on == set(event.lines.values_list("measurement", flat=True)) and correction.terms == event.terms:
            raise Refused(
                _("Worked out again it gives the same amount. Record the corrected reading first."), code="same"
            )
        if member is None and (correction.claimed_minor or 0) >= (event.decided_minor or 0):
            raise Refused(_("The product corrects downwards only."), code="not_worse")
        return _state(ledger, correction, lines, voice=voice, reason=reason, request_key=request_key)


def state_anew(*, event: ValueEvent, voice: Voice, reason: str, asked: Stakeholder | None) -> Decision:
    """What waits for a decision, and has become worse by readings that came later: taken back and stated lower, at once.

    Only the product's word. Terms, evidence, the explanation and what it corrects stay; a dispute of it ends with it, because
    the amount is another. `asked` decides it. Refused where it would come to no less.
    """
    with locked(event.customer_id) as ledger:
        if voice.origin != Decision.Origin.PRODUCT:
            raise Refused(_("Withdraw it, and state it anew."), code="only_the_product")
        event = fresh(event, ledger, allowed=DECIDABLE)
        if event.state not in DECIDABLE:  # decided on paper meanwhile
            raise Refused(_("It is decided already."), code="already_decided")
        if event.kind != ValueEvent.Kind.MEASURED or event.terms is None:
            raise Refused(_("Only a claim that was measured is worked out again."), code="not_measured")
        was = event.claimed_minor or 0
        change(ledger, event, Kind.WITHDRAWN, State.WITHDRAWN, None, voice=voice, reason=reason, request_key=None)
        said = {"cause": event.cause, "remedy": event.remedy}
        anew = _again(event, note=reason, supersedes=event.supersedes, asked=asked, **said)
        anew.evidence.set(event.evidence.all())
        lines = _worked_lines(anew, today=ledger.customer.supplier.today(ledger.now), terms=event.terms)
        if (anew.claimed_minor or 0) >= was:
            raise Refused(_("The product corrects downwards only."), code="not_worse")
        return _state(ledger, anew, lines, voice=voice, reason=reason, request_key=None)


def _again(event: ValueEvent, **said: Any) -> ValueEvent:
    """A new event about the dimension and period of this one, with what is `said` of it."""
    same = ("supplier_id", "customer", "dimension", "kind", "title", "period_start", "period_end")
    return ValueEvent.objects.create(**{name: getattr(event, name) for name in same}, **said)


def _cost_line(event: ValueEvent) -> ClaimLine:
    """The one line of what was stated as an amount, not yet saved. Refused where it is no shortfall."""
    if event.claimed_minor is None or event.claimed_minor >= 0:
        raise Refused(_("State the cost as an amount above zero."), code="not_a_cost", field="amount")
    not_too_large(event.claimed_minor)
    needs_words(event)
    assert event.period_start is not None and event.period_end is not None
    return ClaimLine(
        customer=event.customer,
        event=event,
        position=1,
        period_start=event.period_start,
        period_end=event.period_end,
        words=event.title,
        amount=from_minor(event.claimed_minor, event.customer.currency),
    )


def _worked_lines(event: ValueEvent, *, today: date, terms: Terms | None = None) -> list[ClaimLine]:
    """Work the claim out, set on the event what follows from it, and return its lines, not yet saved."""
    assert event.period_start is not None and event.period_end is not None
    if event.dimension is None or event.dimension.customer_id != event.customer_id:
        raise Refused(_("Choose the value dimension."), code="no_dimension", field="dimension")
    working = work_out(
        dimension=event.dimension,
        period_start=event.period_start,
        period_end=event.period_end,
        today=today,
        terms=terms,
    )
    event.terms = working.terms
    event.claimed_minor = working.amount_minor
    event.after_the_fact = working.after_the_fact
    return [
        ClaimLine(
            customer=event.customer,
            event=event,
            position=number,
            measurement=reading,
            period_start=one.period_start,
            period_end=one.period_end,
            baseline=one.baseline if working.terms is not None else None,
            actual=one.actual,
            difference=one.difference if working.terms is not None else None,
            volume=one.volume,
            rate=one.rate,
            share=one.share,
            deduction=one.deduction,
            amount=one.amount,
        )
        for number, (reading, one) in enumerate(working.lines, start=1)
    ]


def _state(
    ledger: Ledger,
    event: ValueEvent,
    lines: list[ClaimLine],
    *,
    voice: Voice,
    reason: str = "",
    request_key: str | None,
    evidence: list[Evidence] | None = None,
) -> Decision:
    refuse_overlap(event, customer=event.customer)
    check_texts(ValueEvent, title=event.title, note=event.note, cause=event.cause, remedy=event.remedy)
    evidence = list(event.evidence.all()) if evidence is None else evidence
    if any(item.customer_id != event.customer_id for item in evidence):
        raise Refused(_("The evidence belongs to another customer."), code="foreign_evidence", field="evidence")
    assert event.period_end is not None
    if event.claimed_minor is not None:
        dated = rate_on(
            supplier=event.customer.supplier,
            currency=event.customer.currency,
            base=event.customer.supplier.base_currency,
            day=event.period_end,
        )
        event.base_rate = dated.rate if dated is not None else None
    ClaimLine.objects.bulk_create([line for line in lines if line.pk is None])
    return change(
        ledger, event, Kind.STATED, State.STATED, event.claimed_minor, voice=voice, reason=reason,
        request_key=request_key, lines=lines, evidence=evidence,
    )  # fmt: skip
