"""Importing customers and stakeholders: who may, what is edited, what stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.imports.customers import import_customers
from accounts.imports.stakeholders import import_stakeholders
from accounts.models import Accountability, Change, Customer, Stakeholder
from accounts.table_reading import MOST_ROWS, read_table
from accounts.tables import Columns
from tests.cast import Cast, actor, cast
from tests.factories import CustomerFactory, StakeholderFactory

__all__ = ["cast"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def customers(*rows: str, heading: str = "name,currency,industry,accountable") -> bytes:
    return "\n".join([heading, *rows]).encode()


def stakeholders(*rows: str, heading: str = "customer,name,position,email") -> bytes:
    return "\n".join([heading, *rows]).encode()


def said(result: object) -> list[str]:
    return [str(problem) for problem in result.problems]  # type: ignore[attr-defined]


def test_customer_gets_its_accountable_person(cast: Cast) -> None:
    data = customers("Castor Milling,EUR,Food,tom.brandt@nordwerk.example")
    assert import_customers(data=data, actor=actor(cast.administrator)).created == 1
    made = Customer.objects.get(name="Castor Milling")
    assert (made.supplier, made.accountable) == (cast.nordwerk, cast.second_account_manager)
    assert Accountability.objects.get(customer=made, until=None).membership == cast.second_account_manager


def test_account_manager_imports_customers_of_her_own(cast: Cast) -> None:
    assert import_customers(data=customers("Castor,EUR,,"), actor=actor(cast.account_manager)).written
    assert Customer.objects.get(name="Castor").accountable == cast.account_manager


def test_account_manager_names_a_colleague_as_on_the_page(cast: Cast) -> None:
    data = customers("Caldera,EUR,,tom.brandt@nordwerk.example")
    assert import_customers(data=data, actor=actor(cast.account_manager)).written
    assert Customer.objects.get(name="Caldera").accountable == cast.second_account_manager


def test_accountable_person_of_another_supplier_is_unknown(cast: Cast) -> None:
    data = customers("Castor,EUR,,vera.stein@ostwerk.example")
    result = import_customers(data=data, actor=actor(cast.administrator))
    assert said(result) == ["Line 2, accountable: Nobody of your firm has this address."]


def test_contributor_does_not_answer_for_a_customer(cast: Cast) -> None:
    result = import_customers(data=customers("Castor,EUR,,ines.roth@nordwerk.example"), actor=actor(cast.administrator))
    assert said(result) == ["Line 2, accountable: A contributor does not answer for a customer."]


def test_changed_cells_edit_with_history(cast: Cast) -> None:
    data = customers("halden  bank,EUR,Banking,tom.brandt@nordwerk.example")
    result = import_customers(data=data, actor=actor(cast.administrator))
    assert (result.created, result.changed) == (0, 1)
    cast.halden.refresh_from_db()
    assert (cast.halden.industry, cast.halden.accountable) == ("Banking", cast.second_account_manager)
    edited = {name for change in Change.objects.filter(customer=cast.halden) for name in change.fields}
    assert edited == {"name", "industry", "accountable"}


def test_empty_cells_leave_what_is_there(cast: Cast) -> None:
    Customer.objects.filter(pk=cast.halden.pk).update(industry="Banking")
    result = import_customers(data=customers("Halden Bank,EUR,,"), actor=actor(cast.account_manager))
    assert (result.unchanged, result.changed) == (1, 0)
    cast.halden.refresh_from_db()
    assert cast.halden.industry == "Banking"


def test_customer_in_other_hands_is_not_edited(cast: Cast) -> None:
    result = import_customers(data=customers("Orlik Foods,EUR,Food,"), actor=actor(cast.account_manager))
    assert said(result) == ["Line 2, name: This customer is in somebody else's hands. Ask your administrator."]


def test_customer_of_another_supplier_is_no_obstacle(cast: Cast) -> None:
    assert import_customers(data=customers("Pelikan Shipping,EUR,,"), actor=actor(cast.administrator)).created == 1


def test_currency_of_a_customer_does_not_change(cast: Cast) -> None:
    result = import_customers(data=customers("Halden Bank,USD,,"), actor=actor(cast.administrator))
    assert said(result) == ["Line 2, currency: A customer's currency does not change: it is EUR."]


def test_contributors_and_stakeholders_make_no_customers(cast: Cast) -> None:
    for person in (cast.contributor, cast.champion):
        with pytest.raises(PermissionDenied):
            import_customers(data=customers("Castor,EUR,,"), actor=actor(person))


def test_check_writes_nothing(cast: Cast) -> None:
    before = Customer.objects.count()
    result = import_customers(data=customers("Castor,EUR,,"), actor=actor(cast.administrator), check_only=True)
    assert (result.created, result.written) == (1, False)
    assert Customer.objects.count() == before


def test_contributor_imports_no_people(cast: Cast) -> None:
    result = import_stakeholders(data=stakeholders("Halden Bank,Jo Doe,,"), actor=actor(cast.contributor))
    assert said(result) == ["Line 2, customer: You have no customer of this name."]


@pytest.mark.parametrize("name", ["Orlik Foods", "Pelikan Shipping", "Nobody & Co."])
def test_customers_of_others_do_not_exist(name: str, cast: Cast) -> None:
    result = import_stakeholders(data=stakeholders(f"{name},Jo Doe,,"), actor=actor(cast.account_manager))
    assert said(result) == ["Line 2, customer: You have no customer of this name."]


def test_stakeholder_gets_no_rights(cast: Cast) -> None:
    heading = "customer,name,may_decide,may_agree,user"
    data = stakeholders("Halden Bank,Jo Doe,1,1,clara.meier@halden.example", heading=heading)
    result = import_stakeholders(data=data, actor=actor(cast.account_manager))
    assert result.notes == ["These columns are not read: may_decide, may_agree, user."]
    made = Stakeholder.objects.get(name="Jo Doe")
    assert (made.may_agree, made.may_decide, made.may_sign_finance, made.user) == (False, False, False, None)


def test_address_that_somebody_signs_in_with_stays(cast: Cast) -> None:
    data = stakeholders("Halden Bank,Clara Meier,,mallory@halden.example")
    result = import_stakeholders(data=data, actor=actor(cast.account_manager))
    assert said(result) == [
        "Line 2, email: This person signs in with another address. Change it on the person’s page, and invite them anew."
    ]


def test_namesakes_need_an_external_id(cast: Cast) -> None:
    for number in ("S-1", "S-2"):
        StakeholderFactory(customer=cast.halden, name="Jo Doe", external_id=number)
    result = import_stakeholders(data=stakeholders("Halden Bank,Jo Doe,CFO,"), actor=actor(cast.account_manager))
    assert said(result) == ["Line 2, name: Several people of this customer have this name. Add external_id."]
    data = stakeholders("Halden Bank,Jo Doe,CFO,S-2", heading="customer,name,position,external_id")
    assert import_stakeholders(data=data, actor=actor(cast.account_manager)).changed == 1
    assert Stakeholder.objects.get(external_id="S-2").position == "CFO"


def test_external_id_of_another_customers_person(cast: Cast) -> None:
    StakeholderFactory(customer=cast.orlik, name="Jo Doe", external_id="S-1")
    data = stakeholders("Halden Bank,Jo Doe,S-1", heading="customer,name,external_id")
    result = import_stakeholders(data=data, actor=actor(cast.account_manager))
    assert said(result) == ["Line 2, external_id: This external_id belongs to a person of another customer."]


def test_names_that_differ_in_case_alone_are_told_apart_by_their_letters(cast: Cast) -> None:
    CustomerFactory(supplier=cast.nordwerk, accountable=cast.account_manager, name="HALDEN BANK")
    result = import_stakeholders(data=stakeholders("Halden Bank,Jo Doe,,"), actor=actor(cast.account_manager))
    assert result.written
    assert Stakeholder.objects.get(name="Jo Doe").customer == cast.halden


def test_line_breaks_inside_a_cell_keep_the_count_of_lines() -> None:
    sheet = read_table(b'a,b\n"one\ntwo",x\ny,z\n', Columns(("a",), ("b",)))
    assert [row.line for row in sheet.rows] == [2, 4]


def test_too_many_rows_are_refused() -> None:
    sheet = read_table(b"a\n" + b"x\n" * (MOST_ROWS + 1), Columns(("a",)))
    assert [problem.code for problem in sheet.problems] == ["too_many_rows"]


def test_what_is_neither_utf8_nor_windows_is_refused() -> None:
    sheet = read_table(b"a\nok\n\x81\xfe\n", Columns(("a",)))
    assert [str(problem) for problem in sheet.problems] == [
        "Line 3: This is not in UTF-8. Save the file as “CSV UTF-8”."
    ]
