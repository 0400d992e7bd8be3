"""How the second factor differs from the library's default: secrets are encrypted, and a firm may insist on one."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
from urllib.parse import urlsplit

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import sessions
from accounts.audit import Kind, record_event, suppliers_of
from accounts.models import Membership, User

log = structlog.get_logger(__name__)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
BOUND_ROLES = (Membership.Role.ADMINISTRATOR, Membership.Role.LEADER)


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or it is too old."),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes stand in for a second factor. Add one first."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your firm asks for a second factor. Add another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where it was encrypted with another SECRET_KEY, one that no code fits: wrong, not an error."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("second_factor_unreadable")
            return base64.b32encode(os.urandom(20)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose firm insists on it."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not must_have_second_factor(authenticator.user_id)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def must_have_second_factor(user_pk: int) -> bool:
    """Whether one of her firms asks for a second factor in the role that she has there."""
    return Membership.objects.filter(
        user=user_pk, deactivated_at=None, role__in=BOUND_ROLES, supplier__second_factor_required=True
    ).exists()


@transaction.atomic
def reset_second_factors(user: User) -> list[str]:
    """Take all second factors of somebody who cannot use them any more; her sessions end. Return which kinds there were.

    For whoever runs the site, after she proved who she is: a lost phone, or a new SECRET_KEY. She signs in with her password
    and adds new ones. Her firms' administrators find it in the history.
    """
    kinds = sorted(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not kinds:
        return []
    Authenticator.objects.filter(user=user).delete()
    sessions.end_all(user)
    record_event(kind=Kind.FACTOR_REMOVED, user=user, suppliers=suppliers_of(user), by="reset_second_factors")
    return kinds


def passkey_address(request: HttpRequest) -> str:
    """Where passkeys work, "http://localhost:8000", when they cannot here: browsers make none for a number as host.

    Empty where this address has a name. On this machine localhost is the same site; elsewhere it is BASE_URL.
    """
    here = urlsplit(f"//{request.get_host()}")
    try:
        number = ipaddress.ip_address(here.hostname or "")
    except ValueError:
        return ""
    if not number.is_loopback:
        return settings.BASE_URL
    return f"{request.scheme}://localhost" + (f":{here.port}" if here.port else "")
