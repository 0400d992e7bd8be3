"""The page of a scorecard, for both sides: one year of it, or every year in sums; and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from outcomes import charts
from outcomes.charts import Level, Point
from outcomes.queries.reading_charts import short_period
from scorecards import performance
from scorecards.models import Commitment, CommitmentLevel
from scorecards.performance import Counted, Explanation, Kept, Trend, Verdict
from scorecards.queries.performance import Card, Row, Scorecard, facts_of
from scorecards.queries.scope import unpaid_of, unpaid_words

# Each one open is a table and a picture: with more of them the page would weigh too much, and one is shown at a time.
MOST_OPEN = 2
FEWEST_POINTS = 2


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a year, every year, or (neither) the newest one; and one commitment of many."""

    year: int | None = None
    everything: bool = False
    commitment: int | None = None


def scorecard_page(actor: Actor, customer: Customer, chosen: Chosen) -> dict[str, Any]:
    """The context of scorecards/scorecard.html."""
    facts = facts_of(actor, customer)
    found = facts.of()
    years = found.years
    year = None if chosen.everything else chosen.year or (years[-1] if years else actor.supplier.today().year)
    if year is not None:
        found = facts.of(date(year, 1, 1), date(year, 12, 31))
    counted = found.counted
    return {
        "customer": customer,
        "answer": answer_words(counted),
        "missing": missing_words(counted),
        "span": span_words(year, found),
        "years": years,
        "year": year,
        "work": found.work,
        "hours_digits": notation.most_decimals(one.effort_hours for one in found.work),
        "unpaid": unpaid_of(facts.volumes, facts.changes, facts.lines, currency=customer.currency),
        "overview": [_line(card, chosen) for card in found.cards] if len(found.cards) > MOST_OPEN else [],
        "cards": [_card(card, by_year=year is None) for card in _open(found.cards, chosen)],
        "explanation": explanation_of(found.explanation) if counted.missed else None,
        "waiting": found.unanswered,
        "proposed": facts.proposed,
        "nothing": not found.cards,
    }


def fragment(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/customer_performance.html: the newest year in one sentence, and what is open."""
    facts = facts_of(actor, customer)
    everything = facts.of()
    year = everything.years[-1] if everything.years else None
    found = facts.of(date(year, 1, 1), date(year, 12, 31)) if year is not None else everything
    unpaid = unpaid_of(facts.volumes, facts.changes, facts.lines, currency=customer.currency)
    return {
        "customer": customer,
        "year": year,
        "words": answer_words(found.counted) if facts.commitments else "",
        "unanswered": everything.unanswered,
        "unpaid": unpaid_words(unpaid),
        "proposed": len(facts.proposed),
    }


def _open(cards: Sequence[Card], chosen: Chosen) -> Sequence[Card]:
    """Those of which the periods are shown: all of few, else the one that was chosen, else the one that was missed most."""
    if len(cards) <= MOST_OPEN:
        return cards
    asked = [card for card in cards if card.commitment.pk == chosen.commitment]
    return asked or [max(cards, key=lambda card: (card.counted.missed, -card.commitment.position))]


def _line(card: Card, chosen: Chosen) -> dict[str, Any]:
    query = "all" if chosen.everything else chosen.year
    return {
        "commitment": card.commitment,
        "promise": promise_words(card.commitment, card.level),
        "counted": card.counted,
        "unanswered": card.unanswered,
        "url": f"?{f'year={query}&' if query else ''}commitment={card.commitment.pk}#commitment-{card.commitment.pk}",
    }


def _card(card: Card, *, by_year: bool) -> dict[str, Any]:
    unit = card.commitment.unit
    digits = notation.most_decimals(row.period.actual for row in card.rows)
    return {
        "commitment": card.commitment,
        "level": card.level,
        "promise": promise_words(card.commitment, card.level),
        "words": kept_words(card.counted, card.trend),
        "unanswered": card.unanswered,
        "chart": card_chart(card),
        "years": _by_year(card) if by_year else [],
        "rows": []
        if by_year
        else [
            {
                "row": row,
                "period": capfirst(notation.period(row.period.start, row.period.end)),
                "promised": notation.quantity(row.period.target, unit),
                # One precision in the column.
                "reached": "" if row.period.actual is None else _padded(row.period.actual, unit, digits),
            }
            for row in reversed(card.rows)
        ],
    }


def _padded(value: Decimal, unit: str, digits: int) -> str:
    plain, padded = notation.exact(value), notation.exact(value, least_digits=digits)
    return notation.quantity(value, unit).replace(plain, padded, 1)


def _by_year(card: Card) -> list[dict[str, Any]]:
    """A line for each year, newest first."""
    found: dict[int, list[Row]] = {}
    for row in card.rows:
        found.setdefault(row.period.start.year, []).append(row)
    return [
        {"year": year, "counted": performance.count(row.period for row in rows)}
        for year, rows in sorted(found.items(), reverse=True)
    ]


# --- The picture ------------------------------------------------------------------------------------------------------
def card_chart(card: Card) -> dict[str, Any] | None:
    """The context of components/chart.html; None where there are fewer than two readings. The table beside it is the page's."""
    read = [row for row in card.rows if row.period.actual is not None]
    if len(read) < FEWEST_POINTS or card.level is None:
        return None
    unit, target = card.commitment.unit, read[-1].period.target
    levels = [Level("target", target, _("Promised"), notation.quantity(target, unit))]
    return {
        "title": _("Reached by period, %(unit)s") % {"unit": unit} if unit else _("Reached by period"),
        "sentence": _how_to_read(card, read),
        "svg": charts.readings([_point(row) for row in card.rows], title=_alternative(card, read), levels=levels),
    }


def _point(row: Row) -> Point:
    if row.period.actual is None:
        return Point(None, "", "", "")
    short, year = short_period(row.period.start, row.period.end)
    return Point(row.period.actual, notation.exact(row.period.actual), short, year, worse=row.kept == Kept.MISSED)


def _how_to_read(card: Card, read: Sequence[Row]) -> str:
    said = []
    if any(row.kept == Kept.MISSED for row in read):
        said.append(_("A triangle missed what was promised then."))
    if len({row.period.target for row in read}) > 1:
        said.append(_("The dotted line is the newest level; earlier periods had another one."))
    if card.counted.no_data:
        said.append(_("The line is interrupted where a period has no reading; missing is not zero."))
    return " ".join(said)


def _alternative(card: Card, read: Sequence[Row]) -> str:
    pick = min if card.level is not None and card.level.direction == "at_least" else max
    worst = pick(read, key=lambda row: row.period.actual or Decimal(0))
    said = [_("%(name)s: what was reached.") % {"name": card.commitment.name}]
    for words, row in (
        (_("First: %(value)s, %(period)s."), read[0]),
        (_("Last: %(value)s, %(period)s."), read[-1]),
        (_("Worst: %(value)s, %(period)s."), worst),
    ):
        value = notation.quantity(row.period.actual or Decimal(0), card.commitment.unit)
        said.append(words % {"value": value, "period": notation.period(row.period.start, row.period.end)})
    return " ".join(said)


# --- In words ---------------------------------------------------------------------------------------------------------
def promise_words(commitment: Commitment, level: CommitmentLevel | None) -> str:
    """ "at least 80 % a month"."""
    if level is None:
        return _("no level agreed")
    return promised(notation.quantity(level.target, commitment.unit), level.direction, commitment.rhythm)


def promised(target: str, direction: str, rhythm: str) -> str:
    """The same of a level that is already text."""
    return {
        ("at_least", "month"): _("at least %(target)s a month"),
        ("at_least", "quarter"): _("at least %(target)s a quarter"),
        ("at_least", "year"): _("at least %(target)s a year"),
        ("at_most", "month"): _("at most %(target)s a month"),
        ("at_most", "quarter"): _("at most %(target)s a quarter"),
        ("at_most", "year"): _("at most %(target)s a year"),
    }[direction, rhythm] % {"target": target}


def answer_words(counted: Counted) -> str:
    """The sentence that the page opens with: the good and the bad in one breath."""
    if not counted.read:
        return _("Nothing was read yet. That is not the same as kept.")
    said = {"read": counted.read, "met": counted.met, "missed": counted.missed}
    if counted.read == 1:
        return (
            _("One period was read: it met what was promised.")
            if counted.met
            else _("One period was read: it missed what was promised.")
        )
    if not counted.missed:
        return _("All of %(read)s periods met what was promised.") % said
    if not counted.met:
        return _("All of %(read)s periods missed what was promised.") % said
    return _("Of %(read)s periods, %(met)s met what was promised and %(missed)s missed it.") % said


def missing_words(counted: Counted) -> str:
    """What was not read; empty where everything was."""
    if not counted.no_data:
        return ""
    return ngettext(
        "One period has no reading: it is neither met nor missed.",
        "%(n)s periods have no reading: they are neither met nor missed.",
        counted.no_data,
    ) % {"n": counted.no_data}


def span_words(year: int | None, found: Scorecard) -> str:
    """Which time the page is about: "2019", or "January 2017 to December 2019"."""
    if year is not None:
        return str(year)
    periods = [row.period for card in found.cards for row in card.rows]
    if not periods:
        return ""
    return notation.period(min(one.start for one in periods), max(one.end for one in periods))


def kept_words(counted: Counted, trend: Trend) -> str:
    """ "3 met, 9 missed; better than the three periods before."."""
    said = {"met": counted.met, "missed": counted.missed, "trend": TREND_WORDS[trend]()}
    return _("%(met)s met, %(missed)s missed; %(trend)s.") % said


def explanation_of(found: Explanation) -> dict[str, Any]:
    """The explanation "volume above plan": its test as a table of two lines, and what follows."""
    lines = [
        (_("missed"), found.missed, found.missed_above, found.missed_share),
        (_("met"), found.met, found.met_above, found.met_share),
    ]
    return {
        "rows": [
            {
                "kept": kept,
                "planned": of,
                "above": above,
                "share": notation.percent(Decimal(share.numerator) / share.denominator, digits=0)
                if share is not None
                else "",
            }
            for kept, of, above, share in lines
        ],
        "verdict": verdict_words(found),
    }


def verdict_words(found: Explanation) -> str:
    """Whether volume above plan explains the misses, said either way."""
    return {
        Verdict.TOO_FEW: _(
            "Whether volume above plan explains the misses cannot be said: there is nothing to compare."
        ),
        Verdict.DOES_NOT: _(
            "Volume does not explain the misses: periods that were met were above plan as often, or oftener."
        ),
        Verdict.NOT_SHOWN: _(
            "That volume explains the misses is not shown: chance makes a difference like this as well."
        ),
        Verdict.EXPLAINS: _("Volume above plan goes with the misses more often than chance would have it."),
    }[found.verdict]


TREND_WORDS = {
    Trend.BETTER: lambda: _("better than the three periods before"),
    Trend.WORSE: lambda: _("worse than the three periods before"),
    Trend.LEVEL: lambda: _("level with the three periods before"),
    Trend.TOO_SHORT: lambda: _("too short for a trend"),
}
