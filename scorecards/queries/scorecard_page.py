"""The page of a scorecard, for both sides: one year of it, or every year in sums; and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer, Supplier
from outcomes import charts
from outcomes.charts import Level, Point, axis
from outcomes.queries.reading_charts import short_period
from scorecards import performance
from scorecards.models import Commitment, CommitmentLevel, PerformanceReading, ScopeChange
from scorecards.perception import GOOD
from scorecards.performance import Counted, Explanation, Kept, Trend, Verdict
from scorecards.queries.performance import Card, Row, Scorecard, facts_of, promised_by
from scorecards.queries.questions import in_language
from scorecards.queries.said import Step, Story, step_sentence, with_stories
from scorecards.queries.scope import unpaid_of, unpaid_words
from scorecards.queries.standing import standings, unpaid
from scorecards.standing import Standing

# Each one open is a table and a picture: with more of them the page would weigh too much, and one is shown at a time.
MOST_OPEN = 2
FEWEST_POINTS = 2
MOST_ANSWERED = 24  # readings on one page: two years of months
FOLDED_ABOVE = 12  # readings: more of them are folded by year


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: a year, every year, or (neither) the newest one; and one commitment of many."""

    year: int | None = None
    everything: bool = False
    commitment: int | None = None


def scorecard_page(actor: Actor, customer: Customer, chosen: Chosen) -> dict[str, Any]:
    """The context of scorecards/scorecard.html."""
    facts = facts_of(actor, customer)
    found = everything = facts.of()
    years = found.years
    year = None if chosen.everything else chosen.year or (years[-1] if years else actor.supplier.today().year)
    if year is not None:
        found = facts.of(date(year, 1, 1), date(year, 12, 31))
    counted = found.counted
    return {
        "customer": customer,
        "answer": answer_words(counted),
        "missing": missing_words(counted),
        "weighted": weighted_words(found),
        "span": span_words(year, found),
        "years": years,
        "year": year,
        "work": found.work,
        "hours_digits": notation.most_decimals(one.effort_hours for one in found.work),
        "unpaid": unpaid_of(facts.volumes, facts.changes, facts.lines, currency=customer.currency),
        "overview": _overview(found.cards, chosen) if len(found.cards) > MOST_OPEN else [],
        "cards": [_card(card, actor.supplier, by_year=year is None) for card in _open(found.cards, chosen)],
        "explanation": explanation_of(found) if counted.missed else None,
        "waiting": found.unanswered,
        "next": _next(everything),
        "proposed": facts.proposed,
        "nothing": not found.cards,
    }


def fragment(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/customer_performance.html: the newest year, what is open, what they think."""
    promised = promised_by(actor, customer)
    rows = [row for one in promised for row in one.rows]
    year = max((row.period.start.year for row in rows if row.reading is not None), default=None)
    of_it = [row.period for row in rows if year is None or row.period.start.year == row.period.end.year == year]
    standing = standings([customer.pk], actor.supplier.today(), with_work=True)[customer.pk]
    return {
        "customer": customer,
        "year": year,
        "words": answer_words(performance.count(of_it)) if promised else "",
        "unanswered": sum(1 for one in promised for row in [*one.rows, *one.apart] if row.waits),
        "unpaid": unpaid_words(unpaid(standing, customer.currency)),
        "proposed": sum(1 for one in standing.proposals if one.state == ScopeChange.State.PROPOSED),
        "perception": perception_words(standing),
    }


def perception_words(found: Standing) -> str:
    """What the newest released round says, in one sentence; empty without one, or where all of it is hidden."""
    last = found.released
    shown = [mean for mean in last.means.values() if mean is not None] if last is not None else []
    if last is None or last.released_on is None or not shown:
        return ""
    said = {"count": len(last.red), "all": len(last.means), "month": notation.month(last.released_on), "good": GOOD}
    if not last.red:
        return _("Perception: none of %(all)s dimensions is below %(good)s in %(month)s.") % said
    names = {"names": ", ".join(in_language(last.names[key]) for key in last.red)}
    return ngettext(
        "Perception: %(count)s of %(all)s dimensions is below %(good)s in %(month)s: %(names)s.",
        "Perception: %(count)s of %(all)s dimensions are below %(good)s in %(month)s: %(names)s.",
        len(last.red),
    ) % (said | names)


def _next(found: Scorecard) -> dict[str, Any] | None:
    """The oldest reading that waits for the customer's word, its place, and how many of its commitment wait; or None."""
    rows = [
        (row.period.start, card.commitment.position, card.commitment, row)
        for card in found.cards
        for row in [*card.rows, *card.apart]
        if row.waits and row.newest is not None
    ]
    if not rows:
        return None
    _start, _position, commitment, row = min(rows, key=lambda one: (*one[:2], one[2].pk))
    assert row.newest is not None
    return {
        "words": f"{commitment.name}, {notation.period(row.period.start, row.period.end)}",
        "url": f"?year={row.period.start.year}&commitment={commitment.pk}#reading-{row.newest.pk}",
        "commitment": commitment.pk,
        "same": sum(1 for one in rows if one[2] == commitment),
    }


def answers_page(actor: Actor, commitment: Commitment) -> dict[str, Any]:
    """The context of scorecards/readings_answer.html without its form: what waits of one commitment, oldest first."""
    found = promised_by(actor, commitment.customer, only=commitment)
    waiting = sorted(
        (row for one in found for row in [*one.rows, *one.apart] if row.waits),
        key=lambda row: (row.period.start, row.period.end),
    )
    shown = waiting[:MOST_ANSWERED]
    rows = [_answered_row(row, commitment.unit, actor.supplier) for row in shown]
    sources = {row.newest.source for row in shown if row.newest is not None}
    return {
        "commitment": commitment,
        "promise": promise_words(commitment, found[0].levels[-1] if found else None),
        "readings": [row.newest for row in shown],
        "rows": rows,
        "years": _folded(rows),
        "source": sources.pop() if len(sources) == 1 else "",
        "later": len(waiting) - len(shown),
    }


def _folded(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """More than a year of months, folded by calendar year; less of them is one group without words."""
    if len(rows) <= FOLDED_ABOVE:
        return [{"words": "", "rows": rows}]
    return [_year(year, list(found)) for year, found in groupby(rows, key=lambda one: one["row"].period.end.year)]


def _year(year: int, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    missed = sum(1 for one in rows if one["row"].kept == Kept.MISSED and not one["row"].withdrawn)
    if missed:
        words = ngettext(
            "%(year)s: %(count)s reading, %(missed)s missed",
            "%(year)s: %(count)s readings, %(missed)s missed",
            len(rows),
        )
    else:
        words = ngettext(
            "%(year)s: %(count)s reading, none missed", "%(year)s: %(count)s readings, none missed", len(rows)
        )
    return {"words": words % {"year": year, "count": len(rows), "missed": missed}, "rows": rows}


def _answered_row(row: Row, unit: str, supplier: Supplier) -> dict[str, Any]:
    assert row.newest is not None
    return {
        "row": row,
        "period": capfirst(notation.period(row.period.start, row.period.end)),
        "reached": notation.quantity(row.newest.value, unit),
        "promised": notation.quantity(row.period.target, unit),
        "told": _sentences(row.story.told, unit, supplier),
    }


def reply_page(actor: Actor, reading: PerformanceReading) -> dict[str, Any]:
    """The context of scorecards/reading_reply.html without its form; one query."""
    same = PerformanceReading.objects.visible_to(actor).filter(
        commitment=reading.commitment_id, period_start=reading.period_start, period_end=reading.period_end
    )
    story = next((one.story for one in with_stories(same)), Story())
    commitment = reading.commitment
    return {
        "customer": commitment.customer,
        "commitment": commitment,
        "reading": reading,
        "steps": _sentences(story.steps, commitment.unit, actor.supplier),
    }


def _sentences(steps: Sequence[Step], unit: str, supplier: Supplier) -> list[str]:
    return [capfirst(step_sentence(one, unit, notation.date_long(supplier.today(one.at)))) for one in steps]


def _open(cards: Sequence[Card], chosen: Chosen) -> Sequence[Card]:
    """Those of which the periods are shown: all of few, else the one that was chosen, else the one that was missed most."""
    if len(cards) <= MOST_OPEN:
        return cards
    asked = [card for card in cards if card.commitment.pk == chosen.commitment]
    return asked or [max(cards, key=lambda card: (card.counted.missed, -card.commitment.position))]


def _overview(cards: Sequence[Card], chosen: Chosen) -> list[dict[str, Any]]:
    """A line for each commitment; where they are of several contracts, those of one together, the earliest first."""
    contracts = {card.commitment.contract_id: card.commitment.contract for card in cards}
    if len(contracts) < 2:
        return [_line(card, chosen) for card in cards]
    order = sorted(contracts.values(), key=lambda one: (one is None, one and (one.starts_on, one.pk)))
    found = []
    for contract in order:
        name = contract.name if contract is not None else _("of no contract")
        of_it = [card for card in cards if card.commitment.contract_id == (contract.pk if contract else None)]
        found += [_line(card, chosen) | {"contract": name} for card in of_it]
    return found


def _line(card: Card, chosen: Chosen) -> dict[str, Any]:
    query = "all" if chosen.everything else chosen.year
    return {
        "commitment": card.commitment,
        "promise": promise_words(card.commitment, card.level),
        "counted": card.counted,
        "unanswered": card.unanswered,
        "url": f"?{f'year={query}&' if query else ''}commitment={card.commitment.pk}#commitment-{card.commitment.pk}",
    }


def _card(card: Card, supplier: Supplier, *, by_year: bool) -> dict[str, Any]:
    unit = card.commitment.unit
    digits = notation.most_decimals(row.period.actual for row in card.rows)
    return {
        "commitment": card.commitment,
        "level": card.level,
        "promise": promise_words(card.commitment, card.level),
        "words": kept_words(card.counted, card.trend),
        "unanswered": card.unanswered,
        "terms": terms_words(card, supplier.today()),
        "apart": [
            {
                "row": row,
                "period": capfirst(notation.period(row.period.start, row.period.end)),
                "told": _sentences(row.story.told, unit, supplier),
            }
            for row in card.apart
        ],
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
                "told": _sentences(row.story.told, unit, supplier),
            }
            for row in reversed(card.rows)
        ],
    }


def terms_words(card: Card, today: date) -> list[str]:
    """What else is agreed of it: of which contract, where, its weight, what follows from a miss, and when it ends."""
    commitment, level = card.commitment, card.level
    parts = [_("Contract: %(name)s.") % {"name": commitment.contract.name} if commitment.contract is not None else ""]
    if level is not None:
        parts.append(_("Agreed in: %(source)s.") % {"source": level.source.rstrip(".")})
        parts.append(_("Weight %(weight)s.") % {"weight": level.weight})
    follows = ""
    if level is not None and level.consequence:
        follows = _("What follows from a miss: %(consequence)s") % {"consequence": level.consequence}
    sentences = [" ".join(part for part in parts if part), follows, _end_words(commitment, today)]
    return [one for one in sentences if one]


def _end_words(commitment: Commitment, today: date) -> str:
    """When it ends or ended, and why; empty where it has no end."""
    last = commitment.last_day
    if last is None:
        return ""
    said = {"day": notation.date_long(last), "reason": commitment.end_reason}
    words = _("It ended on %(day)s.") % said if last < today else _("It ends on %(day)s.") % said
    if commitment.ends_on is None:
        words = (
            _("It ended with its contract, on %(day)s.")
            if last < today
            else _("It ends with its contract, on %(day)s.")
        )
        words %= said
    return f"{words} {notation.quoted(commitment.end_reason)}" if commitment.end_reason else words


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
    at = axis.stands_at(
        [one for row in read for one in (row.period.actual, row.period.target) if one is not None], unit
    )
    return {
        "title": _("Reached by period, %(unit)s") % {"unit": unit} if unit else _("Reached by period"),
        "sentence": " ".join(filter(None, (_how_to_read(card, read), axis.said(at)))),
        "svg": charts.readings(
            [_point(row) for row in card.rows], title=_alternative(card, read), levels=axis.with_axis(levels, at, unit)
        ),
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
    said = {"read": _count(counted.read), "met": _count(counted.met), "missed": _count(counted.missed)}
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


def _count(number: int) -> str:
    """ "1,806": as every other figure is written."""
    return notation.exact(Decimal(number))


def missing_words(counted: Counted) -> str:
    """What was not read; empty where everything was."""
    if not counted.no_data:
        return ""
    return ngettext(
        "One period has no reading: it is neither met nor missed.",
        "%(n)s periods have no reading: they are neither met nor missed.",
        counted.no_data,
    ) % {"n": _count(counted.no_data)}


def weighted_words(found: Scorecard) -> str:
    """The share of periods met, weighted; empty where all commitments weigh the same."""
    share = found.weighted_met
    if share is None:
        return ""
    percent = notation.percent(Decimal(share.numerator) / share.denominator)
    return _("Weighted by commitment, %(share)s of the periods that were read met it.") % {"share": percent}


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
    said = {"met": _count(counted.met), "missed": _count(counted.missed), "trend": TREND_WORDS[trend]()}
    return _("%(met)s met, %(missed)s missed; %(trend)s.") % said


def explanation_of(card: Scorecard) -> dict[str, Any]:
    """The explanation "volume above plan": its test as a table of two lines, what follows, and what is left out."""
    found, left_out = card.explanation, card.not_compared
    notes = [
        _("Above plan: at least one function was above its own plan. Unlike units are never added.")
        if len(card.work) > 1
        else "",
        ngettext(
            "%(n)s missed period is left out: no plan to be compared with.",
            "%(n)s missed periods are left out: no plan to be compared with.",
            left_out.missed,
        )
        % {"n": _count(left_out.missed)}
        if left_out.missed
        else "",
        ngettext(
            "%(n)s period that was met is left out: no plan to be compared with.",
            "%(n)s periods that were met are left out: no plan to be compared with.",
            left_out.met,
        )
        % {"n": _count(left_out.met)}
        if left_out.met
        else "",
    ]
    lines = [
        (_("missed"), found.missed, found.missed_above, found.missed_share),
        (_("met"), found.met, found.met_above, found.met_share),
    ]
    return {
        "rows": [
            {
                "kept": kept,
                "planned": _count(of),
                "above": _count(above),
                "share": notation.percent(Decimal(share.numerator) / share.denominator, digits=0)
                if share is not None
                else "",
            }
            for kept, of, above, share in lines
        ],
        "verdict": verdict_words(found),
        "notes": [note for note in notes if note],
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
