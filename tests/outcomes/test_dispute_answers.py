"""A dispute is answered in words or with evidence: the claim waits for the customer again, and she alone decides it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from accounts.models import MailMessage, Stakeholder
from outcomes.models import DisputeAnswer, ValueEvent
from outcomes.services import ledger
from outcomes.services.answers import answer_dispute
from outcomes.services.evidence import add_evidence
from outcomes.services.reminders import what_waits_for
from tests.cast import Cast, actor, refused, voice
from tests.outcomes.ledger_cases import PDF, assert_sound

pytestmark = pytest.mark.django_db
WORDS = "The clean-up ended in May; the reading is of June."


@pytest.fixture
def disputed(cast: Cast, gain: ValueEvent) -> ValueEvent:
    ledger.dispute(event=gain, voice=voice(cast.champion), reason="Half of it was ours.")
    return gain


def say(cast: Cast, event: ValueEvent, words: str = WORDS, **more: Any) -> DisputeAnswer:
    return answer_dispute(event=event, actor=actor(cast.account_manager), words=words, **more)


def file(name: str = "later.pdf") -> tuple[BytesIO, str]:
    return (BytesIO(PDF), name)


def waits(person: Stakeholder) -> list[ValueEvent]:
    return what_waits_for(person)[0]


def test_an_answer_puts_the_claim_back_to_who_disputed_it_and_tells_her_once(cast: Cast, disputed: ValueEvent) -> None:
    assert waits(cast.champion) == []

    answer = say(cast, disputed, request_key="k1")
    assert say(cast, disputed, request_key="k1") == answer  # pressed twice

    disputed.refresh_from_db()
    assert (disputed.state, disputed.asked) == ("disputed", cast.champion)
    assert waits(cast.champion) == [disputed]
    assert (answer.words, answer.name, answer.dispute.kind) == (WORDS, str(cast.account_manager.user), "disputed")
    mail = MailMessage.objects.get(to=cast.champion.email)
    assert WORDS in mail.body and "Half of it was ours." in mail.body
    assert disputed.decisions.count() == 2
    assert_sound(cast.halden)


def test_evidence_that_is_added_to_a_disputed_claim_is_an_answer(cast: Cast, disputed: ValueEvent) -> None:
    files = [(BytesIO(PDF), "later.pdf")]
    add_evidence(event=disputed, actor=actor(cast.contributor), files=files, grade="A")

    answer = DisputeAnswer.objects.get()
    assert (answer.words, answer.files, answer.by) == ("", 1, cast.contributor)
    assert waits(cast.champion) == [disputed]
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 1


@pytest.mark.parametrize("how", ["confirm", "adjust", "dispute"])
def test_her_next_decision_ends_the_waiting(cast: Cast, disputed: ValueEvent, how: str) -> None:
    say(cast, disputed)
    more = {"amount_minor": 1_000_000} if how == "adjust" else {}

    getattr(ledger, how)(event=disputed, voice=voice(cast.champion), reason="It stays as I said.", **more)

    disputed.refresh_from_db()
    assert disputed.answered_at is None and waits(cast.champion) == []
    assert_sound(cast.halden)


def test_what_she_disputes_again_can_be_answered_again(cast: Cast, disputed: ValueEvent) -> None:
    first = say(cast, disputed)
    again = ledger.dispute(event=disputed, voice=voice(cast.cfo), reason="The log says April.")

    second = say(cast, disputed)

    assert second != first and second.dispute == again
    disputed.refresh_from_db()
    assert disputed.asked == cast.cfo


def test_nothing_but_a_dispute_is_answered_and_not_without_words(cast: Cast, gain: ValueEvent) -> None:
    refused("not_disputed", say, cast=cast, event=gain)
    ledger.dispute(event=gain, voice=voice(cast.champion), reason="No.")
    refused("no_words", say, cast=cast, event=gain, words="  ")
    assert not DisputeAnswer.objects.exists()


def test_the_same_words_with_a_file_are_another_answer_and_files_sent_twice_are_one(
    cast: Cast, disputed: ValueEvent
) -> None:
    say(cast, disputed, request_key="k1")
    assert say(cast, disputed, request_key="k2", files=[file()]).files == 1
    for _time in range(2):
        say(cast, disputed, words="", request_key="k3", files=[file()])
    assert (disputed.evidence.count(), disputed.answers.count()) == (2, 3)
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 3
    refused("key_reused", say, cast=cast, event=disputed, words="Something else.", request_key="k3")


@pytest.mark.parametrize("is_disputed", [True, False])
def test_evidence_that_is_sent_twice_is_attached_once(cast: Cast, gain: ValueEvent, is_disputed: bool) -> None:
    if is_disputed:
        ledger.dispute(event=gain, voice=voice(cast.champion), reason="No.")
    sent = [
        add_evidence(
            event=gain, actor=actor(cast.contributor), files=[file(), file("copy.pdf")], grade="A", request_key="k1"
        )
        for _time in range(2)
    ]
    assert sent[0] == sent[1] == list(gain.evidence.all()) and len(sent[0]) == 1
    assert DisputeAnswer.objects.count() == is_disputed
