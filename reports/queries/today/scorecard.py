"""What scorecards and scope wait for: challenged readings, and changes of scope. Pure: facts in, lines out."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from reports.queries.today.facts import TodayFacts
from reports.queries.today.line import Act, Line
from reports.queries.today.words import alive, excerpt


def challenges(facts: TodayFacts) -> Iterator[Line]:
    """Readings that the customer does not agree with; one line a customer. A corrected reading takes it off the list."""
    for customer in alive(facts):
        found = facts.standings[customer.pk].challenges
        if not found:
            continue
        oldest = found[0]
        days = facts.days_since(oldest.at)
        said = {
            "count": len(found),
            "person": oldest.by,
            "name": oldest.name,
            "period": notation.period(oldest.start, oldest.end),
        }
        yield Line(
            kind="challenge",
            key=f"challenge-{oldest.reading}",
            mark="disputed",
            what=ngettext(
                "%(person)s challenges a reading: %(name)s, %(period)s",
                "%(count)s readings are challenged, the first by %(person)s: %(name)s, %(period)s",
                len(found),
            )
            % said,
            why=notation.quoted(excerpt(oldest.reason)),
            customer=customer,
            age=ngettext("challenged %(days)s day ago", "challenged %(days)s days ago", days) % {"days": days}
            if days
            else _("challenged today"),
            days=days,
            act=Act(
                _("Answer"),
                reverse("scorecards:reading_correct", args=[oldest.reading]),
                about=f"{said['name']}, {said['period']}",
            ),
            is_overdue=days > 7,
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
