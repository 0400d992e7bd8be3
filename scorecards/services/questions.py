"""The sets of questions that a supplier asks: the one to start with, and new versions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.models import Supplier
from accounts.refusal import Refused
from scorecards.default_questions import DIMENSIONS, NAME
from scorecards.models import Answer, BenchmarkTemplate, Question


@transaction.atomic
def default_template(supplier: Supplier) -> BenchmarkTemplate:
    """The template that the supplier starts with; made, with all its questions, where there is none of its name."""
    named = BenchmarkTemplate.objects.filter(supplier=supplier, name=NAME).order_by("-version")
    if (found := named.first()) is not None:
        return found
    # The supplier's row is the lock: two clicks at once make one. What else is written of the supplier need not wait.
    Supplier.objects.select_for_update(no_key=True).get(pk=supplier.pk)
    if (found := named.first()) is not None:
        return found
    template = BenchmarkTemplate.objects.create(supplier=supplier, name=NAME)
    questions = [(key, name, words) for key, name, texts in DIMENSIONS for words in texts]
    Question.objects.bulk_create(
        Question(
            supplier=supplier, template=template, dimension=key, dimension_name=name, words=words, position=position
        )
        for position, (key, name, words) in enumerate(questions)
    )
    return template


@transaction.atomic
def new_version(
    *,
    template: BenchmarkTemplate,
    actor: Actor,
    questions: Sequence[tuple[str, dict[str, str], dict[str, str]]],
) -> BenchmarkTemplate:
    """The next version of a set of questions: (dimension, its name, words) in their order; words by language.

    The old version stays as it is and is offered no more.
    """
    if not questions:
        raise Refused(_("Leave at least one question."), code="no_questions")
    for _key, _name, words in questions:
        check_texts(Answer, comment="\n".join(words.values()))
    same = BenchmarkTemplate.objects.select_for_update().filter(supplier=template.supplier_id, name=template.name)
    newest = max(one.version for one in same)
    same.update(is_offered=False)
    made = BenchmarkTemplate.objects.create(supplier_id=template.supplier_id, name=template.name, version=newest + 1)
    Question.objects.bulk_create(
        Question(
            supplier_id=template.supplier_id,
            template=made,
            dimension=key,
            dimension_name=name,
            words=words,
            position=position,
        )
        for position, (key, name, words) in enumerate(questions)
    )
    return made


def length_of(questions: int) -> dict[str, int]:
    """How much is asked, for who is asked: {questions, minutes}. Three questions take about a minute."""
    return {"questions": questions, "minutes": max(-(-questions // 3), 1)}
