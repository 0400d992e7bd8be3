"""How the second factor differs from the library's default: secrets are encrypted, and a firm may insist on one."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
BOUND_ROLES = (Membership.Role.ADMINISTRATOR, Membership.Role.LEADER)


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factor\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or it is too old."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your firm asks for a second factor. Add another one before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

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
