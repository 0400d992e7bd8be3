"""Frozen figures for the tests of the document: invented firms and people, consistent to the cent."""

import hashlib
import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from outcomes import finance
from reports.document.figures import VERSION
from reports.document.measured import measured_sums
from reports.document.sensitivity import sensitivity_of

Json = dict[str, Any]

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAFoAAAAYCAIAAAD1Wn0yAAAAbElEQVR42mP8//8/wyiAAabRIBgNjtHgIA6w7OzSIVWPe9mV0dQxmllGg2M0OE"
    "YBUlFKLYNEJWWHeli8fv54NHWMZpbR4BgNjtHgGA2OQVrRvn7+eDR1jGaW0eAYDY4RChhHh45HU8docBAHAETkDuRa4o5xAAAAAElFTkSuQmCC"
)
"""A small logo: a square and a bar."""

MARIT = (
    "Marit Okafor",
    "Head of Planning",
    [{"tie": "chose_supplier", "on": None}, {"tie": "agreed_terms", "on": None}],
)
PER = ("Per Lindgren", "Plant Director", [{"tie": "agreed_terms", "on": None}, {"tie": "left", "on": "2026-01-31"}])
JENS = ("Jens Hellwig", "Plant Director", [{"tie": "owns_budget", "on": None}])
SOFIA = ("Σοφία Αναγνώστου", "Quality Manager", [])
LAYLA = ("ليلى حداد", "Operations Manager", [])


def digest_of(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()


def quarter(year: int, number: int) -> Json:
    start = date(year, number * 3 - 2, 1)
    after = date(year + (number == 4), number * 3 % 12 + 1, 1)
    return {"start": start.isoformat(), "end": (after - timedelta(days=1)).isoformat()}


def month(year: int, number: int) -> Json:
    after = date(year + (number == 12), number % 12 + 1, 1)
    return {"start": date(year, number, 1).isoformat(), "end": (after - timedelta(days=1)).isoformat()}


class Ledger:
    """Numbers events and entries, and builds decisions."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.seq = 3

    def decision(self, kind: str, person: tuple[str, str, list[Json]], on: str, **more: Any) -> Json:
        self.seq += 1
        return {
            "kind": kind,
            "name": person[0],
            "position": person[1],
            "side": "customer",
            "ties": person[2],
            "amount": None,
            "said_on": on,
            "recorded_at": f"{on}T09:30:00Z",
            "took_seconds": None if kind == "stated" else 2 * 86_400 + 4 * 3_600,
            "origin": "portal",
            "recorded_by": None,
            "reason": "",
            "seq": self.seq,
            "digest": digest_of(self.seq),
            **more,
        }

    def event(
        self,
        outcome: int | None,
        dimension: str | None,
        period: Json,
        lines: list[Json],
        *,
        by: tuple[str, str, list[Json]] = MARIT,
        state: str = "confirmed",
        counts: int | None | str = "claimed",
        unit: str = "",
        reason: str = "",
        **more: Any,
    ) -> Json:
        amounts = [line["amount"] for line in lines]
        claimed = None
        if amounts and None not in amounts:
            exact = sum((Decimal(amount) for amount in amounts), Decimal())
            claimed = int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        kind = "shortfall" if (claimed or 0) < 0 else "gain"
        end = date.fromisoformat(period["end"])
        stated = (end + timedelta(days=9)).isoformat()
        decisions = [self.decision("stated", ("Tomasz Brandt", "Accountable for Castor", []), stated, side="supplier")]
        if state not in ("stated",):
            decided = (end + timedelta(days=14)).isoformat()
            decisions.append(self.decision(state, by, decided, reason=reason))
        if counts == "claimed":
            counts = claimed if state in ("confirmed", "adjusted") or kind == "shortfall" else None
        event = {
            "number": len(self.events) + 1,
            "outcome": outcome,
            "dimension": dimension,
            "title": "",
            "period": period,
            "kind": kind,
            "borne": False,
            "note": "",
            "cause": "",
            "remedy": "",
            "unit": unit,
            "lines": lines,
            "claimed": claimed,
            "counts": counts,
            "state": state,
            "apart": None,
            "waiting_for": by[0] if state == "stated" else None,
            "waiting_days": 12 if state == "stated" else None,
            "decisions": decisions,
            "answers": [],
            "evidence": [],
            "restates": None,
            "restated_by": None,
            "overlap": "",
            "version": 1,
            "measured_by": "customer",
            "reviewed": period["end"] <= "2025-12-31",
        }
        event.update(more)
        self.events.append(event)
        return event


def line(
    period: Json,
    baseline: str | None,
    actual: str | None,
    *,
    rate: str | None = None,
    share: str | None = None,
    difference: str | None = None,
    volume: str | None = None,
    deduction: str | None = None,
    sign: int = 1,
) -> Json:
    """A claim line of a dimension that is better when lower."""
    if difference is None:
        assert baseline is not None and actual is not None
        difference = str(Decimal(baseline) - Decimal(actual))
    amount = None
    if rate is not None:
        exact = Decimal(difference) * Decimal(rate) * Decimal(share or 1) * Decimal(volume or 1) * sign
        amount = str(exact * (1 - Decimal(deduction or 0)))
    return {
        "period": period,
        "baseline": baseline,
        "actual": actual,
        "difference": difference,
        "volume": volume,
        "rate": rate,
        "share": share,
        "deduction": deduction,
        "amount": amount,
    }


def terms(baseline: str, target: str, by: tuple[str, str, list[Json]], **more: Any) -> Json:
    return {
        "version": 1,
        "baseline": {
            "value": baseline,
            "period": {"start": "2022-10-01", "end": "2024-09-30"},
            "low": None,
            "high": None,
            "source": "Castor’s shift log",
            "supplied_by": "Castor",
        },
        "target": {"value": target, "on": "2026-06-30"},
        "rate": None,
        "volume": None,
        "share": None,
        "other_shares": [],
        "anyway": {"declared": True, "share": "0", "words": "agreed by Castor"},
        "low": None,
        "recurring": True,
        "claim_grain": "quarter",
        "claimable_until": "2027-09-30",
        "method": "",
        "agreed": {
            "name": by[0],
            "position": by[1],
            "on": "2024-05-22",
            "recorded_at": "2024-05-22T10:00:00Z",
            "origin": "portal",
            "recorded_by": None,
            "timing": "before",
            "seq": 2,
        },
        **more,
    }


def dimension(key: str, name: str, unit: str, **more: Any) -> Json:
    return {
        "key": key,
        "name": name,
        "unit": unit,
        "unit_words": name,
        "direction": "decrease",
        "owner_customer": "Jens Hellwig",
        "owner_supplier": "Tomasz Brandt",
        "shares_effect_with": [],
        "actual": None,
        "target_met": None,
        "target_met_on": None,
        "target_met_since": None,
        "gains": None,
        "shortfalls": None,
        "terms": [],
        "readings": [],
        "missing": [],
        "not_claimed": [],
        **more,
    }


def reading(period: Json, value: str, state: str = "counted", worse: bool = False) -> Json:
    return {
        "period": period,
        "value": value,
        "volume": None,
        "source": "Castor’s shift log",
        "measured_by": "customer",
        "state": state,
        "worse": worse,
        "superseded": [],
    }


def spend_row(on: str, amount: int, kind: str = "licence", words: str = "", **more: Any) -> Json:
    return {
        "date": on,
        "kind": kind,
        "source": f"invoice {on.replace('-', '')}",
        "words": words,
        "amount": amount,
        "basis": "invoice",
        "replaces": None,
        "original": None,
        "confirmed": {"name": "Rui Valente", "position": "Group Controller", "said_on": "2026-02-12"}
        if on <= "2025-12-31"
        else None,
        **more,
    }


SPEND = [
    spend_row("2024-04-12", 86_000_00, words="Licence, first year"),
    spend_row("2024-06-28", 60_000_00, "service", "Roll-out, first part"),
    spend_row("2024-10-01", 32_400_00, "service", "Roll-out, second part"),
    spend_row("2024-10-30", 33_532_50, "internal_cost", "Own planners and crew"),
    spend_row(
        "2025-04-12",
        86_700_00,
        words="Licence, second year",
        original={
            "currency": "USD",
            "amount": 94_503_00,
            "minor_digits": 2,
            "rate": "0.917431",
            "date": "2025-04-11",
            "source": "ECB",
        },
    ),
    spend_row("2025-08-31", 14_000_00, "internal_cost", "Own planners"),
    spend_row("2026-04-02", -6_300_00, "credit", "Service credit for March 2026"),
    spend_row("2026-04-12", 80_300_00, words="Licence, third year"),
]


def blank() -> Json:
    """A document with nothing in it but its parties."""
    return {
        "version": VERSION,
        "contracts": [],
        "sensitivity": None,
        "document": {
            "code": "7QK4-M2ZP-9TRD-X6HA",
            "edition": 3,
            "issued_at": "2026-10-14T07:12:00Z",
            "as_at": "2026-09-30",
            "time_zone": "Europe/Berlin",
            "locale": "en",
            "demonstration": False,
            "prepared_for": "Ingrid Vasconcelos, Group CFO",
            "loaded": {"count": 0, "all": 0},
            "since_frozen": True,
            "ledger": {"seq": 58, "digest": digest_of("head")},
            "previous_editions": [
                {
                    "edition": 2,
                    "issued_at": "2026-04-14T08:00:00Z",
                    "as_at": "2026-03-31",
                    "code": "AAAA-BBBB-CCCC-DDDD",
                    "digest": digest_of("edition 2"),
                }
            ],
            "since": {
                "edition": 2,
                "as_at": "2026-03-31",
                "spent": 312_632_50,
                "confirmed": 583_255_00,
                "shortfall": 34_609_00,
                "value": 548_646_00,
            },
            "check_url": "https://sample.invalid/check/7QK4-M2ZP-9TRD-X6HA",
            "base_url": "https://sample.invalid/check",
        },
        "supplier": {"name": "Arvenly", "short_name": "Arvenly", "colour": "#B8892B", "logo": None},
        "customer": {
            "name": "Castor Milling Group plc",
            "short_name": "Castor",
            "currency": "EUR",
            "minor_digits": 2,
        },
        "period": {"start": "2024-04-01", "end": "2026-09-30"},
        "answer": {
            "state": "monetised",
            "spent": 0,
            "confirmed": 0,
            "confirmed_count": 0,
            "shortfall": 0,
            "shortfall_count": 0,
            "shortfall_not_agreed": 0,
            "shortfall_not_agreed_count": 0,
            "value": 0,
            "net": 0,
            "refused": 0,
            "ratio": {"state": "no_spend", "value": None},
            "payback": {"state": "no_spend", "on": None, "lost_on": None, "first_spend": None},
            "npv": None,
            "victory": None,
        },
        "below": {
            key: {"count": 0, "amount": 0, "in_units": 0}
            for key in (
                "disputed",
                "undecided",
                "after_the_fact",
                "on_paper",
                "corrections",
                "measured_not_claimed",
                "measured_shortfalls",
            )
        },
        "spend": {
            "basis": "invoice_date",
            "internal_cost_stated": True,
            "confirmed_until": "2025-12-31",
            "confirmed_by": "Rui Valente",
            "rows": [],
        },
        "flows": {"spend": [], "value": []},
        "people": [],
        "facts": {
            "finance": {"share": None, "on": None, "by": None, "sign_offs": []},
            "measured": {"customer": None, "supplier": None, "third_party": None},
            "books": {"share": None, "words": ""},
            "largest_person": None,
            "without_tie": None,
            "left": None,
        },
        "outcomes": [],
        "events": [],
        "commitments": None,
        "contacts": [
            {
                "side": side,
                "name": name,
                "position": position,
                "email": email,
                "phone": "+31 10 000 00 00",
            }
            for side, name, position, email in (
                ("customer", "Marit Okafor", "Head of Production Planning", "m.okafor@castor.invalid"),
                ("customer_finance", "Rui Valente", "Group Controller", "r.valente@castor.invalid"),
                ("supplier", "Tomasz Brandt", "Accountable for Castor", "t.brandt@arvenly.invalid"),
            )
        ],
    }


def totalled(figures: Json) -> Json:
    """Fills everything that follows from events and spend: answer, flows, people, dimensions, sums below the line."""
    events, answer = figures["events"], figures["answer"]
    answer["spent"] = sum(row["amount"] for row in figures["spend"]["rows"])
    gains = [event for event in events if (event["counts"] or 0) > 0]
    losses = [event for event in events if (event["counts"] or 0) < 0]
    open_losses = [event for event in losses if event["state"] in ("stated", "disputed")]
    answer["confirmed"] = sum(event["counts"] for event in gains)
    answer["confirmed_count"] = len(gains)
    answer["shortfall"] = -sum(event["counts"] for event in losses)
    answer["shortfall_count"] = len(losses)
    answer["shortfall_not_agreed"] = -sum(event["counts"] for event in open_losses)
    answer["shortfall_not_agreed_count"] = len(open_losses)
    answer["value"] = answer["confirmed"] - answer["shortfall"]
    answer["net"] = answer["value"] - answer["spent"]
    answer["refused"] = sum(event["claimed"] - event["counts"] for event in gains if event["state"] == "adjusted")
    first = min((row["date"] for row in figures["spend"]["rows"]), default=None)
    if answer["spent"] and answer["state"] == "monetised":
        ratio = (Decimal(answer["value"]) / Decimal(answer["spent"])).quantize(Decimal("0.01"), ROUND_HALF_UP)
        answer["ratio"] = {"state": "ratio", "value": str(ratio)}
        answer["payback"] = {"state": "not_reached", "on": None, "lost_on": None, "first_spend": first}
    value: dict[str, int] = defaultdict(int)
    for event in gains + losses:
        value[event["period"]["end"]] += event["counts"]
    spend: dict[str, int] = defaultdict(int)
    for row in figures["spend"]["rows"]:
        spend[row["date"]] += row["amount"]
    figures["flows"] = {
        "spend": [{"date": on, "amount": amount} for on, amount in sorted(spend.items())],
        "value": [{"date": on, "amount": amount} for on, amount in sorted(value.items())],
    }
    if answer["state"] == "monetised" and answer["spent"]:
        level, since = 0, None
        for on in sorted({*value, *spend}):
            level += value.get(on, 0) - spend.get(on, 0)
            since = (since or on) if level >= 0 else None
        if since:
            answer["payback"] = {"state": "reached", "on": since, "lost_on": None, "first_spend": first}
    people: dict[str, Json] = {}
    confirmed = [event for event in events if event["state"] in ("confirmed", "adjusted") and event["kind"] == "gain"]
    for event in confirmed:
        last = event["decisions"][-1]
        person = people.setdefault(
            last["name"],
            {
                "name": last["name"],
                "position": last["position"],
                "ties": last["ties"],
                "gains": 0,
                "count": 0,
                "share": None,
            },
        )
        person["gains"] += event["counts"] or 0
        person["count"] += 1
    for person in people.values():
        share = (
            Decimal(person["gains"]) / answer["confirmed"]
            if answer["confirmed"]
            else Decimal(person["count"]) / len(confirmed)
        )
        person["share"] = str(share.quantize(Decimal("0.0001")))
    figures["people"] = sorted(people.values(), key=lambda person: (-person["gains"], -person["count"]))
    if people:
        shares = {name: Decimal(person["share"]) for name, person in people.items()}
        figures["facts"] = {
            "finance": {
                "share": "0.543",
                "on": "2026-02-12",
                "by": "Rui Valente",
                "sign_offs": figures["facts"]["finance"]["sign_offs"],
            },
            "measured": {"customer": "0.781", "supplier": "0.156", "third_party": "0.063"},
            "books": {"share": "0.251", "words": "overtime of the planners"},
            "largest_person": str(max(shares.values())),
            "without_tie": str(sum(shares[n] for n in people if not people[n]["ties"])),
            "left": str(sum(shares[n] for n in people if any(t["tie"] == "left" for t in people[n]["ties"]))),
        }
    for outcome in figures["outcomes"]:
        for entry in outcome["dimensions"]:
            own = [event for event in events if event["dimension"] == entry["key"]]
            if any(terms["rate"] for terms in entry["terms"]):
                entry["gains"] = sum(event["counts"] for event in own if (event["counts"] or 0) > 0)
                entry["shortfalls"] = -sum(event["counts"] for event in own if (event["counts"] or 0) < 0)
    for key, state in (("disputed", "disputed"), ("undecided", "stated")):
        found = [event for event in events if event["state"] == state and event["kind"] == "gain"]
        amounts = [event["claimed"] for event in found if event["claimed"] is not None]
        figures["below"][key] = {
            "count": len(found),
            "amount": sum(amounts) if amounts or not found else None,
            "in_units": len(found) - len(amounts),
        }
    figures["below"] |= measured_sums(figures["outcomes"])
    figures["sensitivity"] = sensitivity_of(figures)
    return figures


QUARTERS = [quarter(2024, 4), *(quarter(2025, n) for n in (1, 2, 3, 4)), *(quarter(2026, n) for n in (1, 2, 3))]


def rich() -> Json:
    """24 events of three outcomes: gains, shortfalls, one adjusted, one disputed, two undecided, one period not claimed."""
    figures, ledger = blank(), Ledger()
    days = ["9", "4", "2", "1", "1", "2", "1", "1"]
    hours = ["121", "96", "151", "74", "69", "90", "63", "88"]
    lots = ["118", "104", "97", "88", "80", None, "71", "70"]
    for index, period in enumerate(QUARTERS):
        last = index == len(QUARTERS) - 1
        state = "stated" if last else "confirmed"
        ledger.event(
            1,
            "cycle",
            period,
            [line(period, "30", days[index], rate="1200", share="0.8")],
            by=MARIT,
            state=state,
            unit="d",
        )
        by = PER if index < 4 else JENS
        if index != 5:
            work = [line(period, "138", hours[index], rate="3850", share="0.5")]
            if index == 4:
                ledger.event(
                    2,
                    "stops",
                    period,
                    work,
                    by=by,
                    state="adjusted",
                    counts=118_000_00,
                    unit="h",
                    reason="planned work in week 50",
                )
            elif last:
                ledger.event(2, "stops", period, work, by=by, state="disputed", unit="h", reason="Castor counts 96 h")
            elif index == 2:
                ledger.event(
                    2,
                    "stops",
                    period,
                    work,
                    by=by,
                    unit="h",
                    title="Stops rose in Q2 2025",
                    cause="Alarms were set too wide after the summer update.",
                    remedy="Mended 4 July 2025.",
                )
            else:
                event = ledger.event(2, "stops", period, work, by=by, unit="h")
                if index == 0:
                    event["evidence"].append(
                        {"name": "shift-log-q4.csv", "digest": digest_of("log"), "grade": "system record"}
                    )
        if lots[index]:
            by = LAYLA if index == 6 else SOFIA
            work = [line(period, "112", lots[index], rate="640", share="0.6")]
            ledger.event(3, "lots", period, work, by=by, state=state)
        if index == 1:
            ledger.event(
                2,
                None,
                period,
                [line(period, None, None, difference="140", rate="52", sign=-1)],
                by=PER,
                unit="h",
                title="Weighbridge interface 140 days late",
                cause="Promised for 30 September 2024, delivered 17 February 2025; weights were typed by hand.",
                remedy="Delivered.",
                borne=True,
            )
        if index == 5:
            ledger.event(
                2,
                "stops",
                {"start": "2026-03-03", "end": "2026-03-03"},
                [line(period, None, None, difference="11", rate="3850", sign=-1)],
                by=JENS,
                state="stated",
                unit="h",
                title="Outage of 3 March 2026",
                cause="A release stopped planning in all mills for 11 hours.",
                remedy="Since then releases wait for Castor’s consent.",
                waiting_for=None,
                waiting_days=None,
            )
            ledger.events[-1]["decisions"] = [ledger.decision("stated", JENS, "2026-03-16", took_seconds=0)]
    figures["events"] = ledger.events
    rate = {"source": "lost margin", "owner": "Castor’s controlling, budget 2024"}
    figures["outcomes"] = [
        {
            "number": 1,
            "name": "Plan the month in a day",
            "goal": "decide faster (board plan 2024)",
            "dimensions": [
                dimension(
                    "cycle",
                    "Planning cycle",
                    "d",
                    unit_words="days for one planning cycle",
                    actual={"value": "1", "period": QUARTERS[6]},
                    target_met=True,
                    target_met_on=QUARTERS[3],
                    terms=[terms("30", "2", MARIT, rate={"amount": "1200", **rate}, share="0.8")],
                    readings=[
                        reading(p, v, "undecided" if p is QUARTERS[7] else "counted")
                        for p, v in zip(QUARTERS, days, strict=True)
                    ],
                )
            ],
        },
        {
            "number": 2,
            "name": "Fewer unplanned stops of the mills",
            "goal": "keep the mills turning (board plan 2024)",
            "dimensions": [
                dimension(
                    "stops",
                    "Unplanned stops",
                    "h",
                    unit_words="hours in which a mill stands unplanned, all four mills, per quarter",
                    actual={"value": "63", "period": QUARTERS[6]},
                    target_met=True,
                    target_met_on=month(2026, 6),
                    terms=[
                        terms(
                            "138",
                            "70",
                            PER,
                            rate={"amount": "3850", **rate},
                            share="0.5",
                            other_shares=[
                                {"who": "new bearings (Halden)", "share": "0.3"},
                                {"who": "own crew", "share": "0.2"},
                            ],
                            low={
                                "rate": "2900",
                                "share": "0.35",
                                "gains": 263_188_18,
                                "gains_rate": 375_983_12,
                                "gains_share": 349_405_00,
                                "instead": 499_150_00,
                            },
                        )
                    ],
                    readings=[
                        reading(
                            p,
                            v,
                            {5: "not_claimed", 7: "disputed"}.get(index, "counted"),
                            worse=int(v) > 138,
                        )
                        for index, (p, v) in enumerate(zip(QUARTERS, hours, strict=True))
                    ],
                    not_claimed=[
                        {
                            "period": QUARTERS[5],
                            "value": "90",
                            "amount": 92_400_00,
                            "worse": False,
                            "states_on": None,
                            "reason": "the outage falls into it",
                        }
                    ],
                )
            ],
        },
        {
            "number": 3,
            "name": "Fewer rejected deliveries",
            "goal": None,
            "dimensions": [
                dimension(
                    "lots",
                    "Rejected deliveries",
                    "",
                    unit_words="deliveries that a customer sent back, per quarter",
                    actual={"value": "71", "period": QUARTERS[6]},
                    target_met=False,
                    terms=[
                        terms(
                            "112",
                            "60",
                            SOFIA,
                            rate={"amount": "640", **rate},
                            share="0.6",
                            anyway={"declared": False, "share": None, "words": ""},
                        )
                    ],
                    readings=[
                        reading(p, v, "undecided" if p is QUARTERS[7] else "counted", worse=int(v) > 112)
                        for p, v in zip(QUARTERS, lots, strict=True)
                        if v
                    ],
                    missing=[QUARTERS[5]],
                )
            ],
        },
    ]
    figures["spend"]["rows"] = [dict(row) for row in SPEND]
    figures["contracts"] = [
        {
            "name": "Planning for four mills",
            "starts_on": "2024-04-12",
            "ends_on": "2027-04-11",
            "notice_on": "2026-12-31",
            "renews_on": "2027-04-12",
            "value": 253_000_00,
        }
    ]
    figures["facts"]["finance"]["sign_offs"] = [
        {
            "name": "Rui Valente",
            "position": "Group Controller",
            "said_on": "2026-02-12",
            "period": {"start": "2024-04-01", "end": "2025-12-31"},
            "spent": 312_632_50,
            "value": 446_166_00,
            "reason": "",
            "seq": 40,
        }
    ]
    totalled(figures)
    return discounted(figures, "0.08", "2024-04-12")


def discounted(figures: Json, rate: str, start: str) -> Json:
    """With its net present value, as freezing works it out."""
    flows = [
        [(date.fromisoformat(one["date"]), Decimal(one["amount"])) for one in figures["flows"][name]]
        for name in ("spend", "value")
    ]
    amount = finance.npv(*flows, start=date.fromisoformat(start), rate=Decimal(rate))
    figures["answer"]["npv"] = {"amount": int(amount.to_integral_value(ROUND_HALF_UP)), "rate": rate, "start": start}
    figures["sensitivity"] = sensitivity_of(figures)
    return figures


def negative() -> Json:
    """The customer is worse off."""
    figures = rich()
    for event in figures["events"]:
        if event["dimension"] == "stops" and event["title"].startswith("Outage"):
            event["lines"][0]["difference"], event["lines"][0]["amount"] = "187.5", "-721875.00"
            event["claimed"] = event["counts"] = -721_875_00
    return totalled(figures)


def no_baseline() -> Json:
    """Spend, readings, and not one agreed baseline."""
    figures = blank()
    figures["spend"]["rows"] = [
        spend_row(f"{year}-{end}", 41_00 * (3_000 + 17 * number), "service", "Ground operations", confirmed=None)
        for number, (year, end) in enumerate(
            (year, end) for year in (2018, 2019) for end in ("03-31", "06-30", "09-30", "12-31")
        )
    ]
    figures["spend"] |= {"internal_cost_stated": False, "confirmed_until": None, "confirmed_by": None}
    figures["document"] |= {"as_at": "2019-12-31", "demonstration": True, "edition": 1, "previous_editions": []}
    figures["document"]["prepared_for"] = None
    figures["period"] = {"start": "2018-01-01", "end": "2019-12-31"}
    figures["outcomes"] = [
        {
            "number": 1,
            "name": "Fewer delays of our own making at O’Hare",
            "goal": None,
            "dimensions": [
                dimension(
                    "delay",
                    "Own-cause delay minutes per arriving flight",
                    "minutes per flight",
                    readings=[
                        reading(month(2018 + n // 12, n % 12 + 1), f"{11 + n % 5}.{n:02}37", "not_counted")
                        for n in range(7, 24)
                    ],
                )
            ],
        }
    ]
    figures["answer"] |= {
        "state": "no_baseline",
        "ratio": {"state": "not_monetised", "value": None},
        "payback": {"state": "not_monetised", "on": None, "lost_on": None, "first_spend": None},
    }
    return totalled(figures)


def not_monetised() -> Json:
    """A victory in its own unit, and no rate."""
    figures, ledger = blank(), Ledger()
    values = ["31", "29", "30", "22", "14", "9", "12", "4", "2", "1", "1", "1"]
    months = [month(2025 + (n + 3) // 12, (n + 3) % 12 + 1) for n in range(12)]
    victory = ledger.event(1, "cycle", months[11], [line(months[11], "30", "1")], by=MARIT, unit="d", counts=None)
    ledger.event(
        2, "orders", months[10], [line(months[10], "41", "93", difference="52")], by=SOFIA, unit="%", counts=None
    )
    slow = ledger.event(1, "cycle", months[6], [line(months[6], "9", "12")], by=MARIT, unit="d", counts=None)
    slow |= {
        "kind": "shortfall",
        "title": "Planning slowed in October 2025",
        "cause": "The autumn update.",
        "remedy": "Mended in 9 days.",
    }
    lots = ledger.event(3, "lots", months[11], [line(months[11], "112", "97")], by=SOFIA, state="stated", counts=None)
    assert victory and lots
    figures["events"] = ledger.events
    figures["outcomes"] = [
        {
            "number": 1,
            "name": "Plan the month in a day",
            "goal": None,
            "dimensions": [
                dimension(
                    "cycle",
                    "Planning cycle",
                    "d",
                    actual={"value": "1", "period": months[11]},
                    target_met=True,
                    target_met_on=months[8],
                    terms=[terms("30", "2", MARIT)],
                    readings=[
                        reading(p, v, worse=int(v) > 30 or v == "12") for p, v in zip(months, values, strict=True)
                    ],
                )
            ],
        },
        {
            "number": 2,
            "name": "Orders confirmed the same day",
            "goal": None,
            "dimensions": [
                dimension(
                    "orders",
                    "Orders confirmed the same day",
                    "%",
                    direction="increase",
                    actual={"value": "93", "period": months[10]},
                    target_met=True,
                    terms=[terms("41", "90", SOFIA)],
                    readings=[reading(months[10], "93")],
                )
            ],
        },
        {
            "number": 3,
            "name": "Fewer rejected deliveries",
            "goal": None,
            "dimensions": [dimension("lots", "Rejected deliveries", "", terms=[terms("112", "60", SOFIA)])],
        },
    ]
    figures["spend"]["rows"] = [spend_row("2025-04-03", 118_400_00, words="Licence")]
    figures["spend"]["internal_cost_stated"] = False
    figures["document"]["as_at"] = "2026-04-30"
    figures["answer"] |= {
        "state": "not_monetised",
        "ratio": {"state": "not_monetised", "value": None},
        "payback": {"state": "not_monetised", "on": None, "lost_on": None, "first_spend": None},
        "victory": {
            "dimension": "cycle",
            "event": 1,
            "label": "Days to plan a month",
            "value": "1",
            "baseline": "30",
            "period": months[11],
            "confirmed_by": "Marit Okafor",
            "said_on": "2026-04-02",
        },
    }
    totalled(figures)
    figures["answer"] |= {"confirmed_count": 2, "shortfall_count": 1}
    return figures


def many(count: int = 500) -> Json:
    """`count` events of five outcomes with four decimals, every fifth of three monthly lines, one in eight a shortfall."""
    figures, ledger = blank(), Ledger()
    people = [MARIT, PER, JENS, SOFIA, LAYLA]
    outcomes: list[Json] = []
    for number in range(1, 6):
        readings: list[Json] = []
        for index in range(count // 5):
            year, first = 2017 + (index // 4) % 10, index % 4 * 3 + 1
            months = [month(year, first + step) for step in range(3)]
            lines = []
            for step, period in enumerate(months if index % 5 == 0 else months[:1]):
                value = Decimal("11.3456") + Decimal((index * 7 + step * 3 + number) % 23 - 20) * Decimal("0.1237")
                lines.append(line(period, "11.3456", str(value), volume=str(2_400 + index), rate="74.00", share="0.5"))
                if index < 40:
                    readings.append(reading(period, str(value), worse=value > Decimal("11.3456")))
            ledger.event(
                number,
                f"delay{number}",
                {"start": months[0]["start"], "end": months[2]["end"]},
                lines,
                by=people[(index + number) % 5],
                unit="min",
            )
        outcomes.append(
            {
                "number": number,
                "name": f"Fewer delays at gate {number}",
                "goal": None,
                "dimensions": [
                    dimension(
                        f"delay{number}",
                        f"Own-cause delay, gate {number}",
                        "min",
                        actual={"value": "10.8392", "period": quarter(2026, 1)},
                        target_met=False,
                        terms=[
                            terms(
                                "11.3456",
                                "10.2110",
                                people[number - 1],
                                rate={"amount": "74.00", "source": "cost of delay", "owner": "Castor"},
                                volume={"basis": "arriving flights of the month, actual", "cap": None},
                                share="0.5",
                            )
                        ],
                        readings=readings,
                    )
                ],
            }
        )
    figures["events"], figures["outcomes"] = ledger.events, outcomes
    figures["period"] = {"start": "2017-01-01", "end": "2026-09-30"}
    figures["spend"]["rows"] = [
        spend_row(quarter(2017 + n // 4, n % 4 + 1)["end"], 99_000_00 + n * 1_234_56, "service", "Ground operations")
        for n in range(38)
    ]
    return totalled(figures)


def single() -> Json:
    """One event, one invoice, one person: the first quarter that was measured."""
    figures, ledger = blank(), Ledger()
    period = QUARTERS[0]
    ledger.event(1, "cycle", period, [line(period, "30", "9", rate="1200", share="0.8")], by=MARIT, unit="d")
    figures["events"] = ledger.events
    agreed = terms("30", "2", MARIT, rate={"amount": "1200", "source": "lost margin", "owner": "Castor"}, share="0.8")
    cycle = dimension(
        "cycle",
        "Planning cycle",
        "d",
        actual={"value": "9", "period": period},
        target_met=False,
        terms=[agreed],
        readings=[reading(period, "9")],
    )
    figures["outcomes"] = [{"number": 1, "name": "Plan the month in a day", "goal": None, "dimensions": [cycle]}]
    figures["spend"]["rows"] = [spend_row("2024-04-12", 86_000_00, words="Licence, first year")]
    figures["spend"] |= {"internal_cost_stated": False}
    figures["document"] |= {"edition": 1, "previous_editions": [], "since": None, "as_at": "2024-12-31"}
    figures["period"] = {"start": "2024-04-12", "end": "2024-12-31"}
    totalled(figures)
    figures["answer"] |= {
        "ratio": {"state": "too_early", "value": None},
        "payback": {"state": "too_early", "on": None, "lost_on": None, "first_spend": "2024-04-12"},
        "victory": {
            "dimension": "cycle",
            "event": 1,
            "label": "Planning cycle",
            "value": "9",
            "baseline": "30",
            "period": period,
            "confirmed_by": "Marit Okafor",
            "said_on": "2025-01-14",
        },
    }
    return figures


SIX = (
    ("Dr. Wilhelmina Achterberg-Oyelaran", "Leiterin Produktionsplanung und Steuerung", []),
    ("Ιωάννα Παπαδοπούλου-Κωνσταντίνου", "Operations", [{"tie": "agreed_terms", "on": None}]),
    ("יעל כהן", "Controller", [{"tie": "owns_budget", "on": None}]),
)


def crowded() -> Json:
    """What crowds the answer page: eight people who confirmed, amounts on paper and after the fact, several currencies."""
    figures = rich()
    by_hand = iter(SIX * 3)
    for event in figures["events"]:
        if event["outcome"] == 1 and event["state"] == "confirmed" and event["number"] > 4:
            name, position, ties = next(by_hand)
            event["decisions"][-1] |= {"name": name, "position": position, "ties": ties}
    paper, late = (event for event in figures["events"] if event["number"] in (10, 12))
    paper |= {"counts": None, "apart": "on_paper"}
    paper["decisions"][-1] |= {"origin": "paper", "recorded_by": "Tomasz Brandt"}
    late |= {"counts": None, "apart": "after_the_fact"}
    figures["outcomes"][0]["dimensions"][0]["shares_effect_with"] = ["Unplanned stops"]
    rows = figures["spend"]["rows"]
    rows[1]["original"] = {
        "currency": "CHF",
        "amount": 58_200_00,
        "minor_digits": 2,
        "rate": "1.0309",
        "date": "2024-06-27",
        "source": "ECB",
    }
    rows[2] |= {"basis": "estimate", "replaces": 30_000_00}
    rows[2]["original"] = {
        "currency": "JPY",
        "amount": 5_184_000,
        "minor_digits": 0,
        "rate": "0.00625",
        "date": "2024-09-30",
        "source": "ECB",
    }
    totalled(figures)
    for key, event in (("on_paper", paper), ("after_the_fact", late)):
        figures["below"][key] = {"count": 1, "amount": event["claimed"], "in_units": 0}
    return discounted(figures, "0.08", "2024-04-12")


def long_names() -> Json:
    """Long names, right-to-left names, and markup where names belong."""
    figures = rich()
    figures["supplier"] |= {
        "name": "Gesellschaft für vorausschauende Instandhaltung und Betriebsführung <b>mbH</b> & Co. KG",
        "short_name": "Gesellschaft für vorausschauende Instandhaltung",
    }
    figures["customer"] |= {
        "name": "שטראוס גרופ בע״מ and the Ελληνική Βιομηχανία Αλεύρων Ανώνυμη Εταιρεία of Thessaloniki and the Islands",
        "short_name": "Ελληνική Βιομηχανία Αλεύρων",
    }
    figures["outcomes"][1]["name"] = (
        "Fewer unplanned stops of the mills in Rotterdam, Thessaloniki, Haifa and Gdańsk, and of the silos that feed them"
    )
    figures["supplier"]["logo"] = {
        "media_type": "image/png",
        "data": PNG,
        "words": figures["supplier"]["short_name"],
        "digest": digest_of(PNG),
    }
    for person in figures["people"]:
        person["position"] = "Deputy Head of Production Planning and Continuous Improvement, Southern Europe"
    return figures


def japanese() -> Json:
    """Names of people and of the customer in kanji of both levels and in kana."""
    figures = rich()
    names = {"Jens Hellwig": "山田 太郎", "Marit Okafor": "髙橋 凛", "Per Lindgren": "さくら 渡邊"}
    figures = json.loads(renamed(json.dumps(figures, ensure_ascii=False), names))
    figures["customer"] |= {"name": "鷹栖製粉株式会社", "short_name": "鷹栖製粉"}
    return figures


def renamed(text: str, names: dict[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment.replace("Z", "+00:00"))


def answered() -> Json:
    """A dispute that was answered and is open, and one that was confirmed after the second answer to it."""
    figures = rich()
    open_ = next(event for event in figures["events"] if event["state"] == "disputed")
    settled = next(event for event in figures["events"] if event["number"] == 5)
    answer = {"words": "The outage of March falls into it.", "files": 1, "name": "Tomasz Brandt"}

    def answer_to(seq: int, on: str, **more: Any) -> Json:
        return {"dispute": seq, "said_on": on, "recorded_at": f"{on}T08:00:00Z"} | answer | more

    open_["answers"] = [answer_to(open_["decisions"][-1]["seq"], "2026-10-13")]
    said = settled["decisions"][-1]
    first = said | {"kind": "disputed", "said_on": "2025-04-02", "seq": 901, "reason": "The mill stood for two weeks."}
    again = first | {"said_on": "2025-04-09", "seq": 902, "reason": "The log has three weeks."}
    settled["decisions"] = [settled["decisions"][0], first, again, said | {"reason": "The log was of another mill."}]
    settled["answers"] = [
        answer_to(901, "2025-04-04", words="It stood for one.", files=0),
        answer_to(902, "2025-04-11", words="", files=2),
    ]
    return figures
