"""What is promised, whether it was kept and what explains it, in words: for pages, packs and sheets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from scorecards.models import Commitment, CommitmentLevel
from scorecards.performance import Counted, Explanation, Trend, Verdict
from scorecards.queries.performance import Card, Scorecard


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
    said = {"read": count_words(counted.read), "met": count_words(counted.met), "missed": count_words(counted.missed)}
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


def count_words(number: int) -> str:
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
    ) % {"n": count_words(counted.no_data)}


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
    said = {"met": count_words(counted.met), "missed": count_words(counted.missed), "trend": TREND_WORDS[trend]()}
    return _("%(met)s met, %(missed)s missed; %(trend)s.") % said


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
    words = (
        _("The commitment ended on %(day)s.") % said if last < today else _("The commitment ends on %(day)s.") % said
    )
    if commitment.ends_on is None:
        words = (
            _("The commitment ended with its contract, on %(day)s.")
            if last < today
            else _("The commitment ends with its contract, on %(day)s.")
        )
        words %= said
    return f"{words} {notation.quoted(commitment.end_reason)}" if commitment.end_reason else words


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
