"""What the champion's page rests on, each in one query. Nothing that is said about people inside the supplier is read here."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    JSONField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from accounts.actors import Actor
from accounts.models import Contract, Customer
from engagements.models import Problem
from engagements.queries.problems.register import is_over
from outcomes.models import ClaimLine, Decision, DisputeAnswer, Measurement, SpendEntry, Terms, ValueEvent
from outcomes.queries.agreed import last_better_first
from outcomes.queries.claims import asked_elsewhere, waiting_claims, waiting_for_her
from outcomes.queries.first_year import year_starts
from outcomes.queries.marks import DECIDED, LIVE, State
from reports.say_aloud import BAD_NAMED
from scorecards.models import PerformanceReading
from scorecards.queries.said import waiting

WAITING_SHOWN = 10
DECIDED_SHOWN = 5
# Rows with figures that their query adds, which the type checker cannot know.
CustomerNow = Any
NamedClaim = Any
TermsNow = Any


def customer_now(actor: Actor) -> CustomerNow:
    """Her firm with its totals, the person who answers for it, and how much there is of what; one query."""
    live = ValueEvent.objects.visible_to(actor).filter(state__in=LIVE)
    spend = SpendEntry.objects.visible_to(actor).current()
    confirmations = Decision.objects.visible_to(actor).filter(kind=Decision.Kind.SPEND_CONFIRMED).order_by("-seq")
    sign_offs = Decision.objects.visible_to(actor).filter(kind=Decision.Kind.PERIOD_SIGNED_OFF).order_by("-seq")
    readings = waiting(PerformanceReading.objects.visible_to(actor))
    first = JSONObject(
        pk="pk", commitment="commitment", name=F("commitment__name"), start="period_start", end="period_end"
    )
    oldest = readings.filter(customer=OuterRef("pk")).order_by("period_start", "commitment__position", "pk")
    found = (
        Customer.objects.visible_to(actor)
        .select_related("supplier", "accountable__user", "total", "ledger_head")
        .annotate(
            waiting_count=_count(waiting_claims(actor)),
            for_her_count=_count(waiting_for_her(actor)),
            # Of a correction the lower figure counts already: what it claims is not undecided.
            for_her_minor=_sum(waiting_for_her(actor).filter(claimed_minor__gt=0, supersedes=None)),
            bad_count=_count(bad_claims(live)),
            disputed_count=_count(live.filter(state=State.DISPUTED)),
            stated=Exists(live),
            monetised=Exists(live.filter(claimed_minor__isnull=False)),
            **year_starts(
                contracts=Contract.objects.visible_to(actor), terms=Terms.objects.visible_to(actor), spend=spend
            ),
            internal_stated=Exists(spend.filter(kind=SpendEntry.Kind.INTERNAL)),
            spend_confirmed_on=Subquery(confirmations.values("said_on")[:1]),
            problems_open=_count(Problem.objects.visible_to(actor).exclude(is_over())),
            readings_waiting=_count(readings),
            reading_waiting=Subquery(oldest.annotate(told=first).values("told")[:1], output_field=JSONField()),
            signed_off_on=Subquery(sign_offs.values("said_on")[:1]),
        )
    )
    return found.get()


def _count(rows: QuerySet) -> Coalesce:
    """How many of these rows of the same customer, as part of a larger query."""
    counted = rows.filter(customer=OuterRef("pk")).order_by().values("customer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _sum(rows: QuerySet) -> Coalesce:
    """What these rows of the same customer claim together, in minor units, as part of a larger query."""
    added = rows.filter(customer=OuterRef("pk")).order_by().values("customer").annotate(sum=Sum("claimed_minor"))
    return Coalesce(Subquery(added.values("sum")), 0)


def _of_dimension(rows: QuerySet) -> Subquery:
    """What these rows of one dimension were confirmed as together, in minor units; None where none was."""
    added = rows.order_by().values("dimension").annotate(sum=Sum("decided_minor"))
    return Subquery(added.values("sum"))


def bad_claims(live: QuerySet) -> QuerySet:
    """What went badly and stands: shortfalls as decided, else as claimed; and what was stated without an amount."""
    stands = live.annotate(stands=Coalesce("decided_minor", "claimed_minor"))
    return stands.filter(Q(stands__lt=0) | Q(kind=ValueEvent.Kind.COST, claimed_minor=None))


def named_claims(actor: Actor) -> list[NamedClaim]:
    """The claims that the page names: those that wait, the best victory, the worst shortfalls, the last decided; one
    query, with the last agreed victory of each one's dimension."""
    live = ValueEvent.objects.visible_to(actor).filter(state__in=LIVE)
    decided = live.filter(state__in=DECIDED)
    # Said aloud, it must be what she confirmed as it was stated: of an adjusted claim the amount is agreed, not the reading.
    good = live.filter(state=State.CONFIRMED).exclude(kind=ValueEvent.Kind.COST)
    # In money that of the dimension whose confirmed gains come to most; without any the first in the customer's order, as in
    # the document.
    gains = good.filter(Q(decided_minor__gt=0) | Q(decided_minor=None))
    measured = Exists(last_better_first(gains).filter(event=OuterRef("pk")))
    in_words = ~Exists(ClaimLine.objects.filter(event=OuterRef("pk")))
    counted = decided.filter(decided_minor__gt=0).exclude(kind=ValueEvent.Kind.COST)
    together = _of_dimension(counted.filter(dimension=OuterRef("dimension"), after_the_fact=False, on_paper=False))
    best = (
        gains.filter(measured | in_words | Q(decided_minor__gt=0))
        .annotate(together=Coalesce(together, "decided_minor"))
        .order_by(
            F("together").desc(nulls_last=True),
            F("decided_minor").desc(nulls_last=True),
            F("dimension__outcome__position").asc(nulls_last=True),
            "dimension__outcome",
            "dimension__position",
            "dimension",
            "-decided_at",
            "-pk",
        )
    )
    chosen = [
        waiting_claims(actor).exclude(asked_elsewhere(actor)).values("pk")[:WAITING_SHOWN],
        waiting_claims(actor).filter(asked_elsewhere(actor)).values("pk")[:WAITING_SHOWN],
        best.values("pk")[:1],
        bad_claims(live).order_by(F("stands").asc(nulls_last=True), "pk").values("pk")[:BAD_NAMED],
        decided.order_by("-decided_at", "-pk").values("pk")[:DECIDED_SHOWN],
    ]
    named = Q()
    for rows in chosen:
        named |= Q(pk__in=rows)
    agreed = last_better_first(gains).filter(event__dimension=OuterRef("dimension"))
    answers = DisputeAnswer.objects.filter(event=OuterRef("pk"), event__answered_at__isnull=False).order_by("-pk")
    return list(
        ValueEvent.objects.visible_to(actor)
        .filter(named)
        .select_related("customer__supplier", "dimension", "supersedes", "asked")
        .annotate(
            answer=Subquery(answers.values("words")[:1]),
            answered_by=Subquery(answers.values("name")[:1]),
            best=Case(When(pk__in=best.values("pk")[:1], then=True), default=False, output_field=BooleanField()),
            agreed_baseline=Subquery(agreed.values("baseline")[:1]),
            agreed_actual=Subquery(agreed.values("actual")[:1]),
            agreed_start=Subquery(agreed.values("period_start")[:1]),
            agreed_end=Subquery(agreed.values("period_end")[:1]),
        )
        .order_by("stated_at", "pk")
    )


def terms_now(actor: Actor) -> list[TermsNow]:
    """Per dimension what is agreed now, with its last reading, and what is proposed; one query."""
    readings = (
        Measurement.objects.visible_to(actor).filter(dimension=OuterRef("dimension")).current().order_by("-period_end")
    )
    rows = (
        Terms.objects.visible_to(actor)
        .filter(state__in=[Terms.State.AGREED, Terms.State.PROPOSED])
        .select_related("dimension__outcome", "asked", "customer")
        .annotate(
            last_value=Subquery(readings.values("value")[:1]),
            last_start=Subquery(readings.values("period_start")[:1]),
            last_end=Subquery(readings.values("period_end")[:1]),
            last_reading=Subquery(readings.values("pk")[:1]),
        )
        .annotate(
            last_state=Subquery(
                ClaimLine.objects.filter(measurement=OuterRef("last_reading"), event__state__in=LIVE).values(
                    "event__state"
                )[:1]
            )
        )
        .order_by("dimension__outcome__position", "dimension__outcome", "dimension__position", "dimension", "version")
    )
    newest = {(one.dimension_id, one.state): one for one in rows}
    return list(newest.values())


def deciding_people(actor: Actor) -> list[dict[str, Any]]:
    """Those of her own firm who may decide today or have confirmed something, with the sum: names and nothing else."""
    assert actor.stakeholder is not None
    counted = Q(
        stakeholders__decisions__kind__in=[Decision.Kind.CONFIRMED, Decision.Kind.ADJUSTED],
        stakeholders__decisions__event__state__in=DECIDED,
        # The one that stands: where she changed her mind, the last.
        stakeholders__decisions__recorded_at=F("stakeholders__decisions__event__decided_at"),
        stakeholders__decisions__event__after_the_fact=False,
        stakeholders__decisions__event__on_paper=False,
        stakeholders__decisions__amount_minor__gt=0,
    )
    rows = (
        Customer.objects.visible_to(actor)
        .filter(stakeholders__user__isnull=False)
        .order_by()
        .values(
            "stakeholders__pk",
            "stakeholders__name",
            "stakeholders__may_decide",
            "stakeholders__until",
        )
        .annotate(confirmed=Sum("stakeholders__decisions__amount_minor", filter=counted), last=Max("stakeholders__pk"))
        .order_by("stakeholders__name", "stakeholders__pk")
    )
    today = actor.supplier.today()
    return [
        {
            "pk": row["stakeholders__pk"],
            "name": row["stakeholders__name"],
            "confirmed": row["confirmed"] or 0,
            "decides": row["stakeholders__may_decide"]
            and (row["stakeholders__until"] is None or row["stakeholders__until"] >= today),
        }
        for row in rows
    ]
