"""The way to a membership: a link whose page has a button. The link alone does nothing."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.access import for_anyone
from accounts.codes import normalised
from accounts.formfields import done_by, status_of
from accounts.member_invitations import accept_invitation, has_a_password
from accounts.models import MemberInvitation, Membership
from accounts.refusal import Refused
from accounts.set_up_forms import AcceptForm


@sensitive_post_parameters()
@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def member_invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Say who invites. On the button: set a password and become a member; who has one already signs in first.

    Unknown, expired, accepted and withdrawn invitations answer the same page.
    """
    found = open_invitation(code)
    if found is None:
        return render(request, "accounts/member_invitation_ended.html", status=404)
    if request.user.is_authenticated:
        return _signed_in(request, found)
    if has_a_password(found.email):
        return render(request, "accounts/member_invitation.html", {"invitation": found, "known": True})
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=found)
    if request.method == "POST" and not ratelimit.consume(request, action="invitation", key=code):
        return render(request, "accounts/member_invitation.html", {"invitation": found, "too_often": True}, status=429)
    member = done_by(form, lambda: accept_invitation(invitation=found, password=form.cleaned_data["password1"]))
    if member is not None:
        return _sign_in(request, member)
    return render(
        request, "accounts/member_invitation.html", {"invitation": found, "form": form}, status=status_of(form)
    )


def open_invitation(code: str) -> MemberInvitation | None:
    """The invitation with this code, while it holds. The code itself, 130 random bits, is what entitles a stranger."""
    found = (
        MemberInvitation.objects.filter(code=normalised(code)).select_related("supplier", "invited_by__user").first()
    )
    return found if found is not None and found.is_open else None


def _signed_in(request: HttpRequest, found: MemberInvitation) -> HttpResponse:
    """The invited person presses a button; anybody else is told to sign out first."""
    if request.user.email != found.email:  # type: ignore[union-attr]
        return render(request, "accounts/member_invitation.html", {"invitation": found, "other": True})
    if request.method != "POST":
        return render(request, "accounts/member_invitation.html", {"invitation": found, "mine": True})
    try:
        accept_invitation(invitation=found)
    except Refused:
        return render(request, "accounts/member_invitation_ended.html", status=404)
    return redirect("home")


def _sign_in(request: HttpRequest, member: Membership) -> HttpResponse:
    return perform_login(request, Login(user=member.user, email=member.user.email))
