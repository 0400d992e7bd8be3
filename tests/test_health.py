"""Alive, ready, and how long work waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.mail import queue_mail
from accounts.models import Heartbeat, MailMessage
from reports import dispatcher


@pytest.mark.django_db
def test_alive_without_anything(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_ready_only_with_a_live_dispatcher(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["wrong"]) == (503, ["no live dispatcher"])
    dispatcher.beat()
    assert client.get("/readyz").status_code == 200
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_the_command_says_whether_a_dispatcher_is_alive() -> None:
    with pytest.raises(CommandError, match="no live dispatcher"):
        call_command("dispatch", "--alive")
    dispatcher.beat()
    call_command("dispatch", "--alive")


@pytest.mark.both
def test_missing_trigger_is_named(committed_db: object, owner_connection: Any, client: Client) -> None:
    dispatcher.beat()
    assert client.get("/readyz").status_code == 200
    on_sqlite = "sqlite" in type(owner_connection).__module__
    name = "pv_outcomes_decision_update" if on_sqlite else "pv_outcomes_decision_rows"
    owner_connection.cursor().execute(
        f"DROP TRIGGER {name}" if on_sqlite else f"ALTER TABLE outcomes_decision DISABLE TRIGGER {name}"
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["wrong"]) == (503, [f"missing trigger {name}"])


@pytest.mark.django_db
def test_metrics_say_how_old_waiting_mail_is(client: Client) -> None:
    queue_mail(to="clara@halden.example", subject="s", body="b")
    MailMessage.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    answer = client.get("/metrics").content.decode()
    line = next(line for line in answer.splitlines() if line.startswith('oldest_waiting_seconds{kind="mail"}'))
    assert 299 < float(line.split()[-1]) < 330


@pytest.mark.django_db
def test_metrics_are_not_for_strangers(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "t" * 20
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    with_token = client.get("/metrics", REMOTE_ADDR="203.0.113.7", headers={"Authorization": f"Bearer {'t' * 20}"})
    assert with_token.status_code == 200
    settings.PRODUCTION = True
    assert client.get("/metrics").status_code == 404, "production knows no near one without the token"


@pytest.mark.django_db
def test_outbox_is_readable_only_on_this_machine(client: Client) -> None:
    assert client.get("/dev/mail/").status_code == 200
    assert client.get("/dev/mail/", REMOTE_ADDR="203.0.113.7").status_code == 404
    through_a_proxy = {"X-Forwarded-For": "203.0.113.7"}
    assert client.get("/dev/mail/", headers=through_a_proxy).status_code == 404, "behind a proxy everybody is near"
    assert client.get("/metrics", headers=through_a_proxy).status_code == 404
