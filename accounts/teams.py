"""Teams, and which customers are theirs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import ngettext

from accounts.actors import Actor
from accounts.history import names_in, record_at_firm, record_change
from accounts.limits import check_texts
from accounts.models import Customer, MemberInvitation, Membership, Team
from accounts.refusal import Refused


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
    record_at_firm(actor, team, before, _team_values(team))
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
    record_at_firm(actor, team, _team_values(team), {"name": "", "leaders": "", "members": ""})
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
    return {"name": team.name, "leaders": names_in(team.leaders.all()), "members": names_in(members)}
