"""The middle of a pack: what was decided in the period, and what went wrong and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from engagements.models import Problem
from engagements.problems import Stands
from engagements.queries.problems import stands_words
from scorecards.queries.said import EPOCH, Kind, Step, step_sentence

from . import figures as shapes
from .done import plainly
from .parts import TEXT_WIDTH, Cell, Chart, Column, Figure, Role, Series, Shape, Slide, Table, width_of
from .told import Say, isolated

FEWEST_COLUMNS = 2
ROWS_MEASURED = 60
OTHER_FONTS = 1.18  # a slide is shown with the fonts of whoever opens it, and shortfalls are strong
MIDDLE_PARTS = range(6, 15)  # twentieths of the middle that the first of its two columns may have


# --- 4: value decided in the period -----------------------------------------------------------------------------------
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
        yield Slide(
            4,
            title,
            _value_lead(found, say),
            figures=_value_figures(found, say) if found["monetised"] else (),
            chart=_value_chart(found, say),
            tables=[_events(found["events"], say)],
            words=words,
        )
    rest = [
        (_("Decided, and in no sum: agreed after the fact, or on paper"), found["apart"]),
        (_("Stated by the end of the period, and not decided or disputed: in no sum"), found["open"]),
    ]
    tables = [_events(rows, say, name=name, claimed=True) for name, rows in rest if rows]
    if tables:
        yield Slide(4, _("{title}: in no sum").format(title=title), _("Silence confirms nothing."), tables=tables)


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
    if len(events) < FEWEST_COLUMNS:
        return None
    scale = Decimal(1).scaleb(-say.digits)
    counts = [Decimal(one["counts"] or 0) * scale for one in events]
    worst, best = min(counts), max(counts)
    return Chart(
        Shape.SIGNED,
        _("Gains and shortfalls by the end of what they are about, {currency}").format(currency=say.currency),
        _("{gains} gains above the line and {shortfalls} shortfalls below it. Most: {best}; least: {worst}.").format(
            gains=sum(one > 0 for one in counts),
            shortfalls=sum(one < 0 for one in counts),
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
    head = _("Claimed, {currency}") if claimed else _("Counts, {currency}")
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


def divided(table: Table) -> Table:
    """The table with its room divided between its two middle columns so that it is least high.

    Its first and last column take what their texts need, so that neither a date nor an amount is broken.
    """
    sample = replace(table, rows=table.rows[:ROWS_MEASURED])
    first, last = _needed(sample, 0), _needed(sample, -1)
    rest = TEXT_WIDTH - first - last
    tried = [
        replace(sample, columns=_shared(table.columns, (first, rest * part / 20, rest * (20 - part) / 20, last)))
        for part in MIDDLE_PARTS
    ]
    return replace(table, columns=min(tried, key=lambda one: one.height).columns)


def _needed(table: Table, column: int) -> float:
    size, second = table.sizes
    cells = [row[column] for row in table.rows]
    wide = [width_of(one.text, size) for one in cells] + [width_of(one.second, second) for one in cells]
    head = width_of(table.columns[column].head, second)
    return min(max([head, *wide]) * OTHER_FONTS, TEXT_WIDTH / 5)


def _shared(columns: Sequence[Column], shares: Sequence[float]) -> Sequence[Column]:
    return [replace(one, share=share) for one, share in zip(columns, shares, strict=True)]


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


def decided_words(event: shapes.Event, say: Say) -> str:
    """ "confirmed by Jens Hellwig, Plant Director, 14 Jan 2025"."""
    said = {"state": state_words(event), "who": isolated(event["who"]), "day": say.date(event["on"])}
    if event["state"] == "stated":
        words = _("{state}; stated by {who}, {day}") if event["who"] else _("{state}; stated {day}")
    else:
        words = _("{state} by {who}, {day}") if event["who"] else _("{state}, {day}")
    return words.format(**said)


def quoted(text: str) -> str:
    return _("“{words}”").format(words=isolated(text)) if text else ""


# --- 5: problems and what was done ------------------------------------------------------------------------------------
def problems(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    found = figures["problems"]
    tables = [
        table
        for table in (
            _reported(found.get("reported", []), say),
            _shortfalls(found["shortfalls"], say),
            _promises(found["promises"], say),
            _challenges(found["challenges"], say),
            _disputes(found["disputes"], say),
        )
        if table is not None
    ]
    if not tables:
        yield Slide(
            5,
            title,
            _("No problem is recorded here for this period. That does not say that there were none."),
            words=[
                _(
                    "Recorded would be: reported problems with their notices, shortfalls, promises not kept, challenged "
                    "readings and disputed claims."
                )
                if "reported" in found
                else _("Recorded would be: shortfalls, promises not kept, challenged readings and disputed claims.")
            ],
        )
        return
    yield Slide(5, title, _problems_lead(found), tables=tables)


def _problems_lead(found: shapes.Problems) -> str:
    """Every kind with its number: of what there is none, it says that none is recorded.

    Figures that were frozen before there was a register of problems say nothing of it.
    """
    known = "reported" in found
    reported = len(found.get("reported", []))
    shortfalls, promises = len(found["shortfalls"]), len(found["promises"])
    challenges, disputes = len(found["challenges"]), len(found["disputes"])
    first = (
        reported,
        ngettext("{count} reported problem", "{count} reported problems", reported),
        _("no reported problem"),
    )
    counts = (
        *([first] if known else []),
        (shortfalls, ngettext("{count} shortfall", "{count} shortfalls", shortfalls), _("no shortfall")),
        (
            promises,
            ngettext("{count} promise not kept", "{count} promises not kept", promises),
            _("no promise not kept"),
        ),
        (
            challenges,
            ngettext("{count} challenged reading", "{count} challenged readings", challenges),
            _("no challenged reading"),
        ),
        (disputes, ngettext("{count} disputed claim", "{count} disputed claims", disputes), _("no disputed claim")),
    )
    said = ", ".join(words.format(count=count) if count else none for count, words, none in counts)
    return _("Recorded here: {what}.").format(what=said)


def _reported(rows: Sequence[shapes.Reported], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Reported problems, as they stand at the as-at date"),
        (
            Column(_("Since"), 1.7),
            Column(_("What went wrong"), 3),
            Column(_("What was done"), 3.6),
            Column(_("Kept"), 2),
        ),
        [
            (
                Cell(say.date(one["since"]), str(Problem.Weight(one["weight"]).label)),
                Cell(isolated(one["title"]), isolated(one["effect"])),
                Cell(_stands(one, say), _done(one, say)),
                Cell(_words_kept(one), _promised(one)),
            )
            for one in rows
        ],
    )


def _stands(one: shapes.Reported, say: Say) -> str:
    """Where it stands, and who says so."""
    words = stands_words(Stands(one["state"]))
    if one["answered_on"] is None:
        return words
    return _("{state}: {who}, {day}").format(state=words, who=isolated(one["who"]), day=say.date(one["answered_on"]))


def _done(one: shapes.Reported, say: Say) -> str:
    """Her words where she says that it is not solved; what happened and what changes, else the newest notice."""
    parts = [quoted(one["answer"])]
    if one["resolution"] is not None:
        parts += [isolated(one["resolution"][name]) for name in ("happened", "sorry", "prevention")]
    elif one["said_on"] is not None:
        parts.append(_("{words} ({day})").format(words=isolated(one["words"]), day=say.date(one["said_on"])))
    else:
        parts.append(_("nothing was said yet"))
    return " ".join(part for part in parts if part)


def _words_kept(one: shapes.Reported) -> str:
    if not one["due"]:
        return _("no notice was due")
    return ngettext("{kept} of {count} notice on time", "{kept} of {count} notices on time", one["due"]).format(
        kept=one["kept"], count=one["due"]
    )


def _promised(one: shapes.Reported) -> str:
    if not one["promised"]:
        return ""
    return ngettext("{kept} of {count} promise", "{kept} of {count} promises", one["promised"]).format(
        kept=one["promises_kept"], count=one["promised"]
    )


def _shortfalls(rows: Sequence[shapes.Event], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Shortfalls"),
        (
            Column(_("Period"), 1.5),
            Column(_("What"), 3.4),
            Column(_("What was done"), 3.2),
            Column(_("Counts, {currency}").format(currency=say.currency), 1.7, number=True),
        ),
        [
            (
                Cell(say.period(one["period"]), state_words(one)),
                Cell(
                    isolated(one["title"]) or _("not named"),
                    isolated(one["cause"]) if one["cause"] else _("Cause: not stated."),
                ),
                Cell(isolated(one["remedy"]) if one["remedy"] else _("not stated")),
                Cell(say.extent(one), strong=True),
            )
            for one in rows
        ],
    )


def _promises(rows: Sequence[shapes.Event], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Promises not kept"),
        (Column(_("Period"), 1.5), Column(_("What"), 4.2), Column(_("What was done"), 3.2), Column(_("Stated"), 2.6)),
        [
            (
                Cell(say.period(one["period"])),
                Cell(isolated(one["title"]) or _("not named"), isolated(one["cause"])),
                Cell(isolated(one["remedy"]) if one["remedy"] else _("not stated")),
                Cell(decided_words(one, say)),
            )
            for one in rows
        ],
    )


def _challenges(rows: Sequence[shapes.Challenge], say: Say) -> Table | None:
    if not rows:
        return None
    outcomes = {
        "open": lambda one: _("The reading stands; it is not answered yet."),
        "answered": lambda one: _("answered in words, {day}").format(day=say.date(one["answered_on"])),
        "corrected": lambda one: _("corrected to {value}, {day}").format(
            value=plainly(one["corrected_to"], one["unit"], say), day=say.date(one["answered_on"])
        ),
        "withdrawn": lambda one: _("withdrawn, {day}").format(day=say.date(one["answered_on"])),
        "acknowledged": lambda one: _("acknowledged later, {day}").format(day=say.date(one["answered_on"])),
    }
    return Table(
        _("Challenged readings"),
        (Column(_("Reading"), 3), Column(_("What the customer said"), 3.6), Column(_("What was done"), 3.2)),
        [
            (
                Cell(
                    f"{isolated(one['commitment'])}: {plainly(one['value'], one['unit'], say)}",
                    say.period(one["period"]),
                ),
                Cell(quoted(one["reason"]), f"{isolated(one['who'])}, {say.date(one['on'])}"),
                Cell(_came_of(one, outcomes[one["outcome"]](one)), _told(one, say)),
            )
            for one in rows
        ],
    )


def _came_of(challenge: shapes.Challenge, outcome: str) -> str:
    """What was done; with the customer's word still to come, that it stands."""
    if challenge.get("waits"):
        return _("{outcome}; the challenge stands until the customer answers anew").format(outcome=outcome)
    return outcome


def _told(challenge: shapes.Challenge, say: Say) -> str:
    """Every step but the challenge that stands beside it; of earlier figures, which know the last one alone, that."""
    steps = challenge.get("told")
    if steps is None:
        return isolated(challenge["answer"])
    sentences = []
    for one in steps:
        if (one["kind"], one["on"], one["words"]) == ("challenged", challenge["on"], challenge["reason"]):
            continue
        before, after = (None if text is None else Decimal(text) for text in (one["before"], one["after"]))
        step = Step(
            Kind(one["kind"]), isolated(one["who"]), one["position"], EPOCH, isolated(one["words"]), before, after
        )
        sentences.append(step_sentence(step, challenge["unit"], say.date(one["on"])))
    return "; ".join(sentences)


def _disputes(rows: Sequence[shapes.Dispute], say: Say) -> Table | None:
    if not rows:
        return None
    return Table(
        _("Disputed claims"),
        (Column(_("Claim"), 3), Column(_("What the customer said"), 3.6), Column(_("What came of it"), 3.2)),
        [
            (
                Cell(
                    isolated(one["title"]) or _("not named"),
                    f"{say.period(one['period'])}, {say.amount(one['claimed'])}"
                    if one["claimed"] is not None
                    else say.period(one["period"]),
                ),
                Cell(quoted(one["reason"]) or _("no reason given"), f"{isolated(one['who'])}, {say.date(one['on'])}"),
                Cell(_dispute_outcome(one, say), _resolved_by(one, say)),
            )
            for one in rows
        ],
    )


def _dispute_outcome(one: shapes.Dispute, say: Say) -> str:
    words = {
        "disputed": _("still disputed"),
        "stated": _("stated again, undecided"),
        "confirmed": _("confirmed in full"),
        "adjusted": _("adjusted"),
        "withdrawn": _("withdrawn: it counts nothing"),
        "restated": _("replaced by another claim"),
    }[one["outcome"]]
    if one["outcome"] == "adjusted" and one["counts"] is not None:
        return _("adjusted: {amount} counts").format(amount=say.amount(one["counts"]))
    return words


def _resolved_by(one: shapes.Dispute, say: Say) -> str:
    if one["resolved_on"] is None:
        return ""
    return ", ".join(part for part in (isolated(one["resolved_by"]), say.date(one["resolved_on"])) if part)
