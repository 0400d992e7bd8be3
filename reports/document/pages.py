"""What each page shows, as the context of its template: every figure is already text, every name already isolated.

Nothing is computed here that could differ from the frozen figures: rows are chosen, ordered and summed, and what a section
leaves out is summed in its last row.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation

from . import charts, fit
from . import figures as shapes
from .figures import Decision, Dimension, Event, Figures, Outcome, Terms
from .wording import NO_BREAK, Wording, day, named

MOST_EVENTS_OF_DIMENSION = 40
LARGEST_OF_DIMENSION = 12
MOST_EVENTS = 1_000
LARGEST = 200
MOST_SPEND_ROWS = 400
DISPLAY = "SourceSerif4Display-Regular.ttf"
DENSITIES = 4
"""How often the answer page may be set tighter before it is allowed to grow."""

Context = dict[str, Any]


def joined(parts: Iterable[str]) -> SafeString:
    """Sentences with a space between them; what is empty is left out."""
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def bad(event: Event) -> bool:
    """Whether an event may never be left out of a list: a shortfall, or a claim that the customer did not simply confirm."""
    return event["kind"] == "shortfall" or event["state"] != "confirmed" or event["apart"] is not None


class Pages:
    """The contexts of all pages of one document."""

    def __init__(self, figures: Figures, locale: str, density: int = 0) -> None:
        self.figures = figures
        self.density = density
        self.say = Wording(figures, locale)
        self.us = figures["supplier"]["short_name"]
        self.them = figures["customer"]["short_name"]
        self.currency = figures["customer"]["currency"]
        self.events = figures["events"]
        self.summed = len(self.events) > MOST_EVENTS
        self.dimensions: dict[str, Dimension] = {
            dimension["key"]: dimension for outcome in figures["outcomes"] for dimension in outcome["dimensions"]
        }
        self.by_dimension: dict[str | None, list[Event]] = defaultdict(list)
        for event in self.events:
            self.by_dimension[event["dimension"]].append(event)

    def fitted_answer(self) -> Context:
        """The answer at the given density, or tighter where it would not keep to its page."""
        amount = float(self.amounts().removesuffix("mm")) * charts.MM
        while True:
            answer = self.answer()
            if fit.answer_height(answer, amount) <= fit.ROOM or self.density == DENSITIES - 1:
                return answer
            self.density += 1

    def context(self) -> Context:
        """Everything that the document's templates read."""
        answer = self.figures["answer"]
        return {
            "figures": self.figures,
            "lang": self.say.locale,
            "title": _("Past Value Delivered"),
            "us": named(self.us),
            "them": named(self.them),
            "currency": self.currency,
            "monetised": answer["state"] == "monetised",
            "no_baseline": answer["state"] == "no_baseline",
            "as_at": self.say.date_long(self.figures["document"]["as_at"]),
            "amounts": self.amounts(),
            "claimed_width": self.column(7.3, 15),
            "counts_width": self.column(7.3, 18),
            "cover": self.cover(),
            "answer": self.fitted_answer(),
            "outcomes": [self.outcome(outcome) for outcome in self.figures["outcomes"]],
            "other_events": self.event_table([e for e in self.events if e["outcome"] is None], None),
            "badly": self.badly(),
            "below": self.below(),
            "people": self.people(),
            "sensitivity": self.sensitivity(),
            "spend": self.spend(),
            "method": self.method(),
            "register": self.register(),
            "check": self.check(),
        }

    # --- Small pieces ------------------------------------------------------------------------------------------------

    def large(self, minor: int) -> SafeString:
        """A large figure: its decimals are smaller, on the same baseline."""
        whole, decimals = self.say.parts(minor)
        return format_html('{}<span class="cents">{}</span>', whole, decimals)

    def fit(self, texts: Sequence[str], width_mm: float, sizes: Sequence[float], small: float = 0.67) -> int:
        """The first of `sizes` (points) at which each text fits the width; decimals are set at `small` of it."""
        mark = notation.amount_parts(1, "EUR", locale=self.say.locale)[1][0]
        for size in sizes:
            widths = []
            for text in texts:
                head, dot, tail = text.rpartition(mark) if text[-1:].isdigit() else (text, "", "")
                widths.append(
                    charts.text_width(head or text, size, DISPLAY)
                    + (charts.text_width(dot + tail, size * small, DISPLAY) if head else 0)
                )
            if max(widths, default=0) <= width_mm * charts.MM:
                return int(size)
        return int(sizes[-1])

    def word(self, event: Event) -> str:
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

    def kind(self, decision: Decision, event: Event) -> str:
        shortfall = event["kind"] == "shortfall"
        return {
            "stated": _("stated"),
            "confirmed": pgettext("shortfall", "agreed") if shortfall else _("confirmed"),
            "adjusted": _("adjusted"),
            "disputed": _("disputed"),
            "withdrawn": _("withdrawn"),
            "restated": _("restated"),
        }[decision["kind"]]

    def origin(self, decision: Decision | shapes.Agreement) -> SafeString | str:
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

    def last(self, event: Event) -> Decision:
        return event["decisions"][-1]

    def said(self, event: Event) -> SafeString:
        """ "confirmed, Per Lindgren, 14 Jan 2025": the event's latest decision."""
        decision = self.last(event)
        word = self.word(event)
        if decision["kind"] == "stated":
            waiting = event["waiting_for"]
            if waiting and event["kind"] == "gain":
                return format_html(_("{word}, waiting for {name}"), word=word, name=named(waiting))
            return format_html(
                _("{word}, stated by {name}, {date}"),
                word=word,
                name=named(decision["name"]),
                date=self.say.date(decision["said_on"]),
            )
        return format_html("{}, {}, {}", word, named(decision["name"]), self.say.date(decision["said_on"]))

    def extent(self, event: Event) -> str:
        """What an event without money amounts to, in its own unit: "30 -> 1 d", "11 h"."""
        line = event["lines"][-1] if event["lines"] else None
        if line is None:
            return _("not stated")
        if line["baseline"] is not None and line["actual"] is not None:
            return f"{self.say.exact(line['baseline'])} → {self.say.quantity(line['actual'], event['unit'])}"
        return self.say.quantity(line["difference"], event["unit"])

    def amount(self, event: Event) -> str:
        """What an event counts: money where it has a rate, else its own unit."""
        if event["claimed"] is None:
            return self.extent(event)
        return self.say.counted(event["counts"])

    def title_of(self, event: Event) -> SafeString:
        """The period and what happened, once."""
        period = self.say.period(event["period"])
        dimension = self.dimensions.get(event["dimension"] or "")
        if not event["title"] or (dimension and event["title"] == dimension["name"]):
            return format_html("{}", period)
        if period.replace(NO_BREAK, " ") in event["title"]:
            return format_html("{}", event["title"])
        return format_html("{}, {}", period, event["title"])

    def widest(self) -> str:
        """The longest amount of the document."""
        answer = self.figures["answer"]
        amounts = [answer["spent"], answer["confirmed"], -answer["shortfall"], answer["value"], answer["net"]]
        amounts += [event["claimed"] for event in self.events if event["claimed"] is not None]
        return max((self.say.money(amount) for amount in amounts), key=len)

    def column(self, size: float, least: float, *words: str) -> str:
        """Width in mm for a column of amounts set at `size` points: the longest one, and the words in their place, fit."""
        amount = charts.text_width(self.widest(), size, "IBMPlexSans-SemiBold.ttf") / charts.MM + 3
        others = (charts.text_width(text, size) / charts.MM + 0.5 for text in words)
        return f"{max(least, amount, *others):.1f}mm"

    def amounts(self) -> str:
        """The width of the column of amounts on most pages."""
        return self.column(8.8, 22, _("not stated"), _("not counted"))

    # --- Cover -------------------------------------------------------------------------------------------------------

    def cover(self) -> Context:
        document, customer = self.figures["document"], self.figures["customer"]
        counting = sorted(
            (e for e in self.events if e["counts"] is not None), key=lambda e: (e["period"]["end"], e["number"])
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
                date=self.say.local_date(earlier[0]["issued_at"]),
            )
            if earlier
            else str(document["edition"])
        )
        rows: list[tuple[str, str]] = [
            (_("Period"), self._long_span()),
            (_("Edition"), edition),
            (_("As at"), self.say.date_long(document["as_at"])),
            (_("Issued"), self.say.instant(document["issued_at"])),
        ]
        if document["prepared_for"]:
            rows.append((_("Prepared for"), named(document["prepared_for"])))
        rows += [
            (_("Amounts"), _("{currency}, not discounted").format(currency=customer["currency"])),
            (_("Document"), document["code"]),
        ]
        length = len(customer["name"])
        return {
            "chart": mark_safe(charts.strokes(amounts, title=title, height=(96 if length > 60 else 105) * charts.MM)),
            "note": note,
            "rows": rows,
            "name_size": 21 if length <= 60 else 17 if length <= 110 else 14,
        }

    def _long_span(self) -> str:
        period = self.figures["period"]
        return _("{start} to {end}").format(
            start=self.say.date_long(period["start"]), end=self.say.date_long(period["end"])
        )

    # --- The answer --------------------------------------------------------------------------------------------------

    def answer(self) -> Context:
        answer = self.figures["answer"]
        hero, key = self.hero(), self.key_figures()
        texts = [figure["plain"] for figure in key] + [self.say.money(answer["spent"])]
        size = self.fit(texts, 40.5, (18, 16, 14, 12, 10))
        return {
            **hero,
            "question": format_html(
                _("What did we spend with {supplier}, and what did we get?"), supplier=named(self.us)
            ),
            "spent": self.large(answer["spent"]),
            "spent_note": self.spent_note(),
            "key": key,
            "size": size,
            "density": self.density,
            "chart": self.answer_chart(),
            "got": self.got(),
            "badly": self.worst(),
            "badly_head": _("Extent") if answer["state"] == "not_monetised" else self.label(_("Shortfalls")),
            "got_head": _("Was → is") if answer["state"] == "not_monetised" else self.label(_("Gains")),
            "says": self.says(),
            "below": self.below_figures(),
        }

    def label(self, words: str) -> str:
        """Currency once, in the label: "Gains, EUR"."""
        return f"{words}, {self.currency}"

    def leads_with_victory(self) -> bool:
        """A negative value always leads; a victory leads where nothing is monetised or it is too early for a ratio."""
        answer = self.figures["answer"]
        return answer["victory"] is not None and answer["value"] >= 0 and answer["ratio"]["state"] != "ratio"

    def hero(self) -> Context:
        answer, victory = self.figures["answer"], self.figures["answer"]["victory"]
        if victory is not None and self.leads_with_victory():
            dimension = self.dimensions[victory["dimension"]]
            now, was = self.say.quantity(victory["value"], dimension["unit"]), self.say.exact(victory["baseline"])
            tail = _(", was {baseline}").format(baseline=was)
            note = [
                format_html(
                    _("Confirmed by {name} on {date}."),
                    name=named(victory["confirmed_by"]),
                    date=self.say.date_long(victory["said_on"]),
                )
            ]
            if answer["state"] == "monetised":
                note.append(
                    format_html(
                        _("Value after shortfalls so far: {value}. After spend: {net}."),
                        value=self.say.money(answer["value"]),
                        net=self.say.money(answer["net"]),
                    )
                )
            else:
                note.append(format_html("{}", _("No rate was agreed, so no money is stated.")))
            size = self.fit([now + tail], 129.5, (62, 54, 46, 40, 36, 28), small=1)
            return {
                "hero": format_html('{}<span class="cents">{}</span>', now, tail),
                "hero_label": f"{victory['label']}, {self.say.period(victory['period'])}",
                "hero_note": joined(note),
                "hero_size": size,
            }
        counted = answer["confirmed_count"] + answer["shortfall_count"]
        if answer["state"] == "no_baseline" or not counted or answer["state"] == "not_monetised":
            return self.hero_in_words(counted)
        note = []
        if answer["value"] < 0:
            note.append(format_html(_("{customer} is worse off."), customer=named(self.them)))
        counting = [e["period"] for e in self.events if e["counts"] is not None]
        first, last = min(p["start"] for p in counting), max(p["end"] for p in counting)
        note.append(
            format_html(
                _("Gains confirmed by {customer} less all shortfalls, {span}. After spend: {net}."),
                customer=named(self.them),
                span=self.say.span(first, last),
                net=self.say.money(answer["net"]),
            )
        )
        return {
            "hero": self.large(answer["value"]),
            "hero_label": self.label(_("Value after shortfalls")),
            "hero_note": joined(note),
            "hero_size": self.fit([self.say.money(answer["value"])], 129.5, (62, 54, 46, 40, 36, 32), small=0.435),
        }

    def hero_in_words(self, counted: int) -> Context:
        answer = self.figures["answer"]
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
        return {"hero": words, "hero_label": _("Value after shortfalls"), "hero_note": note, "hero_size": 34}

    def spent_note(self) -> SafeString:
        spend, rows = self.figures["spend"], self.figures["spend"]["rows"]
        if not rows:
            return format_html("{}", _("No spend is recorded."))
        kinds = {row["kind"] for row in rows}
        sources = _("Invoices and own staff") if "internal_cost" in kinds else _("Invoices")
        span = self.say.span(rows[0]["date"], max(row["date"] for row in rows))
        first = _("{sources}, {span}").format(sources=sources, span=span)
        credits = sum(row["amount"] for row in rows if row["kind"] == "credit")
        if credits:
            first = _("{sources}, {span}, less credits of {amount}").format(
                sources=sources, span=span, amount=self.say.money(abs(credits))
            )
        parts = [format_html("{}.", first)]
        if not spend["internal_cost_stated"]:
            parts.append(format_html(_("{customer}’s own cost: not stated."), customer=named(self.them)))
        if spend["confirmed_until"] and spend["confirmed_by"]:
            parts.append(
                format_html(
                    _("Confirmed by {name} to {date}."),
                    name=named(spend["confirmed_by"]),
                    date=self.say.date(spend["confirmed_until"]),
                )
            )
        elif any(row["confirmed"] for row in rows):
            parts.append(format_html(_("Confirmed in part by {customer}."), customer=named(self.them)))
        else:
            parts.append(format_html(_("Not confirmed by {customer}."), customer=named(self.them)))
        return joined(parts)

    def key_figures(self) -> list[Context]:
        answer = self.figures["answer"]
        money = answer["state"] == "monetised"
        gains_note: list[str] = [
            ngettext("{count} event", "{count} events", answer["confirmed_count"]).format(
                count=answer["confirmed_count"]
            )
        ]
        if answer["refused"]:
            gains_note = [
                _("{events}; another {amount} was claimed and refused.").format(
                    events=gains_note[0], amount=self.say.money(answer["refused"])
                )
            ]
        else:
            gains_note = [_("{events}; nothing was refused.").format(events=gains_note[0])]
        count = answer["shortfall_count"]
        shortfall_note = ngettext("{count} event", "{count} events", count).format(count=count)
        if answer["shortfall_not_agreed_count"] and money:
            shortfall_note = _("{events}, of which {amount} not yet agreed. Counted all the same.").format(
                events=shortfall_note, amount=self.say.money(answer["shortfall_not_agreed"])
            )
        elif answer["shortfall_not_agreed_count"]:
            shortfall_note = _("{count} not yet agreed. Counted all the same.").format(
                count=answer["shortfall_not_agreed_count"]
            )
        elif count:
            shortfall_note = _("{events}, all agreed.").format(events=shortfall_note)
        else:
            shortfall_note = _("None was stated.")
        payback, payback_note = self.payback()
        ratio, ratio_note = self.ratio()
        if answer["state"] == "no_baseline":
            gains, gains_note = pgettext("gains", "none"), [_("Nothing could be claimed.")]
            shortfalls, shortfall_note = pgettext("shortfalls", "none"), _("Nothing could be stated.")
        elif money:
            gains = self.say.money(answer["confirmed"]) if answer["confirmed_count"] else pgettext("gains", "none")
            shortfalls = self.say.money(-answer["shortfall"]) if count else pgettext("shortfalls", "none")
            if not answer["confirmed_count"] and not answer["refused"]:
                gains_note = [_("No event was confirmed.")]
        else:
            gains = _("{count} confirmed").format(count=answer["confirmed_count"])
            shortfalls = _("{count} stated").format(count=count)
            gains_note = [_("Victories in their own units, below.")]
        figures = [
            (_("Payback"), payback, payback_note),
            (_("Gains, confirmed"), gains, gains_note[0]),
            (_("Shortfalls"), shortfalls, shortfall_note),
            (_("Ratio"), ratio, ratio_note),
        ]
        result = []
        for label, plain, note in figures:
            amount = money and plain in (self.say.money(answer["confirmed"]), self.say.money(-answer["shortfall"]))
            if amount and label != _("Ratio"):
                minor = answer["confirmed"] if label == _("Gains, confirmed") else -answer["shortfall"]
                figure: SafeString | str = self.large(minor)
                label = self.label(label)
            else:
                figure = plain
            result.append({"label": label, "figure": figure, "plain": plain, "note": note})
        return result

    def payback(self) -> tuple[str, str]:
        payback = self.figures["answer"]["payback"]
        match payback["state"]:
            case "reached":
                assert payback["on"]
                note = _("Value has stayed above spend since.")
                if payback["first_spend"]:
                    months = _months(day(payback["first_spend"]), day(payback["on"]))
                    if months > 0:
                        note = ngettext(
                            "{count} month after the first invoice; value has stayed above spend since.",
                            "{count} months after the first invoice; value has stayed above spend since.",
                            months,
                        ).format(count=months)
                return self.say.date(payback["on"]), note
            case "lost":
                assert payback["on"] and payback["lost_on"]
                return _("reached, then lost"), _("Reached on {date}, lost on {lost}.").format(
                    date=self.say.date(payback["on"]), lost=self.say.date(payback["lost_on"])
                )
            case "not_reached":
                return _("not reached"), _("Value does not stand above spend.")
            case "too_early":
                return _("too early"), _("The first year is not full.")
            case "no_spend":
                return _("no spend"), _("No spend is recorded.")
            case "not_monetised":
                return _("not monetised"), self.why_no_money()

    def why_no_money(self) -> str:
        if self.figures["answer"]["state"] == "no_baseline":
            return _("Needs an agreed baseline.")
        return _("Needs an agreed rate.")

    def ratio(self) -> tuple[str, str]:
        ratio = self.figures["answer"]["ratio"]
        match ratio["state"]:
            case "ratio":
                assert ratio["value"]
                own = (
                    _("value ÷ spend; net, not discounted, own staff included.")
                    if self.figures["spend"]["internal_cost_stated"]
                    else _("value ÷ spend; net, not discounted, without own staff.")
                )
                return notation.ratio(Decimal(ratio["value"]), locale=self.say.locale), own
            case "no_spend":
                return _("no spend"), _("No spend is recorded.")
            case "too_early":
                return _("too early"), _("The first year is not full.")
            case "not_monetised":
                return _("not monetised"), self.why_no_money()

    def answer_chart(self) -> Context | None:
        answer, victory = self.figures["answer"], self.figures["answer"]["victory"]
        height = fit.CHARTS[self.density] * charts.MM
        if victory is not None and self.leads_with_victory() and answer["state"] == "not_monetised":
            dimension = self.dimensions[victory["dimension"]]
            if sum(1 for _reading in dimension["readings"]) < 3:
                return None
            return {
                "title": _("The victory by period"),
                "note": self.reading_help(dimension),
                "svg": self.readings_chart(dimension, height),
            }
        spend = [(day(flow["date"]), flow["amount"]) for flow in self.figures["flows"]["spend"]]
        value = [(day(flow["date"]), flow["amount"]) for flow in self.figures["flows"]["value"]]
        if not spend and not value:
            return None
        return self.steps_chart(spend, value, height)

    def steps_chart(self, spend: list[tuple[date, int]], value: list[tuple[date, int]], height: float) -> Context:
        answer, payback = self.figures["answer"], self.figures["answer"]["payback"]
        end = day(self.figures["document"]["as_at"])
        start = min(on for on, _amount in (*spend, *value)).replace(day=1)
        end = max(end, max(on for on, _amount in (*spend, *value)))
        largest = max(answer["spent"], answer["confirmed"], answer["shortfall"]) // 10**self.say.digits
        power, unit = (
            (6, _("Cumulated, {currency} million"))
            if largest >= 10_000_000
            else (3, _("Cumulated, {currency} thousand"))
            if largest >= 10_000
            else (0, _("Cumulated, {currency}"))
        )
        worst = sorted(
            (e for e in self.events if (e["counts"] or 0) < 0), key=lambda e: (e["counts"] or 0, e["number"])
        )
        marks = [charts.Mark(day(event["period"]["end"]), self.short_title(event)) for event in worst[:2]]
        ring = None
        sentences = [
            _("Spend against value, cumulated."),
            _("Spend ends at {amount}.").format(amount=self.say.money(answer["spent"])),
        ]
        if value:
            sentences.append(_("Value ends at {amount}.").format(amount=self.say.money(answer["value"])))
        if worst:
            sentences.append(_("Largest shortfall: {amount}.").format(amount=self.say.money(worst[0]["counts"] or 0)))
        if payback["state"] == "reached" and payback["on"]:
            ring = (day(payback["on"]), _("Payback"), self.say.date(payback["on"]))
            sentences.append(_("Payback on {date}.").format(date=self.say.date(payback["on"])))
        elif value:
            sentences.append(_("Payback: {answer}.").format(answer=self.payback()[0]))
        notes = [f"{unit.format(currency=self.currency)}"]
        notes[0] += (
            _(", by end of the measured period and by date of invoice.") if value else _(", by date of invoice.")
        )
        if marks:
            notes.append(ngettext("Dot: the shortfall.", "Dots: the two largest shortfalls.", len(marks)))
        svg = charts.spend_against_value(
            spend,
            value,
            start=start,
            end=end,
            title=" ".join(sentences),
            names=(_("Spend"), _("Value") if value else ""),
            totals=(self.say.money(answer["spent"]), self.say.money(answer["value"])),
            axis=lambda tick: self.say.exact(tick.scaleb(-self.say.digits - power)),
            month=self.say.month,
            marks=marks,
            payback=ring,
            height=height,
        )
        title = _("Spend against value") if value else pgettext("chart", "Spend")
        return {"title": title, "note": " ".join(notes), "svg": mark_safe(svg)}

    def short_title(self, event: Event) -> str:
        words = event["title"] or self.say.period(event["period"])
        return words if len(words) <= 34 else self.say.period(event["period"])

    def got(self) -> list[Context]:
        """One row per dimension in the customer's order; what does not fit is summed in the last one."""
        rows: list[Context] = []
        several = len(self.dimensions)
        for outcome in self.figures["outcomes"]:
            for dimension in outcome["dimensions"]:
                name = outcome["name"] if len(outcome["dimensions"]) == 1 else dimension["name"]
                if self.figures["answer"]["state"] == "not_monetised" or dimension["gains"] is None:
                    figure = self.was_is(dimension)
                else:
                    figure = self.say.money(dimension["gains"]) if dimension["gains"] else pgettext("gains", "none")
                rows.append(
                    {
                        "number": outcome["number"],
                        "name": name,
                        "figure": figure,
                        "note": self.actual_sentence(dimension),
                        "gains": dimension["gains"],
                    }
                )
        most = self.half_rows()
        if several <= most:
            return rows
        rest = rows[most - 1 :]
        gains = [row["gains"] for row in rest if row["gains"] is not None]
        return [
            *rows[: most - 1],
            {
                "number": "",
                "name": _("{count} others").format(count=len(rest)),
                "figure": self.say.money(sum(gains)) if gains else _("own units"),
                "note": _("See the outcomes"),
                "gains": None,
            },
        ]

    def half_rows(self) -> int:
        return (3, 3, 2, 2)[self.density]

    def was_is(self, dimension: Dimension) -> str:
        terms = self.current_terms(dimension)
        confirmed = any(e["state"] in ("confirmed", "adjusted") for e in self.by_dimension[dimension["key"]])
        if terms is None or dimension["actual"] is None or not confirmed:
            return pgettext("gains", "none")
        was = self.say.exact(terms["baseline"]["value"])
        return f"{was} → {self.say.quantity(dimension['actual']['value'], dimension['unit'])}"

    def actual_sentence(self, dimension: Dimension) -> str:
        terms, actual = self.current_terms(dimension), dimension["actual"]
        if terms is None:
            return _("No baseline was agreed.")
        was = self.say.exact(terms["baseline"]["value"])
        if actual is None:
            return _("Baseline {baseline}; no reading is agreed.").format(baseline=was)
        now = self.say.quantity(actual["value"], dimension["unit"])
        if terms["target"] is None:
            return _("{actual}, was {baseline}. No target.").format(actual=now, baseline=was)
        text = (
            _("{actual}, was {baseline}. Target {target}: met")
            if dimension["target_met"]
            else _("{actual}, was {baseline}. Target {target}: not met")
        )
        return text.format(actual=now, baseline=was, target=self.say.exact(terms["target"]["value"]))

    def current_terms(self, dimension: Dimension) -> Terms | None:
        """The latest agreed version."""
        agreed = [terms for terms in dimension["terms"] if terms["agreed"] is not None]
        return agreed[-1] if agreed else None

    def worst(self) -> list[Context]:
        shortfalls = self.shortfalls()
        rows = []
        most = self.half_rows()
        shown = shortfalls if len(shortfalls) <= most else shortfalls[: most - 1]
        for event in shown:
            words = [self.word(event)] if event["state"] != "confirmed" else []
            extent = self.extent(event) if event["claimed"] is not None and event["lines"] else ""
            note = "; ".join([*([extent] if extent else []), *words]) or self.word(event)
            if event["title"]:
                name = format_html("{}", event["title"])
            else:
                dimension = self.dimensions.get(event["dimension"] or "")
                words_of = dimension["name"] if dimension else pgettext("event", "Shortfall")
                name = format_html("{}, {}", words_of, self.say.period(event["period"]))
            rows.append({"name": name, "figure": self.amount(event), "note": note})
        if rest := shortfalls[len(shown) :]:
            amounts = [event["counts"] for event in rest if event["counts"] is not None]
            rows.append(
                {
                    "name": ngettext("{count} other shortfall", "{count} other shortfalls", len(rest)).format(
                        count=len(rest)
                    ),
                    "figure": self.say.money(sum(amounts)) if amounts else _("own units"),
                    "note": _("All are listed under What went badly"),
                }
            )
        return rows

    def shortfalls(self) -> list[Event]:
        """All shortfalls that count (or would, if they had a rate), largest first."""
        found = [
            event
            for event in self.events
            if event["kind"] == "shortfall"
            and (event["counts"] is not None or (event["claimed"] is None and event["state"] != "withdrawn"))
        ]
        return sorted(found, key=lambda event: (event["counts"] or 0, event["number"]))

    def says(self) -> Context:
        people = self.figures["people"]
        most = (4, 4, 3, 3)[self.density]
        shown = list(range(len(people)))
        if len(people) > most:
            # Whoever has left, or has confirmed most, is never among the others.
            must = [0, *(i for i, person in enumerate(people) if i and any(t["tie"] == "left" for t in person["ties"]))]
            rest = [i for i in range(len(people)) if i not in must]
            shown = sorted((must + rest)[: max(most - 1, len(must))])
        money = self.figures["answer"]["state"] == "monetised"
        total = sum(person["count"] for person in people)
        rows = [self.person(people[index], total) for index in shown]
        others = [people[index] for index in range(len(people)) if index not in shown]
        if others:
            share = sum((Decimal(person["share"] or 0) for person in others), Decimal())
            count = sum(person["count"] for person in others)
            tied = [person for person in others if person["ties"]]
            rows.append(
                {
                    "name": ngettext("{count} other", "{count} others", len(others)).format(count=len(others)),
                    "position": "",
                    "ties": pgettext("ties of a person", "none")
                    if not tied
                    else _("see Who confirmed, and their ties"),
                    "gains": self.say.money(sum(person["gains"] for person in others))
                    if money
                    else _("{count} of {total}").format(count=count, total=total),
                    "share": self.say.percent(str(share)),
                }
            )
        number = ngettext("{count} person at {customer}.", "{count} people at {customer}.", len(people))
        return {
            "rows": rows,
            "head": self.label(_("Gains")) if money else _("Victories"),
            "note": format_html(
                number + " " + _("No figure here was confirmed by {supplier}."),
                count=len(people),
                customer=named(self.them),
                supplier=named(self.us),
            )
            if people
            else format_html(_("Nobody at {customer} has confirmed a gain."), customer=named(self.them)),
            "facts": self.facts() if people else [],
        }

    def person(self, person: shapes.Person, total: int) -> Context:
        money = self.figures["answer"]["state"] == "monetised"
        return {
            "name": named(person["name"]),
            "position": person["position"],
            "beneath": len(person["name"]) + len(person["position"]) > 30,
            "ties": self.say.ties(person["ties"], supplier=self.us),
            "gains": self.say.money(person["gains"])
            if money
            else _("{count} of {total}").format(count=person["count"], total=total),
            "count": person["count"],
            "share": self.say.percent(person["share"]) if person["share"] is not None else _("not stated"),
        }

    def fraction(self, share: str | None, nothing: str) -> str:
        if share is None:
            return nothing
        return self.say.percent(share) if Decimal(share) else pgettext("share", "none")

    def facts(self) -> list[Context]:
        facts, them, us = self.figures["facts"], named(self.them), named(self.us)
        finance, measured, books = facts["finance"], facts["measured"], facts["books"]
        unknown = _("not stated")
        if finance["share"] is None or not Decimal(finance["share"]):
            reviewed = format_html(_("reviewed by {customer}’s finance"), customer=them)
        elif finance["on"]:
            reviewed = format_html(
                _("reviewed by {customer}’s finance, last on {date}"), customer=them, date=self.say.date(finance["on"])
            )
        else:
            reviewed = format_html(_("reviewed by {customer}’s finance"), customer=them)
        none = pgettext("share", "none")
        source = format_html(
            _("measured by {customer}; {by_supplier} by {supplier}, {by_others} by others"),
            customer=them,
            supplier=us,
            by_supplier=self.fraction(measured["supplier"], none),
            by_others=self.fraction(measured["third_party"], none),
        )
        book = format_html(_("shows in {customer}’s books"), customer=them)
        if books["words"]:
            book = format_html("{}: {}", book, books["words"])
        rests = format_html(
            _(
                "rests on the one person who confirmed most; people without a tie: {without}; people who have left: {left}"
            ),
            without=self.fraction(facts["without_tie"], unknown),
            left=self.fraction(facts["left"], unknown),
        )
        return [
            {"figure": self.fraction(finance["share"], none), "words": reviewed},
            {"figure": self.fraction(books["share"], unknown), "words": book},
            {"figure": self.fraction(measured["customer"], unknown), "words": source},
            {"figure": self.fraction(facts["largest_person"], unknown), "words": rests},
        ]

    def below_figures(self) -> list[Context]:
        below = self.figures["below"]
        named_sums = [
            (_("Disputed"), below["disputed"], True),
            (_("Undecided"), below["undecided"], True),
            (_("Measured, not claimed"), below["measured_not_claimed"], True),
            (_("On paper"), below["on_paper"], False),
            (_("Agreed after the fact"), below["after_the_fact"], False),
        ]
        rows = []
        for label, entry, always in named_sums:
            if not entry["count"] and not always:
                continue
            if entry["count"]:
                if label == _("Measured, not claimed"):
                    text = ngettext("{label}, {count} period", "{label}, {count} periods", entry["count"])
                else:
                    text = ngettext("{label}, {count} event", "{label}, {count} events", entry["count"])
                label = text.format(label=label, count=entry["count"])
                figure = self.say.money(entry["amount"]) if entry["amount"] is not None else _("in its own unit")
            else:
                figure = pgettext("below the line", "none")
            rows.append({"label": label, "figure": figure})
        return rows

    # --- Outcomes ----------------------------------------------------------------------------------------------------

    def outcome(self, outcome: Outcome) -> Context:
        loose = [e for e in self.events if e["outcome"] == outcome["number"] and e["dimension"] is None]
        alone = len(outcome["dimensions"]) == 1
        dimensions = [self.dimension(dimension, loose if alone else []) for dimension in outcome["dimensions"]]
        total = len(self.figures["outcomes"])
        return {
            "number": outcome["number"],
            "name": outcome["name"],
            "place": _("Outcome {number} of {total}").format(number=outcome["number"], total=total),
            "goal": outcome["goal"],
            "dimensions": dimensions,
            "several": not alone,
            "loose": None if alone else self.event_table(loose, None),
        }

    def dimension(self, dimension: Dimension, loose: Sequence[Event]) -> Context:
        """One dimension; `loose` are events of its outcome that have no dimension and stand in its table."""
        terms = self.current_terms(dimension)
        say, unit = self.say, dimension["unit"]
        short = len(unit) <= 4
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
                    note += "; " + (_("target met") if dimension["target_met"] else _("target not met"))
                figures.append((_("Actual, last agreed"), say.exact(dimension["actual"]["value"]), shown_unit, note))
            else:
                figures.append((_("Actual, last agreed"), pgettext("actual", "none"), "", _("no reading is agreed")))
        size = self.fit(
            [value + (f" {u}" if u else "") for _l, value, u, _n in figures], 40.5, (34, 28, 24, 20, 16), 0.5
        )
        events = [*self.by_dimension[dimension["key"]], *loose]
        current = dimension["readings"]
        return {
            "name": dimension["name"],
            "unit": "" if short else unit,
            "sentence": self.dimension_sentence(dimension, terms),
            "owners": [
                (named(name), named(side))
                for name, side in ((dimension["owner_customer"], self.them), (dimension["owner_supplier"], self.us))
                if name
            ],
            "figures": [
                {"label": label, "value": value, "unit": unit, "note": note} for label, value, unit, note in figures
            ],
            "size": size,
            "help": self.reading_help(dimension),
            "chart": self.readings_chart(dimension, 46 * charts.MM) if len(current) >= 3 else None,
            "few_readings": [
                (say.period(reading["period"]), say.quantity(reading["value"], unit)) for reading in current
            ]
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
            "terms": self.terms(dimension, terms) if terms else None,
            "versions": len(dimension["terms"]),
            "events": self.event_table(events, dimension),
        }

    def dimension_sentence(self, dimension: Dimension, terms: Terms | None) -> str:
        if terms is None:
            return _("Nothing can be claimed: no baseline was agreed.")
        parts = []
        if terms["target"] is None:
            parts.append(_("No target was agreed."))
        elif dimension["target_met"] and dimension["target_met_on"]:
            parts.append(
                _("The target was met in {period}.").format(period=self.say.period(dimension["target_met_on"]))
            )
        elif dimension["target_met"]:
            parts.append(_("The target is met."))
        elif dimension["actual"] is None:
            parts.append(_("No reading is agreed yet."))
        else:
            parts.append(_("The target is not met."))
        total = len(dimension["readings"])
        worse = sum(reading["worse"] for reading in dimension["readings"])
        if worse:
            parts.append(
                ngettext(
                    "{count} of {total} readings was worse than the baseline or is a shortfall.",
                    "{count} of {total} readings were worse than the baseline or are shortfalls.",
                    worse,
                ).format(count=worse, total=total)
            )
        if dimension["missing"]:
            count = len(dimension["missing"])
            parts.append(
                ngettext("{count} period has no reading.", "{count} periods have no reading.", count).format(
                    count=count
                )
            )
        return " ".join(parts)

    def reading_help(self, dimension: Dimension) -> str:
        words = dimension["unit_words"]
        parts = [f"{words[0].upper()}{words[1:]}."] if words else []
        parts.append(_("Lower is better.") if dimension["direction"] == "decrease" else _("Higher is better."))
        if any(reading["worse"] for reading in dimension["readings"]):
            parts.append(_("Other colour: worse than the baseline, or stated as a shortfall."))
        if any(reading["state"] != "counted" for reading in dimension["readings"]):
            parts.append(_("Open rings are not in the totals."))
        if dimension["missing"]:
            shown = ", ".join(self.say.period(period) for period in dimension["missing"][:6])
            rest = len(dimension["missing"]) - 6
            if rest > 0:
                shown += " " + ngettext("and {count} more", "and {count} more", rest).format(count=rest)
            parts.append(_("No reading: {periods}.").format(periods=shown))
        else:
            parts.append(_("No period is without a reading."))
        return " ".join(parts)

    def readings_chart(self, dimension: Dimension, height: float) -> SafeString:
        say, terms = self.say, self.current_terms(dimension)
        unit = dimension["unit"]
        entries: list[tuple[str, charts.Point]] = []
        for reading in dimension["readings"]:
            short, year = say.period_sub(reading["period"])
            entries.append(
                (
                    reading["period"]["end"],
                    charts.Point(
                        Decimal(reading["value"]),
                        say.exact(reading["value"]),
                        short,
                        year,
                        open=reading["state"] != "counted",
                        worse=reading["worse"],
                    ),
                )
            )
        for period in dimension["missing"]:
            entries.append((period["end"], charts.Point(None, "", *say.period_sub(period))))
        points = [point for _end, point in sorted(entries, key=lambda entry: entry[0])]
        baseline = target = None
        if terms:
            value = terms["baseline"]["value"]
            words = [say.quantity(value, unit), say.exact(value)]
            baseline = charts.Level(Decimal(value), _("Baseline"), self._level(words))
        if terms and terms["target"]:
            value, on = terms["target"]["value"], say.date(terms["target"]["on"])
            by = _("{target} by {date}")
            words = [by.format(target=text, date=on) for text in (say.quantity(value, unit), say.exact(value))]
            target = charts.Level(Decimal(value), _("Target"), self._level([*words, say.exact(value)]))
        read = dimension["readings"]
        lower = dimension["direction"] == "decrease"
        worst = (max if lower else min)(read, key=lambda reading: Decimal(reading["value"])) if read else None
        title = [_("Readings of {dimension}.").format(dimension=dimension["name"])]
        if read and worst:
            for which, reading in ((_("First"), read[0]), (_("Last"), read[-1]), (_("Worst"), worst)):
                title.append(
                    _("{which}: {value}, {period}.").format(
                        which=which, value=say.quantity(reading["value"], unit), period=say.period(reading["period"])
                    )
                )
        return mark_safe(
            charts.readings(points, title=" ".join(title), baseline=baseline, target=target, height=height)
        )

    def _level(self, words: Sequence[str]) -> str:
        """The first of the texts that fits the strip beside the chart; the first column and the figures have the unit."""
        fitting = [text for text in words if charts.text_width(text, 7) <= 29 * charts.MM]
        return fitting[0] if fitting else words[-1]

    def terms(self, dimension: Dimension, terms: Terms) -> list[list[tuple[str, str]]]:
        """Two columns of (label, words)."""
        say, unit = self.say, dimension["unit"]
        left: list[tuple[str, str]] = [(_("Counts as"), dimension["unit_words"] or dimension["name"])]
        left.append((_("Baseline"), self.baseline_words(terms, unit)))
        if terms["rate"]:
            rate = terms["rate"]
            left.append(
                (
                    _("Rate"),
                    _("{currency} {rate}: {source}, {owner}").format(
                        currency=self.currency,
                        rate=say.exact(rate["amount"]),
                        source=rate["source"],
                        owner=rate["owner"],
                    ),
                )
            )
        else:
            left.append((_("Rate"), _("none agreed: counts in its own unit, not as money")))
        if terms["volume"]:
            volume = terms["volume"]
            words = volume["basis"]
            if volume["cap"]:
                words += "; " + _("at most {cap}").format(cap=say.exact(volume["cap"]))
            left.append((_("Volume"), words))
        left.append((_("Agreed"), self.agreement_words(terms)))
        right: list[tuple[str, str]] = [(_("Share"), self.share_words(terms))]
        right.append((_("Would have happened anyway"), self.anyway_words(terms)))
        right.append((_("Low values"), self.low_words(terms, dimension)))
        right.append(
            (
                _("May be claimed until"),
                say.date_long(terms["claimable_until"]) if terms["claimable_until"] else _("not stated"),
            )
        )
        recurring = _("recurring") if terms["recurring"] else _("one-off")
        right.append((_("Claimed"), f"{self.grain(terms)}; {recurring}"))
        if terms["method"]:
            right.append((_("Method of measurement"), terms["method"]))
        return [left, right]

    def grain(self, terms: Terms) -> str:
        return {
            "reading": _("reading by reading"),
            "day": _("by day"),
            "week": _("by week"),
            "month": _("by month"),
            "quarter": _("by quarter"),
            "half_year": _("by half-year"),
            "year": _("by year"),
            "once": _("once"),
        }[terms["claim_grain"]]

    def baseline_words(self, terms: Terms, unit: str) -> str:
        baseline, say = terms["baseline"], self.say
        parts = [say.quantity(baseline["value"], unit)]
        if baseline["period"]:
            parts.append(say.period(baseline["period"]))
        if baseline["low"] is not None and baseline["high"] is not None:
            parts.append(
                _("from {low} to {high}").format(low=say.exact(baseline["low"]), high=say.exact(baseline["high"]))
            )
        text = ", ".join(parts)
        source = ", ".join(words for words in (baseline["source"], baseline["supplied_by"]) if words)
        return f"{text}; {source}" if source else text

    def agreement_words(self, terms: Terms) -> SafeString:
        agreed = terms["agreed"]
        if agreed is None:
            return format_html(_("version {version}: proposed, not agreed"), version=terms["version"])
        timing = _("before the first period") if agreed["timing"] == "before" else _("agreed after the fact")
        words = format_html(
            _("version {version}, {name}, {position}, {date}, {timing}"),
            version=terms["version"],
            name=named(agreed["name"]),
            position=agreed["position"],
            date=self.say.date(agreed["on"]),
            timing=timing,
        )
        origin = self.origin(agreed)
        return format_html("{}; {}", words, origin) if origin else words

    def share_words(self, terms: Terms) -> SafeString:
        if terms["share"] is None:
            return format_html("{}", _("not declared"))
        own = format_html("{} {}", named(self.us), self.say.share(terms["share"]))
        others = [
            format_html("{} {}", named(other["who"]), self.say.share(other["share"])) for other in terms["other_shares"]
        ]
        text = format_html_join(", ", "{}", ((part,) for part in (own, *others)))
        if not others and Decimal(terms["share"]) != 1:
            return format_html("{}; {}", text, _("who has the rest: not declared"))
        total = sum((Decimal(other["share"]) for other in terms["other_shares"]), Decimal(terms["share"]))
        return format_html(_("{shares}: in all {total}"), shares=text, total=self.say.share(str(total)))

    def anyway_words(self, terms: Terms) -> str:
        anyway = terms["anyway"]
        if not anyway["declared"]:
            return _("not declared")
        if anyway["share"] is None or not Decimal(anyway["share"]):
            text = _("no deduction")
        else:
            text = _("{share} deducted").format(share=self.say.share(anyway["share"]))
        return f"{text}; {anyway['words']}" if anyway["words"] else text

    def low_words(self, terms: Terms, dimension: Dimension) -> str:
        low = terms["low"]
        if low is None:
            return _("not stated")
        parts = []
        if low["rate"] is not None:
            parts.append(f"{self.currency}{NO_BREAK}{self.say.exact(low['rate'])}")
        if low["share"] is not None:
            parts.append(self.say.share(low["share"]))
        text = ", ".join(parts)
        if low["gains"] is not None and dimension["gains"] is not None:
            text = _("{values}: gains {low} instead of {gains}").format(
                values=text, low=self.say.money(low["gains"]), gains=self.say.money(dimension["gains"])
            )
        return text

    def event_table(self, events: Sequence[Event], dimension: Dimension | None) -> Context | None:
        """Rows in order of period; above 40 events the largest and all bad ones, the rest by quarter."""
        unclaimed = dimension["not_claimed"] if dimension else []
        if not events and not unclaimed:
            return None
        events = sorted(events, key=lambda event: (event["period"]["end"], event["number"]))
        shown, rest = events, list[Event]()
        if len(events) > MOST_EVENTS_OF_DIMENSION:
            largest = sorted(events, key=lambda event: (-abs(event["counts"] or 0), event["number"]))
            keep = {event["number"] for event in largest[:LARGEST_OF_DIMENSION]}
            keep |= {event["number"] for event in events if bad(event)}
            shown = [event for event in events if event["number"] in keep]
            rest = [event for event in events if event["number"] not in keep]
        rows: list[tuple[str, Context]] = [
            (event["period"]["end"], self.event_row(event, full=not rest)) for event in shown
        ]
        unit = dimension["unit"] if dimension else ""
        for period in unclaimed:
            note = period["reason"]
            if period["amount"] is not None:
                note = "; ".join(filter(None, (self.say.money(period["amount"]), note)))
            rows.append(
                (
                    period["period"]["end"],
                    {
                        "title": self.say.period(period["period"]),
                        "workings": [self.say.quantity(period["value"], unit)],
                        "notes": [note] if note else [],
                        "said": _("measured, not claimed"),
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
            "rest": self.by_quarter(rest),
            "sum": None,
            "money": any(event["claimed"] is not None for event in events),
        }
        if counts:
            result["sum"] = self.say.money(gains + shortfalls)
            result["sum_words"] = _("gains {gains} − shortfalls {shortfalls}").format(
                gains=self.say.money(gains), shortfalls=self.say.money(-shortfalls)
            )
        return result

    def event_row(self, event: Event, *, full: bool = True) -> Context:
        """`full` prints the lines of an event that has several; else the register alone has them."""
        notes: list[str] = []
        workings, under = self.say.workings(event)
        if under and not full:
            notes.append(_("lines in the register, no. {number}").format(number=event["number"]))
        claimed = event["claimed"]
        decision = self.last(event)
        if claimed is not None and claimed != event["counts"]:
            text = _("{amount} claimed").format(amount=self.say.money(claimed))
            reason = decision["reason"] if decision["kind"] != "stated" else ""
            notes.append("; ".join(filter(None, (text, reason))))
        elif decision["reason"] and decision["kind"] != "stated":
            notes.append(decision["reason"])
        if event["apart"]:
            notes.append(self.apart(event))
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
        origin = self.origin(decision)
        return {
            "title": self.title_of(event),
            "workings": workings,
            "under": under if full else [],
            "notes": notes,
            "said": self.said(event),
            "origin": origin,
            "amount": self.amount(event),
        }

    def apart(self, event: Event) -> str:
        return (
            _("on paper, not in the totals")
            if event["apart"] == "on_paper"
            else _("agreed after the fact, not in the totals")
        )

    def by_quarter(self, events: Sequence[Event]) -> list[Context]:
        quarters: dict[tuple[int, int], list[Event]] = defaultdict(list)
        for event in events:
            end = day(event["period"]["end"])
            quarters[end.year, (end.month - 1) // 3].append(event)
        rows = []
        for (year, quarter), group in sorted(quarters.items()):
            first = date(year, quarter * 3 + 1, 1)
            last = date(year + quarter // 3, (quarter * 3 + 3) % 12 + 1, 1)
            period: shapes.Period = {
                "start": first.isoformat(),
                "end": date.fromordinal(last.toordinal() - 1).isoformat(),
            }
            amounts = [event["counts"] for event in group if event["counts"] is not None]
            rows.append(
                {
                    "title": self.say.period(period),
                    "words": ngettext(
                        "{count} other event, confirmed", "{count} other events, confirmed", len(group)
                    ).format(count=len(group)),
                    "amount": self.say.money(sum(amounts)) if amounts else _("own units"),
                }
            )
        return rows

    # --- What went badly ---------------------------------------------------------------------------------------------

    def badly(self) -> Context:
        answer, shortfalls = self.figures["answer"], self.shortfalls()
        reduced = [
            event
            for event in self.events
            if event["state"] == "adjusted"
            and event["kind"] == "gain"
            and event["claimed"] is not None
            and (event["counts"] or 0) < event["claimed"]
        ]
        disputed = [event for event in self.events if event["state"] == "disputed"]
        restated = [event for event in self.events if event["restates"]]
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
        commitments = self.figures["commitments"]
        return {
            "sentence": format_html(
                sentence, count=count, customer=named(self.them), amount=self.say.money(answer["shortfall"])
            ),
            "shortfalls": [self.bad_row(event) for event in shortfalls],
            "sum": self.say.money(-answer["shortfall"]) if answer["shortfall"] else None,
            "reduced": [
                {
                    "title": self.name_of(event),
                    "note": _("{claimed} claimed, {counted} counted").format(
                        claimed=self.say.money(event["claimed"] or 0), counted=self.say.counted(event["counts"])
                    ),
                    "said": self.last(event)["reason"] or _("no reason given"),
                    "by": self.by(event),
                    "amount": self.say.money((event["counts"] or 0) - (event["claimed"] or 0)),
                }
                for event in reduced
            ],
            "disputed": [
                {
                    "title": self.name_of(event),
                    "said": self.last(event)["reason"] or _("no reason given"),
                    "by": self.by(event),
                    "amount": self.say.money(event["claimed"]) if event["claimed"] is not None else self.extent(event),
                    "counted": event["counts"] is not None,
                }
                for event in disputed
            ],
            "restated": [
                {
                    "title": self.name_of(event),
                    "said": _("restates event {number}").format(number=event["restates"]),
                    "by": self.said(event),
                    "amount": self.amount(event),
                }
                for event in restated
            ],
            "borne": {
                "count": len(borne),
                "amount": self.say.money(sum(event["counts"] or 0 for event in borne)),
                "words": ngettext(
                    "{count} cost that {customer} bore, among the shortfalls above",
                    "{count} costs that {customer} bore, among the shortfalls above",
                    len(borne),
                ).format(count=len(borne), customer=self.them),
            }
            if borne
            else None,
            "commitments": None
            if commitments is None
            else [
                {
                    "words": row["words"],
                    "worst": row["worst"],
                    "note": row["note"],
                    "missed": _("{missed} of {periods}").format(missed=row["missed"], periods=row["periods"]),
                }
                for row in commitments
            ],
        }

    def name_of(self, event: Event) -> SafeString:
        """What an event is called outside its outcome: its title, or dimension and period."""
        dimension = self.dimensions.get(event["dimension"] or "")
        period = self.say.period(event["period"])
        title = event["title"] or (dimension["name"] if dimension else pgettext("event", "Event"))
        if period.replace(NO_BREAK, " ") in title:
            return format_html("{}", title)
        return format_html("{}, {}", title, period)

    def by(self, event: Event) -> SafeString:
        decision = self.last(event)
        return format_html("{}, {}", named(decision["name"]), self.say.date(decision["said_on"]))

    def bad_row(self, event: Event) -> Context:
        decision = self.last(event)
        details = [words for words in (event["cause"], event["remedy"]) if words]
        if not event["cause"]:
            details.insert(0, _("Cause: not stated."))
        if not event["remedy"]:
            details.append(_("Remedy: not stated."))
        if event["borne"]:
            details.append(_("A cost that the customer bore."))
        if decision["reason"]:
            details.append(decision["reason"])
        by = self.by(event)
        if decision["kind"] == "stated":
            by = format_html(_("stated by {who}"), who=by)
        # The lines of an event that has several stand with its outcome; here only their sum.
        workings = self.say.workings(event)[0] if event["claimed"] is not None else []
        return {
            "title": self.name_of(event),
            "details": " ".join(details),
            "workings": workings,
            "said": self.word(event),
            "by": by,
            "origin": self.origin(decision),
            "amount": self.amount(event),
        }

    def below(self) -> Context:
        """Everything that is in no total, with the reason of each."""
        groups: list[tuple[str, str, list[Context]]] = []

        def rows_of(state: str, events: Iterable[Event]) -> list[Context]:
            return [
                {
                    "title": self.name_of(event),
                    "note": "; ".join(self.say.workings(event)[0]),
                    "why": why(event),
                    "amount": self.say.money(event["claimed"]) if event["claimed"] is not None else self.extent(event),
                }
                for event in events
            ]

        def why(event: Event) -> SafeString | str:
            decision = self.last(event)
            if event["apart"] == "on_paper":
                return format_html("{}, {}", self.origin(decision) or _("on paper"), self.say.date(decision["said_on"]))
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
            return format_html("{}, {}", self.word(event), self.by(event))

        out = [event for event in self.events if event["counts"] is None]
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
                rows_of(
                    "stated", [e for e in money if e["state"] == "stated" and e["kind"] == "gain" and e not in apart]
                ),
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
        unclaimed, missing = [], []
        for dimension in self.dimensions.values():
            for row in dimension["not_claimed"]:
                unclaimed.append(
                    {
                        "title": format_html("{}, {}", dimension["name"], self.say.period(row["period"])),
                        "note": self.say.quantity(row["value"], dimension["unit"]),
                        "why": "; ".join(filter(None, (_("measured, not claimed"), row["reason"]))),
                        "amount": self.say.money(row["amount"]) if row["amount"] is not None else _("in its own unit"),
                    }
                )
            if dimension["missing"]:
                for start in range(0, len(dimension["missing"]), 12):
                    some = dimension["missing"][start : start + 12]
                    missing.append(
                        {
                            "title": dimension["name"],
                            "note": ", ".join(self.say.period(period) for period in some),
                            "why": ngettext("no reading", "no reading for {count} periods", len(some)).format(
                                count=len(some)
                            ),
                            "amount": _("not stated"),
                        }
                    )
        groups.append((_("Measured, not claimed"), "not_claimed", unclaimed))
        groups.append((_("Missing periods"), "missing", missing))
        always = {"disputed", "undecided", "not_claimed", "missing"}
        return {"groups": [{"title": t, "rows": rows} for t, key, rows in groups if rows or key in always]}

    # --- Who, assumptions, spend, method -----------------------------------------------------------------------------

    def people(self) -> Context:
        people = self.figures["people"]
        total = sum(person["count"] for person in people)
        agreements = []
        for outcome in self.figures["outcomes"]:
            for dimension in outcome["dimensions"]:
                for terms in dimension["terms"]:
                    agreements.append({"name": dimension["name"], "words": self.agreement_words(terms)})
        facts = self.figures["facts"]
        unknown = _("not stated")
        lines: list[tuple[str, str]] = []
        if people:
            by = facts["finance"]["by"]
            reviewed = self.fraction(facts["finance"]["share"], pgettext("share", "none"))
            lines = [
                (
                    _("Reviewed by the customer’s finance"),
                    format_html("{}, {}", reviewed, named(by)) if by else reviewed,
                ),
                (_("Measured by the customer"), self.fraction(facts["measured"]["customer"], unknown)),
                (_("Measured by the supplier"), self.fraction(facts["measured"]["supplier"], unknown)),
                (_("Measured by third parties"), self.fraction(facts["measured"]["third_party"], unknown)),
                (_("Rests on the one person who confirmed most"), self.fraction(facts["largest_person"], unknown)),
                (_("Rests on people without a tie"), self.fraction(facts["without_tie"], unknown)),
                (_("Rests on people who have left"), self.fraction(facts["left"], unknown)),
            ]
        return {
            "rows": [self.person(person, total) for person in people],
            "head": self.label(_("Gains")) if self.figures["answer"]["state"] == "monetised" else _("Victories"),
            "facts": lines,
            "agreements": agreements,
            "loaded": any(
                decision["origin"] == "demonstration" for event in self.events for decision in event["decisions"]
            ),
        }

    def sensitivity(self) -> Context:
        rows = []
        for dimension in self.dimensions.values():
            terms = self.current_terms(dimension)
            if terms is None or terms["rate"] is None:
                continue
            low = terms["low"]
            values = _("not stated")
            if low:
                values = self.low_words({**terms, "low": {**low, "gains": None}}, dimension) or values
            rows.append(
                {
                    "name": dimension["name"],
                    "values": values,
                    "anyway": self.anyway_words(terms),
                    "gains": self.say.money(dimension["gains"]) if dimension["gains"] else pgettext("gains", "none"),
                    "low": self.say.money(low["gains"]) if low and low["gains"] is not None else _("not stated"),
                }
            )
        npv = self.figures["answer"]["npv"]
        return {
            "rows": rows,
            "npv": {
                "amount": self.say.money(npv["amount"]),
                "words": _("at {rate} a year, discounted to {date}").format(
                    rate=self.say.share(npv["rate"]), date=self.say.date_long(npv["start"])
                ),
            }
            if npv
            else None,
        }

    def spend_kind(self, kind: str) -> str:
        return {
            "licence": _("licence"),
            "service": _("service"),
            "internal_cost": _("internal cost"),
            "credit": _("credit"),
        }[kind]

    def spend(self) -> Context:
        spend, say = self.figures["spend"], self.say
        rows, summed = [], len(spend["rows"]) > MOST_SPEND_ROWS
        totals: dict[str, int] = defaultdict(int)
        quarters: dict[tuple[str, str], tuple[int, int]] = {}
        for row in spend["rows"]:
            totals[row["kind"]] += row["amount"]
            if summed and row["kind"] != "credit":
                on = day(row["date"])
                key = (f"{on.year} Q{(on.month + 2) // 3}", row["kind"])
                count, amount = quarters.get(key, (0, 0))
                quarters[key] = (count + 1, amount + row["amount"])
                continue
            original = row["original"]
            rate = ""
            if original:
                figure = say.exact(
                    Decimal(original["amount"]).scaleb(-original["minor_digits"]), original["minor_digits"]
                )
                rate = _("{currency} {amount} at {rate}, {date}, {source}").format(
                    currency=original["currency"],
                    amount=figure,
                    rate=say.exact(original["rate"]),
                    date=say.date(original["date"]),
                    source=original["source"],
                )
            confirmed = row["confirmed"]
            rows.append(
                {
                    "date": say.date(row["date"]),
                    "words": row["words"] or self.spend_kind(row["kind"]),
                    "note": "; ".join(filter(None, (row["source"], rate))),
                    "kind": self.spend_kind(row["kind"]),
                    "confirmed": format_html("{}, {}", named(confirmed["name"]), say.date(confirmed["said_on"]))
                    if confirmed
                    else _("not confirmed"),
                    "amount": say.money(row["amount"]),
                }
            )
        for (quarter, kind), (count, amount) in sorted(quarters.items()):
            rows.append(
                {
                    "date": quarter,
                    "words": ngettext("{count} entry", "{count} entries", count).format(count=count),
                    "note": "",
                    "kind": self.spend_kind(kind),
                    "confirmed": "",
                    "amount": say.money(amount),
                }
            )
        kinds = [
            (self.spend_kind(kind), say.money(totals[kind]))
            for kind in ("licence", "service", "credit")
            if kind in totals
        ]
        internal = say.money(totals["internal_cost"]) if spend["internal_cost_stated"] else _("not stated")
        basis = {
            "invoice_date": _("By date of invoice."),
            "payment_date": _("By date of payment."),
            "service_period": _("By end of the period of service."),
        }[spend["basis"]]
        return {
            "rows": rows,
            "kinds": [*kinds, (_("{customer}’s internal cost").format(customer=self.them), internal)],
            "sum": say.money(self.figures["answer"]["spent"]),
            "basis": basis,
            "note": self.spent_note(),
        }

    def method(self) -> Context:
        versions = []
        for dimension in self.dimensions.values():
            for terms in dimension["terms"]:
                target = terms["target"]
                parts = [
                    _("baseline {baseline}").format(baseline=self.baseline_words(terms, dimension["unit"])),
                    _("target {target} by {date}").format(
                        target=self.say.exact(target["value"]), date=self.say.date(target["on"])
                    )
                    if target
                    else _("no target"),
                    _("rate {currency} {rate}").format(
                        currency=self.currency, rate=self.say.exact(terms["rate"]["amount"])
                    )
                    if terms["rate"]
                    else _("no rate"),
                ]
                if terms["share"] is not None:
                    parts.append(_("share {share}").format(share=self.say.share(terms["share"])))
                parts.append(_("would have happened anyway: {words}").format(words=self.anyway_words(terms)))
                versions.append(
                    {
                        "name": dimension["name"],
                        "words": "; ".join(parts),
                        "method": terms["method"],
                        "agreed": self.agreement_words(terms),
                    }
                )
        return {"versions": versions, "zone": self.figures["document"]["time_zone"]}

    # --- Register and check ------------------------------------------------------------------------------------------

    def register(self) -> Context:
        events = self.events
        rest: list[Context] = []
        shown: Sequence[Event] = events
        if self.summed:
            largest = sorted(events, key=lambda event: (-abs(event["counts"] or 0), event["number"]))
            keep = {event["number"] for event in largest[:LARGEST]}
            shown = [event for event in events if event["number"] in keep or bad(event)]
            left: dict[str, list[Event]] = defaultdict(list)
            for event in events:
                if event["number"] not in keep and not bad(event):
                    left[event["dimension"] or ""].append(event)
            for key, group in left.items():
                dimension = self.dimensions.get(key)
                for row in self.by_quarter(group):
                    rest.append({**row, "name": dimension["name"] if dimension else _("Other events")})
        groups = self.by_year(shown) if len(shown) > 100 else [{"year": "", "rows": [self.entry(e) for e in shown]}]
        return {
            "groups": groups,
            "rest": rest,
            "summed": self.summed,
            "count": len(events),
            "largest": LARGEST,
            "total": self.say.money(self.figures["answer"]["value"])
            if any(event["counts"] is not None for event in events)
            else _("not monetised"),
        }

    def by_year(self, events: Sequence[Event]) -> list[Context]:
        """In order of the ledger, grouped by the year in which an event was stated, with sums."""
        years: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            years[event["decisions"][0]["recorded_at"][:4]].append(event)
        return [
            {
                "year": year,
                "rows": [self.entry(event) for event in group],
                "sum": self.say.money(sum(event["counts"] or 0 for event in group)),
                "count": ngettext("{count} event", "{count} events", len(group)).format(count=len(group)),
            }
            for year, group in years.items()
        ]

    def entry(self, event: Event) -> Context:
        say, decision = self.say, self.last(event)
        dimension = self.dimensions.get(event["dimension"] or "")
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
                ngettext("for {count} day", "for {count} days", event["waiting_days"]).format(
                    count=event["waiting_days"]
                )
                if event["waiting_days"] is not None
                else ""
            )
        else:
            by = named(decision["name"])
            who = format_html(
                "{}; {}",
                decision["position"],
                say.ties(decision["ties"], supplier=self.us, dates=False) if decision["ties"] else _("no tie"),
            )
            said, took = say.date(decision["said_on"]), say.took(decision["took_seconds"])
        earlier = [
            format_html(
                _("{kind} by {name}, {date}, entry {seq}"),
                kind=self.kind(step, event),
                name=named(step["name"]),
                date=say.date(step["said_on"]),
                seq=step["seq"],
            )
            for step in event["decisions"][1:-1]
        ]
        title = event["title"] or (dimension["name"] if dimension else "")
        return {
            "number": event["number"],
            "period": say.period_short(event["period"]).replace(NO_BREAK, " "),
            "outcome": event["outcome"] or "",
            "title": title,
            "workings": "\n".join(workings),
            "under": "\n".join(under),
            "claimed": say.money(event["claimed"]) if event["claimed"] is not None else self.extent(event),
            "counts": say.money(event["counts"]) if event["counts"] is not None else "—",
            "word": self.word(event),
            "by": by,
            "who": who,
            "origin": self.origin(decision),
            "earlier": earlier,
            "said": said,
            "took": took,
            "seq": decision["seq"],
            "digest": f"{decision['digest'][:4]}…{decision['digest'][-4:]}",
        }

    def check(self) -> Context:
        import segno

        document = self.figures["document"]
        code = segno.make(document["check_url"], error="m", micro=False)
        sides = {
            "customer": _("At {firm}"),
            "customer_finance": _("At {firm}, for finance"),
            "supplier": _("At {firm}"),
        }
        contacts = [
            {
                "side": format_html(
                    sides[contact["side"]], firm=named(self.us if contact["side"] == "supplier" else self.them)
                ),
                "name": named(contact["name"]),
                "position": contact["position"],
                "email": contact["email"],
                "phone": contact["phone"],
            }
            for contact in self.figures["contacts"]
        ]
        fingerprints = [(_("Figures of this edition"), notation.grouped_digest(shapes.digest(self.figures)))]
        if document["ledger"]:
            label = _("Ledger, entry {seq}").format(seq=document["ledger"]["seq"])
            fingerprints.append((label, notation.grouped_digest(document["ledger"]["digest"])))
        for edition in document["previous_editions"][:4]:
            label = _("Edition {edition}, still checkable").format(edition=edition["edition"])
            fingerprints.append((label, notation.grouped_digest(edition["digest"])))
        return {
            "qr": mark_safe(
                charts.code(code.matrix, title=_("Code that opens {url}").format(url=document["check_url"]))
            ),
            "url": document["check_url"],
            "address": document["base_url"].split("://", 1)[-1],
            "issued": self.say.local_date(document["issued_at"]),
            "contacts": [contacts[start : start + 3] for start in range(0, len(contacts), 3)],
            "fingerprints": fingerprints,
        }


def _months(start: date, end: date) -> int:
    """Full months between two dates, rounded to the nearest."""
    return round((end - start).days / 30.436875)
