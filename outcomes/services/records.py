"""Facts that a report prints: readings and spend. They are superseded, never edited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.limits import MOST_MINOR, check_texts
from accounts.models import Amendment, Customer, Membership
from accounts.notation import minor_digits
from accounts.once import made_before
from accounts.refusal import Refused
from outcomes.models import Measurement, SpendEntry, ValueDimension
from outcomes.rates import DatedRate, rate_on
from outcomes.services.claims import agreed_versions, needs_volume
from outcomes.services.periods import check_correction, check_period, refuse_same_days
from outcomes.totals import in_both_currencies, move
from outcomes.value import converted_minor


@transaction.atomic
def record_measurement(
    *,
    dimension: ValueDimension,
    period_start: date,
    period_end: date,
    value: Decimal,
    volume: Decimal | None = None,
    source: str,
    source_kind: str = "customer",
    by: Membership | None,
    supersedes: Measurement | None = None,
    reason: str = "",
) -> Measurement:
    """Record a reading; with `supersedes`, a corrected one of the same period. Claims on the old one stay as they are.

    Refused where the period lies in the future, overlaps another reading, or the volume is negative; without a volume where
    the terms of its period count by it.
    """
    # The dimension's row is the lock: two readings of the same days cannot both get in.
    ValueDimension.objects.select_for_update().get(pk=dimension.pk)
    check_texts(Measurement, source=source, reason=reason)
    today = dimension.supplier.today()
    check_measurement(period_start=period_start, period_end=period_end, volume=volume, today=today)
    _needs_its_volume(dimension, period_start, volume)
    if supersedes is not None:
        check_correction(supersedes, (dimension.pk, period_start, period_end), reason, of="dimension_id")
    refuse_same_days(
        Measurement.objects.filter(dimension=dimension),
        period_start,
        period_end,
        _("There is already a reading for %(period)s. Correct that one instead."),
        supersedes=supersedes,
    )
    return Measurement.objects.create(
        supplier_id=dimension.supplier_id,
        customer_id=dimension.customer_id,
        dimension=dimension,
        period_start=period_start,
        period_end=period_end,
        value=value,
        volume=volume,
        source=source,
        source_kind=source_kind,
        recorded_by=by,
        supersedes=supersedes,
        reason=reason,
    )


def check_measurement(*, period_start: date, period_end: date, volume: Decimal | None, today: date) -> None:
    """Refused, at its field, where a reading contradicts itself or lies in the future."""
    check_period(period_start, period_end, today=today)
    if volume is not None and volume < 0:
        raise Refused(_("A volume is zero or more."), code="volume", field="volume")


def _needs_its_volume(dimension: ValueDimension, period_start: date, volume: Decimal | None) -> None:
    """Without its volume a worse reading would come to no amount: nobody could state it, and the product neither."""
    if volume is None and needs_volume(agreed_versions(dimension), period_start):
        raise Refused(_("Missing: the terms count by the period's volume."), code="missing_volume", field="volume")


@transaction.atomic
def record_spend(
    *,
    customer: Customer,
    on: date,
    kind: str,
    amount_minor: int,
    source: str,
    by: Membership | None,
    currency: str = "",
    amendment: Amendment | None = None,
    supersedes: SpendEntry | None = None,
    is_void: bool = False,
    request_key: str | None = None,
    **fields: Any,
) -> SpendEntry:
    """Record what the customer paid or bore, in minor units of `currency` (the customer's unless named).

    A credit is negative, everything else is not. `amendment` is the agreed change of a contract that it pays for.
    With `supersedes`, a correction; `is_void` takes an entry back. Same request twice: one.
    Refused where a rate is missing, the sign is wrong, or somebody has already corrected the entry.
    """
    check_texts(SpendEntry, source=source, **fields)
    check_spend(on=on, kind=kind, amount_minor=amount_minor, today=customer.supplier.today())
    check_amendment(amendment, customer=customer, kind=kind)
    said = fields | {"on": on, "kind": kind, "source": source, "supersedes": supersedes, "is_void": is_void}
    said["amendment"] = amendment
    if made := made_before(SpendEntry, customer=customer, request_key=request_key, **said):
        return _same_amount(made, amount_minor, currency)
    if supersedes is not None:
        # The customer's row is the lock: two corrections of one entry cannot both get in.
        Customer.objects.select_for_update().get(pk=customer.pk)
        if supersedes.customer_id != customer.pk or SpendEntry.objects.filter(supersedes=supersedes).exists():
            raise Refused(_("Somebody has already corrected this entry."), code="superseded")
    entry = spend_entry(
        customer=customer,
        on=on,
        kind=kind,
        amount_minor=amount_minor,
        currency=currency,
        source=source,
        amendment=amendment,
        recorded_by=by,
        supersedes=supersedes,
        is_void=is_void,
        request_key=request_key or None,
        rate_on=partial(rate_on, supplier=customer.supplier),
        **fields,
    )
    entry.save()
    if supersedes is not None and not supersedes.is_void:
        move(customer=customer, on=supersedes.on, before=spend_sums(supersedes), after={})
    if not is_void:
        move(customer=customer, on=on, before={}, after=spend_sums(entry))
    return entry


def _same_amount(made: SpendEntry, amount_minor: int, currency: str) -> SpendEntry:
    """The entry; refused where the request that made it said another amount."""
    theirs = (made.original_minor, made.original_currency) if made.original_currency else (made.amount_minor, "")
    if theirs != (amount_minor, "" if currency == made.customer.currency else currency):
        raise Refused(_("This request was already used for something else. Open the page again."), code="key_reused")
    return made


def check_spend(*, on: date, kind: str, amount_minor: int, today: date) -> None:
    """Refused, at its field, where an entry lies in the future, is too large or has the wrong sign."""
    if on > today:
        raise Refused(_("The day lies in the future."), code="future", field="on")
    if abs(amount_minor) > MOST_MINOR:
        raise Refused(_("This amount is too large."), code="too_large", field="amount")
    if kind == SpendEntry.Kind.CREDIT and amount_minor > 0:
        raise Refused(_("A credit is written with a minus; it reduces what was spent."), code="sign", field="amount")
    if kind != SpendEntry.Kind.CREDIT and amount_minor < 0:
        raise Refused(_("A negative amount is a credit. Choose the kind “credit”."), code="sign", field="kind")


def check_amendment(amendment: Amendment | None, *, customer: Customer, kind: str) -> None:
    """Refused, at its field, where the customer agreed no such amendment, or nobody invoiced what is to pay for it."""
    if amendment is None:
        return
    if amendment.customer_id != customer.pk:
        raise Refused(_("This customer agreed no such amendment."), code="no_amendment", field="amendment")
    if kind == SpendEntry.Kind.INTERNAL:
        raise Refused(
            _("What the customer bore itself is no invoice for an amendment."), code="no_invoice", field="amendment"
        )


def spend_entry(
    *,
    customer: Customer,
    on: date,
    kind: str,
    amount_minor: int,
    currency: str,
    rate_on: Callable[..., DatedRate | None],
    **fields: Any,
) -> SpendEntry:
    """An entry, not yet saved, in the customer's currency, with what it was before and its rates.

    `rate_on(currency=, base=, day=)` knows the rates; Refused where one is missing or the amount gets too large.
    """
    amount = amount_minor
    if currency and currency != customer.currency:
        dated = rate_on(currency=currency, base=customer.currency, day=on)
        assert dated is not None
        amount = converted_minor(
            amount_minor, dated.rate, digits=minor_digits(currency), to_digits=minor_digits(customer.currency)
        )
        fields |= {
            "original_minor": amount_minor,
            "original_currency": currency,
            "original_rate": dated.rate,
            "original_rate_on": dated.on,
            "original_rate_source": dated.source,
        }
    to_base = rate_on(currency=customer.currency, base=customer.supplier.base_currency, day=on)
    entry = SpendEntry(
        supplier_id=customer.supplier_id,
        customer=customer,
        on=on,
        kind=kind,
        amount_minor=amount,
        base_rate=to_base.rate if to_base is not None else None,
        **fields,
    )
    if any(abs(minor) > MOST_MINOR for minor in spend_sums(entry).values()):
        raise Refused(_("This amount is too large."), code="too_large", field="amount")
    return entry


def spend_sums(entry: SpendEntry) -> dict[str, int]:
    return in_both_currencies({"spend": entry.amount_minor}, customer=entry.customer, base_rate=entry.base_rate)
