"""What a contract includes, what was done beyond it, and how it is changed: by the act of one named person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import OuterRef

from accounts.history import history_of
from accounts.models import Change, Customer, MailMessage
from accounts.refusal import Refused
from outcomes.models import SpendEntry
from outcomes.services.records import record_spend
from scorecards.amendments import amended, paid
from scorecards.models import ScopeChange
from scorecards.queries.performance import scorecard
from scorecards.queries.scope import read_changes, scope_page, told_changes
from scorecards.services.scope import (
    agree_change,
    decline_change,
    draft_change,
    propose_change,
    save_line,
    withdraw_change,
)
from tests.cast import Cast, actor, refused
from tests.factories import ContractFactory, CustomerFactory, ScopeLineFactory, WorkVolumeFactory

pytestmark = pytest.mark.both


def drafted(cast: Cast, **fields: Any) -> ScopeChange:
    given: dict[str, Any] = {
        "function": "Cases handled",
        "unit": "cases",
        "words": "More come in.",
        "since": date(2025, 3, 1),
        "rhythm": "month",
        "planned": Decimal(120),
        "price_minor": 200_000,
        "settles_minor": None,
        "settles_until": None,
        "asked": cast.champion,
    }
    contract = ContractFactory(customer=cast.halden, starts_on=date(2025, 1, 1), ends_on=date(2027, 12, 31))
    return draft_change(actor=actor(cast.account_manager), contract=contract, **given | fields)


def proposed(cast: Cast, **fields: Any) -> ScopeChange:
    return propose_change(change=drafted(cast, **fields), actor=actor(cast.account_manager))


def agreed(cast: Cast, **fields: Any) -> ScopeChange:
    return agree_change(change=proposed(cast, **fields), actor=actor(cast.champion))


def months(cast: Cast, out_of_scope: list[int]) -> None:
    """So much beyond 100 planned cases in each month of 2025."""
    for month, quantity in enumerate(out_of_scope, start=1):
        last = 28 if month == 2 else 31 if month in {1, 3, 5, 7, 8, 10, 12} else 30
        WorkVolumeFactory(
            customer=cast.halden,
            period_start=date(2025, month, 1),
            period_end=date(2025, month, last),
            out_of_scope=Decimal(quantity),
        )


def unpaid(cast: Cast) -> list[tuple[str, Decimal, int | None]]:
    found = scope_page(actor(cast.account_manager), cast.halden)["unpaid"]
    return [(one.function, one.quantity, one.minor) for one in found]


def test_the_person_who_was_asked_agrees_in_person_and_it_amends_the_contract(database: None, cast: Cast) -> None:
    months(cast, [10, 20, 30, 5])
    change = agreed(cast)
    assert (change.state, change.decided_by) == ("agreed", cast.champion.name)
    assert agree_change(change=change, actor=actor(cast.champion)).decided_at == change.decided_at  # a double click
    found = scorecard(actor(cast.account_manager), cast.halden)
    assert found.work[0].planned == 100 + 100 + 120 + 120
    # Until February nothing is settled; from March on 120 are planned: 130 were done, then 105.
    assert unpaid(cast) == [("Cases handled", Decimal(10 + 20 + 10), None)]


def test_what_was_done_before_is_settled_until_a_day(database: None, cast: Cast) -> None:
    months(cast, [10, 20, 30])
    agreed(cast, settles_minor=50_000, settles_until=date(2025, 1, 31))
    assert unpaid(cast) == [("Cases handled", Decimal(20 + 10), None)]


def test_unpaid_work_has_an_amount_where_each_unit_has_a_price(database: None, cast: Cast) -> None:
    months(cast, [3, 0, 1])
    contract = ContractFactory(customer=cast.halden, starts_on=date(2025, 1, 1))
    ScopeLineFactory(contract=contract, function="cases  HANDLED", unit="cases", unit_price=Decimal("10.125"))
    assert unpaid(cast) == [("Cases handled", Decimal(4), 4050)]


def test_a_part_without_a_price_leaves_no_amount_that_looks_like_the_whole(database: None, cast: Cast) -> None:
    months(cast, [3, 0, 1])
    contract = ContractFactory(customer=cast.halden, starts_on=date(2025, 2, 1))
    ScopeLineFactory(contract=contract, function="Cases handled", unit="cases", unit_price=Decimal(10))
    assert unpaid(cast) == [("Cases handled", Decimal(4), None)]


def test_what_is_invoiced_for_a_change_is_taken_from_what_is_agreed_to_date(database: None, cast: Cast) -> None:
    first, other = agreed(cast), agreed(cast, function="Reports", unit="reports", price_minor=100)
    assert [one.amends.amendment.number for one in (first, other)] == [1, 2]
    today = cast.halden.supplier.today()
    months_begun = (today.year - 2025) * 12 + today.month - 2
    due = months_begun * 200_000

    def invoice(minor: int, **more: Any) -> SpendEntry:
        given = {"on": date(2025, 4, 1), "kind": "service", "source": "R-1", "amendment": first.amends.amendment}
        return record_spend(customer=cast.halden, amount_minor=minor, by=cast.account_manager, **given | more)

    def found() -> tuple[int, int, int, int, int]:
        paid = scope_page(actor(cast.account_manager), cast.halden)["paid"]
        return paid.agreed, paid.invoiced, paid.open, paid.ahead, paid.beyond

    rest = months_begun * 100  # of the other change, which nobody invoiced
    assert found() == (due + rest, 0, due + rest, 0, 0)
    entry = invoice(300_000)
    invoice(-50_000, kind="credit")
    invoice(999, amendment=None)
    assert found() == (due + rest, 250_000, due - 250_000 + rest, 0, 0)
    # Corrected: only what stands counts. More than is agreed to date leaves no less to invoice for the other change.
    entry = invoice(due + 50_700, supersedes=entry)
    assert found() == (due + rest, due + 700, rest, 700, 0)
    entry = invoice(34 * 200_000 + 50_003, supersedes=entry)  # 34 months until the contract's end
    assert found()[4] == 3
    invoice(1, supersedes=entry, is_void=True)
    assert found() == (due + rest, -50_000, due + 50_000 + rest, 0, 0)
    assert paid_of_customers(cast) == found()


def paid_of_customers(cast: Cast) -> tuple[int, int, int, int, int]:
    """As the customer's page reads it, in one statement with everything else."""
    who = actor(cast.account_manager)
    told = Customer.objects.filter(pk=cast.halden.pk).annotate(told=told_changes(who, OuterRef("pk"))).get().told
    found = paid(read_changes(told), today=cast.halden.supplier.today())
    assert found is not None
    return found.agreed, found.invoiced, found.open, found.ahead, found.beyond


def test_an_invoice_names_only_what_its_own_customer_agreed(database: None, cast: Cast) -> None:
    amendment = agreed(cast).amends.amendment
    given = {
        "on": date(2025, 4, 1),
        "amount_minor": 1,
        "source": "R",
        "by": cast.account_manager,
        "amendment": amendment,
    }
    refused(
        "no_amendment", record_spend, customer=CustomerFactory(supplier=cast.halden.supplier), kind="service", **given
    )
    refused("no_invoice", record_spend, customer=cast.halden, kind="internal", **given)


def test_agreed_changes_add_to_the_expected_spend(database: None, cast: Cast) -> None:
    first = agreed(cast, settles_minor=50_000, settles_until=date(2025, 2, 28))
    later = agreed(cast, since=date(2025, 6, 1), price_minor=300_000)
    found = paid([first, later], today=date(2025, 7, 15))
    assert found is not None and found.agreed == 50_000 + 3 * 200_000 + 2 * 300_000


def test_a_contract_is_worth_what_was_agreed_first_and_what_changes_add_until_its_end(
    database: None, cast: Cast
) -> None:
    first = agreed(cast, settles_minor=50_000, settles_until=date(2025, 2, 28))
    contract = first.contract
    later = agreed(cast, since=date(2027, 11, 1), price_minor=300_000)  # of another contract: it amends its own
    contract.value_minor = 9_000_000
    found = amended(contract, [first, later])
    assert [(one.until, one.periods()) for one in found.amendments] == [(date(2027, 10, 31), 32)]
    assert (found.added, found.value) == (50_000 + 32 * 200_000, 9_000_000 + 50_000 + 32 * 200_000)
    contract.value_minor = None
    assert amended(contract, [first]).value is None  # what nobody stated is not zero
    first.contract.ends_on = None
    assert amended(contract, [first]).added is None  # without an end there is no value of a term


@pytest.mark.parametrize("who", ["account_manager", "administrator", "cfo", "other_champion"])
def test_nobody_else_agrees(who: str, database: None, cast: Cast) -> None:
    change = proposed(cast)
    person = getattr(cast, who, None)
    if person is None:
        pytest.skip(f"the cast has no {who}")
    for act, more in ((agree_change, {}), (decline_change, {"reason": "No"})):
        with pytest.raises(Refused):
            act(change=change, actor=actor(person), **more)
    change.refresh_from_db()
    assert change.state == "proposed"


def test_a_token_of_hers_does_not_agree(database: None, cast: Cast) -> None:
    refused("only_the_customer", agree_change, change=proposed(cast), actor=actor(cast.champion, in_person=False))


def test_who_may_no_longer_agree_does_not(database: None, cast: Cast) -> None:
    change = proposed(cast)
    type(cast.champion).objects.filter(pk=cast.champion.pk).update(may_agree=False)
    refused("no_right", agree_change, change=change, actor=actor(cast.champion))


def test_declining_says_why_and_ends_it(database: None, cast: Cast) -> None:
    change = proposed(cast)
    refused("no_reason", decline_change, change=change, actor=actor(cast.champion), reason=" ")
    decline_change(change=change, actor=actor(cast.champion), reason="Too dear.")
    refused("state", agree_change, change=change, actor=actor(cast.champion))
    refused("state", withdraw_change, change=change, actor=actor(cast.account_manager))


def test_whoever_takes_a_change_back_is_known(database: None, cast: Cast) -> None:
    change, us = proposed(cast), actor(cast.account_manager)
    for _time in range(2):
        assert withdraw_change(change=change, actor=us).state == "withdrawn"
    [recorded] = history_of(change)
    assert (recorded.by, recorded.fields) == (us.name, {"state": ["proposed", "withdrawn"]})


def test_a_draft_is_ours_and_a_proposal_is_not_edited(database: None, cast: Cast) -> None:
    change = drafted(cast)
    assert not ScopeChange.objects.visible_to(actor(cast.champion)).exists()
    refused("state", agree_change, change=change, actor=actor(cast.champion))
    propose_change(change=change, actor=actor(cast.account_manager))
    assert propose_change(change=change, actor=actor(cast.account_manager)).state == "proposed"  # twice is once
    assert MailMessage.objects.filter(to=cast.champion.email).count() == 1
    with pytest.raises(Refused):
        draft_change(
            actor=actor(cast.account_manager), contract=change.contract, asked=cast.champion, change=change,
            function="X", unit="x", words="x", since=change.since, rhythm="month", planned=Decimal(1), price_minor=1,
            settles_minor=None, settles_until=None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("grain", {"since": date(2025, 3, 2)}),
        ("outside", {"since": date(2028, 1, 1)}),
        ("negative", {"price_minor": -1}),
        ("negative", {"planned": Decimal(-1)}),
        ("half", {"settles_minor": 5}),
        ("order", {"settles_minor": 5, "settles_until": date(2025, 3, 1)}),
    ],
)
def test_what_contradicts_itself_is_refused(code: str, fields: dict[str, Any], database: None, cast: Cast) -> None:
    refused(code, drafted, cast=cast, **fields)


def test_scope_lines_are_edited_with_history(database: None, cast: Cast) -> None:
    contract = ContractFactory(customer=cast.halden)
    given = {"function": "Cases handled", "unit": "cases", "words": "", "unit_price": None}
    line = save_line(contract=contract, actor=actor(cast.account_manager), **given)
    refused("twice", save_line, contract=contract, actor=actor(cast.account_manager), **given)
    save_line(contract=contract, actor=actor(cast.account_manager), line=line, **given | {"unit_price": Decimal("2.5")})
    assert Change.objects.get(object_id=line.pk, object_kind="scorecards.scopeline").fields == {
        "unit_price": ["", "2.5"]
    }


def test_the_prices_of_a_contract_have_one_precision(db: None, cast: Cast) -> None:
    contract = ContractFactory(customer=cast.halden)
    for function, price in (("Cases", "46.5"), ("Reports", "380"), ("Advice", None)):
        ScopeLineFactory(contract=contract, function=function, unit_price=price and Decimal(price))
    [found] = scope_page(actor(cast.account_manager), cast.halden)["contracts"]
    assert [row["price"] for row in found["lines"]] == ["46.50\N{NO-BREAK SPACE}EUR", "380.00\N{NO-BREAK SPACE}EUR", ""]
