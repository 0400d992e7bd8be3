"""The portfolio: sentence, notes, views, filters, sort, sums, flags, groupings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import Customer, Stakeholder
from outcomes.models import CustomerTotal
from outcomes.services.ledger import confirm
from reports.exposure import KINDS
from reports.queries import portfolio_facts
from reports.queries.portfolio import SORTS
from reports.queries.portfolio_answer import _said
from reports.queries.portfolio_page import CUSTOMERS_A_PAGE
from tests.cast import Cast, agreed, dimension_of, on_day, reading, stated, voice
from tests.factories import (
    ContractFactory,
    CustomerFactory,
    DispositionFactory,
    ObjectionFactory,
    ProblemFactory,
    ProblemNoticeFactory,
    SpendEntryFactory,
    StakeholderFactory,
)
from tests.pages.conftest import ClientOf

pytestmark = pytest.mark.django_db
QueriesOf = Callable[[Client, str], int]
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def today() -> Any:
    with on_day(TODAY):
        yield


def claimed(cast: Cast, value: str = "1", *, month: int = 1, on: date = date(2026, 11, 1)) -> None:
    """A claim of Halden Bank's on that month of 2025, confirmed on that day: 27,840 at a reading of 1."""
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=cast.champion)
    event = stated(reading(dimension, date(2025, month, 1), value), by=cast.account_manager, asked=cast.champion)
    with on_day(on):
        confirm(event=event, voice=voice(cast.champion))


def names(client: Client, query: str = "") -> list[str]:
    return [row["account"].name for row in client.get(f"/portfolio/?{query}").context["rows"]]


def flags(client: Client, name: str = "Halden Bank") -> list[str]:
    rows = client.get(f"/portfolio/?q={name}").context["rows"]
    return [str(one["word"]) for one in rows[0]["flags"]]


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")


# --- The sentence -----------------------------------------------------------------------------------------------------
def test_sentence_carries_spend_value_gains_shortfalls_and_who_got_less(cast: Cast, leader: Client) -> None:
    claimed(cast)
    claimed(cast, "31", month=2)
    SpendEntryFactory(customer=cast.halden, amount_minor=3_000_000)
    SpendEntryFactory(customer=cast.orlik, amount_minor=500_040)

    page = words_of(leader.get("/portfolio/").content.decode())

    assert (
        "2 customers spent 35,000 EUR and got 26,880 EUR, 8,120 EUR less than they paid: "
        "gains of 27,840 EUR less shortfalls of 960 EUR. One got less than it paid." in page
    )
    assert "Of 1, nothing is claimed yet; the 5,000 EUR that it spent is in net." in page
    assert "Whole EUR; sums are of exact amounts." in page


def test_sentence_without_any_claim_says_that_it_is_not_stated(cast: Cast, manager: Client) -> None:
    SpendEntryFactory(customer=cast.halden)
    page = words_of(manager.get("/portfolio/").content.decode())
    assert "1 customer spent 1,000 EUR. What it got is not stated in money." in page


def test_undefined_figures_are_words(cast: Cast, leader: Client) -> None:
    words = dimension_of(cast.orlik, name="Queue")
    agreed(words, by=cast.other_champion, rate=None, rate_source="")
    stated(reading(words, date(2025, 1, 1), "1"), by=cast.second_account_manager)
    SpendEntryFactory(customer=cast.halden)
    page = words_of(leader.get("/portfolio/").content.decode())
    for word in ("none claimed", "not monetised", "never", "none recorded"):
        assert word in page


def test_ratio_says_too_early_and_no_spend(cast: Cast, leader: Client) -> None:
    claimed(cast)
    assert "no spend recorded" in leader.get("/portfolio/").content.decode()
    young = dimension_of(cast.orlik)
    agreed(young, by=cast.other_champion, on=date(2026, 1, 5), baseline_end=date(2025, 12, 31))
    event = stated(reading(young, date(2026, 2, 1), "1"), by=cast.second_account_manager, asked=cast.other_champion)
    confirm(event=event, voice=voice(cast.other_champion))
    SpendEntryFactory(customer=cast.orlik, on=date(2026, 6, 1))
    assert "too early" in leader.get("/portfolio/").content.decode()
    SpendEntryFactory(customer=cast.halden, on=date(2025, 11, 25), amount_minor=1_000_000)
    row = leader.get("/portfolio/?q=Halden").context["rows"][0]
    assert (row["ratio"], row["no_ratio"]) == ("2.78", "")


def test_sums_are_those_of_the_totals_and_of_all_pages(cast: Cast, leader: Client) -> None:
    for customer in CustomerFactory.create_batch(25, supplier=cast.nordwerk, accountable=cast.account_manager):
        SpendEntryFactory(customer=customer, amount_minor=100_049)
    context = leader.get("/portfolio/?page=2").context
    assert (len(context["rows"]), context["count"]) == (12, 27)
    assert context["sums"].spend == 25 * 100_049
    assert context["sums"].spend == sum(CustomerTotal.objects.values_list("spend_base", flat=True))
    assert "25,012" in leader.get("/portfolio/?page=2").content.decode()


def test_page_of_customers_with_every_flag_that_holds_together_weighs_less_than_a_page_may(
    cast: Cast, leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = [name for name in KINDS if name not in {"red", "champion"}]
    monkeypatch.setattr(portfolio_facts, "flags_of", lambda known: together)
    for number in range(CUSTOMERS_A_PAGE):
        problem = ProblemFactory(
            customer__supplier=cast.nordwerk,
            customer__accountable=cast.account_manager,
            customer__name=f"Customer of a rather long name, number {number}",
        )
        ProblemNoticeFactory(problem=problem, next_on=date(2025, 3, 9))
    answer = leader.get("/portfolio/")
    assert len(answer.context["rows"]) == CUSTOMERS_A_PAGE and len(answer.content) <= 60_000


# --- Which, and in which order ----------------------------------------------------------------------------------------
def test_filters_search_and_sort_stand_in_the_address(cast: Cast, leader: Client) -> None:
    SpendEntryFactory(customer=cast.orlik)
    assert names(leader, "sort=name") == ["Halden Bank", "Orlik Foods"]
    assert names(leader, "sort=-spend") == ["Orlik Foods", "Halden Bank"]
    assert names(leader, f"team={cast.north.pk}") == ["Halden Bank"]
    assert names(leader, f"person={cast.second_account_manager.pk}") == ["Orlik Foods"]
    assert names(leader, "q=orlik+foods&stage=delivery&tier=preferred&currency=EUR") == ["Orlik Foods"]
    assert names(leader, "stage=lost") == []
    assert (
        len(names(leader, "team=%00&tier=x&sort=password&view=no&by=&page=99999999999999999999&person=" + "9" * 40))
        == 2
    )


@pytest.mark.parametrize("sort", SORTS)
def test_every_column_sorts_both_ways_and_puts_the_undefined_last(cast: Cast, leader: Client, sort: str) -> None:
    claimed(cast)
    SpendEntryFactory(customer=cast.halden, on=date(2025, 1, 1))
    assert sorted(names(leader, f"sort={sort}")) == sorted(names(leader, f"sort=-{sort}"))
    if sort in ("gains", "ratio", "proof", "share"):
        assert names(leader, f"sort={sort}") == names(leader, f"sort=-{sort}") == ["Halden Bank", "Orlik Foods"]


def test_opens_with_the_most_exposed_then_the_next_renewal(cast: Cast, leader: Client) -> None:
    Customer.objects.filter(supplier=cast.nordwerk).update(stage=Customer.Stage.SALE)
    for customer, days in ((cast.orlik, 30), (cast.halden, 60)):
        ContractFactory(customer=customer, starts_on=TODAY, renews_on=TODAY + timedelta(days))
    assert names(leader) == ["Orlik Foods", "Halden Bank"]
    person = StakeholderFactory(customer=cast.halden)
    DispositionFactory(stakeholder=person, kind="sceptic")
    ObjectionFactory(stakeholder=person)
    assert names(leader) == ["Halden Bank", "Orlik Foods"]


def test_views_count_what_they_show(cast: Cast, leader: Client) -> None:
    claimed(cast, on=date(2026, 7, 1))
    SpendEntryFactory(customer=cast.halden, amount_minor=9_000_000)
    ContractFactory(customer=cast.halden, ends_on=date(2027, 1, 1))
    views = leader.get("/portfolio/").context["views"]
    counts = {str(view["label"]): view["count"] for view in views}
    assert counts == {
        "All": 2,
        "Exposed": 2,
        "Kept, perception red": 0,
        "Tender": 0,
        "Problems": 0,
        "Renews in 120 days": 1,
        "No proof for 90 days": 1,
        "Net below zero": 1,
        "Nothing claimed": 1,
    }
    for view in views:
        assert len(leader.get(view["url"]).context["rows"]) == view["count"]


def test_who_sees_nobody_else(cast: Cast, manager: Client, client_of: ClientOf) -> None:
    assert names(manager) == ["Halden Bank"]
    assert names(client_of(cast.other_leader)) == ["Orlik Foods"]
    page = client_of(cast.of_two).get("/portfolio/").content.decode()
    assert "No customer yet" in page and 'href="/customers/new/"' in page
    assert "No customer fits" in manager.get("/portfolio/?q=nobody").content.decode()


# --- Flags ------------------------------------------------------------------------------------------------------------
def test_flags_come_from_what_is_recorded_and_lead_to_where_it_is_mended(cast: Cast, manager: Client) -> None:
    SpendEntryFactory(customer=cast.halden, amount_minor=9_000_000)
    assert flags(manager) == ["no proof 90 d", "no baseline", "no champion"]
    champion: Stakeholder = cast.champion
    DispositionFactory(stakeholder=champion, kind="champion")
    ContractFactory(customer=cast.halden, renews_on=date(2027, 2, 1), notice_on=date(2026, 12, 1))
    dimension = dimension_of(cast.halden)
    agreed(dimension, by=champion)
    with on_day(date(2026, 9, 1)):
        stated(reading(dimension, date(2025, 1, 1), "1"), by=cast.account_manager, asked=champion)
    detractor = StakeholderFactory(customer=cast.halden)
    DispositionFactory(stakeholder=detractor, kind="detractor")
    ObjectionFactory(stakeholder=detractor)
    assert flags(manager) == [
        "net below zero", "no proof 90 d", "detractor unanswered", "renews < 120 d", "notice date near",
        "no round before the end", "undecided > 60 d",
    ]  # fmt: skip
    page = manager.get("/portfolio/").content.decode()
    assert f'href="/customers/{cast.halden.pk}/#renewal"' in page
    Stakeholder.objects.filter(pk=champion.pk).update(until=date(2026, 11, 1))
    assert "champion left" in flags(manager)


def test_a_disposition_that_is_to_come_and_an_answered_objection_flag_nothing(cast: Cast, manager: Client) -> None:
    DispositionFactory(stakeholder=cast.champion, kind="champion", since=date(2025, 1, 1))
    DispositionFactory(stakeholder=cast.champion, kind="detractor", since=date(2027, 1, 1))
    ObjectionFactory(stakeholder=cast.champion, answered_on=date(2026, 1, 1))
    assert flags(manager) == ["no baseline"]


# --- Groupings --------------------------------------------------------------------------------------------------------
def test_by_person_and_by_team_add_up_to_the_same(cast: Cast, leader: Client) -> None:
    claimed(cast)
    SpendEntryFactory(customer=cast.orlik, amount_minor=500_000)
    for by in ("person", "team"):
        context = leader.get(f"/portfolio/?by={by}").context
        assert {row["name"] for row in context["rows"]} == (
            {str(cast.account_manager), str(cast.second_account_manager)} if by == "person" else {"North", "South"}
        )
        assert sum(row["sums"].net for row in context["rows"]) == context["sums"].net
        assert sum(row["count"] for row in context["rows"]) == 2
        for row in context["rows"]:
            assert leader.get(row["url"]).context["count"] == row["count"]


def test_by_champion_shows_proof_what_waits_and_who_left(cast: Cast, leader: Client) -> None:
    claimed(cast)
    DispositionFactory(stakeholder=cast.champion, kind="champion")
    DispositionFactory(stakeholder=cast.other_champion, kind="champion")
    Stakeholder.objects.filter(pk=cast.other_champion.pk).update(until=date(2026, 10, 1))
    dimension = dimension_of(cast.halden, name="Another")
    agreed(dimension, by=cast.champion)
    with on_day(date(2026, 11, 15)):
        stated(reading(dimension, date(2025, 3, 1), "1"), by=cast.account_manager, asked=cast.champion)
    rows = leader.get("/portfolio/?by=champion").context["rows"]
    assert [row["person"].name for row in rows] == [cast.other_champion.name, cast.champion.name]
    assert rows[0]["person"].left == date(2026, 10, 1)
    assert (rows[1]["proof_days"], rows[1]["person"].waiting, rows[1]["waiting_days"]) == (24, 1, 10)


# --- The page itself --------------------------------------------------------------------------------------------------
def test_bar_ends_in_an_arrow_beyond_its_scale(cast: Cast, manager: Client) -> None:
    claimed(cast)
    SpendEntryFactory(customer=cast.halden, amount_minor=2_784_000 // 2)
    assert '<path class="bar-confirmed"' not in manager.get("/portfolio/").content.decode()
    SpendEntryFactory(customer=cast.halden, kind="credit", amount_minor=-1)
    page = manager.get("/portfolio/").content.decode()
    assert '<path class="bar-confirmed"' in page
    assert "100\u202f%" in page


def test_htmx_gets_the_table_and_the_sentence_out_of_band(cast: Cast, manager: Client) -> None:
    page = manager.get("/portfolio/?q=x", headers={"HX-Request": "true", "HX-Target": "portfolio"}).content.decode()
    assert "<html" not in page and 'id="portfolio-head" hx-swap-oob="true"' in page


def test_navigation_leads_there(cast: Cast, manager: Client) -> None:
    page = manager.get("/portfolio/").content.decode()
    assert 'href="/portfolio/" data-key="portfolio" aria-current="page"' in page
    assert 'href="/reports/" data-key="reports"' in page


def test_page_costs_the_same_for_1_3_and_60_customers(cast: Cast, manager: Client, queries_of: QueriesOf) -> None:
    for query in ("", "by=champion", "by=person"):
        assert queries_of(manager, f"/portfolio/?{query}") == 9
    CustomerFactory.create_batch(2, supplier=cast.nordwerk, accountable=cast.account_manager)
    assert queries_of(manager, "/portfolio/") == 9
    CustomerFactory.create_batch(57, supplier=cast.nordwerk, accountable=cast.account_manager)
    assert queries_of(manager, "/portfolio/") == 9
    assert len(manager.get("/portfolio/").content) < 60_000


@pytest.mark.parametrize(
    ("gains", "shortfalls", "said"),
    [
        (1_915_902_540, 83_568_460, ["19,159,025.40 EUR", "835,684.60 EUR", "18,323,340.80 EUR"]),
        (1_915_902_400, 83_568_400, ["19,159,024 EUR", "835,684 EUR", "18,323,340 EUR"]),
    ],
)
def test_the_sentence_adds_up_as_it_is_printed(gains: int, shortfalls: int, said: list[str]) -> None:
    """19,159,025 less 835,685 would print as 18,323,341."""
    value = gains - shortfalls
    sums = SimpleNamespace(spend=100, confirmed=gains, shortfall=shortfalls, value=value, net=value - 100)
    found = _said(SimpleNamespace(sums=sums, base_currency="EUR"))  # type: ignore[arg-type]
    assert [
        strip_tags(found[name]).replace("\N{NO-BREAK SPACE}", " ") for name in ("gains", "shortfalls", "got")
    ] == said
