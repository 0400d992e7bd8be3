"""Importing stakeholders. No import gives rights or portal access."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.belongings import last_day_changes
from accounts.imports.rows import CustomersByName, Planned, Seen, counted, deciding, edit, edits_in, sheet_of
from accounts.models import Customer, Stakeholder
from accounts.services import create_stakeholder
from accounts.tables import PLAIN, Columns, How, Result, Row, Sheet, name_key

STAKEHOLDERS = Columns(
    ("customer", "name"),
    ("external_id", "position", "function", "email", "phone", "seniority", "influence", "since", "until"),
)


def import_stakeholders(
    *, data: bytes | Sheet, actor: Actor, how: How = PLAIN, check_only: bool = False, expect: str = ""
) -> Result:
    """People at customers that the actor may edit. No import gives rights or portal access. Columns: STAKEHOLDERS."""
    sheet = sheet_of(data, STAKEHOLDERS, how)
    with deciding(actor.supplier, check_only=check_only):
        planned = _plan_stakeholders(sheet, actor=actor)
        result = counted(sheet, planned, edits_in)
        if result.goes_ahead(check_only=check_only, expect=expect):
            for one in planned:
                if one.existing is not None:
                    with last_day_changes(one.existing):
                        edit(one, actor, customer=one.existing.customer)
                else:
                    create_stakeholder(**{name: value for name, value in one.fields.items() if value})
    return result


def _plan_stakeholders(sheet: Sheet, *, actor: Actor) -> list[Planned]:
    customers = CustomersByName(Customer.objects.editable_by(actor).select_related("supplier"))
    theirs = list(Stakeholder.objects.filter(supplier=actor.supplier).select_related("customer"))
    by_id = {person.external_id: person for person in theirs if person.external_id}
    by_name: dict[tuple[int, str], list[Stakeholder]] = {}
    for person in theirs:
        by_name.setdefault((person.customer_id, name_key(person.name)), []).append(person)
    seen = Seen()
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
                "email",
                _("This person signs in with another address. Change it on the person’s page, and invite them anew."),
                "signs_in",
            )
        planned.append(Planned(row, existing, fields))
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
