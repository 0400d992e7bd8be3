"""Section 7: scope and commercial matters, only where they were asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scorecards.performance import Verdict

from .. import figures as shapes
from ..parts import Cell, Column, Slide, Table
from ..told import Say, explanation, isolated, plainly, quoted
from .explanations import shares_chart, shares_table, test_words


def scope(figures: shapes.Figures, say: Say, title: str) -> Iterator[Slide]:
    found = figures["scope"]
    if found is None:
        return
    yield Slide(7, title, _outside_lead(found, say), tables=[*_outside(found, say), *_changes(found, say)])
    tested = found["explanation"]
    if tested["missed"] or tested["met"]:
        yield Slide(
            7,
            _("{title}: does it explain the misses?").format(title=title),
            _verdict(tested),
            chart=shares_chart(tested, say, _("Share of periods with work outside the agreed scope")),
            tables=[shares_table(tested, say, _("With such work"), _("Counted"))],
            words=test_words(
                tested,
                say,
                _(
                    "Tested: “there was work outside the agreed scope”, of the missed periods in which work was counted, "
                    "beside the same of the periods that were met."
                ),
                _("no work was counted"),
            ),
        )
    topic = _("{title}: contract and spend").format(title=title)
    paid = _paid(found, say)
    if paid:
        yield Slide(7, topic, _paid_words(found, say), tables=paid)
    tables = [*_spend(found, say), *_contracts(found, say)]
    if tables:
        yield Slide(7, topic, _spent_words(found, say), tables=tables)


def _spent_words(found: shapes.Scope, say: Say) -> str:
    if not found["spend"]:
        return _("No spend is recorded here for this period.")
    amount = say.amount(sum(one["amount"] for one in found["spend"]))
    return _("Spent in this period: {amount}.").format(amount=amount)


def _paid_words(found: shapes.Scope, say: Say) -> str:
    """What of agreed changes of scope is still to be invoiced, or was invoiced too early."""
    paid = found.get("paid")
    if not paid:
        return ""
    if paid["ahead"]:
        words = _("Of agreed changes of scope {amount} more is invoiced than is agreed to date.")
        return words.format(amount=say.amount(paid["ahead"]))
    return _("Of agreed changes of scope {amount} is still to be invoiced.").format(amount=say.amount(paid["open"]))


def _verdict(tested: shapes.Explanation) -> str:
    return {
        Verdict.TOO_FEW: _(
            "Whether work outside the agreed scope explains the misses cannot be said: there is nothing to compare."
        ),
        Verdict.DOES_NOT: _(
            "Work outside the agreed scope does not explain the misses: it was there as often, or oftener, in periods that "
            "were met."
        ),
        Verdict.NOT_SHOWN: _(
            "That work outside the agreed scope explains the misses is not shown: chance makes a difference like this as well."
        ),
        Verdict.EXPLAINS: _("Work outside the agreed scope goes with the misses more often than chance would have it."),
    }[explanation(tested).verdict]


def _outside_lead(found: shapes.Scope, say: Say) -> str:
    if not found["outside"]:
        return _("No work outside the agreed scope is recorded here for this period.")
    priced = [one["amount"] for one in found["outside"]]
    if None in priced:
        return _("Work was done outside the agreed scope without an agreed change. Not all of it has an agreed price.")
    return _("Work was done outside the agreed scope without an agreed change: {amount} at agreed prices.").format(
        amount=say.amount(sum(one or 0 for one in priced))
    )


def _outside(found: shapes.Scope, say: Say) -> list[Table]:
    if not found["outside"]:
        return []
    columns = (
        Column(pgettext("of work", "Function"), 3),
        Column(_("Outside the scope"), 2, number=True),
        Column(_("At agreed prices, {currency}").format(currency=say.currency), 2, number=True),
    )
    rows = [
        (
            Cell(isolated(one["function"])),
            Cell(plainly(one["quantity"], one["unit"], say)),
            Cell(say.money(one["amount"]) if one["amount"] is not None else _("no price agreed")),
        )
        for one in found["outside"]
    ]
    return [Table(_("Done outside the agreed scope, without an agreed change, in this period"), columns, rows)]


def _changes(found: shapes.Scope, say: Say) -> list[Table]:
    if not found["changes"]:
        return []
    states = {"proposed": _("proposed, not decided"), "agreed": _("agreed"), "declined": _("declined")}
    planned = {"month": _("{quantity} a month"), "quarter": _("{quantity} a quarter"), "year": _("{quantity} a year")}
    columns = (
        Column(_("Change"), 3.2),
        Column(pgettext("effective", "From"), 1.3),
        Column(_("Planned then"), 1.9),
        Column(_("Price, {currency}").format(currency=say.currency), 1.8, number=True),
        Column(_("State"), 2.6),
    )
    rows = [
        (
            Cell(isolated(one["function"]), isolated(one["words"])),
            Cell(say.date(one["since"])),
            Cell(planned[one["rhythm"]].format(quantity=plainly(one["planned"], one["unit"], say))),
            Cell(planned[one["rhythm"]].format(quantity=say.money(one["price"]))),
            Cell(
                states[one["state"]],
                " ".join(
                    part
                    for part in (
                        f"{isolated(one['who'])}, {say.date(one['on'])}." if one["who"] and one["on"] else "",
                        quoted(one["reason"]),
                    )
                    if part
                ),
            ),
        )
        for one in found["changes"]
    ]
    return [Table(_("Changes of scope"), columns, rows)]


def _paid(found: shapes.Scope, say: Say) -> list[Table]:
    paid = found.get("paid")
    if not paid:
        return []
    rows = [
        (Cell(_("Agreed to date")), Cell(say.money(paid["agreed"]))),
        (Cell(_("Invoiced")), Cell(say.money(paid["invoiced"]))),
    ]
    if paid["ahead"]:
        beyond = _("more than was agreed, even until the end: {amount}").format(amount=say.money(paid["beyond"]))
        words = Cell(_("Of it more than is agreed to date"), beyond if paid["beyond"] else "")
        rows.append((words, Cell(say.money(paid["ahead"]))))
    rows.append((Cell(_("Still to be invoiced"), strong=True), Cell(say.money(paid["open"]), strong=True)))
    columns = (Column(_("Agreed changes of scope"), 3), Column(say.currency, 1.5, number=True))
    return [Table("", columns, rows, sum_row=True)]


def _spend(found: shapes.Scope, say: Say) -> list[Table]:
    if not found["spend"]:
        return []
    kinds = {
        "licence": _("Licence"),
        "service": _("Service"),
        "internal": _("The customer’s internal cost"),
        "credit": _("Credits"),
    }
    rows = [(Cell(kinds[one["kind"]]), Cell(say.money(one["amount"]))) for one in found["spend"]]
    rows.append(
        (Cell(_("Sum"), strong=True), Cell(say.money(sum(one["amount"] for one in found["spend"])), strong=True))
    )
    columns = (Column(_("Spend of the period"), 3), Column(say.currency, 1.5, number=True))
    return [Table("", columns, rows, sum_row=True)]


def _contracts(found: shapes.Scope, say: Say) -> list[Table]:
    if not found["contracts"]:
        return []
    columns = (
        Column(_("Contract"), 2.6),
        Column(_("From"), 1.1),
        Column(_("Until"), 1.2),
        Column(_("Notice by"), 1.1),
        Column(_("Value of the term, {currency}").format(currency=say.currency), 2.8, number=True),
    )
    rows = [
        (
            Cell(isolated(one["name"])),
            Cell(say.date(one["starts_on"])),
            Cell(say.date(one["ends_on"]) if one["ends_on"] else _("no end stated")),
            Cell(say.date(one["notice_on"]) if one["notice_on"] else _("not stated")),
            _worth(one, say),
        )
        for one in found["contracts"]
    ]
    return [Table("", columns, rows)]


def _worth(contract: shapes.Contract, say: Say) -> Cell:
    """What it was worth at first, and with its changes of scope."""
    value, changed = contract.get("value"), contract.get("amended")
    original = say.money(value) if value is not None else _("not stated")
    if not changed:
        return Cell(original)
    words = ngettext("amended by {count} change of scope", "amended by {count} changes of scope", changed["changes"])
    said = {"words": words.format(count=changed["changes"]), "original": original}
    if changed["added"] is None:
        return Cell(original, _("{words}, without an end").format(**said))
    said["added"] = say.money(changed["added"])
    worth = Cell(say.money(changed["value"])) if changed["value"] is not None else Cell(_("not stated"))
    return Cell(worth.text, _("{original} + {added}, {words}").format(**said))
