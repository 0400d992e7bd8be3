"""How sign-in differs from the library's default: no sign-up, mails through our outbox, codes only for outsiders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm as AllauthConfirmLoginCodeForm
from allauth.account.forms import RequestLoginCodeForm as AllauthRequestLoginCodeForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.audit import record_failure_of
from accounts.mail import queue_mail
from accounts.models import User


def has_membership(user: User) -> bool:
    return user.memberships.filter(deactivated_at=None).exists()


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or it is too old."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Wait five minutes, or get a code by e-mail."),
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is not right."),
        "enter_current_password": gettext_lazy("This is not your password."),
        "incorrect_password": gettext_lazy("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation or are added by their administrator."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context | {"email": email})
        seconds = app_settings.LOGIN_BY_CODE_TIMEOUT if "code" in context else None
        expires_at = timezone.now() + timedelta(seconds=seconds) if seconds else None
        queue_mail(to=email, subject=str(message.subject), body=str(message.body), expires_at=expires_at)

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the address that she signs in with; wrong ones are counted as when signing in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class RequestLoginCodeForm(AllauthRequestLoginCodeForm):
    """A code alone signs in only people without a membership; the answer is the same for everybody."""

    _user: User | None

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is not None and has_membership(self._user):
            self._user = None
        return email


class ConfirmLoginCodeForm(AllauthConfirmLoginCodeForm):
    """A wrong code stands in the history like a wrong password; of an address that nobody has, nothing is kept."""

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()
        except ValidationError:
            record_failure_of(context.request._login_stage.login.user)
            raise
        return code


class ResetPasswordForm(AllauthResetPasswordForm):
    """Only the supplier's people have a password; the answer is the same for everybody."""

    users: list[User]

    def clean_email(self) -> str:
        email: str = super().clean_email()
        self.users = [user for user in self.users if has_membership(user)]
        return email
