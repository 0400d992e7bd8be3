"""What somebody who is asked reads and says, by her own link: the only place that shows single answers, her own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.formfields import refuse
from accounts.refusal import Refused
from scorecards.benchmark_forms import AnswerForm
from scorecards.models import Answer, Question, Respondent
from scorecards.perception import LOW
from scorecards.queries.questions import in_language, screens_of
from scorecards.services.answers import save_answer


def of(respondent: Respondent) -> dict[str, Any]:
    """What each of her pages names."""
    round = respondent.round
    return {
        "respondent": respondent,
        "round": round,
        "customer": round.customer,
        "supplier": round.customer.supplier,
        "code": respondent.code,
        "demonstration": round.customer.supplier.is_demonstration,
    }


def progress(respondent: Respondent) -> list[dict[str, Any]]:
    """One entry for each screen: how many questions it has, how many are open, whether a recommendation is missing.

    `field`: the id of the first field of it that is asked for; "" where nothing is.
    """
    answers = {one.question_id: one for one in Answer.objects.filter(respondent=respondent)}
    found = []
    for number, questions in enumerate(screens_of(respondent.round.template), start=1):
        said = [answers.get(one.pk) for one in questions]
        asked = [field for one in questions if (field := _asked_field(one, answers.get(one.pk)))]
        found.append(
            {
                "number": number,
                "name": in_language(questions[0].dimension_name),
                "questions": len(questions),
                "open": sum(_is_open(one) for one in said),
                "lacks_recommendation": any(_lacks_recommendation(one) for one in said),
                "field": asked[0] if asked else "",
            }
        )
    return found


def _is_open(one: Answer | None) -> bool:
    return one is None or (one.score is None and not one.cannot_say)


def _lacks_recommendation(one: Answer | None) -> bool:
    return one is not None and one.score is not None and one.score < LOW and not one.recommendation


def _asked_field(question: Question, answer: Answer | None) -> str:
    """Which field of a question is asked for: as AnswerForm names it."""
    if _is_open(answer):
        return f"id_q{question.pk}-score_0"
    return f"id_q{question.pk}-recommendation" if _lacks_recommendation(answer) else ""


def forms_of(respondent: Respondent, questions: Sequence[Question], data: Any) -> list[AnswerForm]:
    """A form for each question, with what she said so far."""
    answers = {one.question_id: one for one in Answer.objects.filter(respondent=respondent, question__in=questions)}
    forms = [AnswerForm(data, question=one, answer=answers.get(one.pk)) for one in questions]
    for form in forms:
        form.words = in_language(form.question.words)  # type: ignore[attr-defined]
    return forms


def ask(forms: Sequence[AnswerForm]) -> bool:
    """Of what was just kept: whether a low score has no recommendation; its field says so."""
    asking = [form for form in forms if form.asks]
    for form in asking:
        form.ask()
    return bool(asking)


def save(respondent: Respondent, forms: Sequence[AnswerForm]) -> bool:
    """Keep what is said on a screen: all of it, or nothing where a form says what is wrong."""
    # Each is asked, so that each says what is wrong with it.
    faults = [form for form in forms if not form.is_valid()]
    if faults:
        return False
    form = forms[0]
    try:
        with transaction.atomic():
            for form in forms:
                save_answer(respondent=respondent, question=form.question, **form.values())
    except Refused as refused:
        refuse(form, refused)
        return False
    return True
