"""The register as CSV, attached to every PDF: all events, whole digests, all evidence, in plain notation."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal

from .figures import Event, Figures

COLUMNS = (
    "number",
    "outcome",
    "dimension",
    "title",
    "note",
    "period_start",
    "period_end",
    "kind",
    "state",
    "apart",
    "working",
    "claimed",
    "counts",
    "currency",
    "decision",
    "by",
    "position",
    "ties",
    "said_on",
    "recorded_at",
    "origin",
    "reason",
    "entry",
    "digest",
    "evidence",
)

FORMULA = frozenset("=+-@\t\r\n")
PLAIN_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?")


def neutral(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a plain negative number stays one."""
    if cell[:1] in FORMULA and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def register_csv(figures: Figures) -> bytes:
    """One row per decision, and behind a dispute one per answer to it, in order of the events; UTF-8 with a byte order mark,
    amounts with a point and no groups."""
    names = {d["key"]: d["name"] for outcome in figures["outcomes"] for d in outcome["dimensions"]}
    digits, currency = figures["customer"]["minor_digits"], figures["customer"]["currency"]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)

    def money(minor: int | None) -> str:
        return "" if minor is None else f"{Decimal(minor).scaleb(-digits):f}"

    for event in figures["events"]:
        about = (
            str(event["number"]),
            "" if event["outcome"] is None else str(event["outcome"]),
            names.get(event["dimension"] or "", ""),
            event["title"],
            event["note"] or "",
            event["period"]["start"],
            event["period"]["end"],
            event["kind"],
            event["state"],
            event["apart"] or "",
            working(event),
            money(event["claimed"]),
            money(event["counts"]),
            currency,
        )
        evidence = "; ".join(f"{item['name']} sha256:{item['digest']} {item['grade']}" for item in event["evidence"])
        for said in _said(event):
            writer.writerow(neutral(cell) for cell in (*about, *said, evidence))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _said(event: Event) -> Iterator[tuple[str, ...]]:
    """The decisions, and each answer to a dispute behind it; an answer is no entry of the ledger and has no digest."""
    for decision in event["decisions"]:
        yield (
            decision["kind"],
            decision["name"],
            decision["position"],
            "; ".join(tie["tie"] for tie in decision["ties"]),
            decision["said_on"],
            decision["recorded_at"],
            decision["origin"],
            decision["reason"],
            str(decision["seq"]),
            decision["digest"],
        )
        for answer in event["answers"] or ():
            if answer["dispute"] == decision["seq"]:
                said, at = answer["said_on"], answer["recorded_at"]
                yield "answered", answer["name"], "", "", said, at, "supplier", answer["words"], "", ""


def working(event: Event) -> str:
    """The working of an event in plain notation: "(138 - 121 = 17) * 3850 * 0.5 = 32725"."""
    parts = []
    for line in event["lines"]:
        if line["difference"] is None:
            parts.append("" if line["amount"] is None else line["amount"])
            continue
        text = line["difference"]
        if line["baseline"] is not None and line["actual"] is not None:
            text = f"({line['baseline']} to {line['actual']} = {line['difference']})"
        for factor in (line["volume"], line["rate"], line["share"]):
            if factor is not None:
                text += f" * {factor}"
        if line["deduction"] is not None and Decimal(line["deduction"]):
            text += f" * (1 - {line['deduction']})"
        parts.append(text if line["amount"] is None else f"{text} = {line['amount']}")
    return "; ".join(parts)
