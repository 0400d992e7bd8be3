"""Edits of outcomes and dimensions, and drafts with their evidence: each leaves who, when, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.edits import change_fields
from accounts.history import record_change, values_of
from outcomes.models import Decision, Evidence, Outcome, ValueDimension, ValueEvent
from outcomes.services.events import draft_value, fill_draft, log_value
from outcomes.services.promises import create_dimension


def change_outcome(*, outcome: Outcome, actor: Actor, **fields: Any) -> Outcome:
    change_fields(obj=outcome, customer=outcome.customer, actor=actor, **fields)
    return outcome


@transaction.atomic
def add_dimension(*, outcome: Outcome, shares_effect_with: Iterable[ValueDimension], **fields: Any) -> ValueDimension:
    """A new dimension, marked with those that would count the same effect twice."""
    dimension = create_dimension(outcome=outcome, **fields)
    dimension.shares_effect_with.set(shares_effect_with)
    return dimension


@transaction.atomic
def change_dimension(
    *, dimension: ValueDimension, actor: Actor, shares_effect_with: Iterable[ValueDimension], **fields: Any
) -> ValueDimension:
    customer = dimension.customer
    change_fields(obj=dimension, customer=customer, actor=actor, **fields)
    before = {"shares_effect_with": _names(dimension)}
    dimension.shares_effect_with.set(shares_effect_with)
    after = {"shares_effect_with": _names(dimension)}
    record_change(actor=actor, obj=dimension, customer=customer, before=before, after=after)
    return dimension


def _names(dimension: ValueDimension) -> str:
    return ", ".join(dimension.shares_effect_with.order_by("name").values_list("name", flat=True))


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    draft: ValueEvent | None,
    dimension: ValueDimension,
    period: tuple[date, date],
    note: str,
    evidence: Sequence[Evidence],
) -> ValueEvent:
    """Keep the claim as a draft with exactly this evidence; an earlier draft of it leaves before and after."""
    before = _draft_values(draft) if draft is not None else {}
    event = draft_value(
        actor=actor, dimension=dimension, period_start=period[0], period_end=period[1], note=note, draft=draft
    )
    if draft is not None or evidence:
        event.evidence.set(evidence)
    if draft is not None:
        after = _draft_values(event)
        record_change(actor=actor, obj=event, customer=dimension.customer, before=before, after=after)
    return event


def _draft_values(event: ValueEvent) -> dict[str, str]:
    """What a draft says; it is titled after its dimension."""
    return {"dimension": event.title} | values_of(event, ("period_start", "period_end", "note"))


@transaction.atomic
def send_claim(
    *,
    actor: Actor,
    draft: ValueEvent | None,
    dimension: ValueDimension,
    period: tuple[date, date],
    note: str,
    evidence: Sequence[Evidence],
    request_key: str | None,
) -> Decision:
    """State the claim as it was typed, from a draft or at once."""
    if draft is None:
        made = save_draft(actor=actor, draft=None, dimension=dimension, period=period, note=note, evidence=evidence)
        return log_value(actor=actor, draft=made, request_key=request_key)

    def fill(event: ValueEvent) -> list[Evidence]:
        fill_draft(event, actor=actor, dimension=dimension, period_start=period[0], period_end=period[1], note=note)
        event.evidence.set(evidence)
        return list(evidence)

    return log_value(actor=actor, draft=draft, request_key=request_key, fill=fill)
