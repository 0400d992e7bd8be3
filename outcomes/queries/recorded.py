"""What she is told after an act of her own: what was recorded, with its period and the amount that counts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts import notation
from outcomes.models import Decision, Terms, ValueEvent
from outcomes.queries.claims import short_words
from outcomes.queries.marks import Kind


def claim_recorded_words(decision: Decision, event: ValueEvent) -> str:
    """ "Confirmed: Corrections per 10,000 payments, Q3 2025, 1,824.76 EUR."; of what was stated, when it counts from."""
    currency = event.customer.currency
    said = {"claim": short_words(event)}
    if event.claimed_minor is not None:
        said["claimed"] = notation.money(event.claimed_minor, currency, whole=True)
    if decision.amount_minor is not None:
        said["amount"] = notation.money(decision.amount_minor, currency, whole=True)
    if decision.kind == Kind.DISPUTED:
        return _disputed_words(event) % said
    in_money = "amount" in said
    words = {
        Kind.CONFIRMED: _("Confirmed: %(claim)s, %(amount)s.") if in_money else _("Confirmed: %(claim)s."),
        Kind.ADJUSTED: _("Adjusted: %(claim)s counts as %(amount)s; claimed: %(claimed)s."),
        Kind.WITHDRAWN: _("Taken back: %(claim)s. It no longer counts."),
        Kind.STATED: _("Stated: %(claim)s, %(amount)s. It counts from today.")
        if in_money
        else _("Stated: %(claim)s. It stands in the report from today."),
    }
    return words[Kind(decision.kind)] % said


def _disputed_words(event: ValueEvent) -> str:
    if event.claimed_minor is None:
        return _("Disputed: %(claim)s.")
    if event.went_badly:
        return _("Disputed: %(claim)s. %(claimed)s counts until it is settled.")
    return _("Disputed: %(claim)s, claimed: %(claimed)s. It is not counted.")


def terms_recorded_words(terms: Terms) -> str:
    return _("Agreed: the terms of “%(name)s”, version %(version)s.") % {
        "name": terms.dimension.name,
        "version": terms.version,
    }
