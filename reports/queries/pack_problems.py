"""What a pack would lack of problems: words that are owed, commitments of which nobody speaks, explanations, answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from engagements.models import Problem, ProblemCommitment
from engagements.problems import Stands
from engagements.queries.problems.commitments import Promised, overdue_within, promised_in
from engagements.queries.problems.register import problems_within, told_in
from engagements.queries.problems.told import Told
from reports.queries.pack_line import Missing

NAMED = 4
"""So many of a kind are named, each with its way; the others are counted."""


def problems_beside(actor: Actor) -> dict[str, Any]:
    """Columns for the query of a customer: what `problems_missing` reads."""
    today, here = actor.supplier.today(), {"customer": OuterRef("pk")}
    overdue = ProblemCommitment.objects.visible_to(actor).filter(shared=True, **here)
    return {
        "told_problems": problems_within(today, among=Problem.objects.visible_to(actor), **here),
        "overdue_promises": overdue_within(overdue, today),
    }


def problems_missing(customer: Any, since: date, until: date, today: date) -> Iterator[Missing]:
    """Of the problems that the pack of these days tells; and those that the customer does not know of."""
    every = told_in(customer.told_problems)
    found = [one for one in every if one.shared and one.was_there(since, until)]
    there = {one.pk for one in found}
    promises = [one for one in promised_in(customer.overdue_promises) if one.problem_pk in there]
    kinds: list[tuple[Callable[[int], str], Iterable[Missing]]] = [
        (_more_words, _words_owed(found, today)),
        (_more_promises, map(_unsettled, promises)),
        (_more_explanations, [_unexplained(one) for one in found if _lacks_explanation(one)]),
        (_more_answers, [_unanswered(one) for one in found if one.stands == Stands.UNANSWERED]),
        (_more_unknown, [_unknown(one) for one in every if not one.shared and one.is_open and one.since <= until]),
    ]
    register = reverse("engagements:problem_list", args=[customer.pk])
    for more, lines in kinds:
        named = list(lines)
        yield from named[:NAMED]
        if len(named) > NAMED:
            first = named[NAMED]
            yield Missing(more(len(named) - NAMED), first.why, register, _("See the problems"), first.mark)


def _words_owed(found: Iterable[Told], today: date) -> Iterator[Missing]:
    for one in found:
        url = reverse("engagements:notice_give", args=[one.pk])
        if one.stands == Stands.NOT_SOLVED and one.answer is not None:
            said = {"person": one.answer.name, "title": one.title}
            what = _("Not solved, says %(person)s: %(title)s") % said
            yield Missing(what, notation.quoted(one.answer.words), url, _("Give notice"), "disputed")
        elif one.now is None:
            said = {"person": one.stated_by, "title": one.title}
            what = _("%(person)s states a problem, and we have said nothing: %(title)s") % said
            yield Missing(what, _("An open problem without a word of ours."), url, _("Give notice"), "flag")
        elif one.next_on is not None and one.next_on < today:
            what = _("The notice that was promised has not come: %(title)s") % {"title": one.title}
            why = _("Promised by %(day)s.") % {"day": notation.date_long(one.next_on)}
            yield Missing(what, why, url, _("Give notice"), "flag")


def _unsettled(one: Promised) -> Missing:
    why = _("%(problem)s: promised by %(day)s. Until somebody says so, it counts as not kept.")
    return Missing(
        _("Nobody has said whether it was kept: %(words)s") % {"words": one.words},
        why % {"problem": one.problem, "day": notation.date_long(one.due_on)},
        reverse("engagements:commitment_settle", args=[one.pk]),
        _("Kept?"),
        "flag",
    )


def _lacks_explanation(one: Told) -> bool:
    return not one.explained and one.stands in {Stands.UNANSWERED, Stands.SOLVED}


def _unexplained(one: Told) -> Missing:
    return Missing(
        _("No sorry, and nothing that stops it happening again: %(title)s") % {"title": one.title},
        _("It is solved. What happened, and what will stop it happening again?"),
        reverse("engagements:problem_explain", args=[one.pk]),
        _("Explain"),
    )


def _unanswered(one: Told) -> Missing:
    return Missing(
        _("Solved for them? %(title)s") % {"title": one.title},
        _("They have not said so. Silence confirms nothing."),
        reverse("engagements:problem", args=[one.pk]),
        _("Look at it"),
        "undecided",
    )


def _unknown(one: Told) -> Missing:
    return Missing(
        _("The customer does not know of it: %(title)s") % {"title": one.title},
        _("It is in no pack. Say so before they find out: a notice can share it."),
        reverse("engagements:notice_give", args=[one.pk]),
        _("Give notice"),
    )


def _more_words(n: int) -> str:
    return ngettext("%(n)s problem more waits for our word", "%(n)s problems more wait for our word", n) % {"n": n}


def _more_promises(n: int) -> str:
    words = ngettext(
        "%(n)s commitment more, of which nobody has said whether it was kept",
        "%(n)s commitments more, of which nobody has said whether they were kept",
        n,
    )
    return words % {"n": n}


def _more_explanations(n: int) -> str:
    return ngettext("%(n)s problem more without an explanation", "%(n)s problems more without an explanation", n) % {
        "n": n
    }


def _more_answers(n: int) -> str:
    words = ngettext(
        "%(n)s problem more that they have not called solved", "%(n)s problems more that they have not called solved", n
    )
    return words % {"n": n}


def _more_unknown(n: int) -> str:
    words = ngettext(
        "%(n)s problem more of which the customer does not know",
        "%(n)s problems more of which the customer does not know",
        n,
    )
    return words % {"n": n}
