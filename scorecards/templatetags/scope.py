"""What changes of scope make of a contract and of the spend, on pages of rooms that do not know them."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import Contract, Customer
from scorecards.queries.scope import amended_contract, paid_by_changes, paid_words

register = template.Library()


@register.inclusion_tag("scorecards/amendments.html", takes_context=True)
def amendments(context: dict[str, Any], contract: Contract) -> dict[str, Any]:
    """The sheet of a contract's agreed changes of scope; nothing where there is none. One query."""
    return amended_contract(context["actor"], contract)


@register.simple_tag(takes_context=True)
def agreed_by_changes(context: dict[str, Any], customer: Customer) -> str:
    """What agreed changes of scope cost to date, what of it is invoiced and what is not; "" without one. One query."""
    return paid_words(paid_by_changes(context["actor"], customer), customer.currency)
