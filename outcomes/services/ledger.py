"""What each side says about an event, and what follows. One function owns each change of state.

draft -> stated -> confirmed | adjusted | disputed | withdrawn; disputed -> confirmed | adjusted | withdrawn;
confirmed | adjusted -> restated, when an event that supersedes it is decided. What is decided on paper only can be decided
again, by the customer's person herself. So can what she, or a colleague, decided: a change of mind is a new entry that
names the one it replaces, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.models import Customer, Stakeholder
from accounts.notation import date_medium, from_minor, money
from accounts.refusal import Refused
from outcomes.canonical import content_digest
from outcomes.counting import buckets
from outcomes.models import ClaimLine, Decision, Evidence, SpendEntry, Terms, ValueEvent
from outcomes.models.money import BUCKETS
from outcomes.rates import rate_on
from outcomes.services.claims import MOST_MINOR, refuse_overlap, shared_effects, work_out
from outcomes.services.entries import Ledger, event_content, evidence_content, locked, terms_content
from outcomes.services.voice import Voice
from outcomes.totals import event_sums, move, standing

State = ValueEvent.State
Kind = Decision.Kind
DECIDABLE = {State.STATED, State.DISPUTED}
DECIDED = {State.CONFIRMED, State.ADJUSTED}


# --- Terms ------------------------------------------------------------------------------------------------------------
def agree_terms(*, terms: Terms, voice: Voice, request_key: str | None = None) -> Decision:
    """The customer's person agrees proposed terms, by her own act. They never change again."""
    with locked(terms.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.TERMS_AGREED, terms=terms):
            return repeated
        voice.must_be_customer(ledger.customer, "may_agree")
        return _agree(ledger, terms, voice=voice, content={}, request_key=request_key)


def decline_terms(*, terms: Terms, voice: Voice, reason: str) -> None:
    """The customer's person says no to a proposal, and why. Nothing was agreed, so the ledger says nothing."""
    with locked(terms.customer_id) as ledger:
        voice.must_be_customer(ledger.customer, "may_agree")
        _needs_reason(reason)
        check_texts(Terms, declined_reason=reason)
        changed = Terms.objects.filter(pk=terms.pk, state=Terms.State.PROPOSED).update(
            state=Terms.State.DECLINED, declined_reason=reason
        )
        if not changed:
            raise Refused(_("These terms are no longer proposed."), code="not_proposed")


# --- Stating ----------------------------------------------------------------------------------------------------------
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
        event = _fresh(event, ledger, allowed={State.DRAFT})
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
            _needs_words(event)
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
        if repeated := ledger.repeated(request_key, kind=Kind.STATED):
            return repeated
        customer = ledger.customer
        voice.must_be_customer(customer, "may_decide")
        check_texts(ValueEvent, title=title, cause=cause)
        if amount_minor is not None and amount_minor <= 0:
            raise Refused(_("State the cost as an amount above zero."), code="not_a_cost", field="amount")
        _not_too_large(amount_minor or 0)
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
        _needs_words(event)
        event.evidence.add(*evidence)
        lines = [] if amount_minor is None else [_cost_line(event)]
        return _state(ledger, event, lines, voice=voice, request_key=request_key)


# --- Deciding ---------------------------------------------------------------------------------------------------------
# `replaces`, in what follows: the number of the entry that stood when she changed her mind. Where something else was said
# since, the new decision is refused, so that nobody overturns what she has not seen.
def confirm(
    *,
    event: ValueEvent,
    voice: Voice,
    reason: str = "",
    replaces: int | None = None,
    request_key: str | None = None,
) -> Decision:
    """The customer's person agrees with what was stated. A claim that shares its effect with another needs a reason."""

    def rules(event: ValueEvent) -> int | None:
        if replaces is not None and event.state == State.CONFIRMED:
            raise Refused(_("It is confirmed already."), code="same")
        if not reason and (others := shared_effects(event)):
            raise Refused(
                _("“%(other)s” may count the same effect. Confirm it with the reason why both count.")
                % {"other": others[0].title},
                code="shared_effect",
                field="reason",
            )
        return event.claimed_minor

    said: dict[str, Any] = {"voice": voice, "reason": reason, "replaces": replaces, "request_key": request_key}
    return _decide(event, Kind.CONFIRMED, State.CONFIRMED, rules, **said)


def adjust(
    *,
    event: ValueEvent,
    voice: Voice,
    amount_minor: int,
    reason: str,
    replaces: int | None = None,
    request_key: str | None = None,
) -> Decision:
    """The customer's person sets the right amount. A gain only downwards; a shortfall smaller only with a reason, and
    with finance's right where the customer asks for it."""

    def rules(event: ValueEvent) -> int:
        if replaces is not None and event.decided_minor == amount_minor:
            raise Refused(_("That is what it counts as already."), code="same", field="amount")
        return _adjusted(event, amount_minor, reason)

    said: dict[str, Any] = {"voice": voice, "reason": reason, "replaces": replaces, "request_key": request_key}
    return _decide(event, Kind.ADJUSTED, State.ADJUSTED, rules, **said)


def dispute(
    *, event: ValueEvent, voice: Voice, reason: str, replaces: int | None = None, request_key: str | None = None
) -> Decision:
    """The customer's person contests what was stated. A gain stays below the line; a shortfall goes on counting."""

    def rules(event: ValueEvent) -> None:
        _needs_reason(reason)
        _keeps_what_it_corrects(event, replaces)
        if event.state == State.DISPUTED:
            raise Refused(_("It is already disputed."), code="already_disputed")

    said: dict[str, Any] = {"voice": voice, "reason": reason, "replaces": replaces, "request_key": request_key}
    return _decide(event, Kind.DISPUTED, State.DISPUTED, rules, **said)


def withdraw(
    *, event: ValueEvent, voice: Voice, reason: str, replaces: int | None = None, request_key: str | None = None
) -> Decision:
    """Take back what is not decided. What got worse, and what corrects a figure downwards, only the customer's person:
    a shortfall also after it was decided (`replaces`)."""
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.WITHDRAWN, event=event):
            return repeated
        if replaces is not None:
            voice.must_be_customer(ledger.customer, "may_decide")
        event = _fresh(event, ledger, allowed=DECIDABLE, replaces=replaces)
        _needs_reason(reason)
        _keeps_what_it_corrects(event, replaces)
        if _makes_it_worse(event):
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
        content = {} if replaces is None else {"replaces": replaces}
        return _change(
            ledger, event, Kind.WITHDRAWN, State.WITHDRAWN, None,
            voice=voice, reason=reason, request_key=request_key, content=content,
        )  # fmt: skip


def restate(*, event: ValueEvent, voice: Voice, reason: str, request_key: str | None = None) -> Decision:
    """Correct a decided claim: its period is worked out again, under the same terms, and stated anew for decision.

    Until it is decided the lower of both figures counts. The product restates only what has become worse.
    """
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.STATED, event=event):
            return repeated
        member = None if voice.origin == Decision.Origin.PRODUCT else voice.must_be_supplier(ledger.customer)
        event = _fresh(event, ledger, allowed={State.CONFIRMED, State.ADJUSTED})
        _needs_reason(reason)
        check_texts(ValueEvent, note=reason)
        if event.kind != ValueEvent.Kind.MEASURED:
            raise Refused(_("Only a claim that was measured is worked out again."), code="not_measured")
        if event.superseding.filter(state__in=DECIDABLE).exists():
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
        lines = _worked_lines(correction, today=ledger.customer.supplier.today(ledger.now), terms=event.terms)
        rests_on = {line.measurement_id for line in lines}
        if rests_on == set(event.lines.values_list("measurement", flat=True)) and correction.terms == event.terms:
            raise Refused(
                _("Worked out again it gives the same amount. Record the corrected reading first."), code="same"
            )
        if member is None and (correction.claimed_minor or 0) >= (event.decided_minor or 0):
            raise Refused(_("The product corrects downwards only."), code="not_worse")
        return _state(ledger, correction, lines, voice=voice, reason=reason, request_key=request_key)


# --- On paper ---------------------------------------------------------------------------------------------------------
def record_on_paper(
    *,
    voice: Voice,
    said_by: Stakeholder,
    document: Evidence,
    event: ValueEvent | None = None,
    terms: Terms | None = None,
    amount_minor: int | None = None,
    reason: str = "",
    request_key: str | None = None,
) -> Decision:
    """Record what a person of the customer agreed or confirmed on paper, with the document. One of `event` and `terms`.

    `voice` is `of_paper(...)`: it has the day on which she signed. It is printed as "on paper, recorded by ...", stays out of
    the headline, in a sum of its own, and she can still decide the event in her own session. An amount other than what
    was claimed follows the rules of `adjust`.
    """
    owned = event or terms
    assert owned is not None and (event is None or terms is None)
    with locked(owned.customer_id) as ledger:
        kind = Kind.TERMS_AGREED
        if event is not None:
            kind = Kind.CONFIRMED if amount_minor in {None, event.claimed_minor} else Kind.ADJUSTED
        if repeated := ledger.repeated(request_key, kind=kind, event=event, terms=terms):
            return repeated
        voice.must_be_supplier(ledger.customer)
        if voice.origin != Decision.Origin.PAPER:
            raise Refused(_("Say when she signed the document."), code="no_day", field="said_on")
        if said_by.customer_id != ledger.customer.pk or document.customer_id != ledger.customer.pk:
            raise Refused(_("Person and document have to be this customer's."), code="not_theirs", field="said_by")
        paper = {"paper": {"said_by": said_by.pk, "document": evidence_content(document)}}
        if terms is not None:
            return _agree(ledger, terms, voice=voice, content=paper, request_key=request_key)
        assert event is not None
        event = _fresh(event, ledger, allowed=DECIDABLE)
        if event.supersedes_id is not None or ledger.customer.finance_signs_smaller_shortfalls and event.is_shortfall:
            raise Refused(_("This she decides in her own session only."), code="only_the_customer")
        amount = event.claimed_minor
        if kind == Kind.ADJUSTED:
            assert amount_minor is not None
            amount = _adjusted(event, amount_minor, reason)
        elif not reason and shared_effects(event):
            raise Refused(_("Say why both count."), code="shared_effect", field="reason")
        event.evidence.add(document)
        state = State.CONFIRMED if kind == Kind.CONFIRMED else State.ADJUSTED
        return _change(
            ledger, event, kind, state, amount, voice=voice, reason=reason, request_key=request_key, content=paper
        )


# --- Spend and periods ------------------------------------------------------------------------------------------------
def confirm_spend(*, customer: Customer, voice: Voice, until: date, request_key: str | None = None) -> Decision:
    """The customer's person confirms what her firm spent, up to and including a day."""
    with locked(customer) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.SPEND_CONFIRMED):
            return repeated
        customer = ledger.customer
        voice.must_be_customer(customer, "may_decide")
        if until > customer.supplier.today(ledger.now):
            raise Refused(_("The day lies in the future."), code="future", field="until")
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


def sign_off_period(
    *,
    customer: Customer,
    voice: Voice,
    start: date,
    end: date,
    reason: str = "",
    shown: str | None = None,
    request_key: str | None = None,
) -> Decision:
    """The customer's finance has reviewed a period, both days included: its spend, and every claim whose period ends in it.

    The entry holds the sums as they stand now; what changes later is not covered by it. `shown` (see `sums_key`) are those
    that she saw: Refused where they have changed since.
    """
    with locked(customer) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.PERIOD_SIGNED_OFF):
            return repeated
        customer = ledger.customer
        voice.must_be_customer(customer, "may_sign_finance")
        if end < start:
            raise Refused(_("The period ends before it begins."), code="order", field="end")
        if end > customer.supplier.today(ledger.now):
            raise Refused(_("The period ends in the future. Sign it off when it is over."), code="future", field="end")
        sums, counted = period_sums(customer, start, end)
        if not counted:
            raise Refused(_("There is neither spend nor a claim in that period."), code="nothing", field="start")
        if shown is not None and shown != sums_key(sums, counted):
            raise Refused(_("The figures have changed since you opened this page. Look at them again."), code="changed")
        content = {"period": [start, end], "sums": sums, "currency": customer.currency, "counted": counted}
        return ledger.append(
            voice=voice,
            kind=Kind.PERIOD_SIGNED_OFF,
            amount_minor=sums["confirmed"] - sums["shortfall"],
            reason=reason,
            content=content,
            request_key=request_key,
        )


def sums_key(sums: dict[str, int], counted: int) -> str:
    """The sums of a period in one word, to compare what was seen with what stands."""
    return content_digest({"sums": sums, "counted": counted})


def period_sums(customer: Customer, start: date, end: date) -> tuple[dict[str, int], int]:
    """The sums of a period, by bucket and in minor units, counted from spend and events; and how many of both there are."""
    sums = dict.fromkeys(BUCKETS, 0)
    entries = SpendEntry.objects.filter(customer=customer, on__range=(start, end)).current()
    amounts = list(entries.values_list("amount_minor", flat=True))
    sums["spend"] = sum(amounts)
    events = ValueEvent.objects.filter(customer=customer, period_end__range=(start, end)).exclude(state=State.DRAFT)
    waiting = {one.supersedes_id: one for one in events.filter(state__in=DECIDABLE).exclude(supersedes=None)}
    count = 0
    for event in events.select_related("terms").iterator(chunk_size=1000):
        count += 1
        if event.supersedes_id is not None and event.state in DECIDABLE:
            continue
        pending = waiting.get(event.pk)
        for name, minor in buckets(standing(event), standing(pending) if pending is not None else None).items():
            sums[name] += minor
    return sums, len(amounts) + count


# --- How it is done ---------------------------------------------------------------------------------------------------
def _agree(ledger: Ledger, terms: Terms, *, voice: Voice, content: dict[str, Any], request_key: str | None) -> Decision:
    """Proposed terms become agreed terms, by her own act or, as `content` shows, on paper."""
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
        content={"terms": terms_content(terms)} | content,
        request_key=request_key,
    )
    terms.state = Terms.State.AGREED
    terms.agreed_on = decision.said_on
    terms.on_paper = voice.origin == Decision.Origin.PAPER
    terms.save(update_fields=["state", "agreed_on", "on_paper"])
    return decision


def _fresh(event: ValueEvent, ledger: Ledger, *, allowed: set[Any], replaces: int | None = None) -> ValueEvent:
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


def _keeps_what_it_corrects(event: ValueEvent, replaces: int | None) -> None:
    """A decided correction replaced an earlier claim for good: without it nothing at all would count for the period."""
    if replaces is not None and event.supersedes_id is not None:
        raise Refused(
            _("It corrects an earlier claim, which counts no longer. Adjust it, or state a shortfall."),
            code="corrects",
        )


def _adjusted(event: ValueEvent, amount_minor: int, reason: str) -> int:
    """The amount, where the rules allow it instead of what was claimed."""
    claimed = event.claimed_minor
    if claimed is None:
        raise Refused(_("This is not in money; there is no amount to adjust."), code="not_monetised")
    _needs_reason(reason)
    if claimed >= 0 and amount_minor < 0:
        raise Refused(
            _("A gain cannot become a shortfall. Dispute it, and state the shortfall."), code="sign", field="amount"
        )
    if claimed >= 0 and amount_minor > claimed:
        raise Refused(
            _("At most %(amount)s. A gain can only be made smaller.")
            % {"amount": money(claimed, event.customer.currency, whole=True)},
            code="gain_upwards",
            field="amount",
        )
    if claimed < 0 and amount_minor > 0:
        raise Refused(_("A shortfall cannot become a gain. Dispute it instead."), code="sign", field="amount")
    _not_too_large(amount_minor)
    return amount_minor


def _makes_it_worse(event: ValueEvent) -> bool:
    """A shortfall, also one that is not in money; or a correction that makes the figure lower."""
    if event.claimed_minor is None:
        worse = any(line.difference is not None and line.difference < 0 for line in event.lines.all())
        return event.went_badly or worse
    if event.supersedes is not None and event.claimed_minor < (event.supersedes.decided_minor or 0):
        return True
    return event.is_shortfall


def _cost_line(event: ValueEvent) -> ClaimLine:
    """The one line of what was stated as an amount, not yet saved. Refused where it is no shortfall."""
    if event.claimed_minor is None or event.claimed_minor >= 0:
        raise Refused(_("State the cost as an amount above zero."), code="not_a_cost", field="amount")
    _not_too_large(event.claimed_minor)
    _needs_words(event)
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


def _not_too_large(amount_minor: int) -> None:
    if abs(amount_minor) > MOST_MINOR:
        raise Refused(_("This amount is too large."), code="too_large", field="amount")


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
    return _change(
        ledger, event, Kind.STATED, State.STATED, event.claimed_minor, voice=voice, reason=reason,
        request_key=request_key, lines=lines, evidence=evidence,
    )  # fmt: skip


def _decide(
    event: ValueEvent,
    kind: Decision.Kind,
    state: ValueEvent.State,
    rules: Callable[[ValueEvent], int | None],
    *,
    voice: Voice,
    reason: str,
    replaces: int | None,
    request_key: str | None,
) -> Decision:
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=kind, event=event):
            return repeated
        voice.must_be_customer(ledger.customer, "may_decide")
        event = _fresh(event, ledger, allowed=DECIDABLE, replaces=replaces)
        if replaces is not None:
            _needs_reason(reason)
        amount = rules(event)
        content = {} if replaces is None else {"replaces": replaces}
        return _change(
            ledger, event, kind, state, amount, voice=voice, reason=reason, request_key=request_key, content=content
        )


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
    if after["shortfall"] < before["shortfall"] and event.customer.finance_signs_smaller_shortfalls:
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


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why. The reason will be printed in the report."), code="no_reason", field="reason")


def _needs_words(event: ValueEvent) -> None:
    if not event.title.strip():
        raise Refused(_("Say what happened."), code="no_words", field="title")
