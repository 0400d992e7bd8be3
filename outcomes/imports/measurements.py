"""Importing readings of dimensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.imports.rows import CustomersByName, sheet_of
from accounts.models import Customer
from accounts.notation import exact, period
from accounts.refusal import Refused
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet, name_key
from outcomes.imports.rows import BATCH, batches, days_of, locked_rows
from outcomes.models import Measurement, Terms, ValueDimension
from outcomes.models.promise import SourceKind
from outcomes.services.records import check_measurement

MEASUREMENTS = Columns(
    ("customer", "dimension", "period_start", "period_end", "value", "source"),
    ("month", "year", "volume", "source_kind"),
    instead={"period_start": "month", "period_end": "month"},
)


@dataclass(frozen=True)
class Reading:
    """A reading that stands: in the database (line 0), or in the file."""

    line: int
    pk: int | None
    start: date
    end: date
    value: Decimal
    volume: Decimal | None
    source: str

    def says_the_same_as(self, other: Reading) -> bool:
        return (self.value, self.volume, self.source) == (other.value, other.volume, other.source)


Plan = list[tuple[Row, ValueDimension, Reading, Reading | None, str]]


def import_measurements(
    *,
    data: bytes | Sheet,
    actor: Actor,
    how: How = PLAIN,
    source_kind: str = SourceKind.CUSTOMER,
    reason: str = "",
    check_only: bool = False,
    expect: str = "",
) -> Result:
    """Readings of dimensions of the customers to which the actor may add measurements. Columns: MEASUREMENTS.

    Where source_kind is empty or missing, the argument counts. A reading whose value, volume or source differs from the
    one that stands for this period supersedes it; `reason` says why. Where `expect` is given, nothing is written unless
    the plan is that one (Result.plan). A check takes no locks.
    """
    sheet = sheet_of(data, MEASUREMENTS, how)
    with nullcontext() if check_only else transaction.atomic():
        mine = Customer.objects.measurable_by(actor)
        plan = _plan_measurements(
            sheet, mine, actor=actor, locale=how.locale, source_kind=source_kind, lock=not check_only
        )
        result = sheet.result()
        for row, dimension, reading, standing, _kind in plan:
            if not row.is_good:
                continue
            if standing is None:
                result.count(row, "created", basis=dimension.pk, customer=dimension.customer_id)
            elif standing.says_the_same_as(reading):
                result.count(row, "unchanged", basis=standing.pk, customer=dimension.customer_id)
            else:
                was, becomes = _said(standing), _said(reading)
                detail = _("%(before)s → %(after)s") % {"before": was, "after": becomes}
                result.count(row, "superseded", basis=standing.pk, detail=detail, customer=dimension.customer_id)
        if result.goes_ahead(check_only=check_only, expect=expect):
            _write_measurements(plan, actor=actor, reason=reason or _("Changed in an imported file"))
    return result


def _said(reading: Reading) -> str:
    """As people read it: "9.5, volume 120, Their report"."""
    volume = [_("volume %(volume)s") % {"volume": exact(reading.volume)}] if reading.volume is not None else []
    return ", ".join([exact(reading.value), *volume, reading.source])


def _plan_measurements(
    sheet: Sheet, customers: models.QuerySet[Customer], *, actor: Actor, locale: str, source_kind: str, lock: bool
) -> Plan:
    by_name = CustomersByName(customers)
    dimensions = _dimensions(sheet, customers, lock=lock)
    by_volume = set(
        Terms.objects.filter(
            dimension__in=dimensions.values(),
            state__in=[Terms.State.AGREED, Terms.State.PROPOSED],
            volume_basis=Terms.VolumeBasis.ACTUAL,
        ).values_list("dimension", flat=True)
    )
    standing = _standing(dimensions.values())
    today = actor.supplier.today()
    lines: dict[tuple[int, date, date], Reading] = {}
    plan: Plan = []
    for row in sheet.readable():
        customer = by_name.find(row)
        dimension = _dimension(row, customer, dimensions)
        kind = row.choice("source_kind", SourceKind, default=source_kind)
        reading = _reading(row, locale=locale, today=today)
        if reading is not None and dimension is not None:
            if reading.volume is None and dimension.pk in by_volume:
                row.refuse("volume", _("Missing: the terms count by the period's volume."), "missing_volume")
            key = (dimension.pk, reading.start, reading.end)
            _refuse_twice(row, reading, lines.get(key))
            lines.setdefault(key, reading)
            plan.append((row, dimension, reading, standing.get(key), kind))
    _refuse_overlaps(plan, standing)
    return plan


def _dimensions(
    sheet: Sheet, customers: models.QuerySet[Customer], *, lock: bool
) -> dict[tuple[int, str], ValueDimension]:
    """The dimensions of these customers, by customer and name. Locked: two readings of the same days cannot get in."""
    if not sheet.rows:
        return {}
    found = ValueDimension.objects.filter(customer__in=customers.order_by().values("pk")).order_by("pk")
    names = {name_key(row.cells.get("dimension", "")) for row in sheet.rows}
    wanted = [pk for pk, name in found.values_list("pk", "name") if name_key(name) in names]
    locked: dict[tuple[int, str], ValueDimension] = {}
    for pks in batches(wanted):
        for dimension in locked_rows(found.filter(pk__in=pks), lock=lock):
            locked[dimension.customer_id, name_key(dimension.name)] = dimension
    return locked


def _dimension(
    row: Row, customer: Customer | None, dimensions: dict[tuple[int, str], ValueDimension]
) -> ValueDimension | None:
    name = row.text("dimension", most=200)
    if not name or customer is None:
        return None
    dimension = dimensions.get((customer.pk, name_key(name)))
    if dimension is None:
        row.refuse(
            "dimension",
            _("%(customer)s has no value dimension of this name.") % {"customer": customer.name},
            "unknown_dimension",
        )
    return dimension


def _reading(row: Row, *, locale: str, today: date) -> Reading | None:
    """The row's reading; None where it has something wrong."""
    start, end = days_of(row)
    value = row.number("value", locale=locale)
    volume = row.number("volume", locale=locale, needed=False)
    source = row.text("source", most=300)
    if start is not None and end is not None:
        try:
            check_measurement(period_start=start, period_end=end, volume=volume, today=today)
        except Refused as refused:
            row.refuse_for(refused, "period_end")
    if not row.is_good or start is None or end is None or value is None:
        return None
    return Reading(row.line, None, start, end, value, volume, source)


def _refuse_twice(row: Row, reading: Reading, earlier: Reading | None) -> None:
    if earlier is None:
        return
    said = {"period": period(reading.start, reading.end), "line": earlier.line}
    if earlier.says_the_same_as(reading):
        row.refuse("", _("This is the same as line %(line)s. Take one of them out.") % said, "twice")
    else:
        message = _("%(period)s stands in line %(line)s already, with another value.") % said
        row.refuse("period_start", message, "two_values")


def _standing(dimensions: Iterable[ValueDimension]) -> dict[tuple[int, date, date], Reading]:
    """The readings that no later one has superseded, by dimension and period."""
    found = {}
    fields = ("pk", "period_start", "period_end", "value", "volume", "source")
    for pks in batches([dimension.pk for dimension in dimensions]):
        current = Measurement.objects.filter(dimension__in=pks).current().order_by()
        for dimension, *values in current.values_list("dimension", *fields).iterator(chunk_size=BATCH):
            reading = Reading(0, *values)
            found[dimension, reading.start, reading.end] = reading
    return found


def _refuse_overlaps(plan: Plan, standing: dict[tuple[int, date, date], Reading]) -> None:
    """Refuse every row whose days another reading of the dimension has too, in the file or in the database."""
    rows = {reading.line: row for row, _dimension, reading, _standing, _kind in plan if row.is_good}
    planned = {
        (dimension.pk, reading.start, reading.end) for row, dimension, reading, _standing, _kind in plan if row.is_good
    }
    by_dimension: dict[int, list[Reading]] = defaultdict(list)
    for row, dimension, reading, _standing_one, _kind in plan:
        if row.is_good:
            by_dimension[dimension.pk].append(reading)
    for key, reading in standing.items():
        if key not in planned and key[0] in by_dimension:
            by_dimension[key[0]].append(reading)
    for readings in by_dimension.values():
        readings.sort(key=lambda reading: (reading.start, reading.end))
        latest = readings[0]
        for reading in readings[1:]:
            if reading.start <= latest.end and (reading.line or latest.line):
                _refuse_overlap(rows, *sorted((latest, reading), key=lambda one: one.line))
            latest = max(latest, reading, key=lambda one: one.end)


def _refuse_overlap(rows: dict[int, Row], earlier: Reading, later: Reading) -> None:
    said = {"period": period(earlier.start, earlier.end), "line": earlier.line}
    rows[later.line].refuse(
        "period_start",
        _("Overlaps %(period)s in line %(line)s.") % said
        if earlier.line
        else _("There is already a reading for %(period)s.") % said,
        "overlap",
    )


def _write_measurements(plan: Plan, *, actor: Actor, reason: str) -> None:
    now = timezone.now()
    new = [
        Measurement(
            supplier_id=dimension.supplier_id,
            customer_id=dimension.customer_id,
            dimension_id=dimension.pk,
            period_start=reading.start,
            period_end=reading.end,
            value=reading.value,
            volume=reading.volume,
            source=reading.source,
            source_kind=kind,
            recorded_at=now,
            recorded_by=actor.membership,
            supersedes_id=standing.pk if standing is not None else None,
            reason=reason[:300] if standing is not None else "",
        )
        for _row, dimension, reading, standing, kind in plan
        if standing is None or not standing.says_the_same_as(reading)
    ]
    Measurement.objects.bulk_create(new, batch_size=BATCH)
