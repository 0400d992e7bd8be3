"""What imports share: the sheet and the lock, customers found by name, and rows held against what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.history import record_change, values_of
from accounts.models import Customer, Membership, Supplier
from accounts.notation import minor_digits, money
from accounts.table_reading import read_table
from accounts.tables import Columns, How, Result, Row, Sheet, name_key


def sheet_of(data: bytes | Sheet, columns: Columns, how: How) -> Sheet:
    """A file that is read now, or one that was read already: reading needs no lock, and so no transaction."""
    return data if isinstance(data, Sheet) else read_table(data, columns, how)


@contextmanager
def deciding(supplier: Supplier, *, check_only: bool) -> Iterator[None]:
    """Around planning and writing. The supplier's row is the lock: two imports of the same file do not both create.

    A check takes neither lock nor transaction: whoever watches it sees how far it is.
    """
    if check_only:
        yield
        return
    with transaction.atomic():
        Supplier.objects.select_for_update().get(pk=supplier.pk)
        yield


class CustomersByName:
    """The customers that an actor may work on, by name, else by external_id: what she may not see does not exist."""

    def __init__(self, customers: Iterable[Customer]) -> None:
        self._by_name: dict[str, list[Customer]] = {}
        self._by_id: dict[str, Customer] = {}
        for customer in customers:
            self._by_name.setdefault(name_key(customer.name), []).append(customer)
            if customer.external_id:
                self._by_id[customer.external_id] = customer

    def find(self, row: Row, column: str = "customer") -> Customer | None:
        name = row.text(column, most=200)
        if not name:
            return None
        found = self._by_name.get(name_key(name), [])
        exact = [customer for customer in found if customer.name == name]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found and name in self._by_id:
            return self._by_id[name]
        row.refuse(column, _("You have no customer of this name."), "unknown_customer")
        return None


@dataclass(frozen=True)
class Planned:
    """What becomes of a row. `existing`: the customer, stakeholder or contract that it is about; None: it is new."""

    row: Row
    existing: Any
    fields: dict[str, Any]
    accountable: Membership | None = None


def too_precise(currency: str) -> str:
    """What is said of an amount with more decimals than its currency has."""
    digits = minor_digits(currency)
    if digits == 0:
        return _("%(currency)s has no decimals.") % {"currency": currency}
    return _("%(currency)s has %(digits)s decimals.") % {"currency": currency, "digits": digits}


class Seen:
    """What stands in the file already: a file that repeats itself was put together wrongly."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[int, str]] = {}
        self._names: dict[str, int] = {}

    def check(self, row: Row, *, external_id: str, name: str, within: str = "") -> None:
        line, other = self._ids.get(external_id, (0, ""))
        key = within + name_key(name)
        if external_id and line and name and other != name_key(name):
            row.refuse(
                "external_id",
                _("%(id)s stands in line %(line)s already, with another name.") % {"id": external_id, "line": line},
                "external_id_twice",
            )
        elif external_id and line:
            row.refuse("", _("This is the same as line %(line)s. Take one of them out.") % {"line": line}, "twice")
        elif name and key in self._names:
            row.refuse(
                "name",
                _("%(name)s stands in line %(line)s already.") % {"name": name, "line": self._names[key]},
                "name_twice",
            )
        if external_id:
            self._ids.setdefault(external_id, (row.line, name_key(name)))
        if name:
            self._names.setdefault(key, row.line)


def counted(sheet: Sheet, planned: list[Planned], edits_of: Callable[[Planned], dict[str, Any]]) -> Result:
    """What would be written, row by row: created, changed with what changes, or unchanged."""
    result = sheet.result()
    for one in planned:
        if not one.row.is_good:
            continue
        customer = one.fields.get("customer")
        if one.existing is None:
            key = _plain(customer)
            result.count(one.row, "created", basis=key, customer=key)
            continue
        edits = edits_of(one)
        before = {name: _shown(one.existing, name, getattr(one.existing, name)) for name in edits}
        after = {name: _shown(one.existing, name, value) for name, value in edits.items()}
        detail = "; ".join(f"{name.removesuffix('_minor')}: {before[name] or '–'} → {after[name]}" for name in edits)
        outcome = "changed" if edits else "unchanged"
        key = customer.pk if customer is not None else one.existing.pk
        result.count(one.row, outcome, basis=f"{one.existing.pk} {detail}", detail=detail, customer=key)
    return result


def _shown(obj: Any, name: str, value: Any) -> str:
    if name == "value_minor" and value is not None:
        return money(value, obj.customer.currency)
    return "" if value is None else str(value)


def edits_in(one: Planned) -> dict[str, Any]:
    """The cells that are not empty and say something else than the object does."""
    return {
        name: value
        for name, value in one.fields.items()
        if value not in (None, "") and _plain(getattr(one.existing, name)) != _plain(value)
    }


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def edit(one: Planned, actor: Actor, *, customer: Customer) -> None:
    """Write what the row says otherwise, and leave it in the history of this customer."""
    edits = edits_in(one)
    if not edits:
        return
    before = values_of(one.existing, edits)
    for name, value in edits.items():
        setattr(one.existing, name, value)
    one.existing.save(update_fields=list(edits))
    record_change(actor=actor, obj=one.existing, customer=customer, before=before, after=values_of(one.existing, edits))
