"""Deciding in one step: the entry in the ledger, and the notice to the person who answers for the customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.mail import queue_template
from accounts.models import Customer
from outcomes.models import Decision, Evidence, Terms, ValueEvent
from outcomes.services import ledger
from outcomes.services.voice import of_actor


@transaction.atomic
def confirm(*, actor: Actor, event: ValueEvent, reason: str = "", **request: Any) -> Decision:
    """`request`, here and below: `replaces`, the number of the entry on which she changed her mind; `request_key`."""
    return _told(
        event.customer, actor, lambda: ledger.confirm(event=event, voice=of_actor(actor), reason=reason, **request)
    )


@transaction.atomic
def adjust(*, actor: Actor, event: ValueEvent, amount_minor: int, reason: str, **request: Any) -> Decision:
    """`amount_minor` is the right amount, with the claim's sign."""
    return _told(
        event.customer,
        actor,
        lambda: ledger.adjust(event=event, voice=of_actor(actor), amount_minor=amount_minor, reason=reason, **request),
    )


@transaction.atomic
def dispute(*, actor: Actor, event: ValueEvent, reason: str, **request: Any) -> Decision:
    return _told(
        event.customer, actor, lambda: ledger.dispute(event=event, voice=of_actor(actor), reason=reason, **request)
    )


@transaction.atomic
def withdraw(*, actor: Actor, event: ValueEvent, reason: str, **request: Any) -> Decision:
    """Take back what went badly; a gain is disputed instead."""
    return _told(
        event.customer, actor, lambda: ledger.withdraw(event=event, voice=of_actor(actor), reason=reason, **request)
    )


@transaction.atomic
def agree_terms(*, actor: Actor, terms: Terms, request_key: str | None = None) -> Decision:
    return _told(
        terms.customer,
        actor,
        lambda: ledger.agree_terms(terms=terms, voice=of_actor(actor), request_key=request_key),
    )


@transaction.atomic
def decline_terms(*, actor: Actor, terms: Terms, reason: str) -> None:
    """No to a proposal, with the reason; the person who answers for the customer is told."""
    ledger.decline_terms(terms=terms, voice=of_actor(actor), reason=reason)
    _tell(terms.customer, actor, {"terms": terms, "declined": True, "reason": reason})


@transaction.atomic
def confirm_spend(*, actor: Actor, customer: Customer, until: date, request_key: str | None = None) -> Decision:
    return _told(
        customer,
        actor,
        lambda: ledger.confirm_spend(customer=customer, voice=of_actor(actor), until=until, request_key=request_key),
    )


@transaction.atomic
def state_cost(
    *,
    actor: Actor,
    customer: Customer,
    title: str,
    amount_minor: int | None,
    period_start: date,
    period_end: date,
    cause: str = "",
    evidence: Iterable[Evidence] = (),
    request_key: str | None = None,
) -> Decision:
    """A shortfall or cost in the customer's own words; counts from now on. Without an amount: a promise not kept."""
    return _told(
        customer,
        actor,
        lambda: ledger.state_cost(
            customer=customer,
            voice=of_actor(actor),
            title=title,
            amount_minor=amount_minor,
            period_start=period_start,
            period_end=period_end,
            cause=cause,
            evidence=evidence,
            request_key=request_key,
        ),
    )


@transaction.atomic
def sign_off_period(
    *,
    actor: Actor,
    customer: Customer,
    start: date,
    end: date,
    reason: str = "",
    shown: str | None = None,
    request_key: str | None = None,
) -> Decision:
    """Finance has reviewed the period; `shown` are the sums on the page that she signed (`sums_key`)."""
    return _told(
        customer,
        actor,
        lambda: ledger.sign_off_period(
            customer=customer,
            voice=of_actor(actor),
            start=start,
            end=end,
            reason=reason,
            shown=shown,
            request_key=request_key,
        ),
    )


def _told(customer: Customer, actor: Actor, decide: Callable[[], Decision]) -> Decision:
    """Decide, and tell; the same request twice: one entry, one mail."""
    decision = decide()
    if not decision.is_repeated:
        _tell(customer, actor, {"decision": decision, "event": decision.event, "terms": decision.terms})
    return decision


def _tell(customer: Customer, actor: Actor, context: dict[str, object]) -> None:
    """One mail to the accountable person."""
    user = customer.accountable.user
    queue_template(
        "decision_made",
        to=user.email,
        locale=customer.supplier.locale,
        context={"customer": customer, "stakeholder": actor.stakeholder, **context},
    )
