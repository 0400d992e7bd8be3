"""Drafts of claims, and logging value in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Stakeholder
from accounts.refusal import Refused
from outcomes.models import Decision, Evidence, ValueDimension, ValueEvent
from outcomes.services.ledger import state_value
from outcomes.services.voice import of_actor

# Everything of a draft but its evidence; `*_id` as they stand in the row.
DRAFT_FIELDS = (
    "supplier_id", "customer_id", "dimension_id", "kind", "title", "period_start", "period_end", "note", "cause",
    "remedy", "claimed_minor", "drafted_by_id", "asked_id", "created_at",
)  # fmt: skip
# The toast offers it for 8 seconds, longer under a pointer or the focus.
UNDO_LASTS = timedelta(minutes=1)


@transaction.atomic
def draft_value(
    *,
    actor: Actor,
    dimension: ValueDimension,
    period_start: date,
    period_end: date,
    note: str = "",
    evidence: Iterable[Evidence] = (),
    draft: ValueEvent | None = None,
) -> ValueEvent:
    """Keep a claim as a draft, a new one or the given one. Nobody of the customer sees it.

    Refused where the draft was stated meanwhile, in another window: saving it would undo that.
    """
    check_texts(ValueEvent, note=note)
    event = ValueEvent(supplier_id=dimension.supplier_id, customer_id=dimension.customer_id)
    if draft is not None:
        event = ValueEvent.objects.select_for_update().get(pk=draft.pk)
        if event.state != ValueEvent.State.DRAFT:
            raise Refused(_("It is stated already. Restate or withdraw it instead."), code="already_stated")
    fill_draft(event, actor=actor, dimension=dimension, period_start=period_start, period_end=period_end, note=note)
    event.save()
    event.evidence.add(*evidence)
    return event


def fill_draft(
    event: ValueEvent, *, actor: Actor, dimension: ValueDimension, period_start: date, period_end: date, note: str
) -> None:
    """Write into the draft what was typed, without saving it."""
    if event.drafted_by_id is None:
        event.drafted_by = actor.membership
    event.dimension = dimension
    event.period_start, event.period_end = period_start, period_end
    event.title = dimension.name  # the period is shown beside it, in the reader's notation
    event.note = note
    event.asked = whom_to_ask(dimension)


@transaction.atomic
def log_value(
    *,
    actor: Actor,
    draft: ValueEvent,
    request_key: str | None = None,
    fill: Callable[[ValueEvent], list[Evidence]] | None = None,
) -> Decision:
    """State the draft, with what `fill` writes into it, and tell the person who decides. Same request twice: one entry,
    one mail."""
    decision = state_value(event=draft, voice=of_actor(actor), request_key=request_key, fill=fill)
    if not decision.is_repeated:
        tell_who_decides(decision.event, actor=actor)
    return decision


def tell_who_decides(event: ValueEvent | None, *, actor: Actor) -> None:
    """One mail to the person who is asked to decide, where she has portal access."""
    asked = event.asked if event is not None else None
    if event is None or asked is None or asked.user is None:
        return
    queue_template(
        "value_stated",
        to=asked.email or asked.user.email,
        locale=event.customer.locale,
        context={"event": event, "stakeholder": asked, "supplier": actor.supplier, "by": actor},
    )


def whom_to_ask(dimension: ValueDimension) -> Stakeholder | None:
    """Who decides on this dimension: its owner at the customer, else the first who may decide, those with access first."""
    owner, today = dimension.owner_theirs, dimension.customer.supplier.today()
    if owner is not None and owner.may_decide and (owner.until is None or owner.until >= today):
        return owner
    return next(iter(who_may_decide(dimension.customer)), None)


def who_may_decide(customer: Customer) -> list[Stakeholder]:
    """The customer's people who may decide claims today; those with portal access first."""
    today = customer.supplier.today()
    people = Stakeholder.objects.filter(customer=customer, may_decide=True).order_by(
        F("user").asc(nulls_last=True), "pk"
    )
    return [one for one in people if one.until is None or one.until >= today]


@transaction.atomic
def discard_draft(*, event: ValueEvent) -> dict[str, Any]:
    """A draft goes without a trace: nobody but its author saw it. What is returned, as JSON, brings it back."""
    locked = ValueEvent.objects.select_for_update().get(pk=event.pk)
    if locked.state != ValueEvent.State.DRAFT:
        raise Refused(_("It is stated already. Withdraw it instead."), code="already_stated")
    kept: dict[str, Any] = {name: getattr(locked, name) for name in DRAFT_FIELDS}
    for name in ("period_start", "period_end", "created_at"):
        kept[name] = kept[name].isoformat() if kept[name] is not None else None
    kept |= {"evidence": list(locked.evidence.values_list("pk", flat=True)), "discarded_at": timezone.now().isoformat()}
    locked.evidence.clear()
    locked.delete()
    return kept


@transaction.atomic
def restore_draft(*, customer: Customer, kept: Mapping[str, Any]) -> ValueEvent:
    """Bring back what `discard_draft` has returned, a short time ago. `customer` is its customer, found by the actor."""
    if not kept or kept["customer_id"] != customer.pk or timezone.now() - _instant(kept) > UNDO_LASTS:
        raise Refused(_("It is too late to bring it back."), code="too_late")
    fields = {name: kept[name] for name in DRAFT_FIELDS}
    for name in ("period_start", "period_end"):
        fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    fields["created_at"] = datetime.fromisoformat(fields["created_at"])
    event = ValueEvent.objects.create(state=ValueEvent.State.DRAFT, **fields)
    event.evidence.set(Evidence.objects.filter(customer=customer, pk__in=kept["evidence"]))
    return event


def _instant(kept: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(kept["discarded_at"])
