"""Answering a dispute. The answer decides nothing: it puts the claim before the customer again, who alone decides it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import Stakeholder
from accounts.once import made_before
from accounts.refusal import Refused
from outcomes.models import Decision, DisputeAnswer, ValueEvent
from outcomes.services.entries import locked
from outcomes.services.files import attach_evidence


@transaction.atomic
def answer_dispute(
    *,
    event: ValueEvent,
    actor: Actor,
    words: str,
    files: Iterable[tuple[BinaryIO, str]] = (),
    grade: str = "D",
    request_key: str | None = None,
    at: datetime | None = None,
) -> DisputeAnswer:
    """Answer in words, with evidence, or both. Same request twice: one answer, one mail.

    `at` is for what loads a marked demonstration, and refused of any other supplier: then nobody is told.
    Refused where the claim is not disputed (any more), and where nothing is said.
    """
    words, files = words.strip(), list(files)
    with locked(event.customer_id) as ledger:
        now = ValueEvent.objects.select_related("asked").get(pk=event.pk)
        now.customer = ledger.customer
        said = {"event": now, "words": words, "files": len(files)}
        if made := made_before(
            DisputeAnswer, customer=ledger.customer, request_key=request_key, is_locked=True, **said
        ):
            return made
        if now.state != ValueEvent.State.DISPUTED:
            raise Refused(
                _("It is %(state)s; there is no dispute to answer.") % {"state": now.get_state_display()},
                code="not_disputed",
            )
        if not words and not files:
            raise Refused(_("Say what answers the dispute, or add what shows it."), code="no_words", field="words")
        check_texts(DisputeAnswer, words=words)
        stored = attach_evidence(event=now, actor=actor, files=files, grade=grade)
        return record_answer(event=now, actor=actor, words=words, files=len(stored), at=at, request_key=request_key)


def record_answer(
    *,
    event: ValueEvent,
    actor: Actor,
    words: str = "",
    files: int = 0,
    at: datetime | None = None,
    request_key: str | None = None,
) -> DisputeAnswer:
    """The row, the claim back to who disputed it, and one mail to her. The caller holds the ledger's lock and has read the
    event under it."""
    assert actor.membership is not None
    dispute = _last_dispute(event)
    if at is not None and not actor.supplier.is_demonstration:
        raise Refused(_("Only a demonstration says when something was said."), code="not_a_demonstration")
    moment = at or timezone.now()
    answer = DisputeAnswer.objects.create(
        customer=event.customer,
        event=event,
        dispute=dispute,
        words=words,
        files=files,
        by=actor.membership,
        name=str(actor.user),
        said_on=event.customer.supplier.today(moment),
        recorded_at=moment,
        request_key=request_key or None,
    )
    event.answered_at = moment
    event.asked = _who_reads(event, dispute)
    event.save(update_fields=["answered_at", "asked"])
    if at is None:
        _tell(answer, event, actor)
    return answer


def who_reads(event: ValueEvent) -> Stakeholder | None:
    """Who decides a disputed claim once it is answered: whoever disputed it, where she still may, else who was asked."""
    return _who_reads(event, _last_dispute(event))


def _last_dispute(event: ValueEvent) -> Decision:
    said = event.decisions.filter(kind=Decision.Kind.DISPUTED)
    return said.select_related("by_stakeholder__user", "signature").order_by("-seq")[0]


def _who_reads(event: ValueEvent, dispute: Decision) -> Stakeholder | None:
    hers = dispute.by_stakeholder
    return hers if hers is not None and _may_decide(hers, event) else event.asked


def _may_decide(person: Stakeholder, event: ValueEvent) -> bool:
    return person.may_decide and (person.until is None or person.until >= event.customer.supplier.today())


def _tell(answer: DisputeAnswer, event: ValueEvent, actor: Actor) -> None:
    """One mail to the person who is asked, where she has portal access."""
    person = event.asked
    if person is None or person.user is None or not _may_decide(person, event):
        return
    queue_template(
        "dispute_answered",
        to=person.email or person.user.email,
        locale=event.customer.locale,
        context={
            "answer": answer,
            "event": event,
            "dispute": answer.dispute,
            "stakeholder": person,
            "supplier": actor.supplier,
        },
    )
