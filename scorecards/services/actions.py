"""The action plan: what follows from a benchmark or a review, shared with the customer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Membership, Stakeholder
from accounts.refusal import Refused
from scorecards.models import Action, ActionUpdate, Respondent, Round


@transaction.atomic
def add_action(
    *,
    customer: Customer,
    actor: Actor,
    words: str,
    owner_ours: Membership,
    due_on: date,
    owner_theirs: Stakeholder | None = None,
    round: Round | None = None,
    dimension: str = "",
    request_key: str | None = None,
) -> Action:
    """A new action with an owner here, and one at the customer where she has a part in it. Same request twice: one."""
    check_texts(Action, words=words, dimension=dimension)
    if not words.strip():
        raise Refused(_("Say what will be done."), code="no_words", field="words")
    if due_on < customer.supplier.today():
        raise Refused(_("This day is over."), code="past", field="due_on")
    if owner_theirs is not None and owner_theirs.customer_id != customer.pk:
        raise Refused(_("This person is not of the customer."), code="foreign", field="owner_theirs")
    if round is not None and (round.customer_id != customer.pk or round.state != Round.State.RELEASED):
        raise Refused(_("Actions follow from results that were released."), code="not_released")
    said: dict[str, Any] = {
        "supplier_id": customer.supplier_id,
        "round": round,
        "dimension": dimension,
        "words": words.strip(),
        "owner_ours": owner_ours,
        "owner_theirs": owner_theirs,
        "due_on": due_on,
    }
    if not request_key:
        return _added(Action.objects.create(customer=customer, **said), actor)
    check_texts(Action, request_key=request_key)
    action, is_new = Action.objects.get_or_create(customer=customer, request_key=request_key, defaults=said)
    if not is_new and any(getattr(action, name) != value for name, value in said.items() if name != "due_on"):
        raise Refused(_("This request was already used for something else. Open the page again."), code="key_reused")
    return _added(action, actor) if is_new else action


def _added(action: Action, actor: Actor) -> Action:
    after = values_of(action, ["words", "owner_ours", "owner_theirs", "due_on"])
    record_change(actor=actor, obj=action, customer=action.customer, before={}, after=after)
    return action


@transaction.atomic
def update_action(*, action: Action, actor: Actor, words: str, state: str, due_on: date | None = None) -> ActionUpdate:
    """How it moves: kept, and told to those who answered the round that it came from. A new day needs words too.

    The owner at the customer says so too, of her own action: then the accountable person gets a mail. The day is ours to move.
    """
    if actor.stakeholder is not None and action.owner_theirs_id != actor.stakeholder.pk:
        raise Refused(_("This action is somebody else's."), code="not_hers")
    check_texts(ActionUpdate, words=words)
    action.due_on = before = Action.objects.select_for_update().get(pk=action.pk).due_on
    if not words.strip():
        raise Refused(_("Say how it moves: those who answered read it."), code="no_words", field="words")
    if state not in Action.State.values:
        raise Refused(_("Choose where it stands."), code="state", field="state")
    last = ActionUpdate.objects.filter(action=action).last()
    same = (words.strip(), state, actor.name, due_on or action.due_on)
    if last is not None and (last.words, last.state, last.by, action.due_on) == same:
        return last  # sent twice, it is told once
    action.state = state
    if due_on is not None and actor.stakeholder is None:
        action.due_on = due_on
    action.save(update_fields=["state", "due_on"])
    moved = {"due_before": before, "due_on": action.due_on} if action.due_on != before else {}
    update = ActionUpdate.objects.create(
        customer_id=action.customer_id,
        action=action,
        words=words.strip(),
        state=state,
        by=actor.name,
        stakeholder=actor.stakeholder,
        **moved,
    )
    _tell(action, update, actor)
    if actor.stakeholder is not None:
        _tell_us(action, update)
    return update


def _tell_us(action: Action, update: ActionUpdate) -> None:
    """One mail to the accountable person."""
    customer = action.customer
    user = customer.accountable.user
    queue_template(
        "action_said",
        to=user.email,
        locale=customer.supplier.locale,
        context={"name": user.name or user.email, "customer": customer, "action": action, "update": update},
    )


def _tell(action: Action, update: ActionUpdate, actor: Actor) -> None:
    """Whoever answered the round, but for who says it."""
    if action.round_id is None:
        return
    customer = action.customer
    told = Respondent.objects.filter(round=action.round_id, is_done=True).select_related("stakeholder")
    today = customer.supplier.today()
    for one in told:
        if one.stakeholder == actor.stakeholder or not one.stakeholder.is_there(today):
            continue
        context: dict[str, Any] = {
            "name": one.stakeholder.name,
            "customer": customer,
            "supplier": customer.supplier.name,
            "action": action,
            "update": update,
            "url": f"{settings.BASE_URL}/benchmark/{one.code}/",
        }
        queue_template("action_moved", to=one.address, locale=customer.locale, context=context)
