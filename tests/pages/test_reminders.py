"""Reminding: one polite mail, by hand, at most once a week, and to be taken back for some seconds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import mail
from accounts.models import Customer, MailMessage, Stakeholder
from outcomes.models import Reminder, ValueEvent
from tests.cast import Cast, agreed, dimension_of, reading, stated
from tests.factories import DispositionFactory, TermsFactory
from tests.pages.conftest import ClientOf
from tests.pages.test_page_today import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast) -> ValueEvent:
    """One claim that waits for the champion, stated on Monday 16 November 2026."""
    with time_machine.travel("2026-11-16T10:00:00Z", tick=False):
        made = dimension_of(cast.halden, name="Days to reconcile")
        agreed(made, by=cast.champion)
        event = stated(
            reading(made, date(2025, 8, 1), "20"), by=cast.account_manager, asked=cast.champion, title="Fewer days"
        )
    MailMessage.objects.all().delete()
    return event


@pytest.fixture
def clock() -> Any:
    with time_machine.travel("2026-11-16T10:00:00Z", tick=False) as traveller:
        yield traveller


def remind(client: Client, person: Stakeholder) -> Any:
    return client.post(f"/people/{person.pk}/remind/", follow=True)


def test_reminder_lists_what_waits_and_says_nothing_about_people(
    cast: Cast, manager: Client, waiting: ValueEvent, clock: Any
) -> None:
    DispositionFactory(stakeholder=cast.champion, kind="champion", note="Wants a board seat")
    TermsFactory(
        dimension=dimension_of(cast.halden, name="Corrections"), asked=cast.champion, proposed_at=timezone.now()
    )

    page = remind(manager, cast.champion).content.decode()

    sent = MailMessage.objects.get()
    assert sent.to == cast.champion.email
    assert "2 things wait for your decision, from Nordwerk" in sent.subject
    assert "- Fewer days, August 2025: 9,600\N{NO-BREAK SPACE}EUR" in sent.body
    assert "Terms of “Corrections”, version 1" in sent.body
    assert "/portal/" in sent.body
    assert "hampion" not in sent.body
    assert "board seat" not in sent.body
    assert "Clara Meier is reminded by mail." in page


def test_reminder_speaks_the_customers_language(cast: Cast, manager: Client, waiting: ValueEvent, clock: Any) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(locale="de")

    remind(manager, cast.champion)

    assert "9.600\N{NO-BREAK SPACE}EUR" in MailMessage.objects.get().body


def test_nothing_is_sent_within_eight_seconds(cast: Cast, manager: Client, waiting: ValueEvent, clock: Any) -> None:
    remind(manager, cast.champion)
    pk = MailMessage.objects.get().pk

    clock.shift(timedelta(seconds=8))
    assert not mail.send(pk)
    clock.shift(timedelta(seconds=3))
    assert mail.send(pk)


def test_undone_reminder_leaves_nothing_and_may_be_sent_again(
    cast: Cast, manager: Client, waiting: ValueEvent, clock: Any
) -> None:
    page = remind(manager, cast.champion).content.decode()
    undo = f"/reminders/{Reminder.objects.get().pk}/undo/"
    assert f'action="{undo}"' in page
    clock.shift(timedelta(seconds=8))

    assert "Taken back. Nothing is sent." in manager.post(undo, follow=True).content.decode()

    assert not MailMessage.objects.exists()
    assert not Reminder.objects.exists()
    assert line(manager, "undecided").act.label == "Remind"


def test_reminder_cannot_be_undone_once_its_mail_is_due(
    cast: Cast, manager: Client, waiting: ValueEvent, clock: Any
) -> None:
    remind(manager, cast.champion)
    clock.shift(timedelta(seconds=11))

    page = manager.post(f"/reminders/{Reminder.objects.get().pk}/undo/", follow=True).content.decode()

    assert "The mail is on its way already." in page
    assert MailMessage.objects.count() == Reminder.objects.count() == 1


def test_second_reminder_within_a_week_says_when(
    cast: Cast, manager: Client, client_of: ClientOf, waiting: ValueEvent, clock: Any
) -> None:
    remind(manager, cast.champion)
    clock.shift(timedelta(days=4))
    manager = client_of(cast.account_manager)

    page = remind(manager, cast.champion).content.decode()

    assert "Reminded on Monday. Next reminder possible on 23 November 2026." in page
    assert MailMessage.objects.count() == 1
    clock.shift(timedelta(days=3))
    remind(client_of(cast.account_manager), cast.champion)
    assert MailMessage.objects.count() == 2


@pytest.mark.parametrize(("phone", "url"), [("", None), ("+49 40 123-45", "tel:+494012345")])
def test_reminded_line_offers_the_telephone_where_there_is_one(
    cast: Cast, manager: Client, client_of: ClientOf, waiting: ValueEvent, clock: Any, phone: str, url: str | None
) -> None:
    Stakeholder.objects.filter(pk=cast.champion.pk).update(phone=phone)
    remind(manager, cast.champion)
    clock.shift(timedelta(days=4))

    found = line(client_of(cast.account_manager), "undecided")

    assert found.why.startswith("Reminded on Monday. Next reminder possible on 23 Nov.")
    assert (found.act.url if found.act else None) == url


def test_who_cannot_be_asked_is_not_reminded(cast: Cast, manager: Client, waiting: ValueEvent, clock: Any) -> None:
    Stakeholder.objects.filter(pk=cast.champion.pk).update(user=None)
    assert line(manager, "undecided").act.label == "Invite"

    assert "has no access to the portal" in remind(manager, cast.champion).content.decode()

    assert not MailMessage.objects.exists()


def test_nobody_is_reminded_of_nothing(cast: Cast, manager: Client) -> None:
    assert "Nothing waits for Clara Meier." in remind(manager, cast.champion).content.decode()


def test_only_who_may_change_the_customer_reminds(cast: Cast, client_of: ClientOf, waiting: ValueEvent) -> None:
    path = f"/people/{cast.champion.pk}/remind/"

    assert client_of(cast.contributor).post(path).status_code == 403
    assert client_of(cast.second_account_manager).post(path).status_code == 404
    assert not Reminder.objects.exists()
