"""What the supplier's pages show of promise and proof. Everything starts at what the actor may see; few queries a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.decision_queries import agreement_words, claim_words, evidence_line, percent, short, signed, terms_rows
from outcomes.decision_queries import working as shown_working
from outcomes.models import (
    ClaimLine,
    CustomerTotal,
    Decision,
    Evidence,
    Measurement,
    Outcome,
    Signature,
    SpendEntry,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.services.claims import Working, version_for, work_out
from outcomes.services.events import whom_to_ask
from outcomes.value import grain_period

State = ValueEvent.State
Kind = Decision.Kind
OPEN = (State.STATED, State.DISPUTED)
DECIDED = (State.CONFIRMED, State.ADJUSTED)
DIMENSIONS_OFFERED = 60
# Of readings and of claims on a dimension's page, so that ten years of months still are a light page.
ROWS_SHOWN = 48
EVENT_MARKS: dict[str, str] = {
    State.DRAFT: "draft",
    State.STATED: "undecided",
    State.CONFIRMED: "confirmed",
    State.ADJUSTED: "adjusted",
    State.DISPUTED: "disputed",
    State.WITHDRAWN: "withdrawn",
    State.RESTATED: "withdrawn",
}
DECISION_MARKS: dict[str, str] = {
    Kind.TERMS_AGREED: "confirmed",
    Kind.STATED: "undecided",
    Kind.CONFIRMED: "confirmed",
    Kind.ADJUSTED: "adjusted",
    Kind.DISPUTED: "disputed",
    Kind.WITHDRAWN: "withdrawn",
    Kind.RESTATED: "withdrawn",
    Kind.SPEND_CONFIRMED: "spend",
    Kind.PERIOD_SIGNED_OFF: "confirmed",
}


def may_edit(actor: Actor) -> bool:
    """Whether this person of the supplier changes what she sees; contributors add readings and evidence only."""
    return actor.membership is not None and actor.membership.role != actor.membership.Role.CONTRIBUTOR


# --- Names ------------------------------------------------------------------------------------------------------------
def has_outcome_named(customer: Customer, title: str, *, but: int | None) -> bool:
    return Outcome.objects.filter(customer=customer, title__iexact=title).exclude(pk=but or 0).exists()


def has_dimension_named(customer: Customer, name: str, *, but: int | None) -> bool:
    return ValueDimension.objects.filter(customer=customer, name__iexact=name).exclude(pk=but or 0).exists()


def last_terms(dimension: ValueDimension) -> Terms | None:
    """The newest version that was agreed or is proposed: what a new proposal starts from."""
    terms = Terms.objects.filter(dimension=dimension, state__in=[Terms.State.AGREED, Terms.State.PROPOSED])
    return terms.select_related("asked").order_by("-version").first()


def agreed_terms(dimension: ValueDimension) -> Terms | None:
    """The newest version that was agreed."""
    return Terms.objects.filter(dimension=dimension).agreed().order_by("-version").first()


# --- Logging value ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class OpenPeriod:
    """A measured period that nobody has claimed, as long as one claim covers."""

    start: date
    end: date

    @property
    def key(self) -> str:
        """How a form names it: 2026-10-01/2026-10-31."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def offered_dimensions(
    actor: Actor, *, chosen: int | None, customer: int | None = None, search: str = ""
) -> list[ValueDimension]:
    """What the actor may log value on: the chosen one first, then by the newest reading; one query."""
    offered = ValueDimension.objects.editable_by(actor)
    wanted = Q()
    if customer is not None:
        wanted &= Q(customer=customer)
    for word in search.split()[:6]:
        wanted &= Q(name__icontains=word) | Q(customer__name__icontains=word) | Q(outcome__title__icontains=word)
    if chosen is not None:
        wanted |= Q(pk=chosen)
    return list(
        offered.filter(wanted)
        .select_related("customer__supplier", "customer__total", "outcome", "owner_theirs", "supplier")
        .annotate(
            newest=Max("measurements__period_end"),
            is_chosen=Case(When(pk=chosen or 0, then=1), default=0),
        )
        .order_by("-is_chosen", F("newest").desc(nulls_last=True), "pk")[:DIMENSIONS_OFFERED]
    )


def dimension_choices(offered: Sequence[ValueDimension]) -> list[tuple[Any, Any]]:
    """Choices grouped by customer, in the order in which they are offered."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for dimension in offered:
        groups.setdefault(dimension.customer.name, []).append((dimension.pk, dimension.name))
    return [("", _("Choose a value dimension")), *groups.items()]


@dataclass(frozen=True)
class Openness:
    """What may be claimed on a dimension: its agreed terms with who agreed them, and its open periods, oldest first."""

    terms: Sequence[Terms]
    periods: Sequence[OpenPeriod]
    last_reading: Measurement | None


def openness(dimension: ValueDimension, today: date) -> Openness:
    """Measured periods that no live claim covers, each as long as the terms' grain; three queries.

    Periods of the baseline itself, and those beyond the last day for claims, are not offered.
    """
    who = Signature.objects.filter(decision__terms=OuterRef("pk"), decision__kind=Kind.TERMS_AGREED)
    terms = list(
        Terms.objects.filter(dimension=dimension)
        .agreed()
        .annotate(agreed_by=Subquery(who.values("name")[:1]))
        .order_by("version")
    )
    readings = list(Measurement.objects.filter(dimension=dimension).current().order_by("period_start"))
    taken = list(ValueEvent.objects.filter(dimension=dimension).live().values_list("period_start", "period_end"))
    periods: dict[str, OpenPeriod] = {}
    for reading in readings:
        period = _claimable(reading, terms)
        if period is None or period.end > today:
            continue
        if not any(start and end and start <= period.end and end >= period.start for start, end in taken):
            periods[period.key] = period
    return Openness(terms, list(periods.values()), readings[-1] if readings else None)


def _claimable(reading: Measurement, agreed: Sequence[Terms]) -> OpenPeriod | None:
    """The period that a claim on this reading covers; None where there is none."""
    if not agreed:
        return OpenPeriod(reading.period_start, reading.period_end)
    before = [one for one in agreed if not one.is_after_the_fact(reading.period_start)]
    terms = before[-1] if before else agreed[0]
    period = OpenPeriod(reading.period_start, reading.period_end)
    if terms.grain != Terms.Grain.READING:
        period = OpenPeriod(*grain_period(terms.grain, reading.period_start))
    if period.start <= terms.baseline_end or period.end > terms.claimable_until:
        return None
    return period


def preview(
    dimension: ValueDimension, chosen: tuple[date, date] | None, known: Openness, *, today: date
) -> dict[str, Any]:
    """The context of outcomes/event_working.html for a claim that is not stated yet."""
    decider = whom_to_ask(dimension)
    shown: dict[str, Any] = {
        "decider": decider.name if decider is not None else "",
        "currency": dimension.customer.currency,
    }
    if chosen is None:
        return shown | {"problem": _nothing_to_claim(known), "problem_url": _way_on(dimension, known)}
    try:
        worked = work_out(
            dimension=dimension,
            period_start=chosen[0],
            period_end=chosen[1],
            today=today,
            terms=version_for(known.terms, chosen[0]),
        )
    except Refused as refusal:
        return shown | {"problem": refusal.message}
    return shown | {
        "working": _preview_working(dimension, worked, chosen, shown["decider"]),
        "terms": _terms_line(worked.terms, known.terms),
        "change": what_changes(dimension, worked),
        "worked": worked,
    }


def _nothing_to_claim(known: Openness) -> str:
    if known.last_reading is None:
        return _("There is no reading yet. Add one, then its period can be claimed.")
    return _("Every measured period is claimed. The next one opens with its reading.")


def _way_on(dimension: ValueDimension, known: Openness) -> dict[str, str]:
    return {"label": _("Add a reading"), "url": reverse("outcomes:measurement_create", args=[dimension.pk])}


def _terms_line(terms: Terms | None, agreed: Sequence[Terms]) -> str:
    if terms is None:
        return _("No terms are agreed: this counts as no money, ever.")
    one = next((each for each in agreed if each.pk == terms.pk), terms)
    said = {"version": terms.version, "name": getattr(one, "agreed_by", None) or _("the customer")}
    if terms.agreed_on is not None:
        said["day"] = notation.date_long(terms.agreed_on)
    return _("Terms version %(version)s, agreed by %(name)s on %(day)s") % said


def _preview_working(
    dimension: ValueDimension, worked: Working, chosen: tuple[date, date], decider: str
) -> dict[str, Any] | None:
    event = ValueEvent(
        customer=dimension.customer,
        dimension=dimension,
        terms=worked.terms,
        claimed_minor=worked.amount_minor,
        after_the_fact=worked.after_the_fact,
        period_start=chosen[0],
        period_end=chosen[1],
    )
    lines = [
        ClaimLine(
            period_start=one.period_start,
            period_end=one.period_end,
            baseline=one.baseline if worked.terms is not None else None,
            actual=one.actual,
            difference=one.difference if worked.terms is not None else None,
            volume=one.volume,
            rate=one.rate,
            share=one.share,
            deduction=one.deduction,
            amount=one.amount,
        )
        for _reading, one in worked.lines
    ]
    shown = shown_working(event, lines)
    if shown is None:
        return None if worked.terms is not None else _units_only(dimension, worked)
    if shown["result"] is not None and worked.amount_minor is not None:
        shown["result"]["words"] = _("Shortfall, counts at once") if worked.amount_minor < 0 else _("Gain to decide")
    shown["note"], shown["mark"] = (
        _counts_as(worked, decider),
        "shortfall" if (worked.amount_minor or 0) < 0 else "undecided",
    )
    return shown


def _units_only(dimension: ValueDimension, worked: Working) -> dict[str, Any]:
    """Readings without terms: figures alone, compared with nothing."""
    rows = [
        {
            "operator": "",
            "words": _("Reading, %(period)s") % {"period": notation.period(one.period_start, one.period_end)},
            "figure": notation.quantity(one.actual, dimension.unit),
        }
        for _reading, one in worked.lines
    ]
    return {"lines": rows, "result": None, "note": "", "mark": ""}


def _counts_as(worked: Working, decider: str) -> str:
    who = decider or _("the customer")
    if (worked.amount_minor or 0) < 0:
        return _("Worse than the baseline. It counts as a shortfall from the moment it is stated, decided or not.")
    if worked.after_the_fact:
        return _("The terms were agreed after this period had begun: it stands apart and never enters the value.")
    return _("Counts as undecided until %(who)s decides. Silence confirms nothing.") % {"who": who}


def what_changes(dimension: ValueDimension, worked: Working) -> list[dict[str, Any]]:
    """What stating this claim would change of the customer's sums."""
    amount = worked.amount_minor
    if amount is None:
        return []
    total: CustomerTotal = getattr(dimension.customer, "total", None) or CustomerTotal()
    rows = [{"label": _("Value today"), "minor": total.value, "strong": False}]
    if amount < 0:
        return [*rows, {"label": _("With this shortfall, at once"), "minor": total.value + amount, "strong": True}]
    if worked.after_the_fact:
        apart = {
            "label": _("Agreed after the fact, if confirmed"),
            "minor": total.after_the_fact + amount,
            "strong": True,
        }
        return [*rows, apart]
    return [
        *rows,
        {"label": _("If confirmed"), "minor": total.value + amount, "strong": True},
        {"label": _("Undecided, this claim included"), "minor": total.undecided + amount, "strong": False},
    ]


# --- Decisions as lines of a timeline -----------------------------------------------------------------------------------
def decisions_for(actor: Actor, **lookup: Any) -> QuerySet[Decision]:
    """The ledger's entries, newest first, with what a line of the timeline needs; one query."""
    return (
        Decision.objects.visible_to(actor)
        .filter(**lookup)
        .select_related("signature", "event__dimension", "event__terms", "terms__dimension", "customer")
        .order_by("-seq")
    )


def timeline_rows(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Rows of components/timeline_row.html. The working comes from the entry itself: no further query."""
    return [_timeline_row(one) for one in decisions]


def _timeline_row(decision: Decision) -> dict[str, Any]:
    said = json.loads(decision.payload)
    event = decision.event
    shortfall = event is not None and event.is_shortfall
    mark = "shortfall" if shortfall and decision.kind == Kind.STATED else DECISION_MARKS[decision.kind]
    return {
        "date": decision.said_on,
        "with_year": decision.said_on.year != timezone.now().year,
        "mark": mark,
        "word": capfirst(decision.get_kind_display()),
        "words": _who_and_what(decision, said),
        "working": _beneath(decision, said),
        "minor": decision.amount_minor,
        "currency": decision.customer.currency,
        "superseded": False,
        "url": _where(decision),
    }


def _where(decision: Decision) -> str:
    if decision.event_id is not None:
        return reverse("outcomes:event_detail", args=[decision.event_id])
    if decision.terms is not None:
        return reverse("outcomes:dimension_detail", args=[decision.terms.dimension_id])
    return reverse("outcomes:spend_list", args=[decision.customer_id])


def _who_and_what(decision: Decision, said: Mapping[str, Any]) -> str:
    who = signed(decision) or (_("the product itself") if decision.origin == Decision.Origin.PRODUCT else _("somebody"))
    if decision.event is not None:
        what = event_title(decision.event)
    elif decision.terms is not None:
        what = _("%(dimension)s, version %(version)s") % {
            "dimension": decision.terms.dimension.name,
            "version": decision.terms.version,
        }
    else:
        what = (
            _("up to %(day)s") % {"day": notation.date_long(date.fromisoformat(said["until"]))}
            if "until" in said
            else ""
        )
    words = _("by %(who)s: %(what)s") % {"who": who, "what": what} if what else _("by %(who)s") % {"who": who}
    if decision.origin in {Decision.Origin.DEMONSTRATION, Decision.Origin.MIGRATION, Decision.Origin.PAPER}:
        words = f"{words} ({decision.get_origin_display()})"
    return words


def event_title(event: ValueEvent) -> str:
    """What a claim is about: "Days to reconcile month-end, October 2026"."""
    if event.period_start is None or event.period_end is None:
        return event.title
    return f"{event.title}, {notation.period(event.period_start, event.period_end)}"


def _beneath(decision: Decision, said: Mapping[str, Any]) -> str:
    """The reason where there is one, else the calculation."""
    parts = []
    if decision.kind in {Kind.STATED, Kind.CONFIRMED} and decision.event is not None:
        parts.append(formula(said, decision.event))
    if decision.reason:
        parts.append(notation.quoted(decision.reason))
    if decision.kind == Kind.ADJUSTED and decision.event is not None and decision.event.claimed_minor is not None:
        claimed = notation.money(decision.event.claimed_minor, decision.customer.currency, whole=True)
        parts.append(_("claimed: %(amount)s") % {"amount": claimed})
    return "; ".join(part for part in parts if part)


def formula(said: Mapping[str, Any], event: ValueEvent) -> str:
    """The calculation in one line: "30 → 1 days = 29 × 1,200 EUR × 80 % = 27,840 EUR"; "" without one."""
    content = said.get("event") or {}
    lines = content.get("lines") or []
    unit = event.dimension.unit if event.dimension is not None else ""
    if not lines or lines[0].get("baseline") is None:
        return ""
    if len(lines) > 1:
        return ngettext("%(count)s reading", "sum of %(count)s readings", len(lines)) % {"count": len(lines)}
    line = {name: Decimal(lines[0][name]) if lines[0].get(name) is not None else None for name in FORMULA_PARTS}
    change = f"{notation.exact(line['baseline'])} → {notation.quantity(line['actual'], unit)}"  # type: ignore[arg-type]
    if line["rate"] is None:
        return change
    factors = [notation.exact(line["difference"])]  # type: ignore[arg-type]
    if line["volume"] is not None:
        factors.append(notation.quantity(line["volume"], event.terms.volume_unit if event.terms is not None else ""))
    factors.append(f"{notation.exact(line['rate'])}{notation.NO_BREAK}{content['claimed']['currency']}")
    if line["share"] is not None:
        factors.append(percent(line["share"]))
    if line["deduction"]:
        factors.append(percent(1 - line["deduction"]))
    result = notation.money(content["claimed"]["minor"], content["claimed"]["currency"], whole=True)
    return f"{change}: {' × '.join(factors)} = {result}"


FORMULA_PARTS = ("baseline", "actual", "difference", "volume", "rate", "share", "deduction")


# --- One event --------------------------------------------------------------------------------------------------------
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
    """The context of outcomes/event_detail.html; two queries beside the event's own."""
    lines = list(event.lines.all())
    said = list(
        Decision.objects.visible_to(actor)
        .filter(Q(event=event) | Q(kind=Kind.TERMS_AGREED, terms=event.terms_id) & ~Q(terms=None))
        .select_related("signature", "event")
        .order_by("seq")
    )
    history = [one for one in said if one.event_id == event.pk]
    agreement = next((one for one in said if one.event_id is None), None)
    newer = ValueEvent.objects.visible_to(actor).filter(supersedes=event).exclude(state=State.DRAFT)
    edits = may_edit(actor)
    is_open = event.state in OPEN
    later = list(newer.order_by("pk")) if event.state in (*DECIDED, State.RESTATED) else []
    return {
        "event": event,
        "customer": event.customer,
        "currency": event.customer.currency,
        "claim": claim_words(event, lines),
        "mark": "shortfall" if event.is_shortfall and is_open else EVENT_MARKS[event.state],
        "state_words": _state_words(event),
        "working": _event_working(event, lines),
        "terms_words": agreement_words(event, agreement, actor),
        "evidence": [evidence_line(item) for item in event.evidence.all()],
        "history": [_history_row(event, one, history) for one in history],
        "superseding": later,
        "can_edit_draft": edits and event.state == State.DRAFT,
        "can_withdraw": edits and is_open and not event.is_shortfall,
        "can_restate": edits
        and event.state in DECIDED
        and event.kind == ValueEvent.Kind.MEASURED
        and not any(one.state in OPEN for one in later),
    }


def _event_working(event: ValueEvent, lines: Sequence[ClaimLine]) -> dict[str, Any] | None:
    shown = shown_working(event, lines)
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
        return _("Counts as undecided until %(who)s decides. Silence confirms nothing.") % {"who": who}
    if event.state == State.DISPUTED:
        if event.is_shortfall:
            return _("Disputed. It counts until it is settled.")
        return _("Disputed. It is not counted.")
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
    if decision.origin in {Decision.Origin.DEMONSTRATION, Decision.Origin.MIGRATION, Decision.Origin.PAPER}:
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
    shortfall = event.is_shortfall and decision.kind == Kind.STATED
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
    """Evidence of this customer by its codes, in that order; what is another customer's is left out."""
    found = {
        one.code: one
        for one in Evidence.objects.editable_by(actor).filter(customer=customer, code__in=list(codes)[:50])
    }
    return [found[code] for code in dict.fromkeys(codes) if code in found]


def decision_of_request(actor: Actor, request_key: str) -> Decision | None:
    """The entry that this very request has already made."""
    if not request_key or actor.membership is None:
        return None
    return Decision.objects.visible_to(actor).filter(request_key=request_key, by_membership=actor.membership).first()


# --- One dimension ----------------------------------------------------------------------------------------------------
def dimension_for(actor: Actor, pk: int) -> ValueDimension | None:
    return (
        ValueDimension.objects.visible_to(actor)
        .select_related("customer__supplier", "supplier", "outcome", "owner_ours__user", "owner_theirs")
        .prefetch_related("shares_effect_with")
        .filter(pk=pk)
        .first()
    )


def dimension_page(actor: Actor, dimension: ValueDimension, *, everything: bool = False) -> dict[str, Any]:
    """The context of outcomes/dimension_detail.html; four queries beside the dimension's own.

    The newest readings and claims, or all of them with `everything`.
    """
    who = Signature.objects.filter(decision__terms=OuterRef("pk"), decision__kind=Kind.TERMS_AGREED)
    terms = list(
        Terms.objects.visible_to(actor)
        .filter(dimension=dimension)
        .annotate(agreed_by=Subquery(who.values("name")[:1]), agreed_position=Subquery(who.values("position")[:1]))
        .select_related("asked", "proposed_by__user")
        .order_by("-version")
    )
    for one in terms:
        one.dimension = dimension
    readings = list(
        Measurement.objects.visible_to(actor)
        .filter(dimension=dimension)
        .select_related("superseded_by", "recorded_by__user")
        .order_by("-period_start", "-pk")
    )
    events = list(ValueEvent.objects.visible_to(actor).filter(dimension=dimension).order_by("-period_start", "-pk"))
    agreed = [one for one in terms if one.state == Terms.State.AGREED]
    current = agreed[0] if agreed else None
    shown = _reading_rows(readings, events, current)
    most = len(shown) + len(events) if everything else ROWS_SHOWN
    return {
        "more": max(len(shown), len(events)) > most,
        "dimension": dimension,
        "customer": dimension.customer,
        "currency": dimension.customer.currency,
        "current": current,
        "versions": [_version(one) for one in terms],
        "proposed": next((one for one in terms if one.state == Terms.State.PROPOSED), None),
        "readings": shown[:most],
        "one_source": readings[0] if len({(one.source, one.source_kind) for one in readings}) == 1 else None,
        "with_volume": any(one.volume is not None for one in readings),
        "claims": [_claim_row(event) for event in events[:most]],
        "claims_count": len(events),
        "claims_whole": not any(
            (minor or 0) % 10 ** notation.minor_digits(dimension.customer.currency)
            for event in events
            for minor in (event.claimed_minor, event.decided_minor)
        ),
        "track": track_of(dimension, current, next((one for one in readings if not _is_superseded(one)), None)),
        "can_edit": may_edit(actor),
    }


def _version(terms: Terms) -> dict[str, Any]:
    zone = terms.dimension.supplier.zone
    proposed = notation.date_long(terms.proposed_at.astimezone(zone).date()) if terms.proposed_at is not None else ""
    said = {
        "name": getattr(terms, "agreed_by", None) or _("the customer"),
        "day": notation.date_long(terms.agreed_on) if terms.agreed_on is not None else "",
        "asked": terms.asked.name if terms.asked is not None else _("the customer"),
        "reason": terms.declined_reason,
        "proposed": proposed,
    }
    words = {
        Terms.State.DRAFT: _("Still a draft"),
        Terms.State.PROPOSED: _("Proposed to %(asked)s on %(proposed)s, not yet agreed"),
        Terms.State.AGREED: _("Agreed by %(name)s on %(day)s"),
        Terms.State.DECLINED: _("Declined by %(asked)s: “%(reason)s”"),
        Terms.State.WITHDRAWN: _("Replaced by another proposal before it was agreed"),
    }[Terms.State(terms.state)]
    marks = {"agreed": "confirmed", "proposed": "undecided", "declined": "disputed"}
    return {
        "terms": terms,
        "words": words % said,
        "mark": marks.get(terms.state, "withdrawn"),
        "rows": terms_rows(terms),
    }


def _is_superseded(reading: Measurement) -> bool:
    return getattr(reading, "superseded_by", None) is not None


def _reading_rows(
    readings: Sequence[Measurement], events: Sequence[ValueEvent], terms: Terms | None
) -> list[dict[str, Any]]:
    """Readings and missing periods, newest first."""
    rows: list[dict[str, Any]] = []
    later: Measurement | None = None
    for reading in readings:
        if not _is_superseded(reading):
            if later is not None and (gap := _gap(reading, later)) is not None:
                rows.append({"missing": True, "start": gap[0], "end": gap[1]})
            later = reading
        claim = next((one for one in events if one.state in (*OPEN, *DECIDED) and _covers(one, reading)), None)
        worse = terms is not None and (
            reading.value > terms.baseline
            if terms.direction == Terms.Direction.DECREASE
            else reading.value < terms.baseline
        )
        rows.append(
            {
                "missing": False,
                "reading": reading,
                "superseded": _is_superseded(reading),
                "claim": claim,
                "claim_mark": EVENT_MARKS[claim.state] if claim is not None else "missing",
                "in_baseline": terms is not None and reading.period_end <= terms.baseline_end,
                "worse": worse,
            }
        )
    return rows


def _gap(earlier: Measurement, later: Measurement) -> tuple[date, date] | None:
    """The days between two readings that neither covers."""
    start, end = earlier.period_end + timedelta(days=1), later.period_start - timedelta(days=1)
    return (start, end) if start <= end else None


def _covers(event: ValueEvent, reading: Measurement) -> bool:
    assert event.period_start is not None and event.period_end is not None
    return event.period_start <= reading.period_start and reading.period_end <= event.period_end


def _claim_row(event: ValueEvent) -> dict[str, Any]:
    return {
        "event": event,
        "mark": "shortfall" if event.is_shortfall and event.state in OPEN else EVENT_MARKS[event.state],
        "claimed_minor": event.claimed_minor,
        "decided_minor": event.decided_minor,
    }


def track_of(dimension: ValueDimension, terms: Terms | None, last: Measurement | None) -> dict[str, Any] | None:
    """The way from baseline to now, for the track; None without agreed terms."""
    if terms is None:
        return None
    return track(
        baseline=terms.baseline,
        target=terms.target,
        now=last.value if last is not None else None,
        direction=terms.direction,
        unit=dimension.unit,
    )


def track(*, baseline: Decimal, target: Decimal, now: Decimal | None, direction: str, unit: str) -> dict[str, Any]:
    """The figures of the track, and the same in words: "30 → 1 days, target 3"."""
    better = now is None or (now <= baseline if direction == Terms.Direction.DECREASE else now >= baseline)
    said = {
        "baseline": notation.exact(baseline),
        "now": notation.quantity(now, unit) if now is not None else _("no reading"),
        "target": notation.exact(target),
    }
    words = _("%(baseline)s → %(now)s, target %(target)s") % said
    figures = {"baseline": baseline, "now": now, "target": target, "low": None, "high": None}
    return figures | {"better": better, "words": words}


# --- Spend ------------------------------------------------------------------------------------------------------------
def spend_entries(actor: Actor, customer: Customer, search: str) -> QuerySet[SpendEntry]:
    """Every entry, corrected and void ones too, newest first."""
    entries = SpendEntry.objects.visible_to(actor).filter(customer=customer)
    for word in search.split()[:6]:
        entries = entries.filter(
            Q(source__icontains=word)
            | Q(words__icontains=word)
            | Q(external_id__icontains=word)
            | Q(kind__icontains=word)
        )
    return entries.select_related("superseded_by", "recorded_by__user").order_by("-on", "-pk")


def spend_sums(actor: Actor, customer: Customer) -> dict[str, int]:
    """Sums of what counts, by kind; one query."""
    rows = (
        SpendEntry.objects.visible_to(actor).filter(customer=customer).current().values("kind")
        .annotate(minor=Sum("amount_minor")).order_by("kind")
    )  # fmt: skip
    return {row["kind"]: row["minor"] for row in rows}


def last_spend_confirmation(actor: Actor, customer: Customer) -> str:
    """Who confirmed the spend up to when, in words; "" where nobody did."""
    last = (
        Decision.objects.visible_to(actor)
        .filter(customer=customer, kind=Kind.SPEND_CONFIRMED)
        .select_related("signature")
        .order_by("-seq")
        .first()
    )
    if last is None:
        return ""
    until = date.fromisoformat(json.loads(last.payload)["until"])
    return _("%(name)s confirmed it up to %(day)s.") % {
        "name": signed(last) or _("Somebody"),
        "day": notation.date_long(until),
    }
