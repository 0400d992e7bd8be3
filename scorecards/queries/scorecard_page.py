"""The page of a scorecard, for both sides: one year of it, or every year in sums."""

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
from accounts.models import Customer, Supplier
from outcomes import charts
from outcomes.charts import Level, Point, axis
from outcomes.queries.reading_charts import short_period
from scorecards import performance
from scorecards.models import ScopeChange
from scorecards.perception import GOOD
from scorecards.performance import Kept
from scorecards.queries.commitment_words import (
    answer_words,
    count_words,
    kept_words,
    missing_words,
    promise_words,
    span_words,
    terms_words,
    verdict_words,
    weighted_words,
)
from scorecards.queries.performance import Card, Row, Scorecard, facts_of, promised_by
from scorecards.queries.questions import in_language
from scorecards.queries.reading_answers import steps_words
from scorecards.queries.scope import unpaid_of, unpaid_words
from scorecards.queries.standing import standings, unpaid
from scorecards.standing import Standing

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
                "told": steps_words(row.story.told, unit, supplier),
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
                "told": steps_words(row.story.told, unit, supplier),
            }
            for row in reversed(card.rows)
        ],
    }


def _padded(value: Decimal, unit: str, digits: int) -> str:
    plain, padded = notation.exact(value), notation.exact(value, least_digits=digits)
    return notation.measured(value, unit).replace(plain, padded, 1)


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
        value = notation.measured(row.period.actual or Decimal(0), card.commitment.unit)
        said.append(words % {"value": value, "period": notation.period(row.period.start, row.period.end)})
    return " ".join(said)


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
        % {"n": count_words(left_out.missed)}
        if left_out.missed
        else "",
        ngettext(
            "%(n)s period that was met is left out: no plan to be compared with.",
            "%(n)s periods that were met are left out: no plan to be compared with.",
            left_out.met,
        )
        % {"n": count_words(left_out.met)}
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
                "planned": count_words(of),
                "above": count_words(above),
                "share": notation.percent(Decimal(share.numerator) / share.denominator, digits=0)
                if share is not None
                else "",
            }
            for kept, of, above, share in lines
        ],
        "verdict": verdict_words(found),
        "notes": [note for note in notes if note],
    }
