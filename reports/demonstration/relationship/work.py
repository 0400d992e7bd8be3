"""What is done, within the scope and beyond it, and changes of the scope."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from accounts.models import Contract
from reports.demonstration.days import after
from reports.demonstration.relationship.told import Told
from scorecards.models import ScopeChange, ScopeLine, WorkVolume
from scorecards.services.scope import number_amendment


def tell_work(told: Told) -> None:
    customer, days = told.story.customer, told.days
    contract = Contract.objects.filter(customer=customer, starts_on__lte=days.month(8)).order_by("-starts_on").first()
    if contract is None:
        return
    beyond = any(told.has(f"work:{fact}") for fact in ("priced", "unpriced", "proposed", "agreed"))
    priced = beyond and not told.has("work:unpriced")
    for position, (function, unit, planned, hours, price) in enumerate(told.words.functions):
        ScopeLine.objects.create(
            customer=customer,
            contract=contract,
            function=function,
            unit=unit,
            words=told.words.included,
            unit_price=Decimal(price) if priced else None,
            position=position,
        )
        rows = []
        for number, (start, end) in enumerate(days.months(12)):
            if after(end, 2) > days.last or start < contract.starts_on:
                continue
            done = planned * told.random.randrange(86, 104) // 100
            extra = planned * told.random.randrange(9, 22) // 100 if beyond and not position and number > 5 else 0
            rows.append(
                WorkVolume(
                    supplier=told.story.firm.supplier,
                    customer=customer,
                    function=function,
                    unit=unit,
                    period_start=start,
                    period_end=end,
                    planned=Decimal(planned),
                    in_scope=Decimal(done),
                    out_of_scope=Decimal(extra),
                    effort_hours=Decimal((done + extra) * hours),
                    source=told.words.tickets,
                    recorded_at=told.instant(after(end, 2), 9),
                    recorded_by=told.ours,
                )
            )
        WorkVolume.objects.bulk_create(rows)
    if told.has("work:proposed") or told.has("work:agreed"):
        _change(told, contract, agreed=told.has("work:agreed"))


def _change(told: Told, contract: Contract, *, agreed: bool) -> None:
    function, unit, planned, _hours, price = told.words.functions[0]
    extra = planned // 6
    asked = told.decider
    since = told.days.month(2) if agreed else told.days.month(-1)
    proposed = told.instant(told.days.month(3) + timedelta(days=9) if agreed else told.days.ago(8), 11)
    change = ScopeChange.objects.create(
        supplier=told.story.firm.supplier,
        customer=told.story.customer,
        contract=contract,
        function=function,
        unit=unit,
        words=told.words.more_work,
        since=since,
        planned=Decimal(planned + extra),
        price_minor=int(Decimal(price) * extra * 100),
        state=ScopeChange.State.AGREED if agreed else ScopeChange.State.PROPOSED,
        proposed_by=told.ours,
        proposed_at=proposed,
        asked=asked,
        decided_by=asked.name if agreed else "",
        decided_position=asked.position if agreed else "",
        decided_at=told.instant(told.days.month(3) + timedelta(days=16), 15) if agreed else None,
    )
    if agreed:
        number_amendment(change)
