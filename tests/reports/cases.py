"""Small histories of the cast's Halden Bank, for documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from outcomes.models import ValueDimension
from outcomes.services import ledger, records
from tests.cast import Cast, agreed, dimension_of, reading, stated, voice

JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2025, month, 1) for month in range(1, 6))


def with_decided_claims(cast: Cast, **terms: Any) -> ValueDimension:
    """Days to close the month, 30 before, 1,200 EUR a day, 80 % ours; five months, each with another fate.

    January confirmed (29 days: 27,840), February adjusted (28 days: 26,880, counts 20,000), March disputed (27 days), April
    worse and not yet agreed (-2 days: -1,920), May undecided (25 days: 24,000). Spent 10,000 licence and 500 credit.
    `terms` are added to those that are agreed.
    """
    dimension = dimension_of(cast.halden, name="Days to close the month", unit="days")
    agreed(
        dimension,
        by=cast.champion,
        baseline=Decimal(30),
        target=Decimal(3),
        rate=Decimal(1200),
        share=Decimal("0.8"),
        rate_source="Controlling",
        **terms,
    )
    values = {JANUARY: "1", FEBRUARY: "2", MARCH: "3", APRIL: "32", MAY: "5"}
    events = {
        month: stated(reading(dimension, month, value), by=cast.account_manager, title=f"Close of {month:%B}")
        for month, value in values.items()
    }
    hers, his = voice(cast.champion), voice(cast.cfo)
    ledger.confirm(event=events[JANUARY], voice=hers)
    ledger.adjust(event=events[FEBRUARY], voice=his, amount_minor=2_000_000, reason="The calendar helped too.")
    ledger.dispute(event=events[MARCH], voice=hers, reason="Half of it was our own clean-up.")
    for on, kind, minor in ((JANUARY, "licence", 1_000_000), (MARCH, "credit", -50_000)):
        records.record_spend(
            customer=cast.halden, on=on, kind=kind, amount_minor=minor, source="Invoice 7", by=cast.account_manager
        )
    return dimension
