"""Figures as text, in one locale: a thin layer over accounts.notation that knows the document's currency and time zone."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date as Date
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation

from .figures import Event, Figures, Line, Loaded, Period, Tie

NO_BREAK = notation.NO_BREAK
ARROW = "\N{RIGHTWARDS ARROW}"
TIMES = "\N{MULTIPLICATION SIGN}"
# Words of a unit up to this length stay in one line of a narrow column: "a month".
SHORT_UNIT = 12


def named(name: str) -> SafeString:
    """A name as HTML, isolated from the direction of the words around it.

    The renderer knows no `unicode-bidi: isolate`; names written from right to left carry the isolating characters themselves.
    """
    if any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in name):
        name = f"\u2068{name}\u2069"
    return format_html("<bdi>{}</bdi>", name)


def day(text: str) -> Date:
    return Date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def symbolic(unit: str) -> bool:
    """Whether a unit is a sign, short enough for a column of amounts."""
    return notation.is_sign(unit)


def follows(unit: str) -> bool:
    """Whether a unit stands behind its number in a sentence: a sign, or "a month"."""
    return notation.follows(unit)


def single_day(period: Period) -> bool:
    return period["start"] == period["end"]


def _runs(periods: Sequence[Period]) -> list[list[Period]]:
    """Periods in order, those that follow each other without a gap together."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and day(runs[-1][-1]["end"]) + timedelta(days=1) == day(period["start"]):
            runs[-1].append(period)
        else:
            runs.append([period])
    return runs


def loaded_words(loaded: Loaded | None) -> str:
    """On a demonstration's cover: that decisions, or how many of them, were made by nobody."""
    if loaded is not None and not loaded["count"]:
        return _("Demonstration.")
    if loaded is None or loaded["count"] == loaded["all"]:
        return _("Demonstration. The decisions were loaded, not made by the people named.")
    return ngettext(
        "Demonstration. {count} of {all} decisions was loaded, not made by the person named.",
        "Demonstration. {count} of {all} decisions were loaded, not made by the people named.",
        loaded["count"],
    ).format(**loaded)


class Wording:
    """How this document writes its figures. Dates and figures never break: their spaces are no-break ones."""

    def __init__(self, figures: Figures, locale: str) -> None:
        self.locale = locale
        self.currency = figures["customer"]["currency"]
        self.digits = figures["customer"]["minor_digits"]
        self.zone = figures["document"]["time_zone"]

    def money(self, minor: int) -> str:
        return self.exact(Decimal(minor).scaleb(-self.digits), self.digits)

    def counted(self, minor: int | None) -> str:
        """An amount, or the words for what has none."""
        return _("not counted") if minor is None else self.money(minor)

    def parts(self, minor: int) -> tuple[str, str]:
        """("650,671", ".00"): the decimals of a large figure are smaller."""
        text = self.money(minor)
        return (text[: -self.digits - 1], text[-self.digits - 1 :]) if self.digits else (text, "")

    def exact(self, value: Decimal | str, least: int = 0) -> str:
        return notation.exact(Decimal(value), locale=self.locale, least_digits=least)

    def rate(self, value: Decimal | str) -> str:
        """ "1,200" and "2.10": a rate in money has its minor units where it has any."""
        whole = Decimal(value) == Decimal(value).to_integral_value()
        return self.exact(value, 0 if whole else notation.minor_digits(self.currency))

    def quantity(self, value: str, unit: str) -> str:
        """ "1 d", "99.81 %", "1 day", "19 corrections"; what cannot be said of one stands before it: "corrections: 1"."""
        if not unit or notation.stands_behind(Decimal(value), unit):
            return notation.quantity(Decimal(value), unit, locale=self.locale)
        return f"{unit}: {self.exact(value)}"

    def now_and_was(self, now: str, was: str, unit: str) -> tuple[str, str]:
        """("1 day", "30"), ("1", "42 corrections")."""
        return notation.now_and_was(Decimal(now), Decimal(was), unit, locale=self.locale)

    def difference(self, value: str, unit: str) -> str:
        """What lies between two readings: "29", "17 h", of percentages "0.05 percentage points"."""
        if notation.is_percentage(unit):
            return notation.difference(Decimal(value), unit, locale=self.locale)
        return self.quantity(value, unit)

    def unit_rate(self, value: Decimal | str, unit: str, *, currency: str = "") -> str:
        """What one unit is worth: "EUR 3,850", of percentages "EUR 120,000 per point"; without `currency` the figure alone.

        Of amounts of the currency itself it is a factor: "0.5".
        """
        if notation.in_currency(unit, self.currency):
            return self.exact(value)
        rate = f"{currency}{NO_BREAK}{self.rate(value)}" if currency else self.rate(value)
        return notation.per_unit(rate, unit, locale=self.locale)

    def prices(self, line: Line, unit: str) -> bool:
        """Whether the rate is a factor to be printed: 1 for amounts of the currency itself would say nothing."""
        return line["rate"] is not None and not notation.says_nothing(Decimal(line["rate"]), unit, self.currency)

    def change(self, was: str, now: str, unit: str) -> str:
        """ "30 → 1 d", "30 → 1 day", "corrections: 30 → 1"."""
        if not unit or notation.stands_behind(Decimal(now), unit):
            return f"{self.exact(was)} {ARROW} {self.quantity(now, unit)}"
        return f"{unit}: {self.exact(was)} {ARROW} {self.exact(now)}"

    def in_column(self, was: str | None, now: str, unit: str) -> SafeString:
        """A change, or where it `was` nothing a quantity, for a column of amounts: its figures hold together, words of a unit
        may go on in the next line, short ones whole."""
        text = self.quantity(now, unit) if was is None else self.change(was, now, unit)
        figures = self.exact(now) if was is None else f"{self.exact(was)} {ARROW} {self.exact(now)}"
        before, among, words = text.partition(f"{figures}{NO_BREAK}")
        if among and not symbolic(unit):
            words = words.replace(" ", NO_BREAK) if len(words) <= SHORT_UNIT else words
            text = f"{before}{figures} {words}"
        return format_html('<span class="extent">{}</span>', text.replace(figures, figures.replace(" ", NO_BREAK)))

    def ranges(self, periods: Sequence[Period]) -> list[str]:
        """Periods in order as text; of those that follow each other without a gap only the first and the last."""
        return [
            self.period(run[0])
            if len(run) == 1
            else _("{start} to {end}").format(start=self.period(run[0]), end=self.period(run[-1]))
            for run in _runs(periods)
        ]

    def during(self, periods: Sequence[Period]) -> str:
        """The same behind a verb: "in July 2026", "on 5 July 2026", "from July 2026 to August 2026, in October 2026"."""
        return ", ".join(
            (pgettext("readings", "on {period}") if single_day(run[0]) else pgettext("readings", "in {period}")).format(
                period=self.period(run[0])
            )
            if len(run) == 1
            else pgettext("readings", "from {start} to {end}").format(
                start=self.period(run[0]), end=self.period(run[-1])
            )
            for run in _runs(periods)
        )

    def percent(self, fraction: str) -> str:
        return notation.percent(Decimal(fraction), locale=self.locale)

    def share(self, fraction: str) -> str:
        """An agreed share with only the digits it has: "80 %", "33.3333 %"."""
        return notation.quantity(Decimal(fraction).scaleb(2), "%", locale=self.locale)

    def date(self, text: str) -> str:
        return notation.date_medium(day(text), locale=self.locale).replace(" ", NO_BREAK)

    def date_long(self, text: str) -> str:
        return notation.date_long(day(text), locale=self.locale).replace(" ", NO_BREAK)

    def instant(self, text: str) -> str:
        return notation.instant(moment(text), self.zone, locale=self.locale).replace(" ", NO_BREAK)

    def local_date(self, text: str) -> str:
        """The business date of an instant, on the document's clocks."""
        from zoneinfo import ZoneInfo

        local = moment(text).astimezone(ZoneInfo(self.zone)).date()
        return notation.date_medium(local, locale=self.locale).replace(" ", NO_BREAK)

    def span(self, start: str, end: str) -> str:
        return _("{start} to {end}").format(start=self.date(start), end=self.date(end))

    def period(self, period: Period) -> str:
        start, end = day(period["start"]), day(period["end"])
        return (
            notation.period(start, end, self.locale)
            .replace(" ", NO_BREAK)
            .replace(f"{NO_BREAK}\u2013{NO_BREAK}", " \u2013 ")
        )

    def period_short(self, period: Period) -> str:
        """Like `period`, with the month abbreviated: "Jan 2017"."""
        start, end = day(period["start"]), day(period["end"])
        if single_day(period):
            return self.date(period["start"])
        if start.day == 1 and (start.year, start.month) == (end.year, end.month) and (end + timedelta(days=1)).day == 1:
            return self.month(start).replace(" ", NO_BREAK)
        return self.period(period)

    def period_sub(self, period: Period) -> tuple[str, str]:
        """A period in two short rows for an axis: ("Q1", "2026"), ("Mar", "2026")."""
        start, end = day(period["start"]), day(period["end"])
        text = notation.period(start, end, self.locale)
        if start.day == 1 and text.startswith("Q") and (end - start).days > 80:
            return text.split()[0], str(start.year)
        if (end - start).days > 300:
            return "", str(end.year)
        short = notation.date_short(end, locale=self.locale)
        if start.day == 1 and 26 < (end - start).days < 31:
            from babel.dates import format_date

            short = format_date(start, "LLL", locale=self.locale.replace("-", "_"))
        return short, str(end.year)

    def month(self, on: Date) -> str:
        from babel.dates import format_skeleton

        return format_skeleton("yMMM", on, locale=self.locale.replace("-", "_"))

    def took(self, seconds: int | None) -> str:
        if seconds is None:
            return _("not recorded")
        length = timedelta(seconds=seconds)
        if length < timedelta(minutes=1):
            return _("under 1 min")
        time = notation.duration(length, locale=self.locale)
        return _("after {time}").format(time=time.replace(" ", NO_BREAK))

    def ties(self, ties: list[Tie], *, supplier: str, dates: bool = True) -> SafeString:
        """ "chose Arvenly; agreed terms; left Jan 2026", or "none"."""
        if not ties:
            return SafeString(pgettext("ties of a person", "none"))
        return SafeString("; ".join(self._tie(tie, supplier, dates) for tie in ties))

    def _tie(self, tie: Tie, supplier: str, dates: bool) -> SafeString:
        match tie["tie"]:
            case "chose_supplier":
                return format_html(_("chose {supplier}"), supplier=named(supplier))
            case "agreed_terms":
                return format_html("{}", _("agreed terms"))
            case "owns_budget":
                return format_html("{}", _("owns the budget"))
            case "left":
                if tie["on"] and dates:
                    return format_html(_("left {month}"), month=self.month(day(tie["on"])).replace(" ", NO_BREAK))
                return format_html("{}", _("has left"))

    # --- Workings ------------------------------------------------------------------------------------------------

    def working(self, line: Line, unit: str, *, currency: bool = True, short: bool = False) -> str:
        """ "138 h -> 121 h = 17 h x EUR 3,850 x 50 %"; without a rate it ends after the difference.

        Each factor stays with its sign: a line may break before it. `short` leaves out the unit of baseline and actual. A
        unit of words is named once, before the figures. What was stated as an amount has no working but its amount.
        """
        if line["difference"] is None:
            return _("stated as an amount")
        sign = unit if follows(unit) or (unit and not short and self._said_of_all(line, unit)) else ""
        difference = self.difference(line["difference"], sign)
        if line["baseline"] is not None and line["actual"] is not None:
            first = "" if short else sign
            # "31 → 9 a month", "30 → 1 day = 29 days": words stand with what is now, a sign with each figure.
            was = self.quantity(line["baseline"], first if symbolic(first) else "")
            now = self.quantity(line["actual"], first)
            text = f"{was} {ARROW} {now} = {difference}"
        else:
            text = difference
        if unit and not sign and not short:
            text = f"{unit}: {text}"
        if line["volume"] is not None:
            text += f" {TIMES}{NO_BREAK}{self.exact(line['volume'])}"
        if line["rate"] is not None and self.prices(line, unit):
            text += (
                f" {TIMES}{NO_BREAK}{self.unit_rate(line['rate'], unit, currency=self.currency if currency else '')}"
            )
        if line["share"] is not None and Decimal(line["share"]) != 1:
            text += f" {TIMES}{NO_BREAK}{self.share(line['share'])}"
        if line["deduction"] is not None and Decimal(line["deduction"]) != 0:
            kept = self.share(str(1 - Decimal(line["deduction"])))
            text += f" {TIMES}{NO_BREAK}{kept}"
        return text

    def _said_of_all(self, line: Line, unit: str) -> bool:
        """Whether the unit can stand behind each figure of the line that carries it."""
        figures = [Decimal(one) for one in (line["actual"], line["difference"]) if one is not None]
        return all(notation.stands_behind(one, unit) for one in figures)

    def workings(self, event: Event, *, currency: bool = True) -> tuple[list[str], list[str]]:
        """(what stands in the event's row, the lines that stand under it).

        An event of one line shows it in its row, with the exact amount where that is finer than the minor unit; an event of
        several shows their exact sum there, and under it each line with its exact amount, so that they add up as printed.
        """
        lines, unit = event["lines"], event["unit"]
        amounts = [Decimal(line["amount"]) for line in lines if line["amount"] is not None]
        if len(lines) == 1:
            text = self.working(lines[0], unit, currency=currency)
            if event["claimed"] is None or not amounts or self._whole(amounts[0]):
                return [text], []
            text += f" = {self.exact(amounts[0], self.digits)}"
            return [text, _("rounded once: {amount}").format(amount=self.money(event["claimed"]))], []
        under: list[str] = []
        for line in lines:
            when = self.period_short(line["period"])
            if not under and not follows(unit):
                when = f"{when}, {unit}"  # The other lines are in the same unit.
            text = f"{when}: {self.working(line, unit, currency=currency, short=True)}"
            if line["amount"] is not None:
                text += f" = {self.exact(line['amount'], self.digits)}"
            under.append(text)
        if event["claimed"] is None or not amounts:
            return [], under
        total = sum(amounts, Decimal())
        exact = self.exact(total, self.digits)
        if self._whole(total):
            return [_("{count} lines, in all {amount}").format(count=len(lines), amount=exact)], under
        rounded = self.money(event["claimed"])
        text = _("{count} lines, in all {exact}, rounded once: {amount}")
        return [text.format(count=len(lines), exact=exact, amount=rounded)], under

    def factors(self, events: Iterable[Event]) -> str:
        """What the factors of the workings are called, in their order: "difference × rate × share"; "" where there are none.

        A factor that not every line has stands in brackets.
        """
        priced = [
            (line, event["unit"]) for event in events for line in event["lines"] if line["difference"] is not None
        ]
        lines = [line for line, _unit in priced]
        named = [
            (pgettext("factor of a working", "volume"), [line["volume"] is not None for line in lines]),
            (pgettext("factor of a working", "rate"), [self.prices(line, unit) for line, unit in priced]),
            (
                pgettext("factor of a working", "share"),
                [line["share"] is not None and Decimal(line["share"]) != 1 for line in lines],
            ),
            (
                pgettext("factor of a working", "what the deduction leaves"),
                [line["deduction"] is not None and Decimal(line["deduction"]) != 0 for line in lines],
            ),
        ]
        said = [
            f"{TIMES}{NO_BREAK}{name}" if all(there) else f"({TIMES}{NO_BREAK}{name})"
            for name, there in named
            if any(there)
        ]
        return " ".join([pgettext("factor of a working", "difference"), *said]) if said else ""

    def _whole(self, amount: Decimal) -> bool:
        scaled = amount.scaleb(self.digits)
        return scaled == scaled.to_integral_value()
