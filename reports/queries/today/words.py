"""How the lines of Today say numbers, ages, spans and titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation
from accounts.models import Customer
from outcomes.queries.periods import UnclaimedPeriod
from outcomes.value import grain_period
from reports.queries.today.facts import Event, TodayFacts

WORDS_SHOWN = 160


def counted(count: int) -> str:
    """How many things, at the beginning of a sentence: a word up to twelve, a figure above."""
    words = [
        pgettext("of things", "One"), pgettext("of things", "Two"), pgettext("of things", "Three"),
        pgettext("of things", "Four"), pgettext("of things", "Five"), pgettext("of things", "Six"),
        pgettext("of things", "Seven"), pgettext("of things", "Eight"), pgettext("of things", "Nine"),
        pgettext("of things", "Ten"), pgettext("of things", "Eleven"), pgettext("of things", "Twelve"),
    ]  # fmt: skip
    return words[count - 1] if 1 <= count <= len(words) else str(count)


def alive(facts: TodayFacts) -> Iterator[Any]:
    return (one for one in facts.customers.values() if one.stage != Customer.Stage.LOST)


def asked_name(facts: TodayFacts, event: Event) -> str:
    person = facts.people.get(event.asked or 0)
    return person.name if person is not None else ""


def titled(event: Event) -> str:
    if event.start is None or event.end is None:
        return event.title
    return f"{event.title}, {notation.period(event.start, event.end)}"


def span(periods: Sequence[UnclaimedPeriod]) -> str:
    """The days of all of them: "August to October 2026" where they are months, else from day to day."""
    start, end = periods[0].start, periods[-1].end
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if not whole or grain_period("month", start) == (start, end) or len(periods) == 1:
        return capfirst(notation.period(start, end))
    first = date_format(start, "F") if start.year == end.year else notation.month(start)
    return _("%(first)s to %(last)s") % {"first": first, "last": notation.month(end)}


def excerpt(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(WORDS_SHOWN)


def age_words(days: Sequence[int]) -> str:
    """ "19, 12 and 4 days"; of more than three claims the oldest and the newest."""
    old = sorted(days, reverse=True)
    if len(old) == 1 or old[0] == old[-1]:
        return ngettext("%(days)s day", "%(days)s days", old[0]) % {"days": old[0]} if old[0] else _("today")
    if len(old) > 3:
        return _("%(newest)s to %(oldest)s days") % {"newest": old[-1], "oldest": old[0]}
    first = ", ".join(str(one) for one in old[:-1])
    return _("%(first)s and %(last)s days") % {"first": first, "last": old[-1]}
