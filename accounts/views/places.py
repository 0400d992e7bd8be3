from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ActorRequest, for_actor, for_anyone
from accounts.actors import SESSION_KEY, actor_named
from accounts.models import MailMessage


@for_actor
@require_POST
def switch_actor(request: ActorRequest) -> HttpResponse:
    """Act as another of one's own memberships or stakeholder records."""
    chosen = actor_named(request.user, request.POST.get("actor"))  # type: ignore[arg-type]
    if chosen is None:
        raise Http404
    request.session[SESSION_KEY] = chosen.key
    request.session.cycle_key()
    return redirect("home")


@for_anyone
@require_safe
def no_place(request: HttpRequest) -> HttpResponse:
    """Signed in, but nobody's: left, or never invited."""
    return render(request, "accounts/no_place.html")


@for_anyone
@require_safe
def dev_mail(request: HttpRequest) -> HttpResponse:
    """The outbox, to read: outside production only, and only from this machine."""
    if request.META.get("REMOTE_ADDR") != "127.0.0.1":
        raise Http404
    return render(request, "accounts/dev_mail.html", {"mails": MailMessage.objects.order_by("-pk")[:50]})
