"""The portfolio on contracts, rounds, tenders and unpaid work: stages, flags, filters, the sum and its exports."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from reports.queries.portfolio import VIEWS
from tests import factories as make
from tests.access.world import results_of
from tests.cast import Cast, on_day
from tests.pages.conftest import ClientOf
from tests.pages.test_page_portfolio import flags, names, words_of
from tests.pages.test_portfolio_exports import book, lines

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _on_that_day() -> Any:
    with on_day(TODAY):
        yield


def a_round(cast: Cast, state: str, **fields: Any) -> Any:
    question = make.QuestionFactory(template__supplier=cast.nordwerk)
    if state == "released":
        fields = {"released_on": date(2026, 3, 3), "results": results_of([question], "")} | fields
    return make.RoundFactory(customer=cast.halden, template=question.template, state=state, **fields)


def stage(client: Client) -> tuple[str, str]:
    [row] = client.get("/portfolio/?q=Halden").context["rows"]
    return row["benchmark"]["words"], row["benchmark"]["note"]


def test_each_stage_of_the_benchmark_is_shown_and_found(cast: Cast, leader: Client) -> None:
    assert stage(leader) == ("no round", "")
    now = a_round(cast, "planned", opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 20))
    assert stage(leader) == ("round planned, 1 Dec", "")
    assert names(leader, "benchmark=planned") == ["Halden Bank"]
    now.state = "open"
    now.save()
    assert stage(leader)[0] == "round open until 20 Dec"
    now.delete()
    first = a_round(cast, "released")
    assert stage(leader) == ("1 of 1 red", "")
    assert names(leader, "benchmark=red") == ["Halden Bank"] and names(leader, "benchmark=none") == ["Orlik Foods"]
    action = make.ActionFactory(customer=cast.halden, round=first, dimension="trust", owner_ours=cast.account_manager)
    assert stage(leader) == ("1 of 1 red", "one action agreed") and names(leader, "benchmark=agreed") == ["Halden Bank"]
    make.ActionUpdateFactory(action=action)
    assert stage(leader) == ("1 of 1 red", "one action under way")
    assert names(leader, "benchmark=moving") == ["Halden Bank"] and names(leader, "benchmark=red") == []
    action.state = "done"
    action.save()
    assert stage(leader) == ("1 of 1 red", "one action, 1 done")
    second = a_round(cast, "planned", follows=first, opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 20))
    assert stage(leader) == ("round planned, 1 Dec", "1 of 1 red")
    second.state, second.released_on = "released", date(2026, 11, 3)
    second.results = first.results | {"dimensions": [first.results["dimensions"][0] | {"customer": "15/2"}]}
    second.save()
    assert stage(leader) == ("none red, better", "")
    assert names(leader, "benchmark=better") == ["Halden Bank"]
    for name, starts_on, ends_on in (("Supply", 2024, 2026), ("Supply again", 2027, 2029)):
        make.ContractFactory(
            customer=cast.halden, name=name, starts_on=date(starts_on, 1, 1), ends_on=date(ends_on, 12, 31)
        )
    assert stage(leader) == ("renewed until 31 Dec 2029", "none red, better")
    assert names(leader, "benchmark=renewed") == ["Halden Bank"]
    [told] = [row for row in lines(leader) if row["Customer"] == "Halden Bank"]
    assert "renewed until 31 Dec 2029; none red, better" in told.values()


def test_contract_kept_and_perception_red_is_flagged_and_has_a_view(cast: Cast, leader: Client) -> None:
    a_round(cast, "released")
    assert "perception red" in flags(leader)
    commitment = make.CommitmentFactory(customer=cast.halden)
    make.CommitmentLevelFactory(commitment=commitment, target=Decimal(80))
    make.PerformanceReadingFactory(commitment=commitment, value=Decimal(80))
    assert flags(leader)[0] == "kept, perception red" and "perception red" not in flags(leader)
    assert names(leader, "view=kept-red") == ["Halden Bank"]
    page = leader.get("/portfolio/").content.decode()
    assert f'href="/customers/{cast.halden.pk}/benchmark/"' in page


def test_open_tender_is_flagged_and_has_a_view(cast: Cast, leader: Client) -> None:
    tender = make.TenderFactory(customer=cast.halden)
    assert "tender" in flags(leader) and names(leader, "view=tender") == ["Halden Bank"]
    make.TenderFactory(customer=cast.halden, first=tender, supersedes=tender, kind="lost", words="To somebody else.")
    assert "tender" not in flags(leader) and "tender" in VIEWS


def test_unpaid_work_has_a_column_a_sum_and_its_words(cast: Cast, leader: Client) -> None:
    make.ExchangeRateFactory(supplier=cast.nordwerk, currency="USD", on=date(2026, 1, 1), rate=Decimal("0.5"))
    dollars = make.CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, currency="USD")
    for customer, priced in ((cast.halden, True), (dollars, True), (cast.orlik, False)):
        line = make.ScopeLineFactory(
            contract=make.ContractFactory(customer=customer, ends_on=TODAY + timedelta(900)),
            function="Cases handled",
            unit="cases",
            unit_price=Decimal("2.5") if priced else None,
        )
        make.WorkVolumeFactory(customer=customer, function=line.function, unit="cases", out_of_scope=Decimal(8))
    make.WorkVolumeFactory(customer=cast.halden, function="Trains", unit="trains", out_of_scope=Decimal(3))

    page = leader.get("/portfolio/")
    assert page.context["portfolio"].unpaid == 2000 + 1000
    text = words_of(page.content.decode())
    assert "Work out of scope that no agreed change covers: 30 EUR to date, of 2." in text
    assert "Of 2, some work out of scope has no price: it is in no sum." in text
    assert "no price" in text and "part: no price" in text
    told = {row["Customer"]: row for row in lines(leader)}
    assert told["Halden Bank"]["Out of scope, unpaid, EUR"] == "20.00"
    assert told["Halden Bank"]["Out of scope, without a price"] == "Trains: 3\u00a0trains"
    assert told["Orlik Foods"]["Out of scope, unpaid, EUR"] == "no price agreed"
    rows = [[cell.value for cell in row] for row in book(leader).worksheets[0]]
    assert rows[-1][rows[0].index("Out of scope, unpaid, EUR")] == 30


def test_problems_are_exposure_where_they_weigh_or_a_word_is_overdue(
    cast: Cast, leader: Client, client_of: ClientOf
) -> None:
    light = make.ProblemFactory(customer=cast.halden, weight="hinders", since=date(2026, 11, 3), title="Lists are slow")
    last = make.ProblemNoticeFactory(problem=light, next_on=TODAY)
    assert not {"heavy problem", "problem: word overdue"} & set(flags(leader)) and names(leader, "view=problems") == []

    heavy = make.ProblemFactory(
        customer=cast.halden, weight="stops", since=date(2026, 11, 9), shared=False, title="=Stop"
    )
    make.ProblemNoticeFactory(problem=heavy, next_on=TODAY - timedelta(1), shared=False)
    assert flags(leader)[:2] == ["heavy problem", "problem: word overdue"]
    assert names(leader, "view=problems") == ["Halden Bank"] and names(leader)[0] == "Halden Bank"
    page = leader.get("/portfolio/").content.decode()
    assert "2 problems are open, the oldest since 3 November 2026" in words_of(page)
    assert f'href="/customers/{cast.halden.pk}/problems/"' in page
    row = next(row for row in lines(leader, "view=problems"))
    assert (row["Open problems"], row["Oldest open problem since"]) == ("2", "2026-11-03")
    assert (row["Heaviest open problem"], row["Word about a problem owed since"]) == ("'=Stop", "2026-11-24")
    assert "heavy problem; problem: word overdue" in row["Exposure"]
    [heads, told, *_] = [[cell.value for cell in row] for row in book(leader, "view=problems").worksheets[0]]
    assert told[heads.index("Heaviest open problem")] == "'=Stop" and told[heads.index("Open problems")] == 2
    # A private problem is ours alone: who does not see the customer, and she herself, see nothing of it.
    assert names(client_of(cast.second_account_manager), "view=problems") == []
    assert client_of(cast.champion).get("/portfolio/?view=problems").status_code == 404

    make.ProblemNoticeFactory(problem=heavy, state="solved", checked="Two runs.", shared=False)
    make.ProblemNoticeFactory(problem=light, state="solved", checked="Two runs.")
    assert "heavy problem" not in flags(leader) and lines(leader, "q=Halden")[0]["Open problems"] == "1"
    answered = {"problem": light, "notice": light.notices.last(), "customer": cast.halden, "stakeholder": cast.champion}
    make.ProblemAnswerFactory(**answered, solved=False, reason="Slow again.")
    assert last.pk < light.notices.last().pk and flags(leader)[0] == "heavy problem"
    make.ProblemAnswerFactory(**answered, solved=True)
    assert names(leader, "view=problems") == [] and lines(leader, "q=Halden")[0]["Open problems"] == "0"


def test_page_costs_the_same_however_much_there_is(cast: Cast, leader: Client, queries_of: Any) -> None:
    before = queries_of(leader, "/portfolio/")
    for _number in range(3):
        make.TenderFactory(customer=cast.orlik)
        make.WorkVolumeFactory(customer=cast.orlik, function=f"Function {_number}", out_of_scope=Decimal(1))
        a_round(cast, "cancelled")
        make.ProblemNoticeFactory(problem__customer=cast.orlik, next_on=TODAY - timedelta(1))
    assert queries_of(leader, "/portfolio/") == before <= 10
