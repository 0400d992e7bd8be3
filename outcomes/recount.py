"""The totals once more, from the texts of the ledger and the spend alone.

This shares no code with outcomes.counting and outcomes.totals, nor their method: it reads payloads instead of events, holds
the whole history of each claim, and computes with fractions. `check_totals` compares both.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from accounts.models import Customer
from accounts.notation import minor_digits
from outcomes.models import CustomerMonth, CustomerTotal, Decision, SpendEntry

SUMS = ("spend", "confirmed", "shortfall", "shortfall_open", "undecided", "disputed", "after_the_fact", "on_paper")
COLUMNS = tuple(name + suffix for name in SUMS for suffix in ("", "_base"))


@dataclass
class Claim:
    """What the entries say about one event, the last of them last."""

    month: date
    said: int | None
    base_rate: Fraction
    agreed_late: bool
    terms_on_paper: bool
    corrects: int | None
    last: str = "stated"
    settled: int | None = None
    settled_on_paper: bool = False
    correction: int | None = None

    @property
    def waits(self) -> bool:
        return self.last in {"stated", "disputed"}

    @property
    def on_paper(self) -> bool:
        return self.settled_on_paper or self.terms_on_paper


@dataclass(frozen=True)
class Difference:
    """A row of totals that is not what the ledger comes to. `month` is None for the row over all time."""

    customer: Customer
    month: date | None
    column: str
    row: int
    ledger: int

    def __str__(self) -> str:
        when = "all time" if self.month is None else f"{self.month:%Y-%m}"
        return (
            f"{self.customer.name} (customer {self.customer.pk}): {when}, {self.column}: "
            f"the row says {self.row}, the ledger {self.ledger}"
        )


def recount(customer: Customer) -> dict[date, dict[str, int]]:
    """Every sum by month (its first day), in minor units of the customer's and of the base currency."""
    months: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    digits = minor_digits(customer.currency), minor_digits(customer.supplier.base_currency)

    def add(month: date, name: str, minor: int, rate: Fraction) -> None:
        months[month][name] += minor
        months[month][f"{name}_base"] += _half_up(Fraction(minor, 10 ** digits[0]) * rate * 10 ** digits[1])

    for on, minor, rate in _spend(customer):
        add(on.replace(day=1), "spend", minor, rate)
    claims = _claims(customer)
    for claim in claims.values():
        if claim.corrects is not None and claim.waits:
            continue
        pending = claims.get(claim.correction) if claim.correction is not None else None
        for name, minor in _sums(claim, pending):
            add(claim.month, name, minor, claim.base_rate)
    return {month: sums for month, sums in sorted(months.items()) if any(sums.values())}


def differences(customer: Customer) -> Iterator[Difference]:
    """Every cell of the customer's rows that differs; a row that is missing counts as zeros."""
    counted = recount(customer)
    rows = {row.month: row for row in CustomerMonth.objects.filter(customer=customer)}
    for month in sorted(counted.keys() | rows.keys()):
        yield from _compared(customer, month, rows.get(month), counted.get(month, {}))
    total = {name: sum(sums[name] for sums in counted.values()) for name in COLUMNS}
    yield from _compared(customer, None, CustomerTotal.objects.filter(customer=customer).first(), total)


def _compared(customer: Customer, month: date | None, row: Any, sums: dict[str, int]) -> Iterator[Difference]:
    for column in COLUMNS:
        kept, wanted = getattr(row, column, 0), sums.get(column, 0)
        if kept != wanted:
            yield Difference(customer, month, column, kept, wanted)


def _spend(customer: Customer) -> Iterator[tuple[date, int, Fraction]]:
    """Day, amount and rate of every entry that nothing has replaced and that is not void."""
    entries = SpendEntry.objects.filter(customer=customer)
    replaced = set(entries.exclude(supersedes=None).values_list("supersedes", flat=True))
    for pk, on, minor, rate, is_void in entries.values_list("pk", "on", "amount_minor", "base_rate", "is_void"):
        if pk not in replaced and not is_void:
            yield on, minor, Fraction(1) if rate is None else Fraction(str(rate))


def _claims(customer: Customer) -> dict[int, Claim]:
    claims: dict[int, Claim] = {}
    payloads = Decision.objects.filter(customer=customer).order_by("seq").values_list("payload", flat=True)
    for payload in payloads.iterator(chunk_size=1000):
        said = json.loads(payload)
        number, kind = said["event_id"], said["kind"]
        if number is None:
            continue
        if kind == "stated":
            claims[number] = _stated(said)
            if claims[number].corrects is not None:
                claims[claims[number].corrects].correction = number  # type: ignore[index]
            continue
        claim = claims[number]
        claim.last = kind
        if kind != "restated":
            claim.settled = said["amount"]["minor"] if said["amount"] and kind in {"confirmed", "adjusted"} else None
            claim.settled_on_paper = said["origin"] == "paper"
    return claims


def _stated(said: dict[str, Any]) -> Claim:
    event = said["event"]
    return Claim(
        month=date.fromisoformat(event["period"][1]).replace(day=1),
        said=said["amount"]["minor"] if said["amount"] else None,
        base_rate=Fraction(event["base_rate"] or 1),
        agreed_late=event["after_the_fact"],
        terms_on_paper=event["on_paper"],
        corrects=event["supersedes"],
    )


def _sums(claim: Claim, correction: Claim | None) -> Iterator[tuple[str, int]]:
    """Name and amount of each sum to which the claim adds something."""
    settled = claim.settled if claim.last in {"confirmed", "adjusted"} and claim.settled is not None else 0
    bad = [minor for minor in (settled, *_stated_shortfall(claim)) if minor < 0]
    gain = 0 if bad else settled
    asked = [claim] if claim.waits else []
    before = min(bad, default=gain)
    if correction is not None and correction.waits and correction.said is not None:
        asked = [correction]
        if correction.said < before:
            bad, gain = ([*bad, correction.said], 0) if correction.said < 0 else (bad, correction.said)
    if bad:
        worst = -min(bad)
        by_her_own_act = 0 if claim.settled_on_paper else max(-settled, 0)
        yield "shortfall", worst
        yield "shortfall_open", max(worst - by_her_own_act, 0)
    elif gain:
        yield "on_paper" if claim.on_paper else "after_the_fact" if claim.agreed_late else "confirmed", gain
    for one in asked:
        if one.said is not None and one.said > max(before, 0):
            yield "undecided" if one.last == "stated" else "disputed", one.said - max(before, 0)


def _stated_shortfall(claim: Claim) -> list[int]:
    """A shortfall stands as it was stated until she decides it herself; what is settled on paper lessens it not."""
    if claim.said is not None and claim.said < 0 and (claim.waits or claim.settled_on_paper):
        return [claim.said] if claim.last in {"stated", "disputed", "confirmed", "adjusted"} else []
    return []


def _half_up(value: Fraction) -> int:
    """The nearest whole number; a half moves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole
