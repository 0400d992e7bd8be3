"""Every line of Today, in order. Each maker yields the lines of one kind; they know nothing of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from reports.queries.today import asked, benchmark, claims, exposure, problems, promise, scorecard
from reports.queries.today.facts import TodayFacts
from reports.queries.today.line import Line


def lines_of(facts: TodayFacts) -> list[Line]:
    """Every line of these facts that the actor can do something about, in order."""
    makers = MAKERS if facts.edits else {kind: MAKERS[kind] for kind in OF_DELIVERY}
    return sorted((line for maker in makers.values() for line in maker(facts)), key=_weight)


def _weight(line: Line) -> tuple[int, bool, int, Decimal, int, str]:
    """Sorts by what costs most to leave: the kind first, then the money, then the age.

    What presses stands before the drafts at the latest, the nearest day first.
    """
    place = list(MAKERS).index(line.kind)
    if line.presses:
        return (min(place, list(MAKERS).index("draft")), False, line.days_left, *line.weight)
    return (place, True, 0, *line.weight)


MAKERS: dict[str, Callable[[TodayFacts], Iterator[Line]]] = {
    "kept_but_red": benchmark.kept_but_red,
    "tender": exposure.tenders,
    "problem": problems.words_due,
    "problem_commitment": problems.commitments_due,
    "dispute": claims.disputes,
    "challenge": scorecard.challenges,
    "shortfall": claims.shortfalls,
    "draft": claims.drafts,
    "measured": claims.measured,
    "renewal": exposure.renewals,
    "round_due": benchmark.rounds_due,
    "red": benchmark.red,
    "round": benchmark.rounds,
    "left": exposure.left,
    "champion": exposure.champions,
    "explanation": problems.explanations,
    "recommendation": benchmark.recommendations,
    "action": benchmark.actions,
    "risk": scorecard.risks,
    "again": benchmark.again,
    "direction": scorecard.directions,
    "declined": promise.declined,
    "baseline": promise.no_terms,
    "ending": promise.ending,
    "objection": exposure.objections,
    "reading": promise.readings,
    "scope": scorecard.scope_drafts,
    "problem_unanswered": problems.unanswered,
    "challenge_answered": scorecard.answered_challenges,
    "undecided": asked.undecided,
    "proposed": asked.proposed,
    "scope_proposed": scorecard.scope_proposals,
}
"""By kind, in the order of what costs most to leave: a contract that is kept and lost all the same, or a tender; what is
contested or counts against us; here what presses, of any kind; money that nobody has stated; who and what is exposed; what the
promise lacks; at the end what waits for the customer."""
OF_DELIVERY = ("problem", "problem_commitment", "explanation", "reading")
"""What whoever delivers can do something about, without answering for the customer."""
