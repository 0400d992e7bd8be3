"""Disputes: what the customer contested and why, what the supplier answered and when, and how it was settled."""

from collections.abc import Iterator

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation

from ..figures import DisputeAnswer, Event
from ..wording import named
from .answers import answers_to, disputed_in
from .content import Content, Context
from .events import claimed_words, decision_word, name_of

MOST_KEPT = 5
"""Rows that are kept on one page with their heading."""


def disputes(doc: Content) -> Context | None:
    """Those that are open, then those that were settled, each with every step; None where nothing was ever disputed."""
    found = [event for event in doc.events if disputed_in(event)]
    if not found:
        return None
    open_ = [event for event in found if event["state"] == "disputed"]
    settled = [event for event in found if event["state"] != "disputed"]
    note = _("Open at the as-at date.")
    if settled:
        note = _("Open ones first, then those that were settled.") if open_ else _("All are settled.")
    return {"rows": [_row(doc, event) for event in (*open_, *settled)], "note": note, "short": len(found) <= MOST_KEPT}


def _row(doc: Content, event: Event) -> Context:
    if event["state"] == "disputed":
        counts = event["counts"] is not None
        stands = _("counts as stated until it is decided") if counts else _("not counted")
    else:
        stands = pgettext("dispute", "settled")
    return {
        "title": name_of(doc, event),
        "stands": stands,
        "steps": list(_steps(doc, event)),
        "amount": claimed_words(doc, event),
    }


def _steps(doc: Content, event: Event) -> Iterator[Context]:
    first, before = True, list[DisputeAnswer]()
    for decision in event["decisions"]:
        by = format_html("{}, {}", named(decision["name"]), doc.say.date(decision["said_on"]))
        if decision["kind"] == "disputed":
            reason = decision["reason"] or _("no reason given")
            yield {"said": reason if first else _("disputed again: {reason}").format(reason=reason), "by": by}
            first, before = False, answers_to(event, decision)
            yield from (_answer(doc, answer) for answer in before)
        elif not first and decision["kind"] != "stated":
            word = decision_word(decision, event)
            after = _("{decision} after the answer") if before else _("{decision} after the dispute")
            said = after.format(decision=word)
            yield {"said": f"{said}: {decision['reason']}" if decision["reason"] else said, "by": by}
    if event["state"] == "disputed" and not before:
        yield {"said": "", "by": _("answer: not stated") if event["answers"] is None else _("not answered")}


def _answer(doc: Content, answer: DisputeAnswer) -> Context:
    files = ngettext("{count} file added as evidence", "{count} files added as evidence", answer["files"])
    told = [notation.quoted(answer["words"])] if answer["words"] else []
    told += [files.format(count=answer["files"])] if answer["files"] else []
    by = format_html(
        _("{name} of {firm}, {date}"),
        name=named(answer["name"]),
        firm=named(doc.us),
        date=doc.say.date(answer["said_on"]),
    )
    return {"said": _("Answer: {words}").format(words="; ".join(told)), "by": by}
