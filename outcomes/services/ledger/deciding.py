"""What a person of the customer says to what was stated; and taking it back.

`replaces` is the number of the entry that stood when she changed her mind. Where something else was said since, the new
decision is refused, so that nobody overturns what she has not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from accounts.notation import money
from accounts.refusal import Refused
from outcomes.models import Decision, ValueEvent
from outcomes.services.claims import shared_effects
from outcomes.services.entries import locked
from outcomes.services.ledger.moving import DECIDABLE, Kind, State, change, fresh, needs_reason, not_too_large
from outcomes.services.voice import Voice


def confirm(
    *,
    event: ValueEvent,
    voice: Voice,
    reason: str = "",
    replaces: int | None = None,
    request_key: str | None = None,
) -> Decision:
    """The customer's person agrees with what was stated. A claim that shares its effect with another needs a reason, and so
    does one that was disputed: to confirm it then is a change of mind."""

    def rules(event: ValueEvent) -> int | None:
        if replaces is not None and event.state == State.CONFIRMED:
            raise Refused(_("It is confirmed already."), code="same")
        if event.state == State.DISPUTED:
            needs_reason(reason)
        if not reason and (others := shared_effects(event)):
            raise Refused(
                _("“%(other)s” may count the same effect. Confirm it with the reason why both count.")
                % {"other": others[0].title},
                code="shared_effect",
                field="reason",
            )
        return event.claimed_minor

    said: dict[str, Any] = {"voice": voice, "reason": reason, "replaces": replaces, "request_key": request_key}
    return _decide(event, Kind.CONFIRMED, State.CONFIRMED, rules, **said)


def adjust(
    *,
    event: ValueEvent,
    voice: Voice,
    amount_minor: int,
    reason: str,
    replaces: int | None = None,
    request_key: str | None = None,
) -> Decision:
    """The customer's person sets the right amount. A gain only downwards; a shortfall smaller only with a reason, and
    with finance's right where the customer asks for it."""

    def rules(event: ValueEvent) -> int:
        if replaces is not None and event.decided_minor == amount_minor:
            raise Refused(_("That is what it counts as already."), code="same", field="amount")
        return adjusted(event, amount_minor, reason)

    said: dict[str, Any] = {"voice": voice, "reason": reason, "replaces": replaces, "request_key": request_key}
    return _decide(event, Kind.ADJUSTED, State.ADJUSTED, rules, {"amount": {"minor": amount_minor}}, **said)


def dispute(
    *, event: ValueEvent, voice: Voice, reason: str, replaces: int | None = None, request_key: str | None = None
) -> Decision:
    """The customer's person contests what was stated. A gain stays below the line; a shortfall goes on counting.

    Disputed it stays by a new entry too, once the supplier has answered: the answer did not settle it, and she says why.
    """

    def rules(event: ValueEvent) -> None:
        needs_reason(reason)
        _keeps_what_it_corrects(event, replaces)
        if event.state == State.DISPUTED and event.answered_at is None:
            raise Refused(_("It is already disputed."), code="already_disputed")

    said: dict[str, Any] = {"voice": voice, "reason": reason, "replaces": replaces, "request_key": request_key}
    return _decide(event, Kind.DISPUTED, State.DISPUTED, rules, **said)


def withdraw(
    *, event: ValueEvent, voice: Voice, reason: str, replaces: int | None = None, request_key: str | None = None
) -> Decision:
    """Take back what is not decided. What got worse, and what corrects a figure downwards, only the customer's person:
    a shortfall also after it was decided (`replaces`)."""
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=Kind.WITHDRAWN, event=event, said={"reason": reason}):
            return repeated
        if replaces is not None:
            voice.must_be_customer(ledger.customer, "may_decide")
        event = fresh(event, ledger, allowed=DECIDABLE, replaces=replaces)
        needs_reason(reason)
        _keeps_what_it_corrects(event, replaces)
        if _makes_it_worse(event):
            if voice.stakeholder is None:
                raise Refused(
                    _("A shortfall cannot be withdrawn by the supplier. The customer decides it."),
                    code="shortfall_stays",
                )
            voice.must_be_customer(event.customer, "may_decide")
        elif voice.stakeholder is not None:
            raise Refused(_("Only who stated it can withdraw it. You can dispute it."), code="not_yours")
        else:
            voice.must_be_supplier(event.customer)
        content = {} if replaces is None else {"replaces": replaces}
        return change(
            ledger, event, Kind.WITHDRAWN, State.WITHDRAWN, None,
            voice=voice, reason=reason, request_key=request_key, content=content,
        )  # fmt: skip


def _keeps_what_it_corrects(event: ValueEvent, replaces: int | None) -> None:
    """A decided correction replaced an earlier claim for good: without it nothing at all would count for the period."""
    if replaces is not None and event.supersedes_id is not None:
        raise Refused(
            _("It corrects an earlier claim, which counts no longer. Adjust it, or state a shortfall."),
            code="corrects",
        )


def adjusted(event: ValueEvent, amount_minor: int, reason: str) -> int:
    """The amount, where the rules allow it instead of what was claimed."""
    claimed = event.claimed_minor
    if claimed is None:
        raise Refused(_("This is not in money; there is no amount to adjust."), code="not_monetised")
    needs_reason(reason)
    if claimed >= 0 and amount_minor < 0:
        raise Refused(
            _("A gain cannot become a shortfall. Dispute it, and state the shortfall."), code="sign", field="amount"
        )
    if claimed >= 0 and amount_minor > claimed:
        raise Refused(
            _("At most %(amount)s. A gain can only be made smaller.")
            % {"amount": money(claimed, event.customer.currency, whole=True)},
            code="gain_upwards",
            field="amount",
        )
    if claimed < 0 and amount_minor > 0:
        raise Refused(_("A shortfall cannot become a gain. Dispute it instead."), code="sign", field="amount")
    not_too_large(amount_minor)
    return amount_minor


def _makes_it_worse(event: ValueEvent) -> bool:
    """A shortfall, also one that is not in money; or a correction that makes the figure lower."""
    if event.claimed_minor is None:
        worse = any(line.difference is not None and line.difference < 0 for line in event.lines.all())
        return event.went_badly or worse
    if event.supersedes is not None and event.claimed_minor < (event.supersedes.decided_minor or 0):
        return True
    return event.is_shortfall


def _decide(
    event: ValueEvent,
    kind: Decision.Kind,
    state: ValueEvent.State,
    rules: Callable[[ValueEvent], int | None],
    content: dict[str, Any] | None = None,
    *,
    voice: Voice,
    reason: str,
    replaces: int | None,
    request_key: str | None,
) -> Decision:
    with locked(event.customer_id) as ledger:
        if repeated := ledger.repeated(request_key, kind=kind, event=event, said={"reason": reason} | (content or {})):
            return repeated
        voice.must_be_customer(ledger.customer, "may_decide")
        event = fresh(event, ledger, allowed=DECIDABLE, replaces=replaces)
        if replaces is not None:
            needs_reason(reason)
        amount = rules(event)
        named = {} if replaces is None else {"replaces": replaces}
        return change(
            ledger, event, kind, state, amount, voice=voice, reason=reason, request_key=request_key, content=named
        )
