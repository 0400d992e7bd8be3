"""The cover: who, for whom, the period, and one stroke per event that counts."""

from collections import defaultdict

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import charts
from ..wording import loaded_words, named
from .content import MOST_EVENTS, Content, Context


def page(doc: Content) -> Context:
    document, customer = doc.figures["document"], doc.figures["customer"]
    counting = sorted(
        (e for e in doc.events if e["counts"] is not None), key=lambda e: (e["period"]["end"], e["number"])
    )
    amounts = [event["counts"] or 0 for event in counting]
    gains, shortfalls = sum(a > 0 for a in amounts), sum(a < 0 for a in amounts)
    if len(amounts) > MOST_EVENTS:
        months: dict[tuple[str, bool], int] = defaultdict(int)
        for event in counting:
            months[event["period"]["end"][:7], (event["counts"] or 0) < 0] += event["counts"] or 0
        amounts = [amount for _key, amount in sorted(months.items())]
        note = _(
            "One stroke for the gains and one for the shortfalls of each month, in order of date and on one scale. "
            "Gains stand above the line, shortfalls below it."
        )
    elif amounts:
        note = ngettext(
            "One stroke for the one event that counts. A gain stands above the line, a shortfall below it.",
            "One stroke for each of the {count} events that count, in order of date and on one scale. "
            "Gains stand above the line, shortfalls below it.",
            len(amounts),
        ).format(count=len(amounts))
    else:
        note = _("No event counts as money, so nothing stands above or below the line.")
    title = _("{gains} gains above the line and {shortfalls} shortfalls below it.").format(
        gains=gains, shortfalls=shortfalls
    )
    earlier = document["previous_editions"][:1]
    edition = (
        _("{edition}; edition {earlier} was of {date}").format(
            edition=document["edition"],
            earlier=earlier[0]["edition"],
            date=doc.say.local_date(earlier[0]["issued_at"]),
        )
        if earlier
        else str(document["edition"])
    )
    rows: list[tuple[str, str]] = [
        (_("Period"), long_span(doc)),
        (_("Edition"), edition),
        (_("As at"), doc.say.date_long(document["as_at"])),
        (_("Issued"), doc.say.instant(document["issued_at"])),
    ]
    if document["prepared_for"]:
        rows.append((_("Prepared for"), named(document["prepared_for"])))
    rows += [
        (_("Amounts"), _("{currency}, not discounted").format(currency=customer["currency"])),
        (_("Document"), format_html('<span class="working whole">{}</span>', document["code"])),
    ]
    length = len(customer["name"])
    return {
        "chart": mark_safe(charts.strokes(amounts, title=title, height=(96 if length > 60 else 105) * charts.MM)),
        "note": note,
        "demonstration": loaded_words(document["loaded"]) if document["demonstration"] else "",
        "rows": rows,
        "name_size": 21 if length <= 60 else 17 if length <= 110 else 14,
    }


def long_span(doc: Content) -> str:
    period = doc.figures["period"]
    return _("{start} to {end}").format(start=doc.say.date_long(period["start"]), end=doc.say.date_long(period["end"]))
