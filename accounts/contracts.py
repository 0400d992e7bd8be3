"""Contracts: what was bought, until when, and by when notice has to be given. Each edit leaves before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.edits import change_fields
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.models import Contract, Customer
from accounts.once import made_before
from accounts.refusal import Refused

FIELDS = ("name", "starts_on", "ends_on", "notice_on", "renews_on", "value_minor")


@transaction.atomic
def create_contract(*, customer: Customer, actor: Actor, request_key: str | None = None, **fields: Any) -> Contract:
    """A contract of the customer; its value in minor units of the customer's currency. Same request twice: one.

    Refused where its days disagree.
    """
    check_texts(Contract, **fields)
    check_days(**fields)
    if made := made_before(Contract, customer=customer, request_key=request_key, **fields):
        return made
    contract = Contract.objects.create(
        supplier_id=customer.supplier_id, customer=customer, request_key=request_key or None, **fields
    )
    record_change(actor=actor, obj=contract, customer=customer, before={}, after=values_of(contract, FIELDS))
    return contract


@transaction.atomic
def change_contract(*, contract: Contract, actor: Actor, **fields: Any) -> Contract:
    check_texts(Contract, **fields)
    check_days(**values(contract) | fields)
    change_fields(obj=contract, customer=contract.customer, actor=actor, **fields)
    return contract


def values(contract: Contract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in FIELDS}


def check_days(
    *,
    starts_on: date,
    ends_on: date | None = None,
    notice_on: date | None = None,
    renews_on: date | None = None,
    **_others: Any,
) -> None:
    """Refused at its field where one day disagrees with another."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("It cannot end before it starts."), code="order", field="ends_on")
    if notice_on is not None and notice_on < starts_on:
        raise Refused(_("Notice cannot be due before it starts."), code="order", field="notice_on")
    if notice_on is not None and ends_on is not None and notice_on > ends_on:
        raise Refused(_("Notice has to be given before it ends."), code="order", field="notice_on")
    if renews_on is not None and renews_on < starts_on:
        raise Refused(_("It cannot be renewed before it starts."), code="order", field="renews_on")
