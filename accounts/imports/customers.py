"""Importing customers."""

from __future__ import annotations

from typing import Any

from babel import Locale, UnknownLocaleError
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.currencies import what_is_wrong
from accounts.imports.rows import Planned, Seen, counted, deciding, edit, edits_in, sheet_of
from accounts.models import Customer, Membership, Supplier, Team
from accounts.services import create_customer, hand_over
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet, name_key

Role = Membership.Role
CUSTOMERS = Columns(("name", "currency"), ("external_id", "industry", "locale", "tier", "stage", "team", "accountable"))


def import_customers(
    *, data: bytes | Sheet, actor: Actor, how: How = PLAIN, check_only: bool = False, expect: str = ""
) -> Result:
    """New customers of the actor's supplier, and edits of those that she may edit. Columns: CUSTOMERS.

    PermissionDenied for contributors and the customer's side: they make no customers. Where `expect` is given, nothing is
    written unless the plan is that one (Result.plan).
    """
    if actor.membership is None or actor.membership.role == Role.CONTRIBUTOR:
        raise PermissionDenied
    sheet = sheet_of(data, CUSTOMERS, how)
    with deciding(actor.supplier, check_only=check_only):
        planned = _plan_customers(sheet, actor=actor, supplier=actor.supplier)
        result = counted(sheet, planned, _customer_edits)
        if result.goes_ahead(check_only=check_only, expect=expect):
            for one in planned:
                written = _write_customer(one, actor)
                if one.row.outcome != "unchanged":
                    result.customers.add(written.pk)
    return result


def _plan_customers(sheet: Sheet, *, actor: Actor, supplier: Supplier) -> list[Planned]:
    editable = set(Customer.objects.editable_by(actor).values_list("pk", flat=True))
    theirs = list(Customer.objects.filter(supplier=supplier).select_related("accountable", "supplier", "team"))
    by_id = {customer.external_id: customer for customer in theirs if customer.external_id}
    by_name = {name_key(customer.name): customer for customer in theirs}
    people = {
        member.user.email: member
        for member in Membership.objects.filter(supplier=supplier, deactivated_at=None).select_related("user")
    }
    teams = {name_key(team.name): team for team in Team.objects.filter(supplier=supplier)}
    seen = Seen()
    planned = []
    for row in sheet.readable():
        fields = _customer_fields(row, teams)
        accountable = _accountable(row, people)
        if row.is_good:
            seen.check(row, external_id=fields["external_id"], name=fields["name"])
        if not row.is_good:
            continue
        same_id, same_name = by_id.get(fields["external_id"]), by_name.get(name_key(fields["name"]))
        existing = same_id or same_name
        if existing is not None:
            _check_existing_customer(row, existing, same_name, fields, editable)
        planned.append(Planned(row, existing, fields, accountable))
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


def _accountable(row: Row, people: dict[str, Membership]) -> Membership | None:
    email = row.text("accountable", needed=False).lower()
    if not email:
        return None
    member = people.get(email)
    if member is None:
        row.refuse("accountable", _("Nobody of your firm has this address."), "unknown_person")
        return None
    if member.role == Role.CONTRIBUTOR:
        row.refuse("accountable", _("A contributor does not answer for a customer."), "contributor")
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


def _customer_edits(one: Planned) -> dict[str, Any]:
    moved = one.accountable is not None and one.accountable.pk != one.existing.accountable_id
    return edits_in(one) | ({"accountable": one.accountable} if moved else {})


def _write_customer(one: Planned, actor: Actor) -> Customer:
    existing: Customer | None = one.existing
    if existing is None:
        fields = {name: value for name, value in one.fields.items() if value}
        return create_customer(actor=actor, accountable=one.accountable, domains=[], **fields)
    edit(one, actor, customer=existing)
    if one.accountable is not None:
        hand_over(customer=existing, to=one.accountable, actor=actor)
    return existing
