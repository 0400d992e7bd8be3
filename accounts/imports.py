"""Importing customers, stakeholders and contracts: checked whole first, all or nothing, safe to repeat.

A row is found again by its external_id, else by its name. A row that is there already is unchanged; where its cells
say something else, the object is edited and its history says so. An empty cell leaves what is there. docs/imports.md
has the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.currencies import what_is_wrong
from accounts.history import record_change, values_of
from accounts.models import Contract, Customer, Membership, Stakeholder, Supplier, Team
from accounts.notation import minor_digits, money, to_minor
from accounts.services import create_customer, create_stakeholder, hand_over
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet, Tick, name_key, read_table

Role = Membership.Role
CUSTOMERS = Columns(("name", "currency"), ("external_id", "industry", "locale", "tier", "stage", "team", "accountable"))
STAKEHOLDERS = Columns(
    ("customer", "name"),
    ("external_id", "position", "function", "email", "phone", "seniority", "influence", "since", "until"),
)
CONTRACTS = Columns(
    ("customer", "name", "starts_on"), ("external_id", "ends_on", "notice_on", "renews_on", "value", "currency")
)
# The database's 64 bits hold far more; no contract does.
MOST_MINOR = 10**15


def sheet_of(data: bytes | Sheet, columns: Columns, how: How, tick: Tick | None = None) -> Sheet:
    """A file that is read now, or one that was read already: reading needs no lock, and so no transaction."""
    return data if isinstance(data, Sheet) else read_table(data, columns, how, tick)


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


# --- Customers --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Planned:
    row: Row
    existing: Any  # the Customer or Stakeholder that the row is about, or None
    fields: dict[str, Any]
    accountable: Membership | None = None


def import_customers(
    *,
    data: bytes | Sheet,
    actor: Actor,
    how: How = PLAIN,
    check_only: bool = False,
    expect: str = "",
    tick: Tick | None = None,
) -> Result:
    """New customers of the actor's supplier, and edits of those that she may edit. Columns: CUSTOMERS.

    PermissionDenied for contributors and the customer's side: they make no customers. Where `expect` is given, nothing is
    written unless the plan is that one (Result.plan).
    """
    if actor.membership is None or actor.membership.role == Role.CONTRIBUTOR:
        raise PermissionDenied
    sheet = sheet_of(data, CUSTOMERS, how, tick)
    with deciding(actor.supplier, check_only=check_only):
        planned = _plan_customers(sheet, actor=actor, supplier=actor.supplier)
        result = _counted(sheet, planned, _customer_edits)
        if result.goes_ahead(check_only=check_only, expect=expect):
            for one in planned:
                written = _write_customer(one, actor)
                if one.row.outcome != "unchanged":
                    result.customers.add(written.pk)
    return result


def _plan_customers(sheet: Sheet, *, actor: Actor, supplier: Supplier) -> list[_Planned]:
    editable = set(Customer.objects.editable_by(actor).values_list("pk", flat=True))
    theirs = list(Customer.objects.filter(supplier=supplier).select_related("accountable", "supplier", "team"))
    by_id = {customer.external_id: customer for customer in theirs if customer.external_id}
    by_name = {name_key(customer.name): customer for customer in theirs}
    people = {
        member.user.email: member
        for member in Membership.objects.filter(supplier=supplier, deactivated_at=None).select_related("user")
    }
    teams = {name_key(team.name): team for team in Team.objects.filter(supplier=supplier)}
    seen = _Seen()
    planned = []
    for row in sheet.readable():
        fields = _customer_fields(row, teams)
        accountable = _accountable(row, actor, people)
        if row.is_good:
            seen.check(row, external_id=fields["external_id"], name=fields["name"])
        if not row.is_good:
            continue
        same_id, same_name = by_id.get(fields["external_id"]), by_name.get(name_key(fields["name"]))
        existing = same_id or same_name
        if existing is not None:
            _check_existing_customer(row, existing, same_name, fields, editable)
        planned.append(_Planned(row, existing, fields, accountable))
    return planned


def _customer_fields(row: Row, teams: dict[str, Team]) -> dict[str, Any]:
    currency = row.text("currency", most=3).upper()
    if currency and (wrong := what_is_wrong(currency)):
        row.refuse("currency", wrong, "no_currency")
    locale = row.text("locale", most=10, needed=False)
    if locale and not _is_locale(locale):
        row.refuse("locale", _("This language is not known. Write en, de or de-CH."), "no_locale")
    team_name = row.text("team", most=120, needed=False)
    team = teams.get(name_key(team_name)) if team_name else None
    if team_name and team is None:
        row.refuse("team", _("You have no team of this name."), "unknown_team")
    return {
        "external_id": row.text("external_id", most=120, needed=False),
        "name": row.text("name", most=200),
        "currency": currency,
        "industry": row.text("industry", most=120, needed=False),
        "locale": locale,
        "tier": row.choice("tier", Customer.Tier, default=""),
        "stage": row.choice("stage", Customer.Stage, default=""),
        "team": team,
    }


def _is_locale(code: str) -> bool:
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def _accountable(row: Row, actor: Actor, people: dict[str, Membership]) -> Membership | None:
    assert actor.membership is not None
    email = row.text("accountable", needed=False).lower()
    if not email:
        return None
    member = people.get(email)
    if member is None:
        row.refuse("accountable", _("Nobody of your firm has this address."), "unknown_person")
        return None
    if member.role == Role.CONTRIBUTOR:
        row.refuse("accountable", _("A contributor does not answer for a customer."), "contributor")
    if actor.membership.role == Role.ACCOUNT_MANAGER and member.pk != actor.membership.pk:
        row.refuse(
            "accountable", _("Only leaders and administrators name somebody else than themselves."), "not_yourself"
        )
    return member


def _check_existing_customer(
    row: Row, existing: Customer, same_name: Customer | None, fields: dict[str, Any], editable: set[int]
) -> None:
    if existing.pk not in editable:
        row.refuse("name", _("This customer is in somebody else's hands. Ask your administrator."), "not_yours")
    elif same_name is not None and same_name.pk != existing.pk:
        row.refuse("name", _("Another customer has this name."), "name_taken")
    elif existing.external_id and fields["external_id"] and existing.external_id != fields["external_id"]:
        row.refuse("external_id", _("The customer of this name has another external_id."), "other_external_id")
    elif fields["currency"] != existing.currency:
        row.refuse(
            "currency",
            _("A customer's currency does not change: it is %(code)s.") % {"code": existing.currency},
            "currency_changed",
        )


def _customer_edits(one: _Planned) -> dict[str, Any]:
    moved = one.accountable is not None and one.accountable.pk != one.existing.accountable_id
    return _edits(one) | ({"accountable": one.accountable} if moved else {})


def _write_customer(one: _Planned, actor: Actor) -> Customer:
    existing: Customer | None = one.existing
    if existing is None:
        fields = {name: value for name, value in one.fields.items() if value}
        return create_customer(actor=actor, accountable=one.accountable, domains=[], **fields)
    _edit(one, actor, customer=existing)
    if one.accountable is not None:
        hand_over(customer=existing, to=one.accountable, actor=actor)
    return existing


# --- Stakeholders -----------------------------------------------------------------------------------------------------
def import_stakeholders(
    *,
    data: bytes | Sheet,
    actor: Actor,
    how: How = PLAIN,
    check_only: bool = False,
    expect: str = "",
    tick: Tick | None = None,
) -> Result:
    """People at customers that the actor may edit. No import gives rights or portal access. Columns: STAKEHOLDERS."""
    sheet = sheet_of(data, STAKEHOLDERS, how, tick)
    with deciding(actor.supplier, check_only=check_only):
        planned = _plan_stakeholders(sheet, actor=actor)
        result = _counted(sheet, planned, _edits)
        if result.goes_ahead(check_only=check_only, expect=expect):
            for one in planned:
                if one.existing is not None:
                    _edit(one, actor, customer=one.existing.customer)
                else:
                    create_stakeholder(**{name: value for name, value in one.fields.items() if value})
    return result


def _plan_stakeholders(sheet: Sheet, *, actor: Actor) -> list[_Planned]:
    customers = CustomersByName(Customer.objects.editable_by(actor).select_related("supplier"))
    theirs = list(Stakeholder.objects.filter(supplier=actor.supplier).select_related("customer"))
    by_id = {person.external_id: person for person in theirs if person.external_id}
    by_name: dict[tuple[int, str], list[Stakeholder]] = {}
    for person in theirs:
        by_name.setdefault((person.customer_id, name_key(person.name)), []).append(person)
    seen = _Seen()
    planned = []
    for row in sheet.readable():
        fields = _stakeholder_fields(row) | {"customer": customers.find(row)}
        if row.is_good:
            # Without an external_id two people of one name cannot be told apart; with one they can.
            within = "" if fields["external_id"] else f"{fields['customer'].pk} "
            seen.check(row, external_id=fields["external_id"], name=fields["name"] if within else "", within=within)
        if not row.is_good:
            continue
        existing = by_id.get(fields["external_id"])
        if existing is None:
            namesakes = by_name.get((fields["customer"].pk, name_key(fields["name"])), [])
            namesakes = [one for one in namesakes if not (one.external_id and fields["external_id"])]
            if len(namesakes) > 1:
                row.refuse("name", _("Several people of this customer have this name. Add external_id."), "ambiguous")
            existing = namesakes[0] if len(namesakes) == 1 else None
        elif existing.customer_id != fields["customer"].pk:
            row.refuse("external_id", _("This external_id belongs to a person of another customer."), "other_customer")
        if existing is not None and existing.user_id and fields["email"] not in {"", existing.email.lower()}:
            row.refuse(
                "email", _("She signs in with another address. Change it on her page and invite her anew."), "signs_in"
            )
        planned.append(_Planned(row, existing, fields))
    return planned


def _stakeholder_fields(row: Row) -> dict[str, Any]:
    email = row.text("email", most=254, needed=False).lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            row.refuse("email", _("This is not an e-mail address."), "no_address")
    influence = row.text("influence", needed=False)
    if influence and influence not in {"1", "2", "3", "4", "5"}:
        row.refuse("influence", _("A whole number from 1 to 5."), "influence")
        influence = ""
    since, until = row.day("since", needed=False), row.day("until", needed=False)
    if since and until and until < since:
        row.refuse("until", _("The last day lies before the first."), "order")
    return {
        "external_id": row.text("external_id", most=120, needed=False),
        "name": row.text("name", most=200),
        "position": row.text("position", most=200, needed=False),
        "function": row.text("function", most=120, needed=False),
        "email": email,
        "phone": row.text("phone", most=60, needed=False),
        "seniority": row.choice("seniority", Stakeholder.Seniority, default=""),
        "influence": int(influence) if influence else None,
        "since": since,
        "until": until,
    }


# --- Contracts --------------------------------------------------------------------------------------------------------
def import_contracts(
    *,
    data: bytes | Sheet,
    actor: Actor,
    how: How = PLAIN,
    check_only: bool = False,
    expect: str = "",
    tick: Tick | None = None,
) -> Result:
    """Contracts of customers that the actor may edit. Columns: CONTRACTS; the value is in the customer's currency.

    Found again by external_id, else by name and first day at the same customer.
    """
    sheet = sheet_of(data, CONTRACTS, how, tick)
    with deciding(actor.supplier, check_only=check_only):
        planned = _plan_contracts(sheet, actor=actor, locale=how.locale)
        result = _counted(sheet, planned, _edits)
        if result.goes_ahead(check_only=check_only, expect=expect):
            for one in planned:
                if one.existing is not None:
                    _edit(one, actor, customer=one.existing.customer)
                else:
                    fields = {name: value for name, value in one.fields.items() if value is not None}
                    Contract.objects.create(supplier_id=fields["customer"].supplier_id, **fields)
    return result


def _plan_contracts(sheet: Sheet, *, actor: Actor, locale: str) -> list[_Planned]:
    customers = CustomersByName(Customer.objects.editable_by(actor).select_related("supplier"))
    theirs = list(Contract.objects.filter(supplier=actor.supplier).select_related("customer"))
    by_id = {contract.external_id: contract for contract in theirs if contract.external_id}
    by_name = {(one.customer_id, name_key(one.name), one.starts_on): one for one in theirs}
    seen = _Seen()
    planned = []
    for row in sheet.readable():
        customer = customers.find(row)
        fields = _contract_fields(row, customer, locale=locale)
        if row.is_good and customer is not None:
            within = f"{customer.pk} {fields['starts_on']} "
            seen.check(row, external_id=fields["external_id"], name=fields["name"], within=within)
        if not row.is_good or customer is None:
            continue
        existing = by_id.get(fields["external_id"]) if fields["external_id"] else None
        if existing is not None and existing.customer_id != customer.pk:
            row.refuse(
                "external_id", _("This external_id belongs to a contract of another customer."), "other_customer"
            )
        same = by_name.get((customer.pk, name_key(fields["name"]), fields["starts_on"]))
        if existing is None and same is not None:
            existing = same
            if same.external_id and fields["external_id"]:
                row.refuse("external_id", _("The contract of this name has another external_id."), "other_external_id")
        if existing is not None:
            _check_order(row, fields["starts_on"], fields["ends_on"] or existing.ends_on)
        planned.append(_Planned(row, existing, fields))
    return planned


def _contract_fields(row: Row, customer: Customer | None, *, locale: str) -> dict[str, Any]:
    starts_on, ends_on = row.day("starts_on"), row.day("ends_on", needed=False)
    _check_order(row, starts_on, ends_on)
    return {
        "customer": customer,
        "external_id": row.text("external_id", most=120, needed=False),
        "name": row.text("name", most=200),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "notice_on": row.day("notice_on", needed=False),
        "renews_on": row.day("renews_on", needed=False),
        "value_minor": _contract_value(row, customer, locale=locale),
    }


def _check_order(row: Row, starts_on: Any, ends_on: Any) -> None:
    if row.is_good and starts_on and ends_on and ends_on < starts_on:
        row.refuse("ends_on", _("The contract ends before it starts."), "order")


def _contract_value(row: Row, customer: Customer | None, *, locale: str) -> int | None:
    currency = row.text("currency", most=3, needed=False).upper()
    if customer is None:
        return None
    if currency not in {"", customer.currency}:
        said = {"customer": customer.name, "code": customer.currency}
        row.refuse("currency", _("A contract's value is in the currency of %(customer)s: %(code)s.") % said, "currency")
        return None
    digits = minor_digits(customer.currency)
    value = row.number("value", locale=locale, digits=digits, needed=False, too_precise=too_precise(customer.currency))
    if value is None:
        return None
    if value < 0:
        row.refuse("value", _("A contract's value is zero or more."), "negative")
    elif value >= Decimal(MOST_MINOR).scaleb(-digits):
        row.refuse("value", _("This amount is too large."), "too_large")
    else:
        return to_minor(value, customer.currency)
    return None


def too_precise(currency: str) -> str:
    """What is said of an amount with more decimals than its currency has."""
    digits = minor_digits(currency)
    if digits == 0:
        return _("%(currency)s has no decimals.") % {"currency": currency}
    return _("%(currency)s has %(digits)s decimals.") % {"currency": currency, "digits": digits}


# --- What they share ---------------------------------------------------------------------------------------------------
class _Seen:
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


def _counted(sheet: Sheet, planned: list[_Planned], edits_of: Callable[[_Planned], dict[str, Any]]) -> Result:
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


def _edits(one: _Planned) -> dict[str, Any]:
    """The cells that are not empty and say something else than the object does."""
    return {
        name: value
        for name, value in one.fields.items()
        if value not in (None, "") and _plain(getattr(one.existing, name)) != _plain(value)
    }


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _edit(one: _Planned, actor: Actor, *, customer: Customer) -> None:
    edits = _edits(one)
    if not edits:
        return
    before = values_of(one.existing, edits)
    for name, value in edits.items():
        setattr(one.existing, name, value)
    one.existing.save(update_fields=list(edits))
    record_change(actor=actor, obj=one.existing, customer=customer, before=before, after=values_of(one.existing, edits))
