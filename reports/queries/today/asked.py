"""What waits for customers: claims that are not decided, disputes that were answered, proposed terms.

Pure: facts in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from outcomes.models import Terms
from outcomes.queries.marks import State
from outcomes.services.reminders import next_possible
from reports.queries.today.facts import Event, Person, TodayFacts
from reports.queries.today.line import Act, Line
from reports.queries.today.words import age_words, counted, excerpt, titled


def undecided(facts: TodayFacts) -> Iterator[Line]:
    """Claims that wait, by the person who is asked."""
    groups: dict[tuple[int, int | None], list[Event]] = {}
    for event in facts.events:
        if event.state == State.STATED:
            groups.setdefault((event.customer, event.asked), []).append(event)
    for (pk, asked), events in groups.items():
        customer, person = facts.customers[pk], facts.people.get(asked or 0)
        # Nobody was asked when it was stated, because nobody could decide it: whoever can today may be reminded of it.
        ready = person or next(
            (one for one in facts.people_of(pk) if one.may_decide and one.is_there(facts.today)), None
        )
        ages = [facts.days_since(one.stated_at) for one in events]
        amounts = [minor for one in events if (minor := one.waits_minor) is not None]
        gains = sum(minor for minor in amounts if minor >= 0)
        worse = sum(minor for minor in amounts if minor < 0)
        # A correction that raises nothing leaves nothing undecided: the lower figure counts already.
        in_money = any(one.waits_minor or (one.minor is not None and not one.is_correction) for one in events)
        corrections = all(one.is_correction for one in events)
        said = {"number": counted(len(events)), "person": person.name if person else customer.name}
        act, state = _ask(facts, customer, ready)
        parts = [state or (_("Oldest: %(title)s") if len(events) > 1 else "%(title)s") % {"title": titled(events[0])}]
        if gains and worse:
            owed = notation.money(-worse, customer.currency, whole=True)
            parts.append(_("Shortfalls of %(amount)s among them count already.") % {"amount": owed})
        yield Line(
            kind="undecided",
            key=f"undecided-{pk}-{asked or 0}",
            mark="undecided",
            ours=False,
            what=(
                ngettext(
                    "One correction waits for %(person)s", "%(number)s corrections wait for %(person)s", len(events)
                )
                if corrections
                else ngettext("One claim waits for %(person)s", "%(number)s claims wait for %(person)s", len(events))
            )
            % said,
            why=" ".join(
                part if part.endswith((".", "”", "!", "?")) or len(parts) == 1 else f"{part}." for part in parts
            ),
            customer=customer,
            age=age_words(ages),
            days=max(ages),
            minor=(gains or worse) if in_money else None,
            amount_words=_("the lower figure counts") if corrections else _("not in money"),
            act=act,
            is_overdue=max(ages) > 14,
        )


def answered(facts: TodayFacts) -> Iterator[Line]:
    """Disputes that we have answered: the claim stays disputed until she decides it anew."""
    for event in facts.events:
        if event.state != State.DISPUTED or event.answered_at is None:
            continue
        customer, person = facts.customers[event.customer], facts.people.get(event.asked or 0)
        days = facts.days_since(event.answered_at)
        said = {"person": person.name if person else customer.name, "title": titled(event)}
        act, state = _ask(facts, customer, person)
        told = (
            _("%(name)s answered: %(words)s")
            % {"name": event.answered_by, "words": notation.quoted(excerpt(event.answer))}
            if event.answer
            else _("%(name)s answered with evidence.") % {"name": event.answered_by}
        )
        yield Line(
            kind="answered",
            key=f"answered-{event.pk}",
            mark="disputed",
            ours=False,
            what=_("%(person)s has the answer to what was disputed: %(title)s") % said,
            why=" ".join(part for part in (state, told) if part),
            customer=customer,
            age=ngettext("answered %(days)s day ago", "answered %(days)s days ago", days) % {"days": days}
            if days
            else _("answered today"),
            days=days,
            minor=event.minor,
            amount_words=_("not in money"),
            act=act,
            is_overdue=days > 14,
        )


def proposed(facts: TodayFacts) -> Iterator[Line]:
    for dimension in facts.dimensions:
        newest, customer = dimension.newest, facts.customers[dimension.customer]
        if newest is None or newest.state != Terms.State.PROPOSED:
            continue
        person = facts.people.get(newest.asked_id or 0)
        days = facts.days_since(newest.proposed_at)
        act, state = _ask(facts, customer, person, right="may_agree")
        yield Line(
            kind="proposed",
            key=f"proposed-{newest.pk}",
            mark="undecided",
            ours=False,
            what=_("Terms of “%(dimension)s” wait for %(person)s")
            % {"dimension": dimension.name, "person": person.name if person else customer.name},
            why=state or _("Proposed, version %(version)s") % {"version": newest.version},
            customer=customer,
            age=ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today"),
            days=days,
            amount_words=_("terms"),
            act=act,
            is_overdue=days > 14,
        )


def _ask(
    facts: TodayFacts, customer: Any, person: Person | None, *, right: str = "may_decide"
) -> tuple[Act | None, str]:
    """How to get on with the person who is asked, and what stands in the way of asking her."""
    successor = Act(_("Name a successor"), reverse("stakeholder_create", args=[customer.pk]), about=customer.name)
    if person is None:
        return successor, _("Nobody there is asked.")
    if not person.is_there(facts.today):
        return successor, _("%(person)s has left.") % {"person": person.name}
    if not getattr(person, right):
        edit = Act(_("Give the right"), reverse("stakeholder_edit", args=[person.pk]), about=person.name)
        return edit, _("%(person)s has no right to decide it.") % {"person": person.name}
    if person.user is None:
        if not person.email:
            edit = Act(_("Add the address"), reverse("stakeholder_edit", args=[person.pk]), about=person.name)
            return edit, _("No mail address is known, so nobody was told.")
        invite = Act(_("Invite"), reverse("stakeholder_invite", args=[person.pk]), True, person.name)
        return invite, _("No portal access yet.")
    if person.reminded_at is not None:
        possible = next_possible(person.reminded_at, facts.actor.supplier)
        if possible > facts.today:
            call = Act(_("Call"), f"tel:{_dialled(person.phone)}", about=person.name) if person.phone else None
            return call, reminded_words(facts, person, possible)
    return Act(_("Remind"), reverse("reports:reminder_send", args=[person.pk]), True, person.name), ""


def reminded_words(facts: TodayFacts, person: Person, possible: date) -> str:
    """ "Reminded on Monday. Next reminder possible on 23 November. Telephone: +49 40 1234"."""
    assert person.reminded_at is not None
    day = facts.actor.supplier.today(person.reminded_at)
    words = [
        _("Reminded today.")
        if day == facts.today
        else _("Reminded on %(weekday)s.") % {"weekday": date_format(day, "l")},
        _("Next reminder possible on %(day)s.") % {"day": notation.date_short(possible)},
    ]
    if person.phone:
        words.append(_("Telephone: %(number)s") % {"number": person.phone})
    return " ".join(words)


def _dialled(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit() or character == "+")
