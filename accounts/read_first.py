"""Nobody decides what she cannot have read: a form of one tap carries the signed moment at which its page was made.

The second half of a double tap lands on whatever stands under the thumb by then. Both instants are the server's, so that no
clock of a phone matters; and nothing but a page of this very thing makes the mark.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusal import Refused

LEAST = timedelta(seconds=1)  # two taps of one hand are at most half a second apart
FIELD = "seen"
_signer = signing.Signer(salt="read-first")


def seen_mark(subject: str, at: datetime | None = None) -> str:
    """What the form carries: that a page of `subject` ("claim-12") was made now, or at that moment."""
    moment = at or timezone.now()
    return _signer.sign(f"{subject}:{int(moment.timestamp() * 1000)}")


def must_have_read(request: HttpRequest, subject: str) -> None:
    """Refused where the form is not from a page of `subject`, or where that page was made less than a second ago."""
    try:
        about, _colon, moment = _signer.unsign(request.POST.get(FIELD, "")).rpartition(":")
    except signing.BadSignature:
        about, moment = "", "0"
    if about != subject:
        raise Refused(_("Open this page again, and read it first. Nothing was decided."), code="not_read")
    if timezone.now().timestamp() * 1000 - int(moment) < LEAST.total_seconds() * 1000:
        raise Refused(_("You have only just come to this page: read it first. Nothing was decided."), code="not_read")
