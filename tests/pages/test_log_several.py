"""Several claims at once: all or none, each its own entry, the same request once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import MailMessage
from outcomes.models import Decision, Evidence, ValueDimension, ValueEvent
from tests.cast import Cast, agreed, dimension_of, reading, stated
from tests.factories import ValueEventFactory
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def dimension(cast: Cast) -> ValueDimension:
    """June to August 2025 measured: 18 and 10 days better, August a day worse."""
    made = dimension_of(cast.halden, name="Days to reconcile", owner_theirs=cast.champion)
    agreed(made, by=cast.champion)
    for month, value in ((6, "12"), (7, "20"), (8, "31")):
        reading(made, date(2025, month, 1), value)
    return made


def keys(client: Client, path: str) -> list[str]:
    return [row["offer"].key for row in client.get(path).context["rows"]]


def send(client: Client, path: str, claims: list[str], **more: Any) -> Any:
    return client.post(path, {"claims": claims, "act": "send", "grade": "D", "note": "", "request_key": "one"} | more)


def stated_entries() -> int:
    return Decision.objects.filter(kind="stated").count()


def test_page_shows_each_with_its_working_all_ticked(manager: Client, dimension: ValueDimension) -> None:
    page = manager.get(f"/dimensions/{dimension.pk}/log/")
    text = page.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")

    assert text.count('" checked') == 3
    assert "30 − 12 = 18 days × 1,200 EUR × 80 %" in text
    assert page.context["sums"]["gains"] == 28 * 96_000
    assert page.context["sums"]["shortfalls"] == -96_000
    assert "What is stated cannot be undone" in text
    assert "Send to Clara Meier to decide" in text


def test_each_becomes_a_claim_with_its_entry_and_the_shared_evidence(
    manager: Client, dimension: ValueDimension
) -> None:
    path = f"/dimensions/{dimension.pk}/log/"

    answer = send(
        manager, path, keys(manager, path), evidence=SimpleUploadedFile("shown.pdf", PDF), note="Third quarter"
    )

    assert answer.status_code == 302
    events = ValueEvent.objects.filter(dimension=dimension, state="stated").order_by("period_start")
    assert [one.claimed_minor for one in events] == [18 * 96_000, 10 * 96_000, -96_000]
    assert stated_entries() == 3
    shown = Evidence.objects.get()
    assert all(list(one.evidence.all()) == [shown] and one.note == "Third quarter" for one in events)


def test_who_decides_is_told_once(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    path = f"/dimensions/{dimension.pk}/log/"

    send(manager, path, keys(manager, path))

    mail = MailMessage.objects.get()
    assert mail.to == cast.champion.email
    assert mail.subject == "Nordwerk asks you to decide 3 claims"
    assert mail.body.count("\n- ") == 3


def test_same_request_twice_is_stated_once(manager: Client, dimension: ValueDimension) -> None:
    path = f"/dimensions/{dimension.pk}/log/"
    claims = keys(manager, path)

    for _time in range(2):
        assert send(manager, path, claims).status_code == 302

    assert stated_entries() == 3
    assert MailMessage.objects.count() == 1


def test_one_refused_claim_holds_back_all_and_says_why(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    path = f"/dimensions/{dimension.pk}/log/"
    claims = keys(manager, path)
    july = dimension.measurements.get(period_start=date(2025, 7, 1))
    stated(july, by=cast.account_manager, asked=cast.champion)

    answer = send(manager, path, claims)

    assert answer.status_code == 422
    assert stated_entries() == 1
    reasons = {row["offer"].key: row["reason"] for row in answer.context["rows"]}
    assert "already claimed" in reasons[claims[1]]
    assert not reasons[claims[0]]


def test_only_what_is_ticked_is_stated(manager: Client, dimension: ValueDimension) -> None:
    path = f"/dimensions/{dimension.pk}/log/"

    send(manager, path, keys(manager, path)[:1])

    assert stated_entries() == 1
    assert len(keys(manager, path)) == 2


def test_nothing_ticked_is_an_error_that_loses_nothing(manager: Client, dimension: ValueDimension) -> None:
    answer = send(manager, f"/dimensions/{dimension.pk}/log/", [], note="Kept")

    assert answer.status_code == 422
    assert "Tick at least one claim." in answer.content.decode()
    assert "Kept" in answer.content.decode()


def test_sum_follows_the_ticks(manager: Client, dimension: ValueDimension) -> None:
    path = f"/dimensions/{dimension.pk}/log/"

    answer = manager.post(path, {"claims": keys(manager, path)[:2], "act": "sum"})

    assert answer.status_code == 200
    assert answer.context["sums"]["together"] == 28 * 96_000
    assert "<html" not in answer.content.decode()


def test_customer_is_logged_by_quarter(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    other = dimension_of(cast.halden, name="Corrections")
    agreed(other, by=cast.champion)
    reading(other, date(2025, 9, 1), "10")
    path = f"/customers/{cast.halden.pk}/log/"

    assert len(keys(manager, path)) == 4
    assert len(keys(manager, f"{path}?quarter=2025-07-01")) == 3
    assert keys(manager, f"{path}?quarter=nonsense") == keys(manager, path)


def test_what_is_in_a_draft_is_not_offered(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    ValueEventFactory(dimension=dimension, period_start=date(2025, 6, 1), period_end=date(2025, 6, 30))

    assert len(keys(manager, f"/dimensions/{dimension.pk}/log/")) == 2


def test_foreign_dimensions_are_not_taken(cast: Cast, manager: Client, dimension: ValueDimension) -> None:
    foreign = dimension_of(cast.orlik)
    agreed(foreign, by=cast.other_champion)
    reading(foreign, date(2025, 6, 1), "12")

    answer = send(manager, f"/customers/{cast.halden.pk}/log/", [f"{foreign.pk}/2025-06-01/2025-06-30"])

    assert answer.status_code == 422
    assert not stated_entries()


def test_contributors_and_others_log_nothing(cast: Cast, client_of: ClientOf, dimension: ValueDimension) -> None:
    assert client_of(cast.contributor).get(f"/dimensions/{dimension.pk}/log/").status_code == 403
    assert client_of(cast.second_account_manager).get(f"/customers/{cast.halden.pk}/log/").status_code == 404


def test_page_costs_the_same_however_many_rows(
    cast: Cast, manager: Client, dimension: ValueDimension, queries_of: Callable[[Client, str], int]
) -> None:
    path = f"/customers/{cast.halden.pk}/log/"
    before = queries_of(manager, path)
    for _number in range(5):
        other = dimension_of(cast.halden)
        agreed(other, by=cast.champion)
        reading(other, date(2025, 9, 1), "10")

    assert before == queries_of(manager, path) <= 10
