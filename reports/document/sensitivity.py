"""What the value would be if an assumption were wrong: sums over frozen figures, and present values of frozen flows."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from outcomes import finance

from .figures import Case, Event, Figures, PresentValue, Sensitivity
from .soundness import rounded

RATES = ("0", "0.05", "0.1", "0.15", "0.2")


def sensitivity_of(figures: Figures) -> Sensitivity | None:
    """None where nothing is monetised."""
    answer = figures["answer"]
    if answer["state"] != "monetised":
        return None
    gains = [event for event in figures["events"] if (event["counts"] or 0) > 0]
    largest = max(gains, key=lambda event: (event["counts"] or 0, -event["number"]), default=None)
    first = figures["people"][0] if figures["people"] else None

    def keeping(case: Any, kept: Callable[[Event], bool | None]) -> Case:
        """Without the gains for which `kept` is false; where it is None for one of them the figures do not say."""
        stay = [(event["counts"] or 0, kept(event)) for event in gains]
        if any(keeps is None for _amount, keeps in stay):
            return {"case": case, "value": None, "count": 0}
        amounts = [amount for amount, keeps in stay if keeps]
        return {"case": case, "value": sum(amounts) - answer["shortfall"], "count": len(amounts)}

    def ties(event: Event) -> set[str]:
        return {tie["tie"] for tie in confirmation(event)["ties"]}

    def by_supplier(event: Event) -> bool | None:
        return None if event["reviewed"] is None else event["measured_by"] != "supplier"

    cases = [
        *(_low(figures, case, key) for case, key in LOW),
        keeping("without_largest_event", lambda event: event is not largest),
        keeping(
            "without_largest_person",
            lambda event: first is None or confirmation(event)["name"] != first["name"],
        ),
        keeping("without_ties", lambda event: not ties(event)),
        keeping("without_left", lambda event: "left" not in ties(event)),
        keeping("only_reviewed", lambda event: event["reviewed"]),
        keeping("not_by_supplier", by_supplier),
        keeping("only_evidence", lambda event: bool(event["evidence"])),
    ]
    return {"cases": cases, "npvs": _present_values(figures), "slack": _slack(figures)}


def confirmation(event: Event) -> Any:
    """The decision on which an event's state stands; the last one where none confirms it."""
    decided = [one for one in event["decisions"] if one["kind"] in ("confirmed", "adjusted")]
    return (decided or event["decisions"])[-1]


LOW: tuple[tuple[Any, str], ...] = (("low_values", "gains"), ("low_rate", "gains_rate"), ("low_share", "gains_share"))


def _low(figures: Figures, case: Any, key: str) -> Case:
    """The gains of all dimensions that state such a value under it; all others as they are."""
    needs = {"low_rate": "rate", "low_share": "share"}.get(case)
    lows: list[Any] = [
        terms["low"]
        for outcome in figures["outcomes"]
        for dimension in outcome["dimensions"]
        for terms in dimension["terms"]
        if terms["low"] is not None
    ]
    stated = [low for low in lows if needs is None or low[needs] is not None]
    if not stated or any(low[key] is None or low["instead"] is None for low in stated):
        return {"case": case, "value": None, "count": 0}
    change = sum(low[key] - low["instead"] for low in stated)
    return {"case": case, "value": figures["answer"]["value"] + change, "count": len(stated)}


def _flows(flows: Iterable[Any], digits: int) -> list[tuple[date, Decimal]]:
    return [(date.fromisoformat(flow["date"]), Decimal(flow["amount"]).scaleb(-digits)) for flow in flows]


def _present_values(figures: Figures) -> list[PresentValue]:
    own, digits = figures["answer"]["npv"], figures["customer"]["minor_digits"]
    if own is None:
        return []
    costs, benefits = (_flows(figures["flows"][name], digits) for name in ("spend", "value"))
    start = date.fromisoformat(own["start"])
    values: list[PresentValue] = []
    for rate in sorted({*map(Decimal, RATES), Decimal(own["rate"])}):
        amount = own["amount"]
        if rate != Decimal(own["rate"]):
            amount = rounded(finance.npv(costs, benefits, start=start, rate=rate), digits)
        values.append({"amount": amount, "rate": format(rate.normalize(), "f"), "start": own["start"]})
    return values


def _slack(figures: Figures) -> str | None:
    answer = figures["answer"]
    if answer["net"] < 0 or not answer["confirmed"]:
        return None
    share = Decimal(answer["net"]) / Decimal(answer["confirmed"])
    return str(min(share, Decimal(1)).quantize(Decimal("0.0001"), ROUND_HALF_UP))
