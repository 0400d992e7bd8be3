"""Search: everything by name that the actor sees, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.cast import Cast, dimension_of
from tests.factories import ContractFactory, CustomerFactory, ReportFactory, SnapshotFactory, ValueEventFactory
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> dict[str, list[str]]:
    page = client.get("/search/", {"q": query})
    assert page.status_code == 200
    return {group.heading: [hit.label for hit in group.hits] for group in page.context["groups"]}


def test_every_kind_is_found_and_marked(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden, name="Zeppelin days", outcome__title="Zeppelin books")
    ValueEventFactory(dimension=dimension, title="Zeppelin flew")
    ContractFactory(customer=cast.halden, name="Zeppelin contract", starts_on=date(2025, 1, 1))
    CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, name="Zeppelin Works")

    groups = found(manager, "zeppelin")

    assert list(groups) == ["Customers", "Outcomes", "Value dimensions", "Claims", "Contracts"]
    assert "<mark>Zeppelin</mark> Works" in manager.get("/search/?q=zeppelin").content.decode()


def test_people_are_found_with_their_customer(manager: Client) -> None:
    assert found(manager, "clara halden")["People"] == ["Clara Meier"]


def test_report_is_found_by_its_number(cast: Cast, manager: Client) -> None:
    report = ReportFactory(snapshot=SnapshotFactory(customer=cast.halden), number=7)
    grouped = f"{report.code[:4]}-{report.code[4:8]}"

    assert found(manager, grouped)["Reports"] == ["Past Value Delivered of Halden Bank, edition 7"]


def test_foreign_things_are_not_found(cast: Cast, manager: Client) -> None:
    dimension_of(cast.orlik, name="Orlik secret")
    dimension_of(cast.foreign_customer, name="Orlik too")

    assert found(manager, "orlik") == {}
    assert found(manager, "rosa") == {}


def test_contributor_is_led_to_the_customer_of_a_person(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.contributor).get("/search/?q=clara").content.decode()

    assert f'href="/customers/{cast.halden.pk}/"' in page
    assert f'href="/people/{cast.champion.pk}/"' not in page


def test_customers_side_has_no_search(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.champion).get("/search/?q=halden").status_code == 404


@pytest.mark.parametrize("query", ["", "a", "%", "<b>", "\x00", "a" * 300, "((", "9" * 40])
def test_odd_questions_are_answered(cast: Cast, manager: Client, query: str) -> None:
    page = manager.get("/search/", {"q": query})

    assert page.status_code == 200
    assert "<b>" not in page.content.decode().replace("&lt;b&gt;", "")


def test_many_hits_say_that_there_are_more(cast: Cast, manager: Client) -> None:
    for number in range(9):
        dimension_of(cast.halden, name=f"Counted {number}")

    assert len(found(manager, "counted")["Value dimensions"]) == 8
    assert "There are more" in manager.get("/search/?q=counted").content.decode()


def test_search_costs_ten_queries(cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]) -> None:
    before = queries_of(manager, "/search/?q=halden")
    for _number in range(12):
        dimension_of(cast.halden)

    assert before == queries_of(manager, "/search/?q=halden") == 10
