"""What becomes of members: changed, gone, back. Whoever leaves hands on what she answers for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import sessions
from accounts.actors import Actor
from accounts.belongings import BELONGINGS, ENDINGS, Belonging
from accounts.changed import kind_of
from accounts.history import names_in, record_at_firm, values_of
from accounts.limits import check_texts
from accounts.models import Change, Customer, MemberInvitation, Membership, Supplier, Team
from accounts.refusal import Refused
from accounts.services import hand_over

Role = Membership.Role


# --- Changing ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def change_member(*, member: Membership, actor: Actor, teams: Iterable[Team], **fields: Any) -> None:
    """Role, position, telephone and teams. Refused for who has left, where the last administrator would lose the role, or
    a contributor would answer for customers."""
    # Whoever is handed a customer is locked too: she does not become a contributor at that moment.
    now = Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    if now.deactivated_at is not None:
        raise Refused(_("This person has left. Bring them back first."), code="left")
    check_texts(Membership, **fields)
    role = fields.get("role", now.role)
    if role != now.role:
        _check_role(member, role)
    before = _member_values(member, fields)
    for name, value in fields.items():
        setattr(member, name, value)
    member.save(update_fields=list(fields))
    member.teams.set(teams)
    if role not in {Role.LEADER, Role.ADMINISTRATOR}:
        member.led_teams.clear()
    record_at_firm(actor, member, before, _member_values(member, fields))


def _member_values(member: Membership, fields: Iterable[str]) -> dict[str, str]:
    words = {"role": str(member.get_role_display()), "teams": names_in(member.teams.all())}
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
    Her sessions end, and the invitations and links that she gave out. What she decided, stated and recorded keeps her name.
    """
    both = {member.pk, successor.pk if successor is not None else member.pk}
    # In one order, for two who leave to each other. Their firm's row is not locked: whatever is written there would wait.
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("user", "supplier")
    member = {one.pk: one for one in rows.filter(pk__in=both).order_by("pk")}[member.pk]
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
    before = {"left_on": "", "teams": names_in(member.teams.all())}
    member.teams.clear()
    member.led_teams.clear()
    member.deactivated_at = timezone.now()
    member.save(update_fields=["deactivated_at"])
    record_at_firm(actor, member, before, {"left_on": member.supplier.today().isoformat(), "teams": ""})
    MemberInvitation.objects.filter(invited_by=member, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    for end in ENDINGS:
        end(member)
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
                object_kind=kind_of(row),
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
    record_at_firm(actor, member, {"left_on": left_on}, {"left_on": ""})
