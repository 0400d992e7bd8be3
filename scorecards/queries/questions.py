"""The questions of the relationship benchmark: sets of them, screen by screen, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language

from accounts.actors import Actor
from scorecards.default_questions import DIMENSIONS
from scorecards.models import BenchmarkTemplate, Question


def in_language(texts: Mapping[str, str]) -> str:
    """A question or a dimension's name in the language of the page; else in English; else in the first there is."""
    for code in ((get_language() or "en").partition("-")[0], "en", *texts):
        if texts.get(code):
            return texts[code]
    return ""


def own_rows(form: Any) -> list[dict[str, Any]]:
    """The fields of OwnForm, question by question; a dimension's name stands above its first one."""
    found: list[dict[str, Any]] = []
    last = None
    for one in form.questions:
        name = in_language(one.dimension_name) if one.dimension != last else ""
        last = one.dimension
        fields = [form[f"ours_{one.pk}"], form[f"predicted_{one.pk}"]]
        found.append({"dimension": name, "words": in_language(one.words), "fields": fields})
    return found


def templates_page(actor: Actor) -> list[BenchmarkTemplate]:
    """The sets of questions, newest version first, with how many questions each has and how many rounds used it."""
    found = BenchmarkTemplate.objects.visible_to(actor).annotate(
        question_count=Count("questions", distinct=True), round_count=Count("rounds", distinct=True)
    )
    return list(found.order_by("-is_offered", "name", "-version"))


def default_outline() -> list[dict[str, Any]]:
    """The questions to start with, in the language of the page."""
    return [
        {"name": in_language(name), "questions": [in_language(one) for one in texts]}
        for _key, name, texts in DIMENSIONS
    ]


def questions_of(template: BenchmarkTemplate) -> list[Question]:
    return list(Question.objects.filter(template=template))


def screens_of(template: BenchmarkTemplate) -> list[list[Question]]:
    """The questions by dimension, in the order in which dimensions come first."""
    found: dict[str, list[Question]] = {}
    for one in questions_of(template):
        found.setdefault(one.dimension, []).append(one)
    return list(found.values())
