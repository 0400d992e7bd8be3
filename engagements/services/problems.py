"""Problems: opening them, the notices that keep them moving, commitments, the resolution, and what the customer says.

Nothing that was said is edited. A problem that is shared stays shared; whatever is written before that stays with us.
Only the customer says, in her own session, that it is solved for her.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Customer, Membership, Stakeholder
from accounts.refusal import Refused
from engagements.models import (
    CommitmentResult,
    Problem,
    ProblemAnswer,
    ProblemCommitment,
    ProblemNotice,
    Resolution,
)
from outcomes.models import Outcome
from scorecards.models import Commitment

State = ProblemNotice.State


# --- Opening ----------------------------------------------------------------------------------------------------------
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
    _check_owner(customer, owner)
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
        notice = _notice(
            problem,
            actor.membership,
            state=State.OPEN,
            words=words,
            checked="",
            next_on=next_on,
            name=actor.name,
            at=at,
        )
        if at is None:
            _tell_the_customer(problem, notice)
    return problem


@transaction.atomic
def state_problem(*, actor: Actor, title: str, effect: str, since: date, weight: str) -> Problem:
    """The customer says herself what went wrong, in person. Who answers for her owns it, and is told. Twice is once."""
    person = _in_person(actor)
    problem, is_new = _stated(person, title=title, effect=effect, since=since, weight=weight)
    if is_new:
        _tell_the_owner(problem, words=problem.effect, person=person, kind="stated")
    return problem


def state_of_demonstration(
    *, stakeholder: Stakeholder, title: str, effect: str, since: date, weight: str, at: datetime
) -> Problem:
    """What a marked demonstration puts into somebody's mouth. Refused for any other supplier."""
    _only_a_demonstration(stakeholder)
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


# --- Notices ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def give_notice(
    *,
    problem: Problem,
    actor: Actor,
    state: str,
    words: str,
    checked: str = "",
    next_on: date | None = None,
    owner: Membership | None = None,
    share: bool = False,
    at: datetime | None = None,
) -> ProblemNotice:
    """Where it stands, in words, and when the next notice comes. Twice is once.

    `share`: from this notice on the customer sees a problem that was not shared. `at` as in `open_problem`.
    """
    assert actor.membership is not None
    problem = _locked(problem)
    before = {"owner": str(problem.owner.user), "shared": str(problem.shared)}
    if owner is not None and owner.pk != problem.owner_id:
        _check_owner(problem.customer, owner)
        problem.owner = owner
    problem.shared = problem.shared or share
    last = _newest(problem)
    if state == State.REOPENED and (last is None or last.state != State.SOLVED):
        raise Refused(_("Nobody has said that it is solved: it is open anyway."), code="not_solved", field="state")
    notice = _notice(
        problem,
        actor.membership,
        state=state,
        words=words,
        checked=checked,
        next_on=next_on,
        name=actor.name,
        at=at,
        last=last,
    )
    after = {"owner": str(problem.owner.user), "shared": str(problem.shared)}
    if after != before:
        problem.save(update_fields=["owner", "shared"])
        record_change(actor=actor, obj=problem, customer=problem.customer, before=before, after=after)
    if at is None and (last is None or notice.pk != last.pk):
        _tell_the_customer(problem, notice)
    return notice


def _notice(
    problem: Problem,
    by: Membership,
    *,
    state: str,
    words: str,
    checked: str,
    next_on: date | None,
    name: str,
    at: datetime | None,
    last: ProblemNotice | None = None,
) -> ProblemNotice:
    words, checked = words.strip(), checked.strip()
    check_texts(ProblemNotice, words=words, checked=checked)
    today = problem.customer.supplier.today(at)
    if not words:
        raise Refused(_("Say where it stands."), code="no_words", field="words")
    if state not in State.values:
        raise Refused(_("Choose where it stands."), code="state", field="state")
    if state == State.SOLVED:
        next_on = None
        if not checked:
            raise Refused(
                _("Say what was checked, and by whom: nobody says that it works without having looked."),
                code="not_checked",
                field="checked",
            )
    elif next_on is None:
        raise Refused(_("Say when the next notice comes, whether or not it is solved by then."), code="no_next",
                      field="next_on")  # fmt: skip
    elif next_on < today:
        raise Refused(_("This day is over."), code="past", field="next_on")
    given = {"state": state, "words": words, "checked": checked if state == State.SOLVED else "", "next_on": next_on}
    same = {**given, "shared": problem.shared, "by_id": by.pk}
    if last is not None and all(getattr(last, field) == value for field, value in same.items()):
        return last
    return ProblemNotice.objects.create(
        customer_id=problem.customer_id,
        problem=problem,
        shared=problem.shared,
        by=by,
        name=name,
        said_on=today,
        recorded_at=at or timezone.now(),
        **given,
    )


# --- Commitments ------------------------------------------------------------------------------------------------------
@transaction.atomic
def promise(
    *, problem: Problem, actor: Actor, words: str, due_on: date, at: datetime | None = None
) -> ProblemCommitment:
    """What we promise while it is being fixed, and until when. Twice is once."""
    assert actor.membership is not None
    words = words.strip()
    check_texts(ProblemCommitment, words=words)
    if not words:
        raise Refused(_("Say what you promise."), code="no_words", field="words")
    problem = _locked(problem)
    if due_on < problem.customer.supplier.today(at):
        raise Refused(_("This day is over."), code="past", field="due_on")
    given = {"words": words, "due_on": due_on, "by": actor.membership, "shared": problem.shared}
    same = ProblemCommitment.objects.filter(problem=problem, **given).first()
    if same is not None:
        return same
    return ProblemCommitment.objects.create(
        customer_id=problem.customer_id,
        problem=problem,
        name=actor.name,
        recorded_at=at or timezone.now(),
        **given,
    )


@transaction.atomic
def settle(
    *,
    commitment: ProblemCommitment,
    actor: Actor,
    kept: bool,
    on: date,
    words: str,
    at: datetime | None = None,
) -> CommitmentResult:
    """Whether it was kept, on which day, in words. Said again it corrects; both stay in view. Twice is once."""
    assert actor.membership is not None
    words = words.strip()
    check_texts(CommitmentResult, words=words)
    if not words:
        raise Refused(_("Say what was done, or why it was not."), code="no_words", field="words")
    problem = _locked(commitment.problem)
    if on > problem.customer.supplier.today(at):
        raise Refused(_("This day has not come yet."), code="future", field="on")
    if kept and on < problem.customer.supplier.today(commitment.recorded_at):
        raise Refused(_("On this day it was not promised yet."), code="before", field="on")
    last = CommitmentResult.objects.filter(commitment=commitment).last()
    if last is not None and (last.kept, last.on, last.words, last.by_id) == (kept, on, words, actor.membership.pk):
        return last
    return CommitmentResult.objects.create(
        customer_id=problem.customer_id,
        commitment=commitment,
        kept=kept,
        on=on,
        words=words,
        by=actor.membership,
        name=actor.name,
        recorded_at=at or timezone.now(),
    )


# --- Afterwards -------------------------------------------------------------------------------------------------------
@transaction.atomic
def explain(
    *,
    problem: Problem,
    actor: Actor,
    happened: str,
    sorry: str,
    prevention: str,
    at: datetime | None = None,
) -> Resolution:
    """What happened, that we are sorry, and what will stop it happening again. Refused before it is solved. Twice is once."""
    assert actor.membership is not None
    given = {"happened": happened.strip(), "sorry": sorry.strip(), "prevention": prevention.strip()}
    check_texts(Resolution, **given)
    for name, said in (
        ("happened", _("Say what happened.")),
        ("sorry", _("Say sorry, in your own words.")),
        ("prevention", _("Say what will stop it happening again.")),
    ):
        if not given[name]:
            raise Refused(said, code="required", field=name)
    problem = _locked(problem)
    last = _newest(problem)
    if last is None or last.state != State.SOLVED:
        raise Refused(_("It is not solved yet: say first what was checked."), code="not_solved")
    answer = ProblemAnswer.objects.filter(problem=problem, notice=last).last()
    if answer is not None and not answer.solved:
        raise Refused(_("The customer says that it is not solved: mend it first."), code="not_solved_for_her")
    newest = Resolution.objects.filter(problem=problem).last()
    if newest is not None and all(getattr(newest, name) == value for name, value in given.items()):
        return newest
    made = Resolution.objects.create(
        customer_id=problem.customer_id,
        problem=problem,
        shared=problem.shared,
        by=actor.membership,
        name=actor.name,
        recorded_at=at or timezone.now(),
        **given,
    )
    if at is None:
        _tell_the_customer(problem, last, resolution=made)
    return made


# --- What the customer says -------------------------------------------------------------------------------------------
def say_solved(*, problem: Problem, actor: Actor, read: int | None) -> ProblemAnswer:
    """It is solved for the customer, in person. `read` is the notice that she answers: a later one she has not read."""
    return _said(problem=problem, person=_in_person(actor), solved=True, read=read)


def say_not_solved(*, problem: Problem, actor: Actor, reason: str, read: int | None) -> ProblemAnswer:
    """It is not solved for the customer, and why, in person. Its owner is told. `read` as in `say_solved`."""
    return _said(problem=problem, person=_in_person(actor), solved=False, reason=reason, read=read)


def answer_of_demonstration(
    *, problem: Problem, stakeholder: Stakeholder, solved: bool, reason: str = "", at: datetime
) -> ProblemAnswer:
    """What a marked demonstration puts into somebody's mouth. Refused for any other supplier."""
    _only_a_demonstration(stakeholder)
    newest = _newest(problem)
    read = newest.pk if newest is not None else None
    return _said(problem=problem, person=stakeholder, solved=solved, reason=reason, read=read, at=at)


@transaction.atomic
def _said(
    *,
    problem: Problem,
    person: Stakeholder,
    solved: bool,
    read: int | None,
    reason: str = "",
    at: datetime | None = None,
) -> ProblemAnswer:
    reason = reason.strip()
    check_texts(ProblemAnswer, reason=reason)
    if not solved and not reason:
        raise Refused(_("Say what is not solved: the supplier reads it."), code="no_reason", field="reason")
    problem = _locked(problem)
    if person.customer_id != problem.customer_id or not problem.shared:
        raise Refused(_("Only the customer decides this, in her own session."), code="only_the_customer")
    notice = _newest(problem)
    if notice is None or notice.state != State.SOLVED:
        raise Refused(_("Nobody says at present that it is solved. Look at it again."), code="not_solved")
    if notice.pk != read:
        raise Refused(_("There is a newer notice. Read it, and answer then."), code="newer")
    last = ProblemAnswer.objects.filter(problem=problem).last()
    same = (notice.pk, solved, reason, person.pk)
    if last is not None and (last.notice_id, last.solved, last.reason, last.stakeholder_id) == same:
        return last
    made = ProblemAnswer.objects.create(
        customer_id=problem.customer_id,
        problem=problem,
        notice=notice,
        solved=solved,
        reason=reason,
        stakeholder=person,
        name=person.name,
        position=person.position,
        said_on=problem.customer.supplier.today(at),
        said_at=at or timezone.now(),
        demonstration=at is not None,
    )
    if at is None:
        _tell_the_owner(problem, words=reason, person=person, kind="solved" if solved else "not")
    return made


# --- What they share --------------------------------------------------------------------------------------------------
def _locked(problem: Problem) -> Problem:
    related = Problem.objects.select_related("customer__supplier", "owner__user")
    return related.select_for_update(of=("self",)).get(pk=problem.pk)


def _newest(problem: Problem) -> ProblemNotice | None:
    return ProblemNotice.objects.filter(problem=problem).order_by("pk").last()


def _check_owner(customer: Customer, owner: Membership) -> None:
    if owner.supplier_id != customer.supplier_id:
        raise Refused(_("This person is not of your firm."), code="foreign", field="owner")


def _only_a_demonstration(person: Stakeholder) -> None:
    if not person.supplier.is_demonstration:
        raise Refused(_("Only the customer decides this, in her own session."), code="only_the_customer")


def _in_person(actor: Actor) -> Stakeholder:
    """The stakeholder who acts in her own session, with the right to decide today; Refused otherwise."""
    if actor.stakeholder is None or not actor.in_person:
        raise Refused(_("Only the customer decides this, in her own session."), code="only_the_customer")
    person = Stakeholder.objects.select_related("supplier").get(pk=actor.stakeholder.pk)
    ended = person.until is not None and person.until < actor.supplier.today()
    if ended or not person.may_decide:
        raise Refused(_("You may read this, but not decide it."), code="no_right")
    return person


def _tell_the_customer(problem: Problem, notice: ProblemNotice, *, resolution: Resolution | None = None) -> None:
    """One mail to each of the customer's people who may decide and can sign in. A private problem never leaves."""
    if not problem.shared or not notice.shared:
        return
    customer = problem.customer
    today = customer.supplier.today()
    people = Stakeholder.objects.filter(customer=customer, may_decide=True, user__isnull=False).select_related("user")
    for one in people.order_by("pk"):
        if one.until is not None and one.until < today:
            continue
        assert one.user is not None
        queue_template(
            "problem_notice",
            to=one.email or one.user.email,
            locale=customer.locale,
            context={
                "name": one.name,
                "supplier": customer.supplier.name,
                "problem": problem,
                "notice": notice,
                "resolution": resolution,
            },
        )


def _tell_the_owner(problem: Problem, *, words: str, person: Stakeholder, kind: str) -> None:
    """One mail to whoever owns it on our side: what the customer said.

    To whoever answers for the customer, where the owner has left or no longer sees it: somebody always reads it.
    """
    members = Membership.objects.select_related("user", "supplier")
    owner = members.get(pk=problem.owner_id)
    sees = Problem.objects.visible_to(Actor(owner.user, membership=owner)).filter(pk=problem.pk)
    if owner.deactivated_at is not None or not sees.exists():
        owner = members.get(pk=problem.customer.accountable_id)
    queue_template(
        "problem_said",
        to=owner.user.email,
        locale=owner.supplier.locale,
        context={
            "name": str(owner.user),
            "customer": problem.customer,
            "person": person,
            "words": words,
            "kind": kind,
            "problem": problem,
        },
    )
