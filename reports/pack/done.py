"""The first half of a pack: what was done, how it measures against what was promised, and what explains it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation
from scorecards.performance import Trend
from scorecards.queries.scorecard_page import (
    TREND_WORDS,
    answer_words,
    kept_words,
    missing_words,
    promised,
    verdict_words,
)

from . import figures as shapes
from .parts import Cell, Chart, Column, Figure, Role, Series, Shape, Slide, Table
from .told import (
    Say,
    by_period,
    chance_words,
    counted,
    explanation,
    isolated,
    met_and_missed,
    periods_words,
    sources_words,
)

MOST_FUNCTIONS = 4
"""With a picture of their own: those with the most effort. The table has all."""
FEWEST_POINTS = 2
MOST_COMMITMENTS = 12


# --- 1: what we did for you -------------------------------------------------------------------------------------------
def work(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    rows = figures["work"]
    if not rows:
        yield Slide(1, title, _("No work is recorded here for this period. That does not say that none was done."))
        return
    words = [one for one in (_work_words(rows), sources_words(figures["sources"]["work"])) if one]
    if len(rows) > 1:
        yield Slide(1, title, _lead(rows, say), tables=[_functions(rows, say)], words=words)
    for one in rows[:MOST_FUNCTIONS]:
        alone = len(rows) == 1
        heading = title if alone else _("{title}: {name}").format(title=title, name=isolated(one["function"]))
        yield Slide(
            1,
            heading,
            _lead(rows, say) if alone else "",
            figures=_function_figures(one, say),
            chart=_work_chart(one, say),
            tables=[_work_table(one, say)],
            words=words if alone else [],
        )


def _lead(rows: list[shapes.Work], say: Say) -> str:
    if len(rows) == 1:
        one = rows[0]
        return _("{function}: {done}; {periods}.").format(
            function=isolated(one["function"]),
            done=plainly(one["done"], one["unit"], say),
            periods=periods_words(len(one["periods"])),
        )
    effort = [Decimal(one["effort_hours"]) for one in rows if one["effort_hours"] is not None]
    count = ngettext("{count} function", "{count} functions", len(rows)).format(count=len(rows))
    if not effort:
        return _("{functions}; effort is not stated.").format(functions=count)
    return _("{functions}, {hours} hours of effort where it is stated.").format(
        functions=count, hours=say.exact(sum(effort, Decimal(0)))
    )


def _work_words(rows: list[shapes.Work]) -> str:
    said = []
    without = sum(one["without_plan"] for one in rows)
    if without:
        said.append(
            ngettext(
                "{count} period has no plan: what was done is compared with the plan of the others alone.",
                "{count} periods have no plan: what was done is compared with the plan of the others alone.",
                without,
            ).format(count=without)
        )
    return " ".join(said)


def _functions(rows: list[shapes.Work], say: Say) -> Table:
    columns = (
        Column(pgettext("of work", "Function"), 3.4),
        Column(_("Done"), 1.6, number=True),
        Column(_("Planned"), 1.6, number=True),
        Column(_("Done of plan"), 1.2, number=True),
        Column(_("Effort, hours"), 1.4, number=True),
    )
    return Table(
        "",
        columns,
        [
            (
                Cell(isolated(one["function"]), one["unit"]),
                Cell(say.exact(one["done"]), strong=True),
                Cell(say.exact(one["planned"]) if one["planned"] is not None else _("no plan")),
                Cell(say.of_plan(one["done_with_plan"], one["planned"])),
                Cell(say.exact(one["effort_hours"]) if one["effort_hours"] is not None else _("not stated")),
            )
            for one in rows
        ],
    )


def _function_figures(one: shapes.Work, say: Say) -> tuple[Figure, ...]:
    planned = one["planned"]
    note = periods_words(len(one["periods"]))
    return (
        Figure(_("Done, {unit}").format(unit=one["unit"]), say.exact(one["done"]), note),
        Figure(
            _("Planned, {unit}").format(unit=one["unit"]),
            say.exact(planned) if planned is not None else _("no plan"),
            _("{share} of it was done").format(share=say.of_plan(one["done_with_plan"], planned))
            if planned is not None and Decimal(planned)
            else "",
        ),
        Figure(
            _("Effort, hours"),
            say.exact(one["effort_hours"]) if one["effort_hours"] is not None else _("not stated"),
            _("{periods} without it").format(periods=periods_words(one["without_effort"]))
            if one["effort_hours"] is not None and one["without_effort"]
            else "",
        ),
    )


def _work_chart(one: shapes.Work, say: Say) -> Chart | None:
    rows = one["periods"]
    if len(rows) < FEWEST_POINTS:
        return None
    planned = [None if row["planned"] is None else Decimal(row["planned"]) for row in rows]
    most = max(rows, key=lambda row: Decimal(row["done"]))
    above = sum(1 for row, plan in zip(rows, planned, strict=True) if plan is not None and Decimal(row["done"]) > plan)
    series = [Series(_("Done"), [Decimal(row["done"]) for row in rows], Role.VALUE)]
    if any(plan is not None for plan in planned):
        series.append(Series(_("Planned"), planned, Role.LEVEL))
    return Chart(
        Shape.COLUMNS,
        _("{function} by period, {unit}").format(function=isolated(one["function"]), unit=one["unit"]),
        _("{function} by period. Most: {most}, {period}. Above plan in {above} of {count} periods with a plan.").format(
            function=one["function"],
            most=plainly(most["done"], one["unit"], say),
            period=say.period(most["period"]),
            above=above,
            count=sum(plan is not None for plan in planned),
        ),
        [say.period_short(row["period"]) for row in rows],
        [say.short(row["period"]) for row in rows],
        series,
        [say.exact(row["done"]) for row in rows],
        digits=_digits(row["done"] for row in rows),
    )


def _work_table(one: shapes.Work, say: Say) -> Table:
    rows = [
        (
            row["period"],
            Cell(
                say.exact(row["done"]),
                _("plan {planned}").format(planned=say.exact(row["planned"]))
                if row["planned"] is not None
                else _("no plan"),
            ),
        )
        for row in one["periods"]
    ]
    return by_period(_("Done and planned, {unit}").format(unit=one["unit"]), rows, say, _("Done"))


# --- 2: performance against commitment --------------------------------------------------------------------------------
def commitments(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    rows = figures["commitments"]
    if not rows:
        yield Slide(
            2, title, _("No commitment is recorded here: what was promised cannot be compared with what was done.")
        )
        return
    found = counted([reading for one in rows for reading in one["readings"]])
    lead = " ".join(one for one in (answer_words(found), missing_words(found)) if one)
    source = sources_words(figures["sources"]["commitments"])
    if len(rows) == 1:
        yield _commitment(
            rows[0], say, _("{title}: {name}").format(title=title, name=isolated(rows[0]["name"])), lead, source
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
    yield Slide(2, title, lead, figures=met_and_missed(found, say), tables=[_overview(rows, say)], words=words)
    shown = sorted(rows, key=lambda one: -counted(one["readings"]).missed)[:MOST_COMMITMENTS]
    for one in rows:
        if one in shown:
            heading = _("{title}: {name}").format(title=title, name=isolated(one["name"]))
            yield _commitment(one, say, heading, "", "")


def promise_of(one: shapes.Commitment, say: Say) -> str:
    """ "at least 80 % a month"."""
    if one["target"] is None or one["direction"] is None:
        return _("no level agreed")
    return promised(plainly(one["target"], one["unit"], say), one["direction"], one["rhythm"])


def plainly(value: str, unit: str, say: Say) -> str:
    """ "4 hours": as the pages of a scorecard say it, where the unit stands in a sentence."""
    return notation.quantity(Decimal(value), unit, locale=say.locale)


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


def _commitment(one: shapes.Commitment, say: Say, title: str, lead: str, source: str) -> Slide:
    found = counted(one["readings"])
    said = _("Promised: {promise}.").format(promise=promise_of(one, say))
    if not one["readings"]:
        words = _("No period of this commitment lies wholly in the period of this pack.")
        return Slide(2, title, " ".join(part for part in (said, lead, words) if part), words=[source] if source else [])
    counted_words = [kept_words(found, Trend(one["trend"]))] if found.read else []
    notes = [" ".join([*counted_words, _answers_words(one, say)])]
    if one["consequence"] and found.missed:
        notes.append(_("What follows from a miss: {consequence}").format(consequence=isolated(one["consequence"])))
    if len({reading["target"] for reading in one["readings"]}) > 1:
        notes.append(_("The level changed in this period: each reading is held against the one that was in force."))
    return Slide(
        2,
        title,
        f"{said} {lead}" if lead else said,
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
        "Of {count} readings the customer acknowledged {acknowledged} and challenged {challenged}; {open} are not answered."
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

    return Chart(
        Shape.LINE,
        _("Reached by period, in {unit}").format(unit=one["unit"]) if one["unit"] else _("Reached by period"),
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
        ["" if row["actual"] is None else say.exact(row["actual"]) for row in rows],
        digits=_digits(row["actual"] for row in read),
        worse=frozenset(index for index, row in enumerate(rows) if row["kept"] == "missed"),
        level=(_("Promised"), plainly(one["target"], one["unit"], say)),
    )


def _reading_table(one: shapes.Commitment, say: Say) -> Table:
    digits = _digits(row["actual"] for row in one["readings"])
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


def _digits(values: object) -> int:
    """The most decimals that any of them has."""
    texts = [str(value) for value in values if value is not None]  # type: ignore[attr-defined]
    return max((len(text.partition(".")[2]) for text in texts), default=0)


# --- 3: what explains it ----------------------------------------------------------------------------------------------
def explanations(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    found = counted([reading for one in figures["commitments"] for reading in one["readings"]])
    tested = figures["explanation"]
    if not found.read:
        yield Slide(3, title, _("Nothing was read in this period: there is nothing to explain, and nothing to test."))
        return
    if not found.missed:
        yield Slide(3, title, _("Nothing was missed in this period: there is nothing to explain."))
        return
    yield Slide(
        3,
        title,
        verdict_words(explanation(tested)),
        chart=shares_chart(tested, say, _("Share of periods above plan")),
        tables=[shares_table(tested, say, _("Above plan"), _("With a plan"))],
        words=test_words(
            tested,
            say,
            _(
                "Tested: “the volume was above plan”, which it is where at least one function was above its own; unlike units "
                "are never added. Of the missed periods with a plan, how many were above it, beside the same of the periods "
                "that were met. The test is printed whatever it says."
            ),
            _("no plan to be compared with"),
        ),
    )


def shares_table(tested: shapes.Explanation, say: Say, marked: str, of: str) -> Table:
    columns = (
        Column(_("Periods"), 2),
        Column(of, 1, number=True),
        Column(marked, 1, number=True),
        Column(_("Share"), 1, number=True),
    )
    return Table(
        "",
        columns,
        [
            (
                Cell(pgettext("periods", "Missed")),
                Cell(say.count(tested["missed"])),
                Cell(say.count(tested["missed_above"])),
                Cell(say.whole(tested["missed_above"], tested["missed"]), strong=True),
            ),
            (
                Cell(pgettext("periods", "Met")),
                Cell(say.count(tested["met"])),
                Cell(say.count(tested["met_above"])),
                Cell(say.whole(tested["met_above"], tested["met"]), strong=True),
            ),
        ],
    )


def shares_chart(tested: shapes.Explanation, say: Say, name: str) -> Chart | None:
    if not tested["missed"] or not tested["met"]:
        return None
    missed = Decimal(tested["missed_above"]) / tested["missed"]
    met = Decimal(tested["met_above"]) / tested["met"]
    names = [pgettext("periods", "Missed"), pgettext("periods", "Met")]
    texts = [say.whole(tested["missed_above"], tested["missed"]), say.whole(tested["met_above"], tested["met"])]
    of = _("{part} of {whole}")
    return Chart(
        Shape.SHARES,
        name,
        f"{name}. "
        + "; ".join(
            f"{one}: {text}, {of.format(part=part, whole=whole)}"
            for one, text, part, whole in zip(
                names,
                texts,
                (tested["missed_above"], tested["met_above"]),
                (tested["missed"], tested["met"]),
                strict=True,
            )
        )
        + ".",
        names,
        [(one, "") for one in names],
        [Series(name, [missed, met], Role.VALUE)],
        texts,
        worse=frozenset({0}),
    )


def test_words(tested: shapes.Explanation, say: Say, how: str, why: str) -> list[str]:
    words = [how, chance_words(explanation(tested), say)]
    missed, met = tested["not_compared"], tested.get("met_not_compared", 0)
    if missed:
        words.append(
            ngettext(
                "{count} missed period is left out: {why}.", "{count} missed periods are left out: {why}.", missed
            ).format(count=missed, why=why)
        )
    if met:
        words.append(
            ngettext(
                "{count} period that was met is left out: {why}.",
                "{count} periods that were met are left out: {why}.",
                met,
            ).format(count=met, why=why)
        )
    return [word for word in words if word]
