"""What the sign-in libraries tell us, written down. No rule lives here: each receiver hands on to the function that owns it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from accounts import sessions
from accounts.audit import Kind, record_event, record_failure, suppliers_of
from accounts.models import User


@receiver(user_logged_in)
def signed_in(request: Any, user: User, **_kwargs: Any) -> None:
    sessions.begin(request, user)
    record_event(kind=Kind.SIGNED_IN, user=user, suppliers=suppliers_of(user))


@receiver(user_logged_out)
def signed_out(request: Any, **_kwargs: Any) -> None:
    sessions.forget(request.session.session_key)


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **_kwargs: Any) -> None:
    record_failure(str(credentials.get("email") or ""))


@receiver(authentication_failed)
def factor_failed(user: User, **_kwargs: Any) -> None:
    record_event(kind=Kind.FAILED, user=user, suppliers=suppliers_of(user))


@receiver([password_changed, password_reset, password_set])
def password_is_new(request: Any, user: User, **_kwargs: Any) -> None:
    sessions.follow_key(request.session)
    sessions.end_all(user, but=request.session.session_key)
    record_event(kind=Kind.PASSWORD_CHANGED, user=user, suppliers=suppliers_of(user))


@receiver(authenticator_added)
def factor_added(user: User, **_kwargs: Any) -> None:
    record_event(kind=Kind.FACTOR_ADDED, user=user, suppliers=suppliers_of(user))


@receiver(authenticator_removed)
def factor_removed(user: User, **_kwargs: Any) -> None:
    record_event(kind=Kind.FACTOR_REMOVED, user=user, suppliers=suppliers_of(user))
