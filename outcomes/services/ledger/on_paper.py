"""What a person of the customer agreed or confirmed on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Stakeholder
from accounts.notation import date_medium
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
    was claimed follows the rules of `adjust`. Refused where it was signed before the claim's period was over or the claim was
    disputed, or by somebody who had left by then or may not decide it.
    """
    owned = event or terms
    assert owned is not None and (event is None or terms is None)
    with locked(owned.customer_id) as ledger:
        kind = Kind.TERMS_AGREED
        if event is not None:
            kind = Kind.CONFIRMED if amount_minor in {None, event.claimed_minor} else Kind.ADJUSTED
        said: dict[str, Any] = {"reason": reason, "said_on": voice.said_on, "paper": {"said_by": said_by.pk}}
        if kind == Kind.ADJUSTED:
            said["amount"] = {"minor": amount_minor}
        if repeated := ledger.repeated(request_key, kind=kind, event=event, terms=terms, said=said):
            return repeated
        voice.must_be_supplier(ledger.customer)
        if voice.origin != Decision.Origin.PAPER:
            raise Refused(_("Say when the document was signed."), code="no_day", field="said_on")
        if said_by.customer_id != ledger.customer.pk or document.customer_id != ledger.customer.pk:
            raise Refused(_("Person and document have to be this customer's."), code="not_theirs", field="said_by")
        _must_be_hers_to_sign(said_by, "may_decide" if event is not None else "may_agree", voice)
        paper = {"paper": {"said_by": said_by.pk, "document": evidence_content(document)}}
        if terms is not None:
            terms.evidence.add(document)
            return agree(ledger, terms, voice=voice, content=paper, request_key=request_key)
        assert event is not None
        event = fresh(event, ledger, allowed=DECIDABLE)
        _must_follow_the_period(event, voice)
        _must_not_precede_her_dispute(event, voice)
        if event.supersedes_id is not None or ledger.customer.finance_signs_smaller_shortfalls and event.is_shortfall:
            raise Refused(_("The customer decides this in a session of their own only."), code="only_the_customer")
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


def _must_be_hers_to_sign(said_by: Stakeholder, right: str, voice: Voice) -> None:
    """A signature decides no more on paper than its person does in her own session."""
    if voice.said_on is not None and not said_by.is_there(voice.said_on):
        raise Refused(_("%(name)s had left by that day.") % {"name": said_by.name}, code="had_left", field="said_by")
    if not getattr(said_by, right):
        words = {
            "may_agree": _("%(name)s has no right to agree terms. Choose who has it, or give it first."),
            "may_decide": _("%(name)s has no right to decide claims. Choose who has it, or give it first."),
        }
        raise Refused(words[right] % {"name": said_by.name}, code="no_right", field="said_by")


def _must_follow_the_period(event: ValueEvent, voice: Voice) -> None:
    """Nobody confirms what had not happened yet."""
    assert event.period_end is not None
    if voice.said_on is not None and voice.said_on < event.period_end:
        raise Refused(
            _("The period of the claim ended on %(day)s, after this document was signed.")
            % {"day": date_medium(event.period_end)},
            code="before_the_period",
            field="said_on",
        )


def _must_not_precede_her_dispute(event: ValueEvent, voice: Voice) -> None:
    """Her newer word stands: a document that was signed before it overturns nothing."""
    if event.state != State.DISPUTED:
        return
    disputed = event.decisions.filter(kind=Kind.DISPUTED).order_by("-seq").first()
    if disputed is not None and voice.said_on is not None and voice.said_on < disputed.said_on:
        raise Refused(
            _(
                "It was disputed on %(day)s, after this document was signed. The customer decides it in a session of their own."
            )
            % {"day": date_medium(disputed.said_on)},
            code="disputed_since",
            field="said_on",
        )
