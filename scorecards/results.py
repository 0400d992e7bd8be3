"""What a round shows: worked out once, at its release, such that nobody's answer can be worked out from it.

The customer's figures are frozen as they are printed, in tenths or in steps (coarse.py), and everything else is made of those:
there is no finer figure behind them. They are fractions as text ("13/2"), so that they are read back without loss.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from scorecards.anonymity import FEWEST, Cut, choose, groups, touched
from scorecards.coarse import NOTHING, Band, Plan, Told, plan, spread_of, sums_of
from scorecards.perception import Ends, mean_of, one_decimal, quadrant, summary

VERSION = 2
SENIORITY = ("board", "executive", "manager", "specialist")
DISPOSITION = ("champion", "supporter", "neutral", "sceptic", "detractor")


class AskedQuestion(Protocol):
    pk: int
    dimension: str
    dimension_name: Any
    words: Any


class How(StrEnum):
    """How the customer's figure of a question is told; as it is stored."""

    EXACT = "exact"
    STEP = "step"
    FEW = "few"
    CHANGE = "change"


@dataclass(frozen=True)
class Before:
    """What a round before told about one question, and which questions it asked."""

    question: int
    dimension: str
    asked: frozenset[int]
    told: Told
    groups: tuple[Cut, ...] = ()
    importance: Cut | None = None
    # How much it matters was told, and nobody knows any more by whom.
    importance_lost: bool = False


@dataclass(frozen=True)
class Worked:
    """The results that the customer sees too, ours by disposition, and the recommendations without their scores.

    `told`: by question, of whom the figures are made, as `before_of` reads it when a later round is worked out. Without scores.
    """

    results: dict[str, Any]
    by_disposition: list[dict[str, Any]]
    recommendations: list[tuple[str, str, str]]
    told: dict[str, dict[str, Any]]


@dataclass
class _Shown:
    """What is decided of a question before its figures are made: how everybody's is told, and which groups are."""

    how: How
    plan: Plan
    groups: list[tuple[str, tuple[str, ...]]]
    cuts: list[Cut]
    importance: Cut | None


def work_out(
    *,
    questions: Sequence[Any],
    answers: Sequence[Any],
    own: Sequence[Any],
    asked: int,
    earlier: Sequence[Before] = (),
    persons: Mapping[int, int] | None = None,
) -> Worked | None:
    """None where fewer than three people gave a score.

    `earlier` is what the customer's rounds before have told; people are stakeholder ids, or what `persons` (persons.py)
    says for them where somebody was recorded more than once.
    `answers` have respondent (with stakeholder_id, seniority, disposition, stakeholder.name), question_id, score, cannot_say,
    importance, comment, recommendation, is_named; `own` have question_id, ours and predicted.
    """
    persons = persons or {}
    earlier = [_of_persons(one, persons) for one in earlier]
    people = {person_of(one, persons): one.respondent for one in answers if one.score is not None}
    if len(people) < FEWEST:
        return None
    by_question: dict[int, list[Any]] = {one.pk: [] for one in questions}
    for answer in answers:
        by_question[answer.question_id].append(answer)
    seniority = {pk: one.seniority for pk, one in people.items()}
    disposition = {pk: one.disposition for pk, one in people.items() if one.disposition}
    cut_by = {"seniority": groups(seniority, order=SENIORITY), "disposition": groups(disposition, order=DISPOSITION)}
    shown: dict[str, list[dict[str, Any]]] = {"seniority": [], "disposition": []}
    questions_shown, told = [], {}
    of_groups: dict[str, dict[tuple[str, ...], dict[int, Fraction]]] = {
        name: {names: {} for names, _cut in cuts} for name, cuts in cut_by.items()
    }
    for question in questions:
        given = by_question[question.pk]
        scores = {person_of(one, persons): one.score for one in given if one.score is not None}
        rated = frozenset(person_of(one, persons) for one in given if one.importance is not None)
        before = [one for one in earlier if _is_same(question, one)]
        decided = _decide(rated, scores, cut_by, before)
        for (name, names), cut in zip(decided.groups, decided.cuts, strict=True):
            found = summary(scores[pk] for pk in cut)
            assert found is not None
            of_groups[name][names][question.pk] = found.mean
        row = _question(question, given, own, decided)
        questions_shown.append(row)
        if row["customer"] is not None or decided.importance:
            told[str(question.pk)] = _told(scores, row, decided)
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
    exact = {one["id"] for one in questions_shown if one["how"] == How.EXACT}
    return Worked(
        results=results,
        by_disposition=shown["disposition"],
        # A recommendation is asked for below 5. Beside a figure that hides one or two people it stands without its dimension.
        recommendations=_shuffled(
            (question.dimension if question.pk in exact else "", one.recommendation, _name(one))
            for question in questions
            for one in by_question[question.pk]
            if one.recommendation
        ),
        told=told,
    )


def before_of(told: dict[str, dict[str, Any]], results: dict[str, Any]) -> list[Before]:
    """What a released round told, as it was stored: to be laid beside a later one."""
    asked = frozenset(one["id"] for one in results["questions"])
    found = []
    for one in results["questions"]:
        row = told.get(str(one["id"]))
        if row is None:
            continue
        sums = frozenset(row["sums"]) if row["sums"] else None
        found.append(
            Before(
                question=one["id"],
                dimension=one["dimension"],
                asked=asked,
                told=Told(
                    people=frozenset(row["people"]) if sums else frozenset(),
                    sums=sums,
                    narrower=tuple(frozenset(some) for some in row["narrower"]),
                    spread=_band_of(row["spread"]),
                ),
                groups=tuple(frozenset(some) for some in row["groups"]),
                importance=frozenset(row["importance"]) if row["importance"] else None,
            )
        )
    return found


def before_of_old(
    results: dict[str, Any], by_disposition: Sequence[dict[str, Any]], asked: Sequence[Any]
) -> list[Before]:
    """The same of a round that was released before it was kept of whom its figures are made. `asked`: its respondents.

    Its figures are exact. Where somebody left a question out, or did not finish, nobody knows any more who.
    """
    done = frozenset(one.stakeholder_id for one in asked if one.is_done)
    every = frozenset(one.stakeholder_id for one in asked)
    cuts = [
        frozenset(one.stakeholder_id for one in asked if one.is_done and getattr(one, name) in row["groups"])
        for name, rows in (("seniority", results["by_seniority"]), ("disposition", by_disposition))
        for row in rows
        if any(row["dimensions"].values())
    ]
    found = []
    for one in results["questions"]:
        if one["customer"] is None:
            continue
        answers, left_out = one["answers"] or 0, one["cannot_say"] or 0
        people = done if answers + left_out == len(done) else every
        missing = len(people) - answers
        found.append(
            Before(
                question=one["id"],
                dimension=one["dimension"],
                asked=frozenset(row["id"] for row in results["questions"]),
                told=Told(
                    people=people,
                    sums=None if missing else frozenset([int(Fraction(one["customer"]) * answers)]),
                    spread=None if missing else _old_band(one["spread"]),
                    missing=missing,
                ),
                groups=tuple(cut for cut in cuts if cut != people),
                importance_lost=one["importance"] is not None,
            )
        )
    return found


def _is_same(question: Any, before: Before) -> bool:
    """The same question; or, where a round asked another set of questions, one of the same dimension."""
    if question.pk in before.asked:
        return bool(before.question == question.pk)
    return bool(before.dimension == question.dimension)


def person_of(answer: Any, persons: Mapping[int, int]) -> Any:
    pk = answer.respondent.stakeholder_id
    return persons.get(pk, pk)


def _of_persons(before: Before, persons: Mapping[Any, int]) -> Before:
    """The same, of persons instead of records."""

    def of(people: Cut) -> frozenset[Any]:
        return frozenset(persons.get(pk, pk) for pk in people)

    told = replace(before.told, people=of(before.told.people), narrower=tuple(of(one) for one in before.told.narrower))
    importance = of(before.importance) if before.importance else None
    return replace(before, told=told, groups=tuple(of(one) for one in before.groups), importance=importance)


def _decide(
    rated: Cut,
    scores: dict[int, int],
    cut_by: dict[str, list[tuple[tuple[str, ...], Cut]]],
    before: Sequence[Before],
) -> _Shown:
    """How each figure of a question is told: by who answered and what was told before, whatever they answered."""
    everybody = frozenset(scores)
    earlier = tuple(one.told for one in before if one.told.people)
    of_groups = [cut for one in before for cut in one.groups]
    rated_before = [one.importance for one in before if one.importance]
    is_lost = any(one.importance_lost for one in before)
    may_rate = len(rated) >= FEWEST and not is_lost and not touched(rated, rated_before)
    found = _Shown(How.FEW, NOTHING, [], [], rated if may_rate else None)
    if len(everybody) < FEWEST:
        return found
    found.plan = plan(everybody, (*earlier, *(Told(cut, None) for cut in of_groups)))
    if found.plan.steps is not None:
        found.how = How.STEP if found.plan.steps else How.CHANGE
        return found
    found.how = How.EXACT
    wanted: list[tuple[tuple[str, tuple[str, ...]], Cut]] = [(("all", ()), everybody)]
    for name, cuts in cut_by.items():
        wanted += [((name, names), cut & everybody) for names, cut in cuts]
    visible = choose(wanted, earlier=[*(one.people for one in earlier), *of_groups])
    cut_of = dict(wanted)
    found.groups = [one for one in visible if one != ("all", ())]
    found.cuts = [cut_of[one] for one in found.groups]
    return found


def _told(scores: dict[int, int], row: dict[str, Any], decided: _Shown) -> dict[str, Any]:
    sums: frozenset[int] = frozenset()
    narrower: tuple[frozenset[int], ...] = ()
    if decided.how == How.EXACT:
        sums = sums_of(Fraction(row["customer"]), len(scores))
    elif decided.how == How.STEP:
        step = decided.plan.step_of(sum(scores.values()))
        sums, narrower = frozenset(range(step[0], step[1] + 1)), decided.plan.narrower(step)
    return {
        "people": sorted(scores) if sums else [],
        "sums": sorted(sums),
        "narrower": [sorted(one) for one in narrower],
        "spread": row["spread"],
        "groups": [sorted(cut) for cut in decided.cuts if cut != frozenset(scores)],
        "importance": sorted(decided.importance or ()),
    }


def _band_of(told: Sequence[int | None] | None) -> Band | None:
    if told is None or told[0] is None:
        return None
    return Fraction(told[0]), None if told[1] is None else Fraction(told[1])


def _old_band(told: str | None) -> Band | None:
    """The spread was printed to one decimal; a little is added at both ends for how it was rounded."""
    if told is None:
        return None
    half = Fraction(51, 1000)
    return max(Fraction(told) - half, Fraction(0)), Fraction(told) + half


def text_of(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def fraction_of(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def ends_of(told: Sequence[str | None] | None) -> Ends | None:
    """A range as it is stored, as fractions."""
    if told is None:
        return None
    low, high = (fraction_of(end) for end in told)
    return (low, high) if low is not None and high is not None else None


def _question(question: AskedQuestion, given: Sequence[Any], own: Sequence[Any], decided: _Shown) -> dict[str, Any]:
    scores = [one.score for one in given if one.score is not None]
    importance = [one.importance for one in given if one.importance is not None]
    ours = summary(one.ours for one in own if one.question_id == question.pk)
    predicted = summary(one.predicted for one in own if one.question_id == question.pk)
    counts = decided.how != How.FEW
    return {
        "id": question.pk,
        "dimension": question.dimension,
        "words": question.words,
        "how": decided.how.value,
        "answers": len(scores) if counts else None,
        "cannot_say": sum(one.score is None for one in given) if counts else None,
        "importance": text_of(_tenth(Fraction(sum(importance), len(importance)))) if decided.importance else None,
        "ours": text_of(ours.mean) if ours else None,
        "predicted": text_of(predicted.mean) if predicted else None,
        "comments": [
            {"words": words, "name": name}
            for words, name in _shuffled((one.comment, _name(one)) for one in given if one.comment)
        ],
    } | _figure(scores, decided)


def _figure(scores: Sequence[int], decided: _Shown) -> dict[str, Any]:
    """The customer's mean as it is told. `range`: from where to where it may be, where it is told in a step."""
    told: dict[str, Any] = {"customer": None, "range": None, "spread": None}
    if decided.how == How.EXACT:
        band = spread_of(scores)
        told["customer"] = text_of(_tenth(Fraction(sum(scores), len(scores))))
        told["spread"] = [None if end is None else int(end) for end in band] if band else None
    elif decided.how == How.STEP:
        low, high = decided.plan.step_of(sum(scores))
        told["customer"] = text_of(_tenth(Fraction(low + high, 2 * len(scores))))
        told["range"] = [text_of(Fraction(end, len(scores))) for end in (low, high)]
    return told


def _tenth(mean: Fraction) -> Fraction:
    """As it is printed: whatever is made of a figure is made of what everybody can read."""
    return Fraction(one_decimal(mean))


def _dimensions(questions: Sequence[AskedQuestion], shown: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each dimension from the printed means of its questions; in the order of the questions."""
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
        row["range"] = range_of(mine)
    return list(found.values())


def range_of(rows: Sequence[dict[str, Any]]) -> list[str | None] | None:
    """From where to where the mean of these figures may be; None where each is told in tenths."""
    told = [one for one in rows if one["customer"] is not None]
    if not any(one.get("range") for one in told):
        return None
    ends = [one.get("range") or [one["customer"]] * 2 for one in told]
    return [text_of(mean_of([(fraction_of(end[place]), 1) for end in ends])) for place in (0, 1)]


def _of_group(questions: Sequence[AskedQuestion], means: dict[int, Fraction]) -> dict[str, str | None]:
    keys = dict.fromkeys(one.dimension for one in questions)
    return {
        key: text_of(None if mean is None else _tenth(mean))
        for key in keys
        for mean in [mean_of([(means.get(one.pk), 1) for one in questions if one.dimension == key])]
    }


def _name(answer: Any) -> str:
    return answer.respondent.stakeholder.name if answer.is_named else ""


def _shuffled(rows: Iterable[Any]) -> list[Any]:
    """In an order that has nothing to do with who wrote when: that of the texts' digests."""
    return sorted(rows, key=lambda row: hashlib.sha256("\n".join(row).encode()).digest())
