"""Every view says for whom it is, and finds its objects through the actor. The access matrix (tests/access) reads this.

`for_supplier`, `for_customer`, `for_actor` and `for_anyone` mark a view; a view without a mark fails the tests.
`visible` and `editable` find an object and check the permission in one call: what is foreign does not exist (404), what may
only be read is forbidden (403).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.actors import Actor
from accounts.audit import record_download

View = Callable[..., HttpResponseBase]
M = TypeVar("M", bound=models.Model)


class ActorRequest(HttpRequest):
    """A request behind one of the marks: its actor is there."""

    actor: Actor
    htmx: Any


def _guarded(view: View, audience: str, allowed: Callable[[Actor], bool]) -> View:
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):
                # A fragment cannot show the sign-in page; the whole page goes there.
                return HttpResponse(status=204, headers={"HX-Redirect": redirect_to_login(request.path).url})
            return redirect_to_login(request.get_full_path())
        actor: Actor | None = request.actor
        if actor is None:
            return redirect("no_place")
        if not allowed(actor):
            raise Http404
        if actor.lacks_second_factor and not getattr(view, "opens_without_second_factor", False):
            return _to_the_account(request)
        response = view(request, *args, **kwargs)
        if response.get("Content-Disposition", "").startswith("attachment") and response.status_code == 200:
            _record(request, response, kwargs)
        return response

    guarded.audience = audience  # type: ignore[attr-defined]
    return guarded


def _to_the_account(request: HttpRequest) -> HttpResponse:
    """Where she adds the second factor that her firm asks for."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account")})
    return redirect("account")


def _record(request: Any, response: HttpResponseBase, arguments: dict[str, Any]) -> None:
    """Who took the file away; pictures of a page are none."""
    if getattr(response, "is_picture", False):
        return
    customer = arguments.get("customer_pk")
    record_download(
        request.actor,
        view_name=request.resolver_match.view_name,
        object_id=next((one for one in arguments.values() if isinstance(one, int)), None),
        customer_id=customer,
    )


def without_second_factor(view: View) -> View:
    """Open to who has still to add the second factor that her firm asks for. Stands below the mark."""
    view.opens_without_second_factor = True  # type: ignore[attr-defined]
    return view


def for_supplier(view: View) -> View:
    """For the supplier's people; the customer's side does not know that it exists."""
    return _guarded(view, "supplier", lambda actor: actor.membership is not None)


def for_administrators(view: View) -> View:
    """For the supplier's administrators; her colleagues know that it exists (403), the customer's side does not."""

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_administrator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return for_supplier(asked)


def for_customer(view: View) -> View:
    """For stakeholders in their portal, in person."""
    return _guarded(view, "customer", lambda actor: actor.stakeholder is not None and actor.in_person)


def for_actor(view: View) -> View:
    """For both sides; the querysets decide what each sees."""
    return _guarded(view, "actor", lambda actor: True)


def for_anyone(view: View) -> View:
    """For strangers too."""
    view.audience = "anyone"  # type: ignore[attr-defined]
    return view


def may_edit(actor: Actor) -> bool:
    """Whether this person of the supplier changes what she sees; contributors add readings and evidence only."""
    return actor.membership is not None and actor.membership.role != actor.membership.Role.CONTRIBUTOR


def visible(model: type[M], actor: Actor, *, related: Sequence[str] = (), **lookup: Any) -> M:
    """The object, where this actor may see it; else it does not exist. `related` are read along with it."""
    manager: Any = model._default_manager
    seen = (manager.select_related(*related) if related else manager.all()).visible_to(actor)
    found: M | None = seen.filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def editable(model: type[M], actor: Actor, *, by: str = "editable_by", related: Sequence[str] = (), **lookup: Any) -> M:
    """The object, where this actor may change it; forbidden where she may only read it; else it does not exist.

    `related` are read along with it, in the same query.
    """
    manager: Any = model._default_manager
    found = getattr(manager.select_related(*related) if related else manager.all(), by)(actor).filter(**lookup).first()
    if found is not None:
        return found
    if manager.visible_to(actor).filter(**lookup).exists():
        raise PermissionDenied
    raise Http404
