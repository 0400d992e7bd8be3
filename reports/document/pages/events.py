"""Events in words and in tables, as several pages print them."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation

from .. import figures as shapes
from .. import summed
from ..figures import Decision, Dimension, Event, Line, NotClaimed
from ..wording import NO_BREAK, named
from .answers import dispute_notes
from .content import Content, Context, bad

MOST_EVENTS_OF_DIMENSION = 40
MOST_OF_MANY = 20
"""The same in a document of more than 100 events: its register has them all."""


def state_word(event: Event) -> str:
    """The state of an event in one or two words, as the customer would say it."""
    shortfall = event["kind"] == "shortfall"
    match event["state"]:
        case "stated":
            return _("not yet agreed") if shortfall else _("undecided")
        case "confirmed":
            return pgettext("shortfall", "agreed") if shortfall else _("confirmed")
        case "adjusted":
            lowered = event["claimed"] is not None and (event["counts"] or 0) < event["claimed"]
            return _("adjusted down") if lowered else _("adjusted")
        case "disputed":
            return _("disputed")
        case "withdrawn":
            return _("withdrawn")
        case "restated":
            return _("restated")


def decision_word(decision: Decision, event: Event) -> str:
    shortfall = event["kind"] == "shortfall"
    return {
        "stated": _("stated"),
        "confirmed": pgettext("shortfall", "agreed") if shortfall else _("confirmed"),
        "adjusted": _("adjusted"),
        "disputed": _("disputed"),
        "withdrawn": _("withdrawn"),
        "restated": _("restated"),
    }[decision["kind"]]


def origin_words(decision: Decision | shapes.Agreement) -> SafeString | str:
    match decision["origin"]:
        case "paper":
            return format_html(_("on paper, recorded by {name}"), name=named(decision["recorded_by"] or "?"))
        case "demonstration":
            return _("demonstration, loaded")
        case "migration":
            return _("migrated from an older system")
        case "product":
            return _("stated by the product itself")
        case _:
            return ""


def unusual_origin(doc: Content, decision: Decision) -> SafeString | str:
    """That a demonstration was loaded stands on its cover, in the foot of every page and in the register; not in every row."""
    loaded = decision["origin"] == "demonstration" and doc.figures["document"]["demonstration"]
    return "" if loaded else origin_words(decision)


def latest(event: Event) -> Decision:
    return event["decisions"][-1]


def said_words(doc: Content, event: Event) -> SafeString:
    """ "confirmed, Per Lindgren, 14 Jan 2025": the event's latest decision."""
    decision = latest(event)
    word = state_word(event)
    if decision["kind"] == "stated":
        waiting = event["waiting_for"]
        if waiting and event["kind"] == "gain":
            return format_html(_("{word}, waiting for {name}"), word=word, name=named(waiting))
        if not decision["name"]:
            return format_html("{}, {}", word, doc.say.date(decision["said_on"]))
        return format_html(
            _("{word}, stated by {name}, {date}"),
            word=word,
            name=named(decision["name"]),
            date=doc.say.date(decision["said_on"]),
        )
    return format_html("{}, {}, {}", word, named(decision["name"]), doc.say.date(decision["said_on"]))


def telling_line(event: Event) -> Line | None:
    """The line that stands for an event where there is room for one: of a gain the last, of a shortfall the worst, for its last
    month may have been a good one."""
    measured = [line for line in event["lines"] if line["difference"] is not None]
    if not measured or event["kind"] == "gain":
        return event["lines"][-1] if event["lines"] else None
    return min(measured, key=lambda line: Decimal(line["amount"] or line["difference"] or 0))


def extent_words(doc: Content, event: Event) -> str:
    """What an event amounts to in its own unit: "30 -> 31 days", "11 h"; of a shortfall of several lines the worst one."""
    line, count = telling_line(event), len(event["lines"])
    if line is None or line["difference"] is None:
        return _("not stated")
    if line["baseline"] is None or line["actual"] is None:
        words = doc.say.quantity(line["difference"], event["unit"])
    else:
        words = doc.say.change(line["baseline"], line["actual"], event["unit"])
    if count == 1 or event["kind"] == "gain":
        return words
    return _("{extent}, the worst of {count} readings").format(extent=words, count=count)


def extent_figure(doc: Content, event: Event) -> SafeString | str:
    """The same for a column of amounts, without words."""
    line = telling_line(event)
    if line is None or line["difference"] is None:
        return _("not stated")
    if line["baseline"] is not None and line["actual"] is not None:
        return doc.say.in_column(line["baseline"], line["actual"], event["unit"])
    return doc.say.in_column(None, line["difference"], event["unit"])


def claimed_words(doc: Content, event: Event) -> SafeString | str:
    """What an event claims: money where it has a rate, else its own unit."""
    return doc.say.money(event["claimed"]) if event["claimed"] is not None else extent_figure(doc, event)


def amount_words(doc: Content, event: Event) -> SafeString | str:
    """What an event counts: money where it has a rate, else its own unit."""
    if event["claimed"] is not None:
        return doc.say.counted(event["counts"])
    decided = event["state"] in ("confirmed", "adjusted") and event["apart"] is None
    stands = decided or (event["kind"] == "shortfall" and event["state"] not in ("withdrawn", "restated"))
    return extent_figure(doc, event) if stands else doc.say.counted(None)


def title_of(doc: Content, event: Event) -> SafeString:
    """The period and what happened, once."""
    period = doc.say.period(event["period"])
    dimension = doc.dimensions.get(event["dimension"] or "")
    if not event["title"] or (dimension and event["title"] == dimension["name"]):
        return format_html("{}", period)
    if period.replace(NO_BREAK, " ") in event["title"]:
        return format_html("{}", event["title"])
    return format_html("{}, {}", period, event["title"])


def name_of(doc: Content, event: Event) -> SafeString:
    """What an event is called outside its outcome: its title, or dimension and period."""
    dimension = doc.dimensions.get(event["dimension"] or "")
    period = doc.say.period(event["period"])
    title = event["title"] or (dimension["name"] if dimension else pgettext("event", "Event"))
    if period.replace(NO_BREAK, " ") in title:
        return format_html("{}", title)
    return format_html("{}, {}", title, period)


def decided_by(doc: Content, event: Event) -> SafeString:
    """The person and the day of the latest decision; of what the product itself stated the day alone."""
    decision = latest(event)
    on = doc.say.date(decision["said_on"])
    return format_html("{}, {}", named(decision["name"]), on) if decision["name"] else format_html("{}", on)


def apart_words(event: Event) -> str:
    return (
        _("on paper, not in the totals")
        if event["apart"] == "on_paper"
        else _("agreed after the fact, not in the totals")
    )


def unclaimed_words(doc: Content, row: NotClaimed) -> str:
    """How a measured period stands that no claim covers; of a shortfall also when the product states it."""
    if not row["worse"]:
        return _("measured, not claimed")
    if row["states_on"] is None:
        return _("measured, not yet stated")
    text = _("measured, not yet stated; the product states it on {date} if nobody does before")
    return text.format(date=doc.say.date(row["states_on"]))


def unclaimed_figure(doc: Content, row: NotClaimed) -> str:
    return doc.say.money(row["amount"]) if row["amount"] is not None else _("in its own unit")


def measured_shortfalls(doc: Content) -> list[tuple[Dimension, NotClaimed]]:
    """Periods that got worse and that nobody has stated, largest first: no total has them, and no list leaves them out."""
    found = [
        (dimension, row) for dimension in doc.dimensions.values() for row in dimension["not_claimed"] if row["worse"]
    ]
    return sorted(found, key=lambda one: (one[1]["amount"] or 0, one[1]["period"]["end"]))


def standing_shortfalls(doc: Content) -> list[Event]:
    """All shortfalls that count (or would, if they had a rate), largest first."""
    found = [
        event
        for event in doc.events
        if event["kind"] == "shortfall"
        and (event["counts"] is not None or (event["claimed"] is None and event["state"] != "withdrawn"))
    ]
    return sorted(found, key=lambda event: (event["counts"] or 0, event["number"]))


def event_table(doc: Content, events: Sequence[Event], dimension: Dimension | None) -> Context | None:
    """Rows in order of period; above 40 events the largest and all bad ones, the rest by quarter."""
    unclaimed = dimension["not_claimed"] if dimension else []
    if not events and not unclaimed:
        return None
    events = sorted(events, key=lambda event: (event["period"]["end"], event["number"]))
    shown, rest = events, list[Event]()
    if len(events) > (MOST_OF_MANY if len(doc.events) > 100 else MOST_EVENTS_OF_DIMENSION):
        shown, rest = summed.largest_and_bad(events, count=summed.LARGEST, rank=by_size, bad=bad)
    rows: list[tuple[str, Context]] = [
        (event["period"]["end"], event_row(doc, event, full=not rest)) for event in shown
    ]
    unit = dimension["unit"] if dimension else ""
    for period in unclaimed:
        note = period["reason"]
        if period["amount"] is not None:
            note = "; ".join(filter(None, (doc.say.money(period["amount"]), note)))
        rows.append(
            (
                period["period"]["end"],
                {
                    "title": doc.say.period(period["period"]),
                    "workings": [doc.say.quantity(period["value"], unit)],
                    "notes": [note] if note else [],
                    "said": unclaimed_words(doc, period),
                    "amount": _("not counted"),
                },
            )
        )
    rows.sort(key=lambda row: row[0])
    gains = sum(e["counts"] or 0 for e in events if (e["counts"] or 0) > 0)
    shortfalls = sum(e["counts"] or 0 for e in events if (e["counts"] or 0) < 0)
    counts = [event for event in events if event["counts"] is not None]
    result: Context = {
        "rows": [row for _end, row in rows],
        "rest": by_quarter(doc, rest),
        "sum": None,
        "factors": doc.say.factors(shown),
        "money": any(event["claimed"] is not None for event in events),
    }
    if counts:
        result["sum"] = doc.say.money(gains + shortfalls)
        result["sum_words"] = sum_words(doc, gains, shortfalls)
    return result


def by_size(event: Event) -> tuple[int, int]:
    """The largest first, then in order of the ledger."""
    return -abs(event["counts"] or 0), event["number"]


def sum_words(doc: Content, gains: int, shortfalls: int) -> str:
    """The sum states its gains and its shortfalls; what there is none of is a word."""
    if gains and shortfalls:
        text = _("gains {gains} − shortfalls {shortfalls}")
    else:
        text = _("gains {gains}, no shortfall") if gains else _("no gain, shortfalls {shortfalls}")
    return text.format(gains=doc.say.money(gains), shortfalls=doc.say.money(-shortfalls))


def event_row(doc: Content, event: Event, *, full: bool = True) -> Context:
    """`full` prints the lines of an event that has several; else the register alone has them."""
    notes: list[str] = []
    workings, under = doc.say.workings(event)
    if under and not full:
        notes.append(_("lines in the register, no. {number}").format(number=event["number"]))
    claimed = event["claimed"]
    decision = latest(event)
    disputes = dispute_notes(doc, event)
    if event["state"] != "disputed":
        notes += disputes
    if claimed is not None and claimed != event["counts"]:
        text = _("{amount} claimed").format(amount=doc.say.money(claimed))
        reason = decision["reason"] if decision["kind"] != "stated" else ""
        notes.append("; ".join(filter(None, (text, reason))))
    elif decision["reason"] and decision["kind"] != "stated" and not event["overlap"]:
        notes.append(decision["reason"])
    if event["state"] == "disputed":
        notes += disputes
    if event["apart"]:
        notes.append(apart_words(event))
    if event["restates"]:
        notes.append(_("restates event {number}").format(number=event["restates"]))
    if event["restated_by"]:
        notes.append(_("restated by event {number}").format(number=event["restated_by"]))
    if event["overlap"]:
        notes.append(_("overlap accepted: {reason}").format(reason=event["overlap"]))
    if event["evidence"]:
        files = ", ".join(
            f"{item['name']} ({item['grade']})" if item["grade"] else item["name"] for item in event["evidence"]
        )
        notes.append(_("Evidence: {files}").format(files=files))
    if event["note"]:
        notes.append(note_words(doc, event))
    origin = unusual_origin(doc, decision)
    return {
        "title": title_of(doc, event),
        "workings": workings,
        "under": under if full else [],
        "notes": notes,
        "said": said_words(doc, event),
        "origin": origin,
        "amount": amount_words(doc, event),
    }


def note_words(doc: Content, event: Event) -> str:
    """What was written when it was stated, by whom, and word for word: the decision rests on it."""
    side = {"customer": doc.them, "supplier": doc.us}.get(event["decisions"][0]["side"], "")
    words = notation.quoted(event["note"] or "")
    return _("Note of {firm}: {words}").format(firm=side, words=words) if side else words


def by_quarter(doc: Content, events: Sequence[Event]) -> list[Context]:
    rows = []
    for period, group in summed.by_quarter(events, lambda event: event["period"]["end"]):
        amounts = [event["counts"] for event in group if event["counts"] is not None]
        rows.append(
            {
                "title": doc.say.period(period),
                "anchor": doc.refer(group[0]),
                "words": ngettext(
                    "{count} other event, confirmed", "{count} other events, confirmed", len(group)
                ).format(count=len(group)),
                "amount": doc.say.money(sum(amounts)) if amounts else _("own units"),
            }
        )
    return rows
