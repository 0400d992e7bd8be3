"""The chart of the answer page: spend against value, or the readings of the victory that leads the page."""

from datetime import date

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .. import charts
from ..figures import Event
from ..wording import day
from .content import Content, Context
from .headline import leads_with_victory, payback_words
from .readings import reading_help, readings_chart


def answer_chart(doc: Content, height: float) -> Context | None:
    answer, victory = doc.figures["answer"], doc.figures["answer"]["victory"]
    if victory is not None and leads_with_victory(doc) and answer["state"] == "not_monetised":
        dimension = doc.dimensions[victory["dimension"]]
        if sum(1 for _reading in dimension["readings"]) < 3:
            return None
        return {
            "title": _("The victory by period"),
            "note": reading_help(doc, dimension),
            "svg": readings_chart(doc, dimension, height),
        }
    spend = [(day(flow["date"]), flow["amount"]) for flow in doc.figures["flows"]["spend"]]
    value = [(day(flow["date"]), flow["amount"]) for flow in doc.figures["flows"]["value"]]
    if not spend and not value:
        return None
    return steps_chart(doc, spend, value, height)


def steps_chart(doc: Content, spend: list[tuple[date, int]], value: list[tuple[date, int]], height: float) -> Context:
    answer, payback = doc.figures["answer"], doc.figures["answer"]["payback"]
    end = day(doc.figures["period"]["end"])
    start = min(on for on, _amount in (*spend, *value)).replace(day=1)
    end = max(end, max(on for on, _amount in (*spend, *value)))
    largest = max(answer["spent"], answer["confirmed"], answer["shortfall"]) // 10**doc.say.digits
    power, unit = (
        (6, _("Cumulated, {currency} million"))
        if largest >= 10_000_000
        else (3, _("Cumulated, {currency} thousand"))
        if largest >= 10_000
        else (0, _("Cumulated, {currency}"))
    )
    worst = sorted((e for e in doc.events if (e["counts"] or 0) < 0), key=lambda e: (e["counts"] or 0, e["number"]))
    marks = [charts.Mark(day(event["period"]["end"]), short_title(doc, event)) for event in worst[:2]]
    ring = None
    sentences = [
        _("Spend against value, cumulated."),
        _("Spend ends at {amount}.").format(amount=doc.say.money(answer["spent"])),
    ]
    if value:
        sentences.append(_("Value ends at {amount}.").format(amount=doc.say.money(answer["value"])))
    if worst:
        sentences.append(_("Largest shortfall: {amount}.").format(amount=doc.say.money(worst[0]["counts"] or 0)))
    if payback["state"] == "reached" and payback["on"]:
        ring = (day(payback["on"]), _("Payback"), doc.say.date(payback["on"]))
        sentences.append(_("Payback on {date}.").format(date=doc.say.date(payback["on"])))
    elif value:
        sentences.append(_("Payback: {answer}.").format(answer=payback_words(doc)[0]))
    notes = [f"{unit.format(currency=doc.currency)}"]
    notes[0] += _(", by end of the measured period and by date of invoice.") if value else _(", by date of invoice.")
    if marks:
        notes.append(ngettext("Dot: the shortfall.", "Dots: the two largest shortfalls.", len(marks)))
    svg = charts.spend_against_value(
        spend,
        value,
        start=start,
        end=end,
        title=" ".join(sentences),
        names=(_("Spend"), _("Value") if value else ""),
        totals=(doc.say.money(answer["spent"]), doc.say.money(answer["value"])),
        axis=lambda tick: doc.say.exact(tick.scaleb(-doc.say.digits - power)),
        month=doc.say.month,
        marks=marks,
        payback=ring,
        height=height,
    )
    title = _("Spend against value") if value else pgettext("chart", "Spend")
    return {"title": title, "note": " ".join(notes), "svg": mark_safe(svg)}


def short_title(doc: Content, event: Event) -> str:
    words = event["title"] or doc.say.period(event["period"])
    return words if len(words) <= 34 else doc.say.period(event["period"])
