"""Section 2: performance against commitment."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from outcomes.charts import axis
from scorecards.performance import Trend
from scorecards.queries.commitment_words import TREND_WORDS, answer_words, kept_words, missing_words, promised

from .. import figures as shapes
from ..parts import FEWEST_POINTS, Cell, Chart, Column, Role, Series, Shape, Slide, Table
from ..told import Say, by_period, counted, decimals_of, isolated, met_and_missed, plainly, sources_words

MOST_COMMITMENTS = 12


def commitments(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    rows = figures["commitments"]
    if not rows:
        yield Slide(
            2, title, _("No commitment is recorded here: what was promised cannot be compared with what was done.")
        )
        return
    found = counted([reading for one in rows for reading in one["readings"]])
    source = sources_words(figures["sources"]["commitments"])
    if len(rows) == 1:
        yield _commitment(
            rows[0],
            say,
            _("{title}: {name}").format(title=title, name=isolated(rows[0]["name"])),
            answer_words(found),
            source,
        )
        return
    words = [source] if source else []
    if len(rows) > MOST_COMMITMENTS:
        words.insert(
            0,
            _("The {count} that were missed most follow one by one; this table has all.").format(
                count=MOST_COMMITMENTS
            ),
        )
    yield Slide(
        2,
        title,
        answer_words(found),
        missing_words(found),
        figures=met_and_missed(found, say),
        tables=[_overview(rows, say)],
        words=words,
    )
    shown = sorted(rows, key=lambda one: -counted(one["readings"]).missed)[:MOST_COMMITMENTS]
    for one in rows:
        if one in shown:
            yield _commitment(one, say, title, _kept(one, say), "")


def _kept(one: shapes.Commitment, say: Say) -> str:
    """The good and the bad of one commitment, in one breath: "Uptime: 14 of 16 periods met, 2 missed"."""
    found, name = counted(one["readings"]), isolated(one["name"])
    if not found.read:
        return _("{name}: not read in this period").format(name=name)
    if not found.missed and found.read > 1:
        return _("{name}: all of {count} periods met").format(name=name, count=say.count(found.read))
    words = ngettext(
        "{name}: {met} of {count} period met, {missed} missed",
        "{name}: {met} of {count} periods met, {missed} missed",
        found.read,
    )
    return words.format(
        name=name, met=say.count(found.met), count=say.count(found.read), missed=say.count(found.missed)
    )


def promise_of(one: shapes.Commitment, say: Say) -> str:
    """ "at least 80 % a month"."""
    if one["target"] is None or one["direction"] is None:
        return _("no level agreed")
    return promised(plainly(one["target"], one["unit"], say), one["direction"], one["rhythm"])


def _overview(rows: list[shapes.Commitment], say: Say) -> Table:
    columns = (
        Column(_("Commitment"), 4),
        Column(_("Trend"), 2.6),
        Column(pgettext("periods", "Met"), 0.8, number=True),
        Column(pgettext("periods", "Missed"), 0.9, number=True),
        Column(_("No reading"), 1, number=True),
        Column(_("Challenged"), 1.1, number=True),
    )
    lines = []
    for one in rows:
        found = counted(one["readings"])
        lines.append(
            (
                Cell(isolated(one["name"]), promise_of(one, say)),
                Cell(TREND_WORDS[Trend(one["trend"])]()),
                Cell(say.count(found.met)),
                Cell(say.count(found.missed), strong=bool(found.missed)),
                Cell(say.count(found.no_data)),
                Cell(str(sum(reading["answer"] == "challenged" for reading in one["readings"]))),
            )
        )
    return Table("", columns, lines)


def _commitment(one: shapes.Commitment, say: Say, topic: str, answer: str, source: str) -> Slide:
    found = counted(one["readings"])
    said = _("Promised: {promise}.").format(promise=promise_of(one, say))
    if not one["readings"]:
        words = _("No period of this commitment lies wholly in the period of this pack.")
        return Slide(2, topic, answer, f"{said} {words}", words=[source] if source else [])
    counted_words = [kept_words(found, Trend(one["trend"]))] if found.read else []
    notes = [" ".join([*counted_words, _answers_words(one, say)])]
    if one["consequence"] and found.missed:
        notes.append(_("What follows from a miss: {consequence}").format(consequence=isolated(one["consequence"])))
    if len({reading["target"] for reading in one["readings"]}) > 1:
        notes.append(_("The level changed in this period: each reading is held against the one that was in force."))
    return Slide(
        2,
        topic,
        answer,
        " ".join(part for part in (said, missing_words(found)) if part),
        figures=met_and_missed(found, say),
        chart=_reading_chart(one, say),
        tables=[_reading_table(one, say)],
        words=[word for word in (*notes, source) if word],
    )


def _answers_words(one: shapes.Commitment, say: Say) -> str:
    read = [reading for reading in one["readings"] if reading["actual"] is not None]
    acknowledged = sum(reading["answer"] == "acknowledged" for reading in read)
    challenged = sum(reading["answer"] == "challenged" for reading in read)
    words = _(
        "Readings: {count}; acknowledged by the customer: {acknowledged}, challenged: {challenged}, not answered: {open}."
    )
    open_ = len(read) - acknowledged - challenged
    return words.format(
        count=say.count(len(read)),
        acknowledged=say.count(acknowledged),
        challenged=say.count(challenged),
        open=say.count(open_),
    )


def _reading_chart(one: shapes.Commitment, say: Say) -> Chart | None:
    rows = one["readings"]
    read = [row for row in rows if row["actual"] is not None]
    if len(read) < FEWEST_POINTS or one["target"] is None:
        return None
    pick = min if one["direction"] == "at_least" else max
    worst = pick(read, key=lambda row: Decimal(row["actual"] or 0))

    def said(row: shapes.Reading) -> str:
        return f"{plainly(row['actual'] or '0', one['unit'], say)}, {say.period(row['period'])}"

    name = _("Reached by period, in {unit}").format(unit=one["unit"]) if one["unit"] else _("Reached by period")
    digits = decimals_of(row["actual"] for row in read)
    shown = [Decimal(row["actual"]) for row in read if row["actual"] is not None]
    at = axis.stands_at([*shown, *(Decimal(row["target"]) for row in rows)], one["unit"])
    if at:
        name = f"{name}. {axis.said(at)}"
    return Chart(
        Shape.LINE,
        name,
        _("{name}: what was reached. First: {first}. Last: {last}. Worst: {worst}. Promised: {promise}.").format(
            name=one["name"], first=said(read[0]), last=said(read[-1]), worst=said(worst), promise=promise_of(one, say)
        ),
        [say.period_short(row["period"]) for row in rows],
        [say.short(row["period"]) for row in rows],
        [
            Series(
                _("Reached"), [None if row["actual"] is None else Decimal(row["actual"]) for row in rows], Role.VALUE
            ),
            Series(_("Promised"), [Decimal(row["target"]) for row in rows], Role.LEVEL),
        ],
        ["" if row["actual"] is None else say.exact(row["actual"], digits) for row in rows],
        digits=digits,
        worse=frozenset(index for index, row in enumerate(rows) if row["kept"] == "missed"),
        level=(_("Promised"), plainly(one["target"], one["unit"], say)),
        axis=at,
        unit=one["unit"],
    )


def _reading_table(one: shapes.Commitment, say: Say) -> Table:
    digits = decimals_of(row["actual"] for row in one["readings"])
    rows = []
    for row in one["readings"]:
        if row["actual"] is None:
            rows.append((row["period"], Cell(_("no reading"))))
            continue
        missed = row["kept"] == "missed"
        said = [pgettext("reading", "missed")] if missed else []
        if row["answer"] == "challenged":
            said.append(pgettext("reading", "challenged"))
        rows.append((row["period"], Cell(say.exact(row["actual"], digits), ", ".join(said), strong=missed)))
    name = _("Reached; what missed is marked")
    if one["unit"]:
        name = _("Reached, {unit}; what missed is marked").format(unit=one["unit"])
    return by_period(name, rows, say, _("Reached"))
