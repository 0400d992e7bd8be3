"""The outbox: an hour without a mail server loses and doubles nothing; a code is not readable beyond its expiry."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts import mail
from accounts.models import MailMessage
from accounts.work import Work, sweep, to_publish
from reports.models import ImportJob, Report

pytestmark = pytest.mark.django_db


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)


def queued(**fields: Any) -> MailMessage:
    return mail.queue_mail(to="clara@halden.example", subject="One\nline", body="Words.\n", **fields)


def test_queued_mail_is_sent_once(settings: Any) -> None:
    message = queued()
    assert mail.send(message.pk) is True
    assert mail.send(message.pk) is False
    assert [(one.to, one.subject) for one in outgoing.outbox] == [(["clara@halden.example"], "One line")]
    assert outgoing.outbox[0].extra_headers["Message-ID"] == f"<{message.message_id}>"


def test_dead_server_keeps_the_mail_for_later(dead_server: None) -> None:
    message = queued()
    assert mail.send(message.pk) is False
    message.refresh_from_db()
    assert (message.state, message.last_error) == (Work.State.WAITING, "ConnectionRefusedError")
    assert message.next_try_at > timezone.now()
    assert message.body == "Words.\n"


def test_server_that_comes_back_gets_it_once(dead_server: None, monkeypatch: pytest.MonkeyPatch) -> None:
    message = queued()
    mail.send(message.pk)
    monkeypatch.undo()
    MailMessage.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert to_publish(MailMessage) == [message.pk]
    assert mail.send(message.pk) is True
    assert len(outgoing.outbox) == 1


def test_mail_of_a_lost_worker_is_taken_back() -> None:
    message = queued()
    MailMessage.objects.update(state=Work.State.RUNNING, attempt=1, lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep(MailMessage) == 1
    assert to_publish(MailMessage) == [message.pk]


def test_published_mail_is_not_published_again_at_once() -> None:
    message = queued()
    assert to_publish(MailMessage) == [message.pk]
    assert to_publish(MailMessage) == []


def test_code_that_expired_unsent_is_neither_sent_nor_kept() -> None:
    message = queued(expires_at=timezone.now() - timedelta(seconds=1))
    assert mail.send(message.pk) is False
    message.refresh_from_db()
    assert (message.body, message.state) == ("", Work.State.FAILED)
    assert outgoing.outbox == []


def test_code_is_removed_after_its_expiry() -> None:
    soon, later = queued(expires_at=timezone.now()), queued(expires_at=timezone.now() + timedelta(minutes=10))
    assert mail.forget_expired() == 1
    soon.refresh_from_db()
    later.refresh_from_db()
    assert (soon.body, later.body) == ("", "Words.\n")


def test_code_is_removed_once_sent_in_production(settings: Any) -> None:
    settings.DEV_MAIL = False
    message = queued(expires_at=timezone.now() + timedelta(minutes=10))
    assert mail.send(message.pk) is True
    message.refresh_from_db()
    assert message.body == ""


def test_what_was_sent_or_given_up_is_kept_for_some_days(settings: Any) -> None:
    settings.MAIL_DAYS = 30
    long_ago = timezone.now() - timedelta(days=31)
    kept = {queued().pk}
    MailMessage.objects.update(created_at=long_ago)
    for state in (Work.State.DONE, Work.State.FAILED):
        for finished_at in (long_ago, timezone.now() - timedelta(days=29)):
            message = queued()
            MailMessage.objects.filter(pk=message.pk).update(state=state, finished_at=finished_at)
            kept |= {message.pk} if finished_at != long_ago else set()
    assert mail.forget_old() == 2
    assert set(MailMessage.objects.values_list("pk", flat=True)) == kept


@pytest.mark.parametrize("model", [MailMessage, Report, ImportJob])
def test_what_is_open_is_found_by_its_index(model: type[Work]) -> None:
    """The dispatcher looks twice a second, among all that was ever sent."""
    name = f"{model._meta.app_label}_{model._meta.model_name}_open"
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        sweep(model)
        to_publish(model)
        for one in list(queries):
            if "WHERE" in one["sql"] and '"state"' in one["sql"]:
                cursor.execute("EXPLAIN " + one["sql"])
                assert name in str(cursor.fetchall()), one["sql"]


def test_why_it_was_not_done_is_said_in_its_readers_language() -> None:
    message = queued()
    MailMessage.objects.update(state=Work.State.RUNNING, attempt=1, lease_until=timezone.now() - timedelta(seconds=1))
    with translation.override("de"):
        sweep(MailMessage)
    message.refresh_from_db()
    assert message.reason == "The worker was lost."
    with translation.override("de"):
        assert message.reason == "Der ausführende Prozess ging verloren."
    message.last_error = "ConnectionRefusedError"
    assert message.reason == "ConnectionRefusedError"
