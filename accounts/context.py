"""What every page needs: whom one acts for, the navigation, the firm that leads it, the theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actors import OFFERED_KEY, place_of
from accounts.models import Supplier

THEMES = ("light", "dark")
# What has an entry of its own, or belongs to none. Every other page is about one customer.
APART = {"today", "portfolio", "reports", "links", "questions", "log", "search", "account", "set-up"}


def section_of(path: str) -> str:
    """The key of the entry that a page belongs to whatever its address is; "" where the address decides."""
    return "" if path.split("/")[1] in APART else "customers"


def page(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    theme = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"actor": actor, "theme": theme if theme in THEMES else ""}
    if actor is None:
        return context
    context |= {
        "actors": [one | {"current": one["key"] == actor.key} for one in request.session.get(OFFERED_KEY, [])],
        "place": place_of(actor),
        "demonstration": actor.supplier.is_demonstration,
        "home_url": reverse("home"),
        "account_url": reverse("account"),
        "set_up_url": reverse("set_up") if actor.is_administrator else None,
        "logo_url": logo_url(actor.supplier),
    }
    if actor.membership is not None:
        context |= {
            # What is no address at all belongs nowhere.
            "nav_key": section_of(request.path) if request.resolver_match is not None else "",
            "nav": [
                (_("Today"), reverse("reports:today"), "today", None),
                (_("Customers"), reverse("reports:customer_list"), "customers", None),
                (_("Portfolio"), reverse("reports:portfolio"), "portfolio", None),
                (_("Reports"), reverse("reports:report_list"), "reports", None),
            ],
            # The count beside Today is asked after the page, so that no other page pays for it.
            "today_count_url": reverse("reports:today_count"),
            "search_url": reverse("reports:search"),
            "log_url": None
            if actor.membership.role == actor.membership.Role.CONTRIBUTOR
            else reverse("outcomes:event_create"),
        }
    return context


def logo_url(supplier: Supplier) -> str | None:
    """Where the supplier's logo is, under the beginning of its digest; None without one."""
    if not supplier.logo:
        return None
    return reverse("logo", args=[str(supplier.logo).rpartition("/")[2][:16]])
