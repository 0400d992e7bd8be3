"""How the document words units, gaps and amounts without a measurement."""

import re
from typing import Any

import pytest

from reports.document import html
from reports.document.charts.labels import Labels
from reports.document.pages.content import Content
from reports.document.pages.outcomes import met_words
from reports.document.register import register_csv
from reports.document.wording import Wording

from . import document_figures as samples


def say() -> Wording:
    return Wording(samples.blank(), "en")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("d", "30 → 1\u00a0d"), ("", "30 → 1"), ("days", "days: 30 → 1"), ("a month", "a month: 30 → 1")],
)
def test_a_unit_of_words_needs_no_plural(unit: str, expected: str) -> None:
    assert say().change("30", "1", unit) == expected


def test_every_version_of_the_terms_prints_its_rate_with_minor_units() -> None:
    figures = samples.rich()
    terms = next(
        terms
        for outcome in figures["outcomes"]
        for one in outcome["dimensions"]
        for terms in one["terms"]
        if terms["rate"]
    )
    terms["rate"]["amount"] = "9.4"

    assert f"rate {figures['customer']['currency']} 9.40" in html(figures, "en").replace("\N{NO-BREAK SPACE}", " ")


def test_periods_without_a_gap_are_one_range() -> None:
    periods = [samples.month(2025, number) for number in (4, 5, 6, 8, 11, 12)]

    words = [text.replace("\u00a0", " ") for text in say().ranges(periods)]

    assert words == ["April 2025 to June 2025", "August 2025", "November 2025 to December 2025"]


def with_cost() -> dict[str, Any]:
    """The rich sample with a cost that was stated as an amount, measured by nobody."""
    figures = samples.rich()
    cost = next(event for event in figures["events"] if event["borne"])
    cost["lines"][0] |= {"difference": None, "rate": None, "share": None, "volume": None, "deduction": None}
    cost["unit"] = ""
    return figures


def test_a_cost_stated_as_an_amount_has_words_and_no_zero() -> None:
    markup = html(with_cost(), "en")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", markup))

    assert "stated as an amount" in text
    assert " 0; " not in text


def test_the_register_has_the_amount_of_a_cost_stated_as_an_amount() -> None:
    figures = with_cost()
    amount = next(event for event in figures["events"] if event["borne"])["lines"][0]["amount"]

    assert f",{amount}," in register_csv(figures).decode("utf-8-sig")  # type: ignore[arg-type]


def test_the_label_of_payback_stands_beside_its_drop_line_where_nothing_else_is_free() -> None:
    walls = [(0.0, height, 200.0, height) for height in (20.0, 28.0, 40.0, 52.0, 64.0)]

    def place(drop: float) -> tuple[float, float] | None:
        return Labels((0, 0, 200, 120), walls, []).place(150, 22, ("Payback", "30 Sep 2025"), drop=drop)

    assert place(drop=0) is None
    assert place(drop=90) is not None


@pytest.mark.parametrize(
    ("since", "last", "due", "sentence"),
    [
        (
            "2026-06-30",
            "2026-09-30",
            "2025-01-14",
            "The target has been met since June 2026, 17 months after its date.",
        ),
        ("2026-09-30", "2026-09-30", "2026-09-20", "The target was met in September 2026, 10 days after its date."),
        ("2026-06-30", "2026-09-30", "2026-06-30", "The target has been met since June 2026, by its date."),
        ("2026-06-30", "2026-09-30", "2026-06-29", "The target has been met since June 2026, 1 day after its date."),
    ],
)
def test_a_target_says_since_when_it_is_met_and_how_late(since: str, last: str, due: str, sentence: str) -> None:
    doc = Content(samples.rich(), "en", "0" * 64)
    first, latest = ({"start": f"{end[:8]}01", "end": end} for end in (since, last))
    said = met_words(doc, first, latest, {"value": "3", "on": due})  # type: ignore[arg-type]
    assert said.replace("\u00a0", " ") == sentence


def test_the_factors_of_a_working_are_named_in_their_order() -> None:
    line = {"difference": "9", "volume": None, "rate": "1200", "share": "0.7", "deduction": "0"}
    every = {**line, "volume": "3", "deduction": "0.1"}
    alone = {"difference": "9", "volume": None, "rate": None, "share": None, "deduction": None}

    def named(*lines: dict[str, Any]) -> str:
        return say().factors([{"lines": list(lines)}]).replace("\u00a0", " ")  # type: ignore[list-item]

    assert named(line) == "difference × rate × share"
    assert named(line, every) == "difference (× volume) × rate × share (× what the deduction leaves)"
    assert named(alone) == named() == named({**alone, "difference": None}) == ""
