"""Which problems of many customers are not over, read within a query that somebody has: for what customers are exposed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from engagements.models import Problem, ProblemAnswer, ProblemNotice
from engagements.problems import OpenProblem, stands
from engagements.queries.problems.register import is_over
from engagements.queries.problems.told import day_in


def exposing(customers: Sequence[int]) -> tuple[dict[int, list[OpenProblem]], dict[str, Any]]:
    """By customer, the private ones too: for the supplier's side alone. Filled while `standings` reads what is second here.

    `customers` are keys of what the actor sees. In no order: `heaviest_first` makes one.
    """
    made: dict[int, list[OpenProblem]] = {one: [] for one in customers}
    notices = ProblemNotice.objects.filter(problem=OuterRef("pk")).order_by("-pk")
    newer = ProblemNotice.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("notice"))
    answers = ProblemAnswer.objects.filter(~Exists(newer), problem=OuterRef("pk")).order_by("-pk")
    columns = {
        **{name: F(name) for name in ("pk", "title", "weight", "since", "shared")},
        "said": F("said_on"),
        "state": Subquery(notices.values("state")[:1]),
        "next": Subquery(notices.values("next_on")[:1]),
        "solved": Subquery(answers.values("solved")[:1]),
    }

    def take(customer: int, row: Mapping[str, Any]) -> None:
        solved = None if row["solved"] is None else bool(row["solved"])
        made[customer].append(
            OpenProblem(
                pk=row["pk"],
                title=row["title"],
                weight=row["weight"],
                since=day_in(row["since"]),
                said_on=day_in(row["said"]),
                stands=stands(row["state"], solved, shared=bool(row["shared"])),
                next_on=None if row["next"] is None else day_in(row["next"]),
            )
        )

    return made, {"open problem": (Problem.objects.filter(~is_over(), customer__in=customers), columns, take)}
