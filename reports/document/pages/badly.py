"""What went badly: shortfalls, reduced claims, disputes, restatements, costs borne, missed commitments."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..figures import Event
from ..wording import named
from .commitments import commitments_context
from .content import Content, Context
from .disputes import disputes
from .events import (
    amount_words,
    decided_by,
    latest,
    measured_shortfalls,
    name_of,
    said_words,
    standing_shortfalls,
    state_word,
    unclaimed_figure,
    unclaimed_words,
    unusual_origin,
)


def page(doc: Content) -> Context:
    answer, shortfalls = doc.figures["answer"], standing_shortfalls(doc)
    reduced = [
        event
        for event in doc.events
        if event["state"] == "adjusted"
        and event["kind"] == "gain"
        and event["claimed"] is not None
        and (event["counts"] or 0) < event["claimed"]
    ]
    restated = [event for event in doc.events if event["restates"]]
    borne = [event for event in shortfalls if event["borne"]]
    count = len(shortfalls)
    if answer["shortfall"]:
        sentence = ngettext(
            "{count} shortfall cost {customer} {amount}. It is deducted from the headline, agreed or not.",
            "{count} shortfalls cost {customer} {amount}. All are deducted from the headline, agreed or not.",
            count,
        )
    elif count:
        sentence = ngettext(
            "{count} shortfall is stated, in its own unit: no rate was agreed.",
            "{count} shortfalls are stated, in their own units: no rate was agreed.",
            count,
        )
    else:
        sentence = _("No shortfall was stated.")
    commitments = doc.figures["commitments"]
    return {
        "sentence": format_html(
            sentence, count=count, customer=named(doc.them), amount=doc.say.money(answer["shortfall"])
        ),
        "shortfalls": [bad_row(doc, event) for event in shortfalls],
        "factors": doc.say.factors(event for event in shortfalls if event["claimed"] is not None),
        "unit": doc.currency if answer["state"] == "monetised" else _("Extent"),
        "sum": doc.say.money(-answer["shortfall"]) if answer["shortfall"] else None,
        "measured": [
            {
                "title": format_html("{}, {}", dimension["name"], doc.say.period(row["period"])),
                "note": doc.say.quantity(row["value"], dimension["unit"]),
                "said": "; ".join(filter(None, (unclaimed_words(doc, row), row["reason"]))),
                "amount": unclaimed_figure(doc, row),
            }
            for dimension, row in measured_shortfalls(doc)
        ],
        "reduced": [
            {
                "title": name_of(doc, event),
                "note": _("{claimed} claimed, {counted} counted").format(
                    claimed=doc.say.money(event["claimed"] or 0), counted=doc.say.counted(event["counts"])
                ),
                "said": latest(event)["reason"] or _("no reason given"),
                "by": decided_by(doc, event),
                "amount": doc.say.money((event["counts"] or 0) - (event["claimed"] or 0)),
            }
            for event in reduced
        ],
        "disputes": disputes(doc),
        "restated": [
            {
                "title": name_of(doc, event),
                "said": _("restates event {number}").format(number=event["restates"]),
                "by": said_words(doc, event),
                "amount": amount_words(doc, event),
            }
            for event in restated
        ],
        "borne": {
            "count": len(borne),
            "amount": doc.say.money(sum(event["counts"] or 0 for event in borne)),
            "words": ngettext(
                "{count} cost that {customer} bore, among the shortfalls above",
                "{count} costs that {customer} bore, among the shortfalls above",
                len(borne),
            ).format(count=len(borne), customer=doc.them),
        }
        if borne
        else None,
        "commitments": None if commitments is None else commitments_context(doc, commitments),
    }


def bad_row(doc: Content, event: Event) -> Context:
    decision = latest(event)
    details = [words for words in (event["cause"], event["remedy"]) if words]
    if not event["cause"]:
        details.insert(0, _("Cause: not stated."))
    if not event["remedy"]:
        details.append(_("Remedy: not stated."))
    if event["borne"]:
        details.append(_("A cost that the customer bore."))
    if decision["reason"]:
        details.append(decision["reason"])
    by = decided_by(doc, event)
    if decision["kind"] == "stated" and decision["name"]:
        by = format_html(_("stated by {who}"), who=by)
    # The lines of an event that has several stand with its outcome; here only their sum.
    workings = doc.say.workings(event)[0] if event["claimed"] is not None else []
    return {
        "title": name_of(doc, event),
        "details": " ".join(details),
        "workings": workings,
        "said": state_word(event),
        "by": by,
        "origin": unusual_origin(doc, decision),
        "amount": amount_words(doc, event),
    }
