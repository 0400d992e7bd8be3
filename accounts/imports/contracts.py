"""Importing contracts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.contracts import check_days, create_contract, values
from accounts.imports.rows import (
    CustomersByName,
    Planned,
    Seen,
    counted,
    deciding,
    edit,
    edits_in,
    sheet_of,
    too_precise,
)
from accounts.limits import MOST_MINOR
from accounts.models import Contract, Customer
from accounts.notation import minor_digits, to_minor
from accounts.refusal import Refused
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet, name_key

CONTRACTS = Columns(
    ("customer", "name", "starts_on"), ("external_id", "ends_on", "notice_on", "renews_on", "value", "currency")
)


def import_contracts(
    *, data: bytes | Sheet, actor: Actor, how: How = PLAIN, check_only: bool = False, expect: str = ""
) -> Result:
    """Contracts of customers that the actor may edit. Columns: CONTRACTS; the value is in the customer's currency.

    Found again by external_id, else by name and first day at the same customer.
    """
    sheet = sheet_of(data, CONTRACTS, how)
    with deciding(actor.supplier, check_only=check_only):
        planned = _plan_contracts(sheet, actor=actor, locale=how.locale)
        result = counted(sheet, planned, edits_in)
        if result.goes_ahead(check_only=check_only, expect=expect):
            for one in planned:
                if one.existing is not None:
                    edit(one, actor, customer=one.existing.customer)
                else:
                    fields = {name: value for name, value in one.fields.items() if value is not None}
                    create_contract(actor=actor, **fields)
    return result


def _plan_contracts(sheet: Sheet, *, actor: Actor, locale: str) -> list[Planned]:
    customers = CustomersByName(Customer.objects.editable_by(actor).select_related("supplier"))
    theirs = list(Contract.objects.filter(supplier=actor.supplier).select_related("customer"))
    by_id = {contract.external_id: contract for contract in theirs if contract.external_id}
    by_name = {(one.customer_id, name_key(one.name), one.starts_on): one for one in theirs}
    seen = Seen()
    planned = []
    for row in sheet.readable():
        customer = customers.find(row)
        fields = _contract_fields(row, customer, locale=locale)
        if row.is_good and customer is not None:
            within = f"{customer.pk} {fields['starts_on']} "
            seen.check(row, external_id=fields["external_id"], name=fields["name"], within=within)
        if not row.is_good or customer is None:
            continue
        existing = by_id.get(fields["external_id"]) if fields["external_id"] else None
        if existing is not None and existing.customer_id != customer.pk:
            row.refuse(
                "external_id", _("This external_id belongs to a contract of another customer."), "other_customer"
            )
        same = by_name.get((customer.pk, name_key(fields["name"]), fields["starts_on"]))
        if existing is None and same is not None:
            existing = same
            if same.external_id and fields["external_id"]:
                row.refuse("external_id", _("The contract of this name has another external_id."), "other_external_id")
        if existing is not None:
            _check_days(row, values(existing) | {name: day for name, day in fields.items() if day is not None})
        planned.append(Planned(row, existing, fields))
    return planned


def _contract_fields(row: Row, customer: Customer | None, *, locale: str) -> dict[str, Any]:
    fields = {
        "customer": customer,
        "external_id": row.text("external_id", most=120, needed=False),
        "name": row.text("name", most=200),
        "starts_on": row.day("starts_on"),
        "ends_on": row.day("ends_on", needed=False),
        "notice_on": row.day("notice_on", needed=False),
        "renews_on": row.day("renews_on", needed=False),
        "value_minor": _contract_value(row, customer, locale=locale),
    }
    _check_days(row, fields)
    return fields


def _check_days(row: Row, fields: dict[str, Any]) -> None:
    """What the page refuses is refused in a row too."""
    if not row.is_good:
        return
    try:
        check_days(**fields)
    except Refused as refused:
        row.refuse(refused.field or "", str(refused.message), refused.code or "")


def _contract_value(row: Row, customer: Customer | None, *, locale: str) -> int | None:
    currency = row.text("currency", most=3, needed=False).upper()
    if customer is None:
        return None
    if currency not in {"", customer.currency}:
        said = {"customer": customer.name, "code": customer.currency}
        row.refuse("currency", _("A contract's value is in the currency of %(customer)s: %(code)s.") % said, "currency")
        return None
    digits = minor_digits(customer.currency)
    value = row.number("value", locale=locale, digits=digits, needed=False, too_precise=too_precise(customer.currency))
    if value is None:
        return None
    if value < 0:
        row.refuse("value", _("A contract's value is zero or more."), "negative")
    elif value >= Decimal(MOST_MINOR).scaleb(-digits):
        row.refuse("value", _("This amount is too large."), "too_large")
    else:
        return to_minor(value, customer.currency)
    return None
