"""Amendments of contracts, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import notation
from accounts.models import Amendment


def amendment_words(amendment: Amendment) -> str:
    """ "Amendment 2: Cases handled, from 1 June 2026"."""
    return _("Amendment %(number)s: %(title)s, from %(day)s") % {
        "number": amendment.number,
        "title": amendment.title,
        "day": notation.date_long(amendment.since),
    }
