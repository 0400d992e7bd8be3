"""One's own account: name, language, password, second factors, sessions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions
from accounts.access import ActorRequest, editable, for_actor, without_second_factor
from accounts.account_services import change_account
from accounts.formfields import done_by, status_of
from accounts.models import UserSession
from accounts.set_up_forms import AccountForm, LanguageForm
from accounts.set_up_queries import second_factors_of, sessions_of


@for_actor
@without_second_factor
@require_http_methods(["GET", "POST"])
def account(request: ActorRequest) -> HttpResponse:
    """For the supplier's people everything of theirs; for a customer's person her language and her sessions."""
    actor, member = request.actor, request.actor.membership
    initial = {"locale": get_language()}
    if member is not None:
        initial |= {"name": actor.user.name, "position": member.position, "phone": member.phone}
    form = (AccountForm if member is not None else LanguageForm)(request.POST or None, initial=initial)

    def change() -> bool:
        change_account(actor=actor, **form.cleaned_data)
        return True

    if done_by(form, change):
        return _saved(request, form.cleaned_data["locale"])
    context: dict[str, Any] = {"form": form, "sessions": sessions_of(actor, request.session.session_key)}
    if member is not None:
        context["factors"] = second_factors_of(actor)
    template = "accounts/account.html" if member is not None else "accounts/account_portal.html"
    return render(request, template, context, status=status_of(form))


def _saved(request: ActorRequest, locale: str) -> HttpResponse:
    """Back to the page, in the language that was chosen."""
    response = redirect("account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, locale, max_age=365 * 24 * 60 * 60, secure=request.is_secure(), samesite="Lax"
    )
    with translation.override(locale):
        messages.success(request, _("Saved."))
    return response


@for_actor
@without_second_factor
@require_POST
def session_end(request: ActorRequest, pk: int) -> HttpResponse:
    """One browser of hers is signed out with its next request."""
    row = editable(UserSession, request.actor, pk=pk)
    this_one = row.key == request.session.session_key
    sessions.end_one(row)
    if this_one:
        return redirect("account_login")
    messages.success(request, _("That session is ended."))
    return redirect("account")


@for_actor
@without_second_factor
@require_POST
def session_end_others(request: ActorRequest) -> HttpResponse:
    """Every browser but this one."""
    sessions.end_others(request.actor.user, request.session.session_key)
    messages.success(request, _("All other sessions are ended."))
    return redirect("account")
