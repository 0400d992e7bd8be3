"""Whom a user acts for. Access is asked of the actor, never of the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import Membership, Stakeholder, Supplier, User

SESSION_KEY = "actor"
SECOND_FACTORS = ("totp", "webauthn")
OFFERED_KEY = "actors"  # what the switcher offers: key, label, sub


@dataclass(frozen=True)
class Actor:
    """A user acting as exactly one membership (the supplier's side) or one stakeholder (the customer's side).

    `in_person` is true only in a session of that very person: what only the customer may do asks for it.
    """

    user: User
    membership: Membership | None = None
    stakeholder: Stakeholder | None = None
    in_person: bool = False

    def __post_init__(self) -> None:
        if (self.membership is None) == (self.stakeholder is None):
            raise ValueError("An actor is one membership or one stakeholder.")

    @property
    def supplier(self) -> Supplier:
        place = self.membership or self.stakeholder
        assert place is not None
        return place.supplier

    @property
    def key(self) -> str:
        """How the session and the switcher name this actor: m12 or s34."""
        if self.membership is not None:
            return f"m{self.membership.pk}"
        assert self.stakeholder is not None
        return f"s{self.stakeholder.pk}"

    @property
    def name(self) -> str:
        return self.stakeholder.name if self.stakeholder else str(self.user)

    @property
    def role(self) -> str:
        """The membership's role, or "stakeholder"."""
        return self.membership.role if self.membership else "stakeholder"

    @property
    def is_administrator(self) -> bool:
        return self.membership is not None and self.membership.role == self.membership.Role.ADMINISTRATOR

    @property
    def lacks_second_factor(self) -> bool:
        """Her firm asks for one in her role, and she has none: only her account page is open to her."""
        member = self.membership
        if member is None or not member.supplier.second_factor_required:
            return False
        bound = member.role in {member.Role.ADMINISTRATOR, member.Role.LEADER}
        return bound and not getattr(member, "has_second_factor", True)

    def __str__(self) -> str:
        return self.name


def _membership_actors(user: User, *, in_person: bool, **lookup: int) -> list[Actor]:
    from allauth.mfa.models import Authenticator

    from accounts.models import Membership

    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    active = (
        Membership.objects.filter(user=user, deactivated_at=None, **lookup)
        .select_related("supplier")
        .annotate(has_second_factor=Exists(factors))
        .order_by("pk")
    )
    actors = [Actor(user, membership=one, in_person=in_person) for one in active]
    for one in actors:
        one.membership.user = user  # type: ignore[union-attr]  # known already, and asked for on every page
    return actors


def _stakeholder_actors(user: User, *, in_person: bool, **lookup: int) -> list[Actor]:
    """Stakeholder records that have not ended, by the day it is at their supplier."""
    from accounts.models import Stakeholder

    records = Stakeholder.objects.filter(user=user, **lookup).select_related("supplier", "customer").order_by("pk")
    there = [one for one in records if one.is_there(one.supplier.today())]
    return [Actor(user, stakeholder=one, in_person=in_person) for one in there]


def actors_of(user: User, *, in_person: bool = False) -> list[Actor]:
    """All that this user may act as today: memberships first, then stakeholder records."""
    return _membership_actors(user, in_person=in_person) + _stakeholder_actors(user, in_person=in_person)


def actor_named(user: User, key: str | None, *, in_person: bool = False) -> Actor | None:
    """The actor with this key (m12, s34) where this user may still act as it; one query."""
    if not key or not key[1:].isdecimal():
        return None
    actors = {"m": _membership_actors, "s": _stakeholder_actors}.get(key[0])
    return next(iter(actors(user, in_person=in_person, pk=int(key[1:]))), None) if actors else None


def place_of(actor: Actor) -> str:
    """ "Account manager, Nordwerk", or "Halden Bank, with Nordwerk"."""
    if actor.membership is not None:
        return f"{actor.membership.get_role_display()}, {actor.supplier.name}"
    assert actor.stakeholder is not None
    return _("%(customer)s, with %(supplier)s") % {
        "customer": actor.stakeholder.customer.name,
        "supplier": actor.supplier.name,
    }
