"""Every address of the site. Each view says for whom it is (accounts/access.py); the access matrix walks this list."""

from __future__ import annotations

from allauth.account import views as sign_in
from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.access import for_anyone
from config import health
from reports.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("reports.urls")),
    path("", include("accounts.urls")),
    path("", include("outcomes.urls")),
    path("", include("scorecards.urls")),
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
    path("sign-out/", for_anyone(sign_in.logout), name="account_logout"),
]

if settings.DEV_MAIL:
    from accounts.views import dev_mail

    urlpatterns += [path("dev/mail/", dev_mail, name="dev_mail")]
