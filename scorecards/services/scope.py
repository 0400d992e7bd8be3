"""What a contract includes, and how that changes: proposed with its price, agreed by the customer herself.

A change of scope is a proposal (proposals.py): never edited once it is sent, so that what a named person agrees to is what
she read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.models import Amendment, Contract, Customer, Stakeholder
from accounts.refusal import Refused
from accounts.tables import name_key
from outcomes.value import grain_period
from scorecards.functions import nearest
from scorecards.models import ChangeAmendment, ScopeChange, ScopeLine
from scorecards.queries.work import recorded_functions
from scorecards.services import proposals

State = ScopeChange.State
LINE_FIELDS = ("function", "unit", "words", "unit_price")


# --- What the contract includes ---------------------------------------------------------------------------------------
@transaction.atomic
def save_line(*, contract: Contract, actor: Actor, line: ScopeLine | None = None, **fields: Any) -> ScopeLine:
    """What the contract includes of one function; with `line` changed, and its history says who, before and after."""
    Contract.objects.select_for_update().get(pk=contract.pk)
    check_texts(ScopeLine, **fields)
    fields["function"] = fields["function"].strip()
    if fields.get("unit_price") is not None and fields["unit_price"] < 0:
        raise Refused(_("A price is zero or more."), code="negative", field="unit_price")
    others = ScopeLine.objects.filter(contract=contract).exclude(pk=line.pk if line is not None else 0)
    if others.filter(function__iexact=fields["function"]).exists():
        raise Refused(_("This contract has a line for this function already."), code="twice", field="function")
    if line is None:
        last = others.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        return ScopeLine.objects.create(
            customer_id=contract.customer_id, contract=contract, position=position, **fields
        )
    before = values_of(line, LINE_FIELDS)
    for name, value in fields.items():
        setattr(line, name, value)
    line.save(update_fields=list(fields))
    after = values_of(line, LINE_FIELDS)
    record_change(actor=actor, obj=line, customer=line.customer, before=before, after=after)
    return line


# --- Changing it ------------------------------------------------------------------------------------------------------
@transaction.atomic
def draft_change(
    *, actor: Actor, contract: Contract, asked: Stakeholder, change: ScopeChange | None = None, **fields: Any
) -> ScopeChange:
    """A change of scope that nobody but us sees yet; with `change` the draft is written anew."""
    assert actor.membership is not None
    if change is not None:
        change = proposals.locked(change, State.DRAFT)
    check_texts(ScopeChange, **fields)
    _check(contract=contract, asked=asked, **fields)
    _check_function(contract.customer, fields["function"], fields["unit"])
    if change is None:
        return ScopeChange.objects.create(
            supplier_id=contract.supplier_id,
            customer_id=contract.customer_id,
            contract=contract,
            asked=asked,
            proposed_by=actor.membership,
            **fields,
        )
    for name, value in (fields | {"contract": contract, "asked": asked, "proposed_by": actor.membership}).items():
        setattr(change, name, value)
    change.save()
    return change


def _check(
    *,
    contract: Contract,
    asked: Stakeholder,
    since: date,
    planned: Decimal,
    rhythm: str,
    price_minor: int,
    settles_minor: int | None,
    settles_until: date | None,
    **fields: Any,
) -> None:
    """Refused, at its field, where the change contradicts itself or the contract."""
    proposals.check_asked(asked, contract.customer)
    if since < contract.starts_on or (contract.ends_on is not None and since > contract.ends_on):
        raise Refused(_("The contract does not run on this day."), code="outside", field="since")
    if grain_period(rhythm, since)[0] != since:
        raise Refused(
            _("A change begins with a period: on the first day of a month, quarter or year."),
            code="grain",
            field="since",
        )
    if planned < 0:
        raise Refused(_("A quantity is zero or more."), code="negative", field="planned")
    if price_minor < 0:
        raise Refused(_("A price is zero or more."), code="negative", field="price_minor")
    if settles_minor is not None and settles_minor < 0:
        raise Refused(_("A price is zero or more."), code="negative", field="settles_minor")
    if (settles_minor is None) != (settles_until is None):
        raise Refused(
            _("What was done before is settled with an amount and a last day, or not at all."),
            code="half",
            field="settles_until" if settles_until is None else "settles_minor",
        )
    if settles_until is not None and settles_until >= since:
        raise Refused(_("Settled is what was done before the change begins."), code="order", field="settles_until")


def _check_function(customer: Customer, function: str, unit: str) -> None:
    """Refused where it is almost a recorded function: it would charge again, and settle nothing of what was done."""
    known = nearest(function, unit, recorded_functions(customer))
    if known is None:
        return
    said = {"typed": function, "function": known[0], "unit": known[1]}
    if name_key(known[0]) == name_key(function):
        raise Refused(
            _(
                "“%(function)s” is recorded in “%(unit)s”. In another unit the change settles nothing of it: use that unit."
            )
            % said,
            code="near",
            field="unit",
        )
    raise Refused(
        _(
            "“%(typed)s” is nearly “%(function)s”, which is recorded in “%(unit)s”: the change would be charged beside it and "
            "settle nothing. Choose the recorded function; if it is another one, give it a name that differs more."
        )
        % said,
        code="near",
        field="function",
    )


def propose_change(*, change: ScopeChange, actor: Actor) -> ScopeChange:
    """Put it to the person whom it names; she gets a mail, where she can sign in. Twice is once."""
    if change.state == State.DRAFT:
        _check_function(change.customer, change.function, change.unit)
    return proposals.propose(change, actor=actor, mail="scope_change_proposed", called="change")


def withdraw_change(*, change: ScopeChange, actor: Actor) -> ScopeChange:
    """Take back what is not decided. Twice is once."""
    return proposals.withdraw(change, actor=actor)


@transaction.atomic
def agree_change(*, change: ScopeChange, actor: Actor) -> ScopeChange:
    """The person whom it names agrees, in person: from its day on the contract is amended. Twice is once."""
    agreed = proposals.agree(change, actor=actor)
    number_amendment(agreed)
    return agreed


@transaction.atomic
def number_amendment(change: ScopeChange) -> Amendment:
    """The amendment that an agreed change is, with the customer's next number: what an invoice for it names. Twice is once."""
    # The customer's row is the lock: two changes cannot both get the next number.
    Customer.objects.select_for_update().get(pk=change.customer_id)
    there = Amendment.objects.filter(of__change=change).first()
    if there is not None:
        return there
    last = Amendment.objects.filter(customer=change.customer_id).aggregate(last=Max("number"))["last"]
    made = Amendment.objects.create(
        supplier_id=change.supplier_id,
        customer_id=change.customer_id,
        contract_id=change.contract_id,
        number=(last or 0) + 1,
        title=change.function,
        since=change.since,
    )
    ChangeAmendment.objects.create(customer_id=change.customer_id, change=change, amendment=made)
    return made


def decline_change(*, change: ScopeChange, actor: Actor, reason: str) -> ScopeChange:
    """The person whom it names declines and says why, in person."""
    return proposals.decline(change, actor=actor, reason=reason)
