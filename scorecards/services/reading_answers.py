"""Several readings of one commitment, answered at once: each by itself, with its own word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.in_person import in_person
from accounts.limits import check_texts
from accounts.models import Stakeholder
from accounts.refusal import Refused
from scorecards.models import Commitment, PerformanceReading, ReadingAnswer, ReadingReply


@dataclass(frozen=True)
class Said:
    """What she says to one reading: a kind of ReadingAnswer, and for a challenge its reason."""

    kind: str
    reason: str = ""


@transaction.atomic
def answer_readings(*, commitment: Commitment, actor: Actor, said: Mapping[int, Said]) -> list[ReadingAnswer]:
    """The answers that were added, by the readings' order; in person. All of them or none: `said` is by reading.

    Refused, at `answer_PK` or `reason_PK`, where a reading was corrected or answered meanwhile, or a challenge has no reason.
    What this person has said to a reading already, in these words, is not said twice.
    """
    person = in_person(actor, "may_decide")
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    readings = PerformanceReading.objects.filter(commitment=commitment, customer=person.customer_id, pk__in=said)
    newest = {one.pk: one for one in readings.newest().order_by("period_start", "pk")}
    last = {one.reading_id: one for one in ReadingAnswer.objects.filter(reading__in=readings)}
    replied = dict(
        ReadingReply.objects.filter(reading__in=readings).order_by().values_list("reading").annotate(at=Max("said_at"))
    )
    new = []
    for pk, words in said.items():
        before = last.get(pk)
        answered_anew = before is not None and pk in replied and replied[pk] >= before.said_at
        if before is not None and not answered_anew:
            if (before.kind, before.reason, before.stakeholder_id) == (words.kind, words.reason, person.pk):
                continue
            raise Refused(_meanwhile(), code="answered", field=f"answer_{pk}")
        if pk not in newest:
            raise Refused(_meanwhile(), code="superseded", field=f"answer_{pk}")
        new.append(_answer(newest[pk], person, words))
    new.sort(key=lambda one: (one.reading.period_start, one.reading.pk))
    return ReadingAnswer.objects.bulk_create(new)


def _meanwhile() -> str:
    return _(
        "A reading that you answered was corrected or answered meanwhile. Nothing was sent: look at the others again."
    )


def _answer(reading: PerformanceReading, person: Stakeholder, said: Said) -> ReadingAnswer:
    reason = said.reason.strip()
    if said.kind == ReadingAnswer.Kind.CHALLENGED and not reason:
        field = f"reason_{reading.pk}"
        raise Refused(_("Say what is wrong with it: the supplier reads it."), code="no_reason", field=field)
    check_texts(ReadingAnswer, reason=reason)
    return ReadingAnswer(
        customer_id=reading.customer_id,
        reading=reading,
        kind=said.kind,
        reason=reason if said.kind == ReadingAnswer.Kind.CHALLENGED else "",
        stakeholder=person,
        name=person.name,
        position=person.position,
        said_at=timezone.now(),
    )
