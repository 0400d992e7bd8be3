"""What the product says by itself: a closed period that got worse, and of which nobody has spoken in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.mail import queue_template
from accounts.models import Stakeholder, Supplier
from accounts.notation import minor_digits
from accounts.refusal import Refused
from outcomes.models import ClaimLine, Decision, Measurement, Terms, ValueDimension, ValueEvent
from outcomes.queries.periods import (
    PATIENCE,
    Agreement,
    UnclaimedPeriod,
    product_states_on,
    taken_back,
    unclaimed_of_many,
    work_out_amount,
)
from outcomes.services.events import whom_to_ask
from outcomes.services.ledger import DECIDABLE, DECIDED, restate, state_anew, state_value
from outcomes.services.voice import of_product

log = structlog.get_logger(__name__)

MAIL_NAMES = 10
QUICKER = frozenset({"overlap", "already_restated", "same", "not_worse", "already_decided"})
"""Refusals that mean that somebody was quicker. Any other keeps the product silent, and is told."""


def state_overdue_shortfalls(*, supplier: Supplier, today: date | None = None) -> list[Decision]:
    """State every overdue shortfall of this supplier's customers; return the entries made. Safe to repeat.

    A claim period is closed when all its readings are there, or 30 days after its end where some are missing. It is
    overdue when, 30 days after it was closed and measured, nobody has stated it. A claim that its readings have made worse
    since is restated 30 days after they came: decided, it waits for a new decision; not yet decided, it is stated anew.

    At most six queries where nothing is overdue, however many dimensions there are. Of each customer the entries and the
    mails about them are one transaction: whoever finds the entries was told.
    """
    today = today or supplier.today()
    overdue: dict[int, list[UnclaimedPeriod]] = {}
    dimensions = _priced_dimensions(supplier)
    for pk, periods in _unclaimed(supplier, dimensions, today).items():
        days = ((one, product_states_on(one, supplier)) for one in periods)
        if found := [one for one, states_on in days if states_on is not None and states_on <= today]:
            overdue[pk] = found
    outdated = _outdated(supplier, dimensions, today)
    made: list[Decision] = []
    for _customer, ones in groupby(dimensions.values(), key=lambda one: one.customer_id):
        waits = [one for one in ones if one.pk in overdue or one.pk in outdated]
        if waits:
            made += _spoken(waits, overdue, outdated)
    return made


def _spoken(
    dimensions: Sequence[ValueDimension],
    overdue: Mapping[int, Sequence[UnclaimedPeriod]],
    outdated: Mapping[int, Sequence[ValueEvent]],
) -> list[Decision]:
    """The entries of one customer, and the mails about them."""
    made: list[Decision] = []
    with translation.override(dimensions[0].customer.locale), transaction.atomic():
        for dimension in dimensions:
            for unclaimed in overdue.get(dimension.pk, ()):
                made += _said(dimension, unclaimed)
            for event in outdated.get(dimension.pk, ()):
                made += _corrected(event)
        _tell(made)
    return made


def _priced_dimensions(supplier: Supplier) -> dict[int, ValueDimension]:
    """Those with terms in money, a customer's together, and whether a live claim stands on each; one query."""
    terms = Terms.objects.filter(supplier=supplier, customer__archived_at=None).agreed().exclude(rate=None)
    live = ValueEvent.objects.filter(dimension=OuterRef("pk"), kind=ValueEvent.Kind.MEASURED).live()
    found = ValueDimension.objects.filter(pk__in=terms.values("dimension")).annotate(claimed=Exists(live))
    found = found.select_related("customer__supplier", "owner_theirs")
    return {one.pk: one for one in found.order_by("customer", "pk")}


def _unclaimed(
    supplier: Supplier, dimensions: Mapping[int, Any], today: date
) -> Mapping[int, Sequence[UnclaimedPeriod]]:
    """By dimension; two queries."""
    versions: dict[int, list[Terms]] = defaultdict(list)
    for terms in Terms.objects.filter(dimension__in=list(dimensions)).agreed().order_by("version"):
        versions[terms.dimension_id].append(terms)
    agreements = {
        pk: Agreement(versions[pk], minor_digits(one.customer.currency), one.claimed) for pk, one in dimensions.items()
    }
    return unclaimed_of_many(Measurement.objects.filter(dimension__in=list(dimensions)), agreements, today)


def _tell(made: Sequence[Decision]) -> None:
    """One mail to each person who is asked to decide, and one to who answers for the customer, however much it is."""
    events = [decision.event for decision in made if decision.event is not None]
    asked: dict[int | None, list[ValueEvent]] = defaultdict(list)
    for event in events:
        asked[event.asked_id].append(event)
    people = Stakeholder.objects.filter(pk__in=[pk for pk in asked if pk is not None]).exclude(user=None)
    for person in people.select_related("user", "customer__supplier"):
        assert person.user is not None
        if not person.is_there(person.customer.supplier.today()):
            continue
        context = {"stakeholder": person, "supplier": person.customer.supplier} | _named(asked[person.pk])
        to = person.email or person.user.email
        queue_template("product_stated", to=to, locale=person.customer.locale, context=context)
    if events:
        customer = events[0].customer
        context = {"customer": customer} | _named(events)
        to, locale = customer.accountable.user.email, customer.supplier.locale
        queue_template("product_stated_ours", to=to, locale=locale, context=context)


def _named(events: Sequence[ValueEvent]) -> dict[str, Any]:
    return {"events": events[:MAIL_NAMES], "more": max(0, len(events) - MAIL_NAMES)}


def _said(dimension: ValueDimension, unclaimed: UnclaimedPeriod) -> list[Decision]:

    def say() -> Decision:
        draft = ValueEvent.objects.create(
            supplier_id=dimension.supplier_id,
            customer=dimension.customer,
            dimension=dimension,
            title=dimension.name,
            note=_("Stated by the product: the period is over, it got worse, and nobody stated it within 30 days."),
            period_start=unclaimed.start,
            period_end=unclaimed.end,
            asked=whom_to_ask(dimension),
        )
        return state_value(event=draft, voice=of_product(dimension.customer.supplier))

    return _unless_refused(say, dimension=dimension.pk)


def _unless_refused(say: Callable[[], Decision], *, dimension: int | None) -> list[Decision]:
    """The entry, unless somebody was quicker: then the ledger refuses, and nothing stays of the draft."""
    try:
        with transaction.atomic():
            return [say()]
    except Refused as refused:
        if refused.code not in QUICKER:
            log.warning("shortfall_not_stated", dimension=dimension, code=refused.code)
        return []


def _outdated(supplier: Supplier, dimensions: Mapping[int, Any], today: date) -> dict[int, list[ValueEvent]]:
    """Claims, by dimension, that would be lower by the readings of today, where that has been so for 30 days.

    Of a decided one that a restatement of waits, the restatement.

    One query, and two more where a reading came to a claim after it had been stated.
    """
    its_lines = ClaimLine.objects.filter(event=OuterRef(OuterRef("pk")), measurement=OuterRef("pk"))
    news = Measurement.objects.current().filter(
        ~Exists(its_lines),
        dimension=OuterRef("dimension"),
        period_start__gte=OuterRef("period_start"),
        period_end__lte=OuterRef("period_end"),
    )
    claims = ValueEvent.objects.filter(
        Exists(news),
        dimension__in=list(dimensions),
        kind=ValueEvent.Kind.MEASURED,
        state__in=DECIDED | DECIDABLE,
        terms__rate__isnull=False,
    ).exclude(superseding__state__in=DECIDABLE)
    events = list(
        claims.select_related("terms", "customer__supplier", "asked", "dimension__customer__supplier").prefetch_related(
            "lines"
        )
    )
    readings: dict[int, list[Measurement]] = defaultdict(list)
    if events:
        theirs = Measurement.objects.filter(dimension__in={one.dimension_id for one in events})
        theirs = theirs.annotate(taken_back=taken_back())
        for one in theirs.order_by("period_start", "pk"):
            readings[one.dimension_id].append(one)
    found: dict[int, list[ValueEvent]] = defaultdict(list)
    for event in events:
        assert event.dimension_id is not None
        if _is_outdated(event, readings[event.dimension_id], supplier, today):
            found[event.dimension_id].append(event)
    return found


def _is_outdated(event: ValueEvent, measured: Sequence[Measurement], supplier: Supplier, today: date) -> bool:
    """`measured`: all readings of its dimension, corrected ones too, in order."""
    assert event.terms is not None and event.period_start is not None and event.period_end is not None
    used = {line.measurement_id for line in event.lines.all()}
    by_key, corrected = {one.pk: one for one in measured}, {one.supersedes_id for one in measured}
    readings = [
        one
        for one in measured
        if one.pk not in corrected and one.period_start >= event.period_start and one.period_end <= event.period_end
    ]
    news = [supplier.today(_first_since(one, by_key, used).recorded_at) for one in readings if one.pk not in used]
    hers = all(one.taken_back for one in readings)  # type: ignore[attr-defined]
    if not news or hers or max(news) + PATIENCE >= today:
        return False
    amount = work_out_amount(event.terms, readings, minor_digits(event.customer.currency))
    stands = event.decided_minor if event.state in DECIDED else event.claimed_minor
    return amount is not None and amount < (stands or 0)


def _first_since(reading: Measurement, by_key: Mapping[int, Measurement], used: Collection[int | None]) -> Measurement:
    """Of a reading that was corrected again and again, the first correction since the claim: a later one buys no time."""
    while reading.supersedes_id is not None and reading.supersedes_id not in used:
        reading = by_key[reading.supersedes_id]
    return reading


def _corrected(event: ValueEvent) -> list[Decision]:
    reason = _("Restated by the product: the readings have become worse, and nobody restated the claim within 30 days.")
    supplier, asked = event.customer.supplier, event.asked

    def say() -> Decision:
        if event.state in DECIDED:
            return restate(event=event, voice=of_product(supplier), reason=reason)
        assert event.dimension is not None
        stays = asked is not None and asked.is_there(supplier.today())
        decides = asked if stays else whom_to_ask(event.dimension)
        return state_anew(event=event, voice=of_product(supplier), reason=reason, asked=decides)

    return _unless_refused(say, dimension=event.dimension_id)
