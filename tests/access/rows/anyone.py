"""For anyone, strangers too."""

from __future__ import annotations

from tests.access.row import (
    EVERYBODY,
    SIGNED_IN,
    row,
)

row("healthz", get=EVERYBODY, anyone=True, not_crawled="no page")
row("readyz", get=EVERYBODY, anyone=True, not_crawled="no page")
row("metrics", get=EVERYBODY, anyone=True, not_crawled="no page")
row("dev_mail", get=EVERYBODY, anyone=True, not_crawled="the outbox of a demonstration, on its own machine only")
row("set_language", post=EVERYBODY, anyone=True, data={"language": "de", "next": "/"}, changes=False)
row("no_place", get=EVERYBODY, anyone=True)
row(
    "account_login",
    get=EVERYBODY,
    post="anonymous",
    anyone=True,
    get_other=dict.fromkeys(SIGNED_IN.split(), 302),
    post_other=dict.fromkeys(SIGNED_IN.split(), 302),
    data=lambda place: {"login": place.manager.user.email, "password": "A long enough passphrase"},
    wrong={"login": "nobody@nowhere.example", "password": "wrong"},
    changes=True,
)
row(
    "account_request_login_code",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_other=dict.fromkeys(SIGNED_IN.split(), 302),
    post_other=dict.fromkeys(SIGNED_IN.split(), 302),
    data=lambda place: {"email": place.champion.email},
    wrong={"email": "no address"},
    changes=False,
)
row(
    "account_confirm_login_code",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_status=302,
    data={"code": "123456"},
    changes=False,
)
row("account_inactive", get=EVERYBODY, anyone=True)
row(
    "account_reset_password",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    data=lambda place: {"email": place.manager.user.email},
    wrong={"email": "no address"},
)
row("account_reset_password_done", get=EVERYBODY, anyone=True)
row("account_reset_password_from_key_done", get=EVERYBODY, anyone=True)
row(
    "account_reset_password_from_key key uidb36",
    of={"uidb36": "champion.pk", "key": "report.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    post_status=200,
    changes=False,
)
row(
    "account_logout",
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_other={"anonymous": 302},
    changes=False,
)
row("reports:document_check", get=EVERYBODY, anyone=True)
row("reports:document_check code", of={"code": "report.code"}, get=EVERYBODY, anyone=True)
row(
    "invitation code",
    of={"code": "invitation.code"},
    get=EVERYBODY,
    post=EVERYBODY,
    anyone=True,
    get_other={"champion": 302},
    # Whoever is signed in already is told to sign out first.
    post_other=dict.fromkeys(SIGNED_IN.replace("champion ", "", 1).split(), 200),
    changes=False,
)
