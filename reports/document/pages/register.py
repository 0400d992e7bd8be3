"""The register: every event in order of the ledger."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .. import charts, summed
from ..figures import Event
from ..wording import NO_BREAK, named, single_day
from .answers import answered_words, answers_to
from .content import Content, Context, bad
from .events import by_quarter, by_size, claimed_words, decision_word, latest, state_word, unusual_origin

LARGEST = 200
MOST_LINES = 1.85
"""Lines that a working may take in its column, not all of them full: whoever decided takes as many beside it."""


def page(doc: Content) -> Context:
    events = doc.events
    rest: list[Context] = []
    shown: Sequence[Event] = events
    if doc.summed:
        shown, others = summed.largest_and_bad(events, count=LARGEST, rank=by_size, bad=bad)
        left: dict[str, list[Event]] = defaultdict(list)
        for event in others:
            left[event["dimension"] or ""].append(event)
        for key, group in left.items():
            dimension = doc.dimensions.get(key)
            for row in by_quarter(doc, group):
                rest.append({**row, "name": dimension["name"] if dimension else _("Other events")})
    groups = by_year(doc, shown) if len(shown) > 100 else [{"year": "", "rows": [entry(doc, e) for e in shown]}]
    return {
        "groups": groups,
        "factors": doc.say.factors(shown),
        "rest": rest,
        "summed": doc.summed,
        "count": len(events),
        "largest": LARGEST,
        "total": doc.say.money(doc.figures["answer"]["value"])
        if any(event["counts"] is not None for event in events)
        else _("not monetised"),
    }


def by_year(doc: Content, events: Sequence[Event]) -> list[Context]:
    """In order of the ledger, grouped by the year in which an event was stated, with sums."""
    years: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        years[event["decisions"][0]["recorded_at"][:4]].append(event)
    return [
        {
            "year": year,
            "rows": [entry(doc, event) for event in group],
            "sum": doc.say.money(sum(event["counts"] or 0 for event in group)),
            "count": ngettext("{count} event", "{count} events", len(group)).format(count=len(group)),
        }
        for year, group in years.items()
    ]


def entry(doc: Content, event: Event) -> Context:
    say, decision = doc.say, latest(event)
    dimension = doc.dimensions.get(event["dimension"] or "")
    workings, under = say.workings(event, currency=False)
    open_ = decision["kind"] == "stated"
    if open_ and event["kind"] == "gain":
        who: SafeString = (
            format_html(_("waiting for {name}"), name=named(event["waiting_for"]))
            if event["waiting_for"]
            else format_html("{}", _("waiting"))
        )
        by, said = SafeString(""), pgettext("register", "open")
        took = (
            ngettext("for {count} day", "for {count} days", event["waiting_days"]).format(count=event["waiting_days"])
            if event["waiting_days"] is not None
            else ""
        )
    else:
        by = named(decision["name"])
        who = format_html(
            "{}; {}",
            decision["position"],
            say.ties(decision["ties"], supplier=doc.us, dates=False) if decision["ties"] else _("no tie"),
        )
        said, took = say.date(decision["said_on"]), say.took(decision["took_seconds"])
    earlier = list(_other_steps(doc, event))
    if any(charts.text_width(text, 7) > doc.register_working * MOST_LINES for text in workings):
        # It would break into many lines in its column, and stands under the row instead.
        workings, under = [], ["; ".join(workings), *under]
    title = event["title"] or (dimension["name"] if dimension else "")
    return {
        "number": event["number"],
        "anchor": f"event-{event['number']}" if event["number"] in doc.referred else "",
        "period": _period(doc, event),
        "outcome": event["outcome"] or "",
        "title": title,
        "workings": "\n".join(workings),
        "under": "\n".join(under),
        "claimed": claimed_words(doc, event),
        "counts": say.money(event["counts"]) if event["counts"] is not None else "—",
        "word": state_word(event),
        "by": by,
        "who": who,
        "origin": unusual_origin(doc, decision) or (_("loaded") if decision["origin"] == "demonstration" else ""),
        "earlier": earlier,
        "said": said,
        "took": took,
        "seq": decision["seq"],
        "digest": f"{decision['digest'][:4]}…{decision['digest'][-4:]}",
    }


def _period(doc: Content, event: Event) -> str:
    """Its words may stand in two lines; those of a date never do."""
    words = doc.say.period_short(event["period"])
    return words if single_day(event["period"]) else words.replace(NO_BREAK, " ")


def _other_steps(doc: Content, event: Event) -> Iterator[SafeString]:
    """What was decided between the first and the latest entry, and every answer to a dispute, in order of time."""
    for step in event["decisions"][1:]:
        if step is not event["decisions"][-1]:
            yield format_html(
                _("{kind} by {name}, {date}, entry {seq}"),
                kind=decision_word(step, event),
                name=named(step["name"]),
                date=doc.say.date(step["said_on"]),
                seq=step["seq"],
            )
        for answer in answers_to(event, step):
            yield answered_words(doc, answer)
