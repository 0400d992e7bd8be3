"""Spend that is confirmed, and periods that finance signs off as they were shown."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Customer
from accounts.refusal import Refused
from outcomes.canonical import content_digest
from outcomes.counting import buckets
from outcomes.models import Decision, SpendEntry, ValueEvent
from outcomes.models.money import BUCKETS
from outcomes.services.entries import locked
from outcomes.services.ledger.moving import DECIDABLE, Kind, State
from outcomes.services.voice import Voice
from outcomes.totals import standing


def confirm_spend(*, customer: Customer, voice: Voice, until: date, request_key: str | None = None) -> Decision:
    """The customer's person confirms what her firm spent, up to and including a day."""
    with locked(customer) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.SPEND_CONFIRMED, said={"until": until}):
            return repeated
        customer = ledger.customer
        voice.must_be_customer(customer, "may_decide")
        if until > customer.supplier.today(ledger.now):
            raise Refused(_("The day lies in the future."), code="future", field="until")
        entries = list(SpendEntry.objects.filter(customer=customer, on__lte=until).current().order_by("on", "pk"))
        if not entries:
            raise Refused(_("There is no spend up to that day."), code="no_spend")
        content = {
            "until": until,
            "spend": [{"id": one.pk, "on": one.on, "kind": one.kind, "minor": one.amount_minor} for one in entries],
        }
        total = sum(one.amount_minor for one in entries)
        return ledger.append(
            voice=voice, kind=Kind.SPEND_CONFIRMED, amount_minor=total, content=content, request_key=request_key
        )


def sign_off_period(
    *,
    customer: Customer,
    voice: Voice,
    start: date,
    end: date,
    reason: str = "",
    shown: str | None = None,
    request_key: str | None = None,
) -> Decision:
    """The customer's finance has reviewed a period, both days included: its spend, and every claim whose period ends in it.

    The entry holds the sums as they stand now; what changes later is not covered by it. `shown` (see `sums_key`) are those
    that she saw: Refused where they have changed since.
    """
    with locked(customer) as ledger:
        said = {"period": [start, end], "reason": reason}
        if repeated := ledger.repeated(request_key, kind=Kind.PERIOD_SIGNED_OFF, said=said):
            return repeated
        customer = ledger.customer
        voice.must_be_customer(customer, "may_sign_finance")
        if end < start:
            raise Refused(_("The period ends before it begins."), code="order", field="end")
        if end > customer.supplier.today(ledger.now):
            raise Refused(_("The period ends in the future. Sign it off when it is over."), code="future", field="end")
        sums, counted = period_sums(customer, start, end)
        if not counted:
            raise Refused(_("There is neither spend nor a claim in that period."), code="nothing", field="start")
        if shown is not None and shown != sums_key(sums, counted):
            raise Refused(_("The figures have changed since you opened this page. Look at them again."), code="changed")
        content = {"period": [start, end], "sums": sums, "currency": customer.currency, "counted": counted}
        return ledger.append(
            voice=voice,
            kind=Kind.PERIOD_SIGNED_OFF,
            amount_minor=sums["confirmed"] - sums["shortfall"],
            reason=reason,
            content=content,
            request_key=request_key,
        )


def sums_key(sums: dict[str, int], counted: int) -> str:
    """The sums of a period in one word, to compare what was seen with what stands."""
    return content_digest({"sums": sums, "counted": counted})


def period_sums(customer: Customer, start: date, end: date) -> tuple[dict[str, int], int]:
    """The sums of a period, by bucket and in minor units, counted from spend and events; and how many of both there are."""
    sums = dict.fromkeys(BUCKETS, 0)
    entries = SpendEntry.objects.filter(customer=customer, on__range=(start, end)).current()
    amounts = list(entries.values_list("amount_minor", flat=True))
    sums["spend"] = sum(amounts)
    events = ValueEvent.objects.filter(customer=customer, period_end__range=(start, end)).exclude(state=State.DRAFT)
    waiting = {one.supersedes_id: one for one in events.filter(state__in=DECIDABLE).exclude(supersedes=None)}
    count = 0
    for event in events.select_related("terms").iterator(chunk_size=1000):
        count += 1
        if event.supersedes_id is not None and event.state in DECIDABLE:
            continue
        pending = waiting.get(event.pk)
        for name, minor in buckets(standing(event), standing(pending) if pending is not None else None).items():
            sums[name] += minor
    return sums, len(amounts) + count
