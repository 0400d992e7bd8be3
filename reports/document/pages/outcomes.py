"""The outcomes in the customer's order: readings, terms, events."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .. import charts
from ..figures import Dimension, Event, Outcome, Period, Target, Terms
from ..wording import NO_BREAK, day, follows, named
from .content import Content, Context
from .events import event_table
from .readings import reading_help, readings_chart
from .terms import columns, current_terms, is_due


def page(doc: Content) -> list[Context]:
    """One per outcome."""
    return [outcome_rows(doc, outcome) for outcome in doc.figures["outcomes"]]


def outcome_rows(doc: Content, outcome: Outcome) -> Context:
    loose = [e for e in doc.events if e["outcome"] == outcome["number"] and e["dimension"] is None]
    alone = len(outcome["dimensions"]) == 1
    dimensions = [dimension_rows(doc, dimension, loose if alone else []) for dimension in outcome["dimensions"]]
    total = len(doc.figures["outcomes"])
    return {
        "number": outcome["number"],
        "name": outcome["name"],
        "section": _("Outcome {number}: {name}").format(number=outcome["number"], name=shortened(outcome["name"])),
        "place": _("Outcome {number} of {total}").format(number=outcome["number"], total=total),
        "goal": outcome["goal"],
        "dimensions": dimensions,
        "several": not alone,
        "loose": None if alone else event_table(doc, loose, None),
    }


def shortened(name: str, most: int = 60) -> str:
    """The name as the running head repeats it: its first words where it is long."""
    if len(name) <= most:
        return name
    return name[: most - 1].rsplit(" ", 1)[0] + "\u2026"


def dimension_rows(doc: Content, dimension: Dimension, loose: Sequence[Event]) -> Context:
    """One dimension; `loose` are events of its outcome that have no dimension and stand in its table."""
    terms = current_terms(dimension)
    say, unit = doc.say, dimension["unit"]
    short = follows(unit)
    shown_unit = unit if short else ""
    figures = []
    if terms:
        baseline, target = terms["baseline"], terms["target"]
        when = say.period(baseline["period"]) if baseline["period"] else ""
        figures.append((_("Baseline"), say.exact(baseline["value"]), shown_unit, when))
        if target:
            by = _("by {date}").format(date=say.date(target["on"]))
            figures.append((_("Target"), say.exact(target["value"]), shown_unit, by))
        else:
            figures.append((_("Target"), pgettext("target", "none"), "", _("none was agreed")))
        if dimension["actual"]:
            note = say.period(dimension["actual"]["period"])
            if target:
                note += "; " + target_words(doc, dimension, target)
            figures.append((_("Actual, last agreed"), say.exact(dimension["actual"]["value"]), shown_unit, note))
        else:
            figures.append((_("Actual, last agreed"), pgettext("actual", "none"), "", _("no reading is agreed")))
    size = doc.size([value + (f" {u}" if u else "") for _l, value, u, _n in figures], 40.5, (34, 28, 24, 20, 16), 0.5)
    events = [*doc.by_dimension[dimension["key"]], *loose]
    current = dimension["readings"]
    return {
        "name": dimension["name"],
        "unit": "" if short else unit,
        "sentence": dimension_sentence(doc, dimension, terms),
        "owners": [
            (named(name), named(side))
            for name, side in ((dimension["owner_customer"], doc.them), (dimension["owner_supplier"], doc.us))
            if name
        ],
        "figures": [
            {"label": label, "value": value, "unit": unit, "note": note} for label, value, unit, note in figures
        ],
        "size": size,
        "two_lines": any(
            charts.text_width(f"{label}, {dimension['unit']}" if not short else label, 7.4) > 40 * charts.MM
            for label, _value, _unit, _note in figures
        ),
        "help": reading_help(doc, dimension),
        "chart": readings_chart(doc, dimension, 46 * charts.MM) if len(current) >= 3 else None,
        "few_readings": [(say.period(reading["period"]), say.quantity(reading["value"], unit)) for reading in current]
        if len(current) < 3
        else [],
        "sources": sorted({reading["source"] for reading in dimension["readings"] if reading["source"]}),
        "superseded": [
            (
                say.period(reading["period"]),
                say.quantity(reading["value"], unit),
                "; ".join(say.quantity(value, unit) for value in reading["superseded"]),
            )
            for reading in dimension["readings"]
            if reading["superseded"]
        ],
        "terms": columns(doc, dimension, terms) if terms else None,
        "versions": len(dimension["terms"]),
        "events": event_table(doc, events, dimension),
    }


def target_words(doc: Content, dimension: Dimension, target: Target) -> str:
    if dimension["target_met"]:
        return _("target met")
    return _("target not met") if is_due(doc, target) else _("target not yet met")


def missed_words(doc: Content, dimension: Dimension) -> str:
    """The periods since the target was first met for good whose readings miss it: "missed in September 2026 (not yet agreed)".

    Every reading counts for it, whatever has been said about it: "since" would be a word for what is over.
    """
    terms, since = current_terms(dimension), dimension["target_met_since"] or dimension["target_met_on"]
    if terms is None or terms["target"] is None or since is None:
        return ""
    missed = [
        reading["period"]
        for reading in dimension["readings"]
        if reading["period"]["end"] > since["end"] and not meets(dimension, reading["value"], terms["target"])
    ]
    if not missed:
        return ""
    words = _("missed {when}").format(when=doc.say.during(missed))
    decided = [
        event["period"] for event in doc.by_dimension[dimension["key"]] if event["state"] in ("confirmed", "adjusted")
    ]
    if any(one["start"] <= period["start"] and period["end"] <= one["end"] for period in missed for one in decided):
        return words
    return _("{words} (not yet agreed)").format(words=words)


def meets(dimension: Dimension, value: str, target: Target) -> bool:
    actual, wanted = Decimal(value), Decimal(target["value"])
    return actual <= wanted if dimension["direction"] == "decrease" else actual >= wanted


def met_words(doc: Content, dimension: Dimension, since: Period, last: Period, target: Target) -> str:
    """Since when every agreed reading has met the target, and how late that was: a period is over on its last day.

    Where a later reading misses it, in which periods it was met instead, and in which it was missed.
    """
    due, done = day(target["on"]), day(since["end"])
    months, days = months_after(due, done), (done - due).days
    if days <= 0:
        when = _("by its date")
    elif months:
        when = ngettext("{count} month after its date", "{count} months after its date", months).format(count=months)
    else:
        when = ngettext("{count} day after its date", "{count} days after its date", days).format(count=days)
    missed = missed_words(doc, dimension)
    met = [since]
    if since != last and missed:
        met = [
            reading["period"]
            for reading in dimension["readings"]
            if since["start"] <= reading["period"]["start"]
            and reading["period"]["end"] <= last["end"]
            and meets(dimension, reading["value"], target)
        ]
    if since == last or missed:
        words = _("The target was met {periods}, {when}.").format(periods=doc.say.during(met), when=when)
    else:
        words = _("The target has been met since {period}, {when}.").format(period=doc.say.period(since), when=when)
    return _("{met}; {missed}.").format(met=words.removesuffix("."), missed=missed) if missed else words


def months_after(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def dimension_sentence(doc: Content, dimension: Dimension, terms: Terms | None) -> str:
    if terms is None:
        return _("Nothing can be claimed: no baseline was agreed.")
    parts = []
    if terms["target"] is None:
        parts.append(_("No target was agreed."))
    elif dimension["target_met_since"] and dimension["target_met_on"]:
        since, last = dimension["target_met_since"], dimension["target_met_on"]
        parts.append(met_words(doc, dimension, since, last, terms["target"]))
    elif dimension["target_met"] and dimension["target_met_on"]:
        parts.append(_("The target was met in {period}.").format(period=doc.say.period(dimension["target_met_on"])))
    elif dimension["target_met"]:
        parts.append(_("The target is met."))
    elif dimension["actual"] is None:
        parts.append(_("No reading is agreed yet."))
    else:
        due = (
            _("The target is not met.") if is_due(doc, terms["target"]) else _("The target is not yet met; due {date}.")
        )
        parts.append(due.format(date=doc.say.date_long(terms["target"]["on"])))
    total = len(dimension["readings"])
    worse = sum(reading["worse"] for reading in dimension["readings"])
    if worse:
        parts.append(
            ngettext(
                "{count} of {total} readings was worse than the baseline or is a shortfall.",
                "{count} of {total} readings were worse than the baseline or are shortfalls.",
                worse,
            )
            .replace(" ", NO_BREAK, 2)  # "2 of 18" stays on one line
            .format(count=worse, total=total)
        )
    if dimension["missing"]:
        count = len(dimension["missing"])
        parts.append(
            ngettext("{count} period has no reading.", "{count} periods have no reading.", count).format(count=count)
        )
    return " ".join(parts)
