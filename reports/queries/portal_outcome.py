"""One outcome as the customer follows it: how far each dimension is, its readings as a chart and a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts import notation
from accounts.actors import Actor
from outcomes.models import Measurement, Outcome, Terms, ValueEvent
from outcomes.models.promise import SourceKind
from outcomes.queries.claims import claim_rows
from outcomes.queries.marks import EVENT_MARKS, LIVE, State
from outcomes.queries.reading_charts import counted_spans, readings_chart
from reports.queries.portal_facts import TermsNow
from scorecards.queries.suitability import outcome_asks

READINGS_SHOWN = 60
READINGS_DRAWN = 36
CLAIMS_SHOWN = 24


def track_now(terms: TermsNow) -> dict[str, Any]:
    """One dimension's way from its baseline to now; `worse` where the last reading lies behind the baseline."""
    unit = terms.dimension.unit
    said = {"baseline": notation.quantity(terms.baseline, unit), "target": notation.exact(terms.target)}
    now: Decimal | None = terms.last_value
    worse = False
    if now is None:
        words = _("No reading yet; baseline %(baseline)s, target %(target)s") % said
    else:
        worse = terms.is_worse(now)
        now_words, was_words = notation.now_and_was(now, terms.baseline, unit)
        said |= {"now": now_words, "baseline": was_words, "what": _reading_words(terms)}
        words = _("%(baseline)s → %(now)s (%(what)s), target %(target)s") % said
    words = notation.keep_together(words, said["target"])
    return {
        "dimension": terms.dimension_id,
        "name": terms.dimension.name,
        "outcome": terms.dimension.outcome.title,
        "outcome_url": reverse("reports:portal_outcome", args=[terms.dimension.outcome_id]),
        "words": words,
        "way": terms.get_direction_display(),
        "worse": worse,
        "worse_words": _worse_words(terms, terms.last_start, terms.last_end) if worse else "",
        "url": f"{reverse('reports:portal_outcome', args=[terms.dimension.outcome_id])}#d{terms.dimension_id}",
        "track": {
            "baseline": terms.baseline,
            "now": now,
            "target": terms.target,
            "better": not worse,
            "low": None,
            "high": None,
        },
    }


def _reading_words(terms: TermsNow) -> str:
    """Of when the last reading is, and what was said of it: "Q1 2026, undecided"."""
    state = terms.last_state
    if terms.last_end <= terms.baseline_end:
        words = _("baseline")
    elif state is None:
        words = _("not claimed")
    elif state == State.STATED:
        words = _("not yet agreed") if terms.is_worse(terms.last_value) else _("undecided")
    else:
        words = str(State(state).label)
    return f"{notation.period(terms.last_start, terms.last_end)}, {words}"


def _worse_words(terms: TermsNow, start: date, end: date) -> str:
    return _("%(name)s, %(period)s (worse than agreed)") % {
        "name": terms.dimension.name,
        "period": notation.period(start, end),
    }


# --- The outcome's own page -------------------------------------------------------------------------------------------
def outcome_for(actor: Actor, pk: int) -> Outcome | None:
    return Outcome.objects.visible_to(actor).select_related("customer__supplier").filter(pk=pk).first()


def outcome_page(actor: Actor, outcome: Outcome) -> dict[str, Any]:
    """The context of reports/portal_outcome.html; four queries, however many dimensions there are."""
    terms = Terms.objects.visible_to(actor).filter(dimension__outcome=outcome, state=Terms.State.AGREED)
    current: dict[int, TermsNow] = {}
    for one in terms.select_related("dimension__outcome", "customer").order_by(
        "dimension__position", "dimension", "version"
    ):
        current[one.dimension_id] = one
    readings = _by_dimension(
        Measurement.objects.visible_to(actor)
        .filter(dimension__outcome=outcome)
        .current()
        .order_by("-period_start", "-pk")
    )
    claims = _by_dimension(
        ValueEvent.objects.visible_to(actor)
        .filter(dimension__outcome=outcome, state__in=LIVE)
        .select_related("customer__supplier")
        .order_by("-period_start", "-pk")
    )
    return {
        "outcome": outcome,
        "dimensions": [
            _dimension(one, readings.get(pk, [])[:READINGS_SHOWN], claims.get(pk, [])) for pk, one in current.items()
        ],
        "back_url": reverse("reports:portal_home"),
        "asks": outcome_asks(actor, outcome),
    }


def _by_dimension(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in rows:
        found.setdefault(one.dimension_id, []).append(one)
    return found


def _dimension(terms: TermsNow, readings: Sequence[Measurement], claims: Sequence[ValueEvent]) -> dict[str, Any]:
    """One dimension; readings and claims newest first."""
    last = readings[0] if readings else None
    terms.last_value = last.value if last is not None else None
    terms.last_start, terms.last_end = (last.period_start, last.period_end) if last is not None else (None, None)
    claim = next((one for one in claims if last and one.covers(last.period_start, last.period_end)), None)
    terms.last_state = claim.state if claim is not None else None
    shown = claims[:CLAIMS_SHOWN]
    digits = notation.most_decimals(one.value for one in readings)
    since = [one for one in readings if one.period_end > terms.baseline_end]
    return track_now(terms) | {
        "pk": terms.dimension_id,
        "unit": terms.dimension.unit,
        "terms_url": reverse("outcomes:portal_terms", args=[terms.pk]),
        "terms_label": _("Terms, version %(version)s") % {"version": terms.version},
        "chart": readings_chart(
            since[:READINGS_DRAWN],
            terms,
            name=terms.dimension.name,
            unit=terms.dimension.unit,
            counted=counted_spans(claims),
            with_table=False,
        ),
        "readings": [_reading_row(one, terms, shown, digits) for one in readings],
        "claims": claim_rows(shown),
    }


def _source_words(reading: Measurement) -> str:
    own = reading.source_kind == SourceKind.CUSTOMER
    return _("your firm") if own else str(reading.get_source_kind_display())


def _reading_row(reading: Measurement, terms: TermsNow, claims: Sequence[ValueEvent], digits: int) -> dict[str, Any]:
    claim = next((one for one in claims if one.covers(reading.period_start, reading.period_end)), None)
    in_baseline = reading.period_end <= terms.baseline_end
    words = _("baseline") if in_baseline else _("measured, not claimed")
    return {
        "period": capfirst(notation.period(reading.period_start, reading.period_end)),
        "value": notation.exact(reading.value, least_digits=digits),
        "source": f"{reading.source}, {_source_words(reading)}",
        "worse": not in_baseline and terms.is_worse(reading.value),
        "claim_url": reverse("outcomes:claim_show", args=[claim.pk]) if claim is not None else "",
        "mark": EVENT_MARKS[claim.state] if claim is not None else "",
        "words": claim.get_state_display() if claim is not None else words,
        "claimed": claim is not None or in_baseline,
    }
