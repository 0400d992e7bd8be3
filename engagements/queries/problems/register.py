"""Many problems in one query: of a customer, within the query of a customer, and what waits with many customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.actors import Actor
from accounts.models import Customer
from engagements.models import Problem, ProblemAnswer, ProblemCommitment, ProblemNotice, Resolution
from engagements.queries.problems.commitments import PROMISED, Promised, promised_from, unsettled_of
from engagements.queries.problems.told import Told, in_order, inner_json, rows_within, told, told_from


def is_over() -> Exists:
    """Of a problem: its newest notice says that it is solved, and so does the customer, where she sees the problem."""
    later = ProblemNotice.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("pk"))
    newer = ProblemAnswer.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("pk"))
    agreed = ProblemAnswer.objects.filter(~Exists(newer), notice=OuterRef("pk"), solved=True)
    solved = ProblemNotice.objects.filter(~Exists(later), state=ProblemNotice.State.SOLVED)
    return Exists(solved.filter(Q(problem__shared=False) | Exists(agreed), problem=OuterRef("pk")))


def unanswered(notices: QuerySet[ProblemNotice]) -> QuerySet[ProblemNotice]:
    """Of these notices the newest ones that say solved, to which the customer has said nothing."""
    later = ProblemNotice.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("pk"))
    answers = ProblemAnswer.objects.filter(notice=OuterRef("pk"))
    return notices.filter(~Exists(later), ~Exists(answers), state=ProblemNotice.State.SOLVED, problem__shared=True)


def problems_of(actor: Actor | None, customer: Customer, *, search: str = "", today: date | None = None) -> list[Told]:
    """The customer's problems that the actor sees, in order; one query.

    Without an actor it is for a document that a service freezes: for the customer, from what she has been told.
    """
    shared_only = actor is None or actor.stakeholder is not None
    rows = Problem.objects.all() if actor is None else Problem.objects.visible_to(actor)
    notices = ProblemNotice.objects.all() if actor is None else ProblemNotice.objects.visible_to(actor)
    if search:
        # Only words that the actor may read find anything: a search tells what it hides.
        said = notices.filter(problem=OuterRef("pk"), words__icontains=search)
        rows = rows.filter(Q(title__icontains=search) | Q(effect__icontains=search) | Exists(said))
    found = Problem.objects.filter(pk__in=rows.filter(customer=customer).values("pk")).order_by()
    today = today or customer.supplier.today()
    return in_order(
        told_from(inner_json(row))
        for row in found.values_list(JSONObject(**told(today, shared_only=shared_only)), flat=True)
    )


def problems_within(today: date, *, among: QuerySet[Problem] | None = None, **of: Any) -> Subquery:
    """The problems of the customer of an outer query as a JSON array; `told_in` reads it. The shared ones unless `among`,
    counted as the customer counts them."""
    rows = among if among is not None else Problem.objects.filter(shared=True)
    return rows_within(rows.filter(**of), told(today, shared_only=among is None))


def told_in(value: Any) -> list[Told]:
    return in_order(told_from(inner_json(row)) for row in inner_json(value) or [])


@dataclass
class OpenProblems:
    """Of one customer: what is not over, or is over and not explained; and the commitments that nobody has settled."""

    problems: list[Told] = field(default_factory=list)
    commitments: list[Promised] = field(default_factory=list)


def open_problems(customers: Sequence[int], today: date) -> tuple[dict[int, OpenProblems], dict[str, Any]]:
    """Filled while `standings` of scorecards reads what is second here, in its own query.

    `customers` are keys of what the actor sees.
    """
    made = {one: OpenProblems() for one in customers}
    told_why = Resolution.objects.filter(Q(shared=True) | Q(problem__shared=False), problem=OuterRef("pk"))
    waiting = Problem.objects.filter(~is_over() | ~Exists(told_why))
    unsettled = unsettled_of(ProblemCommitment.objects.all())

    def take_problem(customer: int, row: Mapping[str, Any]) -> None:
        made[customer].problems.append(told_from(row))

    def take_commitment(customer: int, row: Mapping[str, Any]) -> None:
        made[customer].commitments.append(promised_from(row))

    return made, {
        "problem": (waiting.filter(customer__in=customers), told(today, shared_only=False), take_problem),
        "problem commitment": (unsettled.filter(customer__in=customers), PROMISED, take_commitment),
    }
