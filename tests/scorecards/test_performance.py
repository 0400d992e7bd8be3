"""Kept or missed, trend, and explanations tested on the data."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.performance import (
    Direction,
    Explanation,
    Kept,
    Period,
    Trend,
    Verdict,
    Volume,
    by_chance,
    count,
    explain,
    kept,
    not_compared,
    trend,
)

ORD = Path(__file__).parent.parent / "data" / "ord"
TARGET = Decimal(80)


def month(number: int, actual: str | None, *, planned: str | None = None, done: str | None = None) -> Period:
    return Period(
        start=date(2025, number, 1),
        end=date(2025, number, 28),
        target=TARGET,
        direction=Direction.AT_LEAST,
        actual=None if actual is None else Decimal(actual),
        volumes=() if done is None else (Volume(None if planned is None else Decimal(planned), Decimal(done)),),
    )


@pytest.mark.parametrize(
    ("actual", "direction", "expected"),
    [
        ("80", "at_least", Kept.MET),
        ("79.99", "at_least", Kept.MISSED),
        ("80", "at_most", Kept.MET),
        ("80.01", "at_most", Kept.MISSED),
        (None, "at_least", Kept.NO_DATA),
    ],
)
def test_kept(actual: str | None, direction: str, expected: Kept) -> None:
    assert kept(None if actual is None else Decimal(actual), target=TARGET, direction=direction) == expected


def test_a_month_without_a_reading_is_neither_met_nor_missed() -> None:
    counted = count([month(1, "81"), month(2, "79"), month(3, None)])
    assert (counted.met, counted.missed, counted.no_data, counted.read) == (1, 1, 1, 2)


def ord_periods() -> list[Period]:
    volumes = {}
    with (ORD / "volumes.csv").open() as file:
        for row in csv.DictReader(file):
            done = Decimal(row["in_scope"]) + Decimal(row["out_of_scope"])
            volumes[row["customer"], row["period_start"]] = (Volume(Decimal(row["planned"]), done),)
    found = []
    with (ORD / "performance.csv").open() as file:
        for row in csv.DictReader(file):
            start = date.fromisoformat(row["period_start"])
            if start.year < 2017:
                continue
            work = volumes.get((row["customer"], row["period_start"]), ())
            end = date.fromisoformat(row["period_end"])
            found.append(Period(start, end, TARGET, Direction.AT_LEAST, Decimal(row["actual"]), work))
    return found


def test_at_ohare_volume_does_not_explain_the_misses() -> None:
    periods = ord_periods()
    counted = count(periods)
    assert (counted.missed, counted.read) == (206, 332)
    found = explain(periods)
    assert (found.missed_above, found.missed, found.met_above, found.met) == (106, 198, 71, 122)
    assert found.verdict == Verdict.DOES_NOT


def test_an_explanation_that_holds() -> None:
    found = Explanation(missed_above=9, missed=10, met_above=2, met=10)
    assert found.verdict == Verdict.EXPLAINS
    assert (found.missed_share, found.met_share) == (Fraction(9, 10), Fraction(1, 5))


def test_a_difference_that_chance_makes_as_well_shows_nothing() -> None:
    assert Explanation(missed_above=2, missed=3, met_above=1, met=3).verdict == Verdict.NOT_SHOWN


def test_nothing_missed_or_nothing_met_cannot_be_compared() -> None:
    assert Explanation(missed_above=0, missed=0, met_above=3, met=4).verdict == Verdict.TOO_FEW
    assert Explanation(missed_above=2, missed=2, met_above=0, met=0).verdict == Verdict.TOO_FEW


def test_periods_without_a_plan_or_a_reading_explain_nothing() -> None:
    found = explain([month(1, "70"), month(2, None, planned="5", done="6"), month(3, "70", planned="5", done="6")])
    assert (found.missed_above, found.missed) == (1, 1)


def test_unlike_units_are_not_added() -> None:
    """14 requests of 10, and 100 cases of 120: above plan in one function. The sum, 114 of 130, would say that it was not."""
    cases, requests = Volume(Decimal(120), Decimal(100)), Volume(Decimal(10), Decimal(14))
    both = replace(month(1, "70"), volumes=(cases, requests))
    assert both.above_plan is True
    assert replace(both, volumes=(cases,)).above_plan is False
    assert replace(both, volumes=(cases, Volume(None, Decimal(3)))).above_plan is None


def test_what_is_not_compared_is_counted() -> None:
    found = not_compared([month(1, "70"), month(2, "90"), month(3, None), month(4, "70", planned="5", done="6")])
    assert (found.missed, found.met, found.no_data) == (1, 1, 0)


def test_on_plan_is_not_above_it() -> None:
    assert month(1, "70", planned="5", done="5").above_plan is False


def test_by_chance_of_the_lady_tasting_tea() -> None:
    # Fisher's own example: all four of eight cups told apart, 1 in 70.
    assert by_chance(4, 4, 4, 8) == Fraction(1, 70)
    assert by_chance(3, 4, 4, 8) == Fraction(17, 70)


@given(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8), st.integers(0, 8))
def test_by_chance_is_a_probability(missed_above: int, missed_below: int, met_above: int, met_below: int) -> None:
    found = Explanation(missed_above, missed_above + missed_below, met_above, met_above + met_below)
    assert found.by_chance is None or 0 < found.by_chance <= 1
    if found.verdict == Verdict.EXPLAINS:
        assert found.missed_share is not None and found.met_share is not None
        assert found.missed_share > found.met_share


def test_trend_compares_three_periods_with_the_three_before() -> None:
    readings = ["81", "81", "81", "79", "79", "79"]
    assert trend([month(n, text) for n, text in enumerate(readings, 1)]) == Trend.WORSE
    assert trend([month(n, text) for n, text in enumerate(reversed(readings), 1)]) == Trend.BETTER
    assert trend([month(n, "80") for n in range(1, 7)]) == Trend.LEVEL
    assert trend([month(n, "80") for n in range(1, 6)]) == Trend.TOO_SHORT
