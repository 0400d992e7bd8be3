"""Commitments and their readings, and what the customer says to them. Facts are superseded, never edited."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.models import Customer, Membership, Stakeholder
from accounts.notation import date_long
from accounts.refusal import Refused
from outcomes.services.periods import check_correction, check_period, refuse_same_days
from scorecards.models import Commitment, CommitmentLevel, PerformanceReading, ReadingAnswer


@transaction.atomic
def create_commitment(
    *, customer: Customer, name: str, by: Membership | None, level: dict[str, Any], **fields: Any
) -> Commitment:
    """A commitment with its first level (`since`, `target`, `direction`, `source`, and what else a level has)."""
    check_texts(Commitment, name=name, **fields)
    name = name.strip()
    if Commitment.objects.filter(customer=customer, name__iexact=name).exists():
        raise Refused(_("There is a commitment of this name already."), code="name_taken", field="name")
    last = Commitment.objects.filter(customer=customer).aggregate(last=Max("position"))["last"]
    commitment = Commitment.objects.create(
        supplier_id=customer.supplier_id,
        customer=customer,
        name=name,
        position=0 if last is None else last + 1,
        **fields,
    )
    set_level(commitment=commitment, by=by, **level)
    return commitment


@transaction.atomic
def set_level(
    *, commitment: Commitment, since: date, target: Decimal, source: str, by: Membership | None, **fields: Any
) -> CommitmentLevel:
    """What the commitment promises from `since` on. Periods that began before keep the level that they had.

    Refused where a level begins on that day already, or a later one does: levels are agreed one after the other.
    """
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    check_texts(CommitmentLevel, source=source, **fields)
    if not source.strip():
        raise Refused(_("Say where it is agreed: clause, appendix, minutes."), code="no_source", field="source")
    last = CommitmentLevel.objects.filter(commitment=commitment).order_by("-since").first()
    if last is not None and last.since >= since:
        raise Refused(
            _("The last level begins on %(day)s; a new one begins after it.") % {"day": date_long(last.since)},
            code="level_order",
            field="since",
        )
    return CommitmentLevel.objects.create(
        customer_id=commitment.customer_id,
        commitment=commitment,
        since=since,
        target=target,
        source=source,
        recorded_by=by,
        **fields,
    )


@transaction.atomic
def record_reading(
    *,
    commitment: Commitment,
    period_start: date,
    period_end: date,
    value: Decimal,
    source: str,
    by: Membership | None,
    supersedes: PerformanceReading | None = None,
    reason: str = "",
) -> PerformanceReading:
    """Record what was reached in a period; with `supersedes` a corrected reading, which the customer answers anew.

    Refused where the period lies in the future, is out of order, or overlaps another reading.
    """
    # The commitment's row is the lock: two readings of the same days cannot both get in.
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    check_texts(PerformanceReading, source=source, reason=reason)
    check_period(period_start, period_end, today=commitment.supplier.today())
    if supersedes is not None:
        check_correction(supersedes, (commitment.pk, period_start, period_end), reason, of="commitment_id")
    refuse_same_days(
        PerformanceReading.objects.filter(commitment=commitment),
        period_start,
        period_end,
        _("There is already a reading for %(period)s. Correct that one instead."),
        supersedes=supersedes,
    )
    return PerformanceReading.objects.create(
        supplier_id=commitment.supplier_id,
        customer_id=commitment.customer_id,
        commitment=commitment,
        period_start=period_start,
        period_end=period_end,
        value=value,
        source=source,
        recorded_by=by,
        supersedes=supersedes,
        reason=reason,
    )


def acknowledge(*, reading: PerformanceReading, actor: Actor) -> ReadingAnswer:
    """The customer agrees with the reading, met or missed. In person."""
    return _answer(reading=reading, stakeholder=_person(actor), kind=ReadingAnswer.Kind.ACKNOWLEDGED)


def challenge(*, reading: PerformanceReading, actor: Actor, reason: str) -> ReadingAnswer:
    """The customer does not agree with the reading, and says why. In person."""
    if not reason.strip():
        raise Refused(_("Say what is wrong with it: the supplier reads it."), code="no_reason", field="reason")
    return _answer(reading=reading, stakeholder=_person(actor), kind=ReadingAnswer.Kind.CHALLENGED, reason=reason)


def answer_of_demonstration(
    *,
    reading: PerformanceReading,
    stakeholder: Stakeholder,
    kind: str,
    reason: str = "",
    said_at: datetime | None = None,
) -> ReadingAnswer:
    """What a marked demonstration puts into somebody's mouth. Refused for any other supplier."""
    if not stakeholder.supplier.is_demonstration:
        raise Refused(_("Only the customer decides this, in her own session."), code="only_the_customer")
    return _answer(
        reading=reading, stakeholder=stakeholder, kind=kind, reason=reason, said_at=said_at, demonstration=True
    )


def _person(actor: Actor) -> Stakeholder:
    """The stakeholder who acts in her own session, with the right to decide today; Refused otherwise."""
    if actor.stakeholder is None or not actor.in_person:
        raise Refused(_("Only the customer decides this, in her own session."), code="only_the_customer")
    person = Stakeholder.objects.get(pk=actor.stakeholder.pk)
    ended = person.until is not None and person.until < actor.supplier.today()
    if ended or not person.may_decide:
        raise Refused(_("You may read this, but not decide it."), code="no_right")
    return person


@transaction.atomic
def _answer(
    *,
    reading: PerformanceReading,
    stakeholder: Stakeholder,
    kind: str,
    reason: str = "",
    said_at: datetime | None = None,
    demonstration: bool = False,
) -> ReadingAnswer:
    Commitment.objects.select_for_update().get(pk=reading.commitment_id)
    if stakeholder.customer_id != reading.customer_id:
        raise Refused(_("Only the customer decides this, in her own session."), code="only_the_customer")
    if PerformanceReading.objects.filter(supersedes=reading).exists():
        raise Refused(_("This reading was corrected meanwhile. Look at the new one."), code="superseded")
    check_texts(ReadingAnswer, reason=reason)
    last = ReadingAnswer.objects.filter(reading=reading).last()
    if last is not None and (last.kind, last.reason, last.stakeholder_id) == (kind, reason, stakeholder.pk):
        return last  # the same answer twice is one
    return ReadingAnswer.objects.create(
        customer_id=reading.customer_id,
        reading=reading,
        kind=kind,
        reason=reason,
        stakeholder=stakeholder,
        name=stakeholder.name,
        position=stakeholder.position,
        said_at=said_at or timezone.now(),
        demonstration=demonstration,
    )
