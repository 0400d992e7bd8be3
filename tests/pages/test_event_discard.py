"""Discarding a draft, and bringing it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from outcomes.models import ValueEvent
from tests.cast import Cast, dimension_of
from tests.factories import EvidenceFactory, ValueEventFactory
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> ValueEvent:
    made: ValueEvent = ValueEventFactory(
        dimension=dimension_of(cast.halden),
        title="Call-backs in August",
        note="As Clara said",
        drafted_by=cast.account_manager,
        asked=cast.champion,
        period_start=date(2025, 8, 1),
        period_end=date(2025, 8, 31),
    )
    made.evidence.add(EvidenceFactory(customer=cast.halden))
    return made


def discard(client: Client, draft: ValueEvent) -> Any:
    return client.post(f"/events/{draft.pk}/discard/", follow=True)


def contents(event: ValueEvent) -> tuple[Any, ...]:
    fields = (event.title, event.note, event.dimension_id, event.period_start, event.period_end, event.created_at)
    return (*fields, event.drafted_by_id, event.asked_id, event.state, list(event.evidence.all()))


def test_discarded_draft_is_gone_and_offers_to_come_back(manager: Client, draft: ValueEvent) -> None:
    page = discard(manager, draft).content.decode()

    assert not ValueEvent.objects.exists()
    assert "Draft “Call-backs in August” discarded." in page
    assert 'action="/events/undiscard/"' in page


def test_draft_comes_back_as_it_was(manager: Client, draft: ValueEvent) -> None:
    before = contents(ValueEvent.objects.get())
    discard(manager, draft)

    manager.post("/events/undiscard/")

    assert contents(ValueEvent.objects.get()) == before


def test_draft_comes_back_once(manager: Client, draft: ValueEvent) -> None:
    discard(manager, draft)
    manager.post("/events/undiscard/")

    assert manager.post("/events/undiscard/").status_code == 404
    assert ValueEvent.objects.count() == 1


def test_it_is_too_late_after_a_minute(manager: Client, draft: ValueEvent) -> None:
    discard(manager, draft)

    with time_machine.travel(draft.created_at + timedelta(minutes=5), tick=False):
        page = manager.post("/events/undiscard/", follow=True).content.decode()

    assert "It is too late to bring it back." in page
    assert not ValueEvent.objects.exists()


def test_nobody_else_brings_it_back(cast: Cast, manager: Client, client_of: ClientOf, draft: ValueEvent) -> None:
    discard(manager, draft)

    assert client_of(cast.administrator).post("/events/undiscard/").status_code == 404
