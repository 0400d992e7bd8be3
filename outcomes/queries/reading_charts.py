"""The chart of a dimension's readings, with the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import notation
from outcomes import charts
from outcomes.charts import Level, Point, axis
from outcomes.counting import is_in_totals
from outcomes.models import Measurement, Terms, ValueEvent

FEWEST = 2


Span = tuple[date, date]


def readings_chart(
    readings: Sequence[Measurement],
    terms: Terms | None,
    *,
    name: str,
    unit: str,
    counted: Iterable[Span],
    with_table: bool = True,
) -> dict[str, Any] | None:
    """The context of components/chart.html; None where there are fewer than two readings.

    `readings` are current ones, in any order; `counted` are the periods of claims that stand in the totals (see
    `counted_spans`). Without agreed terms there is no baseline, no target and nothing is worse.
    """
    spans = list(counted)
    read = sorted(readings, key=lambda one: (one.period_start, one.pk))
    if len(read) < FEWEST:
        return None
    points, rows, missing = list[Point](), list[list[str]](), 0
    before: Measurement | None = None
    for one in read:
        if before is not None and one.period_start - before.period_end > timedelta(days=1):
            gap = (before.period_end + timedelta(days=1), one.period_start - timedelta(days=1))
            points.append(Point(None, "", "", ""))
            rows.append([capfirst(notation.period(*gap)), _("no reading"), ""])
            missing += 1
        points.append(_point(one, terms, spans))
        rows.append(
            [
                capfirst(notation.period(one.period_start, one.period_end)),
                notation.quantity(one.value, unit),
                _note(one, terms),
            ]
        )
        before = one
    levels = _levels(terms)
    at = axis.stands_at([*(one.value for one in points if one.value is not None), *(one.value for one in levels)], unit)
    alternative = _alternative(read, terms, name=name, unit=unit)
    return {
        "title": _("Readings, %(unit)s") % {"unit": unit},
        "sentence": " ".join(filter(None, (_how_to_read(terms, points, missing), axis.said(at)))),
        "svg": charts.readings(points, title=alternative, levels=axis.with_axis(levels, at, unit)),
        "columns": [_("Period"), _("Reading"), _("Against the baseline")],
        "rows": rows if with_table else [],
    }


def is_worse(value: Decimal, terms: Terms | None) -> bool:
    return terms is not None and terms.is_worse(value)


def _in_baseline(one: Measurement, terms: Terms | None) -> bool:
    return terms is not None and one.period_end <= terms.baseline_end


def counted_spans(events: Iterable[ValueEvent]) -> list[Span]:
    """The periods of what was measured and stands in the totals."""
    return [
        (one.period_start, one.period_end)
        for one in events
        if one.kind == ValueEvent.Kind.MEASURED and one.period_start is not None and one.period_end is not None
        if is_in_totals(one.state, is_shortfall=one.is_shortfall, after_the_fact=one.after_the_fact)
    ]


def _point(one: Measurement, terms: Terms | None, counted: Iterable[Span]) -> Point:
    period, year = short_period(one.period_start, one.period_end)
    return Point(
        value=one.value,
        text=notation.exact(one.value),
        short=period,
        year=year,
        open=not any(start <= one.period_start and one.period_end <= end for start, end in counted),
        worse=is_worse(one.value, terms) and not _in_baseline(one, terms),
    )


def short_period(start: date, end: date) -> tuple[str, str]:
    """ "Oct" and "2026"; "Q3" and "2026"; "H1" and "2026"; "2026" and nothing; else the last day."""
    if notation.is_half_year(start, end):
        return (_("H1") if start.month == 1 else _("H2")), str(end.year)
    words = notation.period(start, end)
    year = str(end.year)
    if words == year:
        return year, ""
    if words.endswith(year) and (end - start).days > 26:
        short = words.removesuffix(year).strip(" ,\N{NO-BREAK SPACE}")
        return (short if len(short) <= 3 else short[:3]), year
    return notation.date_short(end), year


def _note(one: Measurement, terms: Terms | None) -> str:
    if terms is None:
        return ""
    if _in_baseline(one, terms):
        return _("baseline")
    return _("worse") if is_worse(one.value, terms) else (_("the same") if one.value == terms.baseline else _("better"))


def _levels(terms: Terms | None) -> list[Level]:
    if terms is None:
        return []
    by = _("%(target)s by %(day)s") % {
        "target": notation.exact(terms.target),
        "day": notation.month(terms.target_on),
    }
    measured = _("%(figure)s, %(period)s") % {
        "figure": notation.exact(terms.baseline),
        "period": notation.period(terms.baseline_start, terms.baseline_end),
    }
    return [
        Level("baseline", terms.baseline, _("Baseline"), measured),
        Level("target", terms.target, _("Target"), by),
    ]


def _how_to_read(terms: Terms | None, points: Sequence[Point], missing: int) -> str:
    if terms is None:
        said = [_("No terms are agreed: there is no baseline to read this against.")]
    else:
        said = [_("Lower is better.") if terms.direction == Terms.Direction.DECREASE else _("Higher is better.")]
    if any(one.worse for one in points):
        said.append(_("A triangle is worse than the baseline."))
    if any(one.open and one.value is not None for one in points):
        said.append(_("Open rings are not in the totals."))
    if missing:
        said.append(
            ngettext(
                "The line is interrupted where a period has no reading (%(count)s gap); missing is not zero.",
                "The line is interrupted where a period has no reading (%(count)s gaps); missing is not zero.",
                missing,
            )
            % {"count": missing}
        )
    return " ".join(said)


def _alternative(read: Sequence[Measurement], terms: Terms | None, *, name: str, unit: str) -> str:
    said = [_("Readings of %(name)s.") % {"name": name}]
    worst = None
    if terms is not None:
        pick = max if terms.direction == Terms.Direction.DECREASE else min
        worst = pick(read, key=lambda one: one.value)
    for words, one in (
        (_("First: %(value)s, %(period)s."), read[0]),
        (_("Last: %(value)s, %(period)s."), read[-1]),
        (_("Worst: %(value)s, %(period)s."), worst),
    ):
        if one is not None:
            said.append(
                words
                % {
                    "value": notation.quantity(one.value, unit),
                    "period": notation.period(one.period_start, one.period_end),
                }
            )
    if terms is not None:
        levels = {"baseline": notation.exact(terms.baseline), "target": notation.exact(terms.target)}
        said.append(_("Baseline %(baseline)s, target %(target)s.") % levels)
    return " ".join(said)
