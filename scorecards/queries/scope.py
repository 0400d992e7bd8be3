"""Work beyond the agreed scope that no agreed change pays: the figure, and the pages about changes of scope."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from accounts.actors import Actor
from accounts.contract_rows import JSONRows
from accounts.models import Contract, Customer
from accounts.tables import name_key
from outcomes.value import EXACT, grain_period
from scorecards.amendments import Amendment, Paid, amended, amendments, paid
from scorecards.models import ScopeChange, ScopeLine, WorkVolume
from scorecards.queries.proposals import MARKS
from scorecards.querysets import invoiced


@dataclass
class Unpaid:
    """What was done of one function outside the scope and is settled by no agreed change. `minor` is None without a price."""

    function: str
    unit: str
    quantity: Decimal = Decimal(0)
    exact: Decimal | None = Decimal(0)
    currency: str = ""

    @property
    def minor(self) -> int | None:
        """Rounded half up to the minor unit, once."""
        if self.exact is None:
            return None
        scaled = self.exact * 10 ** notation.minor_digits(self.currency)
        return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def words(self) -> str:
        return f"{self.function}: {notation.quantity(self.quantity, self.unit)}"


def unpaid_of(
    volumes: Iterable[WorkVolume], changes: Sequence[ScopeChange], lines: Sequence[ScopeLine], *, currency: str
) -> list[Unpaid]:
    """By function, to date. `changes` are agreed ones; `lines` have their contract.

    A period is settled up to the day that an agreed change names. From a change's first day on, only what exceeds its planned
    volume is unpaid, and never more than was recorded as out of scope. A period without a price leaves the function without an
    amount: a part of it would look like the whole.
    """
    found: dict[tuple[str, str], Unpaid] = {}
    for one in volumes:
        quantity = beyond(one, changes)
        if quantity <= 0:
            continue
        entry = found.setdefault((name_key(one.function), one.unit), Unpaid(one.function, one.unit, currency=currency))
        price = _price(one, lines)
        entry.quantity += quantity
        if price is None or entry.exact is None:
            entry.exact = None
        else:
            entry.exact += EXACT.multiply(quantity, price)
    return list(found.values())


def beyond(one: WorkVolume, changes: Sequence[ScopeChange]) -> Decimal:
    """How much of a period's work is outside the scope and settled by none of these agreed changes."""
    quantity = one.out_of_scope
    span = (one.period_start, one.period_end)
    for change in changes:
        if name_key(change.function) != name_key(one.function) or change.unit != one.unit:
            continue
        if change.settles_until is not None and one.period_end <= change.settles_until:
            return Decimal(0)
        if change.since <= one.period_start and grain_period(change.rhythm, one.period_start) == span:
            quantity = min(one.out_of_scope, max(one.in_scope + one.out_of_scope - change.planned, Decimal(0)))
    return quantity


def _price(one: WorkVolume, lines: Sequence[ScopeLine]) -> Decimal | None:
    """Of the scope line of the contract that ran when the period began."""
    for line in lines:
        runs = line.contract.starts_on <= one.period_start and (
            line.contract.ends_on is None or line.contract.ends_on >= one.period_start
        )
        same = name_key(line.function) == name_key(one.function) and line.unit == one.unit
        if runs and same and line.unit_price is not None:
            return line.unit_price
    return None


def sum_of(unpaid: Sequence[Unpaid]) -> int | None:
    """In minor units; None where a function has no amount, for a part would look like the whole."""
    parts = [one.minor for one in unpaid]
    return None if None in parts else sum(one or 0 for one in parts)


def unpaid_words(unpaid: Sequence[Unpaid]) -> str:
    """ "Done out of scope, without an agreed change: Cases handled: 120 cases, 1,200.00 EUR."; empty where nothing was."""
    if not unpaid:
        return ""
    parts = []
    for one in unpaid:
        minor = one.minor
        parts.append(one.words if minor is None else f"{one.words}, {notation.money(minor, one.currency)}")
    return _("Done out of scope, without an agreed change: %(what)s.") % {"what": "; ".join(parts)}


def agreed_of(actor: Actor, customer: Customer) -> list[ScopeChange]:
    """The agreed changes that the actor sees, oldest first, with contract, amendment and what was invoiced; one query."""
    seen = ScopeChange.objects.visible_to(actor).filter(customer=customer).agreed().with_invoiced()
    return list(seen.select_related("customer", "contract", "amends__amendment").order_by("since", "pk"))


def paid_by_changes(actor: Actor, customer: Customer) -> Paid | None:
    """What the agreed changes cost to date, what of it was invoiced and what is still to be; None without one."""
    return paid(agreed_of(actor, customer), today=actor.supplier.today())


def paid_words(found: Paid | None, currency: str) -> str:
    """ "Agreed by changes of scope to date: 40.00 EUR; invoiced 30.00 EUR, still to be invoiced 10.00 EUR."; "" without one."""
    if found is None:
        return ""
    said = {name: notation.money(getattr(found, name), currency) for name in ("agreed", "invoiced", "open")}
    words = _("Agreed by changes of scope to date: %(agreed)s; invoiced %(invoiced)s, still to be invoiced %(open)s.")
    return " ".join(one for one in (words % said, ahead_words(found, currency)) if one)


def ahead_words(found: Paid, currency: str) -> str:
    """Where more was invoiced than is agreed to date, or than was agreed at all; else ""."""
    if found.beyond:
        words = _("%(amount)s invoiced is more than was agreed, even until the end.")
        return words % {"amount": notation.money(found.beyond, currency)}
    if found.ahead:
        return _("%(amount)s invoiced is more than is agreed to date.") % {
            "amount": notation.money(found.ahead, currency)
        }
    return ""


def amended_contract(actor: Actor, contract: Contract) -> dict[str, Any]:
    """The context of scorecards/amendments.html: each agreed change of a contract, and what the term is worth with them."""
    found, today = amended(contract, agreed_of(actor, contract.customer)), actor.supplier.today()
    return {
        "actor": actor,
        "currency": contract.customer.currency,
        "original_minor": found.original,
        "added_minor": found.added,
        "value_minor": found.value,
        "lines": [amended_line(one, today) | {"is_over": one.until != contract.ends_on} for one in found.amendments],
    }


def amended_line(one: Amendment, today: date) -> dict[str, Any]:
    """An agreed change as it amends its contract: until when, for how much, and what of it is invoiced."""
    settled = one.paid(today)
    return change_line(one.change) | {
        "minor": one.minor(),
        "periods": one.periods(),
        "until": one.until,
        "paid": settled,
        "ahead": ahead_words(settled, one.change.customer.currency),
    }


TOLD = {
    "pk": "pk", "function": "function", "unit": "unit", "since": "since", "rhythm": "rhythm", "price": "price_minor",
    "settles": "settles_minor", "contract": "contract", "ends": F("contract__ends_on"), "starts": F("contract__starts_on"),
    "value": F("contract__value_minor"), "invoiced": invoiced(),
}  # fmt: skip


def told_changes(actor: Actor, customer: OuterRef) -> Subquery:
    """The agreed changes of one customer with their contract, within another query; for `read_changes`."""
    rows = ScopeChange.objects.visible_to(actor).filter(customer=customer).agreed().order_by().values("customer")
    return Subquery(rows.annotate(told=JSONRows(JSONObject(**TOLD))).values("told"))


def read_changes(told: Iterable[Any] | None) -> list[ScopeChange]:
    """Oldest first; what `told_changes` does not tell is not there."""
    rows = [json.loads(one) if isinstance(one, str) else one for one in told or ()]
    return [_told_change(row) for row in sorted(rows, key=lambda row: (row["since"], row["pk"]))]


def _told_change(row: Mapping[str, Any]) -> ScopeChange:
    change = ScopeChange(
        pk=row["pk"],
        function=row["function"],
        unit=row["unit"],
        since=date.fromisoformat(row["since"][:10]),
        rhythm=row["rhythm"],
        price_minor=row["price"],
        settles_minor=row["settles"],
        contract=Contract(
            pk=row["contract"],
            starts_on=date.fromisoformat(row["starts"][:10]),
            ends_on=date.fromisoformat(row["ends"][:10]) if row["ends"] else None,
            value_minor=row["value"],
        ),
    )
    change.invoiced_minor = row["invoiced"]
    return change


def amended_words(contract_pk: int, changes: Sequence[ScopeChange], currency: str) -> str:
    """ "Amended by 2 changes of scope: 50,000.00 EUR and 21,160.00 EUR make 71,160.00 EUR."; "" where nothing amends it."""
    own = [one for one in changes if one.contract_id == contract_pk]
    if not own:
        return ""
    found = amended(own[0].contract, changes)
    words = ngettext("Amended by %(count)s change of scope", "Amended by %(count)s changes of scope", len(own))
    said = {"words": words % {"count": len(own)}}
    if found.added is None:
        return _("%(words)s; without an end there is no value of the term.") % said
    said["added"] = notation.money(found.added, currency)
    if found.original is None or found.value is None:
        return _("%(words)s: %(added)s more until its end; its own value is not stated.") % said
    said |= {"original": notation.money(found.original, currency), "value": notation.money(found.value, currency)}
    return _("%(words)s: %(original)s and %(added)s make %(value)s over the term.") % said


# --- The pages --------------------------------------------------------------------------------------------------------
def price_words(change: ScopeChange) -> str:
    """ "2,000.00 EUR a month"."""
    said = {"amount": notation.money(change.price_minor, change.customer.currency)}
    return {
        "month": _("%(amount)s a month"),
        "quarter": _("%(amount)s a quarter"),
        "year": _("%(amount)s a year"),
    }[change.rhythm] % said


def planned_words(change: ScopeChange) -> str:
    """ "120 cases a month"."""
    said = {"quantity": notation.quantity(change.planned, change.unit)}
    return {
        "month": _("%(quantity)s a month"),
        "quarter": _("%(quantity)s a quarter"),
        "year": _("%(quantity)s a year"),
    }[change.rhythm] % said


def change_title(change: ScopeChange) -> str:
    """ "Ines Okafor agreed: 150 cases a month for 1,000.00 EUR a month more, from 1 June 2026"."""
    what = _("%(planned)s for %(price)s more, from %(day)s") % {
        "planned": planned_words(change),
        "price": price_words(change),
        "day": notation.date_long(change.since),
    }
    said = {"what": what, "name": change.decided_by or change.asked.name}
    return {
        change.State.DRAFT: _("Drafted for %(name)s: %(what)s"),
        change.State.PROPOSED: _("%(name)s decides: %(what)s"),
        change.State.AGREED: _("%(name)s agreed: %(what)s"),
        change.State.DECLINED: _("%(name)s declined: %(what)s"),
        change.State.WITHDRAWN: _("Withdrawn: %(what)s"),
    }[change.State(change.state)] % said


def change_line(change: ScopeChange) -> dict[str, Any]:
    return {
        "change": change,
        "mark": MARKS[change.state],
        "state": change.get_state_display(),
        "planned": planned_words(change),
        "price": price_words(change),
    }


def change_page(actor: Actor, change: ScopeChange) -> dict[str, Any]:
    """Everything that a change says; of an agreed one also what it costs to date and what is invoiced, in one query more."""
    if change.state != ScopeChange.State.AGREED:
        return change_line(change)
    agreed = amendments(agreed_of(actor, change.customer))
    return next(amended_line(one, actor.supplier.today()) for one in agreed if one.change.pk == change.pk)


def changes_of(actor: Actor, customer: Customer) -> list[ScopeChange]:
    """Every change of scope that the actor sees, newest first; one query."""
    seen = ScopeChange.objects.visible_to(actor).filter(customer=customer).with_invoiced()
    return list(seen.select_related("customer", "contract", "asked", "amends__amendment").order_by("-since", "-pk"))


def agreed_page(actor: Actor) -> dict[str, Any]:
    """The context of scorecards/portal_scope.html: what the customer's side agreed, and what else was put to it; one query."""
    assert actor.stakeholder is not None
    changes, today = changes_of(actor, actor.stakeholder.customer), actor.supplier.today()
    agreed = [one for one in reversed(changes) if one.state == ScopeChange.State.AGREED]
    found = paid(agreed, today=today)
    currency = actor.stakeholder.customer.currency
    return {
        "currency": currency,
        "agreed": [amended_line(one, today) for one in reversed(amendments(agreed))],
        "paid": found,
        "ahead": ahead_words(found, currency) if found is not None else "",
        "others": [
            change_line(one)
            | {"waits": one.state == ScopeChange.State.PROPOSED and one.asked_id == actor.stakeholder.pk}
            for one in changes
            if one.state != ScopeChange.State.AGREED
        ],
    }


def lines_of(actor: Actor, customer: Customer) -> list[ScopeLine]:
    """What the customer's contracts include; one query."""
    seen = ScopeLine.objects.visible_to(actor).filter(customer=customer)
    return list(seen.select_related("contract").order_by("contract__starts_on", "position", "pk"))


def scope_page(actor: Actor, customer: Customer) -> dict[str, Any]:
    """The context of scorecards/scope.html."""
    changes, lines = changes_of(actor, customer), lines_of(actor, customer)
    agreed = [one for one in reversed(changes) if one.state == ScopeChange.State.AGREED]
    volumes = WorkVolume.objects.visible_to(actor).filter(customer=customer).current().order_by("period_start", "pk")
    contracts = Contract.objects.visible_to(actor).filter(customer=customer).order_by("starts_on", "pk")
    unpaid = unpaid_of(volumes, agreed, lines, currency=customer.currency)
    today = actor.supplier.today()
    settled = {one.change.pk: one.paid(today) for one in amendments(agreed)}
    found = paid(agreed, today=today)
    return {
        "customer": customer,
        "unpaid": unpaid,
        "unpaid_minor": sum_of(unpaid),
        "changes": [change_line(one) | {"paid": settled.get(one.pk)} for one in changes],
        "paid": found,
        "ahead": ahead_words(found, customer.currency) if found is not None else "",
        "contracts": [
            {"contract": contract, "lines": _priced([one for one in lines if one.contract_id == contract.pk], customer)}
            for contract in contracts
        ],
    }


def _priced(lines: Sequence[ScopeLine], customer: Customer) -> list[dict[str, Any]]:
    """Each line with its price in words ("" without one), all of one precision."""
    digits = notation.rate_decimals((one.unit_price for one in lines), customer.currency)
    return [
        {
            "line": one,
            "price": ""
            if one.unit_price is None
            else notation.rate(one.unit_price, customer.currency, least_digits=digits),
        }
        for one in lines
    ]
