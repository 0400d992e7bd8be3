"""What is known of many customers' contracts, rounds, commitments, actions, scope, direction, tenders: one query for all of it.

Today and the portfolio show every customer that an actor sees; a query a noun would be ten. The rows of each noun are put into
one statement as (noun, customer, object), and read here into the pure facts of scorecards/standing.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, Left

from accounts.contract_rows import TOLD, read_contract
from accounts.models import Contract, Tender
from scorecards import performance, standing
from scorecards.models import (
    Action,
    ActionUpdate,
    CommitmentLevel,
    Criteria,
    DeliveryRisk,
    Direction,
    PerformanceReading,
    ReadingAnswer,
    ReadingReply,
    Recommendation,
    Respondent,
    Round,
    ScopeChange,
    ScopeLine,
    WorkVolume,
)
from scorecards.performance import Kept
from scorecards.queries.scope import Unpaid, unpaid_of
from scorecards.queries.suitability import asking
from scorecards.querysets import invoiced, words_of_hers
from scorecards.results import ends_of, fraction_of
from scorecards.services.rounds import BETWEEN_REMINDERS, MOST_REMINDERS
from scorecards.standing import LATEST_PERIODS, Standing

WORDS_READ = 200


Beside = tuple[QuerySet[Any], dict[str, Any], Callable[[int, Mapping[str, Any]], None]]


def standings(
    customers: Sequence[int], today: date, *, with_work: bool = False, beside: Mapping[str, Beside] | None = None
) -> dict[int, Standing]:
    """How each of these customers stands; one query. `customers` are keys of what the actor sees.

    `with_work`: also what the figure of unpaid work is made of. `beside`: nouns of rooms that this one does not know, as
    rows with a customer, their columns, and what takes the customer and the columns of each; in the same query.
    """
    others_too = beside or {}
    made = {one: Standing() for one in customers}
    if not customers:
        return made
    statements = [_statement(tuple(customers), today, with_work)]
    statements += [
        _as_rows(noun, found, told).query.sql_with_params() for noun, (found, told, _take) in others_too.items()
    ]
    for noun, customer, told in _asked_at_once(statements):
        if noun in others_too:
            others_too[noun][2](customer, _inner(told))
        else:
            NOUNS[noun][1](made[customer], _inner(told))
    for one in made.values():
        one.rounds.sort(key=lambda row: (row.opens_on, row.pk))
        one.actions.sort(key=lambda row: (row.due_on, row.pk))
        one.challenges.sort(key=lambda row: (row.at, row.reading))
        one.recommendations.sort(key=lambda row: row.pk)
        one.risks.sort(key=lambda row: (row.due_on, row.pk))
        one.changes.sort(key=lambda row: (row.since, row.pk))
        one.work.sort(key=lambda row: (row.period_start, row.pk))
        one.lines.sort(key=lambda row: (row.contract.starts_on, row.position, row.pk))
    return made


Statement = tuple[str, tuple[Any, ...]]


@lru_cache(maxsize=32)
def _statement(customers: tuple[int, ...], today: date, with_work: bool) -> Statement:
    """The SQL of all nouns, which nothing but the arguments changes; most pages ask it, and to make it takes 30 ms."""
    first, *others = [
        _as_rows(noun, found, told)
        for noun, (of, _read_row) in NOUNS.items()
        if with_work or noun not in OF_THE_WORK
        for found, told in [of(customers, today)]
    ]
    statement: Statement = first.union(*others, all=True).query.sql_with_params()
    return statement


def _asked_at_once(statements: Sequence[Statement]) -> list[tuple[str, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in statements),
            [one for _sql, values in statements for one in values],
        )
        rows: list[tuple[str, int, str]] = cursor.fetchall()
        return rows


def _as_rows(noun: str, found: QuerySet[Any], told: dict[str, Any]) -> Any:
    rows = found.order_by().annotate(noun=Value(noun, output_field=CharField()), told=JSONObject(**told))
    return rows.values_list("noun", "customer", "told")


def unpaid(found: Standing, currency: str) -> list[Unpaid]:
    """What was done outside the scope and is settled by no agreed change, of a standing that was read `with_work`."""
    return unpaid_of(found.work, found.changes, found.lines, currency=currency)


Told = tuple[QuerySet[Any], dict[str, Any]]


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _day_or_none(text: str | None) -> date | None:
    return None if text is None else _day(text)


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _inner(value: Any) -> Any:
    """JSON within JSON, which SQLite hands out as text."""
    return json.loads(value) if isinstance(value, str) else value


# --- Contracts and tenders --------------------------------------------------------------------------------------------
def _contracts(customers: Sequence[int], today: date) -> Told:
    return Contract.objects.filter(customer__in=customers), dict(TOLD)


def _read_contract(one: Standing, row: Mapping[str, Any]) -> None:
    one.contracts.append(read_contract(row))


def _tenders(customers: Sequence[int], today: date) -> Told:
    told = {
        "pk": Coalesce("first", "pk"), "name": "name", "kind": "kind", "on": "on", "words": Left("words", WORDS_READ),
        "since": "recorded_at", "first": "first",
    }  # fmt: skip
    return Tender.objects.open().filter(customer__in=customers), told


def _read_tender(one: Standing, row: Mapping[str, Any]) -> None:
    one.tenders.append(
        standing.Tender(
            row["pk"], row["name"], row["kind"], _day(row["on"]), row["words"], _instant(row["since"]),
            row["first"] is not None,
        )
    )  # fmt: skip


# --- Rounds and what follows from them --------------------------------------------------------------------------------
def _rounds(customers: Sequence[int], today: date) -> Told:
    waiting = Respondent.objects.filter(
        Q(last_mail_on=None) | Q(last_mail_on__lte=today - BETWEEN_REMINDERS),
        round=OuterRef("pk"),
        is_done=False,
        reminders__lt=MOST_REMINDERS,
    )
    shared = Action.objects.filter(round=OuterRef("pk")).order_by("created_at").values("created_at")
    told = {
        "pk": "pk", "state": "state", "opens": "opens_on", "closes": "closes_on", "released": "released_on",
        "planned": Subquery(shared[:1]), "zone": F("supplier__time_zone"),
        "follows": "follows", "remindable": Exists(waiting), "dimensions": F("results__dimensions"),
    }  # fmt: skip
    return Round.objects.filter(customer__in=customers, state__in=[*standing.UNDER_WAY, Round.State.RELEASED]), told


def _read_round(one: Standing, row: Mapping[str, Any]) -> None:
    dimensions = _inner(row["dimensions"]) or []
    one.rounds.append(
        standing.Round(
            pk=row["pk"],
            state=row["state"],
            opens_on=_day(row["opens"]),
            closes_on=_day(row["closes"]),
            released_on=_day_or_none(row["released"]),
            follows=row["follows"],
            remindable=bool(row["remindable"]),
            planned_on=_instant(row["planned"]).astimezone(ZoneInfo(row["zone"])).date() if row["planned"] else None,
            means={found["key"]: fraction_of(found["customer"]) for found in dimensions},
            names={found["key"]: found["name"] for found in dimensions},
            ranges={found["key"]: ends for found in dimensions if (ends := ends_of(found.get("range")))},
        )
    )


def _actions(customers: Sequence[int], today: date) -> Told:
    moved = Exists(ActionUpdate.objects.filter(action=OuterRef("pk")))
    told = {
        "pk": "pk", "round": "round", "dimension": "dimension", "words": "words", "due": "due_on", "state": "state",
        "moved": moved,
    }  # fmt: skip
    return Action.objects.filter(customer__in=customers).exclude(state=Action.State.DROPPED), told


def _read_action(one: Standing, row: Mapping[str, Any]) -> None:
    is_open = row["state"] == Action.State.OPEN
    one.actions.append(
        standing.Action(
            row["pk"], row["round"], row["dimension"], row["words"], _day(row["due"]), is_open, bool(row["moved"])
        )
    )


def _recommendations(customers: Sequence[int], today: date) -> Told:
    told = {"pk": "pk", "round": "round", "words": Left("words", WORDS_READ), "since": F("round__released_on")}
    return Recommendation.objects.filter(customer__in=customers, reply=""), told


def _read_recommendation(one: Standing, row: Mapping[str, Any]) -> None:
    one.recommendations.append(standing.Recommendation(row["pk"], row["round"], row["words"], _day(row["since"])))


# --- Commitments ------------------------------------------------------------------------------------------------------
def _readings(customers: Sequence[int], today: date) -> Told:
    """The last read periods of each running commitment, with the level that held when each began."""
    same = (
        PerformanceReading.objects.current().filter(commitment=OuterRef("commitment")).order_by("-period_start", "-pk")
    )
    level = CommitmentLevel.objects.filter(
        commitment=OuterRef("commitment"), since__lte=OuterRef("period_start")
    ).order_by("-since")
    found = PerformanceReading.objects.annotate(
        last_day=Coalesce("commitment__ends_on", "commitment__contract__ends_on")
    ).filter(
        Q(last_day=None) | Q(last_day__gte=today),
        customer__in=customers,
        pk__in=Subquery(same.values("pk")[:LATEST_PERIODS]),
    )
    told = {
        "commitment": "commitment", "name": F("commitment__name"), "start": "period_start", "end": "period_end",
        "value": "value", "target": Subquery(level.values("target")[:1]),
        "direction": Subquery(level.values("direction")[:1]), "last": Subquery(words_of_hers().values("kind")[:1]),
    }  # fmt: skip
    return found, told


def _read_reading(one: Standing, row: Mapping[str, Any]) -> None:
    if row["target"] is None:
        return  # read before anything was promised
    kept = performance.kept(Decimal(row["value"]), target=Decimal(row["target"]), direction=row["direction"])
    challenged = row["last"] == ReadingAnswer.Kind.CHALLENGED
    one.read.append(
        standing.Read(
            row["commitment"], row["name"], _day(row["start"]), _day(row["end"]), kept == Kept.MET, challenged
        )
    )


def _challenges(customers: Sequence[int], today: date) -> Told:
    """Readings that stand with a challenge: the last word said to them, or to an earlier one that they correct."""
    last = words_of_hers()
    challenged = ReadingAnswer.objects.filter(customer__in=customers, kind=ReadingAnswer.Kind.CHALLENGED)
    found = (
        PerformanceReading.objects.newest()
        .filter(Q(pk__in=challenged.values("reading")) | Q(supersedes__isnull=False), customer__in=customers)
        .annotate(
            last=Subquery(last.values("kind")[:1]),
            said=Subquery(last.values("said_at")[:1]),
            of=Subquery(last.values("reading")[:1]),
        )
        .filter(last=ReadingAnswer.Kind.CHALLENGED)
    )
    replies = ReadingReply.objects.filter(reading=OuterRef("pk"), said_at__gte=OuterRef("said"))
    told = {
        "reading": "pk", "commitment": "commitment", "name": F("commitment__name"),
        "start": "period_start", "end": "period_end",
        "by": Subquery(last.values("name")[:1]), "reason": Left(Subquery(last.values("reason")[:1]), WORDS_READ),
        "at": "said", "of": "of",
        "withdrawn": "withdrawn",
        "replied": Exists(replies),
    }  # fmt: skip
    return found, told


def _read_challenge(one: Standing, row: Mapping[str, Any]) -> None:
    corrected = row["of"] != row["reading"]
    one.challenges.append(
        standing.Challenge(
            row["reading"], row["name"], _day(row["start"]), _day(row["end"]), row["by"], row["reason"],
            _instant(row["at"]), replied=corrected or bool(row["replied"]), commitment=row["commitment"],
            withdrawn=bool(row["withdrawn"]),
        )
    )  # fmt: skip


# --- Suitability ------------------------------------------------------------------------------------------------------
def _directions(customers: Sequence[int], today: date) -> Told:
    told = {"pk": "pk", "said": "said_on", "criteria": "asks_criteria", "outcomes": "asks_outcomes"}
    newer = asking(Direction.objects.filter(customer__in=customers).current())
    return newer.filter(Q(asks_criteria=True) | Q(asks_outcomes__gt=0)), told


def _read_direction(one: Standing, row: Mapping[str, Any]) -> None:
    one.asks.append(standing.Asks(row["pk"], _day(row["said"]), bool(row["criteria"]), row["outcomes"]))


def _said(customers: Sequence[int], today: date) -> Told:
    """Newest directions that the customer said herself, where nothing was agreed before and no criteria were sent for it."""
    told = {"pk": "pk", "said": "said_on", "words": "words", "draft": "draft"}
    hers = asking(Direction.objects.filter(customer__in=customers).current().exclude(stakeholder=None))
    new = hers.filter(asks_criteria=False, asks_outcomes=0).exclude(
        Exists(Criteria.objects.filter(customer=OuterRef("customer"), state__in=["proposed", "agreed"]))
    )
    drafts = Criteria.objects.filter(customer=OuterRef("customer"), state="draft").order_by("-pk")
    return new.annotate(draft=Subquery(drafts.values("pk")[:1])), told


def _read_said(one: Standing, row: Mapping[str, Any]) -> None:
    one.said.append(standing.Said(row["pk"], _day(row["said"]), row["words"], row["draft"]))


def _risks(customers: Sequence[int], today: date) -> Told:
    told = {"pk": "pk", "words": "words", "plan": Left("plan", WORDS_READ), "due": "due_on"}
    return DeliveryRisk.objects.filter(customer__in=customers, state=DeliveryRisk.State.OPEN), told


def _read_risk(one: Standing, row: Mapping[str, Any]) -> None:
    one.risks.append(standing.Risk(row["pk"], row["words"], row["plan"], _day(row["due"])))


# --- Scope ------------------------------------------------------------------------------------------------------------
def _proposals(customers: Sequence[int], today: date) -> Told:
    told = {"pk": "pk", "function": "function", "state": "state", "asked": "asked", "proposed": "proposed_at"}
    waiting = [ScopeChange.State.DRAFT, ScopeChange.State.PROPOSED]
    return ScopeChange.objects.filter(customer__in=customers, state__in=waiting), told


def _read_proposal(one: Standing, row: Mapping[str, Any]) -> None:
    at = _instant(row["proposed"]) if row["proposed"] is not None else None
    one.proposals.append(standing.Proposal(row["pk"], row["function"], row["state"], row["asked"], at))


def _work(customers: Sequence[int], today: date) -> Told:
    told = {
        "pk": "pk", "function": "function", "unit": "unit", "start": "period_start", "end": "period_end",
        "in_scope": "in_scope", "out_of_scope": "out_of_scope",
    }  # fmt: skip
    return WorkVolume.objects.current().filter(customer__in=customers).exclude(out_of_scope=Decimal(0)), told


def _read_work(one: Standing, row: Mapping[str, Any]) -> None:
    one.work.append(
        WorkVolume(
            pk=row["pk"],
            function=row["function"],
            unit=row["unit"],
            period_start=_day(row["start"]),
            period_end=_day(row["end"]),
            in_scope=Decimal(row["in_scope"]),
            out_of_scope=Decimal(row["out_of_scope"]),
        )
    )


def _changes(customers: Sequence[int], today: date) -> Told:
    told = {
        "pk": "pk", "function": "function", "unit": "unit", "since": "since", "planned": "planned", "rhythm": "rhythm",
        "settles": "settles_until", "price": "price_minor", "once": "settles_minor", "contract": "contract",
        "starts": F("contract__starts_on"), "ends": F("contract__ends_on"), "invoiced": invoiced(),
    }  # fmt: skip
    return ScopeChange.objects.agreed().filter(customer__in=customers), told


def _read_change(one: Standing, row: Mapping[str, Any]) -> None:
    change = ScopeChange(
        pk=row["pk"],
        contract=Contract(pk=row["contract"], starts_on=_day(row["starts"]), ends_on=_day_or_none(row["ends"])),
        function=row["function"],
        unit=row["unit"],
        since=_day(row["since"]),
        planned=Decimal(row["planned"]),
        rhythm=row["rhythm"],
        price_minor=row["price"],
        settles_minor=row["once"],
        settles_until=_day_or_none(row["settles"]),
    )
    change.invoiced_minor = row["invoiced"]
    one.changes.append(change)


def _lines(customers: Sequence[int], today: date) -> Told:
    told = {
        "pk": "pk", "function": "function", "unit": "unit", "price": "unit_price", "position": "position",
        "starts": F("contract__starts_on"), "ends": F("contract__ends_on"),
    }  # fmt: skip
    return ScopeLine.objects.filter(customer__in=customers), told


def _read_line(one: Standing, row: Mapping[str, Any]) -> None:
    one.lines.append(
        ScopeLine(
            pk=row["pk"],
            contract=Contract(starts_on=_day(row["starts"]), ends_on=_day_or_none(row["ends"])),
            function=row["function"],
            unit=row["unit"],
            unit_price=None if row["price"] is None else Decimal(row["price"]),
            position=row["position"],
        )
    )


NOUNS: Mapping[str, tuple[Callable[[Sequence[int], date], Told], Callable[[Standing, Mapping[str, Any]], None]]] = {
    "contract": (_contracts, _read_contract),
    "tender": (_tenders, _read_tender),
    "round": (_rounds, _read_round),
    "action": (_actions, _read_action),
    "recommendation": (_recommendations, _read_recommendation),
    "reading": (_readings, _read_reading),
    "challenge": (_challenges, _read_challenge),
    "direction": (_directions, _read_direction),
    "said": (_said, _read_said),
    "risk": (_risks, _read_risk),
    "proposal": (_proposals, _read_proposal),
    "work": (_work, _read_work),
    "change": (_changes, _read_change),
    "line": (_lines, _read_line),
}
"""What selects the rows of a noun and names their columns, and what makes facts of a row."""
OF_THE_WORK = ("work", "change", "line")
