"""Every address of the site. Each view says for whom it is (accounts/access.py); the access matrix walks this list."""

from __future__ import annotations

from typing import Any

from allauth.account import views as sign_in
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from accounts.access import for_anyone, for_supplier, without_second_factor
from accounts.views.second_factors import passkey_remove, to_account
from config import health
from reports.views.home import home

pages = require_http_methods(["GET", "HEAD", "POST"])


def own(view: Any) -> Any:
    """A page of the sign-in library about oneself: for the supplier's people, who have a password."""
    return for_supplier(without_second_factor(pages(view)))


urlpatterns = [
    path("", home, name="home"),
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("", include("outcomes.urls")),
    path("", include("scorecards.urls")),
    path("", include("engagements.urls")),
    path("language/", for_anyone(require_POST(set_language)), name="set_language"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    # Only what we use of the sign-in library: no sign-up, no changing of addresses.
    path("sign-in/", for_anyone(sign_in.login), name="account_login"),
    path("sign-in/code/", for_anyone(sign_in.request_login_code), name="account_request_login_code"),
    path("sign-in/code/confirm/", for_anyone(sign_in.confirm_login_code), name="account_confirm_login_code"),
    path("sign-in/inactive/", for_anyone(sign_in.account_inactive), name="account_inactive"),
    path("sign-in/password/", for_anyone(sign_in.password_reset), name="account_reset_password"),
    path("sign-in/password/sent/", for_anyone(sign_in.password_reset_done), name="account_reset_password_done"),
    path(
        "sign-in/password/changed/",
        for_anyone(sign_in.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        for_anyone(sign_in.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/second-factor/",
        for_anyone(pages(factors.authenticate)),
        name="mfa_authenticate",
    ),
    path("account/password/", own(sign_in.password_change), name="account_change_password"),
    path("account/again/", own(sign_in.reauthenticate), name="account_reauthenticate"),
    path("account/again/code/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/again/passkey/", own(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    # The library goes back to these two after it added or removed something.
    path("account/factors/", own(require_safe(to_account)), name="mfa_index"),
    path("account/passkeys/", own(require_safe(to_account)), name="mfa_list_webauthn"),
    path("account/app/add/", own(app.activate_totp), name="mfa_activate_totp"),
    path("account/app/remove/", own(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/passkeys/add/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove/", own(passkey_remove), name="mfa_remove_webauthn"),
    path("account/codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/codes/new/", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("sign-out/", for_anyone(sign_in.logout), name="account_logout"),
]

if settings.DEV_MAIL:
    from accounts.views import demo_sign_in, dev_mail

    urlpatterns += [
        path("dev/mail/", dev_mail, name="dev_mail"),
        path("dev/sign-in/", demo_sign_in, name="demo_sign_in"),
    ]
