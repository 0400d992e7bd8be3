"""Logging value: what is offered, which periods are open, and the working before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Max, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.refusal import Refused
from outcomes.models import (
    ClaimLine,
    CustomerTotal,
    Measurement,
    Signature,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.queries.marks import Kind
from outcomes.queries.workings import working
from outcomes.services.claims import Working, version_for, work_out
from outcomes.services.events import whom_to_ask
from outcomes.value import grain_period

DIMENSIONS_OFFERED = 60


@dataclass(frozen=True)
class OpenPeriod:
    """A measured period that nobody has claimed, as long as one claim covers."""

    start: date
    end: date

    @property
    def key(self) -> str:
        """How a form names it: 2026-10-01/2026-10-31."""
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def offered_dimensions(
    actor: Actor, *, chosen: int | None, customer: int | None = None, search: str = ""
) -> list[ValueDimension]:
    """What the actor may log value on: the chosen one first, then by the newest reading; one query."""
    offered = ValueDimension.objects.editable_by(actor)
    wanted = Q(customer__archived_at=None)
    if customer is not None:
        wanted &= Q(customer=customer)
    for word in search.split()[:6]:
        wanted &= Q(name__icontains=word) | Q(customer__name__icontains=word) | Q(outcome__title__icontains=word)
    if chosen is not None:
        wanted |= Q(pk=chosen)
    return list(
        offered.filter(wanted)
        .select_related("customer__supplier", "customer__total", "outcome", "owner_theirs__user", "supplier")
        .annotate(
            newest=Max("measurements__period_end"),
            is_chosen=Case(When(pk=chosen or 0, then=1), default=0),
        )
        .order_by("-is_chosen", F("newest").desc(nulls_last=True), "pk")[:DIMENSIONS_OFFERED]
    )


def dimension_choices(
    offered: Sequence[ValueDimension], known: Mapping[int, Openness] | None = None
) -> list[tuple[Any, Any]]:
    """First what can be claimed, by customer; then what has nothing to claim. Customers in the order in which they are offered.

    `known` by dimension; without it nothing is set apart.
    """
    claimable: dict[int, list[ValueDimension]] = {}
    rest: dict[int, list[ValueDimension]] = {}
    for dimension in offered:
        claimable.setdefault(dimension.customer_id, [])
        rest.setdefault(dimension.customer_id, [])
        place = claimable if known is None or known[dimension.pk].periods else rest
        place[dimension.customer_id].append(dimension)
    waiting = [
        (one.pk, _("%(customer)s: %(dimension)s") % {"customer": one.customer.name, "dimension": one.name})
        for ones in rest.values()
        for one in ones
    ]
    return [
        ("", _("Choose a value dimension")),
        *((ones[0].customer.name, [(one.pk, one.name) for one in ones]) for ones in claimable.values() if ones),
        *([(_("Nothing to claim until the next reading"), waiting)] if waiting else []),
    ]


@dataclass(frozen=True)
class Openness:
    """What may be claimed on a dimension: its agreed terms with who agreed them, and its open periods, oldest first."""

    terms: Sequence[Terms]
    periods: Sequence[OpenPeriod]
    last_reading: Measurement | None


def openness(dimension: ValueDimension, today: date) -> Openness:
    """What may be claimed on this dimension; three queries."""
    return openness_of([dimension], today)[dimension.pk]


def openness_of(dimensions: Sequence[ValueDimension], today: date) -> dict[int, Openness]:
    """Of each dimension the measured periods that no live claim covers, each as long as the terms' grain; three queries.

    Periods of the baseline itself, and those beyond the last day for claims, are not offered.
    """
    who = Signature.objects.filter(decision__terms=OuterRef("pk"), decision__kind=Kind.TERMS_AGREED)
    agreed = (
        Terms.objects.filter(dimension__in=dimensions)
        .agreed()
        .annotate(agreed_by=Subquery(who.values("name")[:1]))
        .order_by("version")
    )
    measured = Measurement.objects.filter(dimension__in=dimensions).current().order_by("period_start")
    claimed = ValueEvent.objects.filter(dimension__in=dimensions).live()
    terms: dict[int, list[Terms]] = {one.pk: [] for one in dimensions}
    readings: dict[int, list[Measurement]] = {one.pk: [] for one in dimensions}
    taken: dict[int, list[tuple[date | None, date | None]]] = {one.pk: [] for one in dimensions}
    for version in agreed:
        terms[version.dimension_id].append(version)
    for reading in measured:
        readings[reading.dimension_id].append(reading)
    for dimension, start, end in claimed.values_list("dimension", "period_start", "period_end"):
        taken[dimension].append((start, end))
    return {
        one.pk: Openness(
            terms[one.pk],
            _open_periods(readings[one.pk], terms[one.pk], taken[one.pk], today),
            readings[one.pk][-1] if readings[one.pk] else None,
        )
        for one in dimensions
    }


def _open_periods(
    readings: Sequence[Measurement],
    terms: Sequence[Terms],
    taken: Sequence[tuple[date | None, date | None]],
    today: date,
) -> list[OpenPeriod]:
    periods: dict[str, OpenPeriod] = {}
    for reading in readings:
        period = _claimable(reading, terms)
        if period is None or period.end > today:
            continue
        if not any(start and end and start <= period.end and end >= period.start for start, end in taken):
            periods[period.key] = period
    return list(periods.values())


def _claimable(reading: Measurement, agreed: Sequence[Terms]) -> OpenPeriod | None:
    """The period that a claim on this reading covers; None where there is none."""
    if not agreed:
        return OpenPeriod(reading.period_start, reading.period_end)
    before = [one for one in agreed if not one.is_after_the_fact(reading.period_start)]
    terms = before[-1] if before else agreed[0]
    period = OpenPeriod(reading.period_start, reading.period_end)
    if terms.grain != Terms.Grain.READING:
        period = OpenPeriod(*grain_period(terms.grain, reading.period_start))
    if period.start <= terms.baseline_end or period.end > terms.claimable_until:
        return None
    return period


def preview(
    dimension: ValueDimension, chosen: tuple[date, date] | None, known: Openness, *, today: date
) -> dict[str, Any]:
    """The context of outcomes/event_working.html for a claim that is not stated yet."""
    decider = whom_to_ask(dimension)
    shown: dict[str, Any] = {
        "decider": decider.name if decider is not None else "",
        "currency": dimension.customer.currency,
    }
    if chosen is None:
        return shown | {"problem": _nothing_to_claim(known), "problem_url": _way_on(dimension)}
    try:
        worked = work_out(
            dimension=dimension,
            period_start=chosen[0],
            period_end=chosen[1],
            today=today,
            terms=version_for(known.terms, chosen[0]),
        )
    except Refused as refusal:
        return shown | {"problem": refusal.message}
    return shown | {
        "working": _preview_working(dimension, worked, chosen, shown["decider"]),
        "terms": _terms_line(worked.terms, known.terms),
        "change": what_changes(dimension, worked),
        "worked": worked,
    }


def _nothing_to_claim(known: Openness) -> str:
    if known.last_reading is None:
        return _("There is no reading yet. Add one, then its period can be claimed.")
    return _(
        "Nothing can be claimed here today: every period that was measured is claimed already. A claim rests on a reading, "
        "so add the next reading first, and its period can be claimed."
    )


def _way_on(dimension: ValueDimension) -> dict[str, str]:
    return {"label": _("Add a reading"), "url": reverse("outcomes:measurement_create", args=[dimension.pk])}


def _terms_line(terms: Terms | None, agreed: Sequence[Terms]) -> str:
    if terms is None:
        return _("No terms are agreed: this counts as no money, ever.")
    one = next((each for each in agreed if each.pk == terms.pk), terms)
    said = {"version": terms.version, "name": getattr(one, "agreed_by", None) or _("the customer")}
    if terms.agreed_on is not None:
        said["day"] = notation.date_long(terms.agreed_on)
    if terms.on_paper:
        return _("Terms version %(version)s, on paper of %(day)s, recorded by %(name)s") % said
    return _("Terms version %(version)s, agreed by %(name)s on %(day)s") % said


def _preview_working(
    dimension: ValueDimension, worked: Working, chosen: tuple[date, date], decider: str
) -> dict[str, Any] | None:
    event = ValueEvent(
        customer=dimension.customer,
        dimension=dimension,
        terms=worked.terms,
        claimed_minor=worked.amount_minor,
        after_the_fact=worked.after_the_fact,
        period_start=chosen[0],
        period_end=chosen[1],
    )
    lines = [
        ClaimLine(
            period_start=one.period_start,
            period_end=one.period_end,
            baseline=one.baseline if worked.terms is not None else None,
            actual=one.actual,
            difference=one.difference if worked.terms is not None else None,
            volume=one.volume,
            rate=one.rate,
            share=one.share,
            deduction=one.deduction,
            amount=one.amount,
        )
        for _reading, one in worked.lines
    ]
    shown = working(event, lines)
    if shown is None:
        return None if worked.terms is not None else _units_only(dimension, worked)
    if shown["result"] is not None and worked.amount_minor is not None:
        shown["result"]["words"] = _("Shortfall, counts at once") if worked.amount_minor < 0 else _("Gain to decide")
    shown["note"], shown["mark"] = (
        _counts_as(worked, decider),
        "shortfall" if (worked.amount_minor or 0) < 0 else "undecided",
    )
    return shown


def _units_only(dimension: ValueDimension, worked: Working) -> dict[str, Any]:
    """Readings without terms: figures alone, compared with nothing."""
    rows = [
        {
            "operator": "",
            "words": _("Reading, %(period)s (%(unit)s)")
            % {"period": notation.period(one.period_start, one.period_end), "unit": dimension.unit},
            "figure": notation.exact(one.actual),
        }
        for _reading, one in worked.lines
    ]
    return {"lines": rows, "result": None, "note": "", "mark": ""}


def _counts_as(worked: Working, decider: str) -> str:
    who = decider or _("the customer")
    if (worked.amount_minor or 0) < 0:
        return _("Worse than the baseline. It counts as a shortfall from the moment it is stated, decided or not.")
    if worked.after_the_fact:
        return _("The terms were agreed after this period had begun: it stands apart and never enters the value.")
    return _("Counts as undecided until %(who)s decides. Silence confirms nothing.") % {"who": who}


def what_changes(dimension: ValueDimension, worked: Working) -> list[dict[str, Any]]:
    """What stating this claim would change of the customer's sums."""
    amount = worked.amount_minor
    if amount is None:
        return []
    total: CustomerTotal = getattr(dimension.customer, "total", None) or CustomerTotal()
    rows = [{"label": _("Value today"), "minor": total.value, "strong": False}]
    if amount < 0:
        return [*rows, {"label": _("With this shortfall, at once"), "minor": total.value + amount, "strong": True}]
    if worked.after_the_fact:
        apart = {
            "label": _("Agreed after the fact, if confirmed"),
            "minor": total.after_the_fact + amount,
            "strong": True,
        }
        return [*rows, apart]
    return [
        *rows,
        {"label": _("If confirmed"), "minor": total.value + amount, "strong": True},
        {"label": _("Undecided, this claim included"), "minor": total.undecided + amount, "strong": False},
    ]
