"""Terms that were proposed are agreed, or declined."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.limits import check_texts
from accounts.refusal import Refused
from outcomes.models import Decision, Terms
from outcomes.services.entries import Ledger, locked, terms_content
from outcomes.services.ledger.moving import Kind, needs_reason
from outcomes.services.voice import Voice


def agree_terms(*, terms: Terms, voice: Voice, request_key: str | None = None) -> Decision:
    """The customer's person agrees proposed terms, by her own act. They never change again."""
    with locked(terms.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.TERMS_AGREED, terms=terms):
            return repeated
        voice.must_be_customer(ledger.customer, "may_agree")
        return agree(ledger, terms, voice=voice, content={}, request_key=request_key)


def decline_terms(*, terms: Terms, voice: Voice, reason: str) -> None:
    """The customer's person says no to a proposal, and why. Nothing was agreed, so the ledger says nothing."""
    with locked(terms.customer_id) as ledger:
        voice.must_be_customer(ledger.customer, "may_agree")
        needs_reason(reason)
        check_texts(Terms, declined_reason=reason)
        changed = Terms.objects.filter(pk=terms.pk, state=Terms.State.PROPOSED).update(
            state=Terms.State.DECLINED, declined_reason=reason
        )
        if not changed:
            raise Refused(_("These terms are no longer proposed."), code="not_proposed")


def agree(ledger: Ledger, terms: Terms, *, voice: Voice, content: dict[str, Any], request_key: str | None) -> Decision:
    """Proposed terms become agreed terms, by her own act or, as `content` shows, on paper."""
    terms.refresh_from_db()
    if terms.state != Terms.State.PROPOSED:
        raise Refused(
            _("These terms are %(state)s; there is nothing to agree.") % {"state": terms.get_state_display()},
            code="not_proposed",
        )
    decision = ledger.append(
        voice=voice,
        kind=Kind.TERMS_AGREED,
        terms=terms,
        content={"terms": terms_content(terms)} | content,
        request_key=request_key,
    )
    terms.state = Terms.State.AGREED
    terms.agreed_on = decision.said_on
    terms.on_paper = voice.origin == Decision.Origin.PAPER
    terms.save(update_fields=["state", "agreed_on", "on_paper"])
    return decision
