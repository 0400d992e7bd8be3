"""What a person of the customer agreed or confirmed on paper."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Stakeholder
from accounts.refusal import Refused
from outcomes.models import Decision, Evidence, Terms, ValueEvent
from outcomes.services.claims import shared_effects
from outcomes.services.entries import evidence_content, locked
from outcomes.services.ledger.deciding import adjusted
from outcomes.services.ledger.moving import DECIDABLE, Kind, State, change, fresh
from outcomes.services.ledger.terms import agree
from outcomes.services.voice import Voice


def record_on_paper(
    *,
    voice: Voice,
    said_by: Stakeholder,
    document: Evidence,
    event: ValueEvent | None = None,
    terms: Terms | None = None,
    amount_minor: int | None = None,
    reason: str = "",
    request_key: str | None = None,
) -> Decision:
    """Record what a person of the customer agreed or confirmed on paper, with the document. One of `event` and `terms`.

    `voice` is `of_paper(...)`: it has the day on which she signed. It is printed as "on paper, recorded by ...", stays out of
    the headline, in a sum of its own, and she can still decide the event in her own session. An amount other than what
    was claimed follows the rules of `adjust`.
    """
    owned = event or terms
    assert owned is not None and (event is None or terms is None)
    with locked(owned.customer_id) as ledger:
        kind = Kind.TERMS_AGREED
        if event is not None:
            kind = Kind.CONFIRMED if amount_minor in {None, event.claimed_minor} else Kind.ADJUSTED
        if repeated := ledger.repeated(request_key, kind=kind, event=event, terms=terms):
            return repeated
        voice.must_be_supplier(ledger.customer)
        if voice.origin != Decision.Origin.PAPER:
            raise Refused(_("Say when she signed the document."), code="no_day", field="said_on")
        if said_by.customer_id != ledger.customer.pk or document.customer_id != ledger.customer.pk:
            raise Refused(_("Person and document have to be this customer's."), code="not_theirs", field="said_by")
        paper = {"paper": {"said_by": said_by.pk, "document": evidence_content(document)}}
        if terms is not None:
            terms.evidence.add(document)
            return agree(ledger, terms, voice=voice, content=paper, request_key=request_key)
        assert event is not None
        event = fresh(event, ledger, allowed=DECIDABLE)
        if event.supersedes_id is not None or ledger.customer.finance_signs_smaller_shortfalls and event.is_shortfall:
            raise Refused(_("This she decides in her own session only."), code="only_the_customer")
        amount = event.claimed_minor
        if kind == Kind.ADJUSTED:
            assert amount_minor is not None
            amount = adjusted(event, amount_minor, reason)
        elif not reason and shared_effects(event):
            raise Refused(_("Say why both count."), code="shared_effect", field="reason")
        event.evidence.add(document)
        state = State.CONFIRMED if kind == Kind.CONFIRMED else State.ADJUSTED
        return change(
            ledger, event, kind, state, amount, voice=voice, reason=reason, request_key=request_key, content=paper
        )
