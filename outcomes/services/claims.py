"""The working of a claim: which terms and readings it rests on, and what follows. The preview and the saving share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.limits import MOST_MINOR
from accounts.models import Customer
from accounts.notation import date_medium, minor_digits, money, period
from accounts.refusal import Refused
from outcomes.models import Measurement, Terms, ValueDimension, ValueEvent
from outcomes.value import Line, MissingVolume, grain_period, line, rounded_minor


@dataclass(frozen=True)
class Working:
    """A claim worked out: its terms (None: words and units only), its lines, and the amount in minor units."""

    terms: Terms | None
    lines: Sequence[tuple[Measurement, Line]]
    amount_minor: int | None
    after_the_fact: bool


def terms_for(dimension: ValueDimension, period_start: date) -> Terms | None:
    """The version under which a period is claimed: the latest that was agreed before the period began.

    Where all were agreed later, the first of them, and the claim is after the fact. What was recorded from paper holds only
    where nothing that she agreed herself does: a letter that turns up later changes no figure. None where nothing is agreed.
    """
    return version_for(agreed_versions(dimension), period_start)


def agreed_versions(dimension: ValueDimension) -> list[Terms]:
    """Oldest first."""
    return list(Terms.objects.filter(dimension=dimension).agreed().order_by("version"))


def version_for(agreed: Sequence[Terms], period_start: date) -> Terms | None:
    """The same of versions that were read already, in their order."""
    before = [terms for terms in agreed if not terms.is_after_the_fact(period_start)]
    before = [terms for terms in before if not terms.on_paper] or before
    return before[-1] if before else next(iter(agreed), None)


def needs_volume(agreed: Sequence[Terms], period_start: date) -> bool:
    """Whether a reading that begins on this day may be claimed under terms that count by the volume of the period: those of
    its own days, or of the whole claim period that it lies in."""
    terms = version_for(agreed, period_start)
    if terms is None:
        return False
    whole = version_for(agreed, grain_period(terms.grain, period_start)[0])
    return any(one is not None and one.volume_basis == Terms.VolumeBasis.ACTUAL for one in (terms, whole))


def work_out(
    *, dimension: ValueDimension, period_start: date, period_end: date, today: date, terms: Terms | None = None
) -> Working:
    """The working of a claim on this dimension for this period. Refused, with what to do instead, where there is none.

    `terms` are those of a claim that is corrected: it keeps them. Otherwise the period says which version holds.
    """
    if period_end < period_start:
        raise Refused(_("The period ends before it begins."), code="order", field="period")
    if period_end > today:
        raise Refused(_("The period ends in the future. Claim it when it is over."), code="future", field="period")
    terms = terms or terms_for(dimension, period_start)
    if terms is not None:
        _check_period(terms, period_start, period_end)
    readings = current_readings(dimension, period_start, period_end)
    if not readings:
        raise Refused(
            _("There is no reading in %(period)s. Add the reading first.")
            % {"period": period(period_start, period_end)},
            code="no_reading",
            field="period",
        )
    if (
        terms is not None
        and terms.grain == Terms.Grain.READING
        and not _is_one_reading(readings, period_start, period_end)
    ):
        raise Refused(
            _("The terms say that one claim covers one reading. Choose the period of one."),
            code="grain",
            field="period",
        )
    if terms is None:
        return Working(None, [(reading, _units(reading)) for reading in readings], None, False)
    try:
        lines = [
            (
                reading,
                line(
                    terms,
                    period_start=reading.period_start,
                    period_end=reading.period_end,
                    actual=reading.value,
                    volume=reading.volume,
                ),
            )
            for reading in readings
        ]
    except MissingVolume as missing:
        raise Refused(
            _("A reading has no volume, and the terms count by volume. Record the reading again with its volume."),
            code="missing_volume",
            field="period",
        ) from missing
    amount = None
    if terms.is_monetised:
        exact = [one.amount for _reading, one in lines if one.amount is not None]
        amount = rounded_minor(exact, minor_digits(dimension.customer.currency))
        if abs(amount) > MOST_MINOR:
            raise Refused(
                _("This comes to more than any claim can be. Check the reading."), code="too_large", field="period"
            )
    return Working(terms, lines, amount, terms.is_after_the_fact(period_start))


def current_readings(dimension: ValueDimension, period_start: date, period_end: date) -> list[Measurement]:
    """The readings that lie within the period, none superseded, in order."""
    return list(
        Measurement.objects.filter(dimension=dimension, period_start__gte=period_start, period_end__lte=period_end)
        .current()
        .order_by("period_start", "pk")
    )


def refuse_overlap(event: ValueEvent, *, customer: Customer) -> None:
    """Refused where another claim on the same dimension stands in the same days. Called with the ledger locked.

    A one-off effect counts once, whenever it was. What is said in words counts as no money, and is in nobody's way.
    """
    if event.dimension_id is None or event.kind != ValueEvent.Kind.MEASURED:
        return
    others = ValueEvent.objects.filter(dimension=event.dimension_id, kind=ValueEvent.Kind.MEASURED).live()
    others = others.exclude(pk=event.pk).select_related("terms")
    if event.supersedes_id is not None:
        others = others.exclude(pk=event.supersedes_id)
    same_days = Q(period_start__lte=event.period_end, period_end__gte=event.period_start)
    one_off = Q(terms__recurrence=Terms.Recurrence.ONE_OFF)
    if event.terms is None or event.terms.recurrence == Terms.Recurrence.RECURRING:
        others = others.filter(same_days | one_off) if event.terms is not None else others.filter(same_days)
    other = others.first()
    if other is None:
        return
    assert other.period_start is not None and other.period_end is not None
    said = {
        "period": period(other.period_start, other.period_end),
        "state": other.get_state_display(),
        "amount": money(other.claimed_minor, customer.currency) if other.claimed_minor is not None else other.title,
    }
    raise Refused(
        _("%(period)s is already claimed and %(state)s (%(amount)s). Choose another period, or restate that claim.")
        % said,
        code="overlap",
        field="period",
    )


def shared_effects(event: ValueEvent) -> list[ValueEvent]:
    """Live claims on dimensions that are marked as sharing an effect with this one's, in the same days."""
    if event.dimension_id is None:
        return []
    return list(
        ValueEvent.objects.filter(
            dimension__shares_effect_with=event.dimension_id,
            period_start__lte=event.period_end,
            period_end__gte=event.period_start,
        )
        .live()
        .exclude(pk=event.pk)
    )


def _is_one_reading(readings: Sequence[Measurement], period_start: date, period_end: date) -> bool:
    return [(one.period_start, one.period_end) for one in readings] == [(period_start, period_end)]


def _check_period(terms: Terms, period_start: date, period_end: date) -> None:
    if period_start <= terms.baseline_end and period_end >= terms.baseline_start:
        raise Refused(
            _("The baseline was taken in these days, %(period)s. Choose a later period.")
            % {"period": period(terms.baseline_start, terms.baseline_end)},
            code="in_baseline",
            field="period",
        )
    if period_end > terms.claimable_until:
        raise Refused(
            _("The baseline may be claimed against until %(day)s. Propose new terms.")
            % {"day": date_medium(terms.claimable_until)},
            code="baseline_expired",
            field="period",
        )
    if terms.grain != Terms.Grain.READING and grain_period(terms.grain, period_start) != (period_start, period_end):
        raise Refused(
            _("The terms say that one claim covers one %(grain)s. Choose such a period.")
            % {"grain": terms.get_grain_display()},
            code="grain",
            field="period",
        )


def _units(reading: Measurement) -> Line:
    """A reading without terms: the figure alone, compared with nothing."""
    return Line(
        reading.period_start, reading.period_end, Decimal(0), reading.value, Decimal(0), None, None, None, None, None
    )
