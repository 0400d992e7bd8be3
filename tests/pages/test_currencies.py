"""Money is what an invoice can be paid with: codes for gold, tests and nothing are refused, in forms, imports and commands."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.currencies import check_currency, is_money, typed_currency
from accounts.models import Customer, Supplier
from accounts.refusal import Refused
from accounts.supplier_services import add_rate
from tests.cast import Cast, actor
from tests.pages.conftest import errors_of


def test_codes_that_are_no_money_are_told_from_those_that_are() -> None:
    for code in ("EUR", "JPY", "KWD", "XAF", "XOF", "XPF", "XCD"):
        assert is_money(code)
    for code in ("XXX", "XTS", "XAU", "XAG", "XDR", "XBA", "QQQ", "eur", ""):
        assert not is_money(code)
    with pytest.raises(Refused, match="XTS is no money that an invoice is paid with"):
        check_currency("XTS")
    assert typed_currency(" usd ") == "USD"
    assert typed_currency("xxx", stands="XXX") == "XXX"  # of old data: it cannot be changed, and stops nobody
    with pytest.raises(ValidationError, match="QQQ is no currency"):
        typed_currency("QQQ")


def test_form_import_rate_and_command_refuse_it(cast: Cast, manager: Client) -> None:
    given = {"name": "Test", "currency": "xxx", "locale": "en", "tier": "preferred", "stage": "sale"}
    answer = manager.post("/customers/new/", given)
    assert answer.status_code == 422 and "currency" in errors_of(answer)
    assert "XXX is no money that an invoice is paid with." in answer.content.decode()
    assert not Customer.objects.filter(name="Test").exists()
    with pytest.raises(Refused):
        add_rate(actor=actor(cast.account_manager), currency="XAU", on=date(2026, 1, 1), rate=Decimal(1), source="Bank")
    with pytest.raises(CommandError, match="XXX is no money"):
        call_command("add_supplier", "Neu", administrator="ada@neu.example", currency="XXX")
    assert not Supplier.objects.filter(name="Neu").exists()
