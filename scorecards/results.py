"""What a round shows: worked out once, at its release, such that nobody's answer can be worked out from it.

The figures are exact fractions as text ("13/2"), so that they can be stored and read back without loss.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from scorecards.anonymity import FEWEST, Cut, choose, groups
from scorecards.perception import mean_of, quadrant, summary

VERSION = 1
SENIORITY = ("board", "executive", "manager", "specialist")
DISPOSITION = ("champion", "supporter", "neutral", "sceptic", "detractor")


class AskedQuestion(Protocol):
    pk: int
    dimension: str
    dimension_name: Any
    words: Any


@dataclass(frozen=True)
class Worked:
    """The results that the customer sees too, ours by disposition, and the recommendations without their scores."""

    results: dict[str, Any]
    by_disposition: list[dict[str, Any]]
    recommendations: list[tuple[str, str, str]]


def work_out(
    *,
    questions: Sequence[Any],
    answers: Sequence[Any],
    own: Sequence[Any],
    asked: int,
    earlier: Sequence[Cut] = (),
) -> Worked | None:
    """None where fewer than three people gave a score.

    `earlier` are the cuts that rounds before have shown, as sets of stakeholder ids.
    `answers` have respondent (with stakeholder_id, seniority, disposition, stakeholder.name), question_id, score, cannot_say,
    importance, comment, recommendation, is_named; `own` have question_id, ours and predicted.
    """
    people = {one.respondent.stakeholder_id: one.respondent for one in answers if one.score is not None}
    if len(people) < FEWEST:
        return None
    by_question: dict[int, list[Any]] = {one.pk: [] for one in questions}
    for answer in answers:
        by_question[answer.question_id].append(answer)
    seniority = {pk: one.seniority for pk, one in people.items()}
    disposition = {pk: one.disposition for pk, one in people.items() if one.disposition}
    cut_by = {"seniority": groups(seniority, order=SENIORITY), "disposition": groups(disposition, order=DISPOSITION)}
    shown: dict[str, list[dict[str, Any]]] = {"seniority": [], "disposition": []}
    questions_shown = []
    of_groups: dict[str, dict[tuple[str, ...], dict[int, Fraction]]] = {
        name: {names: {} for names, _cut in cuts} for name, cuts in cut_by.items()
    }
    for question in questions:
        given = by_question[question.pk]
        scores = {one.respondent.stakeholder_id: one.score for one in given if one.score is not None}
        wanted: list[tuple[tuple[str, tuple[str, ...]], Cut]] = [(("all", ()), frozenset(scores))]
        for name, cuts in cut_by.items():
            wanted += [((name, names), cut & frozenset(scores)) for names, cut in cuts]
        visible = set(choose(wanted, earlier=earlier))
        for (name, names), cut in wanted[1:]:
            if (name, names) in visible:
                found = summary(scores[pk] for pk in cut)
                assert found is not None
                of_groups[name][names][question.pk] = found.mean
        questions_shown.append(_question(question, given, own, is_shown=("all", ()) in visible))
    for name, cuts in cut_by.items():
        for names, cut in cuts:
            shown[name].append(
                {"groups": list(names), "people": len(cut), "dimensions": _of_group(questions, of_groups[name][names])}
            )
    results = {
        "version": VERSION,
        "asked": asked,
        "answered": len(people),
        "questions": questions_shown,
        "dimensions": _dimensions(questions, questions_shown),
        "by_seniority": shown["seniority"],
    }
    return Worked(
        results=results,
        by_disposition=shown["disposition"],
        recommendations=_shuffled(
            (question.dimension, one.recommendation, _name(one))
            for question in questions
            for one in by_question[question.pk]
            if one.recommendation
        ),
    )


def cuts_of(results: dict[str, Any], by_disposition: Sequence[dict[str, Any]], answered: Sequence[Any]) -> list[Cut]:
    """The cuts that a released round shows, as sets of stakeholder ids. `answered`: stakeholder_id, seniority, disposition."""
    cuts = [frozenset(one.stakeholder_id for one in answered)]
    for name, rows in (("seniority", results["by_seniority"]), ("disposition", by_disposition)):
        cuts += [
            frozenset(one.stakeholder_id for one in answered if getattr(one, name) in row["groups"])
            for row in rows
            if any(row["dimensions"].values())
        ]
    return cuts


def text_of(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def fraction_of(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _question(question: AskedQuestion, given: Sequence[Any], own: Sequence[Any], *, is_shown: bool) -> dict[str, Any]:
    found = summary(one.score for one in given) if is_shown else None
    importance = [one.importance for one in given if one.importance is not None]
    ours = summary(one.ours for one in own if one.question_id == question.pk)
    predicted = summary(one.predicted for one in own if one.question_id == question.pk)
    return {
        "id": question.pk,
        "dimension": question.dimension,
        "words": question.words,
        "customer": text_of(found.mean) if found else None,
        "spread": f"{found.spread:.1f}" if found else None,
        "answers": found.answers if found else None,
        "cannot_say": found.cannot_say if found else None,
        "importance": text_of(Fraction(sum(importance), len(importance))) if len(importance) >= FEWEST else None,
        "ours": text_of(ours.mean) if ours else None,
        "predicted": text_of(predicted.mean) if predicted else None,
        "comments": [
            {"words": words, "name": name}
            for words, name in _shuffled((one.comment, _name(one)) for one in given if one.comment)
        ],
    }


def _dimensions(questions: Sequence[AskedQuestion], shown: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each dimension from the means of its questions; in the order of the questions."""
    found: dict[str, dict[str, Any]] = {}
    for question in questions:
        found.setdefault(question.dimension, {"key": question.dimension, "name": question.dimension_name})
    for key, row in found.items():
        mine = [one for one in shown if one["dimension"] == key]
        means = {
            side: mean_of([(fraction_of(one[side]), 1) for one in mine])
            for side in ("customer", "ours", "predicted", "importance")
        }
        row |= {side: text_of(mean) for side, mean in means.items()}
        row["quadrant"] = quadrant(customer=means["customer"], ours=means["ours"]).value
    return list(found.values())


def _of_group(questions: Sequence[AskedQuestion], means: dict[int, Fraction]) -> dict[str, str | None]:
    keys = dict.fromkeys(one.dimension for one in questions)
    return {
        key: text_of(mean_of([(means.get(one.pk), 1) for one in questions if one.dimension == key])) for key in keys
    }


def _name(answer: Any) -> str:
    return answer.respondent.stakeholder.name if answer.is_named else ""


def _shuffled(rows: Iterable[Any]) -> list[Any]:
    """In an order that has nothing to do with who wrote when: that of the texts' digests."""
    return sorted(rows, key=lambda row: hashlib.sha256("\n".join(row).encode()).digest())
