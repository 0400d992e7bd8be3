"""What stands under the thick line: everything that is in no total, with the reason of each."""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..figures import Event
from ..measured import undecided_more
from ..wording import named
from .answers import answered_words, answers_to
from .content import Content, Context
from .events import (
    claimed_words,
    decided_by,
    latest,
    name_of,
    origin_words,
    state_word,
    unclaimed_figure,
    unclaimed_words,
)

MOST_KEPT = 8
"""Rows that are kept on one page with their heading."""


def page(doc: Content) -> Context:
    """Everything that is in no total, with the reason of each."""
    out = [event for event in doc.events if event["counts"] is None]
    money = [event for event in out if event["claimed"] is not None or event["state"] in ("stated", "disputed")]
    apart = [event for event in money if event["apart"]]
    waiting = [event for event in money if _more(doc, event) is not None]
    plain = [event for event in money if event not in apart and event not in waiting]
    disputed = [event for event in plain if event["state"] == "disputed"]
    undecided = [event for event in plain if event["state"] == "stated" and event["kind"] == "gain"]
    raised = {
        state: _corrections(doc, [event for event in waiting if event["state"] == state and _more(doc, event)])
        for state in ("disputed", "stated")
    }
    groups = [
        (_("Disputed"), "disputed", _rows(doc, disputed) + raised["disputed"]),
        (_("Undecided"), "undecided", _rows(doc, undecided) + raised["stated"]),
        (
            _("Corrections that wait"),
            "corrections",
            _corrections(doc, [event for event in waiting if not _more(doc, event)]),
        ),
        (_("On paper"), "on_paper", _rows(doc, [event for event in apart if event["apart"] == "on_paper"])),
        (
            _("Agreed after the fact"),
            "after",
            _rows(doc, [event for event in apart if event["apart"] == "after_the_fact"]),
        ),
        (
            _("Withdrawn or restated"),
            "gone",
            _rows(doc, [event for event in out if event["state"] in ("withdrawn", "restated")]),
        ),
        (_("Measured, not claimed"), "not_claimed", _measured(doc, worse=False)),
        (_("Worse, not yet stated"), "not_stated", _measured(doc, worse=True)),
        (_("Missing periods"), "missing", _missing(doc)),
    ]
    always = {"disputed", "undecided", "not_claimed", "missing"}
    shown = [{"title": t, "rows": rows} for t, key, rows in groups if rows or key in always]
    return {"groups": shown, "short": sum(max(len(group["rows"]), 1) for group in shown) <= MOST_KEPT}


def _rows(doc: Content, events: Iterable[Event]) -> list[Context]:
    return [
        {
            "title": name_of(doc, event),
            "note": "; ".join(doc.say.workings(event)[0]),
            "why": _why(doc, event),
            "amount": claimed_words(doc, event),
        }
        for event in events
    ]


def _more(doc: Content, event: Event) -> int | None:
    """Of a restatement that waits: by how much it would raise what counts; None for any other claim."""
    if event["restates"] is None or event["state"] not in ("stated", "disputed"):
        return None
    corrected = next(one for one in doc.events if one["number"] == event["restates"])
    return undecided_more(event, corrected)


def _corrections(doc: Content, events: Sequence[Event]) -> list[Context]:
    words = _("corrects event {number}, {why}; the lower figure counts until it is decided")
    return [
        row
        | {
            "why": format_html(words, number=event["restates"], why=row["why"]),
            "amount": doc.say.money(more) if (more := _more(doc, event)) else _("counts already"),
        }
        for event, row in zip(events, _rows(doc, events), strict=True)
    ]


def _why(doc: Content, event: Event) -> SafeString | str:
    decision = latest(event)
    if event["apart"] == "on_paper":
        return format_html("{}, {}", origin_words(decision) or _("on paper"), doc.say.date(decision["said_on"]))
    if event["apart"]:
        return _("agreed after the fact")
    if event["state"] == "disputed":
        words = format_html(_("disputed by {name}: {reason}"), name=named(decision["name"]), reason=decision["reason"])
        said = [words, *(answered_words(doc, answer) for answer in answers_to(event, decision))]
        return format_html_join("; ", "{}", ((one,) for one in said))
    if event["state"] == "stated":
        days = event["waiting_days"]
        if days is None:
            return _("undecided")
        return ngettext("undecided for {count} day", "undecided for {count} days", days).format(count=days)
    return format_html("{}, {}", state_word(event), decided_by(doc, event))


def _measured(doc: Content, *, worse: bool) -> list[Context]:
    return [
        {
            "title": format_html("{}, {}", dimension["name"], doc.say.period(row["period"])),
            "note": doc.say.quantity(row["value"], dimension["unit"]),
            "why": "; ".join(filter(None, (unclaimed_words(doc, row), row["reason"]))),
            "amount": unclaimed_figure(doc, row),
        }
        for dimension in doc.dimensions.values()
        for row in dimension["not_claimed"]
        if row["worse"] == worse
    ]


def _missing(doc: Content) -> list[Context]:
    return [
        {
            "title": dimension["name"],
            "note": ", ".join(doc.say.ranges(dimension["missing"])),
            "why": ngettext(
                "no reading for one period", "no reading for {count} periods", len(dimension["missing"])
            ).format(count=len(dimension["missing"])),
            "amount": _("not stated"),
        }
        for dimension in doc.dimensions.values()
        if dimension["missing"]
    ]
