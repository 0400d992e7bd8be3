"""A problem, where it stands, and the columns that this is read from: the same wherever many are read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import pgettext

from engagements.models import Problem, ProblemAnswer, ProblemNotice, Resolution
from engagements.problems import Stands, stands

MARKS = {
    Stands.NOT_SOLVED: "disputed",
    Stands.REOPENED: "flag",
    Stands.OPEN: "flag",
    Stands.WORKING: "flag",
    Stands.WORKAROUND: "adjusted",
    Stands.UNANSWERED: "undecided",
    Stands.SOLVED: "confirmed",
}
WEIGHTS = [Problem.Weight.STOPS, Problem.Weight.HINDERS, Problem.Weight.NUISANCE]


@dataclass(frozen=True)
class Said:
    """The newest notice, or the newest answer to it: `state` of the one, `solved` of the other."""

    words: str
    name: str
    on: date
    pk: int = 0
    state: str = ""
    checked: str = ""
    next_on: date | None = None
    solved: bool = False
    position: str = ""


@dataclass(frozen=True)
class Told:
    """A problem, where it stands, and how many of the words that were promised came by their day."""

    pk: int
    code: str
    title: str
    effect: str
    weight: str
    since: date
    noticed_by: str
    shared: bool
    owner: str
    stated_by: str
    stated_position: str
    recorded_on: date
    """The day of its first notice; of what the customer stated herself, the day that she did."""
    now: Said | None
    answer: Said | None
    due: int
    """Notices that promised a next word whose day is over, or which came."""
    kept: int
    explained: bool

    @property
    def stands(self) -> Stands:
        state = self.now.state if self.now is not None else None
        return stands(state, self.answer.solved if self.answer is not None else None, shared=self.shared)

    @property
    def is_open(self) -> bool:
        return self.stands.is_open

    @property
    def next_on(self) -> date | None:
        return self.now.next_on if self.now is not None else None

    @property
    def mark(self) -> str:
        return MARKS[self.stands]

    @property
    def words(self) -> str:
        return stands_words(self.stands)

    @property
    def weight_words(self) -> str:
        return str(Problem.Weight(self.weight).label)

    def was_there(self, since: date, until: date) -> bool:
        """Whether it is a problem of these days: begun by their end, and not over before they began."""
        return self.since <= until and (self.is_open or self.moved_on >= since)

    @property
    def moved_on(self) -> date:
        """The day of what was said last, by either side."""
        days = [self.recorded_on, *(one.on for one in (self.now, self.answer) if one is not None)]
        return max(days)


def stands_words(found: Stands, *, own: bool = False) -> str:
    """Where a problem stands; `own` says it to the people who answered themselves."""
    if own and found == Stands.NOT_SOLVED:
        return pgettext("state of a problem", "not solved, as we say")
    if own and found == Stands.SOLVED:
        return pgettext("state of a problem", "solved, as we say")
    return {
        Stands.NOT_SOLVED: pgettext("state of a problem", "not solved, as the customer says"),
        Stands.REOPENED: pgettext("state of a problem", "open again"),
        Stands.OPEN: pgettext("state of a problem", "open"),
        Stands.WORKING: pgettext("state of a problem", "being worked on"),
        Stands.WORKAROUND: pgettext("state of a problem", "worked around, not solved"),
        Stands.UNANSWERED: pgettext("state of a problem", "solved, as the supplier says"),
        Stands.SOLVED: pgettext("state of a problem", "solved, as the customer says"),
    }[found]


def told(today: date, *, shared_only: bool) -> dict[str, Any]:
    """The columns that a `Told` is made of, for JSONObject over a queryset of problems.

    `shared_only`: of what was promised count those notices alone that the customer has. What explains a problem that is shared
    is what she can read, whoever asks.
    """
    notices = ProblemNotice.objects.filter(problem=OuterRef("pk"))
    later = ProblemNotice.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("pk"))
    counted = Q(shared=True) if shared_only else Q()
    promised, after = notices.filter(counted, next_on__isnull=False), later.filter(counted)
    resolutions = Resolution.objects.filter(Q(shared=True) | Q(problem__shared=False), problem=OuterRef("pk"))
    newer = ProblemNotice.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("notice"))
    answers = ProblemAnswer.objects.filter(~Exists(newer), problem=OuterRef("pk"))
    now = {
        "pk": "pk", "state": "state", "words": "words", "checked": "checked", "name": "name", "on": "said_on",
        "next_on": "next_on",
    }  # fmt: skip
    answer = {"solved": "solved", "words": "reason", "name": "name", "position": "position", "on": "said_on"}
    columns = ("pk", "code", "title", "effect", "weight", "since", "noticed_by", "shared")
    return {
        **{name: F(name) for name in columns},
        "owner": F("owner__user__name"),
        "stated_by": F("stated_by__name"),
        "stated_position": F("position"),
        "recorded_on": F("said_on"),
        "now": Subquery(notices.order_by("-pk").values(said=JSONObject(**now))[:1]),
        "answer": Subquery(answers.order_by("-pk").values(said=JSONObject(**answer))[:1]),
        "due": _count(promised.filter(Q(next_on__lt=today) | Exists(after))),
        "kept": _count(promised.filter(Exists(after.filter(said_on__lte=OuterRef("next_on"))))),
        "explained": Exists(resolutions),
    }


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("problem").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def told_from(row: Mapping[str, Any]) -> Told:
    """A `Told` from the JSON of `told`."""
    return Told(
        **{
            name: row[name]
            for name in ("pk", "code", "title", "effect", "weight", "noticed_by", "owner", "due", "kept")
        },
        since=day_in(row["since"]),
        shared=bool(row["shared"]),
        stated_by=row["stated_by"] or "",
        stated_position=row["stated_position"] or "",
        recorded_on=day_in(row["recorded_on"]),
        now=_said(row["now"]),
        answer=_said(row["answer"]),
        explained=bool(row["explained"]),
    )


def _said(value: Any) -> Said | None:
    # JSON within JSON, which SQLite hands out as text.
    row = json.loads(value) if isinstance(value, str) else value
    if row is None:
        return None
    days = {"on": day_in(row["on"]), "next_on": day_in(row["next_on"]) if row.get("next_on") else None}
    return Said(**{**row, **days, "solved": bool(row.get("solved"))})


def day_in(text: str) -> date:
    return date.fromisoformat(text[:10])


def inner_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def in_order(found: Iterable[Told]) -> list[Told]:
    """Open ones first, the worst for the customer first, the oldest first."""
    states = list(Stands)
    return sorted(
        found, key=lambda one: (states.index(one.stands), WEIGHTS.index(Problem.Weight(one.weight)), one.since, one.pk)
    )


class JSONList(Aggregate):
    """The objects of a group as one JSON array, on both databases."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def rows_within(rows: QuerySet[Any], columns: Mapping[str, Any]) -> Subquery:
    """Rows that have a customer, of the customer of an outer query, as one JSON array of these columns."""
    listed = rows.order_by().values("customer").annotate(rows=JSONList(JSONObject(**columns))).values("rows")
    return Subquery(listed, output_field=JSONField())
