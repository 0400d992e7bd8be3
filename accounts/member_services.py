"""The supplier's people: inviting, changing, leaving, coming back. Each is atomic and owns its change of state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.actors import Actor
from accounts.belongings import BELONGINGS, Belonging
from accounts.currencies import check_currency
from accounts.domains import domain_of, is_at
from accounts.history import record_change, values_of
from accounts.limits import check_texts
from accounts.mail import queue_template
from accounts.models import (
    Change,
    Customer,
    MailDomain,
    MemberInvitation,
    Membership,
    Stakeholder,
    Supplier,
    Team,
    User,
)
from accounts.refusal import Refused
from accounts.services import hand_over

Role = Membership.Role


# --- Inviting ---------------------------------------------------------------------------------------------------------


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
    _record(actor, invitation, {}, {"email": email, "role": str(invitation.get_role_display())})
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
        _record(actor, invitation, {"email": invitation.email}, {"email": ""})


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
    _record(Actor(user, membership=member), member, {}, {"role": str(member.get_role_display())})
    return member


def has_a_password(email: str) -> bool:
    """Whether somebody works here already under this address: then a link does not choose her password anew."""
    user = User.objects.filter(email=email).first()
    if user is None or not user.has_usable_password():
        return False
    return Membership.objects.filter(user=user, deactivated_at=None).exists()


# --- Changing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_member(*, member: Membership, actor: Actor, teams: Iterable[Team], **fields: Any) -> None:
    """Role, position, telephone and teams. Refused for who has left, where the last administrator would lose the role, or
    a contributor would answer for customers."""
    if member.deactivated_at is not None:
        raise Refused(_("This person has left. Bring them back first."), code="left")
    check_texts(Membership, **fields)
    role = fields.get("role", member.role)
    if role != member.role:
        _check_role(member, role)
    before = _member_values(member, fields)
    for name, value in fields.items():
        setattr(member, name, value)
    member.save(update_fields=list(fields))
    member.teams.set(teams)
    if role not in {Role.LEADER, Role.ADMINISTRATOR}:
        member.led_teams.clear()
    _record(actor, member, before, _member_values(member, fields))


def _member_values(member: Membership, fields: Iterable[str]) -> dict[str, str]:
    words = {"role": str(member.get_role_display()), "teams": _names(member.teams.all())}
    return values_of(member, fields) | words


def _check_role(member: Membership, role: str) -> None:
    if member.role == Role.ADMINISTRATOR:
        _check_another_administrator(member)
    if role == Role.CONTRIBUTOR:
        count = Customer.objects.filter(accountable=member).count()
        if count:
            raise Refused(
                ngettext(
                    "This person answers for %(count)s customer. Hand it over first: a contributor answers for none.",
                    "This person answers for %(count)s customers. Hand them over first: a contributor answers for none.",
                    count,
                )
                % {"count": count},
                code="accountable",
                field="role",
            )


def _check_another_administrator(member: Membership) -> None:
    """Of two administrators who go at the same moment one stays: the supplier's row is locked first."""
    Supplier.objects.select_for_update().get(pk=member.supplier_id)
    others = Membership.objects.filter(supplier=member.supplier_id, role=Role.ADMINISTRATOR, deactivated_at=None)
    if not others.exclude(pk=member.pk).exists():
        raise Refused(
            _("This is the last administrator. Give somebody else the role first."),
            code="last_administrator",
            field="role",
        )


# --- Leaving and coming back --------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over_customers(*, customers: Iterable[Customer], to: Membership, actor: Actor) -> int:
    """Several customers to one person, all or none. How many changed hands."""
    if to.role == Role.CONTRIBUTOR:
        raise Refused(_("A contributor answers for no customer."), code="contributor", field="to")
    count = 0
    for customer in customers:
        if customer.accountable_id != to.pk:
            hand_over(customer=customer, to=to, actor=actor)
            count += 1
    return count


@transaction.atomic
def leave(*, member: Membership, actor: Actor, successor: Membership | None) -> None:
    """She is no longer with the firm: from this moment she reaches nothing, and somebody else answers for what she did.

    Her customers go to the successor; her objections, dimensions and drafts to whoever answers for their customer then.
    Her sessions and the invitations that she sent end. What she decided, stated and recorded keeps her name.
    """
    member = Membership.objects.select_for_update().select_related("user", "supplier").get(pk=member.pk)
    if member.deactivated_at is not None:
        return
    if member.role == Role.ADMINISTRATOR:
        _check_another_administrator(member)
    customers = list(Customer.objects.filter(accountable=member).select_related("supplier"))
    if customers and (successor is None or successor.pk == member.pk):
        raise Refused(_("Say who answers for these customers from now on."), code="no_successor", field="successor")
    if customers:
        assert successor is not None
        hand_over_customers(customers=customers, to=successor, actor=actor)
    for belonging in BELONGINGS:
        _pass_on(belonging, member, actor)
    before = {"left_on": "", "teams": _names(member.teams.all())}
    member.teams.clear()
    member.led_teams.clear()
    member.deactivated_at = timezone.now()
    member.save(update_fields=["deactivated_at"])
    _record(actor, member, before, {"left_on": member.supplier.today().isoformat(), "teams": ""})
    MemberInvitation.objects.filter(invited_by=member, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    sessions.end_all(member.user)


def _pass_on(belonging: Belonging, member: Membership, actor: Actor) -> None:
    """To whoever answers for the customer; each row keeps in its history whose it was."""
    rows = list(belonging.rows(member).select_related("customer__accountable__user"))
    if not rows:
        return
    Change.objects.bulk_create(
        [
            Change(
                supplier=actor.supplier,
                customer=row.customer,
                object_kind=row._meta.label_lower,
                object_id=row.pk,
                by=actor.name,
                fields={belonging.field: [str(member), str(row.customer.accountable)]},
            )
            for row in rows
        ]
    )
    answers = Customer.objects.filter(pk=OuterRef("customer")).values("accountable")[:1]
    belonging.rows(member).update(**{belonging.field: Subquery(answers)})


@transaction.atomic
def come_back(*, member: Membership, actor: Actor) -> None:
    """She is with the firm again, in the role that she had, without customers and teams."""
    if member.deactivated_at is None:
        return
    left_on = member.supplier.today(member.deactivated_at).isoformat()
    member.deactivated_at = None
    member.save(update_fields=["deactivated_at"])
    _record(actor, member, {"left_on": left_on}, {"left_on": ""})


# --- Teams ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_team(
    *, actor: Actor, team: Team | None, name: str, leaders: Iterable[Membership], members: Iterable[Membership]
) -> Team:
    """A new team, or another name, other leaders and members."""
    check_texts(Team, name=name)
    before = _team_values(team) if team is not None else {}
    team = team or Team(supplier=actor.supplier)
    team.name = name
    team.save()
    team.leaders.set(leaders)
    team.members.set(members)
    _record(actor, team, before, _team_values(team))
    return team


@transaction.atomic
def delete_team(*, team: Team, actor: Actor) -> None:
    """Only one without customers: nobody would lead or serve them any more."""
    count = Customer.objects.filter(team=team).count()
    if count:
        raise Refused(
            ngettext(
                "%(count)s customer belongs to this team. Move it to another one first.",
                "%(count)s customers belong to this team. Move them to another one first.",
                count,
            )
            % {"count": count},
            code="has_customers",
        )
    _record(actor, team, _team_values(team), {"name": "", "leaders": "", "members": ""})
    team.leaders.clear()
    team.members.clear()
    for invitation in MemberInvitation.objects.filter(teams=team):
        invitation.teams.remove(team)
    team.delete()


@transaction.atomic
def move_customers(*, customers: Iterable[Customer], team: Team, actor: Actor) -> int:
    """These customers belong to this team from now on. How many moved."""
    count = 0
    for customer in customers:
        if customer.team_id == team.pk:
            continue
        before = {"team": str(customer.team or "")}
        customer.team = team
        customer.save(update_fields=["team"])
        record_change(actor=actor, obj=customer, customer=customer, before=before, after={"team": team.name})
        count += 1
    return count


def _team_values(team: Team) -> dict[str, str]:
    members = team.members.all()
    return {"name": team.name, "leaders": _names(team.leaders.all()), "members": _names(members)}


def _names(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(str(one) for one in rows))


def _record(actor: Actor, obj: Any, before: dict[str, str], after: dict[str, str]) -> None:
    record_change(actor=actor, obj=obj, customer=None, before=before, after=after)
