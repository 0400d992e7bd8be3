"""Suitability for the customer's direction: criteria, scores and gaps, risks; and what asks for re-agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer
from accounts.tables import name_key
from outcomes.models import Outcome, Terms
from scorecards import suitability
from scorecards.models import Criteria, Criterion, DeliveryRisk, Direction, OutcomeHolds, RiskUpdate, SuitabilityScore
from scorecards.performance import Counted
from scorecards.queries.performance import counted_of
from scorecards.queries.proposals import MARKS
from scorecards.querysets import as_seen
from scorecards.suitability import OURS, THEIRS, Given, Line

RISK_MARKS = {"open": "flag", "over": "met", "happened": "shortfall"}


# --- What asks for re-agreement ---------------------------------------------------------------------------------------
def re_agreement_words(*, criteria: bool, outcomes: int) -> str:
    """ "Agreed before the direction changed: the criteria, and 2 outcomes."; empty where nothing was."""
    parts = [_("the criteria")] if criteria else []
    if outcomes:
        parts.append(ngettext("one outcome", "%(n)s outcomes", outcomes) % {"n": outcomes})
    if not parts:
        return ""
    return _("Agreed before the direction changed: %(what)s.") % {"what": _(" and ").join(parts)}


def outcomes_before(direction: Direction | None) -> QuerySet[Outcome]:
    """Outcomes of the direction's customer with terms that were all agreed before it, and of which nobody said that they hold.

    Without a direction it is for the subquery of a query of directions.
    """
    on: Any = OuterRef(OuterRef("said_on")) if direction is None else direction.said_on
    key: Any = OuterRef(OuterRef("pk")) if direction is None else direction.pk
    agreed = Terms.objects.filter(dimension__outcome=OuterRef("pk"), state=Terms.State.AGREED)
    held = OutcomeHolds.objects.filter(outcome=OuterRef("pk"), direction=key)
    customer: Any = OuterRef("customer") if direction is None else direction.customer_id
    return Outcome.objects.filter(
        Exists(agreed.filter(agreed_on__lt=on)),
        ~Exists(agreed.filter(agreed_on__gte=on)),
        ~Exists(held),
        customer=customer,
    )


def asking(directions: Any) -> Any:
    """With `asks_criteria` and `asks_outcomes`; a first direction asks for nothing."""
    agreed = Criteria.objects.agreed().filter(customer=OuterRef("customer"))
    counted = outcomes_before(None).order_by().values("customer").annotate(n=Count("pk")).values("n")
    return directions.annotate(
        asks_criteria=Exists(agreed.filter(direction__lt=OuterRef("pk")))
        & ~Exists(agreed.filter(direction__gte=OuterRef("pk"))),
        asks_outcomes=Case(
            When(supersedes=None, then=0),
            default=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
            output_field=IntegerField(),
        ),
    )


def outcome_asks(actor: Actor, outcome: Outcome) -> Direction | None:
    """The direction under which this outcome asks for re-agreement; None where it does not. One query."""
    directions = Direction.objects.visible_to(actor).filter(customer=outcome.customer_id).current()
    older = outcomes_before(None).filter(pk=outcome.pk)
    found: Direction | None = directions.exclude(supersedes=None).annotate(asks=Exists(older)).filter(asks=True).first()
    return found


# --- What there is ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ScoredCriterion:
    """A criterion that holds, with what each side makes of it and the newest score of each person, newest first."""

    criterion: Criterion
    line: Line
    said: Sequence[SuitabilityScore]


@dataclass(frozen=True)
class Risk:
    """A risk with its history, oldest first, as far as the actor sees it."""

    risk: DeliveryRisk
    updates: Sequence[RiskUpdate]

    @property
    def mark(self) -> str:
        return RISK_MARKS[self.risk.state]


@dataclass(frozen=True)
class Suitability:
    """Everything of one customer that an actor sees. `agreed` are the criteria that hold; None: none are agreed."""

    direction: Any = None
    earlier: Sequence[Direction] = ()
    agreed: Criteria | None = None
    lines: Sequence[ScoredCriterion] = ()
    open: Sequence[Criteria] = field(default_factory=list)

    @property
    def ours(self) -> Fraction | None:
        return suitability.whole([one.line for one in self.lines], OURS)

    @property
    def theirs(self) -> Fraction | None:
        return suitability.whole([one.line for one in self.lines], THEIRS)

    @property
    def asks_criteria(self) -> bool:
        """The direction changed since the criteria were agreed."""
        return self.agreed is not None and self.direction is not None and self.agreed.direction_id < self.direction.pk


def suitability_of(
    actor: Actor | None, customer: Customer, *, directions: Sequence[Direction] | None = None
) -> Suitability:
    """Three queries, whatever was scored; two where the `directions` are known, newest first.

    Without an actor it is for a document that a service freezes.
    """
    if directions is None:
        known = as_seen(Direction, actor).filter(customer=customer).select_related("recorded_by__user", "stakeholder")
        directions = list(asking(known).order_by("-pk"))
    criteria = list(
        as_seen(Criterion, actor)
        .filter(customer=customer, criteria__state__in=["draft", "proposed", "agreed", "declined"])
        .select_related("criteria__asked", "criteria__direction", "criteria__proposed_by__user")
        .order_by("-criteria__decided_at", "-criteria__pk", "position", "pk")
    )
    scores = list(
        as_seen(SuitabilityScore, actor).filter(customer=customer).select_related("criterion").order_by("said_at", "pk")
    )
    sets = {one.criteria_id: one.criteria for one in criteria}
    agreed = [one for one in sets.values() if one.state == Criteria.State.AGREED]
    holds = max(agreed, key=lambda one: (one.decided_at, one.pk)) if agreed else None
    return Suitability(
        direction=directions[0] if directions else None,
        earlier=directions[1:],
        agreed=holds,
        lines=_scored([one for one in criteria if holds is not None and one.criteria_id == holds.pk], scores),
        open=[one for one in sets.values() if _is_open(one, holds)],
    )


def _is_open(one: Criteria, holds: Criteria | None) -> bool:
    """A draft, a proposal, or one that was declined since criteria were last agreed."""
    if one.state == Criteria.State.DECLINED:
        return holds is None or one.pk > holds.pk
    return one.state != Criteria.State.AGREED


def _scored(criteria: Sequence[Criterion], scores: Sequence[SuitabilityScore]) -> list[ScoredCriterion]:
    given = {one: _given(one) for one in scores}
    kept = {id(one): one for one in suitability.newest(given.values())}
    counting = [(one, said) for one, said in given.items() if id(said) in kept]
    found = []
    for criterion in criteria:
        key = name_key(criterion.name)
        ours, theirs = (suitability.mean([said for _one, said in counting], key, side) for side in (OURS, THEIRS))
        said = [one for one, entry in reversed(counting) if entry.criterion == key]
        found.append(ScoredCriterion(criterion, Line(criterion.weight, ours, theirs), said))
    return found


def _given(one: SuitabilityScore) -> Given:
    side = THEIRS if one.stakeholder_id is not None else OURS
    return Given(name_key(one.criterion.name), side, one.stakeholder_id or one.membership_id, one.score)


def risks_of(actor: Actor | None, customer: Customer) -> list[Risk]:
    """Risks that the actor sees: open ones first, the next due first; one query."""
    updates = (
        as_seen(RiskUpdate, actor).filter(customer=customer).select_related("risk__owner__user").order_by("at", "pk")
    )
    by_risk: dict[int, list[RiskUpdate]] = {}
    for one in updates:
        by_risk.setdefault(one.risk_id, []).append(one)
    found = [Risk(ones[0].risk, ones) for ones in by_risk.values()]
    order = {"open": 0, "happened": 1, "over": 2}
    return sorted(found, key=lambda one: (order[one.risk.state], one.risk.due_on, one.risk.pk))


# --- Pages ------------------------------------------------------------------------------------------------------------
def suitability_page(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/suitability.html and of portal_suitability.html; six queries."""
    found = suitability_of(actor, customer)
    kept = counted_of(actor, customer)
    direction = found.direction
    outcomes = direction.asks_outcomes if direction is not None else 0
    risks = risks_of(actor, customer)
    return {
        "customer": customer,
        "found": found,
        "answer": own_answer_words(found) if actor.stakeholder is not None else answer_words(found),
        "asks": re_agreement_words(criteria=found.asks_criteria, outcomes=outcomes),
        "asks_outcomes": outcomes,
        "recorded": recorded_words(actor, direction) if direction is not None else "",
        "earlier": [{"direction": one, "recorded": recorded_words(actor, one)} for one in found.earlier],
        "agreed_on": _on(actor, found.agreed.decided_at) if found.agreed is not None else None,
        "lines": [line_words(actor, one) for one in found.lines],
        "whole": {"ours": score_words(found.ours), "theirs": score_words(found.theirs), "gap": gap_of(found)},
        "kept": kept,
        "kept_words": kept_words(kept),
        "risks": [
            {
                "risk": one.risk,
                "mark": one.mark,
                "updates": [{"update": each, "on": _on(actor, each.at)} for each in reversed(one.updates)],
            }
            for one in risks
        ],
        "open": [{"criteria": one, "mark": MARKS[one.state], "state": one.get_state_display()} for one in found.open],
    }


def _on(actor: Actor, moment: datetime | None) -> date | None:
    """The business day of a moment, on the supplier's clocks."""
    return actor.supplier.today(moment) if moment is not None else None


def recorded_words(actor: Actor, direction: Direction) -> str:
    """Who put a direction on record, and when: which side's word it is stands beside it."""
    day = notation.date_long(actor.supplier.today(direction.recorded_at))
    if direction.stakeholder is not None:
        return _("Recorded on %(day)s by %(name)s in person.") % {"day": day, "name": direction.stakeholder.name}
    if direction.recorded_by is not None:
        return _("Recorded on %(day)s by %(name)s.") % {"day": day, "name": direction.recorded_by.user}
    return _("Recorded on %(day)s.") % {"day": day}


def line_words(actor: Actor, one: ScoredCriterion) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "ours": score_words(one.line.ours),
        "theirs": score_words(one.line.theirs),
        "gap": signed_words(one.line.gap),
        "said": [{"score": each, "on": _on(actor, each.said_at)} for each in one.said],
    }


def score_words(value: Fraction | None) -> str:
    """ "7.5"; empty where nobody scored: the page then says so."""
    return "" if value is None else notation.exact(tenths(value), least_digits=1)


def tenths(value: Fraction) -> Decimal:
    """Rounded half away from zero to one decimal."""
    scaled = abs(value) * 10
    whole = int(scaled + Fraction(1, 2))
    return Decimal(whole if value >= 0 else -whole).scaleb(-1)


def signed_words(gap: Fraction | None) -> str:
    return score_words(gap)


def gap_of(found: Suitability) -> str:
    if found.ours is None or found.theirs is None:
        return ""
    return signed_words(found.ours - found.theirs)


def answer_words(found: Suitability) -> str:
    """The sentence that the page opens with."""
    if found.direction is None:
        return _("Where they are going is not recorded")
    if found.agreed is None:
        return _("No criteria are agreed for their direction")
    if found.theirs is not None and found.ours is not None:
        said = {"theirs": score_words(found.theirs), "ours": score_words(found.ours)}
        return _("Suitability for their direction: they say %(theirs)s of 10, we say %(ours)s") % said
    if found.theirs is not None:
        return _("Suitability for their direction: they say %(theirs)s of 10") % {"theirs": score_words(found.theirs)}
    return _("The customer has not scored every criterion yet")


def own_answer_words(found: Suitability) -> str:
    """The same sentence, said to the customer."""
    if found.direction is None:
        return _("Where we are going is not recorded")
    if found.agreed is None:
        return _("No criteria are agreed for where we are going")
    if found.theirs is None:
        return _("We have not scored every criterion yet")
    if found.ours is None:
        return _("Suited for where we are going: we say %(theirs)s of 10") % {"theirs": score_words(found.theirs)}
    said = {"theirs": score_words(found.theirs), "ours": score_words(found.ours)}
    return _("Suited for where we are going: we say %(theirs)s of 10, the supplier %(ours)s") % said


def kept_words(kept: Counted) -> str:
    """ "Past performance: 31 of 36 periods met, 5 missed; 2 without a reading."."""
    if not kept.read:
        return _("Past performance: nothing was read.")
    said = {"met": kept.met, "read": kept.read, "missed": kept.missed, "without": kept.no_data}
    if kept.no_data:
        return (
            _("Past performance: %(met)s of %(read)s periods met, %(missed)s missed; %(without)s without a reading.")
            % said
        )
    return _("Past performance: %(met)s of %(read)s periods met, %(missed)s missed.") % said


def outcomes_asking(actor: Actor, direction: Direction | None) -> list[Outcome]:
    """Outcomes that ask for re-agreement, in the customer's order; at most one query."""
    if direction is None or direction.supersedes_id is None:
        return []
    return list(outcomes_before(direction).filter(pk__in=Outcome.objects.visible_to(actor).values("pk")))


def criteria_lines(criteria: Criteria) -> Iterable[Criterion]:
    return Criterion.objects.filter(criteria=criteria).order_by("position", "pk")


def newest_lines(customer: Customer) -> list[tuple[str, int]]:
    """Name and weight of the criteria that hold: what a new proposal starts from; empty where none do."""
    newest = Criteria.objects.agreed().filter(customer=customer).order_by("-decided_at", "-pk").first()
    return [(one.name, one.weight) for one in criteria_lines(newest)] if newest is not None else []
