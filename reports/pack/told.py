"""What several sections of a pack say in the same words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation
from reports.document.figures import Period
from reports.document.wording import Wording, day
from scorecards import performance

from . import figures as shapes
from .parts import Cell, Column, Figure, Table

MONTHS, QUARTERS = 12, 4
YEAR = 1.05
"""Of a month's width: a year is set strong, and may not be what keeps the whole grid small."""


class Say(Wording):
    """How a pack writes its figures, in one locale."""

    def __init__(self, figures: shapes.Figures, locale: str) -> None:
        super().__init__(cast(Any, figures), locale)
        self.us = isolated(figures["supplier"]["name"])
        self.them = isolated(figures["customer"]["name"])

    def amount(self, minor: int) -> str:
        """ "1,200.00 EUR"."""
        return notation.money(minor, self.currency, locale=self.locale)

    def count(self, number: int) -> str:
        """ "1,806"."""
        return self.exact(str(number))

    def whole(self, part: int, whole: int) -> str:
        """A share of a count, without decimals; the words for none where there is nothing to take a share of."""
        if not whole:
            return _("nothing to compare")
        return notation.percent(Decimal(part) / whole, digits=0, locale=self.locale)

    def of_plan(self, done: str, planned: str | None) -> str:
        if planned is None or Decimal(planned) == 0:
            return _("no plan")
        return notation.percent(Decimal(done) / Decimal(planned), locale=self.locale)

    def extent(self, event: shapes.Event) -> str:
        """What an event counts: money, or its own unit."""
        if event["claimed"] is not None:
            return self.counted(event["counts"])
        extent = event["extent"]
        if extent is None:
            return _("not in money")
        if extent["baseline"] is not None and extent["actual"] is not None:
            return self.change(extent["baseline"], extent["actual"], extent["unit"])
        return self.quantity(extent["difference"], extent["unit"])

    def short(self, period: Period) -> tuple[str, str]:
        return self.period_sub(period)


def isolated(name: str) -> str:
    """A name that is written from right to left carries its own direction."""
    if any(unicodedata.bidirectional(character) in {"R", "AL", "AN"} for character in name):
        return f"\u2068{name}\u2069"
    return name


def counted(readings: Sequence[shapes.Reading]) -> performance.Counted:
    kept = [one["kept"] for one in readings]
    return performance.Counted(kept.count("met"), kept.count("missed"), kept.count("no_data"))


def met_and_missed(found: performance.Counted, say: Say) -> tuple[Figure, ...]:
    """The good and the bad, in one size."""
    return (
        Figure(
            pgettext("periods", "Met"),
            say.count(found.met),
            _("of {count} periods with a reading").format(count=say.count(found.read)),
        ),
        Figure(
            pgettext("periods", "Missed"),
            say.count(found.missed),
            _("of {count} periods with a reading").format(count=say.count(found.read)),
        ),
        Figure(
            pgettext("periods", "Without a reading"),
            say.count(found.no_data),
            _("neither met nor missed") if found.no_data else "",
        ),
    )


def sources_words(sources: Sequence[str]) -> str:
    if not sources:
        return ""
    return _("Source: {sources}.").format(sources="; ".join(sources).rstrip("."))


def explanation(found: shapes.Explanation) -> performance.Explanation:
    return performance.Explanation(found["missed_above"], found["missed"], found["met_above"], found["met"])


def chance_words(found: performance.Explanation, say: Say) -> str:
    """How likely chance alone makes such a difference; empty where nothing was compared."""
    chance = found.by_chance
    if chance is None:
        return ""
    if chance == 1:
        return _(
            "Chance alone would put at least as many of the misses there in any case: the test (Fisher’s exact, one-sided) "
            "says nothing here."
        )
    if chance > Fraction(9994, 10000):
        words = _("more than {share}").format(share=notation.percent(Decimal("0.999"), digits=1, locale=say.locale))
    elif chance < Fraction(1, 1000):
        words = _("less than {share}").format(share=notation.percent(Decimal("0.001"), digits=1, locale=say.locale))
    else:
        words = notation.percent(Decimal(chance.numerator) / chance.denominator, digits=1, locale=say.locale)
    return _(
        "If the two had nothing to do with each other, chance alone would put at least as many of the misses there with a "
        "probability of {chance} (Fisher’s exact test, one-sided). Only 1 in 20 or less is called an explanation here."
    ).format(chance=words)


# --- A table of periods: years down, months or quarters across --------------------------------------------------------
def by_period(name: str, rows: Sequence[tuple[Period, Cell]], say: Say, value: str) -> Table:
    """A year a row where all periods are months, or all are quarters; else a period a row under the head `value`."""
    for count in (MONTHS, QUARTERS):
        places = [_place(period, count) for period, _cell in rows]
        if places and None not in places and len(set(places)) == len(places):
            cells = {place: cell for place, (_period, cell) in zip(places, rows, strict=True) if place is not None}
            return _grid(name, cells, count, say)
    listed = [(Cell(say.period(period)), cell) for period, cell in rows]
    return Table(name, (Column(_("Period"), 2), Column(value, 3, number=True)), listed, dense=True)


def _place(period: Period, count: int) -> tuple[int, int] | None:
    """(Year, its month or quarter from 0 on); None for a period that is none."""
    start, end = day(period["start"]), day(period["end"])
    months = MONTHS // count
    first = start.day == 1 and (start.month - 1) % months == 0
    whole = (end.year, end.month) == (start.year, start.month + months - 1)
    if first and whole and (end.toordinal() + 1 == _next_month(end.year, end.month)):
        return start.year, (start.month - 1) // months
    return None


def _next_month(year: int, month: int) -> int:
    return date(year + month // MONTHS, month % MONTHS + 1, 1).toordinal()


def _grid(name: str, cells: dict[tuple[int, int], Cell], count: int, say: Say) -> Table:
    months = MONTHS // count
    heads = [
        say.period_sub({"start": f"2025-{first:02}-01", "end": _last_day(first + months - 1)})[0]
        for first in range(1, MONTHS + 1, months)
    ]
    years = sorted({year for year, _place in cells})
    return Table(
        name,
        (Column(_("Year"), YEAR), *(Column(head, 1, number=True) for head in heads)),
        [
            (Cell(str(year), strong=True), *(cells.get((year, place), Cell("")) for place in range(count)))
            for year in years
        ],
        dense=True,
    )


def _last_day(month: int) -> str:
    return (date.fromordinal(_next_month(2025, month)) - timedelta(days=1)).isoformat()


def periods_words(count: int) -> str:
    return ngettext("{count} period", "{count} periods", count).format(count=count)


def quoted(text: str) -> str:
    return _("“{words}”").format(words=isolated(text)) if text else ""


def plainly(value: str, unit: str, say: Say) -> str:
    """ "4 hours": as the pages of a scorecard say it, where the unit stands in a sentence."""
    return notation.quantity(Decimal(value), unit, locale=say.locale)


def decimals_of(values: object) -> int:
    """The most decimals that any of them has."""
    texts = [str(value) for value in values if value is not None]  # type: ignore[attr-defined]
    return max((len(text.partition(".")[2]) for text in texts), default=0)
