"""The list of customers, a customer's page, and adding and changing one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import Accountability, Change, Customer, MailDomain
from outcomes.models import CustomerTotal
from outcomes.services.ledger import confirm
from reports.queries.customer_facts import claims_of
from tests.cast import Cast, actor, agreed, dimension_of, reading, stated, voice
from tests.factories import CustomerFactory, SpendEntryFactory
from tests.pages.conftest import ClientOf, errors_of

pytestmark = pytest.mark.django_db
QueriesOf = Callable[[Client, str], int]


def fields(cast: Cast, **changes: str) -> dict[str, str]:
    given = {
        "name": "Levant Savings",
        "industry": "Banking",
        "currency": "EUR",
        "locale": "en",
        "tier": "preferred",
        "stage": "delivery",
        "domains": "levant.example",
        "accountable": str(cast.account_manager.pk),
        "external_id": "",
        "internal_note": "",
        "team": "",
    }
    return given | changes


# --- The list ---------------------------------------------------------------------------------------------------------
def test_list_shows_only_what_the_actor_sees(cast: Cast, manager: Client) -> None:
    page = manager.get("/customers/").content.decode()

    assert "Halden Bank" in page
    assert "Orlik Foods" not in page


def test_list_searches_filters_and_sorts_by_its_address(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.administrator)
    SpendEntryFactory(customer=cast.orlik)

    def names(query: str) -> list[str]:
        return [row["customer"].name for row in client.get(f"/customers/?{query}").context["rows"]]

    assert names("q=orlik") == ["Orlik Foods"]
    assert names("stage=lost") == []
    assert names("tier=preferred&sort=-spend") == ["Orlik Foods", "Halden Bank"]
    assert names("sort=password&page=99999999999999999999&stage=%00") == ["Halden Bank", "Orlik Foods"]


def test_list_says_what_all_spent_and_got(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    stated(reading(dimension, date(2025, 1, 1), "31"), by=cast.account_manager)
    SpendEntryFactory(customer=cast.halden)

    page = manager.get("/customers/")

    assert page.context["sums"]["worse"] == 96_000
    assert page.context["rows"][0]["value"] == -96_000


def test_list_without_customers_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.of_two).get("/customers/").content.decode()

    assert "No customer yet" in page
    assert 'href="/customers/new/"' in page


def test_list_answers_htmx_with_its_rows_alone(cast: Cast, manager: Client) -> None:
    page = manager.get("/customers/", headers={"HX-Request": "true", "HX-Target": "customers"}).content.decode()

    assert page.strip().startswith('<section id="customers"')


def test_list_costs_the_same_with_one_and_three_and_hundred_customers(
    cast: Cast, manager: Client, queries_of: QueriesOf
) -> None:
    with_one = queries_of(manager, "/customers/")
    CustomerFactory.create_batch(2, supplier=cast.nordwerk, accountable=cast.account_manager)
    with_three = queries_of(manager, "/customers/")
    CustomerFactory.create_batch(97, supplier=cast.nordwerk, accountable=cast.account_manager)

    assert with_one == with_three == queries_of(manager, "/customers/") == 6


# --- A customer's page --------------------------------------------------------------------------------------------------
def test_page_of_a_new_customer_says_that_nothing_is_stated(cast: Cast, manager: Client) -> None:
    page = manager.get(f"/customers/{cast.halden.pk}/").content.decode()

    assert "No spend of Halden Bank is recorded. What they got is not stated." in page
    assert "From here to the first victory" in page


def test_page_counts_each_dimension_as_the_totals_do(cast: Cast, manager: Client) -> None:
    for month, (value, decided) in enumerate([("1", True), ("35", False), ("2", False), ("40", True)], start=1):
        dimension = dimension_of(cast.halden)
        agreed(dimension, by=cast.champion)
        event = stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager)
        if decided:
            confirm(event=event, voice=voice(cast.champion))

    page = manager.get(f"/customers/{cast.halden.pk}/")

    total = CustomerTotal.objects.get(customer=cast.halden)
    rows = [row for goal in page.context["goals"] for row in goal["rows"]]
    assert sum(row["gains_minor"] for row in rows) == total.confirmed == 2_784_000
    assert sum(row["shortfalls_minor"] for row in rows) == total.shortfall
    assert sum(one["minor"] for row in rows for one in row["open"]) == total.undecided
    claims = claims_of(actor(cast.account_manager), cast.halden)
    assert sum(one.sums["shortfall_open"] for one in claims) == total.shortfall_open


def test_page_of_a_customer_who_is_worse_off_leads_with_it(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    stated(reading(dimension, date(2025, 1, 1), "31"), by=cast.account_manager)
    SpendEntryFactory(customer=cast.halden)

    page = manager.get(f"/customers/{cast.halden.pk}/").content.decode()

    assert "worse off:" in page
    assert "Counted already" not in page
    assert "1 shortfall" in page


def test_page_in_units_says_not_monetised(cast: Cast, manager: Client) -> None:
    dimension = dimension_of(cast.halden, name="Complaints", unit="a month")
    agreed(dimension, by=cast.champion, rate=None)
    event = stated(reading(dimension, date(2025, 1, 1), "9"), by=cast.account_manager)
    confirm(event=event, voice=voice(cast.champion))
    SpendEntryFactory(customer=cast.halden)

    page = manager.get(f"/customers/{cast.halden.pk}/").content.decode()

    assert "What they got: Complaints, 9\u00a0a month, was 30." in page
    assert "not monetised" in page


def test_page_costs_ten_queries_however_many_rows(cast: Cast, manager: Client, queries_of: QueriesOf) -> None:
    def add_one(month: int) -> None:
        dimension = dimension_of(cast.halden)
        agreed(dimension, by=cast.champion)
        event = stated(reading(dimension, date(2025, month, 1), "1"), by=cast.account_manager)
        confirm(event=event, voice=voice(cast.champion))
        SpendEntryFactory(customer=cast.halden)

    add_one(1)
    with_one = queries_of(manager, f"/customers/{cast.halden.pk}/")
    add_one(2)
    add_one(3)

    assert with_one == queries_of(manager, f"/customers/{cast.halden.pk}/") == 10


def test_page_of_a_foreign_customer_does_not_exist(cast: Cast, manager: Client) -> None:
    assert manager.get(f"/customers/{cast.orlik.pk}/").status_code == 404
    assert manager.get(f"/customers/{cast.foreign_customer.pk}/").status_code == 404


# --- Adding and changing ----------------------------------------------------------------------------------------------
def test_customer_is_added_with_its_accountable_person_and_domains(cast: Cast, manager: Client) -> None:
    answer = manager.post("/customers/new/", fields(cast))

    added = Customer.objects.get(name="Levant Savings")
    assert answer.status_code == 302
    assert Accountability.objects.get(customer=added).membership == cast.account_manager
    assert MailDomain.objects.get(customer=added).domain == "levant.example"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "x" * 10_000, "at most 200 characters"),
        ("name", "halden bank", "Mara Vogt answers for it"),
        ("name", "", "Still missing."),
        ("currency", "XXL", "no currency"),
        ("currency", "USD", "no rate from USD to EUR"),
        ("domains", "gmail.com", "open to everybody"),
        ("domains", "nordwerk.example", "your own domain"),
        ("domains", "not a domain", "not a mail domain"),
        ("accountable", "999999", "Select a valid choice"),
        ("tier", "platinum", "Select a valid choice"),
    ],
)
def test_customer_is_refused_at_its_field(cast: Cast, manager: Client, field: str, value: str, words: str) -> None:
    answer = manager.post("/customers/new/", fields(cast, **{field: value}))

    assert answer.status_code == 422
    assert words in " ".join(errors_of(answer)[field])
    assert Customer.objects.filter(industry="Banking").exclude(name="Halden Bank").count() == 0


def test_contributor_adds_no_customer(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.contributor).get("/customers/new/").status_code == 403


def test_changing_a_customer_leaves_before_and_after(cast: Cast, manager: Client) -> None:
    manager.post(f"/customers/{cast.halden.pk}/edit/", fields(cast, name="Halden AG", domains="halden.example"))

    page = manager.get(f"/customers/{cast.halden.pk}/edit/").content.decode()
    assert Change.objects.filter(customer=cast.halden).first().fields["name"] == ["Halden Bank", "Halden AG"]  # type: ignore[union-attr]
    assert "Halden Bank → Halden AG" in page


def test_who_archives_reads_before_what_it_silences(cast: Cast, manager: Client) -> None:
    page = manager.get(f"/customers/{cast.halden.pk}/edit/").content.decode()
    assert page.index("states no overdue shortfall by itself") < page.index("Archive</button>")


def test_currency_of_a_customer_cannot_be_changed(cast: Cast, manager: Client) -> None:
    manager.post(f"/customers/{cast.halden.pk}/edit/", fields(cast, name="Halden Bank", currency="CHF"))

    cast.halden.refresh_from_db()
    assert cast.halden.currency == "EUR"


def test_customer_is_handed_over_and_disappears_for_the_giver(cast: Cast, manager: Client) -> None:
    answer = manager.post(
        f"/customers/{cast.halden.pk}/edit/",
        fields(cast, name="Halden Bank", accountable=str(cast.second_account_manager.pk)),
    )

    assert answer["Location"] == "/customers/"
    assert manager.get(f"/customers/{cast.halden.pk}/").status_code == 404
    assert Accountability.objects.filter(customer=cast.halden, until=None).get().membership == (
        cast.second_account_manager
    )


def test_home_leads_each_side_to_its_own_page(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.account_manager).get("/")["Location"] == "/today/"
    assert client_of(cast.champion).get("/")["Location"] == "/portal/"
