"""Tenders: dated facts that are superseded and never edited, on the customer's page and in its history; internal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Tender
from accounts.refusal import Refused
from accounts.tenders import continue_tender, record_tender
from tests.cast import Cast, actor, on_day
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db
SAID = {"name": "Core banking 2027", "kind": "heard_of", "on": "2025-09-08", "source": "Clara Meier, by telephone"}


@pytest.fixture(autouse=True)
def _on_that_day() -> Any:
    with on_day(date(2025, 9, 15)):
        yield


@pytest.fixture
def tender(cast: Cast) -> Tender:
    said = SAID | {"on": date(2025, 9, 8)}
    return record_tender(customer=cast.halden, actor=actor(cast.account_manager), **said)  # type: ignore[arg-type]


def test_tender_is_recorded_and_stands_on_the_customers_page_with_its_day(cast: Cast, manager: Client) -> None:
    manager.post(f"/customers/{cast.halden.pk}/tenders/new/", SAID)

    text = manager.get(f"/customers/{cast.halden.pk}/").content.decode()
    assert "A tender was heard of: Core banking 2027, 8 September 2025." in text
    assert f"/tenders/{Tender.objects.get().pk}/" in text


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("kind", "won"), ("on", "2025-09-16"), ("on", "soon"), ("source", " ")]
)
def test_tender_is_refused_at_the_field(cast: Cast, manager: Client, field: str, value: str) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/tenders/new/", SAID | {field: value})

    assert (answer.status_code, list(errors_of(answer))) == (422, [field])
    assert not Tender.objects.exists()


def test_what_comes_next_supersedes_and_stays_in_view(manager: Client, tender: Tender) -> None:
    page = f"/tenders/{tender.pk}/"
    said = {"kind": "issued", "on": "2025-09-12", "source": "Their portal", "words": "Offers by the end of October."}
    manager.post(page, said)
    manager.post(page, said | {"kind": "won", "on": "2025-09-15", "words": "Renewed for three years."})

    context = manager.get(page).context
    assert [one["kind"] for one in context["said"]] == ["won", "issued", "heard of"]
    assert not Tender.objects.open().exists()
    customer = manager.get(f"/customers/{tender.customer_id}/")
    assert "Core banking 2027" not in customer.content.decode()
    changes = manager.get(f"/customers/{tender.customer_id}/changes/").content.decode()
    assert changes.count(f'href="{page}"') == 3 and "Renewed for three years." in changes


def test_no_end_without_a_reason_and_nothing_said_over_somebody_elses_words(cast: Cast, tender: Tender) -> None:
    one = actor(cast.account_manager)
    day = date(2025, 9, 15)
    with pytest.raises(Refused, match="Say what happened"):
        continue_tender(tender=tender, actor=one, kind="lost", on=day, words=" ", source="Mail")
    continue_tender(tender=tender, actor=one, kind="issued", on=day, words="It came.", source="Mail", known=tender.pk)
    with pytest.raises(Refused, match="meanwhile"):
        continue_tender(tender=tender, actor=one, kind="lost", on=day, words="Gone.", source="Mail", known=tender.pk)
    with pytest.raises(Refused, match="open already"):
        record_tender(
            customer=cast.halden, actor=one, name="core banking 2027", kind="issued", on=day, source="Their portal"
        )


def test_champion_knows_of_no_tender(cast: Cast, client_of: ClientOf, tender: Tender) -> None:
    champion = client_of(cast.champion)
    assert champion.get(f"/tenders/{tender.pk}/").status_code == 404
    assert not Tender.objects.visible_to(actor(cast.champion)).exists()
