"""What waits at one customer: the lines of Today that are about it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.actors import Actor
from accounts.codes import random_code
from accounts.models import Customer
from reports.queries.today.facts import today_facts
from reports.queries.today.lines import lines_of

LINES_SHOWN = 5


def customer_waiting(actor: Actor, customer: Customer, *, beside: bool) -> dict[str, Any]:
    """The context of reports/customer_waiting.html; six queries. `beside` the answer stand the first five lines only."""
    lines = lines_of(today_facts(actor, timezone.now(), customer=customer.pk))
    return {
        "customer": customer,
        "lines": lines[:LINES_SHOWN] if beside else lines,
        "count": len(lines),
        "request_key": random_code(),
    }
