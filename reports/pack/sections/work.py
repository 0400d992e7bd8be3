"""Section 1: what we did for you."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import notation

from .. import figures as shapes
from ..parts import FEWEST_POINTS, Cell, Chart, Column, Figure, Role, Series, Shape, Slide, Table
from ..told import Say, by_period, decimals_of, isolated, periods_words, plainly, sources_words

MOST_FUNCTIONS = 4
"""With a picture of their own: those with the most effort. The table has all."""


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
            _done_of_plan(one, say),
            figures=_function_figures(one, say),
            chart=_work_chart(one, say),
            tables=[_work_table(one, say)],
            words=words if alone else [],
        )


def _lead(rows: list[shapes.Work], say: Say) -> str:
    effort = [Decimal(one["effort_hours"]) for one in rows if one["effort_hours"] is not None]
    count = ngettext("{count} function", "{count} functions", len(rows)).format(count=len(rows))
    if not effort:
        return _("{functions}; effort is not stated.").format(functions=count)
    return _("{functions}, {hours} hours of effort where it is stated.").format(
        functions=count, hours=say.exact(sum(effort, Decimal(0)))
    )


def _done_of_plan(one: shapes.Work, say: Say) -> str:
    """ "Support cases: 1,475 cases, 102.4 % of plan"."""
    said = {"function": isolated(one["function"]), "done": plainly(one["done"], one["unit"], say)}
    if one["planned"] is None or not Decimal(one["planned"]):
        return _("{function}: {done}, without a plan").format(**said)
    share = say.of_plan(one["done_with_plan"], one["planned"])
    return _("{function}: {done}, {share} of plan").format(share=share, **said)


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
    hours = notation.most_decimals(Decimal(one["effort_hours"]) for one in rows if one["effort_hours"] is not None)
    return Table(
        "",
        columns,
        [
            (
                Cell(isolated(one["function"]), one["unit"]),
                Cell(say.exact(one["done"]), strong=True),
                Cell(say.exact(one["planned"]) if one["planned"] is not None else _("no plan")),
                Cell(say.of_plan(one["done_with_plan"], one["planned"])),
                Cell(say.exact(one["effort_hours"], hours) if one["effort_hours"] is not None else _("not stated")),
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
        digits=decimals_of(row["done"] for row in rows),
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
