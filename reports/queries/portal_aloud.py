"""What the champion's three sentences are made of: the best victory, and what went badly, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts import notation
from outcomes.models import CustomerTotal, ValueEvent
from outcomes.queries.claims import short_words
from reports.queries.portal_facts import CustomerNow, NamedClaim
from reports.say_aloud import BAD_NAMED, Story, Victory


def story_of(
    customer: CustomerNow,
    totals: CustomerTotal,
    events: Sequence[NamedClaim],
    victory: NamedClaim | None,
    tracks: Sequence[dict[str, Any]],
) -> Story:
    bad = [one for one in events if one.went_badly or _stands(one) < 0]
    worst = sorted(bad, key=lambda one: (_stands(one) or 1, one.pk))
    claimed_worse = {one.dimension_id for one in worst}
    # Readings below the agreed baseline count as bad too, whether or not anybody has claimed them.
    unclaimed = [one for one in tracks if one["worse"] and one["dimension"] not in claimed_worse]
    names = [_bad_words(one) for one in worst[:BAD_NAMED]] + [one["worse_words"] for one in unclaimed]
    said = None
    if victory is not None:
        dimension = victory.dimension
        said = (
            Victory(
                dimension.name,
                dimension.unit,
                victory.agreed_baseline,
                victory.agreed_actual,
                notation.period(victory.agreed_start, victory.agreed_end) if victory.agreed_start is not None else "",
            )
            if dimension is not None and victory.agreed_baseline is not None
            else Victory(victory.title)
        )
    return Story(
        currency=customer.currency,
        spend=totals.spend or None,
        stated=customer.stated,
        monetised=customer.monetised,
        gains=totals.confirmed,
        shortfalls=totals.shortfall,
        victory=said,
        bad=names,
        bad_count=customer.bad_count + len(unclaimed),
        disputed_count=customer.disputed_count,
        waiting_count=customer.waiting_count,
    )


def _bad_words(event: NamedClaim) -> str:
    """What went badly, by name: a dimension is named for what is wanted of it ("Settlement window kept")."""
    words = short_words(event)
    if event.kind != ValueEvent.Kind.MEASURED or event.claimed_minor is None:
        return words
    return _("a shortfall in %(claim)s") % {"claim": words}


def _stands(event: ValueEvent) -> int:
    """What the claim counts as where it is a shortfall, else something from zero up."""
    amount = event.decided_minor if event.decided_minor is not None else event.claimed_minor
    return amount or 0
