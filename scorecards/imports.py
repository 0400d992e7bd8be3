"""Importing performance and work volumes: checked whole first, all or nothing, safe to repeat.

What is there already is unchanged; what differs supersedes. Customers and commitments are found by name, among those of the
actor; none is made. A function is a name: where it is written otherwise than before, the old spelling stays.
The number of queries does not grow with the rows, but for the batches in which they are written. docs/imports.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.imports.rows import CustomersByName, sheet_of
from accounts.models import Customer
from accounts.notation import exact, period
from accounts.refusal import Refused
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet, name_key
from outcomes.imports.rows import BATCH, batches, customers_of, days_of
from outcomes.services.periods import check_period
from scorecards.models import Commitment, PerformanceReading, WorkVolume
from scorecards.services.performance import check_own_period, standing_challenges, tell_of_corrections
from scorecards.services.work import check_quantities

PERFORMANCE = Columns(
    ("customer", "commitment", "period_start", "period_end", "actual", "source"),
    ("month", "year"),
    instead={"period_start": "month", "period_end": "month"},
)
VOLUMES = Columns(
    ("customer", "function", "unit", "period_start", "period_end", "in_scope", "out_of_scope", "source"),
    ("planned", "effort_hours", "month", "year"),
    instead={"period_start": "month", "period_end": "month"},
)
QUANTITIES = ("planned", "in_scope", "out_of_scope", "effort_hours")


@dataclass(frozen=True)
class Fact:
    """What stands for a period of a commitment or function: in the database (line 0), or in the file."""

    line: int
    pk: int | None
    start: date
    end: date
    says: Mapping[str, Any]


@dataclass
class Planned:
    """A row of the file, of which customer and thing it is, what it says, and what stands for that period now."""

    row: Row
    customer_id: int
    of: Hashable
    fact: Fact
    standing: Fact | None

    @property
    def is_new(self) -> bool:
        return self.standing is None or self.standing.says != self.fact.says


def import_performance(
    *, data: bytes | Sheet, actor: Actor, how: How = PLAIN, reason: str = "", check_only: bool = False, expect: str = ""
) -> Result:
    """Readings of commitments of the customers to which the actor may add measurements. Columns: PERFORMANCE.

    A reading whose value or source differs from the one that stands for this period supersedes it; `reason` says why.
    Where `expect` is given, nothing is written unless the plan is that one (Result.plan). A check takes no locks.
    """
    sheet = sheet_of(data, PERFORMANCE, how)
    with nullcontext() if check_only else transaction.atomic():
        customers = Customer.objects.measurable_by(actor)
        commitments = _commitments(sheet, customers, lock=not check_only)
        by_name = CustomersByName(customers)
        standing = _readings(list(commitments.values()))

        def read(row: Row) -> tuple[Customer | None, Hashable, dict[str, Any]]:
            customer = by_name.find(row)
            of = _commitment(row, customer, commitments)
            return customer, of, {"value": row.number("actual", locale=how.locale), "source": row.text("source")}

        rhythms = {one.pk: one.rhythm for one in commitments.values()}

        def own_period(of: Hashable, start: date, end: date) -> None:
            if (of, start, end) not in standing:  # what was read before is corrected in its own days
                check_own_period(rhythms[of], start, end)  # type: ignore[index]

        plan = _plan(sheet, read, standing, today=actor.supplier.today(), check=own_period)
        result = _result(sheet, plan)
        if result.goes_ahead(check_only=check_only, expect=expect):
            _write_readings(plan, actor, reason)
    return result


def import_volumes(
    *, data: bytes | Sheet, actor: Actor, how: How = PLAIN, reason: str = "", check_only: bool = False, expect: str = ""
) -> Result:
    """Work of functions of the customers to which the actor may add measurements. Columns: VOLUMES.

    A row that says something else than what stands for this period supersedes it; `reason` says why.
    """
    sheet = sheet_of(data, VOLUMES, how)
    with nullcontext() if check_only else transaction.atomic():
        customers = customers_of(sheet, Customer.objects.measurable_by(actor), lock=not check_only)
        by_name = CustomersByName(customers)
        standing, spelled = _volumes([customer.pk for customer in customers])

        def read(row: Row) -> tuple[Customer | None, Hashable, dict[str, Any]]:
            customer, function = by_name.find(row), row.text("function", most=120)
            of = None
            if customer is not None and function:
                of = (customer.pk, name_key(function))
                spelled.setdefault(of, function)
            return customer, of, _quantities(row, how.locale)

        plan = _plan(sheet, read, standing, today=actor.supplier.today())
        result = _result(sheet, plan)
        if result.goes_ahead(check_only=check_only, expect=expect):
            _write(WorkVolume, plan, actor, reason, lambda one: {"function": spelled[one.of]})
    return result


# --- What is there ----------------------------------------------------------------------------------------------------
def _commitments(
    sheet: Sheet, customers: models.QuerySet[Customer], *, lock: bool
) -> dict[tuple[int, str], Commitment]:
    """By customer and name. Locked: two readings of the same days cannot get in."""
    found = Commitment.objects.held().filter(customer__in=customers.order_by().values("pk")).order_by("pk")
    names = {name_key(row.cells.get("commitment", "")) for row in sheet.rows}
    wanted = [pk for pk, name in found.values_list("pk", "name") if name_key(name) in names]
    rows = Commitment.objects.order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {(one.customer_id, name_key(one.name)): one for pks in batches(wanted) for one in rows.filter(pk__in=pks)}


def _commitment(row: Row, customer: Customer | None, commitments: dict[tuple[int, str], Commitment]) -> Hashable:
    name = row.text("commitment", most=200)
    if not name or customer is None:
        return None
    commitment = commitments.get((customer.pk, name_key(name)))
    if commitment is None:
        words = _("%(customer)s has no commitment of this name.") % {"customer": customer.name}
        row.refuse("commitment", words, "unknown_commitment")
        return None
    return commitment.pk


def _readings(commitments: list[Commitment]) -> dict[tuple[Hashable, date, date], Fact]:
    fields = ("commitment", "pk", "period_start", "period_end", "value", "source")
    return {
        (of, start, end): Fact(0, pk, start, end, {"value": value, "source": source})
        for pks in batches([one.pk for one in commitments])
        for of, pk, start, end, value, source in PerformanceReading.objects.filter(commitment__in=pks)
        .current()
        .order_by()
        .values_list(*fields)
    }


def _volumes(
    customers: list[int],
) -> tuple[dict[tuple[Hashable, date, date], Fact], dict[Hashable, str]]:
    """What stands by function and period, and how each function is written."""
    standing: dict[tuple[Hashable, date, date], Fact] = {}
    spelled: dict[Hashable, str] = {}
    for pks in batches(customers):
        for one in WorkVolume.objects.filter(customer__in=pks).current().order_by():
            of = (one.customer_id, name_key(one.function))
            spelled.setdefault(of, one.function)
            says = {name: getattr(one, name) for name in (*QUANTITIES, "unit", "source")}
            standing[of, one.period_start, one.period_end] = Fact(0, one.pk, one.period_start, one.period_end, says)
    return standing, spelled


# --- What the file says -----------------------------------------------------------------------------------------------
def _quantities(row: Row, locale: str) -> dict[str, Any]:
    says: dict[str, Any] = {name: row.number(name, locale=locale, needed=name in VOLUMES.needed) for name in QUANTITIES}
    for name in QUANTITIES:
        try:
            check_quantities(**{name: says[name]})
        except Refused as refused:
            row.refuse_for(refused, name)
    return says | {"unit": row.text("unit", most=60), "source": row.text("source")}


def _plan(
    sheet: Sheet,
    read: Callable[[Row], tuple[Customer | None, Hashable, dict[str, Any]]],
    standing: dict[tuple[Hashable, date, date], Fact],
    *,
    today: date,
    check: Callable[[Hashable, date, date], None] = lambda _of, _start, _end: None,
) -> list[Planned]:
    """Every row that can be read, refused where its days stand twice, or `check` refuses them.

    `read` says whose it is and what it says.
    """
    lines: dict[tuple[Hashable, date, date], Fact] = {}
    plan = []
    for row in sheet.readable():
        customer, of, says = read(row)
        start, end = days_of(row)
        if start is not None and end is not None:
            try:
                check_period(start, end, today=today)
                if of is not None:
                    check(of, start, end)
            except Refused as refused:
                row.refuse_for(refused, getattr(refused, "field", None) or "period_end")
        if not row.is_good or customer is None or of is None or start is None or end is None:
            continue
        fact, key = Fact(row.line, None, start, end, says), (of, start, end)
        _refuse_twice(row, fact, lines.setdefault(key, fact))
        plan.append(Planned(row, customer.pk, of, fact, standing.get(key)))
    _refuse_overlaps([one for one in plan if one.row.is_good], standing)
    return plan


def _refuse_twice(row: Row, fact: Fact, earlier: Fact) -> None:
    if earlier is fact:
        return
    said = {"period": period(fact.start, fact.end), "line": earlier.line}
    if earlier.says == fact.says:
        row.refuse("", _("This is the same as line %(line)s. Take one of them out.") % said, "twice")
    else:
        message = _("%(period)s stands in line %(line)s already, with another value.") % said
        row.refuse("period_start", message, "two_values")


def _refuse_overlaps(plan: list[Planned], standing: dict[tuple[Hashable, date, date], Fact]) -> None:
    """Refuse every row whose days another one of the same thing has too, in the file or in the database."""
    rows = {one.fact.line: one.row for one in plan}
    same: dict[Hashable, list[Fact]] = defaultdict(list)
    for one in plan:
        same[one.of].append(one.fact)
    replaced = {(one.of, one.fact.start, one.fact.end) for one in plan}
    for key, fact in standing.items():
        if key[0] in same and key not in replaced:
            same[key[0]].append(fact)
    for facts in same.values():
        for earlier, later in _overlapping(facts):
            said = {"period": period(earlier.start, earlier.end), "line": earlier.line}
            words = (
                _("Overlaps %(period)s in line %(line)s.") % said
                if earlier.line
                else _("There is already something for %(period)s.") % said
            )
            rows[later.line].refuse("period_start", words, "overlap")


def _overlapping(facts: list[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Pairs of which at least one is of the file: the later line second, what is in the database first."""
    facts.sort(key=lambda one: (one.start, one.end))
    latest = facts[0]
    for one in facts[1:]:
        if one.start <= latest.end and (one.line or latest.line):
            first, second = sorted((latest, one), key=lambda fact: fact.line)
            yield first, second
        latest = max(latest, one, key=lambda fact: fact.end)


# --- What becomes of it -----------------------------------------------------------------------------------------------
def _result(sheet: Sheet, plan: list[Planned]) -> Result:
    result = sheet.result()
    for one in plan:
        if not one.row.is_good:
            continue
        if one.standing is None:
            result.count(one.row, "created", basis=one.of, customer=one.customer_id)
        elif not one.is_new:
            result.count(one.row, "unchanged", basis=one.standing.pk, customer=one.customer_id)
        else:
            detail = _("%(before)s → %(after)s") % {"before": _said(one.standing), "after": _said(one.fact)}
            result.count(one.row, "superseded", basis=one.standing.pk, detail=detail, customer=one.customer_id)
    return result


def _said(fact: Fact) -> str:
    """As people read it: "81.5, Monitoring"."""
    values: Iterable[Any] = (value for value in fact.says.values() if value not in {None, ""})
    return ", ".join(exact(value) if isinstance(value, Decimal) else str(value) for value in values)


def _write_readings(plan: list[Planned], actor: Actor, reason: str) -> None:
    """A challenge goes on standing over what the file corrects; who challenged gets a mail."""
    withdrawn = _withdrawn(sorted({one.of for one in plan if one.standing is None}))
    before = {one.fact.line: _before(one, withdrawn) for one in plan if one.is_new}
    corrected = [pk for pk in before.values() if pk is not None]
    standing = {pk: answer for pks in batches(corrected) for pk, answer in standing_challenges(pks).items()}

    def owner(one: Planned) -> dict[str, Any]:
        pk = before[one.fact.line]
        return {"commitment_id": one.of, "supersedes_id": pk}

    _write(PerformanceReading, plan, actor, reason, owner)
    for pks in batches([*standing]):
        made = PerformanceReading.objects.filter(supersedes__in=pks).order_by("period_start", "pk")
        tell_of_corrections(made.select_related("commitment", "supersedes", "recorded_by__user"))


def _withdrawn(commitments: list[Any]) -> dict[tuple[Hashable, date, date], int]:
    """Periods of which a reading was withdrawn, with the row that says so: a new one follows it."""
    return {
        (of, start, end): pk
        for pks in batches(commitments)
        for of, start, end, pk in PerformanceReading.objects.newest()
        .filter(commitment__in=pks, withdrawn=True)
        .values_list("commitment", "period_start", "period_end", "pk")
    }


def _before(one: Planned, withdrawn: dict[tuple[Hashable, date, date], int]) -> int | None:
    """The row that this one supersedes."""
    if one.standing is not None:
        return one.standing.pk
    return withdrawn.get((one.of, one.fact.start, one.fact.end))


def _write(
    model: type[models.Model], plan: list[Planned], actor: Actor, reason: str, owner: Callable[[Any], dict[str, Any]]
) -> None:
    now, why = timezone.now(), (reason or _("Changed in an imported file"))[:300]
    new = [
        model(
            supplier_id=actor.supplier.pk,
            customer_id=one.customer_id,
            period_start=one.fact.start,
            period_end=one.fact.end,
            recorded_at=now,
            recorded_by=actor.membership,
            reason=why if one.standing is not None else "",
            **{"supersedes_id": _before(one, {}), **owner(one), **one.fact.says},
        )
        for one in plan
        if one.is_new
    ]
    model._default_manager.bulk_create(new, batch_size=BATCH)
