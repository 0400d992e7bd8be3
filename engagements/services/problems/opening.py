"""A problem is opened: by us, with its first notice, or by the customer herself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.in_person import in_person
from accounts.limits import check_texts
from accounts.models import Customer, Membership, Stakeholder
from accounts.refusal import Refused
from engagements.models import Problem, ProblemNotice
from engagements.services.problems.guards import check_owner, only_a_demonstration
from engagements.services.problems.mails import tell_the_customer, tell_the_owner
from engagements.services.problems.notices import write_notice
from outcomes.models import Outcome
from scorecards.models import Commitment


@transaction.atomic
def open_problem(
    *,
    customer: Customer,
    actor: Actor,
    title: str,
    effect: str,
    since: date,
    noticed_by: str,
    weight: str,
    owner: Membership,
    words: str,
    next_on: date,
    outcome: Outcome | None = None,
    commitment: Commitment | None = None,
    shared: bool = True,
    at: datetime | None = None,
) -> Problem:
    """What went wrong, said by us, with the first notice of it. Twice is once.

    `at` is for what loads a marked demonstration: then nobody is told.
    """
    assert actor.membership is not None
    check_owner(customer, owner)
    for one in (outcome, commitment):
        if one is not None and one.customer_id != customer.pk:
            raise Refused(_("This does not belong to this customer."), code="foreign")
    given = {"noticed_by": noticed_by, "outcome": outcome, "commitment": commitment, "shared": shared, "owner": owner}
    problem, is_new = _opened(
        customer,
        title=title,
        effect=effect,
        since=since,
        weight=weight,
        at=at,
        by={"recorded_by": actor.membership, "name": actor.name},
        given=given,
    )
    if is_new:
        notice = write_notice(
            problem,
            actor.membership,
            state=ProblemNotice.State.OPEN,
            words=words,
            checked="",
            next_on=next_on,
            name=actor.name,
            at=at,
        )
        if at is None:
            tell_the_customer(problem, notice)
    return problem


@transaction.atomic
def state_problem(*, actor: Actor, title: str, effect: str, since: date, weight: str) -> Problem:
    """The customer says herself what went wrong, in person. Who answers for her owns it, and is told. Twice is once."""
    person = in_person(actor, "may_decide")
    problem, is_new = _stated(person, title=title, effect=effect, since=since, weight=weight)
    if is_new:
        tell_the_owner(problem, words=problem.effect, person=person, kind="stated")
    return problem


def state_of_demonstration(
    *, stakeholder: Stakeholder, title: str, effect: str, since: date, weight: str, at: datetime
) -> Problem:
    """What a marked demonstration puts into somebody's mouth. Refused for any other supplier."""
    only_a_demonstration(stakeholder)
    with transaction.atomic():
        return _stated(stakeholder, title=title, effect=effect, since=since, weight=weight, at=at)[0]


def _stated(
    person: Stakeholder, *, title: str, effect: str, since: date, weight: str, at: datetime | None = None
) -> tuple[Problem, bool]:
    customer = Customer.objects.select_related("accountable", "supplier").get(pk=person.customer_id)
    return _opened(
        customer,
        title=title,
        effect=effect,
        since=since,
        weight=weight,
        at=at,
        by={"stated_by": person, "name": person.name, "position": person.position},
        given={"noticed_by": Problem.NoticedBy.CUSTOMER, "owner": customer.accountable},
    )


def _opened(
    customer: Customer,
    *,
    title: str,
    effect: str,
    since: date,
    weight: str,
    at: datetime | None,
    by: dict[str, Any],
    given: dict[str, Any],
) -> tuple[Problem, bool]:
    """The problem, and whether it is new."""
    title, effect = title.strip(), effect.strip()
    check_texts(Problem, title=title, effect=effect)
    if not title:
        raise Refused(_("Say what went wrong."), code="no_title", field="title")
    if not effect:
        raise Refused(_("Say what it does to the customer."), code="no_effect", field="effect")
    if weight not in Problem.Weight.values:
        raise Refused(_("Choose how heavy it is."), code="weight", field="weight")
    today = customer.supplier.today(at)
    if since > today:
        raise Refused(_("This day has not come yet."), code="future", field="since")
    # The customer's row is the lock: the same problem sent twice is one.
    Customer.objects.select_for_update().get(pk=customer.pk)
    said = {"title": title, "effect": effect, "since": since, "weight": weight}
    who = {name: value for name, value in by.items() if name in {"recorded_by", "stated_by"}}
    same = Problem.objects.filter(customer=customer, said_on=today, **said, **who).first()
    if same is not None:
        return same, False
    made = Problem.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        said_on=today,
        recorded_at=at or timezone.now(),
        demonstration=at is not None,
        **said,
        **by,
        **given,
    )
    return made, True
