"""Contracts, archiving, handing over, and who changed what."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.models import Change, Contract, Customer
from tests.cast import Cast, agreed, dimension_of, on_day
from tests.factories import ContractFactory, CustomerFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Platform",
    "starts_on": "2025-03-01",
    "ends_on": "2027-02-28",
    "notice_on": "2026-11-30",
    "renews_on": "2027-03-01",
    "value_minor": "120000",
}


def renewal(client: Client, cast: Cast) -> str:
    text = client.get(f"/customers/{cast.halden.pk}/").content.decode()
    return text[text.index('id="renewal"') : text.index('id="people"')]


def test_contract_is_added_and_stands_on_the_customers_page(cast: Cast, manager: Client) -> None:
    manager.post(f"/customers/{cast.halden.pk}/contracts/new/", GIVEN)

    contract = Contract.objects.get(customer=cast.halden)
    assert (contract.value_minor, contract.notice_on) == (12_000_000, date(2026, 11, 30))
    with on_day(date(2026, 11, 20)):
        text = renewal(manager, cast)
    assert "Contract ends 28 February 2027, notice by 30 November 2026" in text
    assert "Notice date in 10 days" in text and "100 days" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ends_on", "2025-02-28"),
        ("notice_on", "2025-02-28"),
        ("notice_on", "2027-03-31"),
        ("renews_on", "2024-01-01"),
        ("value_minor", "-1"),
        ("value_minor", "a lot"),
        ("starts_on", ""),
        ("name", "x" * 201),
    ],
)
def test_contract_is_refused_at_the_field_and_nothing_typed_is_lost(
    cast: Cast, manager: Client, field: str, value: str
) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/contracts/new/", GIVEN | {field: value})

    assert answer.status_code == 422
    assert list(errors_of(answer)) == [field]
    assert "2025-03-01" in answer.content.decode() or field == "starts_on"
    assert not Contract.objects.exists()


def test_contract_is_edited_with_before_and_after(cast: Cast, manager: Client) -> None:
    contract = ContractFactory(customer=cast.halden, name="Platform", value_minor=12_000_000)

    manager.post(f"/contracts/{contract.pk}/", GIVEN | {"value_minor": "150000"})

    text = manager.get(f"/contracts/{contract.pk}/").content.decode()
    assert "120,000.00" in text and "150,000.00" in text and "Mara Vogt" in text


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ([], "No contract is recorded"),
        ([None], "The contract has no end."),
        ([date(2025, 6, 30), date(2025, 12, 31)], "The last contract ended 31 December 2025."),
        ([date(2025, 6, 30), None], "The contract has no end."),
        ([date(2028, 6, 30), date(2027, 6, 30), None], "Contract ends 30 June 2027"),
    ],
)
def test_the_contract_that_ends_next_is_the_one_that_counts(
    cast: Cast, manager: Client, ends: list[date | None], words: str
) -> None:
    for end in ends:
        ContractFactory(customer=cast.halden, ends_on=end)

    with on_day(date(2026, 11, 20)):
        assert words in renewal(manager, cast)


# --- Archiving and handing over ---------------------------------------------------------------------------------------


def test_archived_customer_leaves_the_list_and_comes_back_with_undo(cast: Cast, manager: Client) -> None:
    toast = manager.post(f"/customers/{cast.halden.pk}/archive/", follow=True).content.decode()
    assert f'action="/customers/{cast.halden.pk}/unarchive/"' in toast

    listed = manager.get("/customers/").content.decode()
    assert "Halden Bank" not in listed and "1 archived customer" in listed
    assert "Halden Bank" in manager.get("/customers/?archived=yes").content.decode()
    assert "it stands in no list" in manager.get(f"/customers/{cast.halden.pk}/").content.decode()

    manager.post(f"/customers/{cast.halden.pk}/unarchive/")
    assert "Halden Bank" in manager.get("/customers/").content.decode()
    assert [one.fields for one in Change.objects.filter(object_id=cast.halden.pk).order_by("pk")] == [
        {"archived": ["False", "True"]},
        {"archived": ["True", "False"]},
    ]


def test_customer_is_handed_over_and_its_page_says_who_answered(
    cast: Cast, manager: Client, client_of: ClientOf
) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/hand-over/", {"accountable": cast.second_account_manager.pk})

    assert answer["Location"] == "/customers/"  # she no longer sees it
    cast.halden.refresh_from_db()
    assert cast.halden.accountable == cast.second_account_manager
    page = client_of(cast.second_account_manager).get(f"/customers/{cast.halden.pk}/hand-over/").content.decode()
    assert page.index("Tom Brandt") < page.index("Mara Vogt")


def test_customer_is_handed_to_nobody_who_cannot_answer(cast: Cast, manager: Client) -> None:
    answer = manager.post(f"/customers/{cast.halden.pk}/hand-over/", {"accountable": cast.contributor.pk})

    assert answer.status_code == 422
    assert "accountable" in errors_of(answer)


def test_changes_of_everything_stand_on_one_page(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    manager.post(f"/customers/{cast.halden.pk}/contracts/new/", GIVEN)
    manager.post(f"/people/{cast.clerk.pk}/links/new/", {"kind": "influences", "target": cast.cfo.pk})

    text = manager.get(f"/customers/{cast.halden.pk}/changes/").content.decode()
    read = client_of(cast.contributor).get(f"/customers/{cast.halden.pk}/changes/").content.decode()

    assert "nothing → 28 February 2027" in text and "<strong>influences</strong>: nothing → Felix Anders" in text
    assert f'href="/people/{cast.clerk.pk}/"' in text and 'href="/people/' not in read


# --- The list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["currency", "accountable", "team"])
def test_list_is_narrowed_by_currency_person_and_team(cast: Cast, client_of: ClientOf, name: str) -> None:
    CustomerFactory(supplier=cast.nordwerk, name="Alpenrail", currency="CHF", accountable=cast.of_two, team=None)
    wanted = {"currency": "CHF", "accountable": str(cast.of_two.pk), "team": str(cast.south.pk)}
    client = client_of(cast.administrator)

    answer = client.get("/customers/", {name: wanted[name]})

    names = [row["customer"].name for row in answer.context["rows"]]
    assert names == (["Orlik Foods"] if name == "team" else ["Alpenrail"])


@pytest.mark.parametrize("query", ["?team=999999", "?currency=ZZZ", "?accountable=me", "?archived=maybe", "?page=nine"])
def test_list_takes_any_address(cast: Cast, manager: Client, query: str) -> None:
    assert [row["customer"].name for row in manager.get(f"/customers/{query}").context["rows"]] == ["Halden Bank"]


# --- The first steps --------------------------------------------------------------------------------------------------


def test_new_customer_sees_what_others_of_its_industry_agreed_and_takes_it_along(cast: Cast, manager: Client) -> None:
    agreed(dimension_of(cast.halden, name="Days to reconcile", unit="days"), by=cast.champion)
    Customer.objects.update(industry="Banking")
    new = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, industry="banking")

    text = manager.get(f"/customers/{new.pk}/").content.decode()
    begin = f"/customers/{new.pk}/outcomes/new/?name=Days+to+reconcile&amp;unit=days"
    answer = manager.post(begin.replace("&amp;", "&"), {"title": "Close faster", "goal": ""})
    form = manager.get(answer["Location"]).content.decode()

    assert "What others agreed" in text and begin in text and "1 customer" in text
    assert 'value="Days to reconcile"' in form and 'value="days"' in form


def test_customer_without_contract_or_people_says_what_it_costs_to_wait(cast: Cast, manager: Client) -> None:
    new = CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager)

    text = manager.get(f"/customers/{new.pk}/").content.decode()

    for words in ("Each month without one is lost for good.", "nobody is told when notice is due", "Nobody is named."):
        assert words in text
    assert text.count("btn-primary") == 2  # Log value in the head, and one step
