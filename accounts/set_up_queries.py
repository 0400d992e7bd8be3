"""Reads of Set-up and of a person's own account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.access import ActorRequest
from accounts.actors import SECOND_FACTORS, Actor
from accounts.models import (
    Accountability,
    Customer,
    ExchangeRate,
    MemberInvitation,
    Membership,
    Team,
    UserSession,
)
from accounts.queries import changes_of
from accounts.requests import key_in, one_of, search_words
from accounts.sessions import shown_family

A_PAGE = 25


# --- The overview -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Section:
    """One line of Set-up: what it is, how it stands, and whether something is missing there."""

    heading: str
    words: str
    url: str
    missing: str = ""


def overview(actor: Actor) -> list[Section]:
    """What an administrator can set up, with what is missing; five queries."""
    supplier = actor.supplier
    people = Membership.objects.visible_to(actor).aggregate(
        here=Count("pk", filter=Q(deactivated_at=None)), left=Count("pk", filter=Q(deactivated_at__isnull=False))
    )
    invited = open_invitations(actor).count()
    teams = Team.objects.visible_to(actor).count()
    without_team = Customer.objects.visible_to(actor).filter(team=None, archived_at=None).count() if teams else 0
    missing = [one.currency for one in missing_rates(actor)]
    return [
        Section(
            _("Your firm"),
            _("%(currency)s, %(zone)s, discount rate and look")
            % {"currency": supplier.base_currency, "zone": supplier.time_zone},
            reverse("supplier_edit"),
            "" if supplier.logo else _("no logo"),
        ),
        Section(
            _("People"),
            _people_words(people["here"], people["left"]),
            reverse("member_list"),
            ngettext("%(count)s invitation open", "%(count)s invitations open", invited) % {"count": invited}
            if invited
            else "",
        ),
        Section(
            _("Teams"),
            ngettext("%(count)s team", "%(count)s teams", teams) % {"count": teams}
            if teams
            else pgettext("teams", "none yet"),
            reverse("team_list"),
            ngettext("%(count)s customer without a team", "%(count)s customers without a team", without_team)
            % {"count": without_team}
            if without_team
            else "",
        ),
        Section(
            _("Exchange rates"),
            _("by day, with their source"),
            reverse("rate_list"),
            _("missing: %(currencies)s") % {"currencies": ", ".join(missing)} if missing else "",
        ),
    ]


def _people_words(here: int, left: int) -> str:
    words = ngettext("%(count)s person", "%(count)s people", here) % {"count": here}
    return words + (
        ", " + ngettext("%(count)s has left", "%(count)s have left", left) % {"count": left} if left else ""
    )


# --- Rates ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MissingRate:
    currency: str
    customers: int


def missing_rates(actor: Actor) -> list[MissingRate]:
    """Currencies of customers without any rate to the base currency; one query."""
    supplier = actor.supplier
    rates = ExchangeRate.objects.visible_to(actor).known()
    rates = rates.filter(base=supplier.base_currency, currency=OuterRef("currency"))
    used = (
        Customer.objects.visible_to(actor)
        .exclude(currency=supplier.base_currency)
        .filter(~Exists(rates))
        .order_by("currency")
        .values("currency")
        .annotate(count=Count("pk"))
    )
    return [MissingRate(one["currency"], one["count"]) for one in used]


def rates_page(request: ActorRequest) -> dict[str, Any]:
    """Every rate, newest day first, superseded ones among them; missing ones before."""
    actor = request.actor
    currency = request.GET.get("currency", "")[:3].upper()
    sort = one_of(request, "sort", ["on", "-on", "currency", "-currency"], "-on")
    shown = ExchangeRate.objects.visible_to(actor).select_related("recorded_by__user")
    currencies = list(shown.order_by("currency").values_list("currency", flat=True).distinct())
    if currency in currencies:
        shown = shown.filter(currency=currency)
    else:
        currency = ""
    order = [sort, "-recorded_at"] if sort.endswith("on") else [sort, "-on", "-recorded_at"]
    page = Paginator(shown.order_by(*order, "-pk"), A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "sort": sort,
        "currency": currency,
        "currencies": currencies,
        "missing": missing_rates(actor),
        "base": actor.supplier.base_currency,
    }


# --- People -----------------------------------------------------------------------------------------------------------

MEMBER_SORTS = {
    "name": F("user__name"),
    "role": F("role"),
    "customers": F("answers_for"),
    "seen": F("user__last_login"),
}


def open_invitations(actor: Actor) -> Any:
    return MemberInvitation.objects.editable_by(actor).filter(accepted_at=None, withdrawn_at=None)


def members_page(request: ActorRequest) -> dict[str, Any]:
    """The supplier's people: search, role, team, who is here or left, sort, page; six queries at most."""
    actor = request.actor
    search = search_words(request)
    role = one_of(request, "role", Membership.Role.values)
    teams = list(Team.objects.visible_to(actor).order_by("name"))
    team = key_in(request.GET.get("team"))
    team = team if team in {one.pk for one in teams} else None
    state = one_of(request, "state", ["left"])
    sort = one_of(request, "sort", [*MEMBER_SORTS, *(f"-{name}" for name in MEMBER_SORTS)], "name")
    everybody = Membership.objects.visible_to(actor)
    counts = everybody.aggregate(
        here=Count("pk", filter=Q(deactivated_at=None)), left=Count("pk", filter=Q(deactivated_at__isnull=False))
    )
    found = everybody.filter(deactivated_at__isnull=state != "left")
    for word in search.split()[:6]:
        found = found.filter(
            Q(user__name__icontains=word) | Q(user__email__icontains=word) | Q(position__icontains=word)
        )
    if role:
        found = found.filter(role=role)
    if team:
        found = found.filter(Q(teams=team) | Q(led_teams=team)).distinct()
    order = MEMBER_SORTS[sort.removeprefix("-")]
    rows = _with_facts(found).order_by(
        order.desc(nulls_last=True) if sort.startswith("-") else order.asc(nulls_first=True), "user__name", "pk"
    )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    day = actor.supplier.today
    for member in page.object_list:
        member.seen_on = day(member.user.last_login) if member.user.last_login else None
    invitations = [] if state else list(open_invitations(actor).select_related("invited_by__user")[:50])
    for invitation in invitations:
        invitation.last_day = day(invitation.expires_at)
    return {
        "page": page,
        "q": search,
        "role": role,
        "team": team,
        "state": state,
        "sort": sort,
        "roles": Membership.Role.choices,
        "teams": teams,
        "counts": counts,
        "narrowed": bool(search or role or team),
        "invitations": invitations,
        "now": timezone.now(),
    }


def _with_facts(members: Any) -> Any:
    """For how many customers each answers, and whether she has a second factor."""
    answered = (
        Customer.objects.filter(accountable=OuterRef("pk"), archived_at=None)
        .order_by()
        .values("accountable")
        .annotate(count=Count("pk"))
        .values("count")
    )
    factors = Authenticator.objects.filter(user=OuterRef("user"), type__in=SECOND_FACTORS)
    return (
        members.select_related("user")
        .prefetch_related("teams")
        .annotate(answers_for=Subquery(answered[:1]), has_second_factor=Exists(factors))
    )


def member_page(member: Membership, labels: dict[str, Any]) -> dict[str, Any]:
    """What her page shows beside the form: for whom she answers, what she could leave behind, who changed what."""
    answers = Accountability.objects.filter(membership=member).select_related("customer").order_by("-since", "-pk")
    zone_day = member.supplier.today
    return {
        "member": member,
        "answered": [
            {
                "customer": one.customer,
                "since": zone_day(one.since),
                "until": zone_day(one.until) if one.until is not None else None,
            }
            for one in answers[:20]
        ],
        "answers_for": Customer.objects.filter(accountable=member).count(),
        "left_on": zone_day(member.deactivated_at) if member.deactivated_at is not None else None,
        "has_second_factor": Authenticator.objects.filter(user=member.user_id, type__in=SECOND_FACTORS).exists(),
        "changes": changes_of(member, labels),
    }


def pick_page(
    request: ActorRequest, *, accountable: Membership | None = None, outside: Team | None = None
) -> dict[str, Any]:
    """Customers with a box each: those of a person, or those outside of a team; search and page."""
    search = search_words(request)
    found = Customer.objects.editable_by(request.actor).select_related("team", "accountable__user")
    if accountable is not None:
        found = found.filter(accountable=accountable)
    if outside is not None:
        found = found.exclude(team=outside)
    for word in search.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(team__name__icontains=word))
    page = Paginator(found.order_by("name", "pk"), 50).get_page(request.GET.get("page"))
    return {"page": page, "q": search, "picked": request.POST.getlist("customers")}


# --- Teams ------------------------------------------------------------------------------------------------------------


def teams_page(actor: Actor) -> dict[str, Any]:
    """Every team with who leads it, how many belong to it, and its customers; three queries."""
    customers = (
        Customer.objects.filter(team=OuterRef("pk"))
        .order_by()
        .values("team")
        .annotate(count=Count("pk"))
        .values("count")
    )
    teams = (
        Team.objects.visible_to(actor)
        .prefetch_related("leaders__user", "members__user")
        .annotate(customer_count=Subquery(customers[:1]))
        .order_by("name")
    )
    without = Customer.objects.visible_to(actor).filter(team=None, archived_at=None).count()
    return {"teams": list(teams), "without_team": without}


def team_page(team: Team, labels: dict[str, Any]) -> dict[str, Any]:
    return {
        "team": team,
        "customer_count": Customer.objects.filter(team=team).count(),
        "some_customers": list(Customer.objects.filter(team=team).order_by("name")[:10]),
        "changes": changes_of(team, labels),
    }


# --- One's own account ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownSession:
    pk: int
    family: str
    started: Any
    seen: Any
    is_this: bool


def sessions_of(actor: Actor, this_key: str | None) -> list[ShownSession]:
    """Where she is signed in now, this browser first; one query. Times in her supplier's zone."""
    now, zone = timezone.now(), actor.supplier.zone
    alive = UserSession.objects.visible_to(actor).filter(
        started_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_SECONDS),
    )
    shown = [
        ShownSession(
            one.pk,
            shown_family(one.family),
            one.started_at.astimezone(zone),
            one.seen_at.astimezone(zone),
            one.key == this_key,
        )
        for one in alive[:50]
    ]
    return sorted(shown, key=lambda one: not one.is_this)


def second_factors_of(actor: Actor) -> dict[str, Any]:
    """Her app, her passkeys, and how many recovery codes are left; one query."""
    mine = list(Authenticator.objects.filter(user=actor.user.pk).order_by("pk"))
    codes = next((one for one in mine if one.type == Authenticator.Type.RECOVERY_CODES), None)
    zone = actor.supplier.zone

    def shown(one: Authenticator) -> dict[str, Any]:
        return {
            "pk": one.pk,
            "name": one.wrap().name if one.type == Authenticator.Type.WEBAUTHN else "",
            "added": one.created_at.astimezone(zone).date(),
            "used": one.last_used_at.astimezone(zone).date() if one.last_used_at else None,
        }

    return {
        "app": next((shown(one) for one in mine if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [shown(one) for one in mine if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes is not None else None,
        "any": any(one.type in SECOND_FACTORS for one in mine),
    }


def has_passkey(actor: Actor, pk: int) -> bool:
    """Whether this passkey is hers."""
    return Authenticator.objects.filter(user=actor.user.pk, pk=pk, type=Authenticator.Type.WEBAUTHN).exists()
