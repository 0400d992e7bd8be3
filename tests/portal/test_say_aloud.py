"""The three sentences: pure rules, no database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.say_aloud import Story, Victory, best_victory, sentences, spent_and_got, went_badly

GOOD = Story(currency="EUR", spend=41_230_000, gains=65_522_000, shortfalls=3_668_000)


def plain(text: str) -> str:
    """Without the spaces that do not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "We spent 412,300 euros and got 618,540, after what went wrong."),
        ({"shortfalls": 0}, "We spent 412,300 euros and got 655,220."),
        (
            {"gains": 20_000_000},
            "We spent 412,300 euros and got 163,320, after what went wrong: 248,980 less than we paid.",
        ),
        (
            {"gains": 20_000_000, "shortfalls": 0},
            "We spent 412,300 euros and got 200,000: 212,300 less than we paid.",
        ),
        ({"gains": 0}, "We spent 412,300 euros and are 36,680 worse off on top."),
        ({"gains": 0, "shortfalls": 0}, "We spent 412,300 euros and got 0: 412,300 less than we paid."),
        ({"spend": None}, "No spend of ours is recorded; we got 618,540 euros."),
        ({"spend": None, "gains": 0}, "No spend of ours is recorded, and we are 36,680 euros worse off."),
        ({"stated": False}, "We spent 412,300 euros; what we got is not stated."),
        ({"stated": False, "spend": None}, "No spend of ours is recorded, and what we got is not stated."),
        (
            {"spend": 41_230_001, "gains": 65_522_099},
            "We spent about 412,301 euros and got about 618,540, after what went wrong.",
        ),
        (
            {"gains": 20_000_050, "shortfalls": 0},
            "We spent 412,300 euros and got about 200,000: about 212,300 less than we paid.",
        ),
        ({"gains": 50}, "We spent 412,300 euros and are about 36,680 worse off on top."),
        ({"monetised": False}, "We spent 412,300 euros; what we got is not put in money."),
        ({"monetised": False, "spend": None}, "No spend of ours is recorded; what we got is not put in money."),
    ],
)
def test_spent_and_got(changes: dict[str, object], sentence: str) -> None:
    assert plain(spent_and_got(replace(GOOD, **changes))) == sentence


def test_spent_and_got_yen_has_no_decimals() -> None:
    assert plain(spent_and_got(Story("JPY", spend=1000, gains=1500))) == "We spent 1,000 Japanese yen and got 1,500."


@pytest.mark.parametrize(
    ("victory", "sentence"),
    [
        (Victory("Month-end close", "days", Decimal(30), Decimal(1)), "Month-end close went from 30 days to 1."),
        (
            Victory("Settlement", "%", Decimal("99.1"), Decimal("99.95")),
            "Settlement went from 99.1 % to 99.95 %.",
        ),
        (
            Victory("Unmatched items", "EUR", Decimal(96000), Decimal(47500), "Q4 2025"),
            "Unmatched items went from 96,000 EUR to 47,500 in Q4 2025.",
        ),
        (Victory("The audit passed at the first try."), "Our best victory: The audit passed at the first try."),
    ],
)
def test_best_victory_is_in_its_own_units(victory: Victory, sentence: str) -> None:
    assert plain(best_victory(replace(GOOD, victory=victory))) == sentence


@pytest.mark.parametrize(
    ("waiting", "sentence"),
    [
        (0, "No victory is confirmed yet."),
        (1, "No victory is confirmed yet; one claim waits for our decision."),
        (12, "No victory is confirmed yet; 12 claims wait for our decision."),
    ],
)
def test_best_victory_none_says_what_waits(waiting: int, sentence: str) -> None:
    assert best_victory(replace(GOOD, waiting_count=waiting)) == sentence


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"bad": ["Overtime"], "bad_count": 1}, "One thing went badly: Overtime."),
        (
            {"bad": ["Settlement, October", "Overtime, March."], "bad_count": 2},
            "Two things went badly: Settlement, October; Overtime, March.",
        ),
        ({"bad": ["a", "b", "c"], "bad_count": 5}, "Five things went badly: a; b; c; and two more."),
        ({"bad": ["a", "b", "c", "d"], "bad_count": 12}, "12 things went badly: a; b; c; and nine more."),
        ({}, "Nothing was stated as bad so far."),
        ({"disputed_count": 1}, "Nothing was stated as bad, but we dispute one claim."),
        ({"disputed_count": 3}, "Nothing was stated as bad, but we dispute three claims."),
        ({"stated": False}, "What went badly is not stated either."),
    ],
)
def test_went_badly(changes: dict[str, object], sentence: str) -> None:
    assert went_badly(replace(GOOD, **changes)) == sentence


def test_sentences_end_with_what_went_badly() -> None:
    assert [one.partition(" ")[0] for one in sentences(GOOD)] == ["We", "No", "Nothing"]
