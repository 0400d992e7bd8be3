"""How a round ends: closed, then released, its results frozen, told and answered; cancelled; or without results.

Its single answers are removed.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.refusal import Refused
from scorecards.anonymity import FEWEST
from scorecards.models import (
    Action,
    Answer,
    OwnScore,
    Question,
    Recommendation,
    Respondent,
    Round,
    RoundInsight,
    RoundTold,
)
from scorecards.persons import one_person_an_address
from scorecards.results import Before, before_of, before_of_old, work_out
from scorecards.services.rounds import locked_in, mail_respondent
from scorecards.standing import asked_again_on


@transaction.atomic
def close_round(*, round: Round) -> None:
    """Nobody answers any more; what is unfinished counts as far as it goes. With too few answers it ends at once."""
    locked_in(round, Round.State.OPEN, _("This round is not open."))
    if has_too_few(round):
        _end_without_results(round)
    else:
        round.state = Round.State.CLOSED
        round.save(update_fields=["state"])


def has_too_few(round: Round) -> bool:
    """Whether fewer than three people gave a score, so that nothing of it can ever be shown. Said only once it is closed."""
    scored = Answer.objects.filter(respondent__round=round).exclude(score=None)
    return scored.values("respondent").distinct().count() < FEWEST


def _end_without_results(round: Round) -> None:
    """Remove what was written, unread, and tell those who sent theirs: they would wait for results."""
    Answer.objects.filter(respondent__round=round).delete()
    # The round before may be followed by another one.
    round.follows = None
    round.state = Round.State.TOO_FEW
    round.save(update_fields=["follows", "state"])
    for one in Respondent.objects.filter(round=round, is_done=True).select_related("stakeholder"):
        mail_respondent(one, round, "benchmark_too_few")


@transaction.atomic
def cancel_round(*, round: Round) -> None:
    """Give a planned or open round up; what was answered is removed unseen."""
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state not in {Round.State.PLANNED, Round.State.OPEN}:
        raise Refused(_("A closed round is released, not cancelled."), code="state")
    Answer.objects.filter(respondent__round=round).delete()
    # The round before may be followed by another one.
    round.follows = None
    round.state = Round.State.CANCELLED
    round.save(update_fields=["follows", "state"])


@transaction.atomic
def release_round(*, round: Round) -> Round:
    """Freeze the results, tell those who answered, and remove the single answers. Once; with too few it ends without."""
    locked_in(round, Round.State.CLOSED, _("A round is closed before it is released."))
    answers = list(
        Answer.objects.filter(respondent__round=round)
        .select_related("respondent__stakeholder", "question")
        .order_by("pk")
    )
    questions = list(Question.objects.filter(template=round.template))
    own = list(OwnScore.objects.filter(round=round))
    found = work_out(
        questions=questions,
        answers=answers,
        own=own,
        asked=Respondent.objects.filter(round=round).count(),
        earlier=told_before(round),
        persons=_persons(round),
    )
    if found is None:
        _end_without_results(round)
        return round
    round.results = found.results
    round.state = Round.State.RELEASED
    round.released_on = round.supplier.today()
    round.save(update_fields=["results", "state", "released_on"])
    RoundInsight.objects.create(customer_id=round.customer_id, round=round, by_disposition=found.by_disposition)
    RoundTold.objects.create(customer_id=round.customer_id, round=round, figures=found.told)
    Recommendation.objects.bulk_create(
        Recommendation(customer_id=round.customer_id, round=round, dimension=dimension, words=words, name=name)
        for dimension, words, name in found.recommendations
    )
    for one in Respondent.objects.filter(round=round, is_done=True).select_related("stakeholder"):
        mail_respondent(one, round, "benchmark_results")
    Answer.objects.filter(respondent__round=round).delete()
    return round


@transaction.atomic
def reply(*, recommendation: Recommendation, actor: Actor, words: str) -> Recommendation:
    """Answer a recommendation; the customer reads it. What she may have read before is recorded."""
    assert actor.membership is not None
    if not words.strip():
        raise Refused(_("Say what you will do, or why not."), code="no_words", field="reply")
    check_texts(Recommendation, reply=words)
    Recommendation.objects.select_for_update().get(pk=recommendation.pk)
    found: Recommendation = Recommendation.objects.select_related("customer__supplier").get(pk=recommendation.pk)
    before = values_of(found, ["reply"])
    if found.reply == words.strip():
        return found
    found.reply, found.replied_by, found.replied_on = words.strip(), actor.membership, found.customer.supplier.today()
    found.save(update_fields=["reply", "replied_by", "replied_on"])
    after = values_of(found, ["reply"])
    record_change(actor=actor, obj=found, customer=found.customer, before=before, after=after)
    return found


def told_before(round: Round) -> list[Before]:
    """What the customer's released rounds told: all of them can be laid beside this one."""
    found: list[Before] = []
    rounds = Round.objects.filter(customer=round.customer, state=Round.State.RELEASED).exclude(pk=round.pk)
    for one in (
        rounds.select_related("told_of", "insight").prefetch_related("respondents").order_by("released_on", "pk")
    ):
        results = one.results or {}
        if hasattr(one, "told_of"):
            found += before_of(one.told_of.figures, results)
        else:
            insight = one.insight.by_disposition if hasattr(one, "insight") else []
            found += before_of_old(results, insight, list(one.respondents.all()))
    return found


def _persons(round: Round) -> dict[int, int]:
    asked = Respondent.objects.filter(round__customer=round.customer).order_by("pk")
    return one_person_an_address(asked.values_list("round", "stakeholder", "address"))


def ask_again_on(round: Round) -> date | None:
    """When the same questions are due again, about six months after the plan was shared; None where they were asked again."""
    if round.released_on is None or Round.objects.filter(follows=round).exists():
        return None
    shared = Action.objects.filter(round=round).order_by("created_at").values_list("created_at", flat=True).first()
    return asked_again_on(round.released_on, round.supplier.today(shared) if shared is not None else None)
