"""Frozen figures of a review pack, made by hand: a year with misses, problems, actions and scope; and one with nothing."""

from __future__ import annotations

import calendar
from typing import Any

MISSED_MONTHS = {1, 4, 5, 9}
CHART_VALUES = [79.5 if month in MISSED_MONTHS else 85.25 for month in range(1, 13)]


def month(number: int, year: int = 2025) -> dict[str, str]:
    last = calendar.monthrange(year, number)[1]
    return {"start": f"{year}-{number:02}-01", "end": f"{year}-{number:02}-{last}"}


def event(
    title: str, counts: int | None, *, claimed: int | None = None, state: str = "confirmed", **more: Any
) -> dict[str, Any]:
    given = claimed if claimed is not None else counts
    return {
        "title": title,
        "period": month(3),
        "kind": "shortfall" if (given or 0) < 0 else "gain",
        "borne": False,
        "state": state,
        "claimed": given,
        "counts": counts,
        "apart": None,
        "extent": None,
        "cause": "",
        "remedy": "",
        "who": "Jens Hellwig, Plant Director",
        "on": "2025-04-14",
        "reason": "",
    } | more


def readings() -> list[dict[str, Any]]:
    return [
        {
            "period": month(number),
            "target": "80",
            "actual": str(value),
            "kept": "missed" if number in MISSED_MONTHS else "met",
            "answer": "challenged" if number == 4 else "acknowledged",
        }
        for number, value in enumerate(CHART_VALUES, start=1)
    ]


def problem(title: str, **given: Any) -> dict[str, Any]:
    """A problem that was reported, of which nothing was said yet."""
    return {
        "title": title,
        "effect": "They pay by hand.",
        "weight": "stops",
        "since": "2025-03-03",
        "noticed_by": "customer",
        "state": "open",
        "words": "",
        "said_on": None,
        "answer": "",
        "who": "",
        "answered_on": None,
        "resolution": None,
        "due": 0,
        "kept": 0,
        "promised": 0,
        "promises_kept": 0,
    } | given


def nothing() -> dict[str, Any]:
    """Not one thing is recorded."""
    return {
        "version": 2,
        "document": {
            "code": "7QK4-M2ZP-9TRD-X6HA",
            "edition": 3,
            "issued_at": "2026-01-14T07:12:00Z",
            "as_at": "2026-01-14",
            "time_zone": "Europe/Berlin",
            "locale": "en",
            "demonstration": False,
            "prepared_for": None,
            "check_url": "https://proven.example/check/7QK4-M2ZP-9TRD-X6HA/",
            "base_url": "https://proven.example/check/",
        },
        "supplier": {"name": "Arvenly", "short_name": "Arvenly", "colour": "#B8892B", "logo": None},
        "customer": {"name": "Castor Milling", "short_name": "Castor Milling", "currency": "EUR", "minor_digits": 2},
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
        "work": [],
        "commitments": [],
        "explanation": {"missed_above": 0, "missed": 0, "met_above": 0, "met": 0, "not_compared": 0},
        "value": {
            "monetised": False,
            "confirmed": 0,
            "shortfall": 0,
            "value": 0,
            "events": [],
            "apart": [],
            "open": [],
        },
        "problems": {"reported": [], "shortfalls": [], "promises": [], "challenges": [], "disputes": []},
        "actions": [],
        "scope": None,
        "sources": {"work": [], "commitments": []},
    }


def rich(*, scope: bool = False) -> dict[str, Any]:
    """Twelve months of one commitment and one function; 2 of 4 misses and 5 of 8 met months above plan."""
    gain, bad = (
        event("Faster close", 2_784_000),
        event("Outage of the 12th", -192_000, state="stated", cause="A release."),
    )
    figures = nothing() | {
        "work": [
            {
                "function": "Cases handled",
                "unit": "cases",
                "planned": "1200",
                "done": "1242",
                "done_with_plan": "1242",
                "effort_hours": None,
                "without_plan": 0,
                "without_effort": 12,
                "periods": [
                    {"period": month(number), "planned": "100", "done": str(97 + number), "effort_hours": None}
                    for number in range(1, 13)
                ],
            }
        ],
        "commitments": [
            {
                "name": "Answered within a day",
                "unit": "%",
                "rhythm": "month",
                "target": "80",
                "direction": "at_least",
                "consequence": "",
                "trend": "better",
                "readings": readings(),
            }
        ],
        "explanation": {"missed_above": 2, "missed": 4, "met_above": 5, "met": 8, "not_compared": 0},
        "value": {
            "monetised": True,
            "confirmed": 2_784_000,
            "shortfall": 192_000,
            "value": 2_592_000,
            "events": [gain, bad],
            "apart": [],
            "open": [event("Fewer returns", None, claimed=500_000, state="disputed", reason="Half of it is ours.")],
        },
        "problems": {
            "reported": [
                problem(
                    "Payments leave late",
                    state="not_solved",
                    words="The queue is empty.",
                    said_on="2025-03-18",
                    answer="Twelve are late again.",
                    who="Jens Hellwig, Plant Director",
                    answered_on="2025-03-20",
                ),
                problem(
                    "Logins fail",
                    state="unanswered",
                    words="It works.",
                    said_on="2025-03-18",
                    resolution={
                        "happened": "A disk was full.",
                        "sorry": "We are sorry.",
                        "prevention": "The disk is watched.",
                    },
                    due=6,
                    kept=5,
                    promised=2,
                    promises_kept=1,
                ),
            ],
            "shortfalls": [bad],
            "promises": [],
            "challenges": [
                {
                    "commitment": "Answered within a day",
                    "unit": "%",
                    "period": month(4),
                    "value": "79.5",
                    "who": "Jens Hellwig, Plant Director",
                    "on": "2025-05-10",
                    "reason": "The outage of the 12th is missing.",
                    "outcome": "open",
                    "corrected_to": None,
                    "answer": "",
                    "answered_on": None,
                }
            ],
            "disputes": [],
        },
        "actions": [
            {
                "words": "Name a deputy for nights",
                "owner_ours": "Mara Vogt",
                "owner_theirs": None,
                "due_on": "2025-12-01",
                "state": "open",
                "overdue": True,
                "progress": None,
            }
        ],
        "sources": {"work": ["Tickets"], "commitments": ["Monitoring"]},
    }
    if scope:
        figures["scope"] = {
            "explanation": {"missed_above": 3, "missed": 4, "met_above": 1, "met": 8, "not_compared": 0},
            "outside": [{"function": "Cases handled", "unit": "cases", "quantity": "42", "amount": 52_500}],
            "changes": [],
            "contracts": [{"name": "Care 2025", "starts_on": "2025-01-01", "ends_on": None, "notice_on": None}],
            "spend": [{"kind": "service", "amount": 1_000_000}],
        }
    return figures
