"""Writes about firms and people that touch several rows or send something. Each is atomic and owns its change of state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actors import Actor
from accounts.currencies import check_currency
from accounts.domains import check_customer_domain, tidy
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import (
    Accountability,
    Customer,
    Disposition,
    Invitation,
    MailDomain,
    Membership,
    Stakeholder,
    User,
)
from accounts.once import made_before
from accounts.refusal import Refused


@transaction.atomic
def create_customer(
    *, actor: Actor, accountable: Membership | None = None, domains: list[str], **fields: Any
) -> Customer:
    """A new customer of the actor's supplier, with its accountable person (the actor herself unless named) and the mail
    domains that it declared. Refused where that person may answer for none."""
    assert actor.membership is not None
    check_texts(Customer, **fields)
    check_currency(fields["currency"])
    person = _who_may_answer(accountable or actor.membership, actor.supplier.pk)
    customer = Customer.objects.create(supplier=actor.supplier, accountable=person, **fields)
    Accountability.objects.create(customer=customer, membership=person)
    set_mail_domains(customer=customer, domains=domains)
    return customer


@transaction.atomic
def set_mail_domains(*, customer: Customer, domains: list[str]) -> None:
    """Replace the declared domains. Refused for the supplier's own and for free mail."""
    wanted = set(tidy(domains))
    for domain in sorted(wanted):
        check_customer_domain(customer, domain)
    MailDomain.objects.filter(customer=customer).exclude(domain__in=wanted).delete()
    known = set(MailDomain.objects.filter(customer=customer).values_list("domain", flat=True))
    MailDomain.objects.bulk_create([MailDomain(customer=customer, domain=domain) for domain in sorted(wanted - known)])


@transaction.atomic
def hand_over(*, customer: Customer, to: Membership, actor: Actor) -> None:
    """From now on somebody else answers for this customer: at every instant exactly one person does."""
    to = _who_may_answer(to, customer.supplier_id)
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    if locked.accountable_id == to.pk:
        return
    now = timezone.now()
    before = values_of(locked, ["accountable"])
    Accountability.objects.filter(customer=locked, until=None).update(until=now)
    Accountability.objects.create(customer=locked, membership=to, since=now)
    locked.accountable = to
    locked.save(update_fields=["accountable"])
    record_change(actor=actor, obj=locked, customer=locked, before=before, after=values_of(locked, ["accountable"]))
    customer.accountable = to


def _who_may_answer(person: Membership, supplier: int) -> Membership:
    """The person as she is now; her row is locked, so that she neither leaves nor becomes a contributor meanwhile.

    Refused for who has left, who is of another firm, and contributors: they answer for no customer.
    """
    here = Membership.objects.select_for_update(of=("self",), no_key=True).filter(
        supplier=supplier, deactivated_at=None
    )
    found = here.select_related("user").filter(pk=person.pk).first()
    if found is None:
        raise Refused(_("This person cannot answer for a customer."), code="not_ours", field="accountable")
    if found.role == Membership.Role.CONTRIBUTOR:
        raise Refused(_("A contributor answers for no customer."), code="contributor", field="accountable")
    return found


@transaction.atomic
def archive_customer(*, customer: Customer, actor: Actor) -> None:
    """Take a customer out of the lists. Nothing of it ends: its page, its ledger and its people stay."""
    _set_archived(customer, actor, timezone.now())


@transaction.atomic
def unarchive_customer(*, customer: Customer, actor: Actor) -> None:
    """Back into the lists."""
    _set_archived(customer, actor, None)


def _set_archived(customer: Customer, actor: Actor, at: datetime | None) -> None:
    """Nothing happens where it is so already."""
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
    if (locked.archived_at is None) == (at is None):
        return
    before = {"archived": str(locked.archived_at is not None)}
    locked.archived_at = customer.archived_at = at
    locked.save(update_fields=["archived_at"])
    record_change(actor=actor, obj=locked, customer=locked, before=before, after={"archived": str(at is not None)})


@transaction.atomic
def create_stakeholder(
    *, customer: Customer, disposition: str = "", request_key: str | None = None, **fields: Any
) -> Stakeholder:
    """A person at the customer, with where she stands today if that is known. Same request twice: one."""
    check_texts(Stakeholder, **fields)
    if made := made_before(Stakeholder, customer=customer, request_key=request_key, **fields):
        return made
    person = Stakeholder.objects.create(
        supplier_id=customer.supplier_id, customer=customer, request_key=request_key or None, **fields
    )
    if disposition:
        today = person.supplier.today()
        Disposition.objects.create(customer=customer, stakeholder=person, kind=disposition, since=today)
    return person


@transaction.atomic
def invite(*, stakeholder: Stakeholder, actor: Actor) -> Invitation:
    """Give the stakeholder portal access and mail her the way in. The mail's link alone opens nothing.

    Refused for who has left, where her address is not in a domain that the customer declared, and where another stakeholder of
    the customer has it.
    """
    assert actor.membership is not None
    if stakeholder.gone_at is not None:
        raise Refused(_("This person has left. Add somebody who is there."), code="left")
    email = stakeholder.email.strip().lower()
    customer = stakeholder.customer
    if not email:
        raise Refused(_("The e-mail address is missing. Add it first."), code="no_address", field="email")
    domain = email.rpartition("@")[2]
    if domain not in set(MailDomain.objects.filter(customer=customer).values_list("domain", flat=True)):
        raise Refused(
            _("%(domain)s is not a mail domain that %(customer)s declared. Add it to the customer first.")
            % {"domain": domain, "customer": customer.name},
            code="foreign_domain",
            field="email",
        )
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=stakeholder.name)
    if Stakeholder.objects.filter(customer=customer, user=user).exclude(pk=stakeholder.pk).exists():
        raise Refused(_("Another person of this customer has this address."), code="address_taken", field="email")
    stakeholder.user = user
    stakeholder.save(update_fields=["user"])
    invitation = Invitation.objects.create(
        customer=customer,
        stakeholder=stakeholder,
        email=email,
        invited_by=actor.membership,
        expires_at=timezone.now() + timedelta(days=settings.CUSTOMER_INVITATION_DAYS),
    )
    queue_template(
        "invitation",
        to=email,
        locale=customer.locale,
        context={
            "invitation": invitation,
            "last_day": customer.supplier.today(invitation.expires_at),
            "stakeholder": stakeholder,
            "customer": customer,
            "inviter": actor,
        },
    )
    return invitation
