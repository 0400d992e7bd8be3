"""The readings of a dimension as a chart, and what helps to read it."""

from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.charts import axis

from .. import charts
from ..figures import Dimension, Terms
from ..wording import symbolic
from .content import Content
from .terms import current_terms

MOST_RANGES = 6
"""Gaps that are named beside a chart; the list of missing periods has all."""


def reading_help(doc: Content, dimension: Dimension) -> str:
    words = dimension["unit_words"]
    parts = [f"{words[0].upper()}{words[1:]}."] if words else []
    parts.append(_("Lower is better.") if dimension["direction"] == "decrease" else _("Higher is better."))
    if any(reading["worse"] for reading in dimension["readings"]):
        parts.append(_("Triangles: worse than the baseline, or stated as a shortfall."))
    if any(reading["state"] != "counted" for reading in dimension["readings"]):
        parts.append(_("Open rings are not in the totals."))
    if at := stands_at(dimension):
        values = sorted(Decimal(reading["value"]) for reading in dimension["readings"])
        span = _("Between {low} and {high}.").format(
            low=doc.say.exact(values[0]), high=doc.say.quantity(str(values[-1]), dimension["unit"])
        )
        parts += [span, axis.said(at)]
    if dimension["missing"]:
        ranges = doc.say.ranges(dimension["missing"])
        shown = ", ".join(ranges[:MOST_RANGES])
        rest = len(ranges) - MOST_RANGES
        if rest > 0:
            shown += " " + ngettext("and {count} more", "and {count} more", rest).format(count=rest)
        parts.append(_("No reading: {periods}.").format(periods=shown))
    elif dimension["readings"]:
        parts.append(_("No period is without a reading."))
    return " ".join(parts)


def readings_chart(doc: Content, dimension: Dimension, height: float) -> SafeString:
    say, terms = doc.say, current_terms(dimension)
    unit = dimension["unit"]
    sign = unit if symbolic(unit) else ""
    entries: list[tuple[str, charts.Point]] = []
    for reading in dimension["readings"]:
        short, year = say.period_sub(reading["period"])
        entries.append(
            (
                reading["period"]["end"],
                charts.Point(
                    Decimal(reading["value"]),
                    say.exact(reading["value"]),
                    short,
                    year,
                    open=reading["state"] != "counted",
                    worse=reading["worse"],
                ),
            )
        )
    for period in dimension["missing"]:
        entries.append((period["end"], charts.Point(None, "", *say.period_sub(period))))
    points = [point for _end, point in sorted(entries, key=lambda entry: entry[0])]
    read = dimension["readings"]
    lower = dimension["direction"] == "decrease"
    worst = (max if lower else min)(read, key=lambda reading: Decimal(reading["value"])) if read else None
    title = [_("Readings of {dimension}.").format(dimension=dimension["name"])]
    if read and worst:
        for which, reading in ((_("First"), read[0]), (_("Last"), read[-1]), (_("Worst"), worst)):
            title.append(
                _("{which}: {value}, {period}.").format(
                    which=which, value=say.quantity(reading["value"], unit), period=say.period(reading["period"])
                )
            )
    levels = _levels(doc, terms, sign)
    levels = axis.with_axis(levels, stands_at(dimension), unit, locale=say.locale)
    return mark_safe(charts.readings(points, title=" ".join(title), levels=levels, height=height))


def stands_at(dimension: Dimension) -> Decimal:
    """Where the axis of its chart stands, for its readings, baseline and target."""
    terms = current_terms(dimension)
    values = [reading["value"] for reading in dimension["readings"]]
    if terms is not None:
        values += [terms["baseline"]["value"], *([terms["target"]["value"]] if terms["target"] else [])]
    return axis.stands_at(map(Decimal, values), dimension["unit"]) if dimension["readings"] else Decimal(0)


def _levels(doc: Content, terms: Terms | None, sign: str) -> list[charts.Level]:
    """Baseline and target with their figures and dates."""
    if terms is None:
        return []
    say, baseline, target = doc.say, terms["baseline"], terms["target"]
    words = say.quantity(baseline["value"], sign)
    if baseline["period"] is not None:
        words = _("{figure}, {period}").format(figure=words, period=say.period_short(baseline["period"]))
    found = [charts.Level("baseline", Decimal(baseline["value"]), _("Baseline"), words)]
    if target:
        words = _("{target} by {date}").format(target=say.quantity(target["value"], sign), date=say.date(target["on"]))
        found.append(charts.Level("target", Decimal(target["value"]), _("Target"), words))
    return found
