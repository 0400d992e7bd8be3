"""Problems of a customer: where each stands, what waits, and everything that was said of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Aggregate, Count, Exists, F, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation
from accounts.actors import Actor
from accounts.history import history_of
from accounts.models import Customer
from engagements.models import (
    CommitmentResult,
    Problem,
    ProblemAnswer,
    ProblemCommitment,
    ProblemNotice,
    Resolution,
)
from engagements.problems import Stands, Word, commitment_kept, stands, words_kept

PROBLEMS_A_PAGE = 40
SORTS = ("title", "stands", "since", "next", "owner")
WEIGHTS = [Problem.Weight.STOPS, Problem.Weight.HINDERS, Problem.Weight.NUISANCE]
MARKS = {
    Stands.NOT_SOLVED: "disputed",
    Stands.REOPENED: "flag",
    Stands.OPEN: "flag",
    Stands.WORKING: "flag",
    Stands.WORKAROUND: "adjusted",
    Stands.UNANSWERED: "undecided",
    Stands.SOLVED: "confirmed",
}


# --- Where many stand, in one query -----------------------------------------------------------------------------------
class JSONList(Aggregate):
    """The objects of a group as one JSON array, on both databases."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


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

    @property
    def moved_on(self) -> date:
        """The day of what was said last, by either side."""
        days = [self.recorded_on, *(one.on for one in (self.now, self.answer) if one is not None)]
        return max(days)


def stands_words(found: Stands) -> str:
    return {
        Stands.NOT_SOLVED: pgettext("state of a problem", "not solved, as the customer says"),
        Stands.REOPENED: pgettext("state of a problem", "open again"),
        Stands.OPEN: pgettext("state of a problem", "open"),
        Stands.WORKING: pgettext("state of a problem", "being worked on"),
        Stands.WORKAROUND: pgettext("state of a problem", "worked around, not solved"),
        Stands.UNANSWERED: pgettext("state of a problem", "solved, as the supplier says"),
        Stands.SOLVED: pgettext("state of a problem", "solved, as the customer says"),
    }[found]


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


def told(today: date) -> dict[str, Any]:
    """The columns that a `Told` is made of, for JSONObject over a queryset of problems."""
    notices = ProblemNotice.objects.filter(problem=OuterRef("pk"))
    later = ProblemNotice.objects.filter(problem=OuterRef("problem"), pk__gt=OuterRef("pk"))
    promised = notices.filter(next_on__isnull=False)
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
        "due": _count(promised.filter(Q(next_on__lt=today) | Exists(later))),
        "kept": _count(promised.filter(Exists(later.filter(said_on__lte=OuterRef("next_on"))))),
        "explained": Exists(Resolution.objects.filter(problem=OuterRef("pk"))),
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
        since=_day(row["since"]),
        shared=bool(row["shared"]),
        stated_by=row["stated_by"] or "",
        stated_position=row["stated_position"] or "",
        recorded_on=_day(row["recorded_on"]),
        now=_said(row["now"]),
        answer=_said(row["answer"]),
        explained=bool(row["explained"]),
    )


def _said(value: Any) -> Said | None:
    # JSON within JSON, which SQLite hands out as text.
    row = json.loads(value) if isinstance(value, str) else value
    if row is None:
        return None
    days = {"on": _day(row["on"]), "next_on": _day(row["next_on"]) if row.get("next_on") else None}
    return Said(**{**row, **days, "solved": bool(row.get("solved"))})


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def in_order(found: Iterable[Told]) -> list[Told]:
    """Open ones first, the worst for the customer first, the oldest first."""
    states = list(Stands)
    return sorted(
        found, key=lambda one: (states.index(one.stands), WEIGHTS.index(Problem.Weight(one.weight)), one.since, one.pk)
    )


def problems_of(actor: Actor | None, customer: Customer, *, search: str = "", today: date | None = None) -> list[Told]:
    """The customer's problems that the actor sees, in order; one query.

    Without an actor it is for a document that a service freezes.
    """
    rows = Problem.objects.all() if actor is None else Problem.objects.visible_to(actor)
    if search:
        rows = rows.filter(
            Q(title__icontains=search) | Q(effect__icontains=search) | Q(notices__words__icontains=search)
        )
    found = Problem.objects.filter(pk__in=rows.filter(customer=customer).values("pk")).order_by()
    today = today or customer.supplier.today()
    return in_order(told_from(_inner(row)) for row in found.values_list(JSONObject(**told(today)), flat=True))


def _inner(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def problems_within(today: date, **of: Any) -> Subquery:
    """The shared problems of the customer of an outer query as a JSON array; `told_in` reads it."""
    rows = Problem.objects.filter(shared=True, **of).order_by().values("customer")
    return Subquery(rows.annotate(rows=JSONList(JSONObject(**told(today)))).values("rows"), output_field=JSONField())


def told_in(value: Any) -> list[Told]:
    return in_order(told_from(_inner(row)) for row in _inner(value) or [])


@dataclass
class OpenProblems:
    """Of one customer: what is not over, or is over and not explained; and the commitments that nobody has settled."""

    problems: list[Told] = field(default_factory=list)
    commitments: list[Promised] = field(default_factory=list)


@dataclass(frozen=True)
class Promised:
    pk: int
    problem: str
    words: str
    due_on: date


def open_problems(customers: Sequence[int], today: date) -> tuple[dict[int, OpenProblems], dict[str, Any]]:
    """Filled while `standings` of scorecards reads what is second here, in its own query.

    `customers` are keys of what the actor sees.
    """
    made = {one: OpenProblems() for one in customers}
    waiting = Problem.objects.filter(~is_over() | ~Exists(Resolution.objects.filter(problem=OuterRef("pk"))))
    unsettled = ProblemCommitment.objects.filter(~Exists(CommitmentResult.objects.filter(commitment=OuterRef("pk"))))

    def take_problem(customer: int, row: Mapping[str, Any]) -> None:
        made[customer].problems.append(told_from(row))

    def take_commitment(customer: int, row: Mapping[str, Any]) -> None:
        made[customer].commitments.append(Promised(row["pk"], row["problem"], row["words"], _day(row["due"])))

    promised = {"pk": "pk", "problem": F("problem__title"), "words": "words", "due": "due_on"}
    return made, {
        "problem": (waiting.filter(customer__in=customers), told(today), take_problem),
        "problem commitment": (unsettled.filter(customer__in=customers), promised, take_commitment),
    }


# --- In words ---------------------------------------------------------------------------------------------------------
def kept_words(due: int, kept: int) -> str:
    """ "5 of 6 promised notices came by their day."; empty where none was due yet."""
    if not due:
        return ""
    return ngettext(
        "%(kept)s of %(due)s promised notice came by its day.",
        "%(kept)s of %(due)s promised notices came by their day.",
        due,
    ) % {"kept": kept, "due": due}


def headline(found: Sequence[Told]) -> str:
    """The sentence that a list opens with."""
    still = [one for one in found if one.is_open]
    if not found:
        return _("No problem is recorded")
    return open_words(len(still), min(one.since for one in still)) if still else _("No problem is open")


def open_words(count: int, since: date) -> str:
    """ "2 problems are open, the oldest since 2 January 2025"."""
    return ngettext(
        "%(count)s problem is open, since %(since)s",
        "%(count)s problems are open, the oldest since %(since)s",
        count,
    ) % {"count": count, "since": notation.date_long(since)}


# --- Pages ------------------------------------------------------------------------------------------------------------
def problem_list(actor: Actor, customer: Customer, *, search: str, sort: str, page: str | None) -> dict[str, Any]:
    """The context of engagements/problem_list.html and portal_problem_list.html; one query, two where something is searched."""
    every = problems_of(actor, customer)
    found = problems_of(actor, customer, search=search) if search else every
    today = customer.supplier.today()
    rows = Paginator(_sorted(found, sort), PROBLEMS_A_PAGE).get_page(page)
    return {
        "customer": customer,
        "headline": headline(every),
        "kept_words": kept_words(sum(one.due for one in every), sum(one.kept for one in every)),
        "any": bool(every),
        "q": search,
        "sort": sort,
        "page": rows,
        "rows": [{"problem": one, "next": next_words(one, today)} for one in rows],
    }


def _sorted(found: list[Told], sort: str) -> list[Told]:
    keys = {
        "title": lambda one: one.title.casefold(),
        "stands": lambda one: list(Stands).index(one.stands),
        "since": lambda one: one.since,
        "next": lambda one: one.next_on or date.max,
        "owner": lambda one: one.owner.casefold(),
    }
    key: Any = keys.get(sort.removeprefix("-"))
    return sorted(found, key=key, reverse=sort.startswith("-")) if key is not None else found


def next_words(one: Told, today: date) -> dict[str, Any]:
    """When the next notice comes, and whether its day is over."""
    if one.stands in {Stands.UNANSWERED, Stands.SOLVED}:
        return {"words": "–", "late": False}
    if one.next_on is None:
        return {"words": _("no notice yet") if one.now is None else _("none promised"), "late": True}
    return {"words": notation.date_medium(one.next_on), "late": one.next_on < today}


def problem_page(actor: Actor, problem: Problem) -> dict[str, Any]:
    """Everything that was said of a problem, newest first, and where it stands; six queries, five on the customer's side."""
    today = actor.supplier.today()
    notices = list(ProblemNotice.objects.visible_to(actor).filter(problem=problem).order_by("pk"))
    answers = list(ProblemAnswer.objects.visible_to(actor).filter(problem=problem).order_by("pk"))
    resolutions = list(Resolution.objects.visible_to(actor).filter(problem=problem).order_by("pk"))
    last = notices[-1] if notices else None
    said = [one for one in answers if last is not None and one.notice_id == last.pk]
    found = stands(last.state if last else None, said[-1].solved if said else None, shared=problem.shared)
    kept = words_kept([Word(one.said_on, one.next_on) for one in notices], today)
    commitments = commitments_of(actor, problem, today)
    return {
        "problem": problem,
        "customer": problem.customer,
        "stands": found,
        "stands_words": stands_words(found),
        "mark": MARKS[found],
        "is_open": found.is_open,
        "last": last,
        "late": last is not None and last.next_on is not None and last.next_on < today,
        "kept_words": kept_words(sum(one is not None for one in kept), kept.count(True)),
        "answer": said[-1] if said else None,
        "may_answer": problem.shared and last is not None and last.state == ProblemNotice.State.SOLVED,
        "timeline": _timeline(actor, problem, notices, kept, answers, resolutions),
        "commitments": commitments,
        "resolution": resolutions[-1] if resolutions else None,
        "may_explain": found in {Stands.UNANSWERED, Stands.SOLVED},
        "changes": owners_of(actor, problem),
    }


def _timeline(
    actor: Actor,
    problem: Problem,
    notices: Sequence[ProblemNotice],
    kept: Sequence[bool | None],
    answers: Sequence[ProblemAnswer],
    resolutions: Sequence[Resolution],
) -> list[dict[str, Any]]:
    """Notices, answers and resolutions as they were said, the newest first."""
    rows: list[dict[str, Any]] = [
        {
            "at": one.recorded_at,
            "on": one.said_on,
            "mark": MARKS[stands(one.state, None, shared=True)],
            "head": capfirst(one.get_state_display()),
            "words": one.words,
            "checked": one.checked,
            "next_on": one.next_on,
            "kept": on_time,
            "by": one.name,
            "private": not one.shared,
        }
        for one, on_time in zip(notices, kept, strict=True)
    ]
    rows += [
        {
            "at": one.said_at,
            "on": one.said_on,
            "mark": "confirmed" if one.solved else "disputed",
            "head": _("Solved for us") if one.solved else _("Not solved"),
            "words": one.reason,
            "by": f"{one.name}, {one.position}".strip(", "),
            "private": False,
        }
        for one in answers
    ]
    rows += [
        {
            "at": one.recorded_at,
            "on": actor.supplier.today(one.recorded_at),
            "mark": "met",
            "head": _("Explained"),
            # The one that holds stands above all this.
            "resolution": one if one != resolutions[-1] else None,
            "by": one.name,
            "private": not one.shared,
        }
        for one in resolutions
    ]
    if problem.stated_by_id is not None:
        # Said by us, it begins with its first notice.
        rows.append(
            {
                "at": problem.recorded_at,
                "on": problem.said_on,
                "mark": "flag",
                "head": _("Stated by the customer"),
                "words": "",
                "by": f"{problem.name}, {problem.position}".strip(", "),
                "private": False,
            }
        )
    return sorted(rows, key=lambda row: row["at"], reverse=True)


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


def owners_of(actor: Actor, problem: Problem) -> list[dict[str, Any]]:
    """Who owned it before, and when it was shared: for the supplier's side alone."""
    if actor.membership is None:
        return []
    labels = {"owner": _("Owner"), "shared": _("Shared with the customer")}
    yes_no = {"True": _("yes"), "False": _("no")}
    return [
        {
            "at": actor.supplier.today(change.at),
            "by": change.by,
            "label": labels.get(name, name),
            "before": yes_no.get(before, before),
            "after": yes_no.get(after, after),
        }
        for change in history_of(problem)
        for name, (before, after) in change.fields.items()
    ]


def newest_notice(actor: Actor, problem: Problem) -> ProblemNotice | None:
    """What was said last; None where nothing was said yet."""
    found: ProblemNotice | None = ProblemNotice.objects.visible_to(actor).filter(problem=problem).order_by("pk").last()
    return found


def newest_state(actor: Actor, problem: Problem) -> str:
    """The state of the newest notice; empty where nothing was said yet."""
    newest = newest_notice(actor, problem)
    return newest.state if newest is not None else ""
