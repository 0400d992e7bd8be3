"""Afterwards: what happened, sorry, and what will stop it happening again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.refusal import Refused
from engagements.models import Problem, ProblemAnswer, ProblemNotice, Resolution
from engagements.services.problems.guards import locked, newest_of
from engagements.services.problems.mails import tell_the_customer


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
    problem = locked(problem)
    last = newest_of(problem)
    if last is None or last.state != ProblemNotice.State.SOLVED:
        raise Refused(_("It is not solved yet: say first what was checked."), code="not_solved")
    answer = ProblemAnswer.objects.filter(problem=problem, notice=last).last()
    if answer is not None and not answer.solved:
        raise Refused(_("The customer says that it is not solved: mend it first."), code="not_solved_for_her")
    newest = Resolution.objects.filter(problem=problem).last()
    same = {**given, "shared": problem.shared}
    if newest is not None and all(getattr(newest, name) == value for name, value in same.items()):
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
        tell_the_customer(problem, last, resolution=made)
    return made
