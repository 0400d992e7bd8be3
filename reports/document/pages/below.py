"""What stands under the thick line: everything that is in no total, with the reason of each."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..figures import Event
from ..wording import named
from .content import Content, Context
from .events import (
    decided_by,
    extent_words,
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
    groups: list[tuple[str, str, list[Context]]] = []

    def rows_of(state: str, events: Iterable[Event]) -> list[Context]:
        return [
            {
                "title": name_of(doc, event),
                "note": "; ".join(doc.say.workings(event)[0]),
                "why": why(event),
                "amount": doc.say.money(event["claimed"]) if event["claimed"] is not None else extent_words(doc, event),
            }
            for event in events
        ]

    def why(event: Event) -> SafeString | str:
        decision = latest(event)
        if event["apart"] == "on_paper":
            return format_html("{}, {}", origin_words(decision) or _("on paper"), doc.say.date(decision["said_on"]))
        if event["apart"]:
            return _("agreed after the fact")
        if event["state"] == "disputed":
            return format_html(
                _("disputed by {name}: {reason}"), name=named(decision["name"]), reason=decision["reason"]
            )
        if event["state"] == "stated":
            if event["waiting_days"] is not None:
                return ngettext(
                    "undecided for {count} day", "undecided for {count} days", event["waiting_days"]
                ).format(count=event["waiting_days"])
            return _("undecided")
        return format_html("{}, {}", state_word(event), decided_by(doc, event))

    out = [event for event in doc.events if event["counts"] is None]
    money = [event for event in out if event["claimed"] is not None or event["state"] in ("stated", "disputed")]
    apart = [event for event in money if event["apart"]]
    groups.append(
        (
            _("Disputed"),
            "disputed",
            rows_of("disputed", [e for e in money if e["state"] == "disputed" and e not in apart]),
        )
    )
    groups.append(
        (
            _("Undecided"),
            "undecided",
            rows_of("stated", [e for e in money if e["state"] == "stated" and e["kind"] == "gain" and e not in apart]),
        )
    )
    groups.append((_("On paper"), "on_paper", rows_of("", [e for e in apart if e["apart"] == "on_paper"])))
    groups.append(
        (_("Agreed after the fact"), "after", rows_of("", [e for e in apart if e["apart"] == "after_the_fact"]))
    )
    groups.append(
        (
            _("Withdrawn or restated"),
            "gone",
            rows_of("", [e for e in out if e["state"] in ("withdrawn", "restated")]),
        )
    )
    unclaimed, worse, missing = [], [], []
    for dimension in doc.dimensions.values():
        for row in dimension["not_claimed"]:
            (worse if row["worse"] else unclaimed).append(
                {
                    "title": format_html("{}, {}", dimension["name"], doc.say.period(row["period"])),
                    "note": doc.say.quantity(row["value"], dimension["unit"]),
                    "why": "; ".join(filter(None, (unclaimed_words(doc, row), row["reason"]))),
                    "amount": unclaimed_figure(doc, row),
                }
            )
        if dimension["missing"]:
            missing.append(
                {
                    "title": dimension["name"],
                    "note": ", ".join(doc.say.ranges(dimension["missing"])),
                    "why": ngettext(
                        "no reading for one period", "no reading for {count} periods", len(dimension["missing"])
                    ).format(count=len(dimension["missing"])),
                    "amount": _("not stated"),
                }
            )
    groups.append((_("Measured, not claimed"), "not_claimed", unclaimed))
    groups.append((_("Worse, not yet stated"), "not_stated", worse))
    groups.append((_("Missing periods"), "missing", missing))
    always = {"disputed", "undecided", "not_claimed", "missing"}
    shown = [{"title": t, "rows": rows} for t, key, rows in groups if rows or key in always]
    return {"groups": shown, "short": sum(max(len(group["rows"]), 1) for group in shown) <= MOST_KEPT}
