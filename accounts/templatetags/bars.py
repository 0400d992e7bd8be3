"""Bars and tracks: drawn in percent, so that they stretch without distortion."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from accounts import notation

register = template.Library()


def _percent(value: Decimal | float) -> str:
    return f"{float(value):.3f}%"


class Scale:
    """Minor units on 0 to 100 %, zero included. Positions are for drawing only, never for a figure."""

    def __init__(self, values: Iterable[int]) -> None:
        known = [0, *values]
        self.low, self.high = min(known), max(known)
        self.span = (self.high - self.low) or 1

    def at(self, value: int) -> float:
        return 100 * (value - self.low) / self.span


FILLS = {"undecided": ' fill="url(#hatch-undecided)"', "disputed": ' fill="url(#dots-disputed)"'}


def bar(
    kind: str, start: float, end: float, *, spend_at: float | None = None, zero_at: float | None = None
) -> SafeString:
    """One row's bar: a rectangle from start to end (in percent), the spend line and the zero line across the row."""
    left, width = min(start, end), abs(end - start)
    parts = []
    if zero_at is not None:
        parts.append(format_html('<line class="bar-zero" x1="{0}" x2="{0}" y1="0" y2="100%"/>', _percent(zero_at)))
    if width or kind == "missing":
        # A sliver stays visible: at least half a percent of the scale.
        parts.append(
            format_html(
                '<rect class="bar-{}" x="{}" width="{}" y="50%" height="12" rx="1.5" transform="translate(0 -6)"{}/>',
                kind,
                _percent(left),
                _percent(max(width, 0.5)),
                mark_safe(FILLS.get(kind, "")),
            )
        )
    if spend_at is not None:
        parts.append(format_html('<line class="bar-line" x1="{0}" x2="{0}" y1="0" y2="100%"/>', _percent(spend_at)))
    return format_html('<svg aria-hidden="true" focusable="false">{}</svg>', SafeString("".join(parts)))


@register.simple_tag
def net_bar(fraction: Decimal | None, words: str = "") -> SafeString:
    """Net as a share of spend around zero, on a scale of -100 % to +100 %; a longer bar ends in an arrow.

    Without a share a dotted line where zero is. The percentage stands in it for screen readers.
    """
    if fraction is None:
        line = '<line class="net-none" x1="40" x2="40" y1="1" y2="15"/>'
        return format_html(NET_BAR + '<span class="visually-hidden">{}</span>', SafeString(line), words)
    length = min(abs(fraction), Decimal(1)) * 38
    beyond = abs(fraction) > 1
    kind, way = ("confirmed", 1) if fraction >= 0 else ("shortfall", -1)
    # An arrow takes the last six units: its tip is where the scale ends.
    body = length - 6 if beyond else max(length, Decimal("0.6"))
    start = 40 if way > 0 else 40 - body
    rectangle = '<rect class="bar-{}" x="{}" y="4" width="{}" height="8"/>'
    shapes = format_html(rectangle, kind, f"{start:.1f}", f"{body:.1f}")
    if beyond:
        shapes += format_html('<path class="bar-{}" d="M{} 2v12l{} -6z"/>', kind, 40 + way * 32, way * 6)
    line = '<line class="bar-zero" x1="40" x2="40" y1="0" y2="16"/>'
    words = notation.percent(fraction, digits=0)
    return format_html(NET_BAR + '<span class="visually-hidden">{}</span>', shapes + SafeString(line), words)


NET_BAR = '<svg class="net-bar" viewBox="0 0 80 16" aria-hidden="true" focusable="false">{}</svg>'


@register.simple_tag
def track_key() -> SafeString:
    """What the signs of a track mean: tick, dot, triangle, each with its word. Which way is better, each line says."""
    signs = (
        ('<line class="track-tick" x1="6" x2="6" y1="2" y2="12"/>', gettext("agreed baseline")),
        ('<circle class="track-now" cx="6" cy="7" r="4"/>', gettext("now")),
        ('<path class="track-target" d="M2 4h8l-4 6z"/>', gettext("target")),
    )
    sign = '<svg class="track-sign" viewBox="0 0 12 14" aria-hidden="true" focusable="false">{}</svg>'
    drawn = ((SafeString(shape), word) for shape, word in signs)
    return format_html_join("", f'<span class="nowrap">{sign}{{}}</span>', drawn)


@register.simple_tag
def track(
    baseline: Decimal | None,
    now: Decimal | None,
    target: Decimal | None,
    better: bool = True,
    low: Decimal | None = None,
    high: Decimal | None = None,
) -> SafeString:
    """The way from baseline (tick) to now (dot) with the target (triangle), 120 wide. The words stand beside it.

    `better` says whether now is at least as good as the baseline: the caller knows the direction. Without a baseline
    and a reading only the rail is drawn. `low` and `high` fix the scale (readings of one dimension share it).
    """
    known = [value for value in (baseline, now, target, low, high) if value is not None]
    least = low if low is not None else min(known, default=Decimal(0))
    most = high if high is not None else max(known, default=Decimal(1))
    span = (most - least) or Decimal(1)

    def x(value: Decimal) -> str:
        return f"{10 + 94 * float((value - least) / span):.1f}"

    parts = [SafeString('<line class="track-rail" x1="4" x2="116" y1="12" y2="12"/>')]
    if baseline is not None and now is not None:
        parts.append(format_html('<line class="track-way" x1="{}" x2="{}" y1="12" y2="12"/>', x(baseline), x(now)))
    if baseline is not None:
        parts.append(format_html('<line class="track-tick" x1="{0}" x2="{0}" y1="7" y2="17"/>', x(baseline)))
    if now is not None:
        parts.append(format_html('<circle class="track-now" cx="{}" cy="12" r="4"/>', x(now)))
    if target is not None:
        parts.append(
            format_html('<path class="track-target" transform="translate({} 1)" d="M-4 0h8l-4 6z"/>', x(target))
        )
    return format_html(
        '<svg class="track{}" viewBox="0 0 120 20" aria-hidden="true" focusable="false">{}</svg>',
        "" if better else " track-worse",
        SafeString("".join(parts)),
    )
