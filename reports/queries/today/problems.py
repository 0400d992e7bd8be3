"""What problems wait for: the next word, a commitment, an explanation, the customer's answer. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from engagements.problems import Stands
from engagements.queries.problems.told import Told
from reports.queries.today.facts import TodayFacts
from reports.queries.today.line import Act, Line
from reports.queries.today.words import excerpt

DUE_SOON = timedelta(days=2)
ANSWERED_WITHIN_DAYS = 7
EXPLAINED_WITHIN_DAYS = 5


def words_due(facts: TodayFacts) -> Iterator[Line]:
    """The next word is due, nothing was said yet, or the customer says that it is not solved. A notice takes it off."""
    for customer in facts.customers.values():
        for one in facts.problems[customer.pk].problems:
            if one.stands == Stands.NOT_SOLVED and one.answer is not None:
                said = {"title": excerpt(one.title), "person": one.answer.name}
                what = _("Not solved, says %(person)s: %(title)s") % said
                yield _word(facts, customer, one, what, notation.quoted(excerpt(one.answer.words)), "disputed")
            elif one.now is None:
                what = _("%(person)s states a problem, and we have said nothing: %(title)s")
                said = {"title": excerpt(one.title), "person": one.stated_by or customer.name}
                yield _word(facts, customer, one, what % said, notation.quoted(excerpt(one.effect)), "flag")
            elif one.next_on is not None and one.next_on <= facts.today:
                late = one.next_on < facts.today
                what = (
                    _("The notice that was promised has not come: %(title)s")
                    if late
                    else _("Next notice today: %(title)s")
                )
                why = _("Promised by %(day)s.") % {"day": notation.date_long(one.next_on)}
                yield _word(facts, customer, one, what % {"title": excerpt(one.title)}, why, "flag")


def _word(facts: TodayFacts, customer: Any, one: Told, what: str, why: str, mark: str) -> Line:
    since = one.next_on if one.next_on is not None else one.moved_on
    days = facts.days_since(since)
    return Line(
        kind="problem",
        key=f"problem-{one.pk}",
        mark=mark,
        what=what,
        why=why,
        customer=customer,
        age=ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days} if days else _("today"),
        days=days,
        act=Act(_("Give notice"), reverse("engagements:notice_give", args=[one.pk]), about=one.title),
        is_overdue=days > 0 or one.stands == Stands.NOT_SOLVED,
    )


def commitments_due(facts: TodayFacts) -> Iterator[Line]:
    """What was promised while fixing a problem, from two days before its day on, until somebody says whether it was kept."""
    for customer in facts.customers.values():
        for one in facts.problems[customer.pk].commitments:
            if one.due_on > facts.today + DUE_SOON:
                continue
            days = (facts.today - one.due_on).days
            if days > 0:
                age = ngettext("due %(days)s day ago", "due %(days)s days ago", days) % {"days": days}
            else:
                age = _("due %(day)s") % {"day": notation.date_short(one.due_on)} if days else _("due today")
            yield Line(
                kind="problem_commitment",
                key=f"problem-commitment-{one.pk}",
                mark="flag",
                what=_("Promised: %(words)s") % {"words": excerpt(one.words)},
                why=one.problem,
                customer=customer,
                age=age,
                days=max(days, 0),
                act=Act(_("Kept?"), reverse("engagements:commitment_settle", args=[one.pk]), about=one.words),
                is_overdue=days > 0,
            )


def explanations(facts: TodayFacts) -> Iterator[Line]:
    """Solved, and nobody has said sorry and what changes. Only where the customer sees the problem."""
    for customer in facts.customers.values():
        for one in facts.problems[customer.pk].problems:
            if one.explained or not one.shared or one.stands not in {Stands.UNANSWERED, Stands.SOLVED}:
                continue
            days = facts.days_since(one.now.on if one.now is not None else None)
            yield Line(
                kind="explanation",
                key=f"explanation-{one.pk}",
                mark="draft",
                what=_("Say sorry and explain: %(title)s") % {"title": excerpt(one.title)},
                why=_("It is solved. What happened, and what will stop it happening again?"),
                customer=customer,
                age=_solved_ago(days),
                days=days,
                act=Act(_("Explain"), reverse("engagements:problem_explain", args=[one.pk]), about=one.title),
                is_overdue=days > EXPLAINED_WITHIN_DAYS,
            )


def unanswered(facts: TodayFacts) -> Iterator[Line]:
    """We say that it is solved, and the customer has not said so."""
    for customer in facts.customers.values():
        for one in facts.problems[customer.pk].problems:
            if one.stands != Stands.UNANSWERED:
                continue
            days = facts.days_since(one.now.on if one.now is not None else None)
            yield Line(
                kind="problem_unanswered",
                key=f"problem-unanswered-{one.pk}",
                mark="undecided",
                ours=False,
                what=_("Solved for them? %(title)s") % {"title": excerpt(one.title)},
                why=_("They have not said so. Silence confirms nothing."),
                customer=customer,
                age=_solved_ago(days),
                days=days,
                act=Act(_("Look at it"), reverse("engagements:problem", args=[one.pk]), about=one.title),
                is_overdue=days > ANSWERED_WITHIN_DAYS,
            )


def _solved_ago(days: int) -> str:
    return (
        ngettext("said %(days)s day ago", "said %(days)s days ago", days) % {"days": days} if days else _("said today")
    )
