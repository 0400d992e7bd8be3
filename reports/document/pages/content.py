"""The figures of one document with their indexes and their wording: what every page is made from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import notation

from .. import charts
from ..figures import Dimension, Event, Figures
from ..wording import Wording, single_day

MOST_EVENTS = 1_000
"""With more, pages show the largest and all bad ones, and sums of the rest."""
WIDEST_WORD = 40
"""Millimetres: a longer word of a unit breaks."""
EXTENT_LINE = 28
"""Millimetres: a longer extent goes on in the next line; beside amounts, each that is wider than their column."""
DISPLAY = "SourceSerif4Display-Regular.ttf"

Context = dict[str, Any]


def joined(parts: Iterable[str]) -> SafeString:
    """Sentences with a space between them; what is empty is left out."""
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def bad(event: Event) -> bool:
    """Whether an event may never be left out of a list: a shortfall, or a claim that the customer did not simply confirm."""
    disputed = any(decision["kind"] == "disputed" for decision in event["decisions"])
    return event["kind"] == "shortfall" or event["state"] != "confirmed" or event["apart"] is not None or disputed


class Content:
    """The figures of one document, indexed, and how it words them."""

    def __init__(self, figures: Figures, locale: str, digest: str) -> None:
        self.figures = figures
        self.digest = digest
        self.say = Wording(figures, locale)
        self.us = figures["supplier"]["short_name"]
        self.them = figures["customer"]["short_name"]
        self.currency = figures["customer"]["currency"]
        self.events = figures["events"]
        self.referred: set[int] = set()
        self.summed = len(self.events) > MOST_EVENTS
        self.dimensions: dict[str, Dimension] = {
            dimension["key"]: dimension for outcome in figures["outcomes"] for dimension in outcome["dimensions"]
        }
        self.by_dimension: dict[str | None, list[Event]] = defaultdict(list)
        for event in self.events:
            self.by_dimension[event["dimension"]].append(event)

    def refer(self, event: Event) -> str:
        """The name of the event's row in the register, to which other pages point; empty where it has none."""
        if self.summed and not bad(event):
            return ""
        self.referred.add(event["number"])
        return f"event-{event['number']}"

    def large(self, minor: int) -> SafeString:
        """A large figure: its decimals are smaller, on the same baseline."""
        whole, decimals = self.say.parts(minor)
        return format_html('{}<span class="cents">{}</span>', whole, decimals)

    def size(self, texts: Sequence[str], width_mm: float, sizes: Sequence[float], small: float = 0.67) -> int:
        """The first of `sizes` (points) at which each text fits the width; decimals are set at `small` of it."""
        mark = notation.amount_parts(1, "EUR", locale=self.say.locale)[1][0]
        for size in sizes:
            widths = []
            for text in texts:
                head, dot, tail = text.rpartition(mark) if text[-1:].isdigit() else (text, "", "")
                widths.append(
                    charts.text_width(head or text, size, DISPLAY)
                    + (charts.text_width(dot + tail, size * small, DISPLAY) if head else 0)
                )
            if max(widths, default=0) <= width_mm * charts.MM:
                return int(size)
        return int(sizes[-1])

    def widest(self) -> str:
        """The longest amount of the document."""
        answer = self.figures["answer"]
        amounts = [answer["spent"], answer["confirmed"], -answer["shortfall"], answer["value"], answer["net"]]
        amounts += [event["claimed"] for event in self.events if event["claimed"] is not None]
        if sensitivity := self.figures["sensitivity"]:
            values = [case["value"] for case in sensitivity["cases"] if case["value"] is not None]
            amounts += [*values, *(value - answer["spent"] for value in values)]
        return max((self.say.money(amount) for amount in amounts), key=len)

    def extents(self) -> Iterator[str]:
        """What stands in a column of amounts for what has no rate."""
        for event in self.events:
            for line in event["lines"] if event["claimed"] is None else ():
                if line["difference"] is None:
                    continue
                was, now = line["baseline"], line["actual"]
                both = was is not None and now is not None
                yield self.say.in_column(
                    was if both else None, now if both and now else line["difference"], event["unit"]
                )
        for dimension in self.dimensions.values():
            if dimension["gains"] is None and dimension["actual"] is not None:
                for terms in dimension["terms"]:
                    yield self.say.in_column(
                        terms["baseline"]["value"], dimension["actual"]["value"], dimension["unit"]
                    )

    def extents_width(self, size: float, line: float) -> float:
        """Millimetres that extents need at `size` points: none breaks within its figures or within a word (up to a limit),
        and one that fits a `line` of that width does not break at all."""
        widths = []
        for extent in self.extents():
            text = strip_tags(extent)
            whole = charts.text_width(text, size) / charts.MM
            pieces = [charts.text_width(piece, size) / charts.MM for piece in text.split(" ")]
            widths.append(whole if whole <= line else min(max(pieces), WIDEST_WORD))
        return max(14, max(widths, default=0) + 1)

    def column(self, size: float, least: float, *words: str) -> str:
        """Width in mm for a column of amounts set at `size` points: the longest one, and the words in their place, fit."""
        amount = charts.text_width(self.widest(), size, "IBMPlexSans-SemiBold.ttf") / charts.MM + 3
        others = (charts.text_width(text, size) / charts.MM + 2 for text in words)
        return f"{max(least, amount, *others):.1f}mm"

    def register_columns(self) -> tuple[str, str]:
        """The widths of the register's columns of what was claimed and of what counts, no wider than their own amounts."""
        answer = self.figures["answer"]
        claimed = [event["claimed"] for event in self.events if event["claimed"] is not None]
        counts = [event["counts"] for event in self.events if event["counts"] is not None]

        def width(amounts: Sequence[int], least: float) -> float:
            texts = [charts.text_width(self.say.money(one), 7.3, "IBMPlexSans-SemiBold.ttf") for one in amounts]
            return max(least, max(texts, default=0) / charts.MM + 2.5)

        sums = [answer["value"], answer["confirmed"], -answer["shortfall"]]
        return f"{width(claimed, self.extents_width(7.3, 0)):.1f}mm", f"{width([*counts, *sums], 15):.1f}mm"

    @cached_property
    def register_period(self) -> float:
        """The width of the register's column of periods, in mm: a day does not break, and other periods may."""
        days = (self.say.date(one["period"]["end"]) for one in self.events if single_day(one["period"]))
        return max(16, max((charts.text_width(text, 7.3) / charts.MM + 2.1 for text in days), default=0))

    @cached_property
    def register_working(self) -> float:
        """What the register leaves for a working beside its other columns, in points."""
        taken = (
            7 + self.register_period + 42 + 18 + 13 + 2 + sum(float(width[:-2]) for width in self.register_columns())
        )
        return (174 - taken) * charts.MM

    def amounts(self) -> str:
        """The width of the column of amounts on most pages."""
        line = EXTENT_LINE if self.figures["answer"]["state"] == "not_monetised" else 0
        return self.column(8.8, max(22, self.extents_width(8.8, line)), _("not stated"), _("not counted"))

    def label(self, words: str) -> str:
        """Currency once, in the label: "Gains, EUR"."""
        return f"{words}, {self.currency}"
