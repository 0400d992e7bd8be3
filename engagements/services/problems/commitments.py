"""What is promised while a problem is being fixed, and whether it was kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.refusal import Refused
from engagements.models import CommitmentResult, Problem, ProblemCommitment
from engagements.problems import latest_promise
from engagements.services.problems.guards import locked


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
    problem = locked(problem)
    today = problem.customer.supplier.today(at)
    if due_on < today:
        raise Refused(_("This day is over."), code="past", field="due_on")
    if due_on > (latest := latest_promise(today)):
        raise Refused(
            _("Too far ahead: what is promised while a problem is being fixed is due by %(day)s at the latest.")
            % {"day": notation.date_long(latest)},
            code="too_far",
            field="due_on",
        )
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
    problem = locked(commitment.problem)
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
