"""Importing spend, each entry known by its external_id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.currencies import what_is_wrong
from accounts.imports.rows import CustomersByName, sheet_of, too_precise
from accounts.models import Amendment, Customer
from accounts.notation import minor_digits, money, to_minor
from accounts.refusal import Refused
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet
from outcomes.imports.rows import BATCH, batches, customers_of
from outcomes.models import SpendEntry
from outcomes.rates import RateBook
from outcomes.services.records import check_amendment, check_spend, spend_entry, spend_sums
from outcomes.totals import move

SPEND = Columns(
    ("external_id", "customer", "on", "kind", "amount", "source"), ("currency", "basis", "words", "amendment")
)
COMPARED = (
    "on",
    "kind",
    "basis",
    "words",
    "source",
    "amount_minor",
    "original_minor",
    "original_currency",
    "amendment_id",
)


def import_spend(
    *, data: bytes | Sheet, actor: Actor, how: How = PLAIN, check_only: bool = False, expect: str = ""
) -> Result:
    """Spend of customers that the actor may edit, each entry known by its external_id. Columns: SPEND.

    An entry that differs from the one of its external_id supersedes it. What was taken back in the product stays so
    while the file says the same as before. Where `expect` is given, nothing is written unless the plan is that one
    (Result.plan). A check takes no locks.
    """
    sheet = sheet_of(data, SPEND, how)
    with nullcontext() if check_only else transaction.atomic():
        plan = _plan_spend(sheet, actor=actor, locale=how.locale, lock=not check_only)
        result = sheet.result()
        new = []
        for row, entry, standing in plan:
            key = entry.customer_id
            if standing is None:
                result.count(row, "created", basis=f"{key} {entry.amount_minor}", customer=key)
            elif _says_the_same(entry, standing):
                result.count(row, "unchanged", basis=standing.pk, customer=key)
                continue
            else:
                result.count(
                    row,
                    "superseded",
                    basis=f"{standing.pk} {entry.amount_minor}",
                    detail=_moved(entry, standing),
                    customer=key,
                )
                entry.supersedes, entry.contract_id = standing, standing.contract_id
            new.append(entry)
        if result.goes_ahead(check_only=check_only, expect=expect):
            SpendEntry.objects.bulk_create(new, batch_size=BATCH)
            _move_totals(new)
    return result


def _moved(entry: SpendEntry, standing: SpendEntry) -> str:
    """What the new entry says otherwise: the amount, where it differs, else which of its fields."""
    if entry.amount_minor != standing.amount_minor:
        before, after = (money(one.amount_minor, one.customer.currency) for one in (standing, entry))
        return _("%(before)s → %(after)s") % {"before": before, "after": after}
    return ", ".join(name.removesuffix("_id") for name in COMPARED if getattr(entry, name) != getattr(standing, name))


def _plan_spend(
    sheet: Sheet, *, actor: Actor, locale: str, lock: bool
) -> list[tuple[Row, SpendEntry, SpendEntry | None]]:
    customers = customers_of(sheet, Customer.objects.editable_by(actor), lock=lock)
    by_name = CustomersByName(customers)
    same_customer = {customer.pk: customer for customer in customers}
    standing = _spend_by_external_id(sheet, actor)
    amendments = _amendments(sheet, customers)
    rates, today, now = RateBook(actor.supplier), actor.supplier.today(), timezone.now()
    lines: dict[str, Row] = {}
    plan = []
    for row in sheet.readable():
        customer = by_name.find(row)
        fields = _spend_fields(row, customer, locale=locale)
        fields["amendment"] = _amendment(row, customer, amendments)
        earlier = lines.setdefault(fields["external_id"], row)
        if row.is_good and earlier is not row:
            _refuse_same_id(row, earlier)
        if not row.is_good or customer is None:
            continue
        try:
            check_spend(on=fields["on"], kind=fields["kind"], amount_minor=fields["amount_minor"], today=today)
            check_amendment(fields["amendment"], customer=customer, kind=fields["kind"])
            entry = spend_entry(
                customer=customer, rate_on=rates.rate_on, recorded_by=actor.membership, recorded_at=now, **fields
            )
        except Refused as refused:
            row.refuse_for(refused, "currency" if refused.code == "missing_rate" else "amount")
            continue
        there = standing.get(entry.external_id)
        if there is not None and there.customer_id != customer.pk:
            row.refuse("external_id", _("This external_id belongs to another customer's entry."), "other_customer")
            continue
        if there is not None:
            there.customer = same_customer[there.customer_id]
            if "amendment" not in row.cells and entry.kind != SpendEntry.Kind.INTERNAL:
                # A file that does not say what it pays for takes nothing away that was said in the product.
                entry.amendment_id = there.amendment_id
        plan.append((row, entry, there))
    return plan


def _spend_fields(row: Row, customer: Customer | None, *, locale: str) -> dict[str, Any]:
    currency = row.text("currency", most=3, needed=False).upper() or (customer.currency if customer is not None else "")
    digits = _digits(row, currency, customer.currency if customer is not None else "")
    amount = None
    if digits is not None:
        amount = row.number("amount", locale=locale, digits=digits, too_precise=too_precise(currency))
    if amount is not None and not amount:
        row.refuse("amount", _("Zero is no spend. Leave the row out."), "zero")
    return {
        "external_id": row.text("external_id", most=120),
        "on": row.day("on"),
        "kind": row.choice("kind", SpendEntry.Kind),
        "basis": row.choice("basis", SpendEntry.Basis, default=SpendEntry.Basis.INVOICE.value),
        "words": row.text("words", needed=False),
        "source": row.text("source"),
        "currency": currency,
        "amount_minor": to_minor(amount, currency) if amount is not None else None,
    }


def _amendments(sheet: Sheet, customers: Iterable[Customer]) -> dict[tuple[int, str], Amendment]:
    """By customer and number, where the file names any; one query."""
    if not any(row.cells.get("amendment") for row in sheet.rows):
        return {}
    found = Amendment.objects.filter(customer__in=[one.pk for one in customers])
    return {(one.customer_id, str(one.number)): one for one in found}


def _amendment(
    row: Row, customer: Customer | None, amendments: Mapping[tuple[int, str], Amendment]
) -> Amendment | None:
    number = row.text("amendment", most=10, needed=False)
    if not number or customer is None:
        return None
    found = amendments.get((customer.pk, number))
    if found is None:
        row.refuse("amendment", _("This customer agreed no amendment of this number."), "no_amendment")
    return found


def _digits(row: Row, currency: str, own: str) -> int | None:
    if not currency:
        return None
    wrong = what_is_wrong(currency)
    if wrong and currency != own:
        row.refuse("currency", wrong, "no_currency")
        return None
    return minor_digits(currency)


def _refuse_same_id(row: Row, earlier: Row) -> None:
    said = {"id": row.cells["external_id"], "line": earlier.line}
    if row.cells == earlier.cells:
        row.refuse("external_id", _("%(id)s stands in line %(line)s already.") % said, "twice")
    elif row.cells["amount"] != earlier.cells["amount"]:
        row.refuse(
            "external_id", _("%(id)s stands in line %(line)s already, with another amount.") % said, "two_amounts"
        )
    else:
        row.refuse("external_id", _("%(id)s stands in line %(line)s already, and says something else.") % said, "twice")


def _spend_by_external_id(sheet: Sheet, actor: Actor) -> dict[str, SpendEntry]:
    """The entry that stands for each external_id of the file, taken back or not, whosever it is."""
    wanted = {row.cells.get("external_id", "") for row in sheet.rows} - {""}
    return {
        entry.external_id: entry
        for ids in batches(sorted(wanted))
        for entry in SpendEntry.objects.filter(supplier=actor.supplier, external_id__in=ids, superseded_by=None)
    }


def _says_the_same(entry: SpendEntry, standing: SpendEntry) -> bool:
    """In another currency the original counts: a rate that was added later makes no other invoice."""
    compared = [name for name in COMPARED if name != "amount_minor" or not entry.original_currency]
    return all(getattr(entry, name) == getattr(standing, name) for name in compared)


def _move_totals(entries: list[SpendEntry]) -> None:
    """Once a customer and month, not once an entry."""
    sums: dict[tuple[int, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    customers = {entry.customer_id: entry.customer for entry in entries}
    for entry in entries:
        standing = entry.supersedes
        for one, sign in ((entry, 1), (standing, -1)):
            if one is not None and not one.is_void:
                for name, minor in spend_sums(one).items():
                    sums[one.customer_id, one.on.replace(day=1)][name] += sign * minor
    for (customer, month), after in sorted(sums.items(), key=lambda item: item[0]):
        move(customer=customers[customer], on=month, before={}, after=after)
