"""What each side says about an event, and what follows. One function owns each change of state.

draft -> stated -> confirmed | adjusted | disputed | withdrawn; disputed -> confirmed | adjusted | withdrawn;
confirmed | adjusted -> restated, when an event that supersedes it is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Customer
from accounts.notation import from_minor, money
from accounts.refusal import Refused
from outcomes.models import ClaimLine, Decision, SpendEntry, Terms, ValueEvent
from outcomes.rates import rate_on
from outcomes.services.claims import refuse_overlap, shared_effects, work_out
from outcomes.services.entries import Ledger, event_content, locked, terms_content
from outcomes.services.voice import Voice
from outcomes.totals import event_sums, move

State = ValueEvent.State
Kind = Decision.Kind
DECIDABLE = {State.STATED, State.DISPUTED}


# --- Terms ------------------------------------------------------------------------------------------------------------
def agree_terms(*, terms: Terms, voice: Voice, request_key: str | None = None) -> Decision:
    """The customer's person agrees proposed terms, by her own act. They never change again."""
    with locked(terms.customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        voice.must_be_customer(terms.customer, "may_agree")
        terms.refresh_from_db()
        if terms.state != Terms.State.PROPOSED:
            raise Refused(
                _("These terms are %(state)s; there is nothing to agree.") % {"state": terms.get_state_display()},
                code="not_proposed",
            )
        decision = ledger.append(
            voice=voice,
            kind=Kind.TERMS_AGREED,
            terms=terms,
            content={"terms": terms_content(terms)},
            request_key=request_key,
        )
        terms.state = Terms.State.AGREED
        terms.agreed_on = decision.said_on
        terms.save(update_fields=["state", "agreed_on"])
        return decision


def decline_terms(*, terms: Terms, voice: Voice, reason: str) -> None:
    """The customer's person says no to a proposal, and why. Nothing was agreed, so the ledger says nothing."""
    with locked(terms.customer):
        voice.must_be_customer(terms.customer, "may_agree")
        _needs_reason(reason)
        changed = Terms.objects.filter(pk=terms.pk, state=Terms.State.PROPOSED).update(
            state=Terms.State.DECLINED, declined_reason=reason
        )
        if not changed:
            raise Refused(_("These terms are no longer proposed."), code="not_proposed")


# --- Stating ----------------------------------------------------------------------------------------------------------
def state_value(*, event: ValueEvent, voice: Voice, request_key: str | None = None) -> Decision:
    """State a draft that is measured against terms, or in words. From here on the customer decides; a shortfall counts."""
    with locked(event.customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        if voice.origin != Decision.Origin.PRODUCT:
            voice.must_be_supplier(event.customer)
        event = _fresh(event, allowed={State.DRAFT})
        if event.period_start is None or event.period_end is None:
            raise Refused(_("The period is missing."), code="no_period", field="period")
        lines: list[ClaimLine] = []
        if event.kind == ValueEvent.Kind.MEASURED:
            lines = _worked_lines(event, today=voice.supplier.today(ledger.now))
        elif event.kind == ValueEvent.Kind.WORDS:
            _needs_words(event)
        return _state(ledger, event, lines, voice=voice, request_key=request_key)


def state_cost(
    *,
    customer: Customer,
    voice: Voice,
    title: str,
    amount_minor: int,
    period_start: date,
    period_end: date,
    cause: str = "",
    request_key: str | None = None,
) -> Decision:
    """The customer's person states a shortfall or a cost that her firm bore, as an amount (positive minor units)."""
    with locked(customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        voice.must_be_customer(customer, "may_decide")
        if amount_minor <= 0:
            raise Refused(_("State the cost as an amount above zero."), code="not_a_cost", field="amount")
        if period_end > voice.supplier.today(ledger.now):
            raise Refused(_("The day lies in the future."), code="future", field="period_end")
        event = ValueEvent.objects.create(
            supplier_id=customer.supplier_id,
            customer=customer,
            kind=ValueEvent.Kind.COST,
            title=title,
            cause=cause,
            period_start=period_start,
            period_end=period_end,
            claimed_minor=-amount_minor,
            asked=voice.stakeholder,
        )
        _needs_words(event)
        line = ClaimLine(
            customer=customer,
            event=event,
            position=1,
            period_start=period_start,
            period_end=period_end,
            words=title,
            amount=-from_minor(amount_minor, customer.currency),
        )
        line.save()
        return _state(ledger, event, [line], voice=voice, request_key=request_key)


# --- Deciding ---------------------------------------------------------------------------------------------------------
def confirm(*, event: ValueEvent, voice: Voice, reason: str = "", request_key: str | None = None) -> Decision:
    """The customer's person agrees with what was stated. A claim that shares its effect with another needs a reason."""

    def rules(event: ValueEvent) -> int | None:
        if not reason and (others := shared_effects(event)):
            raise Refused(
                _("“%(other)s” may count the same effect. Confirm it with the reason why both count.")
                % {"other": others[0].title},
                code="shared_effect",
                field="reason",
            )
        return event.claimed_minor

    return _decide(event, Kind.CONFIRMED, State.CONFIRMED, rules, voice=voice, reason=reason, request_key=request_key)


def adjust(
    *, event: ValueEvent, voice: Voice, amount_minor: int, reason: str, request_key: str | None = None
) -> Decision:
    """The customer's person sets the right amount. A gain only downwards; a shortfall smaller only with a reason, and
    with finance's right where the customer asks for it."""

    def rules(event: ValueEvent) -> int:
        claimed = event.claimed_minor
        if claimed is None:
            raise Refused(_("This is not in money; there is no amount to adjust."), code="not_monetised")
        _needs_reason(reason)
        if claimed >= 0 and not 0 <= amount_minor <= claimed:
            raise Refused(
                _("At most %(amount)s. A gain can only be made smaller.")
                % {"amount": money(claimed, event.customer.currency)},
                code="gain_upwards",
                field="amount",
            )
        if claimed < 0 and amount_minor > 0:
            raise Refused(_("A shortfall cannot become a gain. Dispute it instead."), code="sign", field="amount")
        if claimed < 0 and amount_minor > claimed and event.customer.finance_signs_smaller_shortfalls:
            voice.must_be_customer(event.customer, "may_sign_finance")
        return amount_minor

    return _decide(event, Kind.ADJUSTED, State.ADJUSTED, rules, voice=voice, reason=reason, request_key=request_key)


def dispute(*, event: ValueEvent, voice: Voice, reason: str, request_key: str | None = None) -> Decision:
    """The customer's person contests what was stated. A gain stays below the line; a shortfall goes on counting."""

    def rules(event: ValueEvent) -> None:
        _needs_reason(reason)
        if event.state == State.DISPUTED:
            raise Refused(_("It is already disputed."), code="already_disputed")

    return _decide(event, Kind.DISPUTED, State.DISPUTED, rules, voice=voice, reason=reason, request_key=request_key)


def withdraw(*, event: ValueEvent, voice: Voice, reason: str, request_key: str | None = None) -> Decision:
    """Take back what is not decided. A shortfall is taken back only by the customer's person."""
    with locked(event.customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        event = _fresh(event, allowed=DECIDABLE)
        _needs_reason(reason)
        if event.is_shortfall:
            if voice.stakeholder is None:
                raise Refused(
                    _("A shortfall cannot be withdrawn by the supplier. The customer decides it."),
                    code="shortfall_stays",
                )
            voice.must_be_customer(event.customer, "may_decide")
        elif voice.stakeholder is not None:
            raise Refused(_("Only who stated it can withdraw it. You can dispute it."), code="not_yours")
        else:
            voice.must_be_supplier(event.customer)
        return _change(
            ledger, event, Kind.WITHDRAWN, State.WITHDRAWN, None, voice=voice, reason=reason, request_key=request_key
        )


def restate(*, event: ValueEvent, voice: Voice, reason: str, request_key: str | None = None) -> Decision:
    """The supplier corrects a decided claim: the same period is worked out again and stated anew, for decision.

    Until it is decided the lower of both figures counts.
    """
    with locked(event.customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        member = voice.must_be_supplier(event.customer)
        event = _fresh(event, allowed={State.CONFIRMED, State.ADJUSTED})
        _needs_reason(reason)
        if event.kind != ValueEvent.Kind.MEASURED:
            raise Refused(_("Only a claim that was measured is worked out again."), code="not_measured")
        if event.superseding.filter(state__in=[State.STATED, State.DISPUTED]).exists():
            raise Refused(_("A restatement of it already waits for the decision."), code="already_restated")
        correction = ValueEvent.objects.create(
            supplier_id=event.supplier_id,
            customer=event.customer,
            dimension=event.dimension,
            kind=event.kind,
            title=event.title,
            period_start=event.period_start,
            period_end=event.period_end,
            note=reason,
            supersedes=event,
            drafted_by=member,
            asked=event.asked,
        )
        lines = _worked_lines(correction, today=voice.supplier.today(ledger.now))
        if correction.claimed_minor == event.decided_minor:
            raise Refused(
                _("Worked out again it gives the same amount. Record the corrected reading first."), code="same"
            )
        return _state(ledger, correction, lines, voice=voice, reason=reason, request_key=request_key)


# --- Spend and periods ------------------------------------------------------------------------------------------------
def confirm_spend(*, customer: Customer, voice: Voice, until: date, request_key: str | None = None) -> Decision:
    """The customer's person confirms what her firm spent, up to and including a day."""
    with locked(customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        voice.must_be_customer(customer, "may_decide")
        entries = list(SpendEntry.objects.filter(customer=customer, on__lte=until).current().order_by("on", "pk"))
        if not entries:
            raise Refused(_("There is no spend up to that day."), code="no_spend")
        content = {
            "until": until,
            "spend": [{"id": one.pk, "on": one.on, "kind": one.kind, "minor": one.amount_minor} for one in entries],
        }
        total = sum(one.amount_minor for one in entries)
        return ledger.append(
            voice=voice, kind=Kind.SPEND_CONFIRMED, amount_minor=total, content=content, request_key=request_key
        )


# --- How it is done ---------------------------------------------------------------------------------------------------
def _fresh(event: ValueEvent, *, allowed: set[Any]) -> ValueEvent:
    """The event as it stands now that the ledger is locked. Refused, with what happened meanwhile, in another state."""
    now = ValueEvent.objects.select_related("customer__supplier", "terms", "supersedes", "dimension").get(pk=event.pk)
    if now.state in allowed:
        return now
    last = now.decisions.select_related("signature").order_by("-seq").first()
    if last is None:
        raise Refused(_("It is still a draft."), code="still_a_draft")
    raise Refused(
        _("It is already %(state)s, by %(name)s on %(day)s.")
        % {
            "state": now.get_state_display(),
            "name": last.signature.name if hasattr(last, "signature") else _("the product"),
            "day": last.said_on.isoformat(),
        },
        code="already_decided",
    )


def _worked_lines(event: ValueEvent, *, today: date) -> list[ClaimLine]:
    """Work the claim out, set on the event what follows from it, and return its lines, not yet saved."""
    assert event.dimension is not None and event.period_start is not None and event.period_end is not None
    working = work_out(
        dimension=event.dimension, period_start=event.period_start, period_end=event.period_end, today=today
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
) -> Decision:
    refuse_overlap(event, customer=event.customer)
    assert event.period_end is not None
    if event.claimed_minor is not None:
        dated = rate_on(
            supplier=voice.supplier,
            currency=event.customer.currency,
            base=voice.supplier.base_currency,
            day=event.period_end,
        )
        event.base_rate = dated.rate if dated is not None else None
    ClaimLine.objects.bulk_create([line for line in lines if line.pk is None])
    return _change(
        ledger, event, Kind.STATED, State.STATED, event.claimed_minor, voice=voice, reason=reason,
        request_key=request_key, lines=lines,
    )  # fmt: skip


def _decide(
    event: ValueEvent,
    kind: Decision.Kind,
    state: ValueEvent.State,
    rules: Callable[[ValueEvent], int | None],
    *,
    voice: Voice,
    reason: str,
    request_key: str | None,
) -> Decision:
    with locked(event.customer) as ledger:
        if repeated := ledger.repeated(request_key):
            return repeated
        voice.must_be_customer(event.customer, "may_decide")
        event = _fresh(event, allowed=DECIDABLE)
        amount = rules(event)
        return _change(ledger, event, kind, state, amount, voice=voice, reason=reason, request_key=request_key)


def _change(
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
        content=event_content(event, event.lines.all() if lines is None else lines, event.evidence.all()),
        request_key=request_key,
    )
    event.state = state
    if kind == Kind.STATED:
        event.stated_at = decision.recorded_at
    elif state in {State.CONFIRMED, State.ADJUSTED}:
        event.decided_minor = amount_minor
        event.decided_at = decision.recorded_at
        if corrected is not None:
            ledger.append(
                voice=voice, kind=Kind.RESTATED, event=corrected, reason=reason, content={"superseded_by": event.pk}
            )
            corrected.state = State.RESTATED
            corrected.save(update_fields=["state"])
    event.save()
    assert counts.period_end is not None
    move(customer=event.customer, on=counts.period_end, before=before, after=_sums(event, corrected))
    return decision


def _sums(event: ValueEvent, corrected: ValueEvent | None) -> dict[str, int]:
    """What the event adds to the sums; of a restatement, what it and the corrected event add together."""
    if corrected is None:
        # An event that is decided here has no restatement yet: only decided ones can be restated.
        return event_sums(event, None)
    if corrected.state == State.RESTATED:
        return event_sums(event, None)
    return event_sums(corrected, event)


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why. The reason will be printed in the report."), code="no_reason", field="reason")


def _needs_words(event: ValueEvent) -> None:
    if not event.title.strip():
        raise Refused(_("Say what happened."), code="no_words", field="title")
