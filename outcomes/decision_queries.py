"""What the pages of the customer's side say about claims, terms and spend. Everything starts at what the actor may see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.codes import random_code
from accounts.models import Customer
from outcomes.models import ClaimLine, Decision, SpendEntry, Terms, ValueEvent
from outcomes.services.claims import shared_effects

State = ValueEvent.State
Kind = Decision.Kind
OPEN = {State.STATED, State.DISPUTED}
WAITING_LIMIT = 200
CLAIMS_A_PAGE = 50
SPEND_A_PAGE = 100

STATE_MARKS = {
    State.STATED: "undecided",
    State.CONFIRMED: "confirmed",
    State.ADJUSTED: "adjusted",
    State.DISPUTED: "disputed",
    State.WITHDRAWN: "withdrawn",
    State.RESTATED: "withdrawn",
}
KIND_MARKS = {
    Kind.STATED: "undecided",
    Kind.CONFIRMED: "confirmed",
    Kind.ADJUSTED: "adjusted",
    Kind.DISPUTED: "disputed",
    Kind.WITHDRAWN: "withdrawn",
    Kind.RESTATED: "withdrawn",
    Kind.TERMS_AGREED: "confirmed",
}


# --- What waits -------------------------------------------------------------------------------------------------------
def waiting_claims(actor: Actor) -> QuerySet[ValueEvent]:
    """What waits for a decision of this customer, oldest first. What she stated herself does not wait for her."""
    waiting = ValueEvent.objects.visible_to(actor).waiting()
    waiting = waiting.exclude(kind=ValueEvent.Kind.COST, asked=actor.stakeholder)
    return waiting.order_by("stated_at", "pk")


@dataclass(frozen=True)
class Place:
    """Where a claim stands among those that wait: its number, how many there are, and which comes next."""

    number: int
    count: int
    next_pk: int | None


def place_among_waiting(actor: Actor, pk: int) -> Place:
    """`number` is 0 where the claim does not wait (any more)."""
    waiting = list(waiting_claims(actor).values_list("pk", flat=True)[:WAITING_LIMIT])
    if pk not in waiting:
        return Place(0, len(waiting), waiting[0] if waiting else None)
    at = waiting.index(pk)
    others = waiting[at + 1 :] + waiting[:at]
    return Place(at + 1, len(waiting), others[0] if others else None)


def age_words(moment: Any) -> str:
    """How long something waits: "since today", "since 12 days"."""
    days = (timezone.now() - moment).days if moment is not None else 0
    if days < 1:
        return _("waits since today")
    return ngettext("waits for one day", "waits for %(days)s days", days) % {"days": days}


# --- One claim --------------------------------------------------------------------------------------------------------
def claim_page(actor: Actor, event: ValueEvent) -> dict[str, Any]:
    """The context of outcomes/decision_form.html, but for the forms."""
    lines = list(event.lines.all())
    said = list(
        Decision.objects.visible_to(actor)
        .filter(Q(event=event) | Q(kind=Kind.TERMS_AGREED, terms=event.terms_id) & ~Q(terms=None))
        .select_related("signature", "supplier")
        .order_by("seq")
    )
    history = [one for one in said if one.event_id == event.pk]
    agreement = next((one for one in said if one.kind == Kind.TERMS_AGREED), None)
    place = place_among_waiting(actor, event.pk)
    is_open = is_decidable(event)
    others = shared_effects(event) if is_open else []
    assert actor.stakeholder is not None
    may_decide = actor.stakeholder.may_decide
    return {
        "event": event,
        "claim": claim_words(event, lines),
        "said": said_words(event, history),
        "working": working(event, lines),
        "terms_words": agreement_words(event, agreement, actor),
        "terms_url": reverse("outcomes:portal_terms", args=[event.terms_id]) if event.terms_id else None,
        "terms_label": _("Terms, version %(version)s") % {"version": event.terms.version} if event.terms else "",
        "after_the_fact": event.after_the_fact,
        "corrects": correction_words(event),
        "evidence": [evidence_line(item) for item in event.evidence.all()],
        "history": [history_row(event, one) for one in history],
        "state_mark": STATE_MARKS[State(event.state)],
        "state_words": state_words(event),
        "is_open": is_open,
        "currency": event.customer.currency,
        "place_words": place_words(place, event),
        "later_url": later_url(place),
        "shared_words": _("“%(other)s” may count the same effect.") % {"other": others[0].title} if others else "",
        "may_decide": may_decide,
        "ask": [] if may_decide or not is_open else people_who_may(event.customer, "may_decide"),
        "decide": decide_context(event) if is_open and may_decide else None,
    }


def is_decidable(event: ValueEvent) -> bool:
    """Nobody of the customer has decided it in her own session: it is open, or rests on paper."""
    return event.state in OPEN or (event.on_paper and event.state in {State.CONFIRMED, State.ADJUSTED})


def decide_context(event: ValueEvent) -> dict[str, Any]:
    """The three answers: their words and addresses; empty where one is not possible."""
    amount = event.claimed_minor
    figure = None if amount is None else notation.money(abs(amount), event.customer.currency, whole=True)
    if figure is None:
        words = _("Confirm")
    elif event.is_shortfall:
        words = _("Agree %(amount)s") % {"amount": figure}
    else:
        words = _("Confirm %(amount)s") % {"amount": figure}
    own = event.kind == ValueEvent.Kind.COST
    disputable = event.state != State.DISPUTED and not own
    return {
        "confirm_url": reverse("outcomes:claim_confirm", args=[event.pk]),
        "confirm_words": words,
        "adjust_url": reverse("outcomes:claim_adjust", args=[event.pk]) if amount else "",
        "dispute_url": reverse("outcomes:claim_dispute", args=[event.pk]) if disputable else "",
        "withdraw_url": reverse("outcomes:claim_withdraw", args=[event.pk]) if event.is_shortfall else "",
        "token": random_code(),
    }


def place_words(place: Place, event: ValueEvent) -> str:
    if place.number:
        return _("%(number)s of %(count)s to decide") % {"number": place.number, "count": place.count}
    return _("To decide") if is_decidable(event) else _("Decided")


def later_url(place: Place) -> str:
    """Where "Later" leads: to the next claim that waits, else to the page of everything."""
    if place.number and place.next_pk is not None:
        return reverse("outcomes:claim_show", args=[place.next_pk])
    return reverse("reports:portal_home")


def claim_words(event: ValueEvent, lines: Sequence[ClaimLine]) -> str:
    """What is said, in words: the reading beside the agreed baseline, or the words of whoever stated it."""
    if not lines or event.dimension is None or lines[-1].actual is None:
        return event.title
    said = {
        "name": event.dimension.name,
        "period": notation.period(event.period_start, event.period_end),  # type: ignore[arg-type]
        "actual": notation.quantity(lines[-1].actual, event.dimension.unit),
        "count": len(lines),
    }
    if lines[-1].baseline is None:
        return _("%(name)s in %(period)s: %(actual)s. No baseline is agreed.") % said
    # The unit stands once, with the baseline: "1, agreed baseline: 30 days" needs no plural of what somebody typed.
    said["actual"] = notation.exact(lines[-1].actual)
    said["baseline"] = notation.quantity(lines[-1].baseline, event.dimension.unit)
    if len(lines) > 1:
        return (
            _("%(name)s in %(period)s: %(count)s readings, the last %(actual)s; agreed baseline: %(baseline)s.") % said
        )
    return _("%(name)s in %(period)s: %(actual)s; agreed baseline: %(baseline)s.") % said


def said_words(event: ValueEvent, history: Sequence[Decision]) -> str:
    """Who stated it, and when."""
    first = next((one for one in history if one.kind == Kind.STATED), None)
    if first is None:
        return ""
    said = {"day": notation.date_long(first.said_on), "supplier": first.supplier.name, "name": signed(first)}
    if first.by_stakeholder_id is not None:
        return _("%(name)s says, %(day)s:") % said
    if first.by_membership_id is not None:
        return _("%(supplier)s says, %(day)s:") % said
    return _("Stated by the product itself, %(day)s, because a closed period got worse and nobody had said so:") % said


def signed(decision: Decision) -> str:
    """The name under a decision; nothing where it was erased or the product spoke."""
    signature = getattr(decision, "signature", None)
    return signature.name if signature is not None else ""


def agreement_words(event: ValueEvent, agreement: Decision | None, actor: Actor) -> str:
    if event.terms is None:
        return "" if event.kind == ValueEvent.Kind.COST else _("No terms are agreed for it, so it counts as no money.")
    if agreement is None:
        return ""
    day = notation.date_long(agreement.said_on)
    if actor.stakeholder is not None and agreement.by_stakeholder_id == actor.stakeholder.pk:
        return _("You agreed these terms on %(day)s.") % {"day": day}
    return _("%(name)s agreed these terms on %(day)s.") % {"name": signed(agreement) or _("Somebody"), "day": day}


def correction_words(event: ValueEvent) -> str:
    """What a restatement corrects; until it is decided the lower figure counts."""
    if event.supersedes is None or event.supersedes.decided_minor is None:
        return ""
    amount = notation.money(event.supersedes.decided_minor, event.customer.currency, whole=True)
    return _("This corrects a claim that was decided as %(amount)s. Until you decide, the lower figure counts.") % {
        "amount": amount
    }


def state_words(event: ValueEvent) -> str:
    if event.state == State.STATED:
        if event.is_shortfall:
            return _("It counts already, marked “not yet agreed”.")
        return _("Counts as undecided until you decide. Silence confirms nothing.")
    if event.state == State.DISPUTED:
        if event.is_shortfall:
            return _("It is disputed, and counts until it is settled.")
        return _("It is disputed, and not counted.")
    if event.on_paper:
        return _("Decided on paper: it stays out of the headline until you decide it here.")
    return capfirst(event.get_state_display())


def history_row(event: ValueEvent, decision: Decision) -> dict[str, Any]:
    """One entry of the ledger on this claim, for components/timeline_row.html."""
    signature = getattr(decision, "signature", None)
    who = ", ".join(part for part in (signature.name, signature.position) if part) if signature is not None else ""
    if decision.origin == Decision.Origin.PRODUCT:
        who = _("the product itself")
    words = _("by %(who)s") % {"who": who} if who else ""
    if decision.origin in {Decision.Origin.DEMONSTRATION, Decision.Origin.MIGRATION, Decision.Origin.PAPER}:
        words = f"{words} ({decision.get_origin_display()})"
    entry = _("Entry %(seq)s, digest %(digest)s") % {"seq": decision.seq, "digest": short(decision.digest)}
    amount = decision.amount_minor if decision.kind in {Kind.STATED, Kind.CONFIRMED, Kind.ADJUSTED} else None
    return {
        "date": decision.said_on,
        "mark": "shortfall" if decision.kind == Kind.STATED and event.is_shortfall else KIND_MARKS[Kind(decision.kind)],
        "word": capfirst(decision.get_kind_display()),
        "words": words,
        "working": f"{notation.quoted(decision.reason)} {entry}" if decision.reason else entry,
        "minor": amount,
        "currency": event.customer.currency,
    }


def last_decision(actor: Actor, event: ValueEvent) -> dict[str, Any] | None:
    """How the claim stands since somebody else decided it."""
    last = Decision.objects.visible_to(actor).filter(event=event).select_related("signature").order_by("-seq").first()
    return history_row(event, last) if last is not None else None


def short(digest: str) -> str:
    """The two ends of a digest, to compare by eye."""
    return f"{digest[:4]}…{digest[-4:]}"


def evidence_line(item: Any) -> dict[str, Any]:
    return {
        "name": item.name,
        "size": item.size,
        "digest": item.digest,
        "grade": item.get_grade_display(),
        "url": reverse("outcomes:evidence_download", args=[item.code]),
    }


# --- Workings ---------------------------------------------------------------------------------------------------------
def working(event: ValueEvent, lines: Sequence[ClaimLine]) -> dict[str, Any] | None:
    """The context of components/working.html for a claim; None where it is words alone."""
    currency = event.customer.currency
    result = _result(event, lines)
    if event.kind != ValueEvent.Kind.MEASURED or event.terms is None or event.dimension is None:
        return {"lines": [], "result": result, "note": "", "mark": ""} if result else None
    if len(lines) == 1:
        rows = _steps(event, lines[0])
    else:
        rows = [
            {"operator": "" if number == 0 else "+", "words": _in_one_line(event, one), "figure": _exact(one, currency)}
            for number, one in enumerate(lines)
        ]
    deduction = (
        ""
        if event.terms.rate is None or event.terms.deduction is not None
        else _("What would have happened anyway: not declared, nothing is deducted.")
    )
    return {"lines": rows, "result": result, "note": deduction, "mark": ""}


def _steps(event: ValueEvent, one: ClaimLine) -> list[dict[str, Any]]:
    """One reading, step by step: each figure on its own line."""
    terms, dimension = event.terms, event.dimension
    assert terms is not None and dimension is not None
    assert one.baseline is not None and one.actual is not None and one.difference is not None
    baseline = {
        "words": _("Baseline, %(period)s") % {"period": notation.period(terms.baseline_start, terms.baseline_end)},
        "figure": notation.quantity(one.baseline, dimension.unit),
    }
    actual = {
        "words": _("Reading, %(period)s") % {"period": notation.period(one.period_start, one.period_end)},
        "figure": notation.quantity(one.actual, dimension.unit),
    }
    first, second = (baseline, actual) if terms.direction == Terms.Direction.DECREASE else (actual, baseline)
    rows = [{"operator": ""} | first, {"operator": notation.MINUS} | second]
    if one.rate is None:
        return rows
    better = _("Better by") if one.difference >= 0 else _("Worse by")
    rows.append({"operator": "=", "words": better, "figure": notation.quantity(one.difference, dimension.unit)})
    if one.volume is not None:
        fixed = terms.volume_basis == Terms.VolumeBasis.FIXED
        rows.append(
            {
                "operator": "×",
                "words": _("Agreed volume") if fixed else _("Volume of the period"),
                "figure": notation.quantity(one.volume, terms.volume_unit),
            }
        )
    rate = notation.exact(one.rate, least_digits=0 if one.rate == one.rate.to_integral_value() else 2)
    rows.append(
        {"operator": "×", "words": _("Agreed rate"), "figure": f"{rate}{notation.NO_BREAK}{event.customer.currency}"}
    )
    if one.share is not None:
        words = _("Share agreed as %(supplier)s’s") % {"supplier": event.customer.supplier.name}
        rows.append({"operator": "×", "words": words, "figure": percent(one.share)})
    if one.deduction:
        words = _("After %(share)s that would have happened anyway") % {"share": percent(one.deduction)}
        rows.append({"operator": "×", "words": words, "figure": percent(1 - one.deduction)})
    return rows


def _in_one_line(event: ValueEvent, one: ClaimLine) -> str:
    """One of several readings: "October 2026: 30 − 1 = 29 days × 1,200 EUR × 80 %"."""
    terms, dimension = event.terms, event.dimension
    assert terms is not None and dimension is not None
    assert one.baseline is not None and one.actual is not None and one.difference is not None
    was, now = notation.exact(one.baseline), notation.exact(one.actual)
    if terms.direction == Terms.Direction.INCREASE:
        was, now = now, was
    parts = [f"{was} {notation.MINUS} {now} = {notation.quantity(one.difference, dimension.unit)}"]
    if one.volume is not None:
        parts.append(notation.quantity(one.volume, terms.volume_unit))
    if one.rate is not None:
        parts.append(f"{notation.exact(one.rate)}{notation.NO_BREAK}{event.customer.currency}")
    if one.share is not None:
        parts.append(percent(one.share))
    if one.deduction:
        parts.append(percent(1 - one.deduction))
    return f"{notation.period(one.period_start, one.period_end)}: {' × '.join(parts)}"


def _exact(one: ClaimLine, currency: str) -> str:
    """The line's amount before the one rounding of the claim."""
    if one.amount is None:
        return ""
    digits = notation.minor_digits(currency)
    return f"{notation.exact(one.amount, least_digits=digits)}{notation.NO_BREAK}{currency}"


def _result(event: ValueEvent, lines: Sequence[ClaimLine]) -> dict[str, Any] | None:
    is_open = is_decidable(event)
    if event.claimed_minor is None:
        if not lines or event.terms is None or event.dimension is None:
            return None
        difference = sum((one.difference for one in lines if one.difference is not None), Decimal(0))
        words = _("Better by") if difference >= 0 else _("Worse by")
        return {"words": words, "figure": notation.quantity(difference, event.dimension.unit)}
    if event.is_shortfall:
        words = _("Shortfall, counts already") if is_open else _("Shortfall, as stated")
    else:
        words = _("Gain, if you agree") if is_open else _("Gain, as claimed")
    return {"words": words, "minor": event.claimed_minor, "currency": event.customer.currency}


def percent(fraction: Decimal) -> str:
    """A fraction without needless decimals: "80 %"."""
    return f"{notation.exact(fraction * 100)}{notation.NARROW}%"


# --- Terms ------------------------------------------------------------------------------------------------------------
def terms_page(actor: Actor, terms: Terms) -> dict[str, Any]:
    """The context of outcomes/terms_agree.html, but for the form."""
    before = (
        Terms.objects.visible_to(actor)
        .agreed()
        .filter(dimension=terms.dimension_id, version__lt=terms.version)
        .order_by("-version")
        .first()
    )
    agreement = (
        Decision.objects.visible_to(actor)
        .filter(kind=Kind.TERMS_AGREED, terms=terms)
        .select_related("signature")
        .first()
    )
    dimension = terms.dimension
    rows = terms_rows(terms)
    changed = []
    if before is not None:
        before.dimension = dimension
        changed = [
            {"label": new["label"], "before": old["words"], "after": new["words"]}
            for old, new in zip(terms_rows(before), rows, strict=True)
            if old["words"] != new["words"]
        ]
    proposed = terms.state == Terms.State.PROPOSED
    assert actor.stakeholder is not None
    may_agree = actor.stakeholder.may_agree
    can = proposed and may_agree
    return {
        "terms": terms,
        "dimension_name": dimension.name,
        "outcome_name": dimension.outcome.title,
        "version": terms.version,
        "proposed": _proposed_words(terms),
        "rows": rows,
        "changed": changed,
        "warnings": _terms_warnings(terms) if proposed else [],
        "agreed": _terms_state_words(terms, agreement),
        "token": random_code(),
        "agree_url": reverse("outcomes:portal_terms_agree", args=[terms.pk]) if can else "",
        "object_url": reverse("outcomes:portal_terms_decline", args=[terms.pk]) if can else "",
        "ask": people_who_may(dimension.customer, "may_agree") if proposed and not may_agree else [],
        "back_url": reverse("reports:portal_home"),
    }


def _proposed_words(terms: Terms) -> str:
    if terms.proposed_at is None:
        return ""
    supplier = terms.dimension.customer.supplier
    said = {"supplier": supplier.name, "day": notation.date_long(terms.proposed_at.astimezone(supplier.zone).date())}
    if terms.asked is not None:
        said["name"] = terms.asked.name
        return _("%(supplier)s proposes to %(name)s, %(day)s:") % said
    return _("%(supplier)s proposes, %(day)s:") % said


def _terms_warnings(terms: Terms) -> list[str]:
    warnings = []
    if terms.rate is None:
        warnings.append(_("No rate is agreed: this counts in its own unit, never in money."))
    elif terms.deduction is None:
        warnings.append(_("Nothing is declared about what would have happened anyway. The report will say so."))
    return warnings


def _terms_state_words(terms: Terms, agreement: Decision | None) -> str:
    if agreement is not None:
        return _("Agreed by %(name)s on %(day)s. Entry %(seq)s, digest %(digest)s.") % {
            "name": signed(agreement) or _("somebody"),
            "day": notation.date_long(agreement.said_on),
            "seq": agreement.seq,
            "digest": short(agreement.digest),
        }
    if terms.state == Terms.State.DECLINED:
        return _("Declined: “%(reason)s”") % {"reason": terms.declined_reason}
    if terms.state == Terms.State.WITHDRAWN:
        return _("Taken back; another proposal has replaced it.")
    return ""


def terms_rows(terms: Terms) -> list[dict[str, str]]:
    """Everything that the terms say, in words; what they are silent about is said too."""
    unit = terms.dimension.unit
    currency = terms.dimension.customer.currency
    supplier = terms.dimension.customer.supplier.name

    def row(label: str, words: str, note: str = "") -> dict[str, str]:
        return {"label": label, "words": words, "note": note}

    spread = ""
    if terms.baseline_low is not None and terms.baseline_high is not None:
        spread = _("between %(low)s and %(high)s") % {
            "low": notation.quantity(terms.baseline_low, unit),
            "high": notation.quantity(terms.baseline_high, unit),
        }
    others = ", ".join(f"{one['who']} {percent(Decimal(str(one['share'])))}" for one in terms.other_shares or [])
    return [
        row(
            _("Baseline"),
            _("%(figure)s, %(period)s")
            % {
                "figure": notation.quantity(terms.baseline, unit),
                "period": notation.period(terms.baseline_start, terms.baseline_end),
            },
            spread,
        ),
        row(
            _("Source of the baseline"),
            terms.baseline_source,
            _("supplied by %(who)s") % {"who": terms.get_baseline_supplied_by_display()},
        ),
        row(
            _("Target"),
            _("%(figure)s by %(day)s")
            % {"figure": notation.quantity(terms.target, unit), "day": notation.date_long(terms.target_on)},
            terms.get_direction_display(),
        ),
        row(
            _("Rate"),
            _("none: not in money") if terms.rate is None else _rate_words(terms, currency),
            "" if terms.rate is None else ", ".join(filter(None, [terms.rate_source, terms.rate_owner])),
        ),
        row(_("Volume"), _volume_words(terms)),
        row(_("Share agreed as %(supplier)s’s") % {"supplier": supplier}, percent(terms.share)),
        row(_("Shares of others"), others or _("none declared")),
        row(
            _("What would have happened anyway"),
            _("not declared")
            if terms.deduction is None
            else (percent(terms.deduction) if terms.deduction else _("nothing is deducted")),
        ),
        row(_("If things are less good"), _low_words(terms, currency)),
        row(_("Counted"), terms.get_recurrence_display(), ""),
        row(_("One claim covers"), terms.get_grain_display()),
        row(_("May be claimed until"), notation.date_long(terms.claimable_until)),
        row(_("How it is measured"), terms.method or _("not stated")),
    ]


def _rate_words(terms: Terms, currency: str) -> str:
    assert terms.rate is not None
    rate = notation.exact(terms.rate, least_digits=0 if terms.rate == terms.rate.to_integral_value() else 2)
    said = {"rate": f"{rate}{notation.NO_BREAK}{currency}", "unit": terms.dimension.unit, "volume": terms.volume_unit}
    if terms.volume_basis == Terms.VolumeBasis.NONE:
        return _("%(rate)s for each of “%(unit)s”") % said
    if terms.volume_unit:
        return _("%(rate)s for each of “%(unit)s” and each of “%(volume)s”") % said
    return _("%(rate)s for each of “%(unit)s” and of the volume") % said


def _volume_words(terms: Terms) -> str:
    words = terms.get_volume_basis_display()
    if terms.volume_basis == Terms.VolumeBasis.FIXED and terms.fixed_volume is not None:
        words = f"{words}: {notation.quantity(terms.fixed_volume, terms.volume_unit)}"
    if terms.volume_cap is not None:
        cap = notation.quantity(terms.volume_cap, terms.volume_unit)
        words = _("%(words)s, at most %(cap)s") % {"words": words, "cap": cap}
    return words


def _low_words(terms: Terms, currency: str) -> str:
    parts = []
    if terms.low_rate is not None:
        low = f"{notation.exact(terms.low_rate)}{notation.NO_BREAK}{currency}"
        parts.append(_("rate %(rate)s") % {"rate": low})
    if terms.low_share is not None:
        parts.append(_("share %(share)s") % {"share": percent(terms.low_share)})
    return ", ".join(parts) or _("not stated")


# --- Lists ------------------------------------------------------------------------------------------------------------
def claim_rows(events: Iterable[ValueEvent]) -> list[dict[str, Any]]:
    """Claims as lines of a list, decided ones with what they count as."""
    rows = []
    for event in events:
        decided = event.state in {State.CONFIRMED, State.ADJUSTED, State.RESTATED}
        minor = event.decided_minor if decided else event.claimed_minor
        words = event.get_state_display()
        if event.state == State.ADJUSTED and event.claimed_minor is not None:
            claimed = notation.money(event.claimed_minor, event.customer.currency, whole=True)
            words = _("adjusted; claimed: %(amount)s") % {"amount": claimed}
        elif event.state == State.STATED and event.is_shortfall:
            words = _("counts, not yet agreed")
        if event.on_paper:
            words = _("%(words)s on paper, stands apart") % {"words": words}
        elif event.after_the_fact:
            words = _("%(words)s; agreed after the fact, stands apart") % {"words": words}
        rows.append(
            {
                "title": event.title,
                "url": reverse("outcomes:claim_show", args=[event.pk]),
                "mark": "shortfall" if (minor or 0) < 0 and event.state in OPEN else STATE_MARKS[State(event.state)],
                "words": words,
                "day": _day_words(event),
                "minor": minor,
                "currency": event.customer.currency,
            }
        )
    return rows


def _day_words(event: ValueEvent) -> str:
    """The day on which it was decided, else stated, where the supplier is."""
    moment = event.decided_at or event.stated_at
    return notation.date_medium(moment.astimezone(event.customer.supplier.zone).date()) if moment is not None else ""


def spend_page(actor: Actor, entries: Sequence[SpendEntry]) -> dict[str, Any]:
    """Who confirmed the spend until when, and which of these entries that covers."""
    confirmations = list(
        Decision.objects.visible_to(actor)
        .filter(kind=Kind.SPEND_CONFIRMED)
        .select_related("signature")
        .order_by("-seq")[:5]
    )
    covered: set[tuple[int, int]] = set()
    for one in confirmations:
        covered |= {(item["id"], item["minor"]) for item in json.loads(one.payload)["spend"]}
    last = confirmations[0] if confirmations else None
    return {
        "entries": [{"entry": entry, "confirmed": (entry.pk, entry.amount_minor) in covered} for entry in entries],
        "confirmed_words": _spend_words(last),
    }


def _spend_words(last: Decision | None) -> str:
    if last is None:
        return _("Nobody of your firm has confirmed the spend yet.")
    until = json.loads(last.payload)["until"]
    return _("%(name)s confirmed the spend up to %(until)s, on %(day)s.") % {
        "name": signed(last) or _("Somebody"),
        "until": notation.date_long(date.fromisoformat(until)),
        "day": notation.date_long(last.said_on),
    }


# --- People -----------------------------------------------------------------------------------------------------------
def people_who_may(customer: Customer, right: str) -> list[str]:
    """Names of the customer's people who have the right today. Names and nothing else about them."""
    people = customer.stakeholders.filter(**{right: True}).exclude(user=None).order_by("name")
    today = customer.supplier.today()
    return [one.name for one in people.only("name", "until") if one.until is None or one.until >= today]
