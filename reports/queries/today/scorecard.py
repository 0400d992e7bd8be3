"""What scorecards, suitability and scope wait for. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from reports.queries.today.facts import TodayFacts
from reports.queries.today.line import Act, Line
from reports.queries.today.words import alive, excerpt
from scorecards.queries.suitability import re_agreement_words
from scorecards.standing import Challenge


def challenges(facts: TodayFacts) -> Iterator[Line]:
    """Readings that the customer does not agree with, and that nobody has answered; one line a customer."""
    for customer in alive(facts):
        found = [one for one in facts.standings[customer.pk].challenges if not one.replied]
        if found:
            url = reverse("scorecards:reading_reply", args=[found[0].reading])
            yield _challenge(facts, customer, found, ours=True, act=Act(_("Answer"), url))


def answered_challenges(facts: TodayFacts) -> Iterator[Line]:
    """Those that we have answered, in words or by a correction: they stand until the customer answers anew."""
    for customer in alive(facts):
        found = [one for one in facts.standings[customer.pk].challenges if one.replied]
        if found:
            url = reverse("scorecards:scorecard", args=[customer.pk])
            here = f"{url}?year={found[0].start.year}&commitment={found[0].commitment}#reading-{found[0].reading}"
            yield _challenge(facts, customer, found, ours=False, act=Act(_("Look at it"), here))


def _challenge(facts: TodayFacts, customer: Any, found: Sequence[Challenge], *, ours: bool, act: Act) -> Line:
    """The line of these challenges, the oldest first."""
    oldest = found[0]
    days = facts.days_since(oldest.at)
    said = {
        "count": len(found),
        "person": oldest.by,
        "name": oldest.name,
        "period": notation.period(oldest.start, oldest.end),
    }
    what = (
        ngettext(
            "%(person)s challenges a reading: %(name)s, %(period)s",
            "%(count)s readings are challenged, the first by %(person)s: %(name)s, %(period)s",
            len(found),
        )
        if ours
        else ngettext(
            "Answered, waits for %(person)s: %(name)s, %(period)s",
            "%(count)s challenged readings are answered and wait, the first for %(person)s: %(name)s, %(period)s",
            len(found),
        )
    )
    return Line(
        kind="challenge" if ours else "challenge_answered",
        key=f"challenge-{oldest.reading}",
        mark="disputed",
        ours=ours,
        what=what % said,
        why=notation.quoted(excerpt(oldest.reason)),
        customer=customer,
        age=ngettext("challenged %(days)s day ago", "challenged %(days)s days ago", days) % {"days": days}
        if days
        else _("challenged today"),
        days=days,
        act=replace(act, about=f"{said['name']}, {said['period']}"),
        is_overdue=days > (7 if ours else 14),
    )


def directions(facts: TodayFacts) -> Iterator[Line]:
    """What was agreed before the customer's direction changed: it leaves once it was agreed again. And what she says herself
    where nothing is agreed yet: it leaves once criteria are sent."""
    for customer in alive(facts):
        for said in facts.standings[customer.pk].said:
            days = facts.days_since(said.said_on)
            drafted = said.draft is not None
            yield Line(
                kind="direction",
                key=f"direction-{said.direction}",
                mark="flag",
                what=_("They say where they are going: agree criteria for it"),
                why=notation.quoted(excerpt(said.words)),
                customer=customer,
                age=_said_ago(days),
                days=days,
                act=Act(
                    _("Send the draft") if drafted else _("Propose criteria"),
                    reverse("scorecards:criteria", args=[said.draft])
                    if drafted
                    else reverse("scorecards:criteria_create", args=[customer.pk]),
                    about=customer.name,
                ),
                is_overdue=days > 30,
            )
        for one in facts.standings[customer.pk].asks:
            days = facts.days_since(one.said_on)
            yield Line(
                kind="direction",
                key=f"direction-{one.direction}",
                mark="flag",
                what=_("Their direction changed: agree again what should serve it"),
                why=re_agreement_words(criteria=one.criteria, outcomes=one.outcomes),
                customer=customer,
                age=_said_ago(days),
                days=days,
                act=Act(_("Look at it"), reverse("scorecards:suitability", args=[customer.pk]), about=customer.name),
                is_overdue=days > 30,
            )


def _said_ago(days: int) -> str:
    return (
        ngettext("said %(days)s day ago", "said %(days)s days ago", days) % {"days": days} if days else _("said today")
    )


def risks(facts: TodayFacts) -> Iterator[Line]:
    """Risks to our delivery whose day is over: said how they moved, with a later day, they leave."""
    for customer in alive(facts):
        for one in facts.standings[customer.pk].risks:
            days = facts.days_since(one.due_on)
            if days <= 0:
                continue
            yield Line(
                kind="risk",
                key=f"risk-{one.pk}",
                mark="flag",
                what=_("A risk to delivery is overdue: %(risk)s") % {"risk": excerpt(one.words)},
                why=excerpt(one.plan),
                customer=customer,
                age=ngettext("due %(days)s day ago", "due %(days)s days ago", days) % {"days": days},
                days=days,
                act=Act(_("Say how it moves"), reverse("scorecards:risk_move", args=[one.pk]), about=one.words),
                is_overdue=True,
            )


def scope_drafts(facts: TodayFacts) -> Iterator[Line]:
    """Changes of scope that nobody but us has seen."""
    for customer in alive(facts):
        for one in facts.standings[customer.pk].proposals:
            if one.state == "draft":
                yield Line(
                    kind="scope",
                    key=f"scope-{one.pk}",
                    mark="draft",
                    what=_("Put your change of scope to the customer: %(function)s") % {"function": one.function},
                    why=_("Until it is agreed, the work is done without pay."),
                    customer=customer,
                    age=_("draft"),
                    days=0,
                    act=Act(_("Look at it"), reverse("scorecards:scope_change", args=[one.pk]), about=one.function),
                )


def scope_proposals(facts: TodayFacts) -> Iterator[Line]:
    """Changes of scope that wait for the person who was asked."""
    for customer in alive(facts):
        for one in facts.standings[customer.pk].proposals:
            if one.state != "proposed":
                continue
            person = facts.people.get(one.asked)
            days = facts.days_since(one.proposed_at)
            said = {"function": one.function, "person": person.name if person else customer.name}
            yield Line(
                kind="scope_proposed",
                key=f"scope-{one.pk}",
                mark="undecided",
                ours=False,
                what=_("A change of scope waits for %(person)s: %(function)s") % said,
                why="",
                customer=customer,
                age=ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today"),
                days=days,
                act=Act(_("Look at it"), reverse("scorecards:scope_change", args=[one.pk]), about=one.function),
                is_overdue=days > 14,
            )
