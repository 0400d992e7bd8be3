"""The readings of a dimension as a chart, and what helps to read it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import charts
from ..figures import Dimension
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
        parts.append(_("Other colour: worse than the baseline, or stated as a shortfall."))
    if any(reading["state"] != "counted" for reading in dimension["readings"]):
        parts.append(_("Open rings are not in the totals."))
    if dimension["missing"]:
        ranges = doc.say.ranges(dimension["missing"])
        shown = ", ".join(ranges[:MOST_RANGES])
        rest = len(ranges) - MOST_RANGES
        if rest > 0:
            shown += " " + ngettext("and {count} more", "and {count} more", rest).format(count=rest)
        parts.append(_("No reading: {periods}.").format(periods=shown))
    else:
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
    baseline = target = None
    if terms:
        value = terms["baseline"]["value"]
        words = [say.quantity(value, sign), say.exact(value)]
        baseline = charts.Level(Decimal(value), _("Baseline"), level_words(words))
    if terms and terms["target"]:
        value, on = terms["target"]["value"], say.date(terms["target"]["on"])
        by = _("{target} by {date}")
        words = [by.format(target=text, date=on) for text in (say.quantity(value, sign), say.exact(value))]
        target = charts.Level(Decimal(value), _("Target"), level_words([*words, say.exact(value)]))
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
    return mark_safe(charts.readings(points, title=" ".join(title), baseline=baseline, target=target, height=height))


def level_words(words: Sequence[str]) -> str:
    """The first of the texts that fits the strip beside the chart; the first column and the figures have the unit."""
    fitting = [text for text in words if charts.text_width(text, 7) <= 29 * charts.MM]
    return fitting[0] if fitting else words[-1]
