from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ActorRequest, for_actor, for_anyone
from accounts.actors import SESSION_KEY, actor_named
from accounts.demonstration import browser_language, guest, is_direct, is_open
from accounts.models import MailMessage


@for_actor
@require_POST
def switch_actor(request: ActorRequest) -> HttpResponse:
    """Act as another of one's own memberships or stakeholder records.

    Forms that are still open in other windows were made for the one before: from now on they are refused as old ones.
    """
    chosen = actor_named(request.user, request.POST.get("actor"))  # type: ignore[arg-type]
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.key
    request.session.cycle_key()
    rotate_token(request)
    return redirect("home")


@for_anyone
@require_safe
def no_place(request: HttpRequest) -> HttpResponse:
    """Signed in, but nobody's: left, or never invited."""
    return render(request, "accounts/no_place.html")


@for_anyone
@require_safe
def dev_mail(request: HttpRequest) -> HttpResponse:
    """The outbox, to read: outside production only, and only from this machine, through no proxy."""
    if not is_direct(request):
        raise Http404
    return render(request, "accounts/dev_mail.html", {"mails": MailMessage.objects.order_by("-pk")[:50]})


@for_anyone
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the demonstration, in her language; accounts/demonstration.py says why that is safe.

    Who reads English speaks whatever language the browser asks for.
    """
    found = guest(request.POST.get("email", "")) if is_open(request) else None
    if found is None:
        raise Http404
    guide, user = found
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    response = redirect("home")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, guide.locale or browser_language(request), samesite="Lax")
    return response
