"""Performance against commitment, the work that was done, and what explains what. Four queries, whatever was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from outcomes.value import grain_period
from scorecards import performance
from scorecards.models import Commitment, CommitmentLevel, PerformanceReading, ReadingAnswer, WorkVolume
from scorecards.performance import Counted, Explanation, Kept, Period, Trend, Verdict

ANSWER_MARKS = {"": "undecided", "acknowledged": "confirmed", "challenged": "disputed"}


@dataclass(frozen=True)
class Row:
    """One period of a commitment, with the reading that stands and what the customer said to it."""

    period: Period
    reading: PerformanceReading | None
    answer: str = ""
    answered_by: str = ""
    answer_reason: str = ""

    @property
    def kept(self) -> Kept:
        return self.period.kept

    @property
    def mark(self) -> str:
        return ANSWER_MARKS[self.answer]


@dataclass(frozen=True)
class Card:
    """One commitment over a span of time: its level of today, its periods oldest first, and what they come to."""

    commitment: Commitment
    level: CommitmentLevel | None
    rows: Sequence[Row]
    trend: Trend

    @property
    def counted(self) -> Counted:
        return performance.count(row.period for row in self.rows)

    @property
    def unanswered(self) -> int:
        return sum(1 for row in self.rows if row.reading is not None and not row.answer)


@dataclass
class Work:
    """What was done of one function over a span of time. Quantities are None where nobody stated any."""

    function: str
    unit: str
    planned: Decimal | None = None
    in_scope: Decimal = Decimal(0)
    out_of_scope: Decimal = Decimal(0)
    effort_hours: Decimal | None = None
    periods: int = 0

    def add(self, one: WorkVolume) -> None:
        self.periods += 1
        self.in_scope += one.in_scope
        self.out_of_scope += one.out_of_scope
        for name in ("planned", "effort_hours"):
            value = getattr(one, name)
            if value is not None:
                setattr(self, name, (getattr(self, name) or Decimal(0)) + value)

    @property
    def done(self) -> Decimal:
        return self.in_scope + self.out_of_scope


@dataclass(frozen=True)
class Scorecard:
    """A customer's performance in a span of time; `years` are those in which anything was read or done."""

    cards: Sequence[Card]
    work: Sequence[Work]
    explanation: Explanation
    years: Sequence[int] = field(default_factory=list)

    @property
    def counted(self) -> Counted:
        found = [card.counted for card in self.cards]
        return Counted(
            met=sum(one.met for one in found),
            missed=sum(one.missed for one in found),
            no_data=sum(one.no_data for one in found),
        )


def scorecard(actor: Actor, customer: Customer, *, since: date | None = None, until: date | None = None) -> Scorecard:
    """Everything from `since` to `until`, both included; without them, everything there is."""
    commitments = list(
        Commitment.objects.visible_to(actor)
        .filter(customer=customer)
        .prefetch_related("levels")
        .order_by("position", "pk")
    )
    said = ReadingAnswer.objects.filter(reading=OuterRef("pk")).order_by("-said_at", "-pk")
    readings = list(
        PerformanceReading.objects.visible_to(actor)
        .filter(customer=customer)
        .current()
        .annotate(
            answer=Subquery(said.values("kind")[:1]),
            answered_by=Subquery(said.values("name")[:1]),
            answer_reason=Subquery(said.values("reason")[:1]),
        )
        .order_by("period_start", "pk")
    )
    volumes = list(WorkVolume.objects.visible_to(actor).filter(customer=customer).current().order_by("period_start"))
    years = sorted({one.period_start.year for one in readings} | {one.period_start.year for one in volumes})
    quantities = _quantities(volumes)
    by_commitment: dict[int, list[PerformanceReading]] = defaultdict(list)
    for one in readings:
        by_commitment[one.commitment_id].append(one)

    def within(start: date, end: date) -> bool:
        return (since is None or start >= since) and (until is None or end <= until)

    cards = []
    for commitment in commitments:
        rows = _rows(commitment, by_commitment[commitment.pk], quantities, today=customer.supplier.today())
        shown = [row for row in rows if within(row.period.start, row.period.end)]
        levels = list(commitment.levels.all())
        cards.append(
            Card(
                commitment=commitment,
                level=levels[-1] if levels else None,
                rows=shown,
                trend=performance.trend([row.period for row in shown]),
            )
        )
    return Scorecard(
        cards=cards,
        work=_work(one for one in volumes if within(one.period_start, one.period_end)),
        explanation=performance.explain(row.period for card in cards for row in card.rows),
        years=years,
    )


def _quantities(volumes: Iterable[WorkVolume]) -> dict[tuple[date, date], tuple[Decimal | None, Decimal]]:
    """Planned and done of all functions by period; planned is None where one function has no plan."""
    found: dict[tuple[date, date], tuple[Decimal | None, Decimal]] = {}
    for one in volumes:
        key = (one.period_start, one.period_end)
        done = one.in_scope + one.out_of_scope
        if key not in found:
            found[key] = (one.planned, done)
            continue
        planned, before = found[key]
        both = planned + one.planned if planned is not None and one.planned is not None else None
        found[key] = (both, before + done)
    return found


def _rows(
    commitment: Commitment,
    readings: Sequence[PerformanceReading],
    quantities: dict[tuple[date, date], tuple[Decimal | None, Decimal]],
    *,
    today: date,
) -> list[Row]:
    """The periods of the commitment from its first level on, oldest first; those over without a reading are there too."""
    levels = list(commitment.levels.all())
    if not levels:
        return []
    read = {(one.period_start, one.period_end): one for one in readings}
    spans = set(read)
    last = min(today, commitment.ends_on) if commitment.ends_on is not None else today
    start, end = grain_period(commitment.rhythm, levels[0].since)
    if start < levels[0].since:  # a period that had begun before is no whole one
        start, end = grain_period(commitment.rhythm, end + timedelta(days=1))
    while end <= last:
        if not any(one_start <= end and start <= one_end for one_start, one_end in read):
            spans.add((start, end))
        start, end = grain_period(commitment.rhythm, end + timedelta(days=1))
    rows = []
    for span in sorted(spans):
        level = next((one for one in reversed(levels) if one.since <= span[0]), None)
        if level is None:
            continue  # read before anything was promised
        reading = read.get(span)
        planned, done = quantities.get(span, (None, None))
        rows.append(_row(span, level, reading, planned, done))
    return rows


def _row(
    span: tuple[date, date],
    level: CommitmentLevel,
    reading: Any,
    planned: Decimal | None,
    done: Decimal | None,
) -> Row:
    period = Period(
        start=span[0],
        end=span[1],
        target=level.target,
        direction=level.direction,
        actual=reading.value if reading is not None else None,
        planned=planned,
        done=done,
    )
    if reading is None:
        return Row(period, None)
    return Row(period, reading, reading.answer or "", reading.answered_by or "", reading.answer_reason or "")


def _work(volumes: Iterable[WorkVolume]) -> list[Work]:
    found: dict[tuple[str, str], Work] = {}
    for one in volumes:
        found.setdefault((one.function, one.unit), Work(one.function, one.unit)).add(one)
    return list(found.values())


# --- The page ---------------------------------------------------------------------------------------------------------
def scorecard_page(actor: Actor, customer: Customer, *, year: int | None) -> dict[str, Any]:
    """The context of scorecards/scorecard.html: one calendar year, or everything there is."""
    found = scorecard(
        actor,
        customer,
        since=date(year, 1, 1) if year is not None else None,
        until=date(year, 12, 31) if year is not None else None,
    )
    counted = found.counted
    return {
        "customer": customer,
        "answer": answer_words(counted),
        "missing": missing_words(counted),
        "years": found.years,
        "year": year,
        "work": found.work,
        "cards": [
            {
                "commitment": card.commitment,
                "level": card.level,
                "promise": promise_words(card.commitment, card.level),
                "counted": card.counted,
                "trend": TREND_WORDS[card.trend](),
                "unanswered": card.unanswered,
                "rows": list(reversed(card.rows)),
            }
            for card in found.cards
        ],
        "explanation": explanation_words(found.explanation) if counted.missed else [],
        "waiting": sum(card.unanswered for card in found.cards),
    }


# --- In words ---------------------------------------------------------------------------------------------------------
def promise_words(commitment: Commitment, level: CommitmentLevel | None) -> str:
    """ "at least 80 % a month"."""
    if level is None:
        return _("no level agreed")
    said = {"target": notation.quantity(level.target, commitment.unit)}
    return {
        ("at_least", "month"): _("at least %(target)s a month"),
        ("at_least", "quarter"): _("at least %(target)s a quarter"),
        ("at_least", "year"): _("at least %(target)s a year"),
        ("at_most", "month"): _("at most %(target)s a month"),
        ("at_most", "quarter"): _("at most %(target)s a quarter"),
        ("at_most", "year"): _("at most %(target)s a year"),
    }[level.direction, commitment.rhythm] % said


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


def explanation_words(found: Explanation) -> list[str]:
    """The explanation "volume above plan", tested: the split of the misses, that of the rest, and what follows."""
    if found.verdict == Verdict.TOO_FEW:
        return [_("Whether volume above plan explains the misses cannot be said: there is nothing to compare.")]
    said = {
        "missed_above": found.missed_above, "missed": found.missed, "met_above": found.met_above, "met": found.met,
    }  # fmt: skip
    split = [
        _("Of %(missed)s missed periods with a plan, %(missed_above)s were above it.") % said,
        _("Of %(met)s periods that were met, %(met_above)s were above it.") % said,
    ]
    verdict = {
        Verdict.DOES_NOT: _(
            "Volume does not explain the misses: periods that were met were above plan as often, or oftener."
        ),
        Verdict.NOT_SHOWN: _(
            "That volume explains the misses is not shown: chance makes a difference like this as well."
        ),
        Verdict.EXPLAINS: _("Volume above plan goes with the misses more often than chance would have it."),
    }[found.verdict]
    return [*split, verdict]


TREND_WORDS = {
    Trend.BETTER: lambda: _("better than the three periods before"),
    Trend.WORSE: lambda: _("worse than the three periods before"),
    Trend.LEVEL: lambda: _("level with the three periods before"),
    Trend.TOO_SHORT: lambda: _("too short for a trend"),
}
