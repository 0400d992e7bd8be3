"""The frozen figures of one document, put together."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Any, cast

from outcomes import flows
from reports.document.figures import VERSION, Figures
from reports.document.sensitivity import sensitivity_of

from .answer import answer_of
from .below import below_the_line
from .commitments import commitments_of
from .editions import editions_of
from .events import event_of
from .facts import Facts, counted, read
from .notes import by_date
from .order import Order, document_of, firms_of
from .outcomes import outcome_of
from .people import contacts_of, people_of, shares_of
from .spend import spend_of


def pvd_figures(order: Order) -> tuple[dict[str, Any], date]:
    """The frozen figures of a PVD report, and the day that they are as at."""
    customer = order.customer
    facts = read(customer, now=order.now)
    outcomes = [outcome_of(number, one, facts) for number, one in enumerate(facts.outcomes, start=1)]
    events = [event_of(event, facts) for event in facts.events]
    previous, since = editions_of(customer)
    spend_flows = flows.spend_flows(facts.spend)
    head = facts.head
    figures: dict[str, Any] = {
        "version": VERSION,
        "document": document_of(order, facts.as_at)
        | {
            "ledger": {"seq": head.seq, "digest": head.digest} if head and head.seq else None,
            "loaded": facts.loaded,
            "previous_editions": previous,
            "since": since,
            "since_frozen": True,
        },
        **firms_of(order),
        "period": _period(facts),
        "answer": answer_of(facts),
        "below": below_the_line(facts, outcomes),
        "contracts": _contracts(facts),
        "spend": spend_of(facts),
        "flows": {
            "spend": by_date(spend_flows),
            "value": by_date((event.period_end, counts) for event, counts in counted(facts)),
        },
        "people": people_of(facts),
        "facts": shares_of(facts),
        "outcomes": outcomes,
        "events": events,
        "commitments": commitments_of(customer, facts.as_at),
        "contacts": contacts_of(facts),
    }
    return figures | {"sensitivity": sensitivity_of(cast(Figures, figures))}, facts.as_at


def _contracts(facts: Facts) -> list[dict[str, Any]]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value is not None else None

    return [
        {
            "name": one.name,
            "starts_on": one.starts_on.isoformat(),
            "ends_on": day(one.ends_on),
            "notice_on": day(one.notice_on),
            "renews_on": day(one.renews_on),
            "value": one.value_minor,
        }
        for one in facts.contracts
    ]


def _period(facts: Facts) -> dict[str, str]:
    """From the first contract, invoice or claim to the last invoice, claim or reading, not beyond the as-at date."""
    days = [entry.on for entry in facts.spend]
    for event in facts.events:
        days += [day for day in (event.period_start, event.period_end) if day]
    days += [one.starts_on for one in facts.contracts[:1]]
    start = min([*days, facts.as_at])
    readings = chain.from_iterable(
        dimension.measurements.all() for outcome in facts.outcomes for dimension in outcome.dimensions.all()
    )
    end = max([*days, *(reading.period_end for reading in readings)], default=facts.as_at)
    return {"start": start.isoformat(), "end": max(start, min(end, facts.as_at)).isoformat()}
