"""Recording from paper tells who signed; later evidence says so; an erased person leaves a ledger that verifies; the
product tells whoever decides."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from accounts.models import Change, MailMessage, Stakeholder, User
from accounts.refusal import Refused
from outcomes.models import Decision, Evidence, Signature, ValueDimension, ValueEvent
from outcomes.queries.claims import added_words
from outcomes.services import ledger
from outcomes.services.erasure import erase_person
from outcomes.services.evidence import add_evidence
from outcomes.services.overdue import state_overdue_shortfalls
from outcomes.services.paper import record_on_paper
from tests.cast import Cast, actor, agreed, dimension_of, on_day, reading, refused, voice
from tests.factories import ChangeFactory, TermsFactory, ValueEventFactory
from tests.outcomes.ledger_cases import PDF, assert_sound

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    made = dimension_of(cast.halden, owner_theirs=cast.champion)
    agreed(made, by=cast.champion)
    return made


# --- On paper ---------------------------------------------------------------------------------------------------------
def test_whoever_signed_on_paper_is_told_and_the_document_is_attached(cast: Cast, gain: ValueEvent) -> None:
    said = {
        "actor": actor(cast.account_manager),
        "said_by": cast.champion,
        "said_on": date(2025, 3, 1),
        "document": BytesIO(PDF),
        "name": "letter.pdf",
        "event": gain,
        "request_key": "one",
    }
    decision = record_on_paper(**said)

    mail = MailMessage.objects.get(to=cast.champion.email)
    assert "in your name" in mail.body and "If you did not sign this" in mail.body
    assert (decision.origin, gain.evidence.get().name) == ("paper", "letter.pdf")
    assert record_on_paper(**said | {"document": BytesIO(PDF)}) == decision
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 1
    assert_sound(cast.halden)


def test_whoever_signed_terms_on_paper_sees_the_document(cast: Cast, client: Client) -> None:
    dimension = dimension_of(cast.halden)
    terms = TermsFactory(dimension=dimension)
    document = BytesIO(PDF)
    record_on_paper(
        actor=actor(cast.account_manager), said_by=cast.champion, said_on=date(2024, 12, 31), document=document,
        name="terms.pdf", terms=terms,
    )  # fmt: skip
    stored = Evidence.objects.get()

    # Of those that were recorded before, the ledger says which it was.
    terms.evidence.clear()
    import_module("outcomes.migrations.0008_attach_documents_of_terms").attach(apps, None)

    assert Evidence.objects.visible_to(actor(cast.champion)).get() == stored
    for person, page in (
        (cast.champion, f"/portal/terms/{terms.pk}/"),
        (cast.account_manager, f"/dimensions/{dimension.pk}/"),
    ):
        client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert f"/evidence/{stored.code}/" in client.get(page).content.decode()
    assert client.get(f"/evidence/{stored.code}/").status_code == 200


def test_a_file_that_is_none_is_refused_at_its_field_and_leaves_nothing(cast: Cast, gain: ValueEvent) -> None:
    with pytest.raises(Refused) as said:
        record_on_paper(
            actor=actor(cast.account_manager), said_by=cast.champion, said_on=date(2025, 3, 1),
            document=BytesIO(b"MZ\x90\x00"), name="letter.exe", event=gain,
        )  # fmt: skip
    assert said.value.field == "document"
    assert not Evidence.objects.exists() and not Decision.objects.filter(origin="paper").exists()


# --- Evidence that comes later ------------------------------------------------------------------------------------------
def add(cast: Cast, event: ValueEvent, who: Any = None) -> list[Evidence]:
    return add_evidence(
        event=event, actor=actor(who or cast.contributor), files=[(BytesIO(PDF), "later.pdf")], grade="A"
    )


def test_evidence_of_a_contributor_is_in_the_next_decision(cast: Cast, gain: ValueEvent) -> None:
    (item,) = add(cast, gain)

    gain.refresh_from_db()
    assert "after it was stated" in added_words(item, gain)
    decision = ledger.confirm(event=gain, voice=voice(cast.champion))
    assert item.digest in decision.payload
    assert_sound(cast.halden)


def test_evidence_after_the_decision_says_so_and_changes_no_entry(cast: Cast, gain: ValueEvent) -> None:
    decision = ledger.confirm(event=gain, voice=voice(cast.champion))

    (item,) = add(cast, gain)

    gain.refresh_from_db()
    assert "after the decision" in added_words(item, gain)
    assert item.digest not in Decision.objects.get(pk=decision.pk).payload
    assert_sound(cast.halden)


def test_evidence_of_drafts_and_of_what_no_longer_stands_is_refused(cast: Cast, gain: ValueEvent) -> None:
    refused("not_open", add, cast=cast, event=ValueEventFactory(dimension=gain.dimension))
    ledger.withdraw(event=gain, voice=voice(cast.account_manager), reason="too early")
    refused("not_open", add, cast=cast, event=gain)


# --- Erasing ----------------------------------------------------------------------------------------------------------
def left(cast: Cast) -> Stakeholder:
    cast.champion.until = cast.nordwerk.today() - timedelta(days=2)
    cast.champion.save()
    return cast.champion


def test_an_erased_person_is_nowhere_and_the_ledger_verifies(cast: Cast, gain: ValueEvent) -> None:
    ledger.confirm(event=gain, voice=voice(cast.champion))
    ChangeFactory(
        customer=cast.halden, object_kind="accounts.stakeholder", object_id=cast.champion.pk,
        fields={"name": ["Clara Maier", "Clara Meier"]},
    )  # fmt: skip
    name, email = cast.champion.name, cast.champion.email

    count = erase_person(stakeholder=left(cast), actor=actor(cast.administrator), reason="on request, letter 7")

    assert count == 2 and not Signature.objects.filter(name=name).exists()
    person = Stakeholder.objects.get(pk=cast.champion.pk)
    assert person.name.startswith("Erased person") and (person.email, person.position, person.user) == ("", "", None)
    assert not User.objects.filter(email=email).exists()
    assert "Clara" not in str(list(Change.objects.values_list("fields", flat=True)))
    assert Change.objects.filter(fields__erased=["", "on request, letter 7"]).exists()
    assert_sound(cast.halden)


def test_nobody_is_erased_who_is_there_and_by_nobody_but_the_administrator(cast: Cast) -> None:
    said = {"stakeholder": cast.champion, "reason": "on request"}
    refused("still_there", erase_person, actor=actor(cast.administrator), **said)
    left(cast)
    refused("only_the_administrator", erase_person, actor=actor(cast.leader), **said)
    refused("no_reason", erase_person, actor=actor(cast.administrator), stakeholder=cast.champion, reason=" ")


# --- The product's own word --------------------------------------------------------------------------------------------
def test_the_product_tells_whoever_decides_once_for_everything_it_stated(cast: Cast, dimension: ValueDimension) -> None:
    with on_day(date(2025, 3, 1)):
        for month in (1, 2):
            reading(dimension, date(2025, month, 1), "31")
    MailMessage.objects.all().delete()

    with on_day(date(2025, 6, 1)):
        made = state_overdue_shortfalls(supplier=cast.nordwerk)
        state_overdue_shortfalls(supplier=cast.nordwerk)

    mail = MailMessage.objects.get(to=cast.champion.email)
    assert len(made) == 2 and mail.subject == "The product itself has stated what got worse"
    assert all(f"/portal/claims/{one.event_id}/" in mail.body for one in made)
    ours = MailMessage.objects.get(to=cast.account_manager.user.email)
    assert all(f"/events/{one.event_id}/" in ours.body for one in made)
