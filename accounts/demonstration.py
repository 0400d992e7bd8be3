"""Signing in as somebody of the demonstration with one click: for whoever looks at it for the first time.

It is safe because all of these have to hold: the site runs in the mode of a first run, never in production; the request comes
from this very machine and through no proxy; and the person has no place but at firms that are marked as a demonstration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import Membership, Stakeholder, User

LOOPBACK = {"127.0.0.1", "::1"}


@dataclass(frozen=True)
class Guide:
    """Somebody of the demonstration, and what she is good for looking at. `locale`: what she reads, if not English."""

    email: str
    name: str
    place: Any
    shows: Any
    locale: str = ""
    is_champion: bool = False


GUIDES: Sequence[Guide] = (
    Guide(
        "jana.riedel@nordwerk.example",
        "Jana Riedel",
        _("Account manager"),
        _("What waits, thirteen customers, logging value"),
    ),
    Guide(
        "mira.falk@nordwerk.example",
        "Mira Falk",
        _("Sales leader"),
        _("All forty customers: renewals, proof, exposure"),
    ),
    Guide("ada.berg@nordwerk.example", "Ada Berg", _("Administrator"), _("People, roles, set-up")),
    Guide("oleg.brandt@nordwerk.example", "Oleg Brandt", _("Contributor"), _("Reads customers, adds readings")),
    Guide(
        "ines.okafor@halden.example",
        "Ines Okafor",
        _("Champion, Halden Bank"),
        _("It went well: claims to confirm, the report to take upstairs"),
        is_champion=True,
    ),
    Guide(
        "karl.thoma@halden.example",
        "Karl Thoma",
        _("CFO, Halden Bank"),
        _("A careful reader who signs for finance"),
        is_champion=True,
    ),
    Guide(
        "marta.lindqvist@ostvik.example",
        "Marta Lindqvist",
        _("Champion, Ostvik Pensjonskasse"),
        _("In German: an early victory that is not in money"),
        locale="de",
        is_champion=True,
    ),
    Guide(
        "piet.vermeer@caldera.example",
        "Piet Vermeer",
        _("Claims director, Caldera Insurance"),
        _("It went badly: shortfalls above gains"),
        is_champion=True,
    ),
)


def is_open(request: HttpRequest) -> bool:
    """Whether one click may sign somebody in here."""
    return settings.DEMO_SIGN_IN and not settings.PRODUCTION and is_direct(request)


def is_direct(request: HttpRequest) -> bool:
    """Whether it comes from this very machine and through no proxy: behind one, everybody comes from there."""
    forwarded = any(request.headers.get(name) for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded"))
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not forwarded


def guests() -> list[Guide]:
    """The guides who are there, and belong to a demonstration only."""
    there = {user.email for user in _demonstrators().filter(email__in=[guide.email for guide in GUIDES])}
    return [guide for guide in GUIDES if guide.email in there]


def guest(email: str) -> tuple[Guide, User] | None:
    """The guide of this address with her user; None for everybody else."""
    guide = next((one for one in GUIDES if one.email == email), None)
    user = _demonstrators().filter(email=email).first() if guide is not None else None
    return (guide, user) if guide is not None and user is not None else None


def _demonstrators() -> QuerySet[User]:
    """Users with a place, and none at a firm that is real."""
    return (
        User.objects.filter(is_active=True)
        .filter(Q(memberships__supplier__is_demonstration=True) | Q(stakeholders__supplier__is_demonstration=True))
        .exclude(memberships__in=Membership.objects.filter(supplier__is_demonstration=False))
        .exclude(stakeholders__in=Stakeholder.objects.filter(supplier__is_demonstration=False))
        .distinct()
    )


def browser_language(request: HttpRequest) -> str:
    """The first language of the browser that the product speaks, whatever was chosen here before; else English."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"
