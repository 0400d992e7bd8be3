"""One's own account. The sign-in library's pages ask for the password again (302) before they do anything."""

from __future__ import annotations

from tests.access.row import EVERYBODY, SIGNED_IN, SUPPLIER, row

row(
    "account",
    get=SIGNED_IN,
    post=SIGNED_IN,
    data={"name": "Somebody Else", "position": "Changed", "phone": "", "locale": "de"},
    wrong={"locale": "xx"},
)
row("session_end pk", of={"pk": "session.pk"}, post="account_manager")
row("session_end_others", post=SIGNED_IN, changes=False)
row("account_change_password", get=SUPPLIER, post=SUPPLIER, data={"oldpassword": "x"}, post_status=200, changes=False)
row("account_reauthenticate", get=SUPPLIER, post=SUPPLIER, data={"password": "x"}, post_status=200, changes=False)
for name in ("mfa_index", "mfa_list_webauthn"):
    row(name, get=SUPPLIER, get_status=302)
for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
    row(name, get=SUPPLIER, post=SUPPLIER, get_status=302, changes=False)
for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
    row(name, get=SUPPLIER, post=SUPPLIER, get_status=302, changes=False)
row("mfa_authenticate", get=EVERYBODY, post=EVERYBODY, anyone=True, get_status=302, changes=False)
# Nobody here has a second factor: there is nothing to remove or to show (tests/accounts/test_second_factor.py has one).
row("mfa_deactivate_totp", get=SUPPLIER, post=SUPPLIER, get_status=404, post_status=404, changes=False)
row("mfa_view_recovery_codes", get=SUPPLIER, get_status=404)
row(
    "mfa_remove_webauthn pk",
    of={"pk": "customer.pk"},
    get=SUPPLIER,
    post=SUPPLIER,
    get_status=404,
    post_status=404,
    changes=False,
)
