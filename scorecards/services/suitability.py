"""The customer's direction, criteria of suitability, scores on them, and risks to our own ability to deliver.

A direction is superseded, never edited. Criteria are a proposal (proposals.py). Scores are appended. A risk keeps how it moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.in_person import in_person
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Membership, Stakeholder
from accounts.notation import date_long
from accounts.refusal import Refused
from accounts.tables import name_key
from outcomes.models import Outcome
from scorecards.models import (
    Criteria,
    Criterion,
    DeliveryRisk,
    Direction,
    OutcomeHolds,
    RiskUpdate,
    SuitabilityScore,
)
from scorecards.services import proposals
from scorecards.suitability import HIGHEST, LOWEST

State = Criteria.State
MOST_CRITERIA = 8
WEIGHTS = range(1, 101)


# --- The direction ----------------------------------------------------------------------------------------------------
@transaction.atomic
def record_direction(
    *,
    customer: Customer,
    by: Membership | None,
    words: str,
    said_by: str,
    said_on: date,
    source: str,
    recorded_at: datetime | None = None,
) -> Direction:
    """Where the customer says it is going, from now on, as the supplier heard it; the one before stays readable.

    Twice is once.
    """
    given = {"words": words.strip(), "said_by": said_by.strip(), "source": source.strip()}
    said, _made = _record(customer, given, said_on, recorded_by=by, recorded_at=recorded_at)
    return said


@transaction.atomic
def say_direction(*, actor: Actor, words: str, said_on: date, source: str) -> Direction:
    """Where her firm is going, said by a person with the right to agree for it, in person. Twice is once, and told once."""
    person = in_person(actor, "may_agree")
    said_by = ", ".join(one for one in (person.name, person.position) if one)
    # Nobody's name is cut off: where both do not fit, the name stands alone.
    if len(said_by) > (Direction._meta.get_field("said_by").max_length or 0):
        said_by = person.name
    given = {"words": words.strip(), "said_by": said_by, "source": source.strip()}
    said, made = _record(person.customer, given, said_on, stakeholder=person)
    if made:
        _tell_of_direction(said, person)
    return said


def _tell_of_direction(said: Direction, person: Stakeholder) -> None:
    """One mail to the accountable person."""
    customer = Customer.objects.select_related("accountable__user", "supplier").get(pk=said.customer_id)
    queue_template(
        "direction_said",
        to=customer.accountable.user.email,
        locale=customer.supplier.locale,
        context={"customer": customer, "stakeholder": person, "direction": said},
    )


def _record(
    customer: Customer,
    given: dict[str, str],
    said_on: date,
    *,
    recorded_by: Membership | None = None,
    stakeholder: Stakeholder | None = None,
    recorded_at: datetime | None = None,
) -> tuple[Direction, bool]:
    """The direction, and whether it was made now: not where the same was said before."""
    check_texts(Direction, **given)
    Customer.objects.select_for_update().get(pk=customer.pk)
    for name, said in (
        ("words", _("Say where they are going.")),
        ("said_by", _("Say who said so.")),
        ("source", _("Say where it is written or was heard.")),
    ):
        if not given[name]:
            raise Refused(said, code="required", field=name)
    if said_on > customer.supplier.today():
        raise Refused(_("This day has not come yet."), code="future", field="said_on")
    last = Direction.objects.filter(customer=customer).current().first()
    if last is not None:
        same = (last.words, last.said_by, last.source, last.said_on) == (*given.values(), said_on)
        # Said by herself is another record than the same words as we heard them.
        if same and last.stakeholder == stakeholder:
            return last, False
        if said_on < last.said_on:
            raise Refused(
                _("What is recorded was said on %(day)s; a new direction is not older.")
                % {"day": date_long(last.said_on)},
                code="order",
                field="said_on",
            )
    made = Direction.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        said_on=said_on,
        recorded_by=recorded_by,
        stakeholder=stakeholder,
        recorded_at=recorded_at or timezone.now(),
        supersedes=last,
        **given,
    )
    return made, True


# --- Criteria ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_criteria(
    *,
    customer: Customer,
    actor: Actor,
    asked: Stakeholder,
    lines: Sequence[tuple[str, int]],
    criteria: Criteria | None = None,
) -> Criteria:
    """Criteria with their weights for the newest direction, unseen by the customer; `criteria` is a draft written anew.

    Twice is once.
    """
    assert actor.membership is not None
    direction = Direction.objects.filter(customer=customer).current().first()
    if direction is None:
        raise Refused(_("Record first where the customer is going: criteria serve a direction."), code="no_direction")
    proposals.check_asked(asked, customer)
    _check_lines(lines)
    given = {"direction": direction, "asked": asked, "proposed_by": actor.membership}
    # The customer's row is the lock: the same draft sent twice is one.
    Customer.objects.select_for_update().get(pk=customer.pk)
    if criteria is None:
        for draft in Criteria.objects.filter(customer=customer, state=State.DRAFT, **given):
            written = Criterion.objects.filter(criteria=draft).order_by("position").values_list("name", "weight")
            if list(written) == [(name.strip(), weight) for name, weight in lines]:
                return draft
        criteria = Criteria.objects.create(supplier_id=customer.supplier_id, customer=customer, **given)
    else:
        criteria = proposals.locked(criteria, State.DRAFT)
        for name, value in given.items():
            setattr(criteria, name, value)
        criteria.save(update_fields=list(given))
        Criterion.objects.filter(criteria=criteria).delete()
    Criterion.objects.bulk_create(
        Criterion(customer=customer, criteria=criteria, name=name.strip(), weight=weight, position=position)
        for position, (name, weight) in enumerate(lines)
    )
    return criteria


def _check_lines(lines: Sequence[tuple[str, int]]) -> None:
    if not lines:
        raise Refused(_("Name at least one criterion."), code="no_criterion")
    if len(lines) > MOST_CRITERIA:
        raise Refused(_("At most %(count)s criteria.") % {"count": MOST_CRITERIA}, code="too_many")
    seen = set()
    for name, weight in lines:
        check_texts(Criterion, name=name.strip())
        if name_key(name) in seen:
            raise Refused(_("Two criteria have the same name."), code="twice")
        seen.add(name_key(name))
        if weight not in WEIGHTS:
            raise Refused(_("A weight is 1 to 100."), code="weight")


def propose_criteria(*, criteria: Criteria, actor: Actor, at: datetime | None = None) -> Criteria:
    """Put them to the person whom they name; `at` is for what loads a marked demonstration. Twice is once."""
    how = {"mail": "criteria_proposed", "called": "criteria"}
    return proposals.propose(criteria, actor=actor, check=_of_the_newest_direction, at=at, **how)


def _of_the_newest_direction(criteria: Criteria) -> None:
    if hasattr(criteria.direction, "superseded_by"):
        raise Refused(_("The direction changed meanwhile. Look at the draft again."), code="direction")


def withdraw_criteria(*, criteria: Criteria, actor: Actor) -> Criteria:
    """Take back what is not decided. Twice is once."""
    return proposals.withdraw(criteria, actor=actor)


def agree_criteria(*, criteria: Criteria, actor: Actor) -> Criteria:
    """The person whom they name agrees, in person: from now on both sides score them. Twice is once."""
    return proposals.agree(criteria, actor=actor)


def decline_criteria(*, criteria: Criteria, actor: Actor, reason: str) -> Criteria:
    """The person whom they name declines and says why, in person."""
    return proposals.decline(criteria, actor=actor, reason=reason)


def agree_of_demonstration(*, criteria: Criteria, at: datetime) -> Criteria:
    """What a marked demonstration puts into the mouth of the person who was asked. Refused for any other supplier."""
    if not criteria.asked.supplier.is_demonstration:
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
    return proposals.answer(criteria, criteria.asked, State.AGREED, at=at, demonstration=True)


# --- Scores -----------------------------------------------------------------------------------------------------------
def give_score(*, criterion: Criterion, actor: Actor, score: int, reason: str) -> SuitabilityScore:
    """Score an agreed criterion, with the reason, for the actor's own side. The same again is one."""
    if actor.membership is not None:
        return _score(criterion=criterion, person=actor.membership, score=score, reason=reason)
    return _score(criterion=criterion, person=in_person(actor, "may_decide"), score=score, reason=reason)


def score_of_demonstration(
    *, criterion: Criterion, person: Membership | Stakeholder, score: int, reason: str, at: datetime
) -> SuitabilityScore:
    """What a marked demonstration says for somebody of either side. Refused for any other supplier."""
    if not person.supplier.is_demonstration:
        raise Refused(_("Only a demonstration is loaded this way."), code="not_a_demonstration")
    return _score(criterion=criterion, person=person, score=score, reason=reason, at=at)


@transaction.atomic
def _score(
    *, criterion: Criterion, person: Membership | Stakeholder, score: int, reason: str, at: datetime | None = None
) -> SuitabilityScore:
    criteria = Criteria.objects.select_for_update().get(pk=criterion.criteria_id)
    agreed = Criteria.objects.agreed().filter(customer=criteria.customer_id).order_by("decided_at", "pk").last()
    if agreed != criteria:
        raise Refused(_("Only criteria that are agreed, and hold, are scored."), code="not_agreed")
    theirs = isinstance(person, Stakeholder)
    if theirs and person.customer_id != criteria.customer_id:  # type: ignore[union-attr]
        raise Refused(_("This person is not of the customer."), code="foreign")
    if not LOWEST <= score <= HIGHEST:
        raise Refused(_("A score is 0 to 10."), code="out_of_range", field="score")
    reason = reason.strip()
    check_texts(SuitabilityScore, reason=reason)
    if not reason:
        raise Refused(_("Say why: both sides read it."), code="no_reason", field="reason")
    who = {"stakeholder" if theirs else "membership": person}
    last = SuitabilityScore.objects.filter(criterion=criterion, **who).last()
    if last is not None and (last.score, last.reason) == (score, reason):
        return last
    return SuitabilityScore.objects.create(
        customer_id=criteria.customer_id,
        criterion=criterion,
        name=person.name if isinstance(person, Stakeholder) else str(person.user),
        position=person.position if theirs else person.position or person.get_role_display(),  # type: ignore[union-attr]
        score=score,
        reason=reason,
        said_at=at or timezone.now(),
        demonstration=at is not None,
        **who,
    )


# --- Outcomes under a new direction -----------------------------------------------------------------------------------
@transaction.atomic
def hold_outcome(*, outcome: Outcome, actor: Actor, read: int | None) -> OutcomeHolds:
    """The customer says, in person, that an outcome still serves the newest direction, which is the one that she read. Once."""
    person = in_person(actor, "may_agree")
    if person.customer_id != outcome.customer_id:
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
    Customer.objects.select_for_update().get(pk=outcome.customer_id)
    direction = Direction.objects.filter(customer=outcome.customer_id).current().first()
    if direction is None:
        raise Refused(_("No direction is recorded."), code="no_direction")
    if direction.pk != read:
        raise Refused(_("The direction changed meanwhile. Read it, and answer then."), code="newer")
    held, _created = OutcomeHolds.objects.get_or_create(
        direction=direction,
        outcome=outcome,
        defaults={
            "customer_id": outcome.customer_id,
            "stakeholder": person,
            "name": person.name,
            "position": person.position,
        },
    )
    return held


# --- Risks ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_risk(
    *,
    customer: Customer,
    by: str,
    words: str,
    plan: str,
    owner: Membership,
    due_on: date,
    shared: bool,
    at: datetime | None = None,
) -> DeliveryRisk:
    """A risk to our own ability to deliver, with who does what about it until when. Twice is once.

    `shared`: the customer sees it.
    """
    words, plan = words.strip(), plan.strip()
    check_texts(DeliveryRisk, words=words, plan=plan)
    if not words:
        raise Refused(_("Say what could keep us from delivering."), code="no_words", field="words")
    if not plan:
        raise Refused(_("Say what is done about it."), code="no_plan", field="plan")
    if owner.supplier_id != customer.supplier_id:
        raise Refused(_("This person is not of your firm."), code="foreign", field="owner")
    if at is None and due_on < customer.supplier.today():
        raise Refused(_("This day is over."), code="past", field="due_on")
    # The customer's row is the lock: the same risk sent twice is one.
    Customer.objects.select_for_update().get(pk=customer.pk)
    given = {"words": words, "plan": plan, "owner": owner, "due_on": due_on, "shared": shared}
    same = DeliveryRisk.objects.filter(customer=customer, state=DeliveryRisk.State.OPEN, **given).first()
    if same is not None:
        return same
    risk = DeliveryRisk.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        created_at=at or timezone.now(),
        **given,
    )
    _update(risk, plan, by, at)
    return risk


@transaction.atomic
def move_risk(
    *,
    risk: DeliveryRisk,
    by: str,
    words: str,
    state: str,
    owner: Membership,
    due_on: date,
    shared: bool,
    at: datetime | None = None,
) -> RiskUpdate:
    """How it moves, in words, and where it stands since. Twice is once."""
    words = words.strip()
    check_texts(RiskUpdate, words=words)
    if not words:
        raise Refused(_("Say how it moves."), code="no_words", field="words")
    if state not in DeliveryRisk.State.values:
        raise Refused(_("Choose where it stands."), code="state", field="state")
    if owner.supplier_id != risk.supplier_id:
        raise Refused(_("This person is not of your firm."), code="foreign", field="owner")
    risk = DeliveryRisk.objects.select_for_update().get(pk=risk.pk)
    last = RiskUpdate.objects.filter(risk=risk).last()
    same = (words, state, due_on, shared, by, owner.pk)
    if last is not None and (last.words, last.state, last.due_on, last.shared, last.by, risk.owner_id) == same:
        return last
    risk.state, risk.owner, risk.due_on, risk.shared = state, owner, due_on, shared
    risk.save(update_fields=["state", "owner", "due_on", "shared"])
    return _update(risk, words, by, at)


def _update(risk: DeliveryRisk, words: str, by: str, at: datetime | None) -> RiskUpdate:
    return RiskUpdate.objects.create(
        customer_id=risk.customer_id,
        risk=risk,
        words=words,
        state=risk.state,
        due_on=risk.due_on,
        shared=risk.shared,
        by=by,
        at=at or timezone.now(),
    )
