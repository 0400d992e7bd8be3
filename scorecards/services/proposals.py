"""Putting something to one named person of the customer, and her answer: the acts that every proposal has.

draft -> proposed -> agreed | declined; draft | proposed -> withdrawn. Criteria and changes of scope call these with what is
theirs alone. Agreed terms are no such row: they are an entry of the ledger, made under its lock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change, values_of
from accounts.in_person import in_person
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Stakeholder
from accounts.refusal import Refused
from scorecards.models.proposal import Proposal

P = TypeVar("P", bound=Proposal)
State = Proposal.State


def check_asked(asked: Stakeholder, customer: Customer) -> None:
    """Refused, at its field, where this person may not agree for the customer."""
    if asked.customer_id != customer.pk or not asked.may_agree:
        raise Refused(_("This person may not agree terms for the customer."), code="may_not_agree", field="asked")


def _rows(proposal: Proposal) -> Any:
    """The rows of its kind: criteria, or changes of scope."""
    return type(proposal)._default_manager.all()


def locked(proposal: P, *states: str) -> P:
    """The row, locked; Refused where it is in none of these states."""
    # Alone, and read with what belongs to it afterwards: whoever waited here while a colleague named another person would
    # find no row that joins both the one it was read with and the one it is saved with.
    _rows(proposal).select_for_update().get(pk=proposal.pk)
    found: P = _rows(proposal).select_related("asked__user", "customer__supplier").get(pk=proposal.pk)
    if found.state not in states:
        raise Refused(
            _("This is %(state)s already. Look at it again.") % {"state": State(found.state).label}, code="state"
        )
    return found


def _is_already(proposal: P, state: str, **more: Any) -> P | None:
    """The row, locked, where it is in this state: what was sent twice is done once."""
    found: P = _rows(proposal).select_for_update().get(pk=proposal.pk)
    same = all(getattr(found, name) == value for name, value in (more | {"state": state}).items())
    return found if same else None


def _change(proposal: P, **fields: Any) -> P:
    for name, value in fields.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=list(fields))
    return proposal


@transaction.atomic
def propose(
    proposal: P,
    *,
    actor: Actor,
    mail: str,
    called: str,
    check: Callable[[P], None] | None = None,
    at: datetime | None = None,
) -> P:
    """Put it to the person whom it names; she gets a mail, where she can sign in. Twice is once.

    `mail` is the template of what she gets, in which the proposal is `called` so; `check` refuses what must not be sent any
    more. `at` is for what loads a marked demonstration: then nobody is told.
    """
    if (same := _is_already(proposal, State.PROPOSED)) is not None:
        return same
    proposal = locked(proposal, State.DRAFT)
    assert actor.membership is not None
    if not proposal.asked.may_agree:
        raise Refused(_("This person may not agree terms for the customer."), code="may_not_agree")
    if check is not None:
        check(proposal)
    _change(proposal, state=State.PROPOSED, proposed_at=at or timezone.now(), proposed_by=actor.membership)
    person = proposal.asked
    if person.user is not None and at is None:
        customer = proposal.customer
        queue_template(
            mail,
            to=person.email or person.user.email,
            locale=customer.locale,
            context={called: proposal, "stakeholder": person, "supplier": customer.supplier},
        )
    return proposal


@transaction.atomic
def withdraw(proposal: P, *, actor: Actor) -> P:
    """Take back what is not decided; who did so is recorded. Twice is once."""
    if (same := _is_already(proposal, State.WITHDRAWN)) is not None:
        return same
    proposal = locked(proposal, State.DRAFT, State.PROPOSED)
    before = values_of(proposal, ["state"])
    _change(proposal, state=State.WITHDRAWN)
    after = values_of(proposal, ["state"])
    record_change(actor=actor, obj=proposal, customer=proposal.customer, before=before, after=after)
    return proposal


@transaction.atomic
def agree(proposal: P, *, actor: Actor) -> P:
    """The person whom it names agrees, in person. Twice is once."""
    return answer(proposal, _asked(proposal, actor), State.AGREED)


@transaction.atomic
def decline(proposal: P, *, actor: Actor, reason: str) -> P:
    """The person whom it names declines and says why, in person. Twice is once."""
    if not reason.strip():
        raise Refused(_("Say why: the supplier reads it."), code="no_reason", field="reason")
    check_texts(type(proposal), reason=reason)
    return answer(proposal, _asked(proposal, actor), State.DECLINED, reason=reason.strip())


@transaction.atomic
def answer(
    proposal: P, person: Stakeholder, state: str, *, reason: str = "", at: datetime | None = None, **more: Any
) -> P:
    """Her answer, with her name and position as they are now. Whoever calls this has made sure that it is hers."""
    if (same := _is_already(proposal, state, reason=reason)) is not None:
        return same
    return _change(
        locked(proposal, State.PROPOSED),
        state=state,
        reason=reason,
        decided_at=at or timezone.now(),
        decided_by=person.name,
        decided_position=person.position,
        **more,
    )


def _asked(proposal: Proposal, actor: Actor) -> Stakeholder:
    """The one person who was asked, in her own session, with the right to agree today; Refused otherwise."""
    person = in_person(actor, "may_agree")
    if person.pk != proposal.asked.pk:
        raise Refused(_("Only the person who was asked decides this."), code="somebody_else")
    return person
