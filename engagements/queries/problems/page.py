"""Everything that was said of a problem, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import history_of
from engagements.models import Problem, ProblemAnswer, ProblemNotice, Resolution
from engagements.problems import Stands, Word, stands, words_kept
from engagements.queries.problems.commitments import commitments_of
from engagements.queries.problems.notices import kept_words
from engagements.queries.problems.told import MARKS, stands_words


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
        "stands_words": stands_words(found, own=actor.stakeholder is not None),
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
