"""The headline of the answer page and the four key figures under it."""

from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation

from .. import charts, fit
from ..wording import day, named
from .content import DISPLAY, Content, Context, joined
from .events import measured_shortfalls


def leads_with_victory(doc: Content) -> bool:
    """A negative value always leads; a victory leads where nothing is monetised or it is too early for a ratio."""
    answer = doc.figures["answer"]
    return answer["victory"] is not None and answer["value"] >= 0 and answer["ratio"]["state"] != "ratio"


def lead(doc: Content) -> Context:
    answer, victory = doc.figures["answer"], doc.figures["answer"]["victory"]
    if victory is not None and leads_with_victory(doc):
        dimension = doc.dimensions[victory["dimension"]]
        now, was = doc.say.now_and_was(victory["value"], victory["baseline"], dimension["unit"])
        tail = _(", was {baseline}").format(baseline=was)
        note = [
            format_html(
                _("Confirmed by {name} on {date}."),
                name=named(victory["confirmed_by"]),
                date=doc.say.date_long(victory["said_on"]),
            )
        ]
        if answer["state"] == "monetised":
            note.append(
                format_html(
                    _("Value after shortfalls so far: {value}. After spend: {net}."),
                    value=doc.say.money(answer["value"]),
                    net=doc.say.money(answer["net"]),
                )
            )
        else:
            note.append(format_html("{}", _("No rate was agreed, so no money is stated.")))
        size = doc.size([now + tail], 129.5, (62, 54, 46, 40, 36, 28), small=1)
        return {
            "hero": format_html('{}<span class="cents">{}</span>', now, tail),
            "hero_label": f"{victory['label']}, {doc.say.period(victory['period'])}",
            "hero_note": joined(note),
            "hero_size": size,
        }
    counted = answer["confirmed_count"] + answer["shortfall_count"]
    if answer["state"] == "no_baseline" or not counted or answer["state"] == "not_monetised":
        return lead_in_words(doc, counted)
    note = []
    if answer["value"] < 0:
        note.append(format_html(_("{customer} is worse off."), customer=named(doc.them)))
    counting = [e["period"] for e in doc.events if e["counts"] is not None]
    first, last = min(p["start"] for p in counting), max(p["end"] for p in counting)
    note.append(
        format_html(
            _("Gains confirmed by {customer} less all shortfalls, {span}. After spend: {net}."),
            customer=named(doc.them),
            span=doc.say.span(first, last),
            net=doc.say.money(answer["net"]),
        )
    )
    return {
        "hero": doc.large(answer["value"]),
        "hero_label": doc.label(_("Value after shortfalls")),
        "hero_note": joined(note),
        "hero_size": doc.size([doc.say.money(answer["value"])], 129.5, (62, 54, 46, 40, 36, 32), small=0.435),
    }


def lead_in_words(doc: Content, counted: int) -> Context:
    answer = doc.figures["answer"]
    if answer["state"] == "no_baseline":
        words = _("Nothing can be claimed: no baseline was agreed")
        note = _(
            "Value is the difference to a baseline that both sides agreed before it was measured. There is none, so this "
            "document states what was spent, and no gain and no shortfall."
        )
    elif answer["state"] == "not_monetised" and counted:
        words = _("Not stated in money")
        note = _("No rate was agreed. What was confirmed, and what went badly, stands below in its own units.")
    else:
        words = _("Nothing has been confirmed yet")
        note = _("No gain was confirmed and no shortfall was stated by the as-at date.")
    # Two lines at the larger size have room above the notes, three only at the smaller one.
    size = 34 if charts.text_width(words, 34, DISPLAY) <= 1.8 * fit.MAIN else 28
    return {
        "hero": words,
        "hero_label": _("Value after shortfalls"),
        "hero_note": note,
        "hero_size": size,
        "hero_words": True,
    }


def key_figures(doc: Content) -> list[Context]:
    answer = doc.figures["answer"]
    money = answer["state"] == "monetised"
    gains_note: list[str] = [
        ngettext("{count} event", "{count} events", answer["confirmed_count"]).format(count=answer["confirmed_count"])
    ]
    if answer["refused"]:
        gains_note = [
            _("{events}; another {amount} was claimed and refused.").format(
                events=gains_note[0], amount=doc.say.money(answer["refused"])
            )
        ]
    else:
        gains_note = [_("{events}; nothing was refused.").format(events=gains_note[0])]
    count = answer["shortfall_count"]
    shortfall_note = ngettext("{count} event", "{count} events", count).format(count=count)
    if answer["shortfall_not_agreed_count"] and money:
        shortfall_note = _("{events}, of which {amount} not yet agreed. Counted all the same.").format(
            events=shortfall_note, amount=doc.say.money(answer["shortfall_not_agreed"])
        )
    elif answer["shortfall_not_agreed_count"]:
        shortfall_note = _("{count} not yet agreed. Counted all the same.").format(
            count=answer["shortfall_not_agreed_count"]
        )
    elif count:
        shortfall_note = _("{events}, all agreed.").format(events=shortfall_note)
    else:
        shortfall_note = _("None was stated.")
    if measured := measured_note(doc):
        shortfall_note = f"{shortfall_note} {measured}"
    payback, payback_note = payback_words(doc)
    ratio, ratio_note = ratio_words(doc)
    if answer["state"] == "no_baseline":
        gains, gains_note = pgettext("gains", "none"), [_("Nothing could be claimed.")]
        shortfalls, shortfall_note = pgettext("shortfalls", "none"), _("Nothing could be stated.")
    elif money:
        gains = doc.say.money(answer["confirmed"]) if answer["confirmed_count"] else pgettext("gains", "none")
        shortfalls = doc.say.money(-answer["shortfall"]) if count else pgettext("shortfalls", "none")
        if not answer["confirmed_count"] and not answer["refused"]:
            gains_note = [_("No event was confirmed.")]
    else:
        decided = sum(1 for one in doc.events if one["kind"] == "gain" and one["state"] in ("confirmed", "adjusted"))
        gains = _("{count} confirmed").format(count=decided) if decided else pgettext("gains", "none")
        shortfalls = _("{count} stated").format(count=count) if count else pgettext("shortfalls", "none")
        gains_note = [_("Victories in their own units, below.")]
    figures = [
        (_("Payback"), payback, payback_note),
        (_("Gains, confirmed"), gains, gains_note[0]),
        (_("Shortfalls"), shortfalls, shortfall_note),
        (_("Ratio"), ratio, ratio_note),
    ]
    result = []
    for label, plain, note in figures:
        amount = money and plain in (doc.say.money(answer["confirmed"]), doc.say.money(-answer["shortfall"]))
        if amount and label != _("Ratio"):
            minor = answer["confirmed"] if label == _("Gains, confirmed") else -answer["shortfall"]
            figure: SafeString | str = doc.large(minor)
            label = doc.label(label)
        else:
            figure = plain
        result.append({"label": label, "figure": figure, "plain": plain, "note": note})
    return result


def measured_note(doc: Content) -> str:
    """What was measured worse and stands in no total yet, with the day by which all of it is stated."""
    entry = doc.figures["below"]["measured_shortfalls"]
    if not entry["count"]:
        return ""
    amount = (
        doc.say.money(-entry["amount"])
        if entry["amount"] is not None
        else ngettext("{count} period", "{count} periods", entry["count"]).format(count=entry["count"])
    )
    days = {row["states_on"] for _dimension, row in measured_shortfalls(doc)}
    last = max((one for one in days if one is not None), default=None)
    if last is None or None in days:
        return _("Measured, not yet stated: {amount}.").format(amount=amount)
    text = (
        _("Measured, not yet stated: {amount}; the product states it on {date}.")
        if len(days) == 1
        else _("Measured, not yet stated: {amount}; the product states it by {date}.")
    )
    return text.format(amount=amount, date=doc.say.date(last))


def payback_words(doc: Content) -> tuple[str, str]:
    payback = doc.figures["answer"]["payback"]
    match payback["state"]:
        case "reached":
            assert payback["on"]
            note = _("Value has stayed above spend since.")
            if payback["first_spend"]:
                months = full_months(day(payback["first_spend"]), day(payback["on"]))
                if months > 0:
                    note = ngettext(
                        "{count} month after the first invoice; value has stayed above spend since.",
                        "{count} months after the first invoice; value has stayed above spend since.",
                        months,
                    ).format(count=months)
            return doc.say.date(payback["on"]), note
        case "lost":
            assert payback["on"] and payback["lost_on"]
            return _("reached, then lost"), _("Reached on {date}, lost on {lost}.").format(
                date=doc.say.date(payback["on"]), lost=doc.say.date(payback["lost_on"])
            )
        case "not_reached":
            return _("not reached"), _("Value does not stand above spend.")
        case "too_early":
            return _("too early"), _("The first year is not full.")
        case "no_spend":
            return _("no spend"), _("No spend is recorded.")
        case "not_monetised":
            return _("not monetised"), why_no_money(doc)


def why_no_money(doc: Content) -> str:
    if doc.figures["answer"]["state"] == "no_baseline":
        return _("Needs an agreed baseline.")
    return _("Needs an agreed rate.")


def ratio_words(doc: Content) -> tuple[str, str]:
    ratio = doc.figures["answer"]["ratio"]
    match ratio["state"]:
        case "ratio":
            assert ratio["value"]
            own = (
                _("value ÷ spend; net, not discounted, own staff included.")
                if doc.figures["spend"]["internal_cost_stated"]
                else _("value ÷ spend; net, not discounted, without own staff.")
            )
            return notation.ratio(Decimal(ratio["value"]), locale=doc.say.locale), own
        case "no_spend":
            return _("no spend"), _("No spend is recorded.")
        case "too_early":
            return _("too early"), _("The first year is not full.")
        case "not_monetised":
            return _("not monetised"), why_no_money(doc)


def full_months(start: date, end: date) -> int:
    """Full months between two dates, rounded to the nearest."""
    return round((end - start).days / 30.436875)
