"""Section 4: value decided in the period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reports.document import summed

from .. import figures as shapes
from ..parts import FEW_ROWS, FEWEST_POINTS, Cell, Chart, Column, Figure, Role, Series, Shape, Slide, Table, divided
from ..told import Say, isolated, quoted

MOST_EVENTS = 20
"""Of more, those told one by one are the largest and all bad ones: two or three slides are read in a review, ten are not."""


def value(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    found = figures["value"]
    words = [
        _(
            "Value is gains less shortfalls. Each stands in the period in which the customer decided it; a shortfall that "
            "nobody has decided yet, in the one in which it was stated: it counts from that day. Amounts as they count at the "
            "as-at date."
        )
    ]
    if not found["events"]:
        yield Slide(4, title, _("Nothing was decided in this period."), words=words)
    else:
        told, others = _told_and_others(found)
        yield Slide(
            4,
            title,
            _value_lead(found, say),
            figures=_value_figures(found, say) if found["monetised"] else (),
            chart=_value_chart(found, say),
            tables=[_events(told, say)],
            words=[_others_words(told, others)] if others else words,
        )
        if others:
            yield Slide(
                4,
                _("{title}: the other events").format(title=title),
                _others_lead(others, say),
                tables=[_by_quarter(told, others, say)],
                words=words,
            )
    rest = [
        (_("Decided, and in no sum: agreed after the fact, or on paper"), found["apart"]),
        (_("Stated by the end of the period, and not decided or disputed: in no sum"), found["open"]),
    ]
    tables = [_events(rows, say, name=name, claimed=True) for name, rows in rest if rows]
    if tables:
        count = sum(len(rows) for _name, rows in rest)
        said = ngettext(
            "{count} claim is in no sum: silence confirms nothing.",
            "{count} claims are in no sum: silence confirms nothing.",
            count,
        ).format(count=count)
        yield Slide(4, _("{title}: in no sum").format(title=title), said, tables=tables)


def _told_and_others(found: shapes.Value) -> tuple[list[shapes.Event], list[shapes.Event]]:
    """Above `MOST_EVENTS` the largest and all bad ones, as in the report, and the others; what is in no money has no size."""
    events = found["events"]
    if len(events) <= MOST_EVENTS or not found["monetised"]:
        return events, []
    told, others = summed.largest_and_bad(
        events, count=summed.LARGEST, rank=lambda one: -abs(one["counts"] or 0), bad=_bad
    )
    return (told, others) if len(others) > FEW_ROWS else (events, [])


def _bad(event: shapes.Event) -> bool:
    """Whether it may never be left out of a list: of the report's rule (reports/document/pages/content.py) what a pack knows.

    Claims that were disputed and then confirmed in full are listed among the problems.
    """
    return event["kind"] == "shortfall" or event["state"] != "confirmed"


def _value_lead(found: shapes.Value, say: Say) -> str:
    count = len(found["events"])
    if not found["monetised"]:
        return ngettext(
            "{count} event was decided, in its own unit: no rate was agreed.",
            "{count} events were decided, in their own units: no rate was agreed.",
            count,
        ).format(count=count)
    amount = say.amount(abs(found["value"]))
    if found["value"] < 0:
        return _("After shortfalls {customer} is worse off by {amount}.").format(customer=say.them, amount=amount)
    if found["value"] == 0:
        return _("Gains and shortfalls of this period cancel out.")
    return _("After shortfalls {customer} is better off by {amount}.").format(customer=say.them, amount=amount)


def _value_figures(found: shapes.Value, say: Say) -> tuple[Figure, ...]:
    gains = [one for one in found["events"] if (one["counts"] or 0) > 0]
    bad = [one for one in found["events"] if (one["counts"] or 0) < 0]
    waiting = sum(1 for one in bad if one["state"] in {"stated", "disputed"})
    events = ngettext("{count} event", "{count} events", len(bad)).format(count=len(bad))
    return (
        Figure(
            _("Gains, {currency}").format(currency=say.currency),
            say.money(found["confirmed"]),
            ngettext("{count} event", "{count} events", len(gains)).format(count=len(gains)),
        ),
        Figure(
            _("Shortfalls, {currency}").format(currency=say.currency),
            say.money(-found["shortfall"]),
            _("{events}, of which {waiting} not yet agreed").format(events=events, waiting=waiting)
            if waiting
            else events,
        ),
        Figure(_("Value after shortfalls, {currency}").format(currency=say.currency), say.money(found["value"])),
    )


def _value_chart(found: shapes.Value, say: Say) -> Chart | None:
    events = [one for one in found["events"] if one["counts"]]
    if len(events) < FEWEST_POINTS:
        return None
    scale = Decimal(1).scaleb(-say.digits)
    counts = [Decimal(one["counts"] or 0) * scale for one in events]
    worst, best = min(counts), max(counts)
    return Chart(
        Shape.SIGNED,
        _("Gains and shortfalls by the end of what they are about, {currency}").format(currency=say.currency),
        _("Above the line: {gains}; below it: {shortfalls}. Most: {best}; least: {worst}.").format(
            gains=_gains_words(sum(one > 0 for one in counts)),
            shortfalls=_shortfalls_words(sum(one < 0 for one in counts)),
            best=say.money(int(best / scale)),
            worst=say.money(int(worst / scale)),
        ),
        [say.period_short(one["period"]) for one in events],
        [say.short(one["period"]) for one in events],
        [
            Series(_("Gains"), [one if one > 0 else None for one in counts], Role.VALUE),
            Series(_("Shortfalls"), [one if one < 0 else None for one in counts], Role.SHORTFALL),
        ],
        [say.money(one["counts"] or 0) for one in events],
        digits=say.digits,
    )


def state_words(event: shapes.Event) -> str:
    bad = event["kind"] == "shortfall"
    lowered = event["claimed"] is not None and event["counts"] is not None and event["counts"] < event["claimed"]
    return {
        "stated": _("not yet agreed") if bad else _("undecided"),
        "confirmed": pgettext("shortfall", "agreed") if bad else _("confirmed"),
        "adjusted": _("adjusted down") if lowered else _("adjusted"),
        "disputed": _("disputed"),
        "withdrawn": _("withdrawn"),
        "restated": _("restated"),
    }[event["state"]]


def _events(rows: Sequence[shapes.Event], say: Say, *, name: str = "", claimed: bool = False) -> Table:
    """`claimed`: what stands in no sum, with what was claimed or decided."""
    if any(one["claimed"] is not None for one in rows):
        head = _("Claimed, {currency}") if claimed else _("Counts, {currency}")
    else:  # each in its own unit
        head = _("Claimed") if claimed else _("Counts")
    columns = (
        Column(_("Period"), 1.5),
        Column(_("What"), 3),
        Column(_("Decision"), 3.6),
        Column(head.format(currency=say.currency), 1.7, number=True),
    )
    table = Table(
        name,
        columns,
        [
            (
                Cell(say.period(one["period"])),
                Cell(isolated(one["title"]) or _("not named"), _reduced(one, say)),
                Cell(_said(one, say), ": ".join(filter(None, (isolated(one["who"]), quoted(one["reason"]))))),
                Cell(_claimed(one, say) if claimed else say.extent(one), strong=one["kind"] == "shortfall"),
            )
            for one in rows
        ],
    )
    return divided(table)


def _others_lead(others: Sequence[shapes.Event], say: Say) -> str:
    """What the others come to, and how many of them are in no money: no sum is said to be of more than it holds."""
    amounts = [one["counts"] for one in others if one["counts"] is not None]
    bare = len(others) - len(amounts)
    said = []
    if amounts:
        text = ngettext(
            "{count} other event, also confirmed, comes to {amount}.",
            "{count} other events, all confirmed, come to {amount}.",
            len(amounts),
        )
        said.append(text.format(count=len(amounts), amount=say.amount(sum(amounts))))
    if bare:
        text = ngettext(
            "{count} other event, also confirmed, is in its own unit.",
            "{count} other events, all confirmed, are in their own units.",
            bare,
        )
        said.append(text.format(count=bare))
    return " ".join(said)


def _others_words(told: Sequence[shapes.Event], others: Sequence[shapes.Event]) -> str:
    return _(
        "Of {events} events the {largest} largest are listed, and all that are shortfalls or were adjusted; the other "
        "{others}, all confirmed gains, are summed by quarter on the slide that follows. The PVD report lists every one."
    ).format(events=len(told) + len(others), largest=summed.LARGEST, others=len(others))


def _by_quarter(told: Sequence[shapes.Event], others: Sequence[shapes.Event], say: Say) -> Table:
    """The others by the quarter in which their periods end, then those that are listed, and the sum of both: the value."""
    groups = [
        *((say.period(period), group) for period, group in summed.by_quarter(others, lambda one: one["period"]["end"])),
        (_("Listed one by one"), told),
        (_("All events"), [*told, *others]),
    ]
    apart = any(one["counts"] is None for one in others)
    return Table(
        "",
        (
            Column(_("Quarter"), 2.2),
            Column(_("Events"), 1.1, number=True),
            *([Column(_("of them in their own unit"), 1.7, number=True)] if apart else []),
            Column(_("Counts, {currency}").format(currency=say.currency), 2.4, number=True),
        ),
        [_summed(name, group, say, apart=apart) for name, group in groups],
        sum_row=True,
        dense=True,
    )


def _summed(name: str, events: Sequence[shapes.Event], say: Say, *, apart: bool) -> tuple[Cell, ...]:
    """`apart`: how many of them are not in money, in a column of its own."""
    amounts = [one["counts"] for one in events if one["counts"] is not None]
    bare = len(events) - len(amounts)
    return (
        Cell(name),
        Cell(say.count(len(events))),
        *([Cell(say.count(bare))] if apart else []),
        Cell(say.money(sum(amounts)) if amounts else "–"),
    )


def _claimed(event: shapes.Event, say: Say) -> str:
    return say.money(event["claimed"]) if event["claimed"] is not None else say.extent(event)


def _reduced(event: shapes.Event, say: Say) -> str:
    claimed, counts = event["claimed"], event["counts"]
    if claimed is None or counts is None or counts == claimed:
        return _("a cost that the customer bore") if event["borne"] and event["claimed"] is not None else ""
    return _("{claimed} was claimed").format(claimed=say.money(claimed))


def _said(event: shapes.Event, say: Say) -> str:
    """ "confirmed, 14 Jan 2025": who said it stands below."""
    words = _("{state}; stated {day}") if event["state"] == "stated" else _("{state}, {day}")
    return words.format(state=state_words(event), day=say.date(event["on"]))


def _gains_words(count: int) -> str:
    return ngettext("{count} gain", "{count} gains", count).format(count=count)


def _shortfalls_words(count: int) -> str:
    return ngettext("{count} shortfall", "{count} shortfalls", count).format(count=count)
