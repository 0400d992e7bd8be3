"""What waits for the customer, and one claim as she decides it. Everything starts at what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.codes import random_code
from accounts.models import Customer, Stakeholder
from outcomes.models import ClaimLine, Decision, DisputeAnswer, ValueEvent
from outcomes.queries.marks import DECIDED, DECISION_MARKS, EVENT_MARKS, OPEN, Kind, State, is_decidable
from outcomes.queries.workings import working
from outcomes.services.claims import shared_effects

WAITING_LIMIT = 200
CLAIMS_A_PAGE = 50


def waiting_claims(actor: Actor) -> QuerySet[ValueEvent]:
    """What waits for a decision of this customer, oldest first. What she stated herself does not wait for her."""
    waiting = ValueEvent.objects.visible_to(actor).waiting()
    waiting = waiting.exclude(kind=ValueEvent.Kind.COST, asked=actor.stakeholder)
    return waiting.order_by("stated_at", "pk")


def asked_elsewhere(actor: Actor) -> Q:
    """Claims that a colleague was asked to decide who may still: the rule of `asked_of`, for queries."""
    asked = Q(asked__may_decide=True, asked__user__isnull=False) & ~Q(asked=actor.stakeholder)
    return asked & (Q(asked__until=None) | Q(asked__until__gte=actor.supplier.today()))


def waiting_for_her(actor: Actor) -> QuerySet[ValueEvent]:
    """Of what waits, the claims that she was asked to decide; for who may only read, all of them."""
    assert actor.stakeholder is not None
    waiting = waiting_claims(actor)
    return waiting.exclude(asked_elsewhere(actor)) if actor.stakeholder.may_decide else waiting


def asked_of(actor: Actor, asked: Stakeholder | None, right: str = "may_decide") -> str:
    """The name of the colleague who was asked and still may; "" where it waits for her or for nobody in particular."""
    assert actor.stakeholder is not None
    if asked is None or asked.pk == actor.stakeholder.pk or asked.user_id is None or not getattr(asked, right):
        return ""
    return asked.name if asked.until is None or asked.until >= actor.supplier.today() else ""


@dataclass(frozen=True)
class Place:
    """Where a claim stands among those that wait for her: its number, how many there are, and which comes next.

    `done` are those that she has decided one after the other, just now; they count as the first ones.
    """

    number: int
    count: int
    next_pk: int | None
    done: int = 0


def place_among_waiting(actor: Actor, pk: int, done: int = 0) -> Place:
    """`number` is 0 where the claim does not wait for her (any more)."""
    waiting = list(waiting_for_her(actor).values_list("pk", flat=True)[:WAITING_LIMIT])
    if pk not in waiting:
        return Place(0, len(waiting), waiting[0] if waiting else None)
    at = waiting.index(pk)
    others = waiting[at + 1 :] + waiting[:at]
    return Place(at + 1 + done, len(waiting) + done, others[0] if others else None, done)


def next_waiting(actor: Actor, event: ValueEvent) -> int | None:
    """The claim that she comes to after this one: the next that was stated, else the first that she left out."""
    waiting = list(waiting_for_her(actor).exclude(pk=event.pk).values_list("stated_at", "pk")[:WAITING_LIMIT])
    later = (pk for stated_at, pk in waiting if event.stated_at and (stated_at, pk) > (event.stated_at, event.pk))
    return next(later, waiting[0][1] if waiting else None)


def run_url(pk: int, done: int) -> str:
    """A claim's page, after `done` decisions in a row."""
    return reverse("outcomes:claim_show", args=[pk]) + (f"?done={done}" if done else "")


def decided_url(pk: int, done: int) -> str:
    """The page that says what was decided, before the next one."""
    return reverse("outcomes:claim_decided", args=[pk]) + (f"?done={done}" if done else "")


def decided_page(actor: Actor, event: ValueEvent, done: int) -> dict[str, Any] | None:
    """The context of outcomes/decision_decided.html; None where nobody has decided yet."""
    stands = standing_entry(actor, event)
    if stands is None or stands.kind == Kind.STATED:
        return None
    following = next_waiting(actor, event)
    left = len(waiting_for_her(actor).exclude(pk=event.pk).values_list("pk", flat=True)[:WAITING_LIMIT])
    return {
        "claim_words": short_words(event),
        "stands": history_row(event, stands),
        "claim_url": reverse("outcomes:claim_show", args=[event.pk]),
        "next_url": run_url(following, done) if following else "",
        "next_words": ngettext("Next claim, the last one", "Next claim, %(left)s left", left) % {"left": left},
        "place_words": run_words(done, left) if done else _("Decided"),
        "home_url": reverse("reports:portal_home"),
    }


def every_claim(actor: Actor) -> QuerySet[ValueEvent]:
    """Every claim that was ever stated, by the day that its line shows: decided, else stated; newest first."""
    events = ValueEvent.objects.visible_to(actor).select_related("customer__supplier")
    shown = Coalesce("decided_at", "stated_at")
    return events.annotate(shown_at=shown).order_by(F("shown_at").desc(nulls_last=True), "-pk")


def age_words(actor: Actor, moment: datetime | None) -> str:
    """How long something waits: "since today", "since 12 days"."""
    days = actor.supplier.days_since(moment) if moment is not None else 0
    if days < 1:
        return _("waits since today")
    return ngettext("waits for one day", "waits for %(days)s days", days) % {"days": days}


# --- One claim --------------------------------------------------------------------------------------------------------
def claim_page(actor: Actor, event: ValueEvent, done: int = 0) -> dict[str, Any]:
    """The context of outcomes/decision_form.html, but for the forms. `done`: decided one after the other, just now."""
    lines = list(event.lines.all())
    history, agreement = said_about(actor, event)
    place = place_among_waiting(actor, event.pk, done)
    is_open = is_decidable(event)
    waits = is_open and (event.state != State.DISPUTED or event.waits)
    others = shared_effects(event) if is_open else []
    assert actor.stakeholder is not None
    may_decide = actor.stakeholder.may_decide
    return {
        "event": event,
        "claim": claim_words(event, lines),
        "said": said_words(history),
        "working": working(event, lines),
        "terms_words": agreement_words(event, agreement, actor),
        "terms_url": reverse("outcomes:portal_terms", args=[event.terms_id]) if event.terms_id else None,
        "terms_label": _("Terms, version %(version)s") % {"version": event.terms.version} if event.terms else "",
        "after_the_fact": event.after_the_fact,
        "corrects": correction_words(event),
        "evidence": evidence_lines(event, theirs=True),
        "history": said_and_answered(actor, event, history, [history_row(event, one) for one in history]),
        "state_mark": EVENT_MARKS[event.state],
        "state_words": state_words(event),
        "is_open": is_open,
        "waits": waits,
        "currency": event.customer.currency,
        "place_words": place_words(place, event),
        "asked_name": asked_of(actor, event.asked) if is_open and may_decide else "",
        "later_url": later_url(place),
        "shared_words": _("“%(other)s” may count the same effect.") % {"other": others[0].title} if others else "",
        "may_decide": may_decide,
        "ask": [] if may_decide or not is_open else people_who_may(event.customer, "may_decide"),
        "decide": decide_context(event, done) if waits and may_decide else None,
        "again": again_context(event, history[-1]) if may_decide and not waits and history else None,
    }


def said_about(actor: Actor, event: ValueEvent) -> tuple[list[Decision], Decision | None]:
    """The entries about the event, in the order of the ledger, and the one that agreed its terms; one query."""
    said = (
        Decision.objects.visible_to(actor)
        .filter(Q(event=event) | Q(kind=Kind.TERMS_AGREED, terms=event.terms_id) & ~Q(terms=None))
        .select_related("signature", "event", "supplier")
        .order_by("seq")
    )
    history = [one for one in said if one.event_id == event.pk]
    return history, next((one for one in said if one.event_id is None), None)


# An amount with its currency that is longer does not fit into a third of a phone: the answers stand one below the other.
LONG_FIGURE = 13


def decide_context(event: ValueEvent, done: int = 0) -> dict[str, Any]:
    """The three answers: their words and addresses; empty where one is not possible."""
    amount = event.claimed_minor
    figure = "" if amount is None else notation.money(abs(amount), event.customer.currency, whole=True)
    own = event.kind == ValueEvent.Kind.COST
    run = f"?done={done}" if done else ""
    return {
        "confirm_url": reverse("outcomes:claim_confirm", args=[event.pk]),
        # After a dispute it is a change of mind, whose reason has a page of its own.
        "confirm_page": reverse("outcomes:claim_confirm_again", args=[event.pk]) + run
        if event.state == State.DISPUTED
        else "",
        "confirm_words": _("Agree") if event.is_shortfall and figure else _("Confirm"),
        "minor": abs(amount) if amount is not None else None,
        "currency": event.customer.currency,
        "long": len(figure) > LONG_FIGURE,
        "done": done,
        "adjust_url": reverse("outcomes:claim_adjust", args=[event.pk]) + run if amount else "",
        "dispute_url": reverse("outcomes:claim_dispute", args=[event.pk]) + run if not own else "",
        "withdraw_url": reverse("outcomes:claim_withdraw", args=[event.pk]) if event.went_badly else "",
        "token": random_code(),
    }


def again_context(event: ValueEvent, stands: Decision) -> dict[str, str] | None:
    """A change of mind: addresses of what may follow the entry that stands; None where nothing may."""
    disputed = event.state == State.DISPUTED
    if (event.state not in DECIDED and not disputed) or event.superseding.filter(state__in=OPEN).exists():
        return None

    def to(act: str, possible: bool) -> str:
        # A dispute decides nothing that an answer would replace: the next answer is simply the later one.
        again = "" if disputed else f"?again={stands.seq}"
        return reverse(f"outcomes:claim_{act}", args=[event.pk]) + again if possible else ""

    corrects = event.supersedes_id is not None
    own = event.kind == ValueEvent.Kind.COST
    found = {
        "confirm_url": to("confirm_again", disputed or event.state == State.ADJUSTED),
        "adjust_url": to("adjust", bool(event.claimed_minor)),
        "dispute_url": to("dispute", not disputed and not corrects and not own),
        "withdraw_url": to("withdraw", event.went_badly and (disputed or not corrects)),
    }
    return found if any(found.values()) else None


def standing_entry(actor: Actor, event: ValueEvent) -> Decision | None:
    """The entry on which the claim's state stands."""
    said = Decision.objects.visible_to(actor).filter(event=event).select_related("signature")
    return said.order_by("-seq").first()


def short_words(event: ValueEvent) -> str:
    """The claim in one line: "Days to reconcile month-end, October 2026"."""
    if event.period_start is None or event.period_end is None or event.kind != ValueEvent.Kind.MEASURED:
        return event.title
    return f"{event.title}, {notation.period(event.period_start, event.period_end)}"


def place_words(place: Place, event: ValueEvent) -> str:
    said = {"number": place.number, "count": place.count}
    if place.number and place.done:
        return run_words(place.done, place.count - place.done)
    if place.number:
        return _("Claim %(number)s of %(count)s") % said
    if event.state == State.DISPUTED:
        return _("Disputed")
    return _("To decide") if is_decidable(event) else _("Decided")


def run_words(done: int, left: int) -> str:
    """Whichever she left out or began with: "1 decided, 2 left"."""
    return _("%(done)s decided, %(left)s left") % {"done": done, "left": left}


def later_url(place: Place) -> str:
    """Where "Later" leads: to the next claim that waits, else to the page of everything."""
    if place.number and place.next_pk is not None:
        return run_url(place.next_pk, place.done)
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
    if not notation.stands_behind(lines[-1].actual, event.dimension.unit):
        said["actual"] = notation.exact(lines[-1].actual)  # the baseline has the unit
    said["baseline"] = notation.quantity(lines[-1].baseline, event.dimension.unit)
    if len(lines) > 1:
        return (
            _("%(name)s in %(period)s: %(count)s readings, the last %(actual)s; agreed baseline: %(baseline)s.") % said
        )
    return _("%(name)s in %(period)s: %(actual)s; agreed baseline: %(baseline)s.") % said


def said_words(history: Sequence[Decision]) -> str:
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
        # A draft is worked out by the terms that hold when it is sent.
        silent = event.kind == ValueEvent.Kind.COST or event.state == State.DRAFT
        return "" if silent else _("No terms are agreed for it, so it counts as no money.")
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
        if event.went_badly:
            return _("It stands in the report already, without an amount.")
        return _("Counts as undecided until you decide. Silence confirms nothing.")
    if event.state == State.DISPUTED and event.waits:
        if event.went_badly:
            return _("It is disputed, and counts until it is settled. The answer stands below; you decide.")
        return _("It is disputed, and not counted. The answer stands below; you decide.")
    if event.state == State.DISPUTED:
        if event.went_badly:
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
    # That all of it is demonstration data, the strip above every page says once.
    if decision.origin in {Decision.Origin.MIGRATION, Decision.Origin.PAPER}:
        words = f"{words} ({decision.get_origin_display()})"
    entry = _("Recorded as number %(seq)s.") % {"seq": decision.seq}
    amount = decision.amount_minor if decision.kind in {Kind.STATED, Kind.CONFIRMED, Kind.ADJUSTED} else None
    return {
        "date": decision.said_on,
        "mark": "shortfall" if decision.kind == Kind.STATED and event.went_badly else DECISION_MARKS[decision.kind],
        "word": capfirst(decision.get_kind_display()),
        "words": words,
        "working": f"{notation.quoted(decision.reason)} {entry}" if decision.reason else entry,
        "minor": amount,
        "currency": event.customer.currency,
    }


def said_and_answered(
    actor: Actor, event: ValueEvent, history: Sequence[Decision], rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The rows of the entries with each answer behind the dispute that it answers; a query only where there is one."""
    if not any(one.kind == Kind.DISPUTED for one in history):
        return list(rows)
    answers: dict[int, list[DisputeAnswer]] = {}
    for one in DisputeAnswer.objects.visible_to(actor).filter(event=event):
        answers.setdefault(one.dispute_id, []).append(one)
    found: list[dict[str, Any]] = []
    for decision, row in zip(history, rows, strict=True):
        found += [row, *(answer_row(one) for one in answers.get(decision.pk, ()))]
    return found


def answer_row(answer: DisputeAnswer) -> dict[str, Any]:
    """One answer, for components/timeline_row.html."""
    files = ngettext("%(count)s file added as evidence", "%(count)s files added as evidence", answer.files)
    told = [notation.quoted(answer.words)] if answer.words else []
    told += [files % {"count": answer.files}] if answer.files else []
    return {
        "date": answer.said_on,
        "mark": "undecided",
        "word": _("Answered"),
        "words": _("by %(who)s") % {"who": answer.name},
        "working": "; ".join(told),
        "minor": None,
        "currency": "",
    }


def last_decision(actor: Actor, event: ValueEvent) -> dict[str, Any] | None:
    """How the claim stands since somebody else decided it."""
    last = standing_entry(actor, event)
    return history_row(event, last) if last is not None else None


def short(digest: str) -> str:
    """The two ends of a digest, to compare by eye."""
    return f"{digest[:4]}…{digest[-4:]}"


def evidence_line(item: Any, event: ValueEvent | None = None, *, theirs: bool = False) -> dict[str, Any]:
    """The context of components/evidence_item.html; `event` says what it came after, `theirs` that the customer reads it."""
    own = theirs and item.grade == item.Grade.A
    return {
        "name": item.name,
        "size": item.size,
        "digest": item.digest,
        "grade": _("A: from your own system") if own else item.get_grade_display(),
        "url": reverse("outcomes:evidence_download", args=[item.code]),
        "added": added_words(item, event) if event is not None else "",
    }


def evidence_lines(event: ValueEvent, *, theirs: bool = False) -> list[dict[str, Any]]:
    """Everything that is attached to it."""
    return [evidence_line(item, event, theirs=theirs) for item in event.evidence.all()]


def evidence_page(event: ValueEvent) -> dict[str, Any]:
    """The context of outcomes/claim_evidence.html; who gave each file is read along."""
    zone = event.customer.supplier.zone
    found = event.evidence.select_related("recorded_by__user", "stated_by")
    return {
        "event": event,
        "files": [
            evidence_line(item, event, theirs=True)
            | {
                "whole_digest": notation.grouped_digest(item.digest),
                "day": notation.date_long(item.recorded_at.astimezone(zone).date()),
                "by": str(item.stated_by or item.recorded_by or ""),
            }
            for item in found
        ],
        "back_url": reverse("outcomes:claim_show", args=[event.pk]),
    }


def added_words(item: Any, event: ValueEvent) -> str:
    """When evidence came later than what it shows: "added on 3 May 2026, after the decision"; "" where it came along."""
    if event.stated_at is None or item.recorded_at <= event.stated_at:
        return ""
    day = notation.date_medium(item.recorded_at.astimezone(event.customer.supplier.zone).date())
    if event.decided_at is not None and item.recorded_at > event.decided_at:
        return _("added on %(day)s, after the decision") % {"day": day}
    return _("added on %(day)s, after it was stated") % {"day": day}


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
        elif event.state == State.STATED and event.went_badly:
            words = _("stated, not yet agreed")
        if event.on_paper:
            words = _("%(words)s on paper, stands apart") % {"words": words}
        elif event.after_the_fact:
            words = _("%(words)s; agreed after the fact, stands apart") % {"words": words}
        rows.append(
            {
                "title": short_words(event),
                "url": reverse("outcomes:claim_show", args=[event.pk]),
                "mark": "shortfall" if event.went_badly and event.state in OPEN else EVENT_MARKS[event.state],
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


def people_who_may(customer: Customer, right: str) -> list[str]:
    """Names of the customer's people who have the right today. Names and nothing else about them."""
    people = customer.stakeholders.filter(**{right: True}).exclude(user=None).order_by("name")
    today = customer.supplier.today()
    return [one.name for one in people.only("name", "until") if one.until is None or one.until >= today]
