"""What was spent, entry by entry."""

from collections import defaultdict
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..figures import Contract, SpendRow
from ..wording import day, named
from .content import Content, Context, joined

MOST_SPEND_ROWS = 400


def page(doc: Content) -> Context:
    spend, say = doc.figures["spend"], doc.say
    rows, summed = [], len(spend["rows"]) > MOST_SPEND_ROWS
    totals: dict[str, int] = defaultdict(int)
    quarters: dict[tuple[str, str], tuple[int, int]] = {}
    for row in spend["rows"]:
        totals[row["kind"]] += row["amount"]
        if summed and row["kind"] != "credit":
            on = day(row["date"])
            key = (f"{on.year} Q{(on.month + 2) // 3}", row["kind"])
            count, amount = quarters.get(key, (0, 0))
            quarters[key] = (count + 1, amount + row["amount"])
            continue
        original = row["original"]
        rate = ""
        if original:
            figure = say.exact(Decimal(original["amount"]).scaleb(-original["minor_digits"]), original["minor_digits"])
            rate = _("{currency} {amount} at {rate}, {date}, {source}").format(
                currency=original["currency"],
                amount=figure,
                rate=say.exact(original["rate"]),
                date=say.date(original["date"]),
                source=original["source"],
            )
        confirmed = row["confirmed"]
        rows.append(
            {
                "date": say.date(row["date"]),
                "words": row["words"] or spend_kind(row["kind"]),
                "note": "; ".join(filter(None, (row["source"], rate, *row_notes(doc, row)))),
                "kind": spend_kind(row["kind"]),
                "confirmed": format_html("{}, {}", named(confirmed["name"]), say.date(confirmed["said_on"]))
                if confirmed
                else _("not confirmed"),
                "amount": say.money(row["amount"]),
            }
        )
    for (quarter, kind), (count, amount) in sorted(quarters.items()):
        rows.append(
            {
                "date": quarter,
                "words": ngettext("{count} entry", "{count} entries", count).format(count=count),
                "note": "",
                "kind": spend_kind(kind),
                "confirmed": "",
                "amount": say.money(amount),
            }
        )
    kinds = [(spend_kind(kind), say.money(totals[kind])) for kind in ("licence", "service", "credit") if kind in totals]
    internal = say.money(totals["internal_cost"]) if spend["internal_cost_stated"] else _("not stated")
    basis = {
        "invoice_date": _("By date of invoice."),
        "payment_date": _("By date of payment."),
        "service_period": _("By end of the period of service."),
    }[spend["basis"]]
    return {
        "rows": rows,
        "kinds": [*kinds, (_("{customer}’s internal cost").format(customer=doc.them), internal)],
        "sum": say.money(doc.figures["answer"]["spent"]),
        "note": spent_note(doc),
        "confirmed": confirmed_part(doc),
        "years": years(doc),
        "over": f"{basis} {foreign(doc)}",
        "contracts": None
        if doc.figures["contracts"] is None
        else [contract(doc, one) for one in doc.figures["contracts"]],
    }


def row_notes(doc: Content, row: SpendRow) -> list[str]:
    """What a reader should know of an entry besides its source."""
    notes = []
    if row["basis"] == "estimate":
        notes.append(_("an estimate"))
    if row["basis"] == "payment":
        notes.append(_("by date of payment"))
    if row["replaces"] is not None:
        notes.append(_("corrects {amount}").format(amount=doc.say.money(row["replaces"])))
    return notes


def confirmed_part(doc: Content) -> tuple[SafeString, str]:
    """How much of the spend the customer has confirmed: (label, amount)."""
    rows = doc.figures["spend"]["rows"]
    confirmed = [row["amount"] for row in rows if row["confirmed"]]
    label = format_html(
        _("of it confirmed by {customer}: {count} of {total} entries"),
        customer=named(doc.them),
        count=len(confirmed),
        total=len(rows),
    )
    return label, doc.say.money(sum(confirmed)) if confirmed else pgettext("spend", "none")


def foreign(doc: Content) -> str:
    """How many entries were in another currency; each has its rate beside it."""
    found = {row["original"]["currency"] for row in doc.figures["spend"]["rows"] if row["original"]}
    count = sum(1 for row in doc.figures["spend"]["rows"] if row["original"])
    if not count:
        return _("No entry was in another currency.")
    return ngettext(
        "{count} entry was in another currency: {currencies}. Its rate stands beside it.",
        "{count} entries were in another currency: {currencies}. The rate stands beside each.",
        count,
    ).format(count=count, currencies=", ".join(sorted(found)))


def years(doc: Content) -> list[Context]:
    """By calendar year: spend by its date, gains and shortfalls by the end of their period; the last row is the sum."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in doc.figures["spend"]["rows"]:
        sums[row["date"][:4]][0] += row["amount"]
    for event in doc.events:
        counts = event["counts"] or 0
        if counts:
            sums[event["period"]["end"][:4]][1 if counts > 0 else 2] += counts
    totals = [sum(column) for column in zip(*sums.values(), strict=True)] if sums else [0, 0, 0]
    monetised = doc.figures["answer"]["state"] == "monetised"

    def cells(amounts: list[int]) -> Context:
        spent, gained, lost = amounts
        missing = _("not monetised")
        return {
            "spent": doc.say.money(spent) if spent else pgettext("spend", "none"),
            "gains": (doc.say.money(gained) if gained else pgettext("gains", "none")) if monetised else missing,
            "shortfalls": (doc.say.money(lost) if lost else pgettext("shortfalls", "none")) if monetised else missing,
            "value": (doc.say.money(gained + lost) if gained or lost else pgettext("gains", "none"))
            if monetised
            else missing,
            "worded": not monetised,
        }

    rows = [{"year": year, **cells(sums[year])} for year in sorted(sums)]
    return [*rows, {"year": "", **cells(totals)}] if rows else []


def contract(doc: Content, one: Contract) -> Context:
    say = doc.say

    def on(day: str | None) -> str:
        return say.date(day) if day else _("not stated")

    return {
        "name": one["name"],
        "term": say.span(one["starts_on"], one["ends_on"])
        if one["ends_on"]
        else _("from {date}; end not stated").format(date=say.date(one["starts_on"])),
        "notice": on(one["notice_on"]),
        "renews": on(one["renews_on"]),
        "value": say.money(one["value"]) if one["value"] is not None else _("not stated"),
    }


def spend_kind(kind: str) -> str:
    return {
        "licence": _("licence"),
        "service": _("service"),
        "internal_cost": _("internal cost"),
        "credit": _("credit"),
    }[kind]


def spent_note(doc: Content) -> SafeString:
    spend, rows = doc.figures["spend"], doc.figures["spend"]["rows"]
    if not rows:
        return format_html("{}", _("No spend is recorded."))
    kinds = {row["kind"] for row in rows}
    sources = _("Invoices and own staff") if "internal_cost" in kinds else _("Invoices")
    span = doc.say.span(rows[0]["date"], max(row["date"] for row in rows))
    first = _("{sources}, {span}").format(sources=sources, span=span)
    credits = sum(row["amount"] for row in rows if row["kind"] == "credit")
    if credits:
        first = _("{sources}, {span}, less credits of {amount}").format(
            sources=sources, span=span, amount=doc.say.money(abs(credits))
        )
    parts = [format_html("{}.", first)]
    if not spend["internal_cost_stated"]:
        parts.append(format_html(_("{customer}’s own cost: not stated."), customer=named(doc.them)))
    if spend["confirmed_until"] and spend["confirmed_by"]:
        parts.append(
            format_html(
                _("Confirmed by {name} to {date}."),
                name=named(spend["confirmed_by"]),
                date=doc.say.date(spend["confirmed_until"]),
            )
        )
    elif any(row["confirmed"] for row in rows):
        parts.append(format_html(_("Confirmed in part by {customer}."), customer=named(doc.them)))
    else:
        parts.append(format_html(_("Not confirmed by {customer}."), customer=named(doc.them)))
    return joined(parts)
