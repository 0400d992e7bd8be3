"""What people say in a round: the customer's by their own links, and ours before the results are known."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.codes import normalised
from accounts.limits import check_texts
from accounts.refusal import Refused
from scorecards.models import Answer, OwnScore, Question, Respondent, Round
from scorecards.perception import HIGHEST, LOW, LOWEST
from scorecards.services.rounds import locked_in
from scorecards.standing import UNDER_WAY


def respondent_of(code: str) -> Respondent | None:
    """Whom this link belongs to, while her round is open: from its first day to its last."""
    found = _by_code(code, Round.State.OPEN)
    if found is None or found.round.closes_on < found.round.supplier.today():
        return None
    return found


def unheard_respondent(code: str) -> Respondent | None:
    """Whom this link belongs to where her round ended because too few answered."""
    return _by_code(code, Round.State.TOO_FEW)


def told_respondent(code: str) -> Respondent | None:
    """Whom this link belongs to once her round is released: somebody who answered, and has not left."""
    found = _by_code(code, Round.State.RELEASED)
    return found if found is not None and found.is_done else None


def _by_code(code: str, state: str) -> Respondent | None:
    """A stranger has no actor: the code itself, 130 random bits, is what entitles her, while she is at the customer."""
    found = (
        Respondent.objects.filter(code=normalised(code), round__state=state)
        .select_related(
            "round__customer__supplier", "round__supplier", "round__template", "round__follows", "stakeholder"
        )
        .first()
    )
    if found is None:
        return None
    until = found.stakeholder.until
    return None if until is not None and until < found.round.supplier.today() else found


@transaction.atomic
def save_answer(
    *,
    respondent: Respondent,
    question: Question,
    score: int | None,
    cannot_say: bool = False,
    importance: int | None = None,
    comment: str = "",
    recommendation: str = "",
    is_named: bool = False,
) -> Answer:
    """Keep what she says to one question; she may change it while the round is open."""
    locked_in(respondent.round, Round.State.OPEN, _("This round is closed: nothing can be changed any more."))
    if question.template_id != respondent.round.template_id:
        raise Refused(_("This is no question of the round."), code="other_question")
    check_score(score, "score")
    if importance is not None and not 1 <= importance <= 5:
        raise Refused(_("Importance is 1 to 5."), code="out_of_range", field="importance")
    check_texts(Answer, comment=comment, recommendation=recommendation)
    values: dict[str, Any] = {
        "score": None if cannot_say else score,
        "cannot_say": cannot_say,
        "importance": importance,
        "comment": comment.strip(),
        "recommendation": recommendation.strip(),
        "is_named": is_named,
        "customer_id": respondent.customer_id,
    }
    answer, _made = Answer.objects.update_or_create(respondent=respondent, question=question, defaults=values)
    return answer


@transaction.atomic
def finish_answers(*, respondent: Respondent) -> None:
    """She is done. Refused where a question is open, or a low score has no recommendation."""
    locked_in(respondent.round, Round.State.OPEN, _("This round is closed: nothing can be changed any more."))
    answers = {one.question_id: one for one in Answer.objects.filter(respondent=respondent)}
    questions = Question.objects.filter(template=respondent.round.template)
    missing = [one for one in questions if not _is_answered(answers.get(one.pk))]
    if missing:
        raise Refused(
            ngettext("One question is still open.", "%(n)s questions are still open.", len(missing))
            % {"n": len(missing)},
            code="open_questions",
        )
    if any(one.score is not None and one.score < LOW and not one.recommendation for one in answers.values()):
        raise Refused(_("Beside a low score, say what they should do: it gets an answer."), code="no_recommendation")
    Respondent.objects.filter(pk=respondent.pk).update(is_done=True)


def _is_answered(answer: Answer | None) -> bool:
    return answer is not None and (answer.score is not None or answer.cannot_say)


@transaction.atomic
def score_ourselves(*, round: Round, actor: Actor, scores: dict[int, tuple[int | None, int | None]]) -> None:
    """How this person sees it, and how she thinks that the customer will: {question: (ours, predicted)}, until the release."""
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.state not in UNDER_WAY:
        raise Refused(_("The results are known: what we thought before is fixed."), code="released")
    assert actor.membership is not None
    questions = set(Question.objects.filter(template=round.template).values_list("pk", flat=True))
    for question, (ours, predicted) in scores.items():
        if question not in questions:
            raise Refused(_("This is no question of the round."), code="other_question")
        check_score(ours, f"ours_{question}")
        check_score(predicted, f"predicted_{question}")
        OwnScore.objects.update_or_create(
            round=round,
            membership=actor.membership,
            question_id=question,
            defaults={"ours": ours, "predicted": predicted, "customer_id": round.customer_id},
        )


def check_score(score: int | None, field: str) -> None:
    if score is not None and not LOWEST <= score <= HIGHEST:
        raise Refused(_("A score is 0 to 10."), code="out_of_range", field=field)
