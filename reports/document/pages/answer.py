"""The answer on one page: the headline, the chart, what we got, what went badly, who says so, what is in no total."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .. import charts, fit
from ..figures import Below, Dimension, Event
from ..wording import named
from .answer_chart import answer_chart
from .content import Content, Context
from .events import (
    amount_words,
    extent_words,
    measured_shortfalls,
    standing_shortfalls,
    state_word,
    unclaimed_figure,
    unclaimed_words,
)
from .headline import key_figures, lead
from .outcomes import missed_words
from .people import says
from .spend import spent_note
from .terms import current_terms, is_due

HALF_ROWS = (3, 3, 3, 3, 2, 2)
"""Rows of what we got and of what went badly, by density: chart and gaps give way before a row does."""
PEOPLE = (4, 4, 4, 4, 3, 3)
"""Rows of people who confirmed, by density."""
LONGEST_NAME = 60
"""Letters of an outcome's name that take two lines of a row at most."""
DENSITIES = len(PEOPLE)
"""How often the page may be set tighter before it is allowed to grow."""


def fitted(doc: Content, density: int) -> Context:
    """The page at the given density, or tighter where it would clearly not keep to one page."""
    amount = float(doc.amounts().removesuffix("mm")) * charts.MM
    while True:
        context = page(doc, density)
        if fit.answer_height(context, amount) <= fit.ROOM or density == DENSITIES - 1:
            fit.evened(context, amount)
            return context
        density += 1


def page(doc: Content, density: int) -> Context:
    answer = doc.figures["answer"]
    hero, key = lead(doc), key_figures(doc)
    texts = [figure["plain"] for figure in key] + [doc.say.money(answer["spent"])]
    size = doc.size(texts, 40.5, (18, 16, 14, 12, 10))
    return {
        **hero,
        "question": format_html(_("What did we spend with {supplier}, and what did we get?"), supplier=named(doc.us)),
        "spent": doc.large(answer["spent"]),
        "spent_note": spent_note(doc),
        "key": key,
        "size": size,
        "density": density,
        "chart": answer_chart(doc, fit.CHARTS[density] * charts.MM),
        "got": got(doc, HALF_ROWS[density]),
        "badly": worst(doc, HALF_ROWS[density]),
        "badly_head": _("Extent") if answer["state"] == "not_monetised" else doc.label(_("Shortfalls")),
        "got_head": _("Was → is") if answer["state"] == "not_monetised" else doc.label(_("Gains")),
        "says": says(doc, PEOPLE[density]),
        "below": below_figures(doc),
    }


def got(doc: Content, most: int) -> list[Context]:
    """One row per dimension, the largest gain first, then in the customer's order; what does not fit is summed in the
    last row."""
    rows: list[Context] = []
    several = len(doc.dimensions)
    for outcome in doc.figures["outcomes"]:
        for dimension in outcome["dimensions"]:
            # An outcome of one dimension is named as the customer names it, where that is short enough for a row.
            alone = len(outcome["dimensions"]) == 1 and len(outcome["name"]) <= LONGEST_NAME
            name = outcome["name"] if alone else dimension["name"]
            if doc.figures["answer"]["state"] == "not_monetised" or dimension["gains"] is None:
                figure = was_is(doc, dimension)
            else:
                figure = doc.say.money(dimension["gains"]) if dimension["gains"] else pgettext("gains", "none")
            rows.append(
                {
                    "name": name,
                    "figure": figure,
                    "note": actual_sentence(doc, dimension),
                    "gains": dimension["gains"],
                }
            )
    rows.sort(key=lambda row: -(row["gains"] or 0))
    if several <= most:
        return rows
    rest = rows[most - 1 :]
    gains = [row["gains"] for row in rest if row["gains"] is not None]
    return [
        *rows[: most - 1],
        {
            "name": _("{count} others").format(count=len(rest)),
            "figure": doc.say.money(sum(gains)) if gains else _("own units"),
            "note": _("See the outcomes"),
            "gains": None,
        },
    ]


def was_is(doc: Content, dimension: Dimension) -> SafeString | str:
    terms = current_terms(dimension)
    confirmed = any(e["state"] in ("confirmed", "adjusted") for e in doc.by_dimension[dimension["key"]])
    if terms is None or dimension["actual"] is None or not confirmed:
        return pgettext("gains", "none")
    return doc.say.in_column(terms["baseline"]["value"], dimension["actual"]["value"], dimension["unit"])


def actual_sentence(doc: Content, dimension: Dimension) -> str:
    terms, actual = current_terms(dimension), dimension["actual"]
    if terms is None:
        return _("No baseline was agreed.")
    was = doc.say.exact(terms["baseline"]["value"])
    if actual is None:
        return _("Baseline {baseline}; no reading is agreed.").format(baseline=was)
    now, was = doc.say.now_and_was(actual["value"], terms["baseline"]["value"], dimension["unit"])
    if terms["target"] is None:
        return _("{actual}, was {baseline}. No target.").format(actual=now, baseline=was)
    if dimension["target_met"]:
        text = _("{actual}, was {baseline}. Target {target}: met")
    elif is_due(doc, terms["target"]):
        text = _("{actual}, was {baseline}. Target {target}: not met")
    else:
        text = _("{actual}, was {baseline}. Target {target}: not yet met")
    words = text.format(actual=now, baseline=was, target=doc.say.exact(terms["target"]["value"]))
    return "; ".join(filter(None, (words, missed_words(doc, dimension) if dimension["target_met"] else "")))


def worst(doc: Content, most: int) -> list[Context]:
    """What was stated, largest first, then what was measured and nobody has stated; what does not fit is summed."""
    rows = [_stated_row(doc, event) for event in standing_shortfalls(doc)]
    measured = measured_shortfalls(doc)
    rows += [
        {
            "name": format_html("{}, {}", dimension["name"], doc.say.period(row["period"])),
            "figure": unclaimed_figure(doc, row),
            "note": unclaimed_words(doc, row),
        }
        for dimension, row in measured
    ]
    if len(rows) <= most:
        return rows
    rest = len(rows) - (most - 1)
    stated, unstated = max(rest - len(measured), 0), min(rest, len(measured))
    events = standing_shortfalls(doc)
    amounts = [event["counts"] for event in events[len(events) - stated :] if stated and event["counts"] is not None]
    name = ngettext("{count} other shortfall", "{count} other shortfalls", rest).format(count=rest)
    note = _("All are listed under What went badly")
    if unstated:
        words = ngettext("{count} measured, not yet stated", "{count} measured, not yet stated", unstated)
        note = f"{words.format(count=unstated)}. {note}"
    figure = doc.say.money(sum(amounts)) if amounts else (_("own units") if stated else _("not counted"))
    return [*rows[: most - 1], {"name": name, "figure": figure, "note": note, "page": True}]


def _stated_row(doc: Content, event: Event) -> Context:
    words = [state_word(event)] if event["state"] != "confirmed" else []
    measured = any(line["difference"] is not None for line in event["lines"])
    extent = extent_words(doc, event) if event["claimed"] is not None and measured else ""
    note = "; ".join([*([extent] if extent else []), *words]) or state_word(event)
    dimension = doc.dimensions.get(event["dimension"] or "")
    if event["title"] and (dimension is None or event["title"] != dimension["name"]):
        name = format_html("{}", event["title"])
    else:
        # Two shortfalls of one dimension are told apart by their periods.
        words_of = dimension["name"] if dimension else pgettext("event", "Shortfall")
        name = format_html("{}, {}", words_of, doc.say.period(event["period"]))
    return {"name": name, "figure": amount_words(doc, event), "note": note}


def below_figures(doc: Content) -> list[Context]:
    below = doc.figures["below"]
    named_sums = [
        (_("Disputed"), below["disputed"], True),
        (_("Undecided"), below["undecided"], True),
        (_("Corrections that wait"), below["corrections"], False),
        (_("Measured, not claimed"), below["measured_not_claimed"], True),
        (_("Worse, not yet stated"), below["measured_shortfalls"], False),
        (_("On paper"), below["on_paper"], False),
        (_("Agreed after the fact"), below["after_the_fact"], False),
    ]
    rows = []
    for label, entry, always in named_sums:
        if not entry["count"] and not always:
            continue
        if entry["count"]:
            if entry is below["measured_not_claimed"] or entry is below["measured_shortfalls"]:
                text = ngettext("{label}, {count} period", "{label}, {count} periods", entry["count"])
            else:
                text = ngettext("{label}, {count} event", "{label}, {count} events", entry["count"])
            label = text.format(label=label, count=entry["count"])
            figure = _("the lower figure counts") if entry is below["corrections"] else below_figure(doc, entry)
            if entry["amount"] is None and entry["count"] == 1:
                figure = the_only_one(doc, entry) or figure
        else:
            figure = pgettext("below the line", "none")
        rows.append({"label": label, "figure": figure})
    return rows


def the_only_one(doc: Content, entry: Below) -> str:
    """What the only disputed or undecided claim, or the only period without one, amounts to in its own unit: "30 → 2 days"."""
    below = doc.figures["below"]
    if entry is below["measured_not_claimed"]:
        periods = [(one, row) for one in doc.dimensions.values() for row in one["not_claimed"] if not row["worse"]]
        if len(periods) != 1 or (terms := current_terms(periods[0][0])) is None:
            return ""
        dimension, row = periods[0]
        return doc.say.change(terms["baseline"]["value"], row["value"], dimension["unit"])
    state = "disputed" if entry is below["disputed"] else "stated" if entry is below["undecided"] else ""
    events = [event for event in doc.events if (event["state"], event["kind"], event["apart"]) == (state, "gain", None)]
    return extent_words(doc, events[0]) if len(events) == 1 and events[0]["claimed"] is None else ""


def below_figure(doc: Content, entry: Below) -> str:
    """What has a rate as money, and how much has none: no sum hides the one behind the other."""
    if entry["amount"] is None:
        return _("in its own unit") if entry["count"] == 1 else _("in their own units")
    figure = doc.say.money(entry["amount"])
    if not entry["in_units"]:
        return figure
    words = ngettext("{amount}, {count} in its own unit", "{amount}, {count} in their own units", entry["in_units"])
    return words.format(amount=figure, count=entry["in_units"])
