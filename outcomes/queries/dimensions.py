"""One value dimension: its terms, readings and claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts import notation
from accounts.access import may_edit
from accounts.actors import Actor
from outcomes.models import (
    Measurement,
    Signature,
    Terms,
    ValueDimension,
    ValueEvent,
)
from outcomes.queries.marks import DECIDED, EVENT_MARKS, OPEN, Kind
from outcomes.queries.reading_charts import counted_spans, is_worse, readings_chart
from outcomes.queries.terms import documents_of, terms_rows

# Of readings and of claims on a dimension's page, so that ten years of months still are a light page.
ROWS_SHOWN = 48


def dimension_for(actor: Actor, pk: int) -> ValueDimension | None:
    return (
        ValueDimension.objects.visible_to(actor)
        .select_related("customer__supplier", "supplier", "outcome", "owner_ours__user", "owner_theirs")
        .prefetch_related("shares_effect_with")
        .filter(pk=pk)
        .first()
    )


def dimension_page(actor: Actor, dimension: ValueDimension, *, everything: bool = False) -> dict[str, Any]:
    """The context of outcomes/dimension_detail.html; four queries beside the dimension's own, and one more
    where terms were agreed on paper.

    The newest readings and claims, or all of them with `everything`.
    """
    who = Signature.objects.filter(decision__terms=OuterRef("pk"), decision__kind=Kind.TERMS_AGREED)
    terms = list(
        Terms.objects.visible_to(actor)
        .filter(dimension=dimension)
        .annotate(agreed_by=Subquery(who.values("name")[:1]), agreed_position=Subquery(who.values("position")[:1]))
        .select_related("asked", "proposed_by__user")
        .order_by("-version")
    )
    for one in terms:
        one.dimension = dimension
    documents = documents_of(actor, terms)
    readings = list(
        Measurement.objects.visible_to(actor)
        .filter(dimension=dimension)
        .select_related("superseded_by", "recorded_by__user")
        .order_by("-period_start", "-pk")
    )
    events = list(ValueEvent.objects.visible_to(actor).filter(dimension=dimension).order_by("-period_start", "-pk"))
    agreed = [one for one in terms if one.state == Terms.State.AGREED]
    current = agreed[0] if agreed else None
    shown = _reading_rows(readings, events, current)
    most = len(shown) + len(events) if everything else ROWS_SHOWN
    return {
        "more": max(len(shown), len(events)) > most,
        "dimension": dimension,
        "customer": dimension.customer,
        "currency": dimension.customer.currency,
        "current": current,
        "versions": [_version(one, documents.get(one.pk, [])) for one in terms],
        "proposed": next((one for one in terms if one.state == Terms.State.PROPOSED), None),
        "readings": shown[:most],
        "one_source": readings[0] if len({(one.source, one.source_kind) for one in readings}) == 1 else None,
        "value_digits": notation.most_decimals(one.value for one in readings),
        "volume_digits": notation.most_decimals(one.volume for one in readings),
        "with_volume": any(one.volume is not None for one in readings),
        "claims": [_claim_row(event) for event in events[:most]],
        "claims_count": len(events),
        "claims_whole": not any(
            (minor or 0) % 10 ** notation.minor_digits(dimension.customer.currency)
            for event in events
            for minor in (event.claimed_minor, event.decided_minor)
        ),
        "track": track_of(dimension, current, next((one for one in readings if not _is_superseded(one)), None)),
        "chart": readings_chart(
            [one for one in readings if not _is_superseded(one)],
            current,
            name=dimension.name,
            unit=dimension.unit,
            counted=counted_spans(events),
            with_table=False,
        ),
        "can_edit": may_edit(actor),
    }


def _version(terms: Terms, documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    zone = terms.dimension.supplier.zone
    proposed = notation.date_long(terms.proposed_at.astimezone(zone).date()) if terms.proposed_at is not None else ""
    said = {
        "name": getattr(terms, "agreed_by", None) or _("the customer"),
        "day": notation.date_long(terms.agreed_on) if terms.agreed_on is not None else "",
        "asked": terms.asked.name if terms.asked is not None else _("the customer"),
        "reason": terms.declined_reason,
        "proposed": proposed,
    }
    words = {
        Terms.State.DRAFT: _("Still a draft"),
        Terms.State.PROPOSED: _("Proposed to %(asked)s on %(proposed)s, not yet agreed"),
        Terms.State.AGREED: (
            _("On paper of %(day)s, recorded by %(name)s") if terms.on_paper else _("Agreed by %(name)s on %(day)s")
        ),
        Terms.State.DECLINED: _("Declined by %(asked)s: “%(reason)s”"),
        Terms.State.WITHDRAWN: _("Replaced by another proposal before it was agreed"),
    }[Terms.State(terms.state)]
    marks = {"agreed": "confirmed", "proposed": "undecided", "declined": "disputed"}
    return {
        "terms": terms,
        "words": words % said,
        "mark": marks.get(terms.state, "withdrawn"),
        "rows": terms_rows(terms),
        "documents": documents,
    }


def _is_superseded(reading: Measurement) -> bool:
    return getattr(reading, "superseded_by", None) is not None


def _reading_rows(
    readings: Sequence[Measurement], events: Sequence[ValueEvent], terms: Terms | None
) -> list[dict[str, Any]]:
    """Readings and missing periods, newest first."""
    rows: list[dict[str, Any]] = []
    later: Measurement | None = None
    for reading in readings:
        if not _is_superseded(reading):
            if later is not None and (gap := _gap(reading, later)) is not None:
                rows.append({"missing": True, "start": gap[0], "end": gap[1]})
            later = reading
        claim = next(
            (
                one
                for one in events
                if one.state in (*OPEN, *DECIDED) and one.covers(reading.period_start, reading.period_end)
            ),
            None,
        )
        rows.append(
            {
                "missing": False,
                "reading": reading,
                "superseded": _is_superseded(reading),
                "claim": claim,
                "claim_mark": EVENT_MARKS[claim.state] if claim is not None else "missing",
                "in_baseline": terms is not None and reading.period_end <= terms.baseline_end,
                "worse": is_worse(reading.value, terms),
            }
        )
    return rows


def _gap(earlier: Measurement, later: Measurement) -> tuple[date, date] | None:
    """The days between two readings that neither covers."""
    start, end = earlier.period_end + timedelta(days=1), later.period_start - timedelta(days=1)
    return (start, end) if start <= end else None


def _claim_row(event: ValueEvent) -> dict[str, Any]:
    return {
        "event": event,
        "mark": "shortfall" if event.is_shortfall and event.state in OPEN else EVENT_MARKS[event.state],
        "claimed_minor": event.claimed_minor,
        "decided_minor": event.decided_minor,
    }


def track_of(dimension: ValueDimension, terms: Terms | None, last: Measurement | None) -> dict[str, Any] | None:
    """The way from baseline to now, for the track; None without agreed terms."""
    if terms is None:
        return None
    return track(
        baseline=terms.baseline,
        target=terms.target,
        now=last.value if last is not None else None,
        direction=terms.direction,
        unit=dimension.unit,
    )


def track(*, baseline: Decimal, target: Decimal, now: Decimal | None, direction: str, unit: str) -> dict[str, Any]:
    """The figures of the track, and the same in words: "30 → 1 days, target 3"."""
    better = now is None or (now <= baseline if direction == Terms.Direction.DECREASE else now >= baseline)
    said = {
        "baseline": notation.exact(baseline),
        "now": notation.measured(now, unit) if now is not None else _("no reading"),
        "target": notation.exact(target),
    }
    words = _("%(baseline)s → %(now)s, target %(target)s") % said
    figures = {"baseline": baseline, "now": now, "target": target, "low": None, "high": None}
    return figures | {"better": better, "words": words}
