"""Edits of firms and people: each leaves who, when, before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.belongings import last_day_changes
from accounts.history import record_change, values_of
from accounts.models import Customer, MailDomain, Membership, Stakeholder
from accounts.refusal import Refused
from accounts.relations import record_disposition
from accounts.services import hand_over, set_mail_domains


@transaction.atomic
def change_fields(*, obj: models.Model, customer: Customer, actor: Actor, **fields: Any) -> None:
    """Give the object these values and record what differs."""
    before = values_of(obj, fields)
    for name, value in fields.items():
        setattr(obj, name, value)
    obj.save(update_fields=list(fields))
    record_change(actor=actor, obj=obj, customer=customer, before=before, after=values_of(obj, fields))


def domains_of(customer: Customer) -> list[str]:
    """The mail domains that the customer declared."""
    return list(MailDomain.objects.filter(customer=customer).order_by("domain").values_list("domain", flat=True))


@transaction.atomic
def change_customer(
    *, customer: Customer, actor: Actor, accountable: Membership, domains: list[str], **fields: Any
) -> None:
    """Change a customer's fields, its declared mail domains, and who answers for it."""
    before = {"domains": ", ".join(domains_of(customer))}
    change_fields(obj=customer, customer=customer, actor=actor, **fields)
    set_mail_domains(customer=customer, domains=domains)
    after = {"domains": ", ".join(domains_of(customer))}
    record_change(actor=actor, obj=customer, customer=customer, before=before, after=after)
    if accountable.pk != customer.accountable_id:
        hand_over(customer=customer, to=accountable, actor=actor)


@transaction.atomic
def change_stakeholder(*, stakeholder: Stakeholder, actor: Actor, disposition: str, **fields: Any) -> None:
    """Change a person of the customer, and where she stands from today on."""
    if stakeholder.user_id is not None and fields.get("email", stakeholder.email) != stakeholder.email:
        raise Refused(
            _("This person signs in with this address. Enter their last day, and add them again with the new address."),
            code="address_in_use",
            field="email",
        )
    change_fields(obj=stakeholder, customer=stakeholder.customer, actor=actor, **fields)
    if disposition:
        record_disposition(stakeholder=stakeholder, actor=actor, kind=disposition, since=stakeholder.supplier.today())


@transaction.atomic
def end_stakeholder(*, stakeholder: Stakeholder, actor: Actor, until: date) -> None:
    """The last day on which she is with the customer. After it she reaches nothing; her decisions keep her name.

    What she gave out ends with that day, and stays ended where the day is moved on later.
    """
    if stakeholder.since is not None and until < stakeholder.since:
        raise Refused(_("The last day lies before the first."), code="order", field="until")
    with last_day_changes(stakeholder):
        change_fields(obj=stakeholder, customer=stakeholder.customer, actor=actor, until=until)
