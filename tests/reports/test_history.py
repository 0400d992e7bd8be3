"""GET /set-up/history/: who did what, when; search, filters, pages and CSV."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit import record_download
from accounts.models import AccessEvent
from tests.accounts.test_members import signed_in
from tests.cast import Cast, actor
from tests.factories import AccessEventFactory, ChangeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def page(cast: Cast) -> Client:
    """The administrator's browser; her own sign-in is no part of what is looked at."""
    client = signed_in(cast.administrator)
    AccessEvent.objects.all().delete()
    return client


def entries(client: Client, query: str = "") -> list[tuple[str, str]]:
    return [(one.who, one.kind) for one in client.get(f"/set-up/history/?{query}").context["entries"]]


def test_history_has_changes_sign_ins_and_downloads_newest_first(page: Client, cast: Cast) -> None:
    day = datetime(2026, 3, 1, tzinfo=UTC)
    ChangeFactory(customer=cast.halden, by="Mara Vogt", at=day)
    AccessEventFactory(supplier=cast.nordwerk, user=cast.leader.user, at=day + timedelta(hours=1))
    record_download(
        actor(cast.champion), view_name="outcomes:evidence_download", object_id=None, customer_id=cast.halden.pk
    )
    assert entries(page) == [
        ("Clara Meier", "file taken away"),
        ("Lena Kruse", "signed in"),
        ("Mara Vogt", "changed"),
    ]


def test_history_is_of_the_own_firm_alone(page: Client, cast: Cast) -> None:
    ChangeFactory(customer=cast.foreign_customer, by="Somebody elsewhere")
    AccessEventFactory(supplier=cast.ostwerk, user=cast.foreign_administrator.user)
    assert entries(page) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=mara", ["Mara Vogt"]),
        ("q=halden", ["Mara Vogt"]),
        ("kind=failed", ["Lena Kruse"]),
        ("kind=change", ["Mara Vogt", "Tom Brandt"]),
        ("object=accounts.team", ["Tom Brandt"]),
        ("since=2026-03-02&until=2026-03-02", ["Lena Kruse"]),
        ("since=nonsense&until=2026-02-30&kind=x&object=y&page=zz", ["Tom Brandt", "Lena Kruse", "Mara Vogt"]),
    ],
)
def test_history_is_searched_and_filtered(page: Client, cast: Cast, query: str, found: list[str]) -> None:
    def day(number: int) -> datetime:
        return datetime(2026, 3, number, 12, tzinfo=UTC)

    ChangeFactory(customer=cast.halden, by="Mara Vogt", at=day(1))
    AccessEventFactory(supplier=cast.nordwerk, user=cast.leader.user, kind="failed", at=day(2))
    ChangeFactory(
        customer=None, supplier=cast.nordwerk, object_kind="accounts.team", object_id=1, by="Tom Brandt", at=day(3)
    )
    assert sorted(who for who, _kind in entries(page, query)) == sorted(found)


def test_days_are_those_of_the_supplier(page: Client, cast: Cast) -> None:
    AccessEventFactory(supplier=cast.nordwerk, user=cast.leader.user, at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert entries(page, "since=2026-03-02") == [("Lena Kruse", "signed in")]


def test_history_costs_the_same_for_many(page: Client, cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page.get("/set-up/history/").status_code == 200
        return len(captured)

    ChangeFactory(customer=cast.halden)
    AccessEventFactory(supplier=cast.nordwerk, user=cast.leader.user)
    cost()
    one = cost()
    for _number in range(30):
        ChangeFactory(customer=cast.halden)
        AccessEventFactory(supplier=cast.nordwerk, user=cast.leader.user)
    assert cost() == one
    assert len(entries(page)) == 50
    assert len(entries(page, "page=2")) == 12


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def test_history_says_what_it_was_in_words(page: Client, cast: Cast) -> None:
    for kind, pk in (
        ("accounts.supplier", cast.nordwerk.pk),
        ("accounts.stakeholder", cast.champion.pk),
        ("accounts.membership", cast.leader.pk),
        ("accounts.contract", 7),
    ):
        ChangeFactory(customer=None, supplier=cast.nordwerk, object_kind=kind, object_id=pk)
    page.get("/set-up/history/export/")
    record_download(actor(cast.leader), view_name="reports:portfolio_export_xlsx", object_id=None, customer_id=None)
    said = [
        "portfolio as XLSX", "this history as CSV", "contract 7", "person of the firm: Lena Kruse",
        "person of a customer: Clara Meier", "the firm",
    ]  # fmt: skip
    assert [one.what for one in page.get("/set-up/history/").context["entries"]] == said
    assert all(words in text_of(page.get("/set-up/history/export/")) for words in said)


def test_the_export_neutralises_formulas_and_is_recorded(page: Client, cast: Cast) -> None:
    ChangeFactory(customer=cast.halden, by="=cmd()", fields={"name": ["Halden", "=1+1"]})
    text = text_of(page.get("/set-up/history/export/?q=cmd"))
    assert "'=cmd()" in text and "'=1+1" in text and "Halden Bank" in text
    taken = AccessEvent.objects.get(kind="download")
    assert (taken.user, taken.object_kind) == (cast.administrator.user, "reports:history_export")
    assert "reports:history_export" not in text and "accounts." not in text


def test_a_download_of_the_other_side_is_recorded_with_its_customer(cast: Cast) -> None:
    signed_in(cast.account_manager).get(f"/customers/{cast.halden.pk}/decisions/export/")
    taken = AccessEvent.objects.filter(kind="download")
    assert [(one.user, one.customer) for one in taken] == [(cast.account_manager.user, cast.halden)]
