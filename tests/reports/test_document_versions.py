"""Old snapshots keep rendering; what they did not freeze is said not to be stated."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from reports.document import digest, html
from reports.document.figures import VERSION
from reports.document.versions import brought_up

from . import document_figures as samples

FIRST = Path(__file__).parent / "frozen" / "version-1.json"


def first() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(FIRST.read_text())
    return figures


def words(markup: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]*>", " ", markup))


def test_figures_of_the_first_version_are_printed() -> None:
    text = words(html(first(), "en"))

    assert "650,671" in text
    assert "Only gains reviewed by the customer’s finance not stated not stated" in text
    assert "The sums of edition 2 were not kept when this one was made: not stated." in text


def test_the_digest_that_is_printed_is_that_of_the_figures_as_they_were_frozen() -> None:
    figures = first()
    before = digest(figures)

    printed = words(html(figures, "en")).replace(" ", "")
    assert before in printed
    assert digest(figures) == before


def test_what_can_be_worked_out_from_old_figures_is() -> None:
    cases = {one["case"]: one["value"] for one in brought_up(first())["sensitivity"]["cases"]}  # type: ignore[index]
    now = {one["case"]: one["value"] for one in samples.rich()["sensitivity"]["cases"]}

    for case in ("low_values", "without_largest_event", "without_largest_person", "without_ties", "only_evidence"):
        assert cases[case] == now[case]
    assert cases["low_rate"] is cases["only_reviewed"] is cases["not_by_supplier"] is None


def test_present_figures_stay_as_they_are() -> None:
    figures = samples.rich()

    assert brought_up(figures) is figures


def test_figures_from_the_future_are_refused() -> None:
    with pytest.raises(ValueError, match=f"version {VERSION + 1}"):
        html(samples.blank() | {"version": VERSION + 1}, "en")


# --- Sensitivity ------------------------------------------------------------------------------------------------------
def case_of(figures: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in figures["sensitivity"]["cases"] if one["case"] == name)
    return found


@pytest.mark.parametrize(
    ("case", "value", "count"),
    [
        ("low_values", 650_671_00 - 499_150_00 + 263_188_18, 1),
        ("without_largest_event", 650_671_00 - 144_375_00, 16),
        ("without_largest_person", 650_671_00 - 262_375_00, 15),
        ("without_ties", 46_080_00 - 76_959_00, 5),
        ("only_evidence", 32_725_00 - 76_959_00, 1),
    ],
)
def test_other_assumptions_leave_every_shortfall_in(case: str, value: int, count: int) -> None:
    found = case_of(samples.rich(), case)

    assert (found["value"], found["count"]) == (value, count)


def test_the_rate_of_the_document_is_among_the_discount_rates() -> None:
    figures = samples.rich()
    values = {one["rate"]: one["amount"] for one in figures["sensitivity"]["npvs"]}

    assert list(values) == ["0", "0.05", "0.08", "0.1", "0.15", "0.2"]
    assert values["0"] == figures["answer"]["net"]
    assert values["0.08"] == figures["answer"]["npv"]["amount"]
    assert list(values.values()) == sorted(values.values(), reverse=True)


def test_what_may_fall_away_is_the_net_as_a_share_of_the_gains() -> None:
    assert samples.rich()["sensitivity"]["slack"] == "0.3629"  # 264,038.50 of 727,630.00
    assert samples.negative()["sensitivity"]["slack"] is None


def test_nothing_in_money_has_no_sensitivity() -> None:
    assert samples.not_monetised()["sensitivity"] is None
    assert "Nothing is stated in money" in words(html(samples.not_monetised(), "en"))


# --- On paper, overlaps, logo -----------------------------------------------------------------------------------------
def test_what_was_decided_on_paper_says_who_recorded_it() -> None:
    text = words(html(samples.crowded(), "en"))

    assert "on paper, recorded by Tomasz Brandt" in text.replace("\u2068", "").replace("\u2069", "")
    assert "On paper, 1 event" in text
    assert "Agreed after the fact, 1 event" in text


def test_an_accepted_overlap_prints_its_reason_once() -> None:
    figures = samples.rich()
    figures["events"][0] |= {"overlap": "Both teams worked on it."}
    figures["events"][0]["decisions"][-1]["reason"] = "Both teams worked on it."
    outcomes = html(figures, "en").split('id="badly"')[0]

    assert outcomes.count("Both teams worked on it.") == 1
    assert "overlap accepted: Both teams worked on it." in outcomes


def test_a_logo_takes_the_place_of_the_name() -> None:
    figures = copy.deepcopy(samples.rich())
    figures["supplier"]["logo"] = {
        "media_type": "image/png",
        "data": samples.PNG,
        "words": "Arvenly",
        "digest": "0" * 64,
    }

    assert '<img src="asset:picture/logo" alt="Arvenly">' in html(figures, "en")


def test_figures_of_the_third_version_have_no_notes_and_keep_their_comparison() -> None:
    figures = samples.rich()
    figures["version"] = 3
    del figures["document"]["loaded"], figures["document"]["since_frozen"]
    for event in figures["events"]:
        del event["note"]
    for period in (
        one for outcome in figures["outcomes"] for dim in outcome["dimensions"] for one in dim["not_claimed"]
    ):
        del period["worse"], period["states_on"]
    figures["document"]["demonstration"] = True

    text = words(html(figures, "en"))

    assert "Demonstration. The decisions were loaded, not made by the people named." in text
    assert "Note of" not in text
    assert brought_up(figures)["document"]["since"] == figures["document"]["since"]


@pytest.mark.parametrize(
    ("editions", "said"),
    [(0, "This is the first edition."), (1, "Edition 2 was in another currency; its sums are not compared.")],
)
def test_the_last_page_says_why_nothing_is_compared(editions: int, said: str) -> None:
    figures = samples.rich()
    figures["document"]["since"] = None
    figures["document"]["previous_editions"] = figures["document"]["previous_editions"][:editions]
    assert said in words(html(figures, "en"))
