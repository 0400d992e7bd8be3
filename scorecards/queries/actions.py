"""The action plan: what was agreed to be done after a round, by whom, and how it moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.actors import Actor
from accounts.models import Customer
from scorecards.models import Action


def actions_of(actor: Actor, customer: Customer, *, rounds: Sequence[int] | None = None) -> list[Action]:
    """The actions with their owners and updates: all of the customer, or those of some rounds."""
    found = Action.objects.visible_to(actor).filter(customer=customer)
    return with_updates(found if rounds is None else found.filter(round__in=rounds), customer)


def with_updates(actions: Any, customer: Customer) -> list[Action]:
    """With owners and updates; each update says on which day it was, at the supplier."""
    found = list(actions.select_related("owner_ours__user", "owner_theirs").prefetch_related("updates"))
    for action in found:
        for update in action.updates.all():
            update.on = customer.supplier.today(update.at)
    return found
