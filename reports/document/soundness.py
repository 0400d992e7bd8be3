"""Whether the lines of a document add up as printed, and the digest by which its figures are known."""

import hashlib
import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from typing import Any

from .figures import Figures


class Inconsistent(Exception):
    """The parts of the figures do not add up to what stands on the first page. Each argument is one sentence."""


def digest(figures: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the figures in canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def rounded(exact: Decimal, minor_digits: int) -> int:
    """An exact amount in minor units, rounded half up once (a half moves away from zero)."""
    return int(exact.scaleb(minor_digits).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def check(figures: Figures) -> None:
    """Raises Inconsistent where the lines of the document would not add up as printed."""
    answer, events = figures["answer"], figures["events"]
    counted = [event["counts"] for event in events if event["counts"] is not None]
    stated = (
        ("spent", answer["spent"], sum(row["amount"] for row in figures["spend"]["rows"])),
        ("confirmed", answer["confirmed"], sum(amount for amount in counted if amount > 0)),
        ("shortfall", answer["shortfall"], -sum(amount for amount in counted if amount < 0)),
        ("value", answer["value"], answer["confirmed"] - answer["shortfall"]),
        ("net", answer["net"], answer["value"] - answer["spent"]),
        ("flows of spend", answer["spent"], sum(flow["amount"] for flow in figures["flows"]["spend"])),
        ("flows of value", answer["value"], sum(flow["amount"] for flow in figures["flows"]["value"])),
        ("gains by person", answer["confirmed"], sum(person["gains"] for person in figures["people"])),
    )
    wrong = [f"{name}: {said} is stated, the parts give {found}." for name, said, found in stated if said != found]
    digits = figures["customer"]["minor_digits"]
    for event in events:
        amounts = [line["amount"] for line in event["lines"]]
        if event["claimed"] is not None and amounts and None not in amounts:
            total = rounded(sum((Decimal(amount) for amount in amounts if amount is not None), Decimal()), digits)
            if total != event["claimed"]:
                wrong.append(f"event {event['number']}: {event['claimed']} is claimed, its lines give {total}.")
    by_dimension: dict[str | None, list[int]] = {}
    for event in events:
        if event["counts"] is not None:
            by_dimension.setdefault(event["dimension"], []).append(event["counts"])
    for dimension in chain.from_iterable(outcome["dimensions"] for outcome in figures["outcomes"]):
        found = sum(by_dimension.get(dimension["key"], []))
        if dimension["gains"] is not None and dimension["gains"] - (dimension["shortfalls"] or 0) != found:
            wrong.append(f"dimension {dimension['key']}: its gains and shortfalls are not those of its events.")
    if wrong:
        raise Inconsistent(*wrong)
