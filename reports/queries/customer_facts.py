"""What is read for a customer's page: the customer with its counts, every claim as it counts, the promises."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from accounts import notation
from accounts.actors import Actor
from accounts.contract_rows import JSONRows, told_contracts
from accounts.models import Accountability, Contract, Customer, Stakeholder, Tender
from engagements.models import Problem
from engagements.queries.problems.register import is_over
from outcomes.counting import OPEN, Standing, buckets
from outcomes.flows import Flows
from outcomes.models import (
    CustomerTotal,
    Decision,
    Measurement,
    Outcome,
    Signature,
    SpendEntry,
    Terms,
    ValueEvent,
)
from outcomes.queries.agreed import last_better_first
from outcomes.queries.first_year import year_starts
from outcomes.queries.marks import Kind
from reports.queries.today.facts import TERMS
from scorecards.queries.scope import told_changes


def customer_for(actor: Actor, pk: int) -> Any:
    """The customer with its sums and everything that is counted rather than listed, where the actor sees it; one query."""
    spend = SpendEntry.objects.visible_to(actor).current().filter(customer=OuterRef("pk")).order_by()
    decisions = Decision.objects.visible_to(actor).filter(customer=OuterRef("pk")).order_by()
    decided = decisions.standing()
    confirmed_spend = decisions.filter(kind=Kind.SPEND_CONFIRMED).order_by("-seq")
    contracts = Contract.objects.visible_to(actor).filter(customer=OuterRef("pk"))
    answers_since = Accountability.objects.visible_to(actor).filter(customer=OuterRef("pk"), until=None)
    people = Stakeholder.objects.visible_to(actor).filter(customer=OuterRef("pk")).order_by()

    problems = Problem.objects.visible_to(actor).filter(customer=OuterRef("pk")).order_by()
    tenders = Tender.objects.visible_to(actor).open().filter(customer=OuterRef("pk"))
    latest = tenders.order_by("-on", "-pk")

    def one(rows: QuerySet, **aggregate: Any) -> Subquery:
        return Subquery(rows.values("customer").annotate(**aggregate).values(next(iter(aggregate))))

    kinds = {f"spend_{kind.value}": one(spend.filter(kind=kind), x=Sum("amount_minor")) for kind in SpendEntry.Kind}
    return (
        Customer.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("supplier", "accountable__user", "total", "ledger_head")
        .annotate(
            **kinds,
            spend_rows=Subquery(
                spend.values("customer")
                .annotate(told=JSONRows(JSONObject(on="on", minor="amount_minor")))
                .values("told")
            ),
            spend_count=Coalesce(one(spend, n=Count("pk")), 0),
            **year_starts(contracts=contracts, terms=Terms.objects.visible_to(actor), spend=spend),
            spend_by=Subquery(confirmed_spend.values("signature__name")[:1]),
            spend_confirmed=Subquery(confirmed_spend.values("amount_minor")[:1]),
            spend_confirmed_payload=Subquery(confirmed_spend.values("payload")[:1]),
            deciders=Coalesce(one(decided, n=Count("by_stakeholder", distinct=True)), 0),
            last_proof=one(decisions.proofs(), day=Max("said_on")),
            may_agree_count=Coalesce(one(people.filter(still_there(actor), may_agree=True), n=Count("pk")), 0),
            contract_rows=told_contracts(contracts),
            change_rows=told_changes(actor, OuterRef("pk")),
            tender=Subquery(latest.annotate(of=Coalesce("first", "pk")).values("of")[:1]),
            tender_name=Subquery(latest.values("name")[:1]),
            tender_kind=Subquery(latest.values("kind")[:1]),
            tender_on=Subquery(latest.values("on")[:1]),
            tender_count=Coalesce(one(tenders.order_by(), n=Count("pk")), 0),
            problem_count=Coalesce(one(problems, n=Count("pk")), 0),
            problems_open=Coalesce(one(problems.exclude(is_over()), n=Count("pk")), 0),
            problem_since=one(problems.exclude(is_over()), day=Min("since")),
            answers_since=Subquery(answers_since.values("since")[:1]),
        )
        .first()
    )


def still_there(actor: Actor) -> Q:
    return Q(until=None) | Q(until__gte=actor.supplier.today())


@dataclass
class Claim:
    """One event as a customer's page counts it."""

    pk: int
    dimension: int | None
    kind: str
    state: str
    title: str
    start: date | None
    end: date | None
    claimed: int | None
    asked: str
    stated_at: Any
    disputed_at: Any = None  # the last time that she disputed it
    sums: dict[str, int] = field(default_factory=dict)
    after_the_fact: bool = False

    @property
    def words(self) -> str:
        if self.start is None or self.end is None:
            return self.title
        return f"{self.title}, {notation.period(self.start, self.end)}"


@dataclass
class Facts:
    customer: Any
    total: CustomerTotal
    stated: bool
    monetised: bool
    too_early: bool
    claims: Sequence[Claim]
    edits: bool

    @property
    def money(self) -> bool:
        return self.stated and self.monetised

    @property
    def currency(self) -> str:
        return str(self.customer.currency)


def claims_of(actor: Actor, customer: Customer) -> list[Claim]:
    """Every event with what it adds to the sums, by the rule that the ledger counts by; one query."""
    disputes = Decision.objects.visible_to(actor).filter(event=OuterRef("pk"), kind=Kind.DISPUTED).order_by("-seq")
    rows = list(
        ValueEvent.objects.visible_to(actor)
        .filter(customer=customer)
        .annotate(disputed_at=Subquery(disputes.values("recorded_at")[:1]))
        .order_by("stated_at", "pk")
        .values_list(
            "pk", "dimension", "kind", "state", "title", "period_start", "period_end", "claimed_minor",
            "asked__name", "stated_at", "disputed_at", "decided_minor", "after_the_fact", "on_paper", "terms__on_paper",
            "supersedes",
        )
    )  # fmt: skip
    # A restatement that waits is no event of its own yet: it holds down the one that it corrects.
    pending = {row[15]: Standing(row[3], row[7], *row[11:15]) for row in rows if row[15] is not None and row[3] in OPEN}
    claims = []
    for row in rows:
        told: tuple[Any, ...] = (*row[:8], row[8] or "", *row[9:11])
        claim = Claim(*told)
        claim.after_the_fact = row[12]
        if row[15] is None or row[3] not in OPEN:
            claim.sums = buckets(Standing(row[3], row[7], *row[11:15]), pending.get(row[0]))
        claims.append(claim)
    return claims


def flows_told(customer: Any, claims: Iterable[Claim]) -> Flows:
    """The customer's dated flows, of what was read already: as `flows_of` works them out."""
    found = Flows()
    rows = (json.loads(one) if isinstance(one, str) else one for one in customer.spend_rows or ())
    for day, minor in sorted((date.fromisoformat(row["on"][:10]), row["minor"]) for row in rows):
        found.add_spend(day, minor)
    counted = [one for one in claims if one.sums and one.end is not None]
    for claim in sorted(counted, key=lambda one: (one.end, one.pk)):
        found.add_event(claim.end, claim.sums)  # type: ignore[arg-type]
    return found


def promises_of(actor: Actor, customer: Customer) -> list[dict[str, Any]]:
    """Outcomes, their dimensions and the newest agreed and proposed terms of each, in the customer's order; `versions` are
    all that were agreed; one query."""
    readings = (
        Measurement.objects.visible_to(actor).filter(dimension=OuterRef("dimensions")).current().order_by("-period_end")
    )
    victories = last_better_first(ValueEvent.objects.visible_to(actor)).filter(event__dimension=OuterRef("dimensions"))
    agreed_by = Signature.objects.filter(
        decision__terms=OuterRef("dimensions__terms"), decision__kind=Kind.TERMS_AGREED
    )
    rows = (
        Outcome.objects.visible_to(actor)
        .filter(customer=customer)
        .order_by("position", "pk", "dimensions__position", "dimensions__pk", "dimensions__terms__version")
        .values(
            "pk", "title", "goal", "dimensions__pk", "dimensions__name", "dimensions__unit", "dimensions__terms__pk",
            "dimensions__terms__target", "dimensions__terms__asked__name",
            *(f"dimensions__terms__{name}" for name in TERMS),
            last_value=Subquery(readings.values("value")[:1]),
            last_end=Subquery(readings.values("period_end")[:1]),
            victory=Subquery(victories.values("actual")[:1]),
            victory_was=Subquery(victories.values("baseline")[:1]),
            agreed_by=Subquery(agreed_by.values("name")[:1]),
        )
    )  # fmt: skip
    outcomes: dict[int, dict[str, Any]] = {}
    found: Iterable[Mapping[str, Any]] = rows
    for row in found:
        outcome = outcomes.setdefault(row["pk"], {"pk": row["pk"], "title": row["title"], "dimensions": {}})
        if row["dimensions__pk"] is None:
            continue
        dimension = outcome["dimensions"].setdefault(
            row["dimensions__pk"],
            {
                "pk": row["dimensions__pk"],
                "name": row["dimensions__name"],
                "unit": row["dimensions__unit"],
                "last": row["last_value"],
                "victory": row["victory"],
                "victory_was": row["victory_was"],
                "agreed": None,
                "proposed": None,
                "versions": [],
            },
        )
        if row["dimensions__terms__state"] in {"agreed", "proposed"}:
            terms = {name.removeprefix("dimensions__terms__"): value for name, value in row.items()}
            dimension[row["dimensions__terms__state"]] = terms
            if terms["state"] == Terms.State.AGREED:
                told = {name: terms[name] for name in TERMS}
                dimension["versions"].append(Terms(dimension_id=dimension["pk"], customer_id=customer.pk, **told))
    return [one | {"dimensions": list(one["dimensions"].values())} for one in outcomes.values()]
