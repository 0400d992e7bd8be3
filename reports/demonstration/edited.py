"""What was put right in the last weeks: edits of customers, contracts and people, with who made them and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from accounts.contracts import change_contract
from accounts.edits import change_fields
from accounts.history import record_change
from accounts.models import Accountability, Change, Contract, Customer, Stakeholder
from reports.demonstration import halden
from reports.demonstration.firm import ADA, JANA, MIRA, Firm


def tell(firm: Firm) -> None:
    """Each edit leads to what the story says today: what was wrong before is put there first."""
    random = Random("edited")

    def at(moment: datetime, edit: Callable[[], object]) -> None:
        before = set(Change.objects.filter(supplier=firm.supplier).values_list("pk", flat=True))
        edit()
        Change.objects.filter(supplier=firm.supplier).exclude(pk__in=before).update(at=moment)

    def on(ago: int, hour: int, edit: Callable[[], object]) -> None:
        at(firm.days.instant(firm.days.ago(ago), hour, random), edit)

    customer = Customer.objects.get(supplier=firm.supplier, name=halden.NAME)
    earlier = Accountability.objects.exclude(until=None).filter(customer=customer).latest("until")
    assert earlier.until is not None
    at(earlier.until, lambda: _handed_over(firm, customer, earlier))
    on(21, 11, lambda: _notice(firm, customer))
    on(16, 9, lambda: _industry(firm))
    on(12, 15, lambda: _phone(firm, customer))
    on(4, 14, lambda: _tier(firm, customer))


def _handed_over(firm: Firm, customer: Customer, earlier: Accountability) -> None:
    before, after = ({"accountable": str(one)} for one in (earlier.membership, customer.accountable))
    record_change(actor=firm.actor(MIRA), obj=customer, customer=customer, before=before, after=after)


def _notice(firm: Firm, customer: Customer) -> None:
    contract = Contract.objects.filter(customer=customer).latest("starts_on")
    assert contract.notice_on is not None
    right, contract.notice_on = contract.notice_on, contract.notice_on - timedelta(days=31)
    change_contract(contract=contract, actor=firm.actor(JANA), notice_on=right)


def _industry(firm: Firm) -> None:
    customer = Customer.objects.get(supplier=firm.supplier, name__startswith="Ostvik")
    right, customer.industry = customer.industry, "Insurance"
    change_fields(obj=customer, customer=customer, actor=firm.actor(JANA), industry=right)


def _phone(firm: Firm, customer: Customer) -> None:
    person = Stakeholder.objects.filter(customer=customer, may_sign_finance=True).earliest("pk")
    change_fields(obj=person, customer=customer, actor=firm.actor(JANA), phone="+49 40 5550 172")


def _tier(firm: Firm, customer: Customer) -> None:
    right, customer.tier = customer.tier, Customer.Tier.PREFERRED
    change_fields(obj=customer, customer=customer, actor=firm.actor(ADA), tier=right)
