"""Facts that a marked demonstration brings along, with the instants at which they would have come in.

The rules are those of `records`; what is known to be in order is written in bulk. Refused for any other supplier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.models import Customer, Membership, Supplier
from accounts.notation import period
from accounts.refusal import Refused
from outcomes.models import Measurement, SpendEntry, ValueDimension
from outcomes.rates import RateBook
from outcomes.services.records import check_measurement, check_spend, spend_entry, spend_sums
from outcomes.totals import move


@dataclass(frozen=True)
class LoadedReading:
    """A reading of a period, both days included, and when it came in."""

    start: date
    end: date
    value: Decimal
    volume: Decimal | None
    recorded_at: datetime


@dataclass(frozen=True)
class LoadedSpend:
    """An invoice, credit or own cost in minor units of `currency` (the customer's where it is empty)."""

    on: date
    kind: str
    amount_minor: int
    words: str
    source: str
    recorded_at: datetime
    currency: str = ""


@transaction.atomic
def load_measurements(
    *,
    dimension: ValueDimension,
    readings: Sequence[LoadedReading],
    source: str,
    source_kind: str,
    by: Membership,
) -> None:
    """First readings of a dimension that has none in these days. Refused where two overlap, or one lies in the future."""
    now = _now(dimension.supplier, (one.recorded_at for one in readings))
    check_texts(Measurement, source=source)
    for one in readings:
        check_measurement(
            period_start=one.start, period_end=one.end, volume=one.volume, today=dimension.supplier.today(now)
        )
    standing = Measurement.objects.filter(dimension=dimension).current().values_list("period_start", "period_end")
    for earlier, later in pairwise(sorted([*standing, *((one.start, one.end) for one in readings)])):
        if later[0] <= earlier[1]:
            raise Refused(_("There is already a reading for %(period)s.") % {"period": period(*later)}, code="overlap")
    Measurement.objects.bulk_create(
        Measurement(
            supplier_id=dimension.supplier_id,
            customer_id=dimension.customer_id,
            dimension=dimension,
            period_start=one.start,
            period_end=one.end,
            value=one.value,
            volume=one.volume,
            source=source,
            source_kind=source_kind,
            recorded_at=one.recorded_at,
            recorded_by=by,
        )
        for one in readings
    )


@transaction.atomic
def load_correction(
    *, reading: Measurement, value: Decimal, volume: Decimal | None, reason: str, by: Membership, recorded_at: datetime
) -> Measurement:
    """A reading that supersedes another of the same period. Refused without a reason."""
    _now(by.supplier, [recorded_at])
    check_texts(Measurement, reason=reason)
    if not reason.strip():
        raise Refused(_("Say why the reading is corrected."), code="no_reason", field="reason")
    return Measurement.objects.create(
        supplier_id=reading.supplier_id,
        customer_id=reading.customer_id,
        dimension_id=reading.dimension_id,
        period_start=reading.period_start,
        period_end=reading.period_end,
        value=value,
        volume=volume,
        source=reading.source,
        source_kind=reading.source_kind,
        recorded_at=recorded_at,
        recorded_by=by,
        supersedes=reading,
        reason=reason,
    )


@transaction.atomic
def load_spend(*, customer: Customer, entries: Sequence[LoadedSpend], by: Membership, rates: RateBook) -> None:
    """What the customer paid or bore, with its totals. Refused as in `record_spend`."""
    now = _now(customer.supplier, (one.recorded_at for one in entries))
    today, made = customer.supplier.today(now), []
    for one in entries:
        check_texts(SpendEntry, source=one.source, words=one.words)
        check_spend(on=one.on, kind=one.kind, amount_minor=one.amount_minor, today=today)
        made.append(
            spend_entry(
                customer=customer,
                on=one.on,
                kind=one.kind,
                amount_minor=one.amount_minor,
                currency=one.currency,
                words=one.words,
                source=one.source,
                recorded_by=by,
                recorded_at=one.recorded_at,
                rate_on=rates.rate_on,
            )
        )
    SpendEntry.objects.bulk_create(made)
    for month, sums in _by_month(made).items():
        move(customer=customer, on=month, before={}, after=sums)


def _by_month(entries: Iterable[SpendEntry]) -> Mapping[date, dict[str, int]]:
    months: dict[date, dict[str, Any]] = {}
    for entry in entries:
        sums = months.setdefault(entry.on.replace(day=1), {})
        for name, minor in spend_sums(entry).items():
            sums[name] = sums.get(name, 0) + minor
    return months


def _now(supplier: Supplier, instants: Iterable[datetime]) -> datetime:
    """The clock, where all of it lies behind us and nobody could take it for real."""
    now = timezone.now()
    if not supplier.is_demonstration:
        raise Refused(_("Only a demonstration is loaded this way."), code="not_a_demonstration")
    if any(one > now for one in instants):
        raise Refused(_("The day lies in the future."), code="future")
    return now
