"""Several claims at once: what is measured and not claimed, each with its working, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from accounts.models import Customer, Stakeholder
from outcomes.models import ClaimLine, CustomerTotal, Measurement, Terms, ValueDimension, ValueEvent
from outcomes.queries.periods import Agreement, UnclaimedPeriod, unclaimed_of_many
from outcomes.queries.workings import in_one_line
from outcomes.services.several import Claim
from outcomes.value import grain_period, line

CLAIMS_AT_ONCE = 40


@dataclass(frozen=True)
class Offer:
    """A claim that can be stated, with its working and what it comes to (None: not in money)."""

    claim: Claim
    working: Sequence[str]
    minor: int | None
    unit_words: str

    @property
    def key(self) -> str:
        return self.claim.key


@dataclass(frozen=True)
class Offers:
    """What a page offers: the oldest first, of `total` in all; `quarters` are those in which any of them ends."""

    lines: Sequence[Offer]
    total: int
    quarters: Sequence[tuple[date, int]]
    decider: str


def claim_named(key: str, dimensions: Mapping[int, ValueDimension]) -> Claim | None:
    """The claim that a tick stands for; None where it is on none of these dimensions."""
    number, _slash, days = key.partition("/")
    start, _slash, end = days.partition("/")
    dimension = dimensions.get(int(number)) if number.isdecimal() and len(number) < 19 else None
    try:
        return Claim(dimension, date.fromisoformat(start), date.fromisoformat(end)) if dimension is not None else None
    except ValueError:
        return None


def offers_of(actor: Actor, customer: Customer, *, dimension: int | None = None, quarter: date | None = None) -> Offers:
    """What can be stated of a customer, of one dimension, or of the quarter that begins on that day; five queries."""
    today = actor.supplier.today()
    dimensions = dimensions_of(actor, customer, dimension)
    versions: dict[int, list[Terms]] = {pk: [] for pk in dimensions}
    for terms in Terms.objects.visible_to(actor).agreed().filter(dimension__in=dimensions).order_by("version"):
        versions[terms.dimension_id].append(terms)
    digits = notation.minor_digits(customer.currency)
    agreements = {
        pk: Agreement(versions[pk], digits, one.is_claimed)  # type: ignore[attr-defined]
        for pk, one in dimensions.items()
    }
    readings = Measurement.objects.visible_to(actor).filter(dimension__in=dimensions)
    drafted = _drafted(actor, customer)
    open_periods = [
        (dimensions[pk], period)
        for pk, periods in unclaimed_of_many(readings, agreements, today).items()
        for period in periods
        if period.is_claimable and not _overlaps(drafted.get(pk, ()), period)
    ]
    open_periods.sort(key=lambda one: (one[1].end, one[0].position, one[0].pk))
    quarters: dict[date, int] = {}
    for _dimension, period in open_periods:
        first = grain_period("quarter", period.end)[0]
        quarters[first] = quarters.get(first, 0) + 1
    if quarter is not None:
        open_periods = [one for one in open_periods if grain_period("quarter", one[1].end)[0] == quarter]
    return Offers(
        lines=[_offer(customer, one, period) for one, period in open_periods[:CLAIMS_AT_ONCE]],
        total=len(open_periods),
        quarters=sorted(quarters.items()),
        decider=_deciders(actor, customer, [one for one, _period in open_periods]),
    )


def dimensions_of(actor: Actor, customer: Customer, dimension: int | None) -> dict[int, ValueDimension]:
    """What claims may be stated on: the customer's dimensions, or this one; one query."""
    live = ValueEvent.objects.visible_to(actor).filter(dimension=OuterRef("pk"), kind=ValueEvent.Kind.MEASURED).live()
    rows = ValueDimension.objects.editable_by(actor).filter(customer=customer)
    if dimension is not None:
        rows = rows.filter(pk=dimension)
    found: dict[int, ValueDimension] = {}
    for one in rows.select_related("owner_theirs__user", "supplier", "outcome").annotate(is_claimed=Exists(live)):
        one.customer = customer  # read already
        found[one.pk] = one
    return found


def _drafted(actor: Actor, customer: Customer) -> dict[int, list[tuple[date, date]]]:
    """The days that are in a draft: it is to be finished, or discarded, first."""
    drafts = ValueEvent.objects.visible_to(actor).filter(customer=customer, state=ValueEvent.State.DRAFT)
    found: dict[int, list[tuple[date, date]]] = {}
    for pk, start, end in drafts.values_list("dimension", "period_start", "period_end"):
        if pk is not None and start is not None and end is not None:
            found.setdefault(pk, []).append((start, end))
    return found


def _overlaps(spans: Iterable[tuple[date, date]], period: UnclaimedPeriod) -> bool:
    return any(start <= period.end and end >= period.start for start, end in spans)


def _offer(customer: Customer, dimension: ValueDimension, period: UnclaimedPeriod) -> Offer:
    event = ValueEvent(customer=customer, dimension=dimension, terms=period.terms)
    worked = []
    for reading in period.readings:
        one = (
            line(
                period.terms,
                period_start=reading.period_start,
                period_end=reading.period_end,
                actual=reading.value,
                volume=reading.volume,
            )
            if _has_volume(period.terms, reading)
            else None
        )
        if one is not None:
            worked.append(ClaimLine(**{name: getattr(one, name) for name in one.__dataclass_fields__}))
    return Offer(
        claim=Claim(dimension, period.start, period.end),
        working=[in_one_line(event, one, dated=len(period.readings) > 1) for one in worked]
        or [_("A volume is missing in its reading.")],
        minor=period.amount_minor,
        unit_words=_("not in money") if period.terms.rate is None else _("not worked out"),
    )


def _has_volume(terms: Terms, reading: Measurement) -> bool:
    return terms.volume_basis != Terms.VolumeBasis.ACTUAL or reading.volume is not None


def _deciders(actor: Actor, customer: Customer, dimensions: Sequence[ValueDimension]) -> str:
    """Who will be asked: by dimension its owner at the customer, where she may decide, else who may; one query."""
    today = actor.supplier.today()
    people = [
        one
        for one in Stakeholder.objects.visible_to(actor).filter(customer=customer, may_decide=True).order_by("name")
        if one.until is None or one.until >= today
    ]
    able = {one.pk for one in people}
    owners = {
        one.owner_theirs.name for one in dimensions if one.owner_theirs is not None and one.owner_theirs_id in able
    }
    if dimensions and all(one.owner_theirs_id in able for one in dimensions) and len(owners) == 1:
        return owners.pop()
    return people[0].name if len(people) == 1 else ""


def sums_of(offers: Sequence[Offer], customer: Customer) -> dict[str, Any]:
    """What these claims come to: gains and shortfalls beside each other, and the value as it stands at once."""
    amounts = [one.minor for one in offers if one.minor is not None]
    total: CustomerTotal = getattr(customer, "total", None) or CustomerTotal()
    worse = sum(one for one in amounts if one < 0)
    gains = sum(one for one in amounts if one >= 0)
    shown = [gains, worse, *([total.value, total.value + worse] if worse else [])]
    return {
        "count": len(offers),
        "gains": gains,
        "shortfalls": worse,
        "together": sum(amounts),
        "value": total.value,
        "value_after": total.value + worse,
        "currency": customer.currency,
        "in_money": bool(amounts),
        "whole": notation.are_whole((one, customer.currency) for one in shown),
    }


def quarter_links(offers: Offers, chosen: date | None, path: str) -> list[dict[str, Any]]:
    """A link for each quarter with its count, and one for all; none where there is one quarter only."""
    if len(offers.quarters) < 2 and chosen is None:
        return []
    links = [
        {
            "label": notation.period(first, grain_period("quarter", first)[1]),
            "url": f"{path}?quarter={first.isoformat()}",
            "count": count,
            "chosen": first == chosen,
        }
        for first, count in offers.quarters
    ]
    every = {"label": _("All"), "url": path, "count": sum(n for _f, n in offers.quarters), "chosen": chosen is None}
    return [every, *links]
