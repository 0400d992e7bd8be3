"""The way into the portal: a link whose page has a button that sends a code. The link alone does nothing."""

from __future__ import annotations

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import for_anyone
from accounts.adapter import has_membership
from accounts.codes import normalised
from accounts.mail import queue_template
from accounts.models import Invitation


@for_anyone
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Say who invites; on the button, send a code to the invited address and ask for it.

    Unknown, expired and ended invitations answer the same page. Whoever has a password gets a mail that says so instead of
    a code; the browser shows the same to everybody.
    """
    found = valid_invitation(code)
    if found is None:
        return render(request, "accounts/invitation_ended.html", status=404)
    if request.user.is_authenticated:
        if request.user.pk == found.stakeholder.user_id:
            return redirect("home")
        return render(request, "accounts/invitation_other.html", {"invitation": found})
    if request.method == "POST":
        if not ratelimit.consume(request, action="request_login_code", key=found.email):
            return render(request, "accounts/invitation.html", {"invitation": found, "too_often": True}, status=429)
        send_code(request, found)
        return redirect("account_confirm_login_code")
    return render(request, "accounts/invitation.html", {"invitation": found})


def valid_invitation(code: str) -> Invitation | None:
    """The invitation with this code, while it holds and its person is still at the customer.

    A stranger has no actor: the code itself, 130 random bits, is what entitles her.
    """
    found = (
        Invitation.objects.filter(code=normalised(code), expires_at__gt=timezone.now())
        .select_related("stakeholder__user", "stakeholder__supplier", "customer", "invited_by__user")
        .first()
    )
    if found is None or found.stakeholder.user is None or found.stakeholder.user.email != found.email:
        return None
    until = found.stakeholder.until
    if until is not None and until < found.stakeholder.supplier.today():
        return None
    return found


@transaction.atomic
def send_code(request: HttpRequest, found: Invitation) -> None:
    """Start signing in by code at the invited address; a person with a password is told by mail to use it."""
    user = found.stakeholder.user
    assert user is not None
    if has_membership(user) or not user.is_active:
        queue_template(
            "use_password",
            to=found.email,
            locale=found.customer.locale,
            context={"invitation": found, "sign_in_path": reverse("account_login")},
        )
        LoginCodeVerificationProcess.initiate(request=request, user=None, email=found.email)
        return
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=found.email)
