"""Importing contracts: found again, edited with history, never those of others."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.imports.contracts import import_contracts
from accounts.models import Change, Contract
from accounts.tables import How, Result
from tests.cast import Cast, actor, cast
from tests.factories import ContractFactory

__all__ = ["cast"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def contracts(*rows: str, heading: str = "customer,name,starts_on,ends_on,value,external_id") -> bytes:
    return "\n".join([heading, *rows]).encode()


def said(result: Result) -> list[str]:
    return [str(problem) for problem in result.problems]


def test_contract_is_made_with_its_value_to_the_cent(cast: Cast) -> None:
    data = contracts('Halden Bank,Licence,2025-01-01,2027-12-31,"1,200.50",V-1')
    assert import_contracts(data=data, actor=actor(cast.account_manager)).created == 1
    made = Contract.objects.get()
    assert (made.customer, made.starts_on, made.value_minor) == (cast.halden, date(2025, 1, 1), 120_050)


def test_imported_contract_has_its_first_change_and_the_order_of_days_that_a_page_asks_for(cast: Cast) -> None:
    heading = "customer,name,starts_on,ends_on,notice_on"
    late = f"{heading}\nHalden Bank,Licence,2025-01-01,2026-01-01,2026-02-01\n".encode()
    assert said(import_contracts(data=late, actor=actor(cast.account_manager))) == [
        "Line 2, notice_on: Notice has to be given before it ends."
    ]
    good = late.replace(b"2026-02-01", b"2025-10-01")
    assert import_contracts(data=good, actor=actor(cast.account_manager)).created == 1
    change = Change.objects.get(object_kind="accounts.contract")
    assert (change.by, change.fields["notice_on"]) == (cast.account_manager.user.name, ["", "2025-10-01"])


def test_same_file_again_changes_nothing(cast: Cast) -> None:
    data = contracts("Halden Bank,Licence,2025-01-01,2027-12-31,1200,V-1", "Halden Bank,Support,2025-01-01,,,")
    assert import_contracts(data=data, actor=actor(cast.account_manager)).created == 2
    again = import_contracts(data=data, actor=actor(cast.account_manager))
    assert (again.created, again.changed, again.unchanged) == (0, 0, 2)


def test_changed_value_is_edited_with_history(cast: Cast) -> None:
    ContractFactory(customer=cast.halden, name="Licence", starts_on=date(2025, 1, 1), value_minor=100_000)
    data = contracts("Halden Bank,LICENCE,2025-01-01,,0,")
    result = import_contracts(data=data, actor=actor(cast.account_manager))
    assert result.changed == 1
    assert Contract.objects.get().value_minor == 0
    assert "value_minor" in Change.objects.get().fields


def test_next_term_of_the_same_name_is_a_contract_of_its_own(cast: Cast) -> None:
    ContractFactory(customer=cast.halden, name="Licence", starts_on=date(2025, 1, 1))
    data = contracts("Halden Bank,Licence,2028-01-01,,,")
    assert import_contracts(data=data, actor=actor(cast.account_manager)).created == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Orlik Foods,Licence,2025-01-01,,,", "customer: You have no customer of this name."),
        ("Pelikan Shipping,Licence,2025-01-01,,,", "customer: You have no customer of this name."),
        ("Nobody & Co.,Licence,2025-01-01,,,", "customer: You have no customer of this name."),
        ("Halden Bank,Licence,2025-01-01,2024-01-01,,", "ends_on: It cannot end before it starts."),
        ("Halden Bank,Licence,2025-01-01,,-5,", "value: A contract's value is zero or more."),
        ("Halden Bank,Licence,2025-01-01,,1.005,", "value: EUR has 2 decimals."),
        (f"Halden Bank,Licence,2025-01-01,,{'9' * 20},", "value: This amount is too large."),
        ("Halden Bank,,2025-01-01,,,", "name: Missing."),
    ],
)
def test_what_is_wrong_is_said(row: str, words: str, cast: Cast) -> None:
    result = import_contracts(data=contracts(row), actor=actor(cast.account_manager))
    assert said(result) == [f"Line 2, {words}"]
    assert not Contract.objects.exists()


def test_contract_twice_in_a_file_is_refused(cast: Cast) -> None:
    rows = ["Halden Bank,Licence,2025-01-01,,,"] * 2
    result = import_contracts(data=contracts(*rows), actor=actor(cast.account_manager))
    assert said(result) == ["Line 3, name: Licence stands in line 2 already."]


def test_number_of_another_customers_contract(cast: Cast) -> None:
    ContractFactory(customer=cast.orlik, external_id="V-1")
    result = import_contracts(data=contracts("Halden Bank,Licence,2025-01-01,,,V-1"), actor=actor(cast.administrator))
    assert said(result) == ["Line 2, external_id: This external_id belongs to a contract of another customer."]


def test_value_in_another_currency_is_refused(cast: Cast) -> None:
    data = contracts("Halden Bank,Licence,2025-01-01,5,USD", heading="customer,name,starts_on,value,currency")
    result = import_contracts(data=data, actor=actor(cast.account_manager))
    assert said(result) == ["Line 2, currency: A contract's value is in the currency of Halden Bank: EUR."]


def test_contributor_imports_no_contracts(cast: Cast) -> None:
    data = contracts("Halden Bank,Licence,2025-01-01,,,")
    result = import_contracts(data=data, actor=actor(cast.contributor))
    assert said(result) == ["Line 2, customer: You have no customer of this name."]


def test_german_file_with_one_customer_for_all_rows(cast: Cast) -> None:
    data = "Vertrag;Beginn;Wert\nLizenz;01.02.2025;1.200,50\n".encode("cp1252")
    how = How(
        columns={"name": "Vertrag", "starts_on": "Beginn", "value": "Wert"},
        same={"customer": "Halden Bank"},
        locale="de",
        dates="dmy",
    )
    assert import_contracts(data=data, actor=actor(cast.account_manager), how=how).created == 1
    made = Contract.objects.get()
    assert (made.starts_on, made.value_minor) == (date(2025, 2, 1), 120_050)
