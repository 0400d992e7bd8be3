"""Spend in the browser, the timeline of decisions, and its export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from outcomes.models import CustomerTotal, SpendEntry
from outcomes.services.ledger import dispute
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice
from tests.factories import ExchangeRateFactory, SpendEntryFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db


def fields(**changes: str) -> dict[str, str]:
    given = {
        "on": "2025-01-31",
        "kind": "licence",
        "amount": "1,204.50",
        "currency": "EUR",
        "basis": "invoice",
        "source": "Invoice 17",
        "words": "",
    }
    return given | changes


def test_spend_is_recorded_to_the_cent(cast: Cast, manager: Client) -> None:
    manager.post(f"/customers/{cast.halden.pk}/spend/new/", fields())

    assert SpendEntry.objects.get().amount_minor == 120_450
    assert "Halden Bank spent" in manager.get(f"/customers/{cast.halden.pk}/spend/").content.decode()


def test_credit_is_negative(cast: Cast, manager: Client) -> None:
    manager.post(f"/customers/{cast.halden.pk}/spend/new/", fields(kind="credit", amount="\u2212400"))

    assert CustomerTotal.objects.get(customer=cast.halden).spend == -40_000


@pytest.mark.parametrize(
    ("field", "changes", "words"),
    [
        ("kind", {"amount": "-5"}, "credit"),
        ("amount", {"kind": "credit", "amount": "5"}, "minus"),
        ("amount", {"amount": "12.345"}, "decimals"),
        ("amount", {"amount": "1.204,50"}, "not a number"),
        ("amount", {"amount": "9" * 25}, "too large"),
        ("amount", {"amount": "10", "currency": "JPY", "kind": "nothing"}, ""),
        ("currency", {"currency": "QQQ"}, "no currency"),
        ("on", {"on": (timezone.now().date() + timedelta(days=2)).isoformat()}, "future"),
        ("source", {"source": ""}, "Still missing."),
        ("source", {"source": "x" * 10_000}, "at most 300"),
    ],
)
def test_spend_is_refused_at_its_field(
    cast: Cast, manager: Client, field: str, changes: dict[str, str], words: str
) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/spend/new/", fields(**changes))

    assert answer.status_code == 422
    if words:
        assert words in " ".join(errors_of(answer)[field])
    assert not SpendEntry.objects.exists()


def test_spend_in_another_currency_needs_a_rate_and_keeps_the_original(cast: Cast, manager: Client) -> None:
    path = f"/customers/{cast.halden.pk}/spend/new/"
    refused = manager.post(path, fields(currency="USD", amount="100"))
    assert "no rate from USD to EUR" in errors_of(refused)["currency"][0]

    ExchangeRateFactory(supplier=cast.nordwerk)
    manager.post(path, fields(currency="USD", amount="100"))

    entry = SpendEntry.objects.get()
    assert (entry.amount_minor, entry.original_minor, entry.original_currency) == (9_000, 10_000, "USD")


def test_correction_counts_instead(cast: Cast, manager: Client) -> None:
    entry = SpendEntryFactory(customer=cast.halden)

    page = manager.get(f"/spend/{entry.pk}/correct/").content.decode()
    assert 'value="1000.00"' in page
    manager.post(f"/spend/{entry.pk}/correct/", fields(amount="900"))

    assert CustomerTotal.objects.get(customer=cast.halden).spend == 90_000
    assert manager.post(f"/spend/{entry.pk}/correct/", fields(amount="800")).status_code == 422


def test_void_entry_counts_as_nothing_and_stays(cast: Cast, manager: Client) -> None:
    entry = SpendEntryFactory(customer=cast.halden)

    assert manager.post(f"/spend/{entry.pk}/void/", {"words": ""}).status_code == 422
    manager.post(f"/spend/{entry.pk}/void/", {"words": "Booked twice"})

    assert CustomerTotal.objects.get(customer=cast.halden).spend == 0
    assert "taken back" in manager.get(f"/customers/{cast.halden.pk}/spend/").content.decode()


def test_spend_is_searched(cast: Cast, manager: Client) -> None:
    SpendEntryFactory(customer=cast.halden, source="Invoice 17")
    SpendEntryFactory(customer=cast.halden, source="Invoice 18")

    page = manager.get(f"/customers/{cast.halden.pk}/spend/?q=invoice+17").content.decode()

    assert "Invoice 17" in page
    assert "Invoice 18" not in page


def test_spend_page_costs_the_same_with_more_rows(
    cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]
) -> None:
    path = f"/customers/{cast.halden.pk}/spend/"
    SpendEntryFactory(customer=cast.halden)
    with_one = queries_of(manager, path)
    SpendEntryFactory.create_batch(2, customer=cast.halden)

    assert with_one == queries_of(manager, path) <= 10


def test_contributor_reads_spend_only(cast: Cast, client_of: ClientOf) -> None:
    entry = SpendEntryFactory(customer=cast.halden)
    client = client_of(cast.contributor)

    assert client.get(f"/customers/{cast.halden.pk}/spend/").status_code == 200
    assert client.get(f"/customers/{cast.halden.pk}/spend/new/").status_code == 403
    assert client.post(f"/spend/{entry.pk}/void/", {"words": "no"}).status_code == 403


# --- Decisions --------------------------------------------------------------------------------------------------------
def a_disputed_claim(cast: Cast, *, reason: str = "Half of it was ours.", month: int = 1) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, date(2025, month, 1), "1"), by=cast.account_manager)
    dispute(event=event, voice=voice(cast.champion), reason=reason)


def test_timeline_names_who_what_and_the_working(cast: Cast, manager: Client) -> None:
    a_disputed_claim(cast)

    page = manager.get(f"/customers/{cast.halden.pk}/decisions/").content.decode()

    assert "by Clara Meier: Event" in page
    assert "“Half of it was ours.”" in page
    assert "30 → 1\u00a0day: 29\u00a0days × 1,200\u00a0EUR × 80\u202f% = 27,840\u00a0EUR" in page


def test_timeline_costs_the_same_with_more_rows(
    cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]
) -> None:
    path = f"/customers/{cast.halden.pk}/decisions/"
    a_disputed_claim(cast)
    with_one = queries_of(manager, path)
    a_disputed_claim(cast)
    a_disputed_claim(cast)

    assert with_one == queries_of(manager, path) <= 10


def test_export_neutralises_formulas_and_keeps_figures(cast: Cast, manager: Client) -> None:
    a_disputed_claim(cast, reason="=HYPERLINK(1)")

    answer = manager.get(f"/customers/{cast.halden.pk}/decisions/export/")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert answer["Content-Disposition"] == f'attachment; filename="decisions-{cast.halden.pk}.csv"'
    assert rows[-1]["Reason"] == "'=HYPERLINK(1)"
    assert [row["Amount"] for row in rows] == ["", "27840", ""]


def test_export_leaves_the_minus_of_a_figure(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    stated(reading(dimension, date(2025, 1, 1), "31"), by=cast.account_manager)

    answer = manager.get(f"/customers/{cast.halden.pk}/decisions/export/")

    assert ",-960," in b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
