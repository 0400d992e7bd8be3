"""Signing in with one click, which a test's settings never open."""

from __future__ import annotations

from tests.access.row import EVERYBODY, row

row(
    "demo_sign_in",
    post=EVERYBODY,
    anyone=True,
    post_status=404,
    data=lambda place: {"email": place.manager.user.email},
    changes=False,
)
