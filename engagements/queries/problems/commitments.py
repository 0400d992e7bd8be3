"""What was promised while a problem is being fixed, and whether it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import pgettext

from accounts.actors import Actor
from accounts.models import Customer
from engagements.models import CommitmentResult, Problem, ProblemCommitment
from engagements.problems import commitment_kept
from engagements.queries.problems.told import day_in, inner_json, rows_within

PROMISED = {
    "pk": "pk",
    "problem": F("problem__title"),
    "problem_pk": "problem",
    "words": "words",
    "due": "due_on",
}
"""The columns that a `Promised` is made of."""


@dataclass(frozen=True)
class Promised:
    """A commitment of which nobody has said whether it was kept; `problem` is the title."""

    pk: int
    problem: str
    problem_pk: int
    words: str
    due_on: date


def promised_from(row: Mapping[str, Any]) -> Promised:
    return Promised(row["pk"], row["problem"], row["problem_pk"], row["words"], day_in(row["due"]))


def unsettled_of(commitments: QuerySet[ProblemCommitment]) -> QuerySet[ProblemCommitment]:
    """Of these commitments those of which nobody has said whether they were kept."""
    return commitments.filter(~Exists(CommitmentResult.objects.filter(commitment=OuterRef("pk"))))


def overdue_within(commitments: QuerySet[ProblemCommitment], today: date) -> Subquery:
    """Those whose day is over and of which nobody speaks, of the customer of an outer query; `promised_in` reads it."""
    return rows_within(unsettled_of(commitments).filter(due_on__lt=today), PROMISED)


def promised_in(value: Any) -> list[Promised]:
    found = [promised_from(inner_json(row)) for row in inner_json(value) or []]
    return sorted(found, key=lambda one: (one.due_on, one.pk))


def commitments_of(actor: Actor, problem: Problem, today: date) -> list[dict[str, Any]]:
    """What was promised while fixing it, the next due first, with everything that was said of each; two queries."""
    results: dict[int, list[CommitmentResult]] = {}
    for result in CommitmentResult.objects.visible_to(actor).filter(commitment__problem=problem).order_by("pk"):
        results.setdefault(result.commitment_id, []).append(result)
    found = []
    for one in ProblemCommitment.objects.visible_to(actor).filter(problem=problem).order_by("due_on", "pk"):
        said = results.get(one.pk, [])
        last = said[-1] if said else None
        kept = commitment_kept(one.due_on, last.kept if last else None, last.on if last else None, today)
        found.append(
            {
                "commitment": one,
                "kept": kept,
                "mark": {True: "met", False: "shortfall", None: "undecided"}[kept],
                "state": result_words(one.due_on, last.kept if last else None, last.on if last else None, today),
                "said": list(reversed(said)),
                "settled": last is not None,
            }
        )
    return found


def promises_kept(customer: Customer, today: date) -> dict[int, tuple[int, int]]:
    """By problem, how many shared commitments were due by now or are settled, and how many of them were kept; two queries.

    For a document that a service freezes.
    """
    last = {one.commitment_id: one for one in CommitmentResult.objects.filter(customer=customer).order_by("pk")}
    found: dict[int, tuple[int, int]] = {}
    for one in ProblemCommitment.objects.filter(customer=customer, shared=True):
        result = last.get(one.pk)
        kept = commitment_kept(one.due_on, result.kept if result else None, result.on if result else None, today)
        due, so_far = found.get(one.problem_id, (0, 0))
        found[one.problem_id] = due + (kept is not None), so_far + (kept is True)
    return found


def result_words(due_on: date, kept: bool | None, on: date | None, today: date) -> str:
    if kept is None or on is None:
        return (
            pgettext("commitment while fixing", "overdue")
            if due_on < today
            else pgettext("commitment while fixing", "not due yet")
        )
    if not kept:
        return pgettext("commitment while fixing", "not kept")
    if on > due_on:
        return pgettext("commitment while fixing", "kept late")
    return pgettext("commitment while fixing", "kept")
