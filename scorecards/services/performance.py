"""Commitments and their readings, and what the customer says to them. Facts are superseded, never edited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.edits import change_fields
from accounts.in_person import in_person
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Contract, Customer, Membership, Stakeholder, Supplier
from accounts.notation import date_long, exact
from accounts.refusal import Refused
from outcomes.services.periods import check_correction, check_period, refuse_same_days
from outcomes.value import grain_period
from scorecards.models import Commitment, CommitmentLevel, PerformanceReading, ReadingAnswer, ReadingReply
from scorecards.querysets import words_of_hers


@transaction.atomic
def create_commitment(
    *, customer: Customer, name: str, by: Membership | None, level: dict[str, Any], **fields: Any
) -> Commitment:
    """A commitment with its first level (`since`, `target`, `direction`, `source`, and what else a level has)."""
    check_texts(Commitment, name=name, **fields)
    name = name.strip()
    _refuse_taken(Commitment.objects.filter(customer=customer), name)
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


def _refuse_taken(others: Any, name: str) -> None:
    if others.held().filter(name__iexact=name).exists():
        raise Refused(_("There is a commitment of this name already."), code="name_taken", field="name")


@transaction.atomic
def change_commitment(*, commitment: Commitment, actor: Actor, name: str, contract: Contract | None) -> Commitment:
    """Another name, or another contract: after a renewal the one that followed. Leaves who, when, before and after."""
    check_texts(Commitment, name=name)
    name = name.strip()
    _refuse_taken(Commitment.objects.filter(customer=commitment.customer_id).exclude(pk=commitment.pk), name)
    change_fields(obj=commitment, customer=commitment.customer, actor=actor, name=name, contract=contract)
    return commitment


@transaction.atomic
def end_commitment(*, commitment: Commitment, actor: Actor, ends_on: date | None, reason: str) -> Commitment:
    """Its last day, and why: no reading is asked for after it. None: it ends with its contract, as it did before."""
    check_texts(Commitment, end_reason=reason)
    if not reason.strip():
        raise Refused(_("Say why it ends, and who agreed to it."), code="no_reason", field="reason")
    first = CommitmentLevel.objects.filter(commitment=commitment).order_by("since").first()
    if ends_on is not None and first is not None and ends_on < first.since:
        raise Refused(_("It cannot end before it begins."), code="order", field="ends_on")
    change_fields(obj=commitment, customer=commitment.customer, actor=actor, ends_on=ends_on, end_reason=reason.strip())
    return commitment


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, actor: Actor) -> Commitment:
    """Take back what was entered by mistake. Refused once anything of it was read: then it is ended, and its past stays."""
    locked = Commitment.objects.select_for_update(of=("self",)).select_related("customer").get(pk=commitment.pk)
    if PerformanceReading.objects.filter(commitment=locked).exists():
        raise Refused(_("It has readings, which stay. End it instead: then it asks for no more."), code="has_readings")
    if locked.withdrawn_at is None:
        change_fields(obj=locked, customer=locked.customer, actor=actor, withdrawn_at=timezone.now())
    return locked


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
    at: datetime | None = None,
) -> PerformanceReading:
    """Record what was reached in a period; with `supersedes` a corrected reading, which the customer answers anew.

    `at` is for what loads a marked demonstration, and refused of any other supplier: then nobody is told.
    Refused where the period lies in the future, is none of the commitment's own, or overlaps another reading.
    """
    moment = _moment(commitment.supplier, at)
    # The commitment's row is the lock: two readings of the same days cannot both get in.
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    check_texts(PerformanceReading, source=source, reason=reason)
    check_period(period_start, period_end, today=commitment.supplier.today())
    if supersedes is None:
        check_own_period(commitment.rhythm, period_start, period_end)
        # Where it was withdrawn, the new one follows it: what was said stays.
        supersedes = PerformanceReading.objects.newest().filter(
            commitment=commitment, period_start=period_start, period_end=period_end, withdrawn=True
        ).first()  # fmt: skip
    else:
        check_correction(supersedes, (commitment.pk, period_start, period_end), reason, of="commitment_id")
        _refuse_the_same(supersedes, value)
    refuse_same_days(
        PerformanceReading.objects.filter(commitment=commitment),
        period_start,
        period_end,
        _("There is already a reading for %(period)s. Correct that one instead."),
        supersedes=supersedes,
    )
    reading = PerformanceReading.objects.create(
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
        recorded_at=moment,
    )
    if supersedes is not None and at is None:
        tell_of_corrections([reading])
    return reading


def _moment(supplier: Supplier, at: datetime | None) -> datetime:
    """Now; of a marked demonstration the instant that it says."""
    if at is None:
        return timezone.now()
    if not supplier.is_demonstration:
        raise Refused(_("Only a demonstration says when something was said."), code="not_a_demonstration")
    return at


def check_own_period(rhythm: str, start: date, end: date) -> None:
    """Refused, with the right dates, where it is no whole month, quarter or year, as the commitment is read."""
    own = grain_period(rhythm, start)
    if (start, end) == own:
        return
    words = {
        "month": _("It is read by the month: write %(first)s to %(last)s."),
        "quarter": _("It is read by the quarter: write %(first)s to %(last)s."),
        "year": _("It is read by the year: write %(first)s to %(last)s."),
    }[rhythm]
    raise Refused(
        words % {"first": date_long(own[0]), "last": date_long(own[1])}, code="not_own_period", field="period_start"
    )


@transaction.atomic
def withdraw_reading(*, reading: PerformanceReading, by: Membership | None, reason: str) -> PerformanceReading:
    """There is no reading of this period: it was entered by mistake. The old one and what was said to it stay to be seen.

    Refused where she acknowledged it: then it is corrected. A challenge stands until she answers that it was withdrawn.
    """
    Commitment.objects.select_for_update().get(pk=reading.commitment_id)
    check_texts(PerformanceReading, reason=reason)
    if PerformanceReading.objects.filter(supersedes=reading).exists():
        raise Refused(_("Somebody has already corrected this."), code="superseded")
    if reading.withdrawn:
        return reading
    if not reason.strip():
        raise Refused(_("Say why there is no reading: it is printed."), code="no_reason", field="reason")
    last = ReadingAnswer.objects.filter(reading=reading).last()
    if last is not None and last.kind == ReadingAnswer.Kind.ACKNOWLEDGED:
        raise Refused(
            _("%(name)s acknowledged it. Correct it instead: then it is answered anew.") % {"name": last.name},
            code="acknowledged",
        )
    made = PerformanceReading.objects.create(
        supplier_id=reading.supplier_id,
        customer_id=reading.customer_id,
        commitment_id=reading.commitment_id,
        period_start=reading.period_start,
        period_end=reading.period_end,
        value=reading.value,
        source=reading.source,
        recorded_by=by,
        supersedes=reading,
        reason=reason.strip(),
        withdrawn=True,
    )
    tell_of_corrections([made])
    return made


def _refuse_the_same(old: PerformanceReading, value: Decimal) -> None:
    """A correction to what stands there already would take a challenge away and say nothing."""
    if value == old.value and not old.withdrawn:
        raise Refused(
            _(
                "It is %(value)s already. Where the reading is right, answer in words: it stays, with what is said to it."
            )
            % {"value": exact(value)},
            code="same_value",
            field="value",
        )


def standing_challenge(reading: PerformanceReading) -> ReadingAnswer | None:
    """The challenge that stands at this reading: of itself, or of an earlier one that she has not answered anew."""
    found = standing_challenges([reading.pk]).get(reading.pk)
    return ReadingAnswer.objects.get(pk=found) if found is not None else None


def standing_challenges(readings: Iterable[int]) -> dict[int, int]:
    """The same of many, by key: the answers that stand as challenges. One query."""
    last = words_of_hers()
    rows = PerformanceReading.objects.filter(pk__in=readings).annotate(
        last=Subquery(last.values("pk")[:1]), kind=Subquery(last.values("kind")[:1])
    )
    return dict(rows.filter(kind=ReadingAnswer.Kind.CHALLENGED).values_list("pk", "last"))


@transaction.atomic
def reply_to_challenge(
    *, reading: PerformanceReading, actor: Actor, words: str, at: datetime | None = None
) -> ReadingReply:
    """What we say to a challenge, in words. The reading and the challenge stay, until she answers anew; she gets a mail.

    `at` as in `record_reading`.
    """
    moment = _moment(actor.supplier, at)
    if not words.strip():
        raise Refused(_("Say what you found: the customer reads it."), code="no_words", field="words")
    check_texts(ReadingReply, words=words)
    Commitment.objects.select_for_update().get(pk=reading.commitment_id)
    if PerformanceReading.objects.filter(supersedes=reading).exists():
        raise Refused(_("This reading was corrected meanwhile. Look at the new one."), code="superseded")
    challenged = standing_challenge(reading)
    if challenged is None:
        raise Refused(_("Nobody challenges this reading: there is nothing to answer."), code="not_challenged")
    last = ReadingReply.objects.filter(reading=reading).last()
    if last is not None and last.words == words.strip() and last.said_at >= challenged.said_at:
        return last  # the same words twice are said once
    assert actor.membership is not None
    reply = ReadingReply.objects.create(
        customer_id=reading.customer_id,
        reading=reading,
        words=words.strip(),
        membership=actor.membership,
        name=str(actor.membership.user),
        position=actor.membership.position,
        said_at=moment,
    )
    if at is None:
        _tell(reading, challenged, "reading_answered", words=reply.words, by=reply.name)
    return reply


def tell_of_corrections(corrected: Iterable[PerformanceReading]) -> None:
    """A mail for each new reading to whoever had answered the one before: she answers anew."""
    for reading in corrected:
        answered = standing_challenge(reading) or ReadingAnswer.objects.filter(reading=reading.supersedes_id).last()
        if answered is not None:
            by = str(reading.recorded_by.user) if reading.recorded_by is not None else ""
            _tell(reading, answered, "reading_corrected", words=reading.reason, by=by)


def _tell(reading: PerformanceReading, answered: ReadingAnswer, mail: str, *, words: str, by: str) -> None:
    """One mail to who answered; to all who may decide where she cannot any more. To nobody without access."""
    customer = Customer.objects.select_related("supplier").get(pk=reading.customer_id)
    there = Stakeholder.objects.there(customer.supplier.today()).filter(customer=customer, user__isnull=False)
    people = list(there.filter(may_decide=True).select_related("user").order_by("pk"))
    hers = [one for one in people if one.pk == answered.stakeholder_id]
    for one in hers or people:
        assert one.user is not None
        queue_template(
            mail,
            to=one.email or one.user.email,
            locale=customer.locale,
            context={
                "name": one.name,
                "supplier": customer.supplier.name,
                "reading": reading,
                "before": reading.supersedes,
                "commitment": reading.commitment,
                "answered": answered,
                "words": words,
                "by": by,
                "url": reading_address(reading),
            },
        )


def reading_address(reading: PerformanceReading) -> str:
    """Where the reading stands on the customer's side."""
    year, commitment = reading.period_start.year, reading.commitment_id
    return f"{reverse('scorecards:portal_scorecard')}?year={year}&commitment={commitment}#reading-{reading.pk}"


def acknowledge(*, reading: PerformanceReading, actor: Actor) -> ReadingAnswer:
    """The customer agrees with the reading, met or missed. In person."""
    return _answer(reading=reading, stakeholder=in_person(actor, "may_decide"), kind=ReadingAnswer.Kind.ACKNOWLEDGED)


def challenge(*, reading: PerformanceReading, actor: Actor, reason: str) -> ReadingAnswer:
    """The customer does not agree with the reading, and says why. In person."""
    if not reason.strip():
        raise Refused(_("Say what is wrong with it: the supplier reads it."), code="no_reason", field="reason")
    return _answer(
        reading=reading, stakeholder=in_person(actor, "may_decide"), kind=ReadingAnswer.Kind.CHALLENGED, reason=reason
    )


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
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
    return _answer(
        reading=reading, stakeholder=stakeholder, kind=kind, reason=reason, said_at=said_at, demonstration=True
    )


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
        raise Refused(_("Only the customer decides this, in a session of their own."), code="only_the_customer")
    if PerformanceReading.objects.filter(supersedes=reading).exists():
        raise Refused(_("This reading was corrected meanwhile. Look at the new one."), code="superseded")
    check_texts(ReadingAnswer, reason=reason)
    last = ReadingAnswer.objects.filter(reading=reading).last()
    # The same answer twice is one; after our words it is a new one.
    if last is not None and (last.kind, last.reason, last.stakeholder_id) == (kind, reason, stakeholder.pk):
        replied = ReadingReply.objects.filter(reading=reading, said_at__gte=last.said_at).exists()
        if not replied:
            return last
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
