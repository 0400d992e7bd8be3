"""What is promised, and kept: commitments with their readings, and what the customer says of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from accounts.models import Contract
from reports.demonstration.days import after
from reports.demonstration.relationship.told import Told
from scorecards.models import Commitment, CommitmentLevel, PerformanceReading, ReadingAnswer
from scorecards.services.performance import record_reading, reply_to_challenge

MONTHS_READ = 18


def tell_commitments(told: Told) -> None:
    missed = told.has("round:red")
    contract = Contract.objects.filter(customer=told.story.customer).order_by("starts_on").first()
    if contract is None:
        return
    first = contract.starts_on
    months = [one for one in told.days.months(MONTHS_READ) if one[0] >= first]
    # They went on under the contract that followed, and end with it.
    begun = Contract.objects.filter(customer=told.story.customer, starts_on__lte=told.days.today)
    contract = begun.order_by("-starts_on").first() or contract
    for position, (name, unit, target, direction, good, bad) in enumerate(told.words.commitments):
        commitment = Commitment.objects.create(
            supplier=told.story.firm.supplier,
            customer=told.story.customer,
            contract=contract,
            name=name,
            unit=unit,
            position=position,
        )
        CommitmentLevel.objects.create(
            customer=told.story.customer,
            commitment=commitment,
            since=months[0][0] if months else first.replace(day=1),
            target=Decimal(target),
            direction=direction,
            weight=3 - position,
            source=told.words.clause,
            recorded_at=told.story.customer.created_at,
            recorded_by=told.ours,
        )
        # Misses lie more than a quarter back, but where the contract is not kept either.
        misses = {
            len(months) - back for back in ((2, 5, 9) if missed else (7, 12)) if position == 1 and len(months) > 12
        }
        _readings(told, commitment, months, [bad if at in misses else good for at in range(len(months))])


def _readings(told: Told, commitment: Commitment, months: Sequence[Any], around: Sequence[str]) -> None:
    rows = []
    for (start, end), middle in zip(months, around, strict=True):
        read = after(end, 3)
        if read > told.days.last:
            continue
        value = Decimal(middle) + Decimal(told.random.randrange(0, 4)).scaleb(-1 if "." in middle else 0) * (
            1 if commitment.unit == "%" else 0
        )
        rows.append(
            PerformanceReading(
                supplier=told.story.firm.supplier,
                customer=told.story.customer,
                commitment=commitment,
                period_start=start,
                period_end=end,
                value=min(value, Decimal(100)),
                source=told.words.monitoring,
                recorded_at=told.instant(read, 8),
                recorded_by=told.ours,
            )
        )
    PerformanceReading.objects.bulk_create(rows)
    today = told.story.firm.supplier.today
    said_on = [after(today(row.recorded_at), 2 + number % 5) for number, row in enumerate(rows)]
    answered = [(row, said) for row, said in zip(rows, said_on, strict=True) if said <= told.days.last]
    contested = told.has("work:challenged") and commitment.position == 1
    answers = []
    for row, said in answered:
        newest = row is answered[-1][0]
        challenged = contested and newest
        if newest and row is rows[-1] and commitment.position and not (challenged or told.has("round:kept-red")):
            continue  # it waits for an answer
        answers.append(
            ReadingAnswer(
                customer=told.story.customer,
                reading=row,
                kind=ReadingAnswer.Kind.CHALLENGED if challenged else ReadingAnswer.Kind.ACKNOWLEDGED,
                reason=told.words.challenge if challenged else "",
                stakeholder=told.decider,
                name=told.decider.name,
                position=told.decider.position,
                said_at=told.instant(said, 14),
                demonstration=True,
            )
        )
    ReadingAnswer.objects.bulk_create(answers)
    if answers and answers[-1].kind == ReadingAnswer.Kind.CHALLENGED:
        _say_to_it(told, answers[-1])


def _say_to_it(told: Told, challenge: ReadingAnswer) -> None:
    """We answer in words, or by a correction: two working days later, or on the same afternoon where that is not over yet."""
    said = told.story.firm.supplier.today(challenge.said_at)
    moment = told.instant(min(after(said, 2), told.days.last), 16)
    reading, actor = challenge.reading, told.story.firm.actor(told.story.by)
    if told.has("work:answered"):
        reply_to_challenge(reading=reading, actor=actor, words=told.words.challenge_answer, at=moment)
    elif told.has("work:corrected"):
        record_reading(
            commitment=reading.commitment, period_start=reading.period_start, period_end=reading.period_end,
            value=reading.value - 1, source=reading.source, by=told.ours, supersedes=reading,
            reason=told.words.correction, at=moment,
        )  # fmt: skip
