"""How people join a supplier: invited, by mail, and accepted by whoever holds the mailbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.actors import Actor
from accounts.currencies import check_currency
from accounts.domains import domain_of, is_at
from accounts.history import record_at_firm
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.member_services import Role
from accounts.models import MailDomain, MemberInvitation, Membership, Stakeholder, Supplier, Team, User
from accounts.refusal import Refused


@transaction.atomic
def invite_member(*, actor: Actor, email: str, teams: Iterable[Team] = (), **fields: Any) -> MemberInvitation:
    """Mail somebody the way to a membership. The answer is the same whether or not the address is known elsewhere.

    Refused for who is a member already, and for people and domains of customers: nobody is on both sides.
    """
    assert actor.membership is not None
    supplier, email = actor.supplier, email.strip().lower()
    check_texts(MemberInvitation, email=email, **fields)
    _check_not_a_member(supplier, email)
    _check_not_a_customer(supplier, email)
    MemberInvitation.objects.filter(supplier=supplier, email=email, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    invitation = MemberInvitation.objects.create(
        supplier=supplier,
        email=email,
        invited_by=actor.membership,
        expires_at=timezone.now() + timedelta(days=settings.MEMBER_INVITATION_DAYS),
        **fields,
    )
    invitation.teams.set(teams)
    record_at_firm(actor, invitation, {}, {"email": email, "role": str(invitation.get_role_display())})
    _mail_invitation(invitation, actor)
    return invitation


@transaction.atomic
def add_supplier(*, name: str, administrator: str, **fields: str) -> MemberInvitation:
    """A new supplier, by whoever runs the site, and the mail that lets its first administrator in.

    `administrator` is her address, "ada@firm.example" or "Ada Berg <ada@firm.example>"; `fields` are base_currency,
    time_zone and locale. Refused where a supplier has the name already; ValidationError where a value is none.
    """
    name = " ".join(name.split())
    if Supplier.objects.filter(name__iexact=name).exists():
        raise Refused(
            _("There is a supplier named %(name)s already. Nothing was changed.") % {"name": name},
            code="exists",
            field="name",
        )
    supplier = Supplier(name=name, **fields)
    supplier.full_clean()
    check_currency(supplier.base_currency, field="base_currency")
    supplier.save()
    return invite_first_administrator(supplier=supplier, administrator=administrator)


@transaction.atomic
def invite_first_administrator(*, supplier: Supplier, administrator: str) -> MemberInvitation:
    """Invite her, or somebody else in her place: what was sent before opens nothing any more.

    Refused once anybody has joined: from then on colleagues are invited on the pages, by a person with a name.
    """
    if Membership.objects.filter(supplier=supplier).exists():
        raise Refused(
            _("%(name)s has people already. An administrator among them invites others.") % {"name": supplier.name},
            code="has_people",
        )
    called, email = parseaddr(administrator)
    email = email.strip().lower()
    MemberInvitation.objects.filter(supplier=supplier, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    invitation = MemberInvitation(
        supplier=supplier,
        email=email,
        name=called or email.partition("@")[0].replace(".", " ").title(),
        role=Role.ADMINISTRATOR,
        expires_at=timezone.now() + timedelta(days=settings.MEMBER_INVITATION_DAYS),
    )
    invitation.full_clean()
    _check_not_a_customer(supplier, email)
    invitation.save()
    _mail_invitation(invitation, None)
    return invitation


def _check_not_a_member(supplier: Supplier, email: str) -> None:
    there = Membership.objects.filter(supplier=supplier, user__email=email).first()
    if there is None:
        return
    words = (
        _("This person is with your firm already; look at the list of people.")
        if there.deactivated_at is None
        else _(
            "This person was with your firm before. The page of who has left, in the list of people, brings somebody back."
        )
    )
    raise Refused(words, code="is_member", field="email")


def _check_not_a_customer(supplier: Supplier, email: str) -> None:
    declared = set(MailDomain.objects.filter(customer__supplier=supplier).values_list("domain", flat=True))
    person = Stakeholder.objects.filter(supplier=supplier, email__iexact=email).select_related("customer").first()
    if person is not None:
        raise Refused(
            _("This is the address of a person of %(customer)s. Nobody can be on both sides.")
            % {"customer": person.customer.name},
            code="is_customer",
            field="email",
        )
    if is_at(domain_of(email), declared):
        raise Refused(
            _("A customer declared %(domain)s as its own. Nobody can be on both sides.") % {"domain": domain_of(email)},
            code="customer_domain",
            field="email",
        )


def _mail_invitation(invitation: MemberInvitation, actor: Actor | None) -> None:
    queue_template(
        "member_invitation",
        to=invitation.email,
        locale=invitation.supplier.locale,
        context={
            "invitation": invitation,
            "inviter": actor,
            "supplier": invitation.supplier,
            "last_day": invitation.supplier.today(invitation.expires_at),
        },
    )


@transaction.atomic
def send_again(*, invitation: MemberInvitation, actor: Actor) -> None:
    """The same link again, with a new last day."""
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise Refused(_("This invitation was accepted or withdrawn."), code="not_open")
    invitation.expires_at = timezone.now() + timedelta(days=settings.MEMBER_INVITATION_DAYS)
    invitation.save(update_fields=["expires_at"])
    _mail_invitation(invitation, actor)


@transaction.atomic
def withdraw_invitation(*, invitation: MemberInvitation, actor: Actor) -> None:
    """Its link opens nothing any more."""
    open_one = MemberInvitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if open_one.update(withdrawn_at=timezone.now()):
        record_at_firm(actor, invitation, {"email": invitation.email}, {"email": ""})


@transaction.atomic
def accept_invitation(*, invitation: MemberInvitation, password: str | None = None) -> Membership:
    """Her own act, by the link that only her mailbox holds. With a password for who has none here yet.

    Refused where it is no longer open, or the person who invited is no longer there.
    """
    locked = MemberInvitation.objects.select_for_update().get(pk=invitation.pk)
    if not locked.is_open:
        raise Refused(_("This invitation does not hold any more."), code="not_open")
    _check_not_a_customer(locked.supplier, locked.email)  # she may have become one since
    user = User.objects.filter(email=locked.email).first() or User.objects.create_user(locked.email, name=locked.name)
    if password is not None:
        user.set_password(password)
        user.is_active = True
        user.locale = user.locale or get_language() or ""
        user.save(update_fields=["password", "is_active", "locale"])
        sessions.end_all(user)
    member, _created = Membership.objects.update_or_create(
        supplier_id=locked.supplier_id,
        user=user,
        defaults={
            "role": locked.role,
            "position": locked.position,
            "phone": locked.phone,
            "deactivated_at": None,
        },
    )
    member.teams.set(locked.teams.all())
    locked.accepted_at = timezone.now()
    locked.save(update_fields=["accepted_at"])
    record_at_firm(Actor(user, membership=member), member, {}, {"role": str(member.get_role_display())})
    return member


def has_a_password(email: str) -> bool:
    """Whether somebody works here already under this address: then a link does not choose her password anew."""
    user = User.objects.filter(email=email).first()
    if user is None or not user.has_usable_password():
        return False
    return Membership.objects.filter(user=user, deactivated_at=None).exists()
