"""The portfolio for other programs: exactly what a view shows, as CSV and as a workbook. One list of columns for both.

Amounts are exact, dates ISO (in CSV) or real dates (in the workbook); what is undefined is a word, as on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from accounts.actors import Actor, place_of
from accounts.csv_writing import Figure
from accounts.models import Customer
from accounts.notation import from_minor, instant, minor_digits
from reports.exposure import KINDS
from reports.queries.portfolio import VIEWS, Portfolio
from reports.queries.portfolio_benchmark import benchmark_words, stage_words
from reports.queries.portfolio_facts import Account
from reports.queries.portfolio_rows import no_ratio
from reports.workbooks import LETTERS, SIZE, clean, height_of

STEP = Decimal("0.0001")
Read = Callable[[Account], Any]


@dataclass(frozen=True)
class Column:
    """A column: its head, what it means, and its cell. `sums` says which sum stands below it, in the base currency."""

    head: str | Promise
    means: str | Promise
    cell: Read
    kind: str = "text"
    sums: str = ""
    width: int = 14


def _base(name: str) -> Read:
    return lambda account: getattr(account.base, name)


def _own(name: str) -> Read:
    return lambda account: getattr(account.own, name)


def _claimed(read: Read, *, sign: int = 1) -> Read:
    """The figure where anything was claimed in money; else why there is none."""
    return lambda account: sign * read(account) if account.money else _no_value(account)


def _no_value(account: Account) -> str:
    return _("not monetised") if account.stated else _("none claimed")


def _rounded(fraction: Decimal | None, word: str) -> Decimal | str:
    return word if fraction is None else fraction.quantize(STEP, rounding=ROUND_HALF_UP)


def _share(account: Account) -> Decimal | str:
    if not account.money:
        return _no_value(account)
    return _rounded(account.net_share, _("no spend recorded"))


def _ratio(account: Account) -> Decimal | str:
    return _rounded(account.ratio, _no_value(account) if not account.money else no_ratio(account))


def _unpaid_word(account: Account) -> str | None:
    return _("no price agreed") if account.unpaid else None


def _exposure(account: Account) -> str:
    if account.stage == Customer.Stage.LOST:
        return _("lost")
    return "; ".join(str(KINDS[name].word) for name in account.flags) or _("none")


COLUMNS: Sequence[Column] = (
    Column(gettext_lazy("Customer"), gettext_lazy("The customer."), lambda account: account.name, width=42),
    Column(
        gettext_lazy("Accountable"),
        gettext_lazy("The one person of the supplier who answers for the customer today."),
        lambda account: account.accountable[1],
        width=24,
    ),
    Column(
        gettext_lazy("Team"),
        gettext_lazy("The team that serves the customer."),
        lambda account: account.team[1] if account.team else "",
        width=30,
    ),
    Column(
        gettext_lazy("Tier"),
        gettext_lazy("What kind of relationship it is."),
        lambda account: str(Customer.Tier(account.tier).label),
        width=16,
    ),
    Column(
        gettext_lazy("Stage"),
        gettext_lazy("Where the customer stands in its life."),
        lambda account: str(Customer.Stage(account.stage).label),
    ),
    Column(
        gettext_lazy("Spent"),
        gettext_lazy("What the customer paid or bore, credits deducted. In the base currency at the rate of its date."),
        _base("spend"),
        "base",
        "spend",
    ),
    Column(
        gettext_lazy("Gains"),
        gettext_lazy("Gains that the customer confirmed or adjusted."),
        _claimed(_base("confirmed")),
        "base",
        "confirmed",
    ),
    Column(
        gettext_lazy("Shortfalls"),
        gettext_lazy("Negative effects from the day they are stated, decided or not; negative."),
        _claimed(_base("shortfall"), sign=-1),
        "base",
        "shortfall",
    ),
    Column(
        gettext_lazy("Value"),
        gettext_lazy("Gains less shortfalls. “none claimed” and “not monetised” are not zero."),
        _claimed(_base("value")),
        "base",
        "value",
    ),
    Column(
        gettext_lazy("Net"),
        gettext_lazy("Value less what was spent. Where nothing is claimed, what was spent stands in it alone."),
        _base("net"),
        "base",
        "net",
    ),
    Column(gettext_lazy("Net per spent"), gettext_lazy("Net as a share of what was spent."), _share, "share"),
    Column(
        gettext_lazy("Ratio"),
        gettext_lazy("Value divided by spend, four decimals; “too early” before the first year is over."),
        _ratio,
        "ratio",
        width=16,
    ),
    Column(
        gettext_lazy("Undecided"),
        gettext_lazy("Gains that wait for the customer; in no other sum."),
        _base("undecided"),
        "base",
        "undecided",
    ),
    Column(
        gettext_lazy("Disputed"),
        gettext_lazy("Gains that the customer contests; in no other sum."),
        _base("disputed"),
        "base",
        "disputed",
    ),
    Column(
        gettext_lazy("Out of scope, unpaid"),
        gettext_lazy(
            "Work out of scope to date that no agreed change settles or covers, as far as it has a price; at today's rate, "
            "because nothing of it is booked. In no other sum."
        ),
        lambda account: account.unpaid_base if account.unpaid_base is not None else _unpaid_word(account),
        "base",
        "unpaid",
    ),
    Column(
        gettext_lazy("Out of scope, without a price"),
        gettext_lazy("What of it has no agreed price, by function: it is in no amount."),
        lambda account: "; ".join(one.words for one in account.unpriced),
        width=34,
    ),
    Column(
        gettext_lazy("Benchmark"),
        gettext_lazy(
            "How far the relationship benchmark is; red is a dimension with a mean below 7. "
            "Behind it what came of it: actions, renewal."
        ),
        lambda account: "; ".join(filter(None, map(benchmark_words(account.standing).get, ("words", "note")))),
        width=36,
    ),
    Column(
        gettext_lazy("Renewal"),
        gettext_lazy("The next day on which a contract renews or ends."),
        lambda account: account.renewal,
        "date",
    ),
    Column(
        gettext_lazy("Days to renewal"),
        gettext_lazy("From the day of the export."),
        lambda account: account.days_to_renewal,
        "days",
    ),
    Column(
        gettext_lazy("Last proof"),
        gettext_lazy("The day of the last decision by which the customer confirmed something."),
        lambda account: account.last_proof or _("never"),
        "date",
    ),
    Column(
        gettext_lazy("Days since last proof"),
        gettext_lazy("Until the day of the export."),
        lambda account: account.days_since_proof,
        "days",
    ),
    Column(
        gettext_lazy("Open problems"),
        gettext_lazy("Problems that are not over, those that the customer does not see among them."),
        lambda account: len(account.problems),
        "days",
    ),
    Column(
        gettext_lazy("Heaviest open problem"),
        gettext_lazy("The title of the one that weighs most; of equals the oldest."),
        lambda account: account.problems[0].title if account.problems else "",
        width=34,
    ),
    Column(
        gettext_lazy("Oldest open problem since"),
        gettext_lazy("Since when the oldest of them is there."),
        lambda account: account.oldest_problem,
        "date",
    ),
    Column(
        gettext_lazy("Word about a problem owed since"),
        gettext_lazy(
            "The earliest day by which a notice was promised, or the customer stated a problem, and none has come."
        ),
        lambda account: account.word_owed,
        "date",
    ),
    Column(gettext_lazy("Exposure"), gettext_lazy("The flags; they are explained below."), _exposure, width=70),
    Column(
        gettext_lazy("Own currency"),
        gettext_lazy("The customer's currency, in which all figures to the right stand."),
        lambda account: account.currency,
    ),
    *(
        Column(head, gettext_lazy("The same in the customer's currency."), cell, "own")
        for head, cell in (
            (gettext_lazy("Spent, own currency"), _own("spend")),
            (gettext_lazy("Gains, own currency"), _claimed(_own("confirmed"))),
            (gettext_lazy("Shortfalls, own currency"), _claimed(_own("shortfall"), sign=-1)),
            (gettext_lazy("Value, own currency"), _claimed(_own("value"))),
            (gettext_lazy("Net, own currency"), _own("net")),
            (gettext_lazy("Undecided, own currency"), _own("undecided")),
            (gettext_lazy("Disputed, own currency"), _own("disputed")),
        )
    ),
)


def head_of(column: Column, base: str) -> str:
    return f"{column.head}, {base}" if column.kind == "base" else str(column.head)


def _value(column: Column, account: Account, base: str) -> Any:
    """Text, an exact Decimal, an int, a date, or None."""
    found = column.cell(account)
    if column.kind in ("base", "own") and isinstance(found, int):
        return from_minor(found, base if column.kind == "base" else account.currency)
    return found


# --- CSV --------------------------------------------------------------------------------------------------------------
def heads(chosen: Portfolio) -> list[str]:
    return [head_of(column, chosen.base_currency) for column in COLUMNS]


def cells(chosen: Portfolio) -> Iterator[list[Any]]:
    """One line for each customer that the view shows, in its order."""
    for account in chosen.accounts:
        yield [_as_text(_value(column, account, chosen.base_currency)) for column in COLUMNS]


def _as_text(value: Any) -> Any:
    if isinstance(value, Decimal):
        return Figure(format(value, "f"))
    return value.isoformat() if isinstance(value, date) else value


# --- The workbook -----------------------------------------------------------------------------------------------------
def workbook(actor: Actor, chosen: Portfolio) -> bytes:
    """A sheet with the customers and their sums, and one that says what they mean.

    Raises ValueError where what stands in a column is not what stands below it.
    """
    base = chosen.base_currency
    lines = [[_value(column, account, base) for column in COLUMNS] for account in chosen.accounts]
    sums = _checked_sums(chosen, lines)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Portfolio"))
    sheet.freeze_panes = "B2"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    _for_print(sheet, pages_wide=3)  # before the first row: a sheet that is written row by row says it first
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{len(lines) + 1}"
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[1].height = max(
        height_of(head, column.width) for head, column in zip(heads(chosen), COLUMNS, strict=True)
    )
    sheet.append(
        [
            _cell(sheet, head, bold=True, wrap="left" if column.kind == "text" else "right")
            for head, column in zip(heads(chosen), COLUMNS, strict=True)
        ]
    )
    for account, values in zip(chosen.accounts, lines, strict=True):
        shapes = [_shape(column, account, base) for column in COLUMNS]
        sheet.append([_cell(sheet, value, shape=shape) for value, shape in zip(values, shapes, strict=True)])
    shapes = ["0.00" if column.kind == "ratio" else _amount_shape(base) for column in COLUMNS]
    sheet.append(
        [_cell(sheet, value, bold=True, ruled=True, shape=shape) for value, shape in zip(sums, shapes, strict=True)]
    )
    _about(book.create_sheet(_("About")), actor, chosen)
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def _for_print(sheet: Any, *, pages_wide: int) -> None:
    """So many pages wide, and as many high as it takes."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = Worksheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _checked_sums(chosen: Portfolio, lines: Sequence[Sequence[Any]]) -> list[Any]:
    """The last line: the page's sums, after comparing each with what stands above it."""
    last: list[Any] = [_("Sum of %(count)s") % {"count": len(lines)}]
    for column, figures in list(zip(COLUMNS, zip(*lines, strict=True), strict=True))[1:]:
        if column.kind == "ratio":
            last.append(_rounded(chosen.ratio, ""))
            continue
        if not column.sums:
            last.append(None)
            continue
        last.append(from_minor(_signed(chosen, column.sums), chosen.base_currency))
        added = sum((figure for figure in figures if isinstance(figure, Decimal)), Decimal())
        if last[-1] != added:
            raise ValueError(f"{column.head}: the lines come to {added}, the sum is {last[-1]}")
    return last


def _shape(column: Column, account: Account, base: str) -> str:
    if column.kind in ("base", "own"):
        return _amount_shape(base if column.kind == "base" else account.currency)
    return {"date": "yyyy-mm-dd", "days": "0", "share": "0.0%", "ratio": "0.00"}.get(column.kind, "General")


def _amount_shape(currency: str) -> str:
    digits = minor_digits(currency)
    return "#,##0" + ("." + "0" * digits if digits else "")


def _signed(chosen: Portfolio, name: str) -> int:
    amount = chosen.unpaid or 0 if name == "unpaid" else int(getattr(chosen.sums, name))
    return -amount if name == "shortfall" else amount


def _cell(
    sheet: Any, value: Any, *, bold: bool = False, ruled: bool = False, wrap: str = "", shape: str = "General"
) -> Any:
    """A cell that is no formula, whatever somebody wrote; `wrap`: to which side, where it may take several lines."""
    cell = WriteOnlyCell(sheet, value=clean(value) if isinstance(value, str) else value)
    cell.number_format = shape
    cell.font = Font(name=LETTERS, size=SIZE, bold=bold)
    if ruled:
        cell.border = Border(top=Side(style="medium"))
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=wrap)
    return cell


def _about(sheet: Any, actor: Actor, chosen: Portfolio) -> None:
    wide = {"A": 28, "B": 110}
    for letter, width in wide.items():
        sheet.column_dimensions[letter].width = width
    _for_print(sheet, pages_wide=1)
    base = chosen.base_currency
    lines: list[tuple[Any, Any]] = [
        (_("Portfolio of"), actor.supplier.name),
        (_("As at"), instant(timezone.now(), actor.supplier.zone)),
        (_("Exported by"), f"{actor.name}, {place_of(actor)}"),
        (_("Customers"), len(chosen.accounts)),
        (_("Shows"), "; ".join(shown_in_words(chosen))),
        (_("Base currency"), base),
        (
            _("Rates"),
            _(
                "Each amount is converted at the rate that was valid on its own date: spend on its date, value on the "
                "last day of its period. Valid is the latest rate on or before that day. Without a rate nothing is recorded."
            ),
        ),
        (
            _("Sums"),
            _("Sums are of exact amounts. Where nothing is claimed, what was spent is in the sum of net all the same."),
        ),
    ]
    if actor.supplier.is_demonstration:
        lines.insert(1, (_("Demonstration"), _("Demonstration data: nothing here is real.")))
    lines += [(None, None), (_("Column"), _("Meaning"))]
    lines += [(head_of(column, base), column.means) for column in COLUMNS]
    lines += [(None, None), (_("Flag"), _("Meaning"))]
    lines += [(kind.word, kind.means) for kind in KINDS.values()]
    for number, (label, text) in enumerate(lines, start=1):
        shown = text if text is None or isinstance(text, int) else str(text)
        sheet.row_dimensions[number].height = max(
            height_of(str(label or ""), wide["A"]), height_of(str(text or ""), wide["B"])
        )
        sheet.append(
            [
                _cell(sheet, None if label is None else str(label), bold=True, wrap="left"),
                _cell(sheet, shown, wrap="left"),
            ]
        )


def shown_in_words(chosen: Portfolio) -> list[str]:
    """View, search and filters as a reader sees them; "all customers" where there is none."""
    selection = chosen.selection
    teams = {str(one.team[0]): one.team[1] for one in chosen.everybody if one.team}
    people = {str(one.accountable[0]): one.accountable[1] for one in chosen.everybody}
    given = [
        (_("View"), str(VIEWS[selection.view][0]) if selection.view else ""),
        (_("Search"), selection.q),
        (_("Team"), teams.get(selection.team, selection.team)),
        (_("Tier"), str(dict(Customer.Tier.choices).get(selection.tier, ""))),
        (_("Stage"), str(dict(Customer.Stage.choices).get(selection.stage, ""))),
        (_("Currency"), selection.currency),
        (_("Accountable"), people.get(selection.person, selection.person)),
        (_("Benchmark"), stage_words(selection.benchmark) if selection.benchmark else ""),
    ]
    return [f"{label}: {value}" for label, value in given if value] or [_("all customers that the person sees")]
