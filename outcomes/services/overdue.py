"""What the product says by itself: a closed period that got worse, and of which nobody has spoken in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.mail import queue_template
from accounts.models import Stakeholder, Supplier
from accounts.notation import minor_digits
from accounts.refusal import Refused
from outcomes.models import ClaimLine, Decision, Measurement, Terms, ValueDimension, ValueEvent
from outcomes.queries.periods import (
    PATIENCE,
    UnclaimedPeriod,
    product_states_on,
    unclaimed_periods,
    work_out_amount,
)
from outcomes.services.events import whom_to_ask
from outcomes.services.ledger import DECIDABLE, DECIDED, restate, state_value
from outcomes.services.voice import of_product

MAIL_NAMES = 10


def state_overdue_shortfalls(*, supplier: Supplier, today: date | None = None) -> list[Decision]:
    """State every overdue shortfall of this supplier's customers; return the entries made. Safe to repeat.

    A claim period is closed when all its readings are there, or 30 days after its end where some are missing. It is
    overdue when, 30 days after it was closed and measured, nobody has stated it. A decided claim whose readings were
    corrected for the worse is restated 30 days after the correction.
    """
    today = today or supplier.today()
    terms = Terms.objects.filter(supplier=supplier, customer__archived_at=None).agreed().exclude(rate=None)
    dimensions = ValueDimension.objects.filter(pk__in=terms.values("dimension")).select_related("customer__supplier")
    made: list[Decision] = []
    for dimension in dimensions.order_by("pk").iterator(chunk_size=200):
        with translation.override(dimension.customer.locale):
            for unclaimed in unclaimed_periods(dimension, today):
                states_on = product_states_on(unclaimed, supplier)
                if states_on is not None and states_on <= today and not _was_taken_back(dimension, unclaimed):
                    made += _said(dimension, unclaimed)
            for event in _outdated(dimension, today):
                made += _corrected(event)
    _tell(made)
    return made


def _tell(made: Sequence[Decision]) -> None:
    """One mail to each person who is asked to decide, however much the product has stated."""
    asked: dict[int, list[ValueEvent]] = defaultdict(list)
    for decision in made:
        if decision.event is not None and decision.event.asked_id is not None:
            asked[decision.event.asked_id].append(decision.event)
    people = Stakeholder.objects.filter(pk__in=asked).exclude(user=None).select_related("user", "customer__supplier")
    for person in people:
        assert person.user is not None
        queue_template(
            "product_stated",
            to=person.email or person.user.email,
            locale=person.customer.locale,
            context={
                "stakeholder": person,
                "supplier": person.customer.supplier,
                "events": asked[person.pk][:MAIL_NAMES],
                "more": max(0, len(asked[person.pk]) - MAIL_NAMES),
            },
        )


def _said(dimension: ValueDimension, unclaimed: UnclaimedPeriod) -> list[Decision]:
    """The entry, unless somebody was quicker: then the guard against overlaps refuses, and nothing stays of the draft."""
    try:
        with transaction.atomic():
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
            return [state_value(event=draft, voice=of_product(dimension.customer.supplier))]
    except Refused:
        return []


def _was_taken_back(dimension: ValueDimension, unclaimed: UnclaimedPeriod) -> bool:
    """Whether the customer's person withdrew what rested on these very readings: her word stands until there are others."""
    hers = ValueEvent.objects.filter(
        dimension=dimension,
        state=ValueEvent.State.WITHDRAWN,
        decisions__kind=Decision.Kind.WITHDRAWN,
        decisions__by_stakeholder__isnull=False,
    )
    readings = {one.pk for one in unclaimed.readings}
    lines = ClaimLine.objects.filter(event__in=hers, measurement__in=readings)
    return set(lines.values_list("measurement", flat=True)) == readings


def _outdated(dimension: ValueDimension, today: date) -> list[ValueEvent]:
    """Decided claims that would be lower by the readings of today, where that has been so for 30 days."""
    decided = ValueEvent.objects.filter(
        dimension=dimension, kind=ValueEvent.Kind.MEASURED, state__in=DECIDED, terms__rate__isnull=False
    ).exclude(superseding__state__in=DECIDABLE)
    current = list(Measurement.objects.filter(dimension=dimension).current().order_by("period_start", "pk"))
    supplier, digits = dimension.supplier, minor_digits(dimension.customer.currency)
    found = []
    for event in decided.select_related("terms", "customer__supplier").prefetch_related("lines"):
        assert event.terms is not None and event.period_start is not None and event.period_end is not None
        used = {line.measurement_id for line in event.lines.all()}
        readings = [
            one for one in current if one.period_start >= event.period_start and one.period_end <= event.period_end
        ]
        news = [supplier.today(_first_since(one, used).recorded_at) for one in readings if one.pk not in used]
        if not news or max(news) + PATIENCE >= today:
            continue
        amount = work_out_amount(event.terms, readings, digits)
        if amount is not None and amount < (event.decided_minor or 0):
            found.append(event)
    return found


def _first_since(reading: Measurement, used: Collection[int | None]) -> Measurement:
    """Of a reading that was corrected again and again, the first correction since the claim: a later one buys no time."""
    while reading.supersedes is not None and reading.supersedes_id not in used:
        reading = reading.supersedes
    return reading


def _corrected(event: ValueEvent) -> list[Decision]:
    reason = _("Restated by the product: the readings were corrected, and nobody restated the claim within 30 days.")
    try:
        return [restate(event=event, voice=of_product(event.customer.supplier), reason=reason)]
    except Refused:
        return []
