"""How the document words units, gaps and amounts without a measurement."""

import re
from typing import Any

import pytest

from reports.document import html
from reports.document.charts.labels import Labels
from reports.document.pages import register
from reports.document.pages.answer import actual_sentence, below_figures, got, worst
from reports.document.pages.assumptions import kept
from reports.document.pages.check import pieces
from reports.document.pages.commitments import commitments_context
from reports.document.pages.content import Content
from reports.document.pages.events import event_row, unclaimed_words
from reports.document.pages.outcomes import dimension_rows, met_words
from reports.document.pages.readings import reading_help
from reports.document.pages.terms import current_terms
from reports.document.register import register_csv
from reports.document.wording import Wording, loaded_words

from . import document_figures as samples


def say() -> Wording:
    return Wording(samples.blank(), "en")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("d", "30 → 1\u00a0d"),
        ("", "30 → 1"),
        ("days", "30 → 1\u00a0day"),
        ("corrections", "corrections: 30 → 1"),
        ("a month", "30 → 1\u00a0a month"),
    ],
)
def test_a_unit_of_words_needs_no_plural(unit: str, expected: str) -> None:
    assert say().change("30", "1", unit) == expected


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("days", "30\u00a0→\u00a01 day"),
        ("a month", "30\u00a0→\u00a01 a\u00a0month"),
        ("hours per employee and quarter", "30\u00a0→\u00a01 hour per employee and quarter"),
        ("d", "30\u00a0→\u00a01\u00a0d"),
    ],
)
def test_a_narrow_column_breaks_before_a_short_unit_and_within_a_long_one(unit: str, expected: str) -> None:
    assert say().in_column("30", "1", unit) == f'<span class="extent">{expected}</span>'


def test_a_frequency_stands_behind_its_figures() -> None:
    line: Any = {
        "period": {"start": "2026-03-01", "end": "2026-03-31"}, "baseline": "31", "actual": "9", "difference": "22",
        "volume": None, "rate": None, "share": None, "deduction": None, "amount": None,
    }  # fmt: skip
    assert plain(say().working(line, "a month")) == "31 → 9 a month = 22 a month"
    assert plain(say().working(line, "je Monat")) == "31 → 9 je Monat = 22 je Monat"
    assert plain(say().working(line, "complaints")) == "31 → 9 complaints = 22 complaints"
    assert plain(say().working(line | {"actual": "1"}, "complaints")) == "complaints: 31 → 1 = 22"


def test_a_working_in_percentages_multiplies_points() -> None:
    line: Any = {
        "period": {"start": "2026-03-01", "end": "2026-03-31"}, "baseline": "99.90", "actual": "99.95", "difference": "0.05",
        "volume": None, "rate": "120000", "share": "1", "deduction": None, "amount": "6000",
    }  # fmt: skip
    text = plain(say().working(line, "%"))
    assert text == "99.9 % → 99.95 % = 0.05 percentage points × EUR 120,000 per point"
    assert plain(say().working(line, "%", currency=False)).endswith("percentage points × 120,000 per point")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (58, "Demonstration. The decisions were loaded, not made by the people named."),
        (57, "Demonstration. 57 of 58 decisions were loaded, not made by the people named."),
        (0, "Demonstration."),
    ],
)
def test_a_demonstration_says_how_many_of_its_decisions_were_loaded(count: int, said: str) -> None:
    assert loaded_words({"count": count, "all": 58}) == said


def test_the_note_of_a_claim_is_printed_beside_its_event() -> None:
    figures = samples.rich()
    event = figures["events"][0]
    event["note"] = "First month on the new ledger."
    assert "Note of Arvenly: “First month on the new ledger.”" in event_row(Content(figures, "en", ""), event)["notes"]
    assert "First month on the new ledger." in register_csv(figures).decode()


@pytest.mark.parametrize(
    ("worse", "states_on", "said"),
    [
        (False, None, "measured, not claimed"),
        (True, None, "measured, not yet stated"),
        (
            True,
            "2026-12-31",
            "measured, not yet stated; the product states it on 31 Dec 2026 if nobody does before",
        ),
    ],
)
def test_a_worse_period_that_nobody_stated_says_when_it_counts(worse: bool, states_on: str | None, said: str) -> None:
    period: Any = {"period": {}, "value": "9", "amount": None, "reason": "", "worse": worse, "states_on": states_on}
    assert plain(unclaimed_words(Content(samples.rich(), "en", ""), period)) == said


def test_a_firm_whose_name_ends_with_a_full_stop_ends_a_sentence_with_it() -> None:
    figures = samples.rich()
    figures["customer"]["short_name"] = figures["customer"]["name"] = "Alster a. G."
    markup = html(figures, "en")
    assert "a. G.</bdi>." not in markup and "a. G.. " not in markup and "a. G..<" not in markup
    assert "Alster a. G." in markup


def test_a_working_breaks_before_a_factor_and_never_after_its_sign() -> None:
    event = samples.rich()["events"][0]
    assert "× " not in "".join([*say().workings(event)[0], *say().workings(event)[1]])


def test_what_we_got_names_the_largest_gains() -> None:
    """The second largest gain may not stand among the others because its outcome comes late."""
    figures = samples.rich()
    dimensions = [one for outcome in figures["outcomes"] for one in outcome["dimensions"]]
    for number, dimension in enumerate(dimensions):
        dimension["gains"] = 1000 * (number + 1)
    rows = got(Content(figures, "en", "0" * 64), 2)
    assert rows[0]["figure"] == say().money(1000 * len(dimensions))
    assert rows[-1]["name"] == f"{len(dimensions) - 1} others"


@pytest.mark.parametrize(
    ("due", "sentence", "note", "line"),
    [
        ("2027-02-14", "The target is not yet met; due 14 February 2027.", "target not yet met", ": not yet met"),
        ("2026-09-30", "The target is not yet met; due 30 September 2026.", "target not yet met", ": not yet met"),
        ("2026-09-29", "The target is not met.", "target not met", ": not met"),
    ],
)
def test_a_target_is_missed_only_once_its_day_is_over(due: str, sentence: str, note: str, line: str) -> None:
    figures = samples.rich()
    doc = Content(figures, "en", "0" * 64)
    dimension = next(one for one in doc.dimensions.values() if current_terms(one) and one["actual"])
    dimension.update({"target_met": False, "target_met_on": None, "target_met_since": None})
    terms = current_terms(dimension)
    assert terms is not None
    terms["target"] = {"value": "8", "on": due}

    rows = dimension_rows(doc, dimension, [])

    assert plain(rows["sentence"]).startswith(sentence)
    assert plain(rows["figures"][2]["note"]).endswith(note)
    assert plain(actual_sentence(doc, dimension)).endswith(line)


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
    dimension: Any = doc.dimensions["cycle"] | {"readings": [], "target_met_since": first}
    said = met_words(doc, dimension, first, latest, {"value": "3", "on": due})  # type: ignore[arg-type]
    assert said.replace("\u00a0", " ") == sentence


def test_the_factors_of_a_working_are_named_in_their_order() -> None:
    line = {"difference": "9", "volume": None, "rate": "1200", "share": "0.7", "deduction": "0"}
    every = {**line, "volume": "3", "deduction": "0.1"}
    alone = {"difference": "9", "volume": None, "rate": None, "share": None, "deduction": None}

    def named(*lines: dict[str, Any]) -> str:
        return say().factors([{"unit": "days", "lines": list(lines)}]).replace("\u00a0", " ")  # type: ignore[list-item]

    assert named(line) == "difference × rate × share"
    assert named(line, every) == "difference (× volume) × rate × share (× what the deduction leaves)"
    assert named(alone) == named() == named({**alone, "difference": None}) == ""


def test_a_measure_in_the_currency_itself_prints_no_rate_of_one() -> None:
    """1 EUR for each EUR says nothing; another rate is a factor, not an amount: euros times euros is no money."""
    line: Any = {
        "baseline": "86", "actual": "52", "difference": "34", "volume": "900", "rate": "1", "share": "0.7", "deduction": None,
    }  # fmt: skip
    money = say().currency
    factors: Any = [{"unit": money, "lines": [line]}]

    assert say().working(line, money).replace("\u00a0", " ").replace("\u202f", " ").endswith(f"34 {money} × 900 × 70 %")
    assert say().factors(factors).replace("\u00a0", " ") == "difference × volume × share"
    assert "× 0.5 ×" in say().working({**line, "rate": "0.5"}, money).replace("\u00a0", " ")


def test_periods_behind_a_verb_are_grammatical() -> None:
    July, August, October = (samples.month(2026, number) for number in (7, 8, 10))
    assert plain(say().during([July])) == "in July 2026"
    assert plain(say().during([{"start": "2026-07-05", "end": "2026-07-05"}])) == "on 5 July 2026"
    assert plain(say().during([July, August, October])) == "from July 2026 to August 2026, in October 2026"


def test_a_shortfall_of_several_readings_shows_the_worst_of_them_and_its_period() -> None:
    figures = samples.rich()
    event = next(
        one for one in figures["events"] if one["dimension"] == "stops" and one["period"] == samples.quarter(2025, 2)
    )
    months = [samples.month(2025, number) for number in (4, 5, 6)]
    event["lines"] = [
        samples.line(month, "138", read, rate="3850", share="0.5")
        for month, read in zip(months, ("140", "151", "120"), strict=True)
    ]
    event["title"] = "Unplanned stops"

    row = next(one for one in worst(Content(figures, "en", "0" * 64), 4) if "Q2" in str(one["name"]))
    assert plain(str(row["name"])) == "Unplanned stops, Q2 2025"
    assert plain(row["note"]).startswith("138 → 151 h, the worst of 3 readings")


def test_what_is_not_decided_counts_nothing_in_its_own_unit_either() -> None:
    doc = Content(samples.not_monetised(), "en", "0" * 64)
    amounts = {event["state"]: str(event_row(doc, event)["amount"]) for event in doc.events if event["kind"] == "gain"}
    assert amounts["stated"] == "not counted" and "→" in amounts["confirmed"]
    shortfall = next(event for event in doc.events if event["kind"] == "shortfall")
    assert "→" in str(event_row(doc, {**shortfall, "state": "stated"})["amount"])


def test_of_what_nobody_read_no_period_is_said_to_have_a_reading() -> None:
    doc = Content(samples.not_monetised(), "en", "0" * 64)
    assert "period" not in reading_help(doc, doc.dimensions["lots"])
    assert reading_help(doc, doc.dimensions["orders"]).endswith("No period is without a reading.")


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [(0, 17, "no gain stays"), (1, 17, "1 of 17 gains stays"), (5, 17, "5 of 17 gains stay"), (17, 17, "all 17 gains stay"),
     (1, 1, "the one gain stays"), (0, 0, "there is no gain")],
)  # fmt: skip
def test_what_stays_of_the_gains_is_said_in_the_right_number(count: int, total: int, words: str) -> None:
    figures = samples.single()
    figures["answer"]["confirmed_count"] = total
    case: Any = {"case": "without_left", "count": count, "value": 0}
    assert kept(Content(figures, "en", "0" * 64), case) == words


def test_an_address_breaks_only_where_its_column_is_too_narrow() -> None:
    assert pieces("m.okafor@castor.invalid") == ["m.okafor@castor.invalid"] and pieces("") == []
    assert pieces("ground.operations@airport-operations.invalid") == [
        "ground.operations",
        "@airport-operations.invalid",
    ]


def test_commitments_that_nobody_measured_or_acknowledged_are_none_and_not_zero() -> None:
    doc = Content(samples.rich(), "en", "0" * 64)
    one: Any = {
        "name": "Available", "unit": "%", "rhythm": "month", "direction": "at_least", "target": "99.5", "met": 0, "missed": 0,
        "no_data": 2, "challenged": 0, "misses": [],
    }  # fmt: skip
    assert commitments_context(doc, [one])["note"] == "2 periods have no reading: they are neither met nor missed."
    miss = {
        "period": samples.month(2026, 1), "reached": "98", "target": "99.5", "direction": "at_least", "answer": None,
        "by": None, "reason": None,
    }  # fmt: skip
    (row,) = commitments_context(doc, [one | {"missed": 1, "misses": [miss]}])["rows"]
    assert row["said"] == "none of the misses acknowledged, 1 not answered"


def test_a_day_in_the_register_never_breaks_and_a_longer_period_may() -> None:
    figures = samples.rich()
    figures["events"][0]["period"] = {"start": "2024-09-30", "end": "2024-09-30"}
    doc = Content(figures, "de", "0" * 64)
    assert register.entry(doc, doc.events[0])["period"] == "30.\u00a0Sept.\u00a02024"
    assert "\u00a0" not in register.entry(doc, doc.events[1])["period"]
    assert doc.register_period > Content(samples.single(), "de", "0" * 64).register_period == 16


def test_the_only_claim_under_the_line_is_said_in_its_own_unit() -> None:
    figures = samples.not_monetised()
    under = {str(row["label"]): row["figure"] for row in below_figures(Content(figures, "en", "0" * 64))}
    assert under["Undecided, 1 event"] == "112 → 97" and under["Disputed"] == "none"

    figures["below"]["undecided"] = {"count": 2, "amount": None, "in_units": 2}
    again = {str(row["label"]): row["figure"] for row in below_figures(Content(figures, "en", "0" * 64))}
    assert again["Undecided, 2 events"] == "in their own units"
