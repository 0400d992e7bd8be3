"""That a claim was disputed, and that it was answered: as the pages say it beside the claim."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..figures import Decision, DisputeAnswer, Event
from ..wording import named
from .content import Content


def disputed_in(event: Event) -> list[Decision]:
    """The entries with which it was disputed."""
    return [decision for decision in event["decisions"] if decision["kind"] == "disputed"]


def answers_to(event: Event, decision: Decision) -> list[DisputeAnswer]:
    return [answer for answer in event["answers"] or () if answer["dispute"] == decision["seq"]]


def answered_words(doc: Content, answer: DisputeAnswer) -> SafeString:
    """ "answered by Tomasz Brandt, 3 May 2026"; what was said stands with the disputes."""
    words = _("answered by {name}, {date}")
    return format_html(words, name=named(answer["name"]), date=doc.say.date(answer["said_on"]))


def dispute_notes(doc: Content, event: Event) -> list[SafeString]:
    """Beside an event elsewhere: that it was disputed, where its latest entry does not say so, and who answered when."""
    notes = []
    for decision in disputed_in(event):
        if decision is not event["decisions"][-1]:
            words = format_html(
                _("disputed by {name}, {date}"), name=named(decision["name"]), date=doc.say.date(decision["said_on"])
            )
            notes.append(format_html("{}: {}", words, decision["reason"]) if decision["reason"] else words)
        notes += [answered_words(doc, answer) for answer in answers_to(event, decision)]
    return notes
