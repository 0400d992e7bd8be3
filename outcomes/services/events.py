"""Drafts of claims, and logging value in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Stakeholder
from accounts.refusal import Refused
from outcomes.models import Decision, Evidence, ValueDimension, ValueEvent
from outcomes.services.ledger import state_value
from outcomes.services.voice import of_actor


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
def discard_draft(*, event: ValueEvent) -> None:
    """A draft goes without a trace: nobody but its author saw it."""
    locked = ValueEvent.objects.select_for_update().get(pk=event.pk)
    if locked.state != ValueEvent.State.DRAFT:
        raise Refused(_("It is stated already. Withdraw it instead."), code="already_stated")
    locked.evidence.clear()
    locked.delete()
