"""What an agreed change of scope amends: the contract, its expected spend and the plan say so on every page that shows them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from scorecards.models import ScopeChange
from scorecards.services.scope import agree_change, draft_change, propose_change
from tests.cast import Cast, actor
from tests.factories import ContractFactory, WorkVolumeFactory
from tests.pages.conftest import ClientOf, errors_of
from tests.portal.conftest import words_of

pytestmark = pytest.mark.django_db


def agreed(cast: Cast) -> ScopeChange:
    contract = ContractFactory(
        customer=cast.halden, starts_on=date(2025, 1, 1), ends_on=date(2099, 12, 31), value_minor=5_000_000
    )
    for month, last in ((1, 31), (2, 28)):
        WorkVolumeFactory(
            customer=cast.halden, period_start=date(2025, month, 1), period_end=date(2025, month, last),
            planned=Decimal(100), in_scope=Decimal(100), out_of_scope=Decimal(20),
        )  # fmt: skip
    change = draft_change(
        actor=actor(cast.account_manager), contract=contract, asked=cast.champion, function="Cases handled",
        unit="cases", words="More come in.", since=date(2025, 2, 1), rhythm="month",
        planned=Decimal(150), price_minor=100, settles_minor=None, settles_until=None,
    )  # fmt: skip
    return agree_change(
        change=propose_change(change=change, actor=actor(cast.account_manager)), actor=actor(cast.champion)
    )


def test_an_agreed_change_stands_on_the_contract_the_customer_the_spend_and_the_work(
    cast: Cast, manager: Client
) -> None:
    change = agreed(cast)
    months = (2099 - 2025) * 12 + 11
    contract = words_of(manager.get(f"/contracts/{change.contract_id}/"))
    assert "Cases handled (amendment 1): 150 cases a month, 1.00 EUR a month more, from 1 February 2025" in contract
    assert f"agreed by {cast.champion.name}" in contract
    assert f"Original value 50,000.00 EUR Added by changes, until its end {months}.00 EUR" in contract
    assert f"Amended value of the term {50_000 + months:,}.00 EUR" in contract
    customer = words_of(manager.get(f"/customers/{cast.halden.pk}/"))
    assert f"50,000.00 EUR and {months}.00 EUR make {50_000 + months:,}.00 EUR over the term." in customer
    spend = words_of(manager.get(f"/customers/{cast.halden.pk}/spend/"))
    assert "Agreed by changes of scope to date:" in spend and "invoiced 0.00 EUR, still to be invoiced" in spend
    assert "Agreed by changes of scope to date:" in customer and "invoiced 0.00 EUR" in customer
    title = words_of(manager.get(f"/scope/{change.pk}/"))
    assert f"{cast.champion.name} agreed: 150 cases a month for 1.00 EUR a month more, from 1 February 2025" in title
    scope = words_of(manager.get(f"/customers/{cast.halden.pk}/scope/"))
    assert "without a price: Cases handled: 20 cases" in scope
    work = words_of(manager.get(f"/customers/{cast.halden.pk}/volumes/"))
    assert "Work was above plan in 1 of 2 periods with a plan" in work
    assert "150 was 100, change of 1 Feb 2025" in work and "2 periods, cases 250 200 40" in work


def test_an_invoice_is_recorded_for_a_change_and_both_sides_read_how_much_is_left(
    cast: Cast, manager: Client, client_of: ClientOf
) -> None:
    change, champion = agreed(cast), client_of(cast.champion)
    assert "We agreed no change" not in champion.get("/portal/scope/").text
    address = f"/customers/{cast.halden.pk}/spend/new/"
    key = change.amends.amendment_id
    assert f'href="{address}?amendment={key}"' in manager.get(f"/scope/{change.pk}/").text
    form = manager.get(f"{address}?amendment={key}").context["form"]
    assert form["amendment"].value() == str(key)
    given = {
        "on": "2025-03-01",
        "kind": "service",
        "currency": "EUR",
        "basis": "invoice",
        "source": "R-7",
        "amount": "99999",
    }
    wrong = manager.post(address, given | {"amendment": "0"})
    assert wrong.status_code == 422 and list(errors_of(wrong)) == ["amendment"]
    manager.post(address, given | {"amendment": key})
    scope = words_of(manager.get(f"/customers/{cast.halden.pk}/scope/"))
    assert "Invoiced 99,999.00 EUR Of it more than is agreed to date" in scope
    assert "more than was agreed, even until the end" in scope and "Still to be invoiced 0.00 EUR" in scope
    assert "for amendment 1: Cases handled" in words_of(manager.get(f"/customers/{cast.halden.pk}/spend/"))
    assert "for amendment 1: Cases handled" in words_of(champion.get("/portal/spend/"))
    hers = words_of(champion.get("/portal/scope/"))
    assert (
        "150 cases a month, 1.00 EUR a month more, from 1 February 2025" in hers
        and cast.champion.name in hers
        and "99,999.00 EUR" in hers
    )
    assert "Changes of scope agreed by 1:" in words_of(manager.get("/portfolio/"))


def test_pages_of_a_contract_without_changes_say_nothing_of_them(
    cast: Cast, manager: Client, queries_of: Callable[[Client, str], int]
) -> None:
    contract = ContractFactory(customer=cast.halden)
    assert "Amended" not in words_of(manager.get(f"/contracts/{contract.pk}/"))
    assert "Agreed by changes" not in words_of(manager.get(f"/customers/{cast.halden.pk}/spend/"))


def test_a_change_is_proposed_of_a_recorded_function_and_a_slip_of_it_is_refused(cast: Cast, manager: Client) -> None:
    contract = ContractFactory(customer=cast.halden, starts_on=date(2025, 1, 1), ends_on=None)
    WorkVolumeFactory(customer=cast.halden, function="Support cases", unit="cases", out_of_scope=Decimal(5))
    address = f"/customers/{cast.halden.pk}/scope/new/"
    assert (
        f"{address}?function=Support%20cases&amp;unit=cases" in manager.get(f"/customers/{cast.halden.pk}/scope/").text
    )
    shown = manager.get(f"{address}?function=Support%20cases&unit=cases").context["form"]
    assert shown["recorded"].value() == "Support cases (cases)"
    given = {
        "contract": contract.pk, "words": "More come in.", "since": "2025-07-01", "rhythm": "month", "planned": "120",
        "price_minor": "2000.50", "asked": cast.champion.pk,
    }  # fmt: skip
    for typed, field in (("Support case", "function"), ("Support cases", "unit"), ("", "function")):
        wrong = manager.post(address, given | {"recorded": "", "function": typed, "unit": "case"})
        assert wrong.status_code == 422 and list(errors_of(wrong)) == [field]
    manager.post(address, given | {"recorded": "Support cases (cases)"})
    assert [(one.function, one.unit) for one in ScopeChange.objects.all()] == [("Support cases", "cases")]
    ScopeChange.objects.update(unit="case")  # a draft from before
    draft = ScopeChange.objects.get()
    assert manager.post(f"/scope/{draft.pk}/propose/").status_code == 422
