"""What was said last, and whether the words that were promised came by their day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from engagements.models import Problem, ProblemNotice
from engagements.problems import Stands
from engagements.queries.problems.told import Told


def kept_words(due: int, kept: int) -> str:
    """ "5 of 6 promised notices came by their day."; empty where none was due yet."""
    if not due:
        return ""
    return ngettext(
        "%(kept)s of %(due)s promised notice came by its day.",
        "%(kept)s of %(due)s promised notices came by their day.",
        due,
    ) % {"kept": kept, "due": due}


def next_words(one: Told, today: date) -> dict[str, Any]:
    """When the next notice comes, and whether its day is over."""
    if one.stands in {Stands.UNANSWERED, Stands.SOLVED}:
        return {"words": "–", "late": False}
    if one.next_on is None:
        return {"words": _("no notice yet") if one.now is None else _("none promised"), "late": True}
    return {"words": notation.date_medium(one.next_on), "late": one.next_on < today}


def newest_notice(actor: Actor, problem: Problem) -> ProblemNotice | None:
    """What was said last; None where nothing was said yet."""
    found: ProblemNotice | None = ProblemNotice.objects.visible_to(actor).filter(problem=problem).order_by("pk").last()
    return found
