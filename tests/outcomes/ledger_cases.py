"""A customer with something of everything in its ledger: the ground that verification and recounting are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from accounts.models import Customer
from outcomes.models import Evidence, Terms, ValueDimension, ValueEvent
from outcomes.recount import differences
from outcomes.services import ledger
from outcomes.services.files import store_evidence
from outcomes.services.records import record_measurement, record_spend
from outcomes.services.voice import of_paper
from outcomes.verify import Verification
from tests.cast import Cast, actor, agreed, dimension_of, on_day, reading, stated, voice

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@dataclass
class Everything:
    dimension: ValueDimension
    terms: Terms
    evidence: Evidence
    confirmed: ValueEvent
    adjusted: ValueEvent
    shortfall: ValueEvent
    disputed: ValueEvent
    undecided: ValueEvent
    restated: ValueEvent
    restatement: ValueEvent
    on_paper: ValueEvent
    cost: ValueEvent


def evidence(cast: Cast, content: bytes = PDF, name: str = "figures.pdf") -> Evidence:
    return store_evidence(actor=actor(cast.account_manager), customer=cast.halden, file=BytesIO(content), name=name)


def everything(cast: Cast) -> Everything:
    """Terms, and claims in every state; amounts: 30 days less the reading, x 1,200 x 80 %."""
    us, her = voice(cast.account_manager), voice(cast.champion)
    dimension_of(cast.orlik)
    dimension = dimension_of(cast.halden, unit="days")
    terms = agreed(dimension, by=cast.champion)
    months = [date(2025, month, 1) for month in range(1, 10)]
    values = ["1", "10", "31", "5", "2", "20", "3", "4.5", "40"]
    readings = [reading(dimension, month, value) for month, value in zip(months, values, strict=True)]
    document = evidence(cast)
    events = [stated(one, by=cast.account_manager) for one in readings[:1]]
    with on_day(date(2025, 11, 3)):
        events += [stated(one, by=cast.account_manager) for one in readings[1:]]
        ledger.confirm(event=events[1], voice=her)
        ledger.adjust(event=events[3], voice=her, amount_minor=1_000_000, reason="half of it was ours")
        ledger.dispute(event=events[4], voice=her, reason="another project did that")
        ledger.confirm(event=events[5], voice=her)
        record_measurement(
            dimension=dimension,
            period_start=readings[5].period_start,
            period_end=readings[5].period_end,
            value=readings[5].value + 5,
            source="Audit",
            by=cast.account_manager,
            supersedes=readings[5],
            reason="miscounted",
        )
        restatement = ledger.restate(event=events[5], voice=us, reason="miscounted").event
        ledger.record_on_paper(
            event=events[6],
            voice=of_paper(membership=cast.account_manager, said_on=date(2025, 10, 1)),
            said_by=cast.champion,
            document=document,
        )
        cost = ledger.state_cost(
            customer=cast.halden,
            voice=her,
            title="Overtime of the night shift",
            amount_minor=12_345,
            period_start=date(2025, 3, 1),
            period_end=date(2025, 3, 31),
        ).event
        record_spend(
            customer=cast.halden, on=date(2025, 2, 1), kind="licence", amount_minor=500_000, source="R-1", by=None
        )
        record_spend(
            customer=cast.halden, on=date(2025, 3, 1), kind="credit", amount_minor=-20_000, source="C-1", by=None
        )
        ledger.confirm_spend(customer=cast.halden, voice=her, until=date(2025, 6, 30))
        ledger.sign_off_period(
            customer=cast.halden, voice=voice(cast.cfo), start=date(2025, 1, 1), end=date(2025, 6, 30)
        )
    events[0].evidence.add(document)
    ledger.confirm(event=events[0], voice=her)
    assert restatement is not None and cost is not None
    fresh = [ValueEvent.objects.get(pk=one.pk) for one in [*events, restatement, cost]]
    return Everything(
        dimension=dimension,
        terms=terms,
        evidence=document,
        confirmed=fresh[0],
        adjusted=fresh[3],
        shortfall=fresh[2],
        disputed=fresh[4],
        undecided=fresh[7],
        restated=fresh[5],
        restatement=fresh[9],
        on_paper=fresh[6],
        cost=fresh[10],
    )


def findings(customer: Customer) -> list[str]:
    """What verification names, as text."""
    return [str(finding) for finding in Verification(customer).findings()]


def assert_sound(customer: Customer) -> None:
    """The ledger verifies, and the totals are what it comes to."""
    customer = Customer.objects.select_related("supplier").get(pk=customer.pk)
    assert findings(customer) == []
    assert [str(one) for one in differences(customer)] == []
