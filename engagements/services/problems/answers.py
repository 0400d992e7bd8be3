"""Whether it is solved: only the customer says so, in her own session."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.in_person import in_person
from accounts.limits import check_texts
from accounts.models import Stakeholder
from accounts.refusal import Refused
from engagements.models import Problem, ProblemAnswer, ProblemNotice
from engagements.services.problems.guards import locked, newest_of, only_a_demonstration
from engagements.services.problems.mails import tell_the_owner


def say_solved(*, problem: Problem, actor: Actor, read: int | None) -> ProblemAnswer:
    """It is solved for the customer, in person. `read` is the notice that she answers: a later one she has not read."""
    return _said(problem=problem, person=in_person(actor, "may_decide"), solved=True, read=read)


def say_not_solved(*, problem: Problem, actor: Actor, reason: str, read: int | None) -> ProblemAnswer:
    """It is not solved for the customer, and why, in person. Its owner is told. `read` as in `say_solved`."""
    return _said(problem=problem, person=in_person(actor, "may_decide"), solved=False, reason=reason, read=read)


def answer_of_demonstration(
    *, problem: Problem, stakeholder: Stakeholder, solved: bool, reason: str = "", at: datetime
) -> ProblemAnswer:
    """What a marked demonstration puts into somebody's mouth. Refused for any other supplier."""
    only_a_demonstration(stakeholder)
    newest = newest_of(problem)
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
    problem = locked(problem)
    if person.customer_id != problem.customer_id or not problem.shared:
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
    notice = newest_of(problem)
    if notice is None or notice.state != ProblemNotice.State.SOLVED:
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
        tell_the_owner(problem, words=reason, person=person, kind="solved" if solved else "not")
    return made
