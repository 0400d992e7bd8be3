"""Section 3: what explains it; the table, chart and words of a test, which the scope needs too."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scorecards.queries.commitment_words import verdict_words

from .. import figures as shapes
from ..parts import Cell, Chart, Column, Role, Series, Shape, Slide, Table
from ..told import Say, chance_words, counted, explanation


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
